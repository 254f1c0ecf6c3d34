"""The trend of five points is called only if it is more than noise and does not hang on one point."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sigtepunkt.signals import trend
from sigtepunkt.signals.methods.trend import CHI_SQUARE, SIGNIFICANCE

five = st.lists(st.integers(-1000, 1000).map(float), min_size=5, max_size=12)


def test_the_chi_square_is_the_stated_level_on_one_degree_of_freedom() -> None:
    assert SIGNIFICANCE == 0.002
    assert pytest.approx(stats.chi2.isf(SIGNIFICANCE, 1), abs=1e-6) == CHI_SQUARE


@pytest.mark.parametrize(
    ("values", "direction", "slope"),
    [
        ([1, 2, 3, 4, 5], "rising", 1),
        ([5, 4, 3, 2, 1], "falling", -1),
        ([3, 3, 3, 3, 3], "none", 0),
        ([1, 5, 2, 4, 3], "none", 0.3),
        ([100, 1, 2, 3, 4, 5], "rising", 1),
    ],
)
def test_the_last_five_points_decide(values: list[float], direction: str, slope: float) -> None:
    fitted = trend(values)
    assert fitted is not None
    assert fitted.direction == direction
    assert fitted.slope == pytest.approx(slope)


@pytest.mark.parametrize(("size", "direction"), [(0.143, "rising"), (0.144, "none")])
def test_without_intervals_the_slope_is_tested_with_t_on_three_degrees_of_freedom(
    size: float, direction: str
) -> None:
    """Residuals of 2, −1, −2, −1, 2 times `size` give a slope of 1 with a standard error of 0,683 `size`."""
    residuals = [2, -1, -2, -1, 2]
    p = 2 * stats.t.sf(1 / (size * math.sqrt(14 / 3 / 10)), 3)
    assert (p < 0.002) == (direction == "rising")
    fitted = trend([step + size * residual for step, residual in enumerate(residuals)])
    assert fitted is not None
    assert fitted.slope == pytest.approx(1)
    assert fitted.direction == direction


@pytest.mark.parametrize(("error", "direction"), [(1.02, "rising"), (1.03, "none")])
def test_with_intervals_the_slope_is_tested_as_a_chi_square(error: float, direction: str) -> None:
    """The slope of a line with equal standard errors has the standard error `error` / √10."""
    values = [1.0, 2, 3, 4, 5]
    fitted = trend(
        values, [value - 1.96 * error for value in values], [value + 1.96 * error for value in values]
    )
    assert fitted is not None
    assert ((math.sqrt(10) / error) ** 2 > CHI_SQUARE) == (direction == "rising")
    assert fitted.direction == direction


def test_points_with_narrow_intervals_weigh_more() -> None:
    values = [1.0, 2, 3, 4, -100]
    fitted = trend(values, [0.9, 1.9, 2.9, 3.9, -1e6], [1.1, 2.1, 3.1, 4.1, 1e6])
    assert fitted is not None
    assert fitted.slope == pytest.approx(1, abs=1e-3)


def test_a_slope_that_rests_on_one_point_is_no_trend() -> None:
    values = [5.0, 4.9, 4.8, 4.7, 10]
    narrow = trend(values, [value - 0.1 for value in values], [value + 0.1 for value in values])
    assert narrow is not None
    assert narrow.slope == pytest.approx(0.98)
    assert (0.98 * math.sqrt(10) / (0.2 / 3.92)) ** 2 > CHI_SQUARE, "the full fit alone would call it"
    assert narrow.direction == "none", "without the last point it falls"


@pytest.mark.parametrize("values", [[], [1], [1, 2, 3, 4], [1, math.nan, 2, 3, 4], [math.nan] * 9])
def test_fewer_than_five_valid_points_have_no_trend_at_all(values: list[float]) -> None:
    assert trend(values) is None


def test_a_point_without_an_interval_does_not_count_where_intervals_are_given() -> None:
    values = [1.0, 2, 3, 4, 5]
    assert trend(values, [0, 1, 2, 3, math.nan], [2, 3, 4, 5, 6]) is None
    assert trend(values, [0, 1, 2, 3, 5], [2, 3, 4, 5, 5]) is None, "an interval of no width is none"


def test_missing_points_are_passed_over() -> None:
    assert trend([1, math.nan, 2, 3, math.nan, 4, 5]) == trend([1, 2, 3, 4, 5])


@given(five)
def test_the_other_sign_turns_the_trend(values: list[float]) -> None:
    plain, mirrored = trend(values), trend([-value for value in values])
    assert plain is not None
    assert mirrored is not None
    assert mirrored.slope == pytest.approx(-plain.slope, abs=1e-9)
    assert mirrored.direction == {"rising": "falling", "falling": "rising", "none": "none"}[plain.direction]


@given(five, st.integers(-100, 100), st.sampled_from([0.25, 2.0, 1024.0]))
def test_neither_unit_nor_zero_point_changes_the_verdict(
    values: list[float], shift: int, factor: float
) -> None:
    plain, other = trend(values), trend([factor * (value + shift) for value in values])
    assert plain is not None
    assert other is not None
    assert other.direction == plain.direction


@given(five)
def test_a_trend_that_is_called_has_the_direction_of_its_slope(values: list[float]) -> None:
    fitted = trend(values)
    assert fitted is not None
    if fitted.direction != "none":
        assert (fitted.slope > 0) == (fitted.direction == "rising")
        assert fitted.slope != 0


def test_without_intervals_the_scatter_is_the_test_itself() -> None:
    fitted = trend([1.0, 2.1, 2.9, 4.2, 5])
    assert fitted is not None
    assert fitted.p == fitted.scatter


def test_with_intervals_the_scatter_still_knows_how_the_years_differ() -> None:
    """Counts of millions leave no doubt of a slope; the years about it may."""
    values = [10.0, 12.0, 10.5, 13.5, 12.5]
    fitted = trend(values, [value - 0.01 for value in values], [value + 0.01 for value in values])
    assert fitted is not None
    assert fitted.p < 1e-6
    assert fitted.scatter > 0.05


def test_a_flat_series_has_no_slope_to_doubt() -> None:
    fitted = trend([4.0] * 5)
    assert fitted is not None
    assert (fitted.direction, fitted.p, fitted.scatter) == ("none", 1.0, 1.0)
