"""Which figures are compared: segments, gaps, a year before, whole windows; and what is refused."""

from __future__ import annotations

import math

import numpy as np
import pytest
from judged_indicator import LINE, QUIET, Judge, following

from sigtepunkt.core.period import Period
from sigtepunkt.signals.series import Series
from sigtepunkt.strategy import Break


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


def test_a_period_not_published_is_not_bridged(judged: Judge) -> None:
    periods = following("2018Q1", 28)
    state = judged([*QUIET[:11], *QUIET], periods=[*periods[:11], *periods[12:]])
    assert state.level is not None
    assert state.level.judged == 16
    assert [point.mean is None for point in state.points] == [True] * 11 + [False] * 16
    assert judged([*QUIET, *QUIET[:11]], periods=[*periods[:16], *periods[17:]]).reason == "too_few"


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


def test_a_trend_does_not_cross_a_break(judged: Judge) -> None:
    assert judged(LINE, "2015").verdict == "improvement"
    assert judged(LINE, "2015", breaks=broken("2020")).reason == "too_few_yearly"
    jumped = [*LINE[:3], *(value + 40 for value in reversed(LINE[3:]))]
    assert judged(jumped, "2015", breaks=broken("2018")).verdict == "concern"


def test_a_quarter_counted_once_a_year_is_a_yearly_series(judged: Judge) -> None:
    periods = [f"{year}Q1" for year in range(2016, 2027)]
    assert judged(LINE, periods=periods).method == "trend"


def test_a_rolling_sum_is_judged_by_windows_that_do_not_overlap(judged: Judge) -> None:
    values = [float(step % 5) for step in range(25)]
    assert judged(values, "2020Q1", window=4).method == "trend", "seven years apart from each other"
    assert judged(values[1:], "2020Q2", window=4).reason == "too_few_yearly"
    assert judged(values, "2020Q1").method == "shift"


def test_a_rolling_mean_over_years_is_judged_by_every_third(judged: Judge) -> None:
    values = [value + 30 * noise for value in LINE[:7] for noise in (0, 1, -1)][:-2]
    assert judged(values, "2007", window=3).verdict == "improvement"
    assert judged(values[1:], "2008", window=3).reason == "too_few_yearly"


def test_what_follows_the_last_of_several_breaks_is_what_is_comparable() -> None:
    series = Series(tuple(map(Period.parse, following("2020", 6))), np.arange(6.0), np.full(6, 1.0), (0,) * 6)
    declared = [Break.model_validate(each) for at in ("2024", "2022", "2030") for each in broken(at)]
    assert series.since_break(declared) == range(4, 6)
    assert series.since_break(declared[1:]) == range(2, 6), "one that is yet to come breaks nothing"
    assert series.since_break([]) == range(6)
    part = series.part(range(4, 6))
    assert (part.values.tolist(), [str(period) for period in part.periods]) == ([4.0, 5.0], ["2024", "2025"])


@pytest.mark.parametrize("periods", [["2025Q1", "2025Q1"], ["2025Q2", "2025Q1"]])
def test_periods_that_are_doubled_or_out_of_order_are_a_fault(judged: Judge, periods: list[str]) -> None:
    with pytest.raises(ValueError, match="doubled or out of order"):
        judged([1, 2], periods=periods)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_value_that_is_none_is_a_fault(judged: Judge, value: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        judged([*QUIET, value])
