"""What may be said of an indicator: each reason for silence, segments, seasons, memory, and what demo data may not do."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pandas as pd
import pytest
from made_states import made_state

from sigtepunkt.comparison import Comparison
from sigtepunkt.quarter import Period
from sigtepunkt.signals import FocusState, State, focus_state, judge
from sigtepunkt.signals.state import Reason, Verdict, from_frame, lag_one, to_frame
from sigtepunkt.strategy import Definitions, Indicator

Judge = Callable[..., State]

QUIET = [10.0, 12, 9, 11, 12, 10, 9, 12, 10, 11, 9, 12, 10, 9, 12, 11]  # no memory, no signal


def following(first: str, count: int) -> list[str]:
    """Return `count` periods from `first` on, one after the other."""
    period = Period.parse(first)
    return [str(period.back(-step * period.months)) for step in range(count)]


def rows(periods: Sequence[str], values: Sequence[float], area: str = "990") -> pd.DataFrame:
    """Return one area's observations of the indicator `x`."""
    return pd.DataFrame({"indicator": "x", "area": area, "period": list(periods), "value": [float(value) for value in values]})


@pytest.fixture
def judged(definitions: Definitions) -> Judge:
    """Return the state of an indicator `x`, from the values of periods that follow `first`."""

    def run(
        values: Sequence[float], first: str = "2022Q1", *, periods: Sequence[str] | None = None, beside: pd.DataFrame | None = None,
        source: dict[str, Any] | None = None, **declared: Any,
    ) -> State:
        example = definitions.indicators["ledighed"].model_dump(exclude_unset=True)
        indicator = Indicator.model_validate({**example, "better": "higher", **declared})
        origin = definitions.sources["proeve-ledige"].model_copy(update=source or {})
        own = rows(periods or following(first, len(values)), values)
        (state,) = judge(
            replace(definitions, indicators={"x": indicator}, sources={"proeve-ledige": origin}),
            own if beside is None else pd.concat([beside, own], ignore_index=True), "2026Q2",
        )
        return state

    return run


# --- the verdict of a series of quarters or months -------------------------------------------------------------


def test_a_quiet_series_is_common(judged: Judge) -> None:
    state = judged(QUIET)
    assert (state.verdict, state.method, state.reason, state.cause, state.trial) == ("common", "xmr", "", "Common Cause", False)
    assert all(point.lower is not None and point.upper is not None for point in state.points)


@pytest.mark.parametrize(("last", "better", "verdict"), [
    (30, "higher", "improvement"), (30, "lower", "concern"), (-9, "higher", "concern"), (-9, "lower", "improvement"), (30, "neutral", "high"),
    (-9, "neutral", "low"),
])
def test_a_point_outside_the_limits_is_turned_by_the_direction(judged: Judge, last: float, better: str, verdict: str) -> None:
    state = judged([*QUIET, last], better=better)
    assert (state.verdict, state.cause) == (verdict, "Above UCL" if last > 0 else "Below LCL")
    assert state.latest.state == verdict


def test_the_verdict_is_of_the_latest_point_however_the_earlier_were(judged: Judge) -> None:
    state = judged([*QUIET[:8], 30, *QUIET[8:]])
    assert state.points[8].state == "improvement"
    assert state.verdict == "common"


@pytest.mark.parametrize(("count", "verdict", "trial"), [(6, "undecided", False), (7, "common", True), (12, "common", True), (13, "common", False)])
def test_under_seven_points_nothing_is_said_and_under_thirteen_the_limits_are_provisional(judged: Judge, count: int, verdict: str, trial: bool) -> None:  # noqa: FBT001
    state = judged(QUIET[:count])
    assert (state.verdict, state.trial) == (verdict, trial)
    assert state.reason == ("too_few" if verdict == "undecided" else "")


def test_months_are_judged_as_quarters_are(judged: Judge) -> None:
    assert judged([*QUIET, 30], "2025M01").verdict == "improvement"


def test_a_series_that_remembers_is_not_judged(judged: Judge) -> None:
    state = judged([float(step) for step in range(16)])
    assert (state.verdict, state.method, state.reason) == ("undecided", "none", "autocorrelated")
    assert state.autocorrelation is not None
    assert state.autocorrelation > 0.3
    assert all(point.mean is None for point in state.points)


def test_a_series_that_follows_the_seasons_is_not_judged_yet(judged: Judge) -> None:
    state = judged([*QUIET, 30], season=True)
    assert (state.verdict, state.method, state.reason) == ("undecided", "none", "season")


def test_a_projection_is_no_measurement(judged: Judge) -> None:
    state = judged([*QUIET, 30], source={"projection": True})
    assert (state.verdict, state.method, state.reason) == ("undecided", "none", "projection")


def test_what_a_person_declared_unfit_for_a_trend_is_not_judged(judged: Judge) -> None:
    state = judged([*QUIET, 30], no_trend="Opgørelsen er ny.")
    assert (state.verdict, state.method, state.reason) == ("undecided", "none", "declared")


def test_every_reason_that_can_be_given_is_given(judged: Judge) -> None:
    given = {
        judged(QUIET).reason, judged(QUIET[:3]).reason, judged([float(step) for step in range(16)]).reason, judged(QUIET, season=True).reason,
        judged(QUIET, source={"projection": True}).reason, judged(QUIET, no_trend="x").reason, judged(QUIET[:3], "2020").reason,
    }
    assert given == set(get_args(Reason))


def test_what_cannot_be_decided_always_has_a_reason_and_what_is_decided_never(judged: Judge) -> None:
    for state in (judged(QUIET), judged(QUIET[:3]), judged(QUIET[:3], "2020"), judged([1, 2, 3, 4, 5], "2020"), judged(QUIET, season=True)):
        assert (state.verdict == "undecided") == bool(state.reason)
        assert (state.verdict == "undecided") == (state.method == "none")


def test_a_period_not_published_is_not_bridged(judged: Judge) -> None:
    periods = following("2020Q1", 23)
    noise, rise = [0.0, 40] * 8, [14.0, 15, 16, 17, 18, 19, 20]
    assert judged([*noise, *rise], periods=periods).cause == "7 Point Trend (Increasing)"
    del periods[19]
    left = [*noise, *rise[:3], *rise[4:]]
    assert judged(left, periods=periods).cause == "Common Cause"


# --- segments --------------------------------------------------------------------------------------------------


def broken(at: str) -> list[dict[str, str]]:
    """Return the declaration of a break."""
    return [{"at": at, "cause": "Ny opgørelse", "decided_by": "Fru Prøve", "decided": "2025-01-01"}]


def test_a_break_starts_a_segment_with_limits_of_its_own(judged: Judge) -> None:
    state = judged([*QUIET, *(value + 100 for value in QUIET)], breaks=broken("2026Q1"))
    assert [point.segment for point in state.points] == [0] * 16 + [1] * 16
    assert state.verdict == "common"
    assert state.points[0].mean == pytest.approx(np.mean(QUIET))
    assert state.points[-1].mean == pytest.approx(np.mean(QUIET) + 100)


def test_too_few_points_after_a_break_are_too_few(judged: Judge) -> None:
    state = judged([*QUIET, 30, 31, 30, 31, 30, 31], breaks=broken("2026Q1"))
    assert (state.verdict, state.reason) == ("undecided", "too_few")


def test_limits_after_a_break_are_provisional_until_there_are_thirteen(judged: Judge) -> None:
    assert judged([*QUIET, *QUIET[:12]], breaks=broken("2026Q1")).trial
    assert not judged([*QUIET, *QUIET[:13]], breaks=broken("2026Q1")).trial


def test_memory_is_measured_after_the_break(judged: Judge) -> None:
    ramp = [float(step) for step in range(16)]
    assert judged([*ramp, *QUIET], breaks=broken("2026Q1")).verdict == "common"


def test_a_figure_a_year_before_is_found_where_it_was_published(judged: Judge) -> None:
    state = judged(QUIET, "2022Q3")
    assert (state.latest.period, state.year_ago_period, state.year_ago) == ("2026Q2", "2025Q2", 12)
    assert state.change == -1
    gone = following("2022Q3", 16)
    assert judged([*QUIET[:11], *QUIET[12:]], periods=[*gone[:11], *gone[12:]]).year_ago is None


def test_a_year_before_is_not_found_across_a_break(judged: Judge) -> None:
    state = judged(QUIET, "2022Q3", breaks=broken("2026Q1"))
    assert (state.year_ago, state.year_ago_period, state.change) == (None, None, None)
    assert judged(QUIET, "2022Q3", breaks=broken("2025Q2")).year_ago == 12


# --- yearly and overlapping series -----------------------------------------------------------------------------


@pytest.mark.parametrize(("values", "better", "verdict", "cause"), [
    ([1, 2, 3, 4, 5], "higher", "improvement", "rising"), ([1, 2, 3, 4, 5], "lower", "concern", "rising"),
    ([5, 4, 3, 2, 1], "higher", "concern", "falling"), ([5, 4, 3, 2, 1], "neutral", "low", "falling"), ([1, 2, 3, 4, 5], "neutral", "high", "rising"),
    ([1, 5, 2, 4, 3], "higher", "common", ""),
])
def test_years_are_judged_by_the_trend_of_five(judged: Judge, values: list[float], better: str, verdict: str, cause: str) -> None:
    state = judged(values, "2021", better=better)
    assert (state.verdict, state.method, state.cause, state.trial) == (verdict, "trend", cause, False)
    assert all(point.mean is None for point in state.points)


@pytest.mark.parametrize("first", ["2022", "2021/2022", "2010-2012"])
def test_four_years_are_too_few(judged: Judge, first: str) -> None:
    state = judged([1, 2, 3, 4], first)
    assert (state.verdict, state.method, state.reason) == ("undecided", "none", "too_few_yearly")


def test_a_trend_does_not_cross_a_break(judged: Judge) -> None:
    values = [1, 2, 3, 4, 5, 6, 7]
    assert judged(values, "2019").verdict == "improvement"
    assert judged(values, "2019", breaks=broken("2022")).reason == "too_few_yearly"


def test_a_quarter_counted_once_a_year_is_a_yearly_series(judged: Judge) -> None:
    periods = [f"{year}Q1" for year in range(2020, 2027)]
    assert judged([1, 2, 3, 4, 5, 6, 7], periods=periods).method == "trend"


def test_a_rolling_sum_is_judged_by_windows_that_do_not_overlap(judged: Judge) -> None:
    """Every fourth of the quarters rises in a line; between them there is noise that must not count."""
    values = [float(step // 4) if step % 4 == 3 else 50.0 * (-1) ** step for step in range(20)]
    assert judged(values, window=4).method == "trend"
    assert judged(values, window=4).verdict == "improvement"
    assert judged(values[:16], window=4).reason == "too_few_yearly"


def test_growth_over_a_year_overlaps_and_is_judged_a_year_apart(judged: Judge) -> None:
    values = [float(step // 4) if step % 4 == 3 else 50.0 * (-1) ** step for step in range(20)]
    state = judged(values, computation="growth")
    assert (state.method, state.verdict) == ("trend", "improvement")


def test_a_rolling_mean_over_years_is_judged_by_every_third(judged: Judge) -> None:
    assert judged([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], "2010", window=3).reason == "too_few_yearly"
    assert judged([*range(1, 14)], "2010", window=3).verdict == "improvement"


# --- beside others ---------------------------------------------------------------------------------------------


def test_the_nation_and_the_group_are_those_of_the_same_period(judged: Judge) -> None:
    beside = pd.concat([rows(["2025Q4"], [7], "000"), rows(["2025Q3"], [9], "991")])
    assert judged(QUIET, beside=beside).comparison == Comparison(nation=7, group=None, group_size=0)


def test_totals_of_areas_of_different_size_are_not_compared(judged: Judge) -> None:
    assert judged(QUIET, beside=rows(["2025Q4"], [7], "000"), total=True).comparison == Comparison(None, None, 0)


def test_an_indicator_without_figures_for_the_municipality_itself_has_no_state(definitions: Definitions) -> None:
    only = replace(definitions, indicators={"x": definitions.indicators["ledighed"]})
    assert judge(only, rows(["2025Q4"], [7], "991"), "2026Q2") == ()


def test_judging_leaves_the_observations_as_they_were(definitions: Definitions) -> None:
    only = replace(definitions, indicators={"x": definitions.indicators["ledighed"]})
    observations = rows(following("2022Q1", 16), QUIET)
    before = observations.copy(deep=True)
    judge(only, observations, "2026Q2")
    pd.testing.assert_frame_equal(observations, before)


# --- focus areas -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("verdicts", "state"), [
    (["improvement"], "improvement"), (["concern"], "concern"), (["improvement", "concern"], "mixed"), (["common", "improvement"], "improvement"),
    (["undecided", "concern", "common"], "concern"), (["common", "undecided"], "common"), (["high"], "common"), (["low", "undecided"], "common"),
    (["undecided"], "undecided"), ([], "gap"),
])
def test_a_focus_areas_state_follows_from_its_indicators(verdicts: list[Verdict], state: FocusState) -> None:
    assert focus_state(made_state(verdict=verdict) for verdict in verdicts) == state


@pytest.mark.parametrize("demo", get_args(Verdict))
@pytest.mark.parametrize("official", [[], ["common"], ["undecided"], ["improvement"], ["concern"], ["improvement", "concern"]])
def test_demo_data_never_decides(demo: Verdict, official: list[Verdict]) -> None:
    own = [made_state(verdict=verdict) for verdict in official]
    with_demo = focus_state([*own, made_state(verdict=demo, demo=True)])
    assert with_demo == (focus_state(own) if own else "demo")


def test_a_states_demo_mark_is_its_sources(judged: Judge) -> None:
    assert judged(QUIET, source={"origin": "demo"}).demo
    assert not judged(QUIET).demo


# --- memory ----------------------------------------------------------------------------------------------------


def test_autocorrelation_is_the_mean_product_of_neighbours_over_the_variance() -> None:
    values = np.array([1.0, -1, 1, -1, 1, -1, 1, -1])
    assert lag_one(values) == pytest.approx(-1)
    assert lag_one(np.array([2.0] * 8)) == 0


def test_neighbours_that_are_not_both_published_do_not_count() -> None:
    values = np.array([1.0, -1, 1, -1, math.nan, -1, 1, -1, 1])
    assert lag_one(values) == pytest.approx(-1)


@pytest.mark.parametrize("values", [[1.0], [1.0, 2, 3, 4, 5, 6], [1.0, math.nan] * 7])
def test_memory_cannot_be_measured_in_a_few_points_or_without_neighbours(values: list[float]) -> None:
    assert lag_one(np.array(values)) is None


# --- as a file -------------------------------------------------------------------------------------------------


def test_states_are_read_from_a_file_as_they_were_written(judged: Judge, tmp_path: Path) -> None:
    states = (judged(QUIET), judged(QUIET[:3]), judged([*QUIET, 30], breaks=broken("2023Q1")), judged([1, 2, 3, 4, 5], "2020"))
    to_frame(states).to_parquet(tmp_path / "signals.parquet")
    assert from_frame(pd.read_parquet(tmp_path / "signals.parquet")) == states
    assert from_frame(to_frame(states)) == states
    assert from_frame(to_frame(())) == ()


def test_the_file_can_be_read_without_this_package(judged: Judge) -> None:
    record = to_frame([judged(QUIET)]).to_dict("records")[0]
    assert json.loads(record["points"])[0]["period"] == "2022Q1"
    assert json.loads(record["comparison"]) == {"nation": None, "group": None, "group_size": 0}
