"""An action's effect is a planned contrast with AR(1) errors, and says no more than its limits."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from sigtepunkt.followup.effect import (
    Verdict,
    estimated,
    expected_half_width,
    interrupted,
    is_as_agreed,
    verdict,
)
from sigtepunkt.signals import contrast

Floats = NDArray[np.float64]


def noise(points: int, seed: int = 1) -> Floats:
    return np.random.default_rng(seed).standard_normal(points)


@pytest.mark.parametrize(
    ("lower", "upper", "expected"),
    [
        (0.01, 3.0, "worked"),
        (0.0, 3.0, "undecided"),  # L > 0 is strict
        (-3.0, -0.01, "opposite"),
        (-3.0, 0.0, "none"),  # H < 0 is strict, and 0 is less than what matters
        (-1.0, 0.99, "none"),
        (-1.0, 1.0, "undecided"),  # H < d is strict
        (-4.0, 4.0, "undecided"),
    ],
)
def test_the_four_verdicts_follow_from_the_limits_alone(
    lower: float, upper: float, expected: Verdict
) -> None:
    assert verdict(lower, upper, direction="higher", smallest=1.0) == expected


@pytest.mark.parametrize("limits", [(0.2, 3.0), (-3.0, -0.2), (-1.0, 0.5), (-4.0, 4.0)])
def test_a_figure_that_is_to_fall_is_judged_as_its_mirror_image(limits: tuple[float, float]) -> None:
    mirrored = verdict(-limits[1], -limits[0], direction="lower", smallest=1.0)
    assert mirrored == verdict(*limits, direction="higher", smallest=1.0)


@pytest.mark.parametrize(("lower", "expected"), [(0.99, False), (1.0, True), (2.0, True)])
def test_as_agreed_needs_all_of_the_limits_to_reach_what_was_agreed(lower: float, expected: bool) -> None:
    assert is_as_agreed(lower, 5.0, direction="higher", smallest=1.0) is expected
    assert is_as_agreed(-5.0, -lower, direction="lower", smallest=1.0) is expected


def test_with_six_others_the_step_is_that_of_the_difference_from_their_mean() -> None:
    times, values, others = np.arange(12.0), noise(12), np.array([noise(12, seed) for seed in range(2, 8)])
    step = estimated(interrupted(times, values, 8, others=others))
    planned = contrast(times, values - others.mean(axis=0), kind="level", start=8)
    assert step is not None
    assert (step.estimate, step.lower, step.upper) == (planned.estimate, planned.lower, planned.upper)


def test_with_five_others_the_step_stands_beside_the_trend_of_the_own_series() -> None:
    times, values, others = np.arange(12.0), noise(12), np.array([noise(12, seed) for seed in range(2, 7)])
    step = estimated(interrupted(times, values, 8, others=others))
    planned = contrast(times, values, kind="level beside trend", start=8)
    assert step is not None
    assert (step.estimate, step.lower, step.upper) == (planned.estimate, planned.lower, planned.upper)


def test_what_the_others_do_too_is_no_effect() -> None:
    jump = np.r_[np.zeros(8), np.full(4, 50.0)]
    others = np.array([noise(12, seed) for seed in range(2, 10)])
    alone = estimated(interrupted(np.arange(12.0), noise(12) + jump, 8, others=others))
    together = estimated(interrupted(np.arange(12.0), noise(12) + jump, 8, others=others + jump))
    assert alone is not None
    assert together is not None
    assert alone.estimate - together.estimate == pytest.approx(50)
    assert together.lower < 0 < together.upper


def test_a_season_and_a_declared_dip_have_columns_of_their_own() -> None:
    times, values = np.arange(20.0), noise(20) + np.tile([3.0, 0, -1, -2], 5)
    values[4:6] -= 40
    step = estimated(interrupted(times, values, 14, season=4, outliers=[(4, 5)]))
    planned = contrast(times, values, kind="level beside trend", start=14, season=4, outliers=[(4, 5)])
    assert step is not None
    assert step.estimate == planned.estimate


@pytest.mark.parametrize(("before", "after", "is_tested"), [(8, 4, True), (7, 4, False), (8, 3, False)])
def test_eight_points_before_and_four_after_are_needed(before: int, after: int, is_tested: bool) -> None:
    series = interrupted(np.arange(before + after), noise(before + after), before)
    assert (estimated(series) is not None) is is_tested


def test_a_declared_dip_is_no_point_before() -> None:
    assert estimated(interrupted(np.arange(12.0), noise(12), 8, outliers=[(2, 2)])) is None
    assert estimated(interrupted(np.arange(13.0), noise(13), 9, outliers=[(2, 2)])) is not None


def test_values_exactly_on_the_design_give_no_estimate() -> None:
    assert estimated(interrupted(np.arange(12.0), np.arange(12.0), 8)) is None


def test_two_looks_have_wider_limits_each() -> None:
    series = interrupted(np.arange(12.0), noise(12), 8)
    single, shared = estimated(series), estimated(series, 0.975)
    assert single is not None
    assert shared is not None
    assert shared.lower < single.lower < single.upper < shared.upper


def test_others_with_gaps_are_refused_by_name() -> None:
    others = np.full((6, 12), np.nan)
    with pytest.raises(ValueError, match="others: a series of finite values"):
        interrupted(np.arange(12.0), noise(12), 8, others=others)


def test_the_expected_half_width_is_worked_out_from_the_points_before_alone() -> None:
    """By hand: the weights and deviations of the points before, the leverage of the whole design."""
    times, values, grid = np.arange(14.0), noise(14), np.arange(50) / 50
    planned = np.arange(20.0)
    weights, sizes = np.empty(50), np.empty(50)
    early = np.column_stack([times - times.mean(), np.ones(14)])
    whole = np.column_stack([planned >= 14, np.ones(20), planned - planned.mean()]).astype(float)
    for place, rho in enumerate(grid):
        inverse = np.linalg.inv(rho ** np.abs(times[:, None] - times))
        information = early.T @ inverse @ early
        residual = values - early @ np.linalg.solve(information, early.T @ inverse @ values)
        rss = residual @ inverse @ residual
        logs = np.linalg.slogdet(inverse)[1] - np.linalg.slogdet(information)[1] - 12 * np.log(rss)
        weights[place] = np.exp(logs / 2) / (1 - rho)
        later = np.linalg.inv(rho ** np.abs(planned[:, None] - planned))
        sizes[place] = np.sqrt(rss / 12 * np.linalg.inv(whole.T @ later @ whole)[0, 0])
    expected = 2.109815577833181 * (weights / weights.sum()) @ sizes  # t(0.975) of 17
    before = interrupted(times, values, 14)
    assert expected_half_width(before, planned) == pytest.approx(expected, rel=1e-9)


def test_fewer_points_than_the_method_needs_give_no_expectation() -> None:
    assert expected_half_width(interrupted(np.arange(7.0), noise(7), 7), np.arange(11.0)) is None
    assert expected_half_width(interrupted(np.arange(8.0), noise(8), 8), np.arange(11.0)) is None
    assert expected_half_width(interrupted(np.arange(8.0), noise(8), 8), np.arange(12.0)) is not None


def test_points_before_that_do_not_scatter_give_no_expectation() -> None:
    assert expected_half_width(interrupted(np.arange(8.0), np.arange(8.0), 8), np.arange(12.0)) is None


def test_a_declared_dip_is_no_point_after() -> None:
    assert estimated(interrupted(np.arange(12.0), noise(12), 8, outliers=[(10, 10)])) is None
    assert estimated(interrupted(np.arange(13.0), noise(13), 8, outliers=[(10, 10)])) is not None


@pytest.mark.parametrize(("before", "after", "is_tested"), [(8, 4, False), (9, 6, False), (13, 8, True)])
def test_a_season_that_cannot_be_told_from_the_step_gives_no_estimate(
    before: int, after: int, is_tested: bool
) -> None:
    """A step, a trend, a level, and eleven months; with fifteen points no month says what the trend is."""
    points = before + after
    step = estimated(interrupted(np.arange(float(points)), noise(points), before, season=12))
    assert (step is not None) is is_tested


def test_as_many_points_as_columns_give_no_estimate() -> None:
    """Thirteen months beside others: a step, a level and eleven months leave nothing to judge errors by."""
    others = np.array([noise(14, seed) for seed in range(2, 8)])
    steps = [
        estimated(interrupted(np.arange(float(count)), noise(count), 8, others=others[:, :count], season=12))
        for count in (13, 14)
    ]
    assert [step is not None for step in steps] == [False, True]
