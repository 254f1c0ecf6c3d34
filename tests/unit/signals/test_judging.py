"""What may be said of an indicator: verdicts, reasons for silence, seasons, outliers, comparisons."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from judged_indicator import COUNTED, LINE, QUIET, Judge, following, not_shown, rows

from sigtepunkt import signals
from sigtepunkt.signals import State
from sigtepunkt.signals.answers.answer import ALPHA, Answer
from sigtepunkt.signals.comparison import NO_COMPARISON
from sigtepunkt.signals.methods.shift import expected
from sigtepunkt.signals.state import Reason
from sigtepunkt.strategy import Definitions

WAVE = [3.0, 1.0, -2.0, -2.0]


# --- months and quarters: has the level shifted? ------------------------------------------------------------


def test_a_quiet_series_is_common(judged: Judge) -> None:
    state = judged(QUIET)
    assert (state.verdict, state.method, state.reason, state.cause, state.trial) == (
        "common",
        "shift",
        "",
        "",
        False,
    )
    assert state.level is not None
    assert state.level.judged == 16


@pytest.mark.parametrize(
    ("last", "better", "verdict"),
    [
        (30, "higher", "improvement"),
        (30, "lower", "concern"),
        (-9, "higher", "concern"),
        (-9, "lower", "improvement"),
        (30, "neutral", "high"),
        (-9, "neutral", "low"),
    ],
)
def test_a_shift_is_turned_by_the_direction(judged: Judge, last: float, better: str, verdict: str) -> None:
    state = judged([*QUIET, last, last], better=better)
    assert (state.verdict, state.cause) == (verdict, "higher" if last > 0 else "lower")
    assert state.latest.state == verdict


def test_the_chart_agrees_with_the_verdict(judged: Judge) -> None:
    """What is drawn outside its field is a signal, and nothing else is."""
    for last in (5, 9, 13, 17, 20, 24, 30):
        for count in (1, 2, 3, 4):
            state = judged([*QUIET, *[float(last)] * count])
            assert state.level is not None
            since = state.points[-state.level.points :]
            outside = [not point.lower <= point.fitted <= point.upper for point in since]  # type: ignore[operator]
            assert outside == [state.verdict != "common"] * len(since)
            assert [point.state for point in since] == [state.verdict] * len(since)
            assert {point.state for point in state.points[: -state.level.points]} == {"common"}
            assert state.level.since == since[0].period


def test_one_new_point_is_drawn_where_it_lies(judged: Judge) -> None:
    state = judged([*QUIET, 40])
    assert state.level is not None
    assert state.level.points == 1
    assert state.latest.fitted == pytest.approx(40)
    path = expected([*QUIET, 40], 1, float(state.points[0].mean or 0), state.level.memory)
    assert (state.latest.lower or 0) / 2 + (state.latest.upper or 0) / 2 == pytest.approx(path[0])
    assert state.level.size == pytest.approx(40 - path[0])


def test_what_happened_long_ago_is_no_news(judged: Judge) -> None:
    assert judged([*QUIET[:8], 30, *QUIET[8:]]).verdict == "common"


@pytest.mark.parametrize(
    ("count", "verdict", "trial"),
    [(1, "undecided", False), (11, "undecided", False), (12, "common", True), (13, "common", False)],
)
def test_under_twelve_points_nothing_is_said_and_under_thirteen_it_is_provisional(
    judged: Judge, count: int, verdict: str, *, trial: bool
) -> None:
    state = judged(QUIET[:count])
    assert (state.verdict, state.trial) == (verdict, trial)
    assert state.reason == ("too_few" if verdict == "undecided" else "")


def test_months_are_judged_as_quarters_are(judged: Judge) -> None:
    assert judged([*QUIET, 30, 31], "2025M01").verdict == "improvement"


def test_a_series_that_follows_itself_has_no_level_and_needs_more_to_be_a_signal(judged: Judge) -> None:
    drifting = [float(step) for step in range(20)]
    state = judged(drifting)
    assert state.verdict == "common"
    assert state.level is not None
    assert state.level.memory > 0.5
    assert all(point.mean is None for point in state.points)


def test_a_constant_series_is_common_and_a_step_out_of_it_is_not(judged: Judge) -> None:
    assert judged([7.0] * 16).verdict == "common"
    assert judged([7.0] * 16).latest.upper == pytest.approx(7)


def test_a_season_is_taken_out_before_the_level_is_judged(judged: Judge) -> None:
    swinging = [value + 20 * WAVE[step % 4] for step, value in enumerate(QUIET)]
    state = judged(swinging, season=True)
    assert (state.verdict, state.method, state.season) == ("common", "shift", 4)
    assert np.std([point.judged for point in state.points]) < np.std(swinging) / 5
    assert [point.value for point in state.points] == swinging
    shifted = [*swinging[:-2], *(value + 60 for value in swinging[-2:])]
    assert judged(shifted, season=True).verdict == "improvement"


@pytest.mark.parametrize(
    ("first", "count", "reason"),
    [("2022Q1", 12, ""), ("2022Q1", 11, "too_few"), ("2020M01", 36, ""), ("2020M01", 35, "too_few_seasons")],
)
def test_a_season_needs_years_to_be_told_from_a_shift(
    judged: Judge, first: str, count: int, reason: str
) -> None:
    assert (
        judged(
            [10 + 2 * WAVE[step % 4] + QUIET[step % 16] for step in range(count)], first, season=True
        ).reason
        == reason
    )


def test_a_projection_is_no_measurement(judged: Judge) -> None:
    state = judged([*QUIET, 30], source={"projection": True})
    assert (state.verdict, state.method, state.reason) == ("undecided", "none", "projection")
    assert state.since.fact is None
    assert state.alpha == 0


def test_what_a_person_declared_unfit_for_a_trend_is_not_judged(judged: Judge) -> None:
    state = judged([*QUIET, 30], no_trend="Opgørelsen er ny.")
    assert (state.verdict, state.method, state.reason) == ("undecided", "none", "declared")
    assert state.since.change == state.since.trend == Answer(reason="declared")


@pytest.mark.parametrize(
    ("values", "first"), [([*QUIET, 30.0, 30], "2021Q4"), (LINE, "2015")], ids=["shift", "trend"]
)
def test_a_register_of_everybody_is_told_and_gets_no_verdict(
    judged: Judge, values: list[float], first: str
) -> None:
    assert judged(values, first).verdict == "improvement"
    state = judged(values, first, full_count=True)
    assert (state.verdict, state.method, state.reason, state.cause) == ("undecided", "none", "full_count", "")
    assert state.since.change == state.since.trend == Answer(reason="full count")
    assert state.since.fact is not None
    assert [point.lower for point in state.points] == [None] * len(values)


def test_a_register_that_is_a_projection_or_not_shown_is_first_of_all_that(judged: Judge) -> None:
    assert judged(QUIET, full_count=True, source={"projection": True}).reason == "projection"
    assert judged(QUIET, full_count=True, beside=not_shown("2026Q1")).reason == "held"
    assert judged(QUIET, full_count=True, no_trend="x").reason == "declared"
    assert judged(QUIET, no_trend="x", beside=not_shown("2026Q1")).reason == "held"


def test_every_reason_that_can_be_given_is_given(judged: Judge) -> None:
    given_reasons = {
        judged(QUIET).reason,
        judged(QUIET[:3]).reason,
        judged(QUIET * 2, "2020M01", season=True).reason,
        judged(QUIET, source={"projection": True}).reason,
        judged(QUIET, no_trend="x").reason,
        judged(QUIET[:3], "2020").reason,
        judged(QUIET, beside=not_shown("2026Q1")).reason,
        judged(QUIET, full_count=True).reason,
        judged([5.0] * 9, "2017").reason,
        judged([0.0, *QUIET[:8]], "2017", kind="amount").reason,
    }
    assert given_reasons == set(get_args(Reason))


def test_what_cannot_be_decided_always_has_a_reason_and_what_is_decided_never(judged: Judge) -> None:
    for state in (
        judged(QUIET),
        judged(QUIET[:3]),
        judged(QUIET[:3], "2020"),
        judged(LINE, "2015"),
        judged([5.0] * 9, "2017"),
        judged(QUIET, full_count=True),
        judged(QUIET * 2, "2020M01", season=True),
    ):
        assert (state.verdict == "undecided") == bool(state.reason) == (state.method == "none")


@pytest.mark.parametrize("status", ["suppressed", "withheld"])
@pytest.mark.parametrize(
    ("values", "first", "period"),
    [(QUIET + [30.0] * 4, "2021Q1", "2026Q1"), (LINE, "2015", "2026")],
    ids=["shift", "trend"],
)
def test_nothing_is_said_of_movement_where_the_newest_figure_is_not_shown(
    judged: Judge, values: list[float], first: str, period: str, status: str
) -> None:
    assert judged(values, first).verdict == "improvement"
    state = judged(values, first, beside=not_shown(period, status))
    assert (state.verdict, state.method, state.reason, state.level) == ("undecided", "none", "held", None)
    assert state.since.fact is None
    assert set(state.since.answers.values()) == {Answer(reason="held")}
    assert (state.held, state.held_period) == (status, period)
    assert [point.value for point in state.points] == values


def test_an_earlier_figure_that_is_not_shown_leaves_the_newest_what_it_is(judged: Judge) -> None:
    years = following("2015", 11)
    state = judged([*LINE[:7], *LINE[8:]], periods=[*years[:7], *years[8:]], beside=not_shown("2022"))
    assert (state.held, state.held_period) == ("", "")
    assert state.verdict == "improvement"


def test_a_projection_is_one_also_where_its_last_year_is_not_shown(judged: Judge) -> None:
    state = judged([1.0, 2, 3], "2026", source={"projection": True}, beside=not_shown("2029", "withheld"))
    assert (state.reason, state.held_period) == ("projection", "2029")


# --- yearly and overlapping series --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "better", "verdict", "cause"),
    [
        (LINE, "higher", "improvement", "rising"),
        (LINE, "lower", "concern", "rising"),
        (LINE[::-1], "higher", "concern", "falling"),
        (LINE[::-1], "neutral", "low", "falling"),
        (LINE, "neutral", "high", "rising"),
        (QUIET[:11], "higher", "common", ""),
    ],
)
@pytest.mark.parametrize("first", ["2015", "2014/2015"])
def test_years_are_judged_by_their_trend(
    judged: Judge, values: list[float], first: str, better: str, verdict: str, cause: str
) -> None:
    state = judged(values, first, better=better)
    assert (state.verdict, state.method, state.cause) == (verdict, "trend", cause)
    assert (state.since.trend.sure, state.since.trend.direction) == (bool(cause), cause)
    assert state.level is None


@pytest.mark.parametrize(("count", "reason"), [(6, "too_few_yearly"), (7, "")])
@pytest.mark.parametrize("first", ["2015", "2014/2015"])
def test_six_years_are_too_few(judged: Judge, first: str, count: int, reason: str) -> None:
    state = judged(LINE[:count], first)
    assert (state.reason, state.method) == (reason, "none" if reason else "trend")


@pytest.mark.parametrize(
    "periods",
    [
        ["2005", "2006", "2007", "2024", "2025"],
        ["2010", "2013", "2017", "2021", "2025"],
        ["2010-2012", "2013-2015", "2016-2018", "2019-2021", "2022-2024"],
    ],
)
def test_five_figures_are_too_few_whatever_their_distances(judged: Judge, periods: list[str]) -> None:
    state = judged(LINE[: len(periods)], periods=periods)
    assert (state.verdict, state.method, state.reason) == ("undecided", "none", "too_few_yearly")


def test_years_that_do_not_follow_each_other_stand_at_their_real_distance(judged: Judge) -> None:
    """In a line by the calendar: taken for neighbours, the long way to 2024 would be a jump."""
    years = [2005, 2006, 2007, 2010, 2014, 2018, 2024, 2025]
    values = [10 + 0.5 * (year - 2005) + 0.05 * (-1) ** year for year in years]
    state = judged(values, periods=[str(year) for year in years])
    assert state.verdict == "improvement"
    assert state.since.trend.estimate == pytest.approx(0.5, abs=0.01)


def test_a_line_without_any_noise_has_nothing_to_be_held_against(judged: Judge) -> None:
    for values in ([float(year) for year in range(9)], [5.0] * 9):
        state = judged(values, "2017")
        assert (state.verdict, state.method, state.reason) == ("undecided", "none", "exact")


def test_only_an_amount_that_is_nought_cannot_be_judged_in_per_cent(judged: Judge) -> None:
    values = [0.0, *LINE]
    assert judged(values, "2015", kind="amount").reason == "not_positive"
    assert judged(values, "2015", kind="rate").reason == ""


@pytest.mark.parametrize("declared", [{"window": 4}, {"computation": "growth"}])
def test_rolling_figures_are_judged_by_windows_that_share_nothing(
    judged: Judge, declared: dict[str, object]
) -> None:
    """Every fourth rises; between them there is noise that must not count."""
    values = [LINE[step // 4] if step % 4 == 3 else 50.0 * (-1) ** step for step in range(44)]
    state = judged(values, "2015Q1", **declared)
    assert (state.method, state.verdict) == ("trend", "improvement")
    assert state.since.trend.since == "2015Q4"


# --- declared outliers --------------------------------------------------------------------------------------


def declared_outlier(first: str, last: str) -> list[dict[str, str]]:
    """Return the declaration of an outlier."""
    return [{"from": first, "to": last, "cause": "Storm", "decided_by": "Fru Prøve", "decided": "2025-01-01"}]


def test_a_shift_is_seen_past_a_declared_outlier_that_would_have_hidden_it(judged: Judge) -> None:
    values = [*QUIET[:6], 60.0, *QUIET[7:], 17, 17, 17]
    assert judged(values, "2021Q3").verdict == "common", "undeclared it passes for noise"
    state = judged(values, "2021Q3", outliers=declared_outlier("2023Q1", "2023Q1"))
    assert (state.verdict, state.cause) == ("improvement", "higher")
    assert [point.outlier for point in state.points] == [0] * 6 + [1] + [0] * 12
    assert state.points[6].value == 60, "it is shown all the same"


def test_a_shift_that_is_all_declared_outlier_is_none(judged: Judge) -> None:
    values = [*QUIET, 60.0]
    assert judged(values).verdict == "improvement"
    assert judged(values, outliers=declared_outlier("2026Q1", "2026Q1")).verdict == "common"


def test_outliers_are_numbered_in_the_order_declared_and_do_not_count_as_points(judged: Judge) -> None:
    both = [*declared_outlier("2024Q1", "2024Q2"), *declared_outlier("2022Q1", "2022Q1")]
    state = judged(QUIET[:15], outliers=both)
    assert [point.outlier for point in state.points] == [2, *[0] * 7, 1, 1, *[0] * 5]
    assert state.reason == ""
    assert judged(QUIET[:14], outliers=both).reason == "too_few", "eleven besides the declared"
    assert judged(QUIET[:14], outliers=declared_outlier("2019Q1", "2020Q4")).reason == ""


def test_a_year_that_is_a_declared_outlier_has_no_say_in_the_trend(judged: Judge) -> None:
    values = [*LINE[:5], 90.0, *LINE[6:]]
    assert judged(values, "2015").verdict == "common"
    assert judged(values, "2015", outliers=declared_outlier("2020", "2020")).verdict == "improvement"


# --- beside others ------------------------------------------------------------------------------------------


def test_the_nation_and_the_group_are_those_of_the_same_period(judged: Judge) -> None:
    beside = pd.concat([rows(["2025Q4"], [7], "000"), rows(["2025Q3"], [9], "991")])
    comparison = judged(QUIET, beside=beside).comparison
    assert (comparison.nation, comparison.group) == (7, None)


def test_changes_beside_others_are_over_the_periods_of_the_told_fact(judged: Judge) -> None:
    """The strategy is in force from 2022."""
    beside = rows(following("2020Q1", 24), [float(step) for step in range(24)], "000")
    state = judged([*QUIET, *QUIET[:8]], "2020Q1", beside=beside)
    assert state.since.fact is not None
    assert (state.since.fact.start_period, state.since.fact.newest_period) == ("2021Q4", "2025Q4")
    assert state.comparison.nation_change == 16


def test_totals_of_areas_of_different_size_are_compared_by_their_changes_alone(judged: Judge) -> None:
    assert judged(QUIET, beside=rows(["2025Q4"], [7], "000"), total=True).comparison == NO_COMPARISON
    beside = rows(["2021Q4", "2025Q4"], [80.0, 100], "000")
    comparison = judged([*QUIET, *QUIET[:8]], "2020Q1", beside=beside, total=True).comparison
    assert comparison == replace(NO_COMPARISON, nation_change=pytest.approx(25))


def test_a_counted_share_has_its_interval(judged: Judge) -> None:
    state = judged([10.0], "2025", base=4000, **COUNTED)
    assert state.interval is not None
    assert state.interval.lower < 10 < state.interval.upper


def test_a_register_of_everybody_has_no_interval(judged: Judge) -> None:
    """It carries no chance of sampling: nothing may say that chance could move it."""
    state = judged([10.0], "2025", base=4000, full_count=True, **COUNTED)
    assert state.interval is None


def test_an_indicator_adds_up_what_could_be_wrong_of_it(judged: Judge) -> None:
    assert judged(LINE, "2015").alpha == pytest.approx(2 * ALPHA), "change and trend, nobody beside it"
    assert judged(QUIET, "2022Q1").alpha == pytest.approx(0.02), "the shift; nothing before the start"


# --- bad input ----------------------------------------------------------------------------------------------


def test_an_indicator_without_figures_for_the_municipality_itself_has_no_state(
    definitions: Definitions,
) -> None:
    only = replace(definitions, indicators={"x": definitions.indicators["ledighed"]})
    assert signals.Judge()(only, rows(["2025Q4"], [7], "991"), "2026Q2") == ()


def test_judging_leaves_the_observations_as_they_were(definitions: Definitions) -> None:
    only = replace(definitions, indicators={"x": definitions.indicators["ledighed"]})
    observations = rows(following("2022Q1", 16), QUIET)
    before = observations.copy(deep=True)
    signals.Judge()(only, observations, "2026Q2")
    pd.testing.assert_frame_equal(observations, before)


def test_a_states_demo_mark_is_its_sources(judged: Judge) -> None:
    assert judged(QUIET, source={"origin": "demo"}).demo
    assert not judged(QUIET).demo


# --- what must not matter -----------------------------------------------------------------------------------

series = st.lists(st.floats(-100, 100).map(lambda value: round(value, 2)), min_size=1, max_size=40)
_TURNED = {"improvement": "concern", "concern": "improvement", "high": "low", "low": "high"}


def clear(state: State) -> bool:
    """Return whether a verdict does not hang on the last bit of a number."""
    if (
        state.level is None
        or state.latest.lower is None
        or state.latest.upper is None
        or state.latest.fitted is None
    ):
        return state.method == "none"
    width = state.latest.upper - state.latest.lower
    return bool(
        width > 1e-6
        and min(abs(state.latest.fitted - state.latest.lower), abs(state.latest.fitted - state.latest.upper))
        > 1e-6 * width
    )


@settings(max_examples=60, deadline=None)
@given(
    values=series,
    by=st.floats(-50, 50).map(lambda value: round(value, 1)),
    times=st.sampled_from([0.25, 2.0, 64.0]),
)
def test_moving_or_scaling_a_series_changes_no_verdict(
    judged: Judge, values: list[float], by: float, times: float
) -> None:
    state = judged(values)
    moved = judged([times * value + by for value in values])
    if clear(state):
        assert (moved.verdict, moved.reason, moved.cause) == (state.verdict, state.reason, state.cause)


@settings(max_examples=60, deadline=None)
@given(values=series, better=st.sampled_from(["higher", "lower", "neutral"]))
def test_turning_a_series_round_turns_its_verdict_round(
    judged: Judge, values: list[float], better: str
) -> None:
    state = judged(values, better=better)
    turned = judged([-value for value in values], better=better)
    if clear(state):
        assert turned.verdict == _TURNED.get(state.verdict, state.verdict)


@settings(max_examples=40, deadline=None)
@given(values=series, season=st.booleans())
def test_what_other_areas_and_indicators_show_moves_no_level(
    judged: Judge, values: list[float], *, season: bool
) -> None:
    beside = rows(following("2015Q1", len(values)), [value * 3 for value in values], "000")
    alone, among = (
        judged(values, "2015Q1", season=season),
        judged(values, "2015Q1", season=season, beside=beside),
    )
    assert replace(among, comparison=NO_COMPARISON) == alone


@settings(max_examples=30, deadline=None)
@given(order=st.permutations(["000", "991", "990"]))
def test_the_order_of_areas_does_not_matter(judged: Judge, order: list[str]) -> None:
    frames = {
        "000": rows(["2025"], [12.0], "000", 9000),
        "991": rows(["2025"], [11.0], "991", 3000),
        "990": rows(["2025"], [10.0], "990", 4000),
    }
    beside = pd.concat([frames[area] for area in order if area != "990"])
    assert judged([10.0], "2025", base=4000, beside=beside, **COUNTED) == judged(
        [10.0], "2025", base=4000, beside=pd.concat([frames["000"], frames["991"]]), **COUNTED
    )
