"""A state says the same wherever it is read, and counts what it spends of the error budget."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pandas as pd
import pytest
from example_states import FEW, HIGHER, LOWER, USUAL, answered, example_state

from sigtepunkt.signals import State
from sigtepunkt.signals.answers.answer import ALPHA, Answer
from sigtepunkt.signals.answers.since import Fact
from sigtepunkt.signals.comparison import Comparison
from sigtepunkt.signals.methods.intervals import Interval
from sigtepunkt.signals.methods.shift import RATE
from sigtepunkt.signals.state import Aim, Level, Method, Point, from_frame, to_frame

STATES = (
    example_state(),
    example_state(verdict="undecided", method="none", reason="too_few", demo=True),
    example_state(method="trend", verdict="high", cause="rising", since=answered(trend=HIGHER)),
    example_state(
        season=4,
        trial=True,
        level=Level(2, "2026Q1", -1.5, 0.31, 14),
        interval=Interval(2.5, 3.5),
        year_ago=1.0,
        year_ago_period="2025Q2",
        comparison=Comparison(4.0, 3.0, 8, 1.5, 4.5, -0.5, 0.25, 7),
        since=answered(
            Fact("2021Q4", 1.0, "2026Q2", 3.0),
            change=LOWER,
            trend=Answer(reason="not yearly"),
            development=USUAL,
            level=HIGHER,
        ),
        aim=Aim(2.0, "en beslutning", reached=False, assurance="fail", lower=2.5, upper=3.5),
        points=(
            Point("2026Q1", 1.0, 0, outlier=1),
            Point("2026Q2", 3.0, 1, adjusted=2.0, mean=1.0, lower=0.5, upper=1.5, fitted=2.0, state="high"),
        ),
    ),
    example_state(verdict="undecided", method="none", reason="held", held="suppressed", held_period="2026Q3"),
)


def test_states_are_read_from_a_file_as_they_were_written(tmp_path: Path) -> None:
    to_frame(STATES).to_parquet(tmp_path / "signals.parquet")
    assert from_frame(pd.read_parquet(tmp_path / "signals.parquet")) == STATES
    assert from_frame(to_frame(STATES)) == STATES
    assert from_frame(to_frame(())) == ()


def test_the_file_can_be_read_without_this_package() -> None:
    record = to_frame(STATES).to_dict("records")[3]
    assert json.loads(record["points"])[1]["state"] == "high"
    assert json.loads(record["comparison"])["group_change"] == 0.25
    since = json.loads(record["since"])
    assert since["fact"]["start_period"] == "2021Q4"
    assert (since["level"]["estimate"], since["trend"]["reason"]) == (2.0, "not yearly")
    assert json.loads(record["aim"])["decision"] == "en beslutning"
    assert json.loads(record["interval"]) == [2.5, 3.5]


def test_what_the_method_looks_at_is_the_figure_less_its_season() -> None:
    before, after = STATES[3].points
    assert (before.judged, after.judged) == (1.0, 2.0)


def test_a_change_needs_a_figure_a_year_before() -> None:
    assert STATES[0].change is None
    assert STATES[3].change == 2.0


@pytest.mark.parametrize("method", get_args(Method))
def test_no_indicator_may_be_wrong_more_often_than_once_in_fifteen(method: Method) -> None:
    """Four answers at 1 % and the test of a shift at 2 %."""
    everything = dict.fromkeys(("change", "trend", "development", "level"), USUAL)
    state: State = replace(STATES[0], method=method, since=answered(**everything))
    assert state.alpha == pytest.approx(0.06 if method == "shift" else 0.04)


def test_only_what_was_tested_counts_in_the_error_budget() -> None:
    one = replace(STATES[1], since=answered(change=Answer(2.0, reason="exact"), level=HIGHER, trend=FEW))
    assert one.alpha == ALPHA
    assert STATES[0].alpha == RATE
    assert STATES[1].alpha == 0
    assert replace(STATES[1], areas=24).alpha == pytest.approx(24 * 0.002), "each area within is a test"
