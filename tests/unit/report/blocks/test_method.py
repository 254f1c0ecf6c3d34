"""The method page explains every mark, and its examples follow the rules of the real figures."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from typing import get_args

import pytest
from places import REPOSITORY

from sigtepunkt.core.period import Quarter
from sigtepunkt.report.blocks.method import AREAS, EXAMPLES, MEANINGS, TITLE, example, icons
from sigtepunkt.signals.state import Verdict
from sigtepunkt.strategy import Definitions
from sigtepunkt.wording import sentences

QUARTERS = (Quarter(2025, 4), Quarter(2026, 2), Quarter(2031, 1))


@pytest.fixture(scope="module")
def drawn(definitions: Definitions) -> Callable[[str, Quarter], str]:
    """Return a function that draws each example once."""
    return cache(lambda name, quarter: example(name, definitions, quarter))


def test_every_mark_that_can_be_shown_is_explained() -> None:
    assert set(MEANINGS) == {*get_args(Verdict), "demo"}
    for kind in MEANINGS:
        assert f"mark-{kind}" in icons()


@pytest.mark.parametrize("quarter", QUARTERS, ids=str)
@pytest.mark.parametrize(
    ("name", "mark", "words"),
    [
        ("siden", "Sikkert fald siden strategien", "Det er mere end almindelige udsving: Tallet har siden"),
        ("siden-ikke", "", "Det kan ikke skelnes fra almindelige udsving."),
        ("uaendret", "", "viser intet nyt skift"),
        ("skift", "Nyt skift nedad", "lavere end ventet"),
        ("saeson", "", "når årstiden er regnet fra"),
        ("aar", "Sikker udvikling opad", "er tallet steget med mellem"),
        ("udligger", "", "Ikke regnet med,"),
        ("udvikling", "Anden udvikling end de andre", "I forhold til dem er tallet blevet"),
        ("niveau", "Højere end de andre kommuner", "højere (dårligere) end de andre kommuners gennemsnit"),
        ("taeller-alle", "", "64 personer flere (6,8 % højere)."),
        ("for-faa", "", "for få målinger"),
        ("maal", "", "andre gange ikke"),
    ],
)
def test_an_example_shows_what_the_text_beside_it_says(
    drawn: Callable[[str, Quarter], str], quarter: Quarter, name: str, mark: str, words: str
) -> None:
    markup = drawn(name, quarter)
    text = re.sub(r"<svg.*?</svg>|<[^>]+>", " ", markup, flags=re.DOTALL).replace("\u00a0", " ")
    marks = re.findall(r'class="badge badge-[^"]*">.*?</svg> ([^<]*)<', markup, re.DOTALL)
    assert marks == ([mark] if mark else [])
    assert words in text
    assert TITLE in text


def test_every_example_there_is_stands_in_the_notebook_once() -> None:
    cells = json.loads((REPOSITORY / "notebooks" / "metode.ipynb").read_text(encoding="utf-8"))["cells"]
    code = "".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    assert sorted(re.findall(r'report\.example\("([^"]+)"\)', code)) == sorted([*EXAMPLES, AREAS])


def test_an_example_is_always_said_to_be_made_up(drawn: Callable[[str, Quarter], str]) -> None:
    for name in (*EXAMPLES, AREAS):
        markup = drawn(name, QUARTERS[0])
        assert re.findall(r"<title [^>]*>([^<]*)</title>", markup) == [TITLE, TITLE]
        assert all(text.startswith(TITLE) for text in re.findall(r"<desc [^>]*>([^<]*)</desc>", markup))


def test_the_small_area_that_lies_furthest_off_is_the_one_that_is_as_expected(
    drawn: Callable[[str, Quarter], str],
) -> None:
    text = drawn(AREAS, QUARTERS[0])
    assert "Tallet er klart lavere i Område J" in text
    assert "Område A" not in text


def test_every_heading_charts_lead_to_is_named_once() -> None:
    assert len(set(sentences.METHODS.values())) == len(sentences.METHODS)
