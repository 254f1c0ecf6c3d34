"""Files by strangers are received to the right figures, or refused with the right reason."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest
from places import REPOSITORY

from sigtepunkt.core.errors import Refused
from sigtepunkt.core.project import Project
from sigtepunkt.receiving import incoming
from sigtepunkt.receiving.detection.file_grid import draft_source
from sigtepunkt.receiving.detection.suggestion import suggest
from sigtepunkt.receiving.questions import Question, refuse_to_guess
from sigtepunkt.strategy import Municipality, load_definitions

WILD = Path(__file__).parent / "wild"
RAS200 = "Employment rate|Total|16-64 years total|Total"
WAGES = (
    "Mænd|FORTJENESTE PR. PRÆSTERET TIME|Lønmodtagergrupper i alt|Time- og fastlønnede i alt|Sektorer i alt"
)
TURNOUT = "Folketingsvalg|24-03-2026 19:05:47"
# The answers a person gives, how many figures there are, and some of them by measure, area and period.
RECEIVED: Mapping[str, tuple[dict[str, str], int, dict[tuple[str, str, str], float]]] = {
    "csv/statbank_FOLK1A_a.csv": (
        {},
        52,
        {("I alt", "000", "2008Q1"): 5475791, ("I alt", "000", "2020Q4"): 5837213},
    ),
    "csv/statbank_FOLK1A_b.csv": (
        {"other_areas": "dropped"},
        495,
        {("I alt", "101", "2020Q1"): 632340, ("Fraskilt", "766", "2020Q1"): 3967},
    ),
    "csv/statbank_FOLK1A_civil_excerpt.csv": (
        {},
        660,
        {("Never married", "000", "2008Q1"): 2552700, ("Divorced", "766", "2021Q3"): 4055},
    ),
    "csv/area.csv": (
        {"constant": "2019", "other_areas": "dropped"},
        98,
        {("", "101", "2019"): 86.7, ("", "851", "2019"): 1137.4},
    ),
    "workbooks/statbank_RAS200.xlsx": (
        {"other_areas": "dropped"},
        1287,
        {(RAS200, "000", "2008"): 76, (RAS200, "101", "2009"): 70, (RAS200, "766", "2020"): 80.1},
    ),
    "workbooks/statbank_areal.xlsx": (
        {"other_areas": "dropped"},
        99,
        {("", "000", "2019"): 42937.8, ("", "766", "2019"): 551},
    ),
    "workbooks/wagemen.xlsx": (
        {},
        99,
        {
            (f"{WAGES}|Alder i alt", "766", "2013"): 309.21,
            (f"{WAGES}|60 år og derover", "766", "2021"): 371.62,
        },
    ),
    "json/statbank_FOLK1A_jsonstat_trimmed.json": ({}, 1, {("FOLK1A", "101", "2026Q3"): 670389}),
    "json/valg_valgdeltagelse_fv26_aale.json": (
        {"dates": "year"},
        12,
        {
            (f"{TURNOUT}|09:00:00|AfgivneStemmer", "766", "2026"): 68,
            (f"{TURNOUT}|20:00:00|AfgivneStemmer", "766", "2026"): 556,
        },
    ),
}
REFUSED: Mapping[str, str] = {
    "csv/kommunerne.csv": "above every column a name, below it figures; row 1 is Kommune, Region",
    "json/statbank_FOLK1A_tableinfo_trimmed.json": "no row of it can be the names of columns",
    "json/statbank_error_format_http400.json": "that says 'REQUEST-MISSING: Format not found or not valid.'",
    "json/statbank_error_notfound_http400.json": "EXTRACT-NOTFOUND: Can't find value: 999 (OMRÅDE)",
}


@cache
def municipality() -> Municipality:
    """Return Hedensted and its areas, as shipped."""
    return load_definitions(Project(REPOSITORY)).municipality


def test_every_wild_file_is_tried() -> None:
    files = {path.relative_to(WILD).as_posix() for path in WILD.rglob("*.*") if path.suffix != ".md"}
    assert files == RECEIVED.keys() | REFUSED.keys()


@pytest.mark.parametrize("name", RECEIVED)
def test_a_wild_file_is_received_to_the_right_figures(name: str) -> None:
    answers, count, figures = RECEIVED[name]
    asked: list[str] = []

    def answer(question: Question) -> str:
        asked.append(question.key)
        return answers[question.key]

    suggestion = suggest(WILD / name, name, municipality(), answer)
    it = draft_source(**suggestion.keys)
    read = incoming.read(it, WILD / name, name, municipality())
    assert asked == list(answers), (
        "asked once for each thing that the file does not say, and for nothing else"
    )
    assert len(read.figures) == count
    table = read.figures.set_index(["measure", "area", "period"])["value"]
    assert {key: table[key] for key in figures} == figures


@pytest.mark.parametrize("name", [name for name, (answers, *_) in RECEIVED.items() if answers])
def test_what_a_wild_file_does_not_say_is_not_guessed(name: str) -> None:
    with pytest.raises(Refused) as refusal:
        suggest(WILD / name, name, municipality(), refuse_to_guess)
    (problem,) = refusal.value.problems
    assert problem.where == name
    assert "without --yes" in problem.next_step


@pytest.mark.parametrize("name", REFUSED)
def test_a_wild_file_without_figures_is_refused_with_the_reason(name: str) -> None:
    with pytest.raises(Refused) as refusal:
        suggest(WILD / name, name, municipality(), refuse_to_guess)
    (problem,) = refusal.value.problems
    assert problem.where == name
    assert REFUSED[name] in problem.what


def test_english_areas_under_a_danish_declaration_are_refused_once_with_a_count() -> None:
    """A StatBank file fetched with lang=en has the columns of the Danish one."""
    name = "csv/statbank_FOLK1A_civil_excerpt.csv"
    it = draft_source(
        format="statbank", area="OMRÅDE", period="TID", dimensions=["CIVILSTAND"], values=["INDHOLD"]
    )
    with pytest.raises(Refused) as refusal:
        incoming.read(it, WILD / name, name, municipality())
    (problem,) = refusal.value.problems
    assert "unknown area 'All Denmark', and so in 219 more rows" in problem.what
