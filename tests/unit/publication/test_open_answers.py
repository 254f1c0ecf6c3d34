"""The open data has what pages say of a newest figure in columns of its own, at that figure alone."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from example_states import HIGHER, LOWER, USUAL, answered, example_state
from municipality import LAST

from sigtepunkt.editions.processed_store import Processed
from sigtepunkt.publication import open_data
from sigtepunkt.signals import State
from sigtepunkt.signals.answers.answer import Answer
from sigtepunkt.signals.answers.since import Fact
from sigtepunkt.signals.comparison import Comparison
from sigtepunkt.strategy import Definitions

Row = dict[str, str]
ANSWERS = (
    "siden strategien begyndte",
    "strategiens start",
    "hele landet",
    "mærker",
    "nedre grænse",
    "øvre grænse",
)
NEWEST = ("990", "2026M07")
FACT = Fact("2021M12", 1.44, "2026M07", 1.86)


@pytest.fixture
def rows(declared: Definitions, done: Processed) -> Callable[[State], list[Row]]:
    """Return the rows of the unemployment in the open data, with this state."""

    def read(state: State) -> list[Row]:
        text = open_data.csv(declared, done.observations, LAST, [state]).removeprefix("\ufeff")
        lines = csv.DictReader(io.StringIO(text, newline=""), delimiter=";", strict=True)
        return [line for line in lines if line["indikator"] == "ledighed"]

    return read


def answers(rows: list[Row]) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return the cells of the answers of every row that has any, by area and period."""
    cells = {(row["områdekode"], row["periode"]): tuple(row[name] for name in ANSWERS) for row in rows}
    return {place: each for place, each in cells.items() if any(each)}


def state(**changes: Any) -> State:
    """Return the state of the unemployment, whose newest figure is of July 2026."""
    return example_state((1.7, 1.86), "2026M06", **{"method": "none", **changes})


def test_the_municipalitys_newest_figure_has_its_difference_nation_marks_and_limits(
    rows: Callable[[State], list[Row]],
) -> None:
    judged = state(since=answered(FACT, change=HIGHER, level=LOWER), comparison=Comparison(nation=3.04))
    marks = "Sikker stigning siden strategien; Lavere end de andre kommuner"
    assert answers(rows(judged)) == {NEWEST: ("0,5", "2021M12", "3,0", marks, "1,0", "3,0")}, (
        "the difference is that of the shown figures, 1,9 and 1,4"
    )


def test_other_areas_and_other_periods_have_no_answers(rows: Callable[[State], list[Row]]) -> None:
    lines = rows(state(since=answered(FACT)))
    assert len(lines) > 50
    assert {row["områdekode"] for row in lines} == {"000", "990", "991"}
    assert [*answers(lines)] == [NEWEST]


def test_nothing_is_filled_in_where_nothing_is_said(rows: Callable[[State], list[Row]]) -> None:
    assert answers(rows(state(since=answered(change=USUAL, level=Answer(reason="few others"))))) == {}


def test_an_older_figure_has_no_answers_where_the_newest_is_not_shown(
    rows: Callable[[State], list[Row]],
) -> None:
    hidden = state(
        since=answered(FACT), comparison=Comparison(nation=3.0), held="withheld", held_period="2026M08"
    )
    assert answers(rows(hidden)) == {}


@pytest.mark.parametrize(
    ("judged", "marks", "limits"),
    [
        (state(since=answered(level=LOWER)), "Lavere end de andre kommuner", ("-3,0", "-1,0")),
        (
            state(since=answered(trend=LOWER), method="trend", cause="falling"),
            "Sikker udvikling nedad",
            ("-3,0", "-1,0"),
        ),
        (state(since=answered(trend=LOWER, level=HIGHER)), "Højere end de andre kommuner", ("1,0", "3,0")),
        (state(method="shift", cause="higher"), "Nyt skift opad", ("", "")),
        (
            state(since=answered(level=LOWER), method="shift", cause="higher"),
            "Nyt skift opad; Lavere end de andre kommuner",
            ("", ""),
        ),
        (
            state(since=answered(change=LOWER), method="shift", cause="higher"),
            "Sikkert fald siden strategien; Nyt skift opad",
            ("-3,0", "-1,0"),
        ),
    ],
    ids=["level", "trend", "trend that does not decide", "shift", "shift first", "change first"],
)
def test_the_limits_are_those_of_the_first_mark(
    rows: Callable[[State], list[Row]], judged: State, marks: str, limits: tuple[str, str]
) -> None:
    (cells,) = answers(rows(judged)).values()
    assert (cells[3], cells[4:]) == (marks, limits)


def test_a_difference_may_be_nothing_and_is_then_told(rows: Callable[[State], list[Row]]) -> None:
    same = Fact("2021M12", 1.86, "2026M07", 1.86)
    assert answers(rows(state(since=answered(same)))) == {NEWEST: ("0,0", "2021M12", "", "", "", "")}
