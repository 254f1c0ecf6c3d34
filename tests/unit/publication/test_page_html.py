"""A page has prose and blocks in the site's frame; a picture the report did not make is refused."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from executed_notebooks import PIXEL, code, executed, prose
from municipality import FIRST, LAST

from sigtepunkt.core.errors import Refused
from sigtepunkt.publication import page_html
from sigtepunkt.publication.page_html import Site
from sigtepunkt.report.output import MIME_TYPE
from sigtepunkt.report.templating import page_margins

SITE = Site(
    "Prøvekommune",
    "Prøvestrategi 2022–2025",
    LAST,
    {"teknik": "Teknikudvalget", "boern": "Børneudvalget"},
    {"teknik": "Teknik", "boern": "Børn"},
)


def test_a_page_has_prose_and_blocks_and_neither_code_nor_working_material() -> None:
    notebook = executed(
        prose("# Teknikudvalget\n\n*Bor* der flere?"),
        code({"text/html": "<p>blok</p>", MIME_TYPE: {"block": "heading"}}, source="hemmelig = 1"),
        code({"text/html": "<table>arbejdstabel</table>", "text/plain": "arbejdstekst"}),
    )
    html = page_html.body(notebook, "notebooks/teknik.ipynb")
    assert re.search(r"<h1[^>]*>Teknikudvalget</h1>", html)
    assert "<em>Bor</em> der flere?" in html
    assert "<p>blok</p>" in html
    for hidden in ("hemmelig", "arbejdstabel", "arbejdstekst", "In\u00a0[", "¶"):
        assert hidden not in html


@pytest.mark.parametrize("kind", ["image/png", "image/svg+xml", "image/jpeg"])
def test_a_picture_the_report_did_not_make_is_refused_with_its_cell(kind: str) -> None:
    notebook = executed(
        prose("# X"), code({kind: "x", "text/plain": "<Figure>"}, source="sns.lineplot(data)\nplt.show()")
    )
    with pytest.raises(Refused) as refusal:
        page_html.body(notebook, "notebooks/teknik.ipynb")
    (problem,) = refusal.value.problems
    assert problem.where == "notebooks/teknik.ipynb"
    assert "cell 2 shows a picture of its own" in problem.what
    assert "report.figure(" in problem.allowed
    assert "sns.lineplot(data)" in problem.next_step


@pytest.mark.parametrize(
    "picture",
    [
        "![](kort.png)",
        "![Et kort](kort.png)",
        f"![]({PIXEL})",
        f"![ ]({PIXEL})",
        "<img src=kort.png alt='Et kort'>",
        f'<img alt="" src="{PIXEL}">',
    ],
)
def test_a_picture_in_prose_that_not_every_reader_sees_is_refused(picture: str) -> None:
    with pytest.raises(Refused) as refusal:
        page_html.body(executed(prose(f"# X\n\n{picture}")), "notebooks/teknik.ipynb")
    (problem,) = refusal.value.problems
    assert problem.what.startswith("a picture in the text that not every reader sees: <img ")
    assert problem.where == "notebooks/teknik.ipynb"
    assert "attachment:" in problem.allowed


def test_a_picture_in_prose_that_says_what_it_shows_is_part_of_the_page() -> None:
    assert f'<img alt="Et kort" src="{PIXEL}"/>' in page_html.body(
        executed(prose(f"# X\n\n![Et kort]({PIXEL})")), "x"
    )


def test_what_an_author_left_open_ends_with_its_cell() -> None:
    left_open = prose("# X\n\n<div><b>fed\n\n<!-- og så")
    html = page_html.body(
        executed(left_open, code({"text/html": "<p>blok</p>", MIME_TYPE: {"block": "heading"}})), "x"
    )
    before, _, after = html.partition("<p>blok</p>")
    assert (before.count("<div"), before.count("<b>"), before.count("<!--")) == (
        before.count("</div>"),
        before.count("</b>"),
        before.count("-->"),
    )
    assert not after.strip()


def test_a_page_is_framed_with_municipality_menu_and_contents() -> None:
    html = page_html.page(
        SITE,
        "boern",
        '<h1>Børneudvalget</h1><h2 id="skole">Skole &amp; <em>fritid</em></h2>'
        '<h2 class="x" id="trivsel">Trivsel</h2>',
    )
    assert '<html lang="da">' in html
    assert "<title>Børneudvalget · 2. kvartal 2026 · Prøvekommune</title>" in html
    assert '<a href="#skole">Skole &amp; fritid</a>' in html
    assert '<a href="#trivsel">Trivsel</a>' in html
    assert '<a href="boern.html" aria-current="page">Børn</a>' in html
    assert '<a href="teknik.html">Teknik</a>' in html
    assert html.count("<h1") == 1


def test_hostile_names_are_shown_and_not_run() -> None:
    hostile = "<script>alert(1)</script>"
    site = Site(hostile, hostile, LAST, {"x": hostile}, {"x": hostile})
    html = page_html.page(site, "x", "")
    assert "alert(1)" in html
    assert html.count("<script") == html.count("</script>") == 1, "the project's own"
    assert html.count("<style") == html.count("</style>") == 2


def test_a_title_cannot_end_the_style_of_the_papers_margin() -> None:
    margins = page_margins('"; } </style><script>', "\\", "æ\n")
    assert not set("<>\n").intersection(margins)
    assert margins.count('"') == 4


def test_a_page_leads_to_the_same_page_a_quarter_before_where_there_is_one() -> None:
    site = replace(SITE, before={"boern": str(FIRST)})
    assert '<a rel="prev" href="../2026Q1/boern.html">Samme side i 1. kvartal 2026</a>' in page_html.page(
        site, "boern", ""
    )
    assert 'rel="prev"' not in page_html.page(site, "teknik", "")


def test_what_is_linked_to_has_a_name() -> None:
    """A notebook's own headings get one; those that have one keep it."""
    html = page_html.body(executed(prose('# X\n\n## Hvad & hvorfor?\n\n<h3 id="egen">Egen</h3>')), "x")
    assert [(heading.level, heading.anchor, heading.text) for heading in page_html.headings(html)] == [
        (2, "hvad-hvorfor", "Hvad &amp; hvorfor?"),
        (3, "egen", "Egen"),
    ]
