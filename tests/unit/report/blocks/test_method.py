"""The method page explains every mark, and its examples follow the rules of the real figures."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from sigtepunkt.core.period import Quarter
from sigtepunkt.report.blocks.method import AREAS, EXAMPLES, MEANINGS, TITLE, example, icons
from sigtepunkt.signals.state import FocusState, Verdict
from sigtepunkt.strategy import Definitions
from sigtepunkt.wording import sentences

QUARTERS = (Quarter(2025, 4), Quarter(2026, 2), Quarter(2031, 1))


def test_every_mark_that_can_be_shown_is_explained() -> None:
    assert set(MEANINGS) == set(get_args(Verdict)) | set(get_args(FocusState))
    for kind in MEANINGS:
        assert f"mark-{kind}" in icons()


@pytest.mark.parametrize("quarter", QUARTERS, ids=str)
@pytest.mark.parametrize(
    ("name", "verdict", "words"),
    [
        ("uaendret", "Ingen sikker ændring", "hvor det kan ventes"),
        ("skift", "Forbedring", "lavere end ventet"),
        ("saeson", "Ingen sikker ændring", "Når sæsonen er trukket fra"),
        ("aar", "Forværring", "Tallet er steget fra"),
        ("for-faa", "Kan ikke afgøres", "for få målinger"),
        ("maal", "Ingen sikker ændring", "andre gange ikke"),
    ],
)
def test_an_example_shows_what_the_text_beside_it_says(
    definitions: Definitions, quarter: Quarter, name: str, verdict: str, words: str
) -> None:
    text = re.sub(r"<svg.*?</svg>|<[^>]+>", " ", example(name, definitions, quarter), flags=re.DOTALL)
    assert verdict in text
    assert words in text
    assert TITLE in text


def test_the_examples_tried_here_are_all_there_are() -> None:
    assert set(EXAMPLES) == {"uaendret", "skift", "saeson", "aar", "for-faa", "maal"}


def test_an_example_is_always_said_to_be_made_up(definitions: Definitions) -> None:
    for name in (*EXAMPLES, AREAS):
        markup = example(name, definitions, QUARTERS[0])
        assert re.findall(r"<title [^>]*>([^<]*)</title>", markup) == [TITLE, TITLE]
        assert all(text.startswith(TITLE) for text in re.findall(r"<desc [^>]*>([^<]*)</desc>", markup))


def test_the_small_area_that_lies_furthest_off_is_the_one_that_is_as_expected(
    definitions: Definitions,
) -> None:
    text = example(AREAS, definitions, QUARTERS[0])
    assert "Tallet er lavere i Område J" in text
    assert "Område A" not in text


def test_every_heading_charts_lead_to_is_named_once() -> None:
    assert len(set(sentences.METHODS.values())) == len(sentences.METHODS)
