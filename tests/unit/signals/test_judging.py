"""What may be said of an indicator: reasons for silence, segments, seasons, comparisons, many tests."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, get_args

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from municipality import lay_out

from sigtepunkt.core.period import Period
from sigtepunkt.core.project import Project
from sigtepunkt.signals import State, judge, xmr
from sigtepunkt.signals.comparison import NOTHING, Benchmark
from sigtepunkt.signals.methods.shift import expected
from sigtepunkt.signals.state import Reason
from sigtepunkt.strategy import Definitions, Indicator, load_definitions

Judge = Callable[..., State]

QUIET = [10.0, 12, 9, 11, 12, 10, 9, 12, 10, 11, 9, 12, 10, 9, 12, 11]  # no autocorrelation, no signal
WAVE = [3.0, 1.0, -2.0, -2.0]


def following(first: str, count: int) -> list[str]:
    """Return `count` periods from `first` on, one after the other."""
    period = Period.parse(first)
    return [str(period.back(-step * period.months)) for step in range(count)]


def rows(
    periods: Sequence[str], values: Sequence[float], area: str = "990", base: float = math.nan
) -> pd.DataFrame:
    """Return one area's observations of the indicator `x`."""
    return pd.DataFrame(
        {
            "indicator": "x",
            "area": area,
            "period": list(periods),
            "value": [float(value) for value in values],
            "base": base,
            "status": "shown",
        }
    )


def not_shown(period: str, status: str = "suppressed") -> pd.DataFrame:
    """Return one observation of the indicator `x` that is not shown."""
    return rows([period], [math.nan]).assign(status=status)


def judging(definitions: Definitions) -> Judge:
    """Return a judge of an indicator `x`, from the values of periods that follow `first`."""

    def run(
        values: Sequence[float],
        first: str = "2022Q1",
        *,
        periods: Sequence[str] | None = None,
        beside: pd.DataFrame | None = None,
        source: dict[str, Any] | None = None,
        base: float = math.nan,
        quarter: str = "2026Q2",
        **declared: Any,
    ) -> State:
        example = definitions.indicators["ledighed"].model_dump(exclude_unset=True)
        indicator = Indicator.model_validate({**example, "better": "higher", **declared})
        origin = definitions.sources["proeve-ledige"].model_copy(update=source or {})
        own = rows(periods or following(first, len(values)), values, base=base)
        (state,) = judge(
            replace(definitions, indicators={"x": indicator}, sources={"proeve-ledige": origin}),
            own if beside is None else pd.concat([beside, own], ignore_index=True),
            quarter,
        )
        return state

    return run


@pytest.fixture
def judged(definitions: Definitions) -> Judge:
    """Judge one indicator of Prøvekommune."""
    return judging(definitions)


@pytest.fixture(scope="module")
def always(tmp_path_factory: pytest.TempPathFactory) -> Judge:
    """Judge one indicator of Prøvekommune; laid out once, for properties that are tried many times."""
    root = tmp_path_factory.mktemp("kommune")
    lay_out(root)
    return judging(load_definitions(Project(root)))


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
    [("2022Q1", 12, ""), ("2022Q1", 11, "too_few"), ("2020M01", 48, ""), ("2020M01", 47, "too_few_seasons")],
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
    assert (state.verdict, state.method, state.reason, state.trend) == ("undecided", "none", "projection", "")


def test_what_a_person_declared_unfit_for_a_trend_is_not_judged(judged: Judge) -> None:
    state = judged([*QUIET, 30], no_trend="Opgørelsen er ny.")
    assert (state.verdict, state.method, state.reason, state.trend) == ("undecided", "none", "declared", "")


def test_every_reason_that_can_be_given_is_given(judged: Judge) -> None:
    given_reasons = {
        judged(QUIET).reason,
        judged(QUIET[:3]).reason,
        judged(QUIET * 2, "2020M01", season=True).reason,
        judged(QUIET, source={"projection": True}).reason,
        judged(QUIET, no_trend="x").reason,
        judged(QUIET[:3], "2020").reason,
        judged(QUIET, beside=not_shown("2026Q1")).reason,
        judged(QUIET[:5], periods=["2005", "2006", "2007", "2024", "2025"]).reason,
    }
    assert given_reasons == set(get_args(Reason))


def test_what_cannot_be_decided_always_has_a_reason_and_what_is_decided_never(judged: Judge) -> None:
    for state in (
        judged(QUIET),
        judged(QUIET[:3]),
        judged(QUIET[:3], "2020"),
        judged([1, 2, 3, 4, 5], "2020"),
        judged(QUIET * 2, "2020M01", season=True),
    ):
        assert (state.verdict == "undecided") == bool(state.reason) == (state.method == "none")


@pytest.mark.parametrize("status", ["suppressed", "withheld"])
@pytest.mark.parametrize(
    ("values", "first", "period"),
    [(QUIET + [30.0] * 4, "2021Q1", "2026Q1"), ([1.0, 2, 3, 4, 5, 6], "2020", "2026")],
    ids=["shift", "trend"],
)
def test_nothing_is_said_of_movement_where_the_newest_figure_is_not_shown(
    judged: Judge, values: list[float], first: str, period: str, status: str
) -> None:
    assert judged(values, first).verdict == "improvement"
    state = judged(values, first, beside=not_shown(period, status))
    assert (state.verdict, state.method, state.reason, state.trend, state.level) == (
        "undecided",
        "none",
        "held",
        "",
        None,
    )
    assert (state.held, state.held_period) == (status, period)
    assert [point.value for point in state.points] == values


def test_an_earlier_figure_that_is_not_shown_leaves_the_newest_what_it_is(judged: Judge) -> None:
    state = judged(
        [1.0, 2, 3, 5, 6, 7],
        periods=["2019", "2020", "2021", "2023", "2024", "2025"],
        beside=not_shown("2022"),
    )
    assert (state.held, state.held_period) == ("", "")
    assert state.reason != "held"


def test_a_projection_is_one_also_where_its_last_year_is_not_shown(judged: Judge) -> None:
    state = judged([1.0, 2, 3], "2026", source={"projection": True}, beside=not_shown("2029", "withheld"))
    assert (state.reason, state.held_period) == ("projection", "2029")


def test_a_period_not_published_is_not_bridged(judged: Judge) -> None:
    periods = following("2018Q1", 28)
    state = judged([*QUIET[:11], *QUIET], periods=[*periods[:11], *periods[12:]])
    assert state.level is not None
    assert state.level.judged == 16
    assert [point.mean is None for point in state.points] == [True] * 11 + [False] * 16
    assert judged([*QUIET, *QUIET[:11]], periods=[*periods[:16], *periods[17:]]).reason == "too_few"


# --- segments -----------------------------------------------------------------------------------------------


def broken(at: str) -> list[dict[str, str]]:
    """Return the declaration of a break."""
    return [{"at": at, "cause": "Ny opgørelse", "decided_by": "Fru Prøve", "decided": "2025-01-01"}]


def test_a_break_starts_a_segment_of_its_own(judged: Judge) -> None:
    state = judged([*QUIET, *(value + 100 for value in QUIET)], breaks=broken("2026Q1"))
    assert [point.segment for point in state.points] == [0] * 16 + [1] * 16
    assert state.verdict == "common"
    assert state.points[-5].mean == pytest.approx(np.mean(QUIET) + 100, abs=1)


def test_too_few_points_after_a_break_are_too_few(judged: Judge) -> None:
    state = judged([*QUIET, 30, 31, 30, 31, 30, 31], breaks=broken("2026Q1"))
    assert (state.verdict, state.reason) == ("undecided", "too_few")


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


# --- yearly and overlapping series --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "better", "verdict", "cause"),
    [
        ([1, 2, 3, 4, 5], "higher", "improvement", "rising"),
        ([1, 2, 3, 4, 5], "lower", "concern", "rising"),
        ([5, 4, 3, 2, 1], "higher", "concern", "falling"),
        ([5, 4, 3, 2, 1], "neutral", "low", "falling"),
        ([1, 2, 3, 4, 5], "neutral", "high", "rising"),
        ([1, 5, 2, 4, 3], "higher", "common", ""),
    ],
)
def test_years_are_judged_by_the_trend_of_five(
    judged: Judge, values: list[float], better: str, verdict: str, cause: str
) -> None:
    state = judged(values, "2021", better=better)
    assert (state.verdict, state.method, state.cause, state.trend) == (
        verdict,
        "trend",
        cause,
        cause or "none",
    )


@pytest.mark.parametrize("first", ["2022", "2021/2022", "2010-2012"])
def test_four_years_are_too_few(judged: Judge, first: str) -> None:
    state = judged([1, 2, 3, 4], first)
    assert (state.verdict, state.method, state.reason, state.trend) == (
        "undecided",
        "none",
        "too_few_yearly",
        "",
    )


@pytest.mark.parametrize(
    "periods",
    [
        ["2005", "2006", "2007", "2024", "2025"],
        ["2010", "2013", "2017", "2021", "2025"],
        ["2019", "2020", "2021", "2022", "2024"],
        ["1990", "2015", "2021", "2022", "2023", "2025"],
        ["2018/2019", "2019/2020", "2020/2021", "2021/2022", "2023/2024"],
    ],
)
def test_years_that_do_not_follow_each_other_are_not_taken_for_neighbours(
    judged: Judge, periods: list[str]
) -> None:
    state = judged([float(place) for place in range(len(periods))], periods=periods)
    assert (state.verdict, state.method, state.reason, state.trend) == ("undecided", "none", "uneven", "")


@pytest.mark.parametrize(
    "periods", [["2009", "2013", "2017", "2021", "2025"], ["1990", "2021", "2022", "2023", "2024", "2025"]]
)
def test_five_at_the_same_distance_are_judged_whatever_came_before(judged: Judge, periods: list[str]) -> None:
    assert judged([float(place) for place in range(len(periods))], periods=periods).method == "trend"


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


def test_quarters_have_a_trend_of_five_years_too(judged: Judge) -> None:
    rising = [step // 4 * 10 + QUIET[step % 4] for step in range(20)]
    assert judged(rising).trend == "rising"
    assert judged([float(value) for value in QUIET]).trend == "", "four years are too few"


COUNTED = {"computation": "share", "denominator": "Folketal", "counted": "proportion"}


def test_a_trend_stands_out_both_from_chance_in_counting_and_from_how_years_differ(judged: Judge) -> None:
    steady, wobbling = [10.0, 11.0, 12.1, 13.0, 14.0], [10.0, 12.3, 11.4, 13.9, 13.1]
    assert judged(steady, "2021", base=5000, **COUNTED).trend == "rising"
    assert judged(steady, "2021", base=100, **COUNTED).trend == "none", "so few may differ so much by chance"
    assert judged(wobbling, "2021", base=500_000, **COUNTED).trend == "none", (
        "years differ by more than chance in counting"
    )


# --- beside others ------------------------------------------------------------------------------------------


def test_the_nation_and_the_group_are_those_of_the_same_period(judged: Judge) -> None:
    beside = pd.concat([rows(["2025Q4"], [7], "000"), rows(["2025Q3"], [9], "991")])
    comparison = judged(QUIET, beside=beside).comparison
    assert (comparison.nation, comparison.group) == (Benchmark(7, "untested"), None)


def test_totals_of_areas_of_different_size_are_not_compared(judged: Judge) -> None:
    assert judged(QUIET, beside=rows(["2025Q4"], [7], "000"), total=True).comparison == NOTHING


@pytest.mark.parametrize(("nation", "place"), [(15.0, "lower"), (5.0, "higher"), (10.1, "similar")])
def test_a_counted_share_is_tested_against_the_nations(judged: Judge, nation: float, place: str) -> None:
    state = judged([10.0], "2025", base=4000, beside=rows(["2025"], [nation], "000"), **COUNTED)
    assert state.comparison.nation is not None
    assert state.comparison.nation.place == place
    assert state.interval is not None
    assert state.interval.lower < 10 < state.interval.upper


def test_a_difference_that_stands_alone_may_fall_among_many(definitions: Definitions) -> None:
    """One p of 0.03 is a discovery by itself; among twenty that show nothing it is what chance gives."""
    example = definitions.indicators["ledighed"].model_dump(exclude_unset=True)
    indicator = Indicator.model_validate({**example, **COUNTED})
    source = {"proeve-ledige": definitions.sources["proeve-ledige"]}

    def places(keys: Sequence[str], values: Sequence[float]) -> list[str]:
        frames = [
            rows(["2025"], [value], base=4000).assign(indicator=key)
            for key, value in zip(keys, values, strict=True)
        ]
        frames += [rows(["2025"], [10.0], "000").assign(indicator=key) for key in keys]
        states = judge(
            replace(definitions, indicators=dict.fromkeys(keys, indicator), sources=source),
            pd.concat(frames),
            "2026Q2",
        )
        return [state.comparison.nation.place for state in states if state.comparison.nation]

    assert places(["a"], [11.05]) == ["higher"]
    assert places([f"i{number}" for number in range(21)], [11.05] + [10.0] * 20) == ["similar"] * 21


def test_demo_figures_do_not_count_among_the_official_tests(definitions: Definitions) -> None:
    example = definitions.indicators["ledighed"].model_dump(exclude_unset=True)
    official = Indicator.model_validate({**example, **COUNTED})
    demo = Indicator.model_validate({**example, **COUNTED, "source": "demo"})
    source = definitions.sources["proeve-ledige"]
    indicators = {"x": official, **{f"d{number}": demo for number in range(20)}}
    frame = pd.concat(
        [
            rows(["2025"], [value], area, 4000).assign(indicator=key)
            for key in indicators
            for area, value in (("990", 11.05 if key == "x" else 10.0), ("000", 10.0))
        ]
    )
    states = judge(
        replace(
            definitions,
            indicators=indicators,
            sources={"proeve-ledige": source, "demo": source.model_copy(update={"origin": "demo"})},
        ),
        frame,
        "2026Q2",
    )
    assert states[0].comparison.nation is not None
    assert states[0].comparison.nation.place == "higher"


# --- targets ------------------------------------------------------------------------------------------------


def target(year: int, value: float) -> dict[str, Any]:
    """Return the declaration of a target."""
    return {"year": year, "value": value, "decision": "byrådet den 1. maj", "decided": "2020-05-01"}


def test_the_target_in_force_is_that_of_the_reporting_quarters_year(judged: Judge) -> None:
    declared = {"targets": [target(2024, 5), target(2026, 8), target(2030, 20)]}
    assert judged(QUIET, **declared).aim is not None
    assert judged(QUIET, **declared).aim.value == 8  # type: ignore[union-attr]
    assert judged(QUIET, quarter="2025Q4", **declared).aim.value == 5  # type: ignore[union-attr]
    assert judged(QUIET, quarter="2023Q4", **declared).aim is None


@pytest.mark.parametrize("better", ["higher", "lower"])
@pytest.mark.parametrize("value", [-20.0, 10.5, 11.0, 40.0])
def test_whether_a_target_can_be_expected_is_what_xmr_says(judged: Judge, better: str, value: float) -> None:
    state = judged(QUIET, better=better, targets=[target(2024, value)])
    plain = xmr(QUIET, better=better, target=value)  # type: ignore[arg-type]
    assert state.aim is not None
    assert state.aim.assurance == plain.assurance
    assert (state.aim.lower, state.aim.upper) == (
        pytest.approx(plain.lower[-1]),
        pytest.approx(plain.upper[-1]),
    )
    assert state.aim.reached == (value <= 11 if better == "higher" else value >= 11)


def test_where_limits_cannot_be_trusted_nothing_is_expected(judged: Judge) -> None:
    drifting = [float(step) for step in range(20)]
    for state in (
        judged(drifting, targets=[target(2024, 50)]),
        judged(QUIET[:8], targets=[target(2024, 50)]),
        judged(QUIET[:6], "2020", targets=[target(2024, 50)]),
    ):
        assert state.aim is not None
        assert state.aim.assurance is None


# --- bad input ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("periods", [["2025Q1", "2025Q1"], ["2025Q2", "2025Q1"]])
def test_periods_that_are_doubled_or_out_of_order_are_a_fault(judged: Judge, periods: list[str]) -> None:
    with pytest.raises(ValueError, match="doubled or out of order"):
        judged([1, 2], periods=periods)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_value_that_is_none_is_a_fault(judged: Judge, value: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        judged([*QUIET, value])


def test_an_indicator_without_figures_for_the_municipality_itself_has_no_state(
    definitions: Definitions,
) -> None:
    only = replace(definitions, indicators={"x": definitions.indicators["ledighed"]})
    assert judge(only, rows(["2025Q4"], [7], "991"), "2026Q2") == ()


def test_judging_leaves_the_observations_as_they_were(definitions: Definitions) -> None:
    only = replace(definitions, indicators={"x": definitions.indicators["ledighed"]})
    observations = rows(following("2022Q1", 16), QUIET)
    before = observations.copy(deep=True)
    judge(only, observations, "2026Q2")
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
    always: Judge, values: list[float], by: float, times: float
) -> None:
    state = always(values)
    moved = always([times * value + by for value in values])
    if clear(state):
        assert (moved.verdict, moved.reason, moved.cause) == (state.verdict, state.reason, state.cause)


@settings(max_examples=60, deadline=None)
@given(values=series, better=st.sampled_from(["higher", "lower", "neutral"]))
def test_turning_a_series_round_turns_its_verdict_round(
    always: Judge, values: list[float], better: str
) -> None:
    state = always(values, better=better)
    turned = always([-value for value in values], better=better)
    if clear(state):
        assert turned.verdict == _TURNED.get(state.verdict, state.verdict)


@settings(max_examples=40, deadline=None)
@given(values=series, season=st.booleans())
def test_what_other_areas_and_indicators_show_moves_no_level(
    always: Judge, values: list[float], *, season: bool
) -> None:
    beside = rows(following("2015Q1", len(values)), [value * 3 for value in values], "000")
    alone, among = (
        always(values, "2015Q1", season=season),
        always(values, "2015Q1", season=season, beside=beside),
    )
    assert replace(among, comparison=NOTHING) == alone


@settings(max_examples=30, deadline=None)
@given(order=st.permutations(["000", "991", "990"]))
def test_the_order_of_areas_does_not_matter(always: Judge, order: list[str]) -> None:
    frames = {
        "000": rows(["2025"], [12.0], "000", 9000),
        "991": rows(["2025"], [11.0], "991", 3000),
        "990": rows(["2025"], [10.0], "990", 4000),
    }
    beside = pd.concat([frames[area] for area in order if area != "990"])
    assert always([10.0], "2025", base=4000, beside=beside, **COUNTED) == always(
        [10.0], "2025", base=4000, beside=pd.concat([frames["000"], frames["991"]]), **COUNTED
    )
