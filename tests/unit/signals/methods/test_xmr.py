"""The XmR rule agrees with the reference implementation, and does not depend on unit, origin or sign."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sigtepunkt.signals import xmr
from sigtepunkt.signals.methods.xmr import CAUSES, Better, xmr_many

VECTORS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "xmr_vectors.json").read_text(encoding="utf-8")
)
BETTER: dict[str, Better] = {"increase": "higher", "decrease": "lower", "neutral": "neutral"}
STATES = {
    "common_cause": "common",
    "special_cause_improvement": "improvement",
    "special_cause_concern": "concern",
    "special_cause_neutral_high": "high",
    "special_cause_neutral_low": "low",
}
ASSURANCES = {"consistent_pass": "pass", "consistent_fail": "fail", "inconsistent": "hit_or_miss", None: None}
OPPOSITE = {
    "improvement": "concern",
    "concern": "improvement",
    "high": "low",
    "low": "high",
    "common": "common",
}

whole = st.lists(st.integers(-50, 50).map(float), min_size=1, max_size=40)
# Runs, levels and quiet stretches in the same series: lists of random numbers hardly ever break a rule.
restless = st.lists(
    st.tuples(st.integers(-50, 50), st.integers(-3, 3), st.integers(1, 9)), min_size=1, max_size=5
).map(
    lambda pieces: [float(level + slope * step) for level, slope, length in pieces for step in range(length)]
)
series = whole | restless
directions = st.sampled_from(["higher", "lower", "neutral"])


def test_there_are_33_worked_series() -> None:
    assert len(VECTORS) == 33


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_the_reference_is_met_on_every_point(vector: dict[str, Any]) -> None:
    chart = xmr(
        vector["y"],
        better=BETTER[vector["direction"]],
        target=vector["target"],
        fix_after=vector["fix_after"],
        rebase_at=() if vector["rebase_at"] is None else (vector["rebase_at"] - 1,),
        screen_outliers=vector["screen"],
    )
    assert chart.mean == pytest.approx(vector["mean"], abs=1e-9)
    for own, reference in ((chart.lower, vector["lpl"]), (chart.upper, vector["upl"])):
        # Of a constant series the reference gives no limits; the method's collapse onto the mean.
        expected = [
            mean if limit is None else limit for limit, mean in zip(reference, vector["mean"], strict=True)
        ]
        assert own == pytest.approx(expected, abs=1e-9)
    assert list(chart.cause) == vector["cause"]
    assert list(chart.state) == [STATES[point] for point in vector["point"]]
    assert chart.assurance == ASSURANCES[vector["assurance"]]


def test_only_the_constant_series_lacks_limits_in_the_reference() -> None:
    assert [vector["name"] for vector in VECTORS if None in vector["lpl"]] == ["const-17"]


# --- by hand ------------------------------------------------------------------------------------------------


def test_limits_are_the_mean_and_266_hundredths_of_the_average_moving_range() -> None:
    chart = xmr([10, 12, 11, 13], screen_outliers=False)
    mean_range = (2 + 1 + 2) / 3
    assert chart.mean[0] == 11.5
    assert chart.upper[0] == pytest.approx(11.5 + 2.66 * mean_range)
    assert chart.lower[0] == pytest.approx(11.5 - 2.66 * mean_range)


def test_a_large_moving_range_is_screened_out_once() -> None:
    values = [0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 100]
    ranges = [1] * 10 + [100]
    assert 3.267 * np.mean(ranges) <= 100
    assert xmr(values).upper[0] - xmr(values).mean[0] == pytest.approx(2.66)
    assert xmr(values, screen_outliers=False).upper[0] - xmr(values).mean[0] == pytest.approx(
        2.66 * np.mean(ranges)
    )


def test_seven_rising_points_are_a_trend_and_six_are_not() -> None:
    level = [0.0, 40, 0, 40, 0, 40, 0, 40, 0, 40]
    seven = xmr([*level, 14, 15, 16, 17, 18, 19, 20])
    assert list(seven.cause[-7:]) == ["7 Point Trend (Increasing)"] * 7
    six = xmr([*level, 15, 16, 17, 18, 19, 20])
    assert "7 Point Trend (Increasing)" not in six.cause


def test_a_pause_breaks_a_trend() -> None:
    level = [0.0, 40, 0, 40, 0, 40, 0, 40, 0, 40]
    assert "7 Point Trend (Increasing)" not in xmr([*level, 14, 15, 16, 16, 17, 18, 19]).cause


def test_seven_points_on_one_side_are_marked_back_to_the_first() -> None:
    values = [-4, 4, -4, 4, -4, 4, -4, 4, -4, 4, -1.75, -4, 4, 1, 2, 1, 2, 1, 2, 1]
    chart = xmr(values)
    assert values[12] > chart.mean[0]
    assert list(chart.cause[12:]) == ["7 Points Above CL"] * 8


def test_a_point_on_the_mean_breaks_a_run() -> None:
    noise = [10.0, -10] * 8
    broken = [3.0, 1, 2, 0, 3, 2, 1]
    unbroken = [3.0, 1, 2, 1, 3, 2, 1]
    chart = xmr([*noise, *broken, *(-value for value in broken)])
    assert chart.mean[0] == 0
    assert set(chart.cause) == {"Common Cause"}
    assert set(xmr([*noise, *unbroken, *(-value for value in unbroken)]).cause) == {
        "Common Cause",
        "7 Points Above CL",
        "7 Points Below CL",
    }


def test_two_of_three_near_the_limit_are_marked_and_the_third_is_not() -> None:
    values = [1.0, -1] * 12 + [4, 0.5, 4, -8.5]
    chart = xmr(values)
    near, limit = 2 / 3 * (chart.upper[0] - chart.mean[0]), chart.upper[0] - chart.mean[0]
    assert near < 4 < limit
    assert list(chart.cause[24:27]) == ["2 in 3 Above CL", "Common Cause", "2 in 3 Above CL"]


def test_two_near_the_limit_with_one_across_the_mean_are_nothing() -> None:
    values = [1.0, -1] * 12 + [4, -0.5, 4, -7.5]
    assert set(xmr(values).cause[24:27]) == {"Common Cause"}


def test_outside_the_limits_comes_before_every_other_cause() -> None:
    values = [0.0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 2, 3, 4, 5, 6, 7, 30]
    assert xmr(values).cause[-1] == "Above UCL"


@pytest.mark.parametrize(("falling", "rising"), [(7, 7), (9, 8)])
def test_a_turning_point_belongs_to_the_run_that_begins_there(falling: int, rising: int) -> None:
    """The reference: "if a point is part of a trend either side, use right side"."""
    noise = [100.0, -100] * 8
    valley = [
        *noise,
        *(10.0 - step for step in range(falling)),
        *(10.0 - falling + 2 + step for step in range(rising - 1)),
    ]
    turn = len(noise) + falling - 1
    assert xmr(valley).cause[turn] == "7 Point Trend (Increasing)"
    assert xmr([-value for value in valley]).cause[turn] == "7 Point Trend (Decreasing)"


# --- properties ---------------------------------------------------------------------------------------------


@given(series, directions, st.integers(-100, 100))
def test_moving_the_zero_point_moves_the_limits_and_changes_no_cause(
    values: list[float], better: Better, shift: int
) -> None:
    plain, moved = xmr(values, better=better), xmr([value + shift for value in values], better=better)
    assert (moved.cause, moved.state) == (plain.cause, plain.state)
    assert moved.mean == pytest.approx(plain.mean + shift, abs=1e-9)
    assert moved.upper == pytest.approx(plain.upper + shift, abs=1e-9)


@given(series, directions, st.sampled_from([0.001, 0.1, 2.5, 1000.0, 1e6]))
def test_another_unit_scales_the_limits_and_changes_no_cause(
    values: list[float], better: Better, factor: float
) -> None:
    plain, scaled = xmr(values, better=better), xmr([value * factor for value in values], better=better)
    assert (scaled.cause, scaled.state) == (plain.cause, plain.state)
    assert scaled.lower == pytest.approx(plain.lower * factor, rel=1e-9, abs=1e-9 * factor)


@given(series, directions)
def test_the_other_sign_swaps_improvement_and_concern(values: list[float], better: Better) -> None:
    plain, mirrored = xmr(values, better=better), xmr([-value for value in values], better=better)
    assert mirrored.state == tuple(OPPOSITE[state] for state in plain.state)
    assert mirrored.lower == pytest.approx(-plain.upper, abs=1e-9)


@given(series)
def test_the_direction_of_improvement_changes_the_state_and_never_the_cause(values: list[float]) -> None:
    higher, lower, neutral = (xmr(values, better=better) for better in ("higher", "lower", "neutral"))
    assert higher.cause == lower.cause == neutral.cause
    assert lower.state == tuple(OPPOSITE[state] for state in higher.state)
    assert {"improvement", "concern"}.isdisjoint(neutral.state)


@given(series, st.floats(-100, 100))
def test_the_other_direction_and_sign_give_the_same_assurance(values: list[float], target: float) -> None:
    assert (
        xmr(values, better="higher", target=target).assurance
        == xmr([-value for value in values], better="lower", target=-target).assurance
    )


@given(series, series)
def test_a_rebase_judges_each_segment_as_if_it_stood_alone(before: list[float], after: list[float]) -> None:
    both = xmr([*before, *after], rebase_at=[len(before)])
    assert both.cause == xmr(before).cause + xmr(after).cause
    assert both.upper == pytest.approx([*xmr(before).upper, *xmr(after).upper])


@given(series)
def test_causes_and_limits_have_an_entry_for_each_value(values: list[float]) -> None:
    chart = xmr(values)
    assert (
        len(chart.mean)
        == len(chart.lower)
        == len(chart.upper)
        == len(chart.cause)
        == len(chart.state)
        == len(values)
    )
    assert (chart.lower <= chart.mean).all()
    assert (chart.mean <= chart.upper).all()


@given(st.lists(st.integers(1, 9).map(float), min_size=1, max_size=30), st.sets(st.integers(0, 29)))
def test_what_was_not_published_is_no_point(values: list[float], gone: set[int]) -> None:
    holes = [math.nan if position in gone else value for position, value in enumerate(values)]
    chart = xmr(holes)
    left = [value for value in holes if not math.isnan(value)]
    assert all(chart.cause[position] == "Common Cause" for position in gone if position < len(values))
    assert chart.mean[0] == pytest.approx(np.mean(left)) if left else math.isnan(chart.mean[0])


@settings(max_examples=40)
@given(
    st.integers(1, 25).flatmap(
        lambda points: st.lists(
            st.lists(st.integers(-9, 9).map(float) | st.just(math.nan), min_size=points, max_size=points),
            min_size=1,
            max_size=6,
        )
    )
)
def test_many_series_at_once_are_judged_as_each_alone(table: list[list[float]]) -> None:
    chart = xmr_many(table, rebase_at=[len(table[0]) // 2], fix_after=5)
    for row, values in enumerate(table):
        alone = xmr(values, rebase_at=[len(values) // 2], fix_after=5)
        np.testing.assert_array_equal(chart.mean[row], alone.mean)
        np.testing.assert_array_equal(chart.lower[row], alone.lower)
        np.testing.assert_array_equal(chart.upper[row], alone.upper)
        assert tuple(CAUSES[code] for code in chart.cause[row]) == alone.cause


# --- what is missing, empty, constant, alone or impossible --------------------------------------------------


def test_a_missing_value_breaks_a_run_and_has_no_moving_range() -> None:
    level = [0.0, 40, 0, 40, 0, 40, 0, 40, 0, 40]
    whole_run = xmr([*level, 14, 15, 16, 17, 18, 19, 20])
    broken = xmr([*level, 14, 15, 16, math.nan, 18, 19, 20])
    assert whole_run.cause[-1] == "7 Point Trend (Increasing)"
    assert set(broken.cause[-7:]) == {"Common Cause"}
    assert xmr([1, 2, math.nan, 9, 10]).upper[0] == pytest.approx(5.5 + 2.66)


def test_missing_values_break_a_run_on_one_side() -> None:
    values = [-4.0, 4, -4, 4, -4, 4, -4, 4, -4, -8, 1, 2, 1, 2, 1, 2, 1]
    assert xmr(values).cause[-1] == "7 Points Above CL"
    assert xmr([*values[:-4], math.nan, *values[-4:]]).cause[-1] == "Common Cause"


def test_an_empty_series_has_nothing_to_say() -> None:
    chart = xmr([], target=3.0)
    assert (len(chart.mean), chart.cause, chart.state, chart.assurance) == (0, (), (), None)


@pytest.mark.parametrize("value", [0.0, 60.4, 0.1, 1e9])
@pytest.mark.parametrize("count", [1, 2, 7, 50])
def test_a_constant_series_has_limits_on_its_mean_and_no_signal(value: float, count: int) -> None:
    chart = xmr([value] * count)
    assert chart.lower == pytest.approx(chart.mean)
    assert chart.upper == pytest.approx(chart.mean)
    assert chart.mean == pytest.approx([value] * count)
    assert set(chart.state) == {"common"}


def test_a_series_of_nothing_published_has_no_limits_and_no_assurance() -> None:
    chart = xmr([math.nan, math.nan], target=1.0)
    assert np.isnan(chart.upper).all()
    assert chart.assurance is None


@pytest.mark.parametrize("value", [math.inf, -math.inf])
def test_an_infinite_value_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        xmr([1, 2, value])


@pytest.mark.parametrize("position", [-1, 3, 99])
def test_a_rebase_outside_the_series_is_refused(position: int) -> None:
    with pytest.raises(ValueError, match="rebase_at"):
        xmr([1, 2, 3], rebase_at=[position])


def test_a_rebase_at_the_first_or_the_last_point_is_allowed() -> None:
    assert xmr([1, 5, 3], rebase_at=[0]).cause == xmr([1, 5, 3]).cause
    assert xmr([1, 5, 3], rebase_at=[2]).mean[-1] == 3


def test_a_table_is_no_series_and_a_series_no_table() -> None:
    with pytest.raises(ValueError, match="one series"):
        xmr([[1, 2], [3, 4]])
    with pytest.raises(ValueError, match="shape"):
        xmr_many([1, 2])


@pytest.mark.parametrize("count", [0, -1])
def test_limits_cannot_be_fixed_on_no_points(count: int) -> None:
    with pytest.raises(ValueError, match="fix_after"):
        xmr([1, 2, 3], fix_after=count)


def test_limits_fixed_on_the_first_points_do_not_move_with_the_later() -> None:
    values = [1.0, 2, 1, 2, 1, 2]
    assert xmr([*values, 50, 60], fix_after=6).upper[-1] == pytest.approx(xmr(values).upper[-1])


def test_the_given_values_are_not_changed() -> None:
    values = np.array([1.0, 5, math.nan, 3])
    before = values.copy()
    xmr(values, target=2, rebase_at=[1])
    np.testing.assert_array_equal(values, before)


@pytest.mark.parametrize(
    ("better", "target", "assurance"),
    [
        ("higher", 100, "fail"),
        ("higher", -100, "pass"),
        ("higher", 11, "hit_or_miss"),
        ("lower", 100, "pass"),
        ("lower", -100, "fail"),
        ("lower", 11, "hit_or_miss"),
        ("neutral", 100, None),
        ("higher", None, None),
    ],
)
def test_a_target_is_judged_by_the_limits_and_the_direction(
    better: Better, target: float | None, assurance: str | None
) -> None:
    assert xmr([10, 12, 11, 13, 9], better=better, target=target).assurance == assurance


def test_a_target_on_the_limit_can_be_hit_or_missed() -> None:
    chart = xmr([10, 12, 11, 13, 9])
    assert xmr([10, 12, 11, 13, 9], target=float(chart.upper[-1])).assurance == "hit_or_miss"
    assert xmr([10, 12, 11, 13, 9], target=float(chart.lower[-1])).assurance == "hit_or_miss"


def test_assurance_is_by_the_last_segment() -> None:
    assert xmr([10, 11, 10, 11, 50, 51, 50, 51], target=30, rebase_at=[4]).assurance == "pass"
