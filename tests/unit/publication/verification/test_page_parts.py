"""A page is taken apart into its blocks by name, and two versions of one are told apart block by block."""

from __future__ import annotations

import pytest

from sigtepunkt.publication.verification import page_parts
from sigtepunkt.publication.verification.page_parts import FRAME, differing, parts

PAGE = """<!DOCTYPE html>
<html><head><title>Børn</title><style>main > p {}</style></head><body>
<header>Prøvekommune</header>
<main id="indhold" tabindex="-1">
<div class="prose"><h1 id="x">Børneudvalget</h1><p>Er alle med?<br>Ja.</p></div>
<section aria-labelledby="skole"><h2 id="skole">Skole &amp; klub</h2><div><div>inde</div></div></section>
<article aria-labelledby="fravaer"><h3 id="fravaer">Fravær <b>nu</b></h3><svg><path d="M0"/></svg></article>
<div class="scroll"><table><caption>Tal</caption></table></div>
<div class="scroll"><p>mere</p></div>
</main>
<footer>Bund</footer>
</body></html>
"""


def test_every_element_of_the_main_part_is_a_block_by_its_address_or_its_kind() -> None:
    blocks = parts(PAGE)
    assert {name: part.title for name, part in blocks.items()} == {
        "prose 1": "Børneudvalget",
        "#skole": "Skole & klub",
        "#fravaer": "Fravær nu",
        "scroll 1": "Tal",
        "scroll 2": "",
        FRAME: "",
    }
    assert (
        blocks["#skole"].html == '<section aria-labelledby="skole"><h2 id="skole">Skole &amp; klub</h2>'
        "<div><div>inde</div></div></section>"
    )
    assert "Skole" not in blocks[FRAME].html
    for part in ("<title>Børn</title>", "<header>", "<footer>", "</main>"):
        assert part in blocks[FRAME].html


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("<div>inde</div>", "<div>ude</div>", ["#skole (Skole & klub)"]),
        ("mere", "mindre", ["scroll 2"]),
        ("Bund", "Top", [FRAME]),
        ("Er alle", "Er ingen", ["prose 1 (Børneudvalget)"]),
        ("Fravær <b>nu</b>", "Fravær <b>før</b>", ["#fravaer (Fravær nu)"]),
        ('<div class="scroll"><p>mere</p></div>\n', "", ["scroll 2, only as published"]),
        ("<footer>", '<script src="x"></script><footer>', [FRAME]),
        ("<div>inde</div>", "inde</div>", ["#skole (Skole & klub)"]),
        ("</main>\n", "</main>\n\n", ["the order of the blocks, or the space between them"]),
        (
            '<div class="scroll"><p>mere</p></div>\n',
            '<div class="scroll"><p>mere</p></div>\n<p>nyt</p>\n',
            ["p 1, only as rebuilt"],
        ),
    ],
)
def test_what_differs_is_named(old: str, new: str, said: list[str]) -> None:
    assert PAGE.count(old) == 1
    assert differing(PAGE, PAGE.replace(old, new)) == said


@pytest.mark.parametrize(
    "page",
    [
        "",
        "<main>",
        "<main><p>",
        "<main><div><p></main>",
        "<main></p></div></main></main>",
        "<main><!-- <p>",
        "<main><p class>",
        "\x00<main><p",
        "<p></main>",
    ],
)
def test_a_page_that_is_no_page_is_taken_apart_all_the_same(page: str) -> None:
    assert FRAME in parts(page)
    assert differing(page, PAGE)


def test_blocks_of_the_same_name_are_counted() -> None:
    twice = '<main><p id="a">1</p><p id="a">2</p></main>'
    assert [*page_parts.parts(twice)] == ["#a", "#a 2", FRAME]
