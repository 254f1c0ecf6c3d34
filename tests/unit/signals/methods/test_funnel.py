"""Areas within the municipality: funnel limits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigtepunkt.signals.methods.funnel import funnel


def test_a_funnel_is_narrower_for_larger_areas() -> None:
    limits = funnel([50, 500, 5000], [100, 1000, 10_000])
    assert limits.mean == 0.5
    assert limits.warning[0] > limits.warning[1] > limits.warning[2]
    assert limits.warning == pytest.approx(1.959964 * np.sqrt(0.25 / np.array([100, 1000, 10_000])))
    assert limits.positions == ("inside",) * 3


def test_an_area_far_off_is_said_to_be_far_above_or_below() -> None:
    counts, wholes = [*[500] * 18, 580, 420, 536, 464], [1000] * 22
    limits = funnel(counts, wholes)
    assert limits.positions[18:] == ("far above", "far below", "above", "below")
    assert set(limits.positions[:18]) == {"inside"}


def test_a_funnel_is_widened_where_areas_differ_by_more_than_chance() -> None:
    random = np.random.default_rng(1)
    counts = (10_000 * (0.7 + 0.03 * random.standard_normal(24))).round()
    limits = funnel(counts, [10_000] * 24)
    assert limits.spread > 3
    assert sum(place != "inside" for place in limits.positions) <= 3


def test_an_area_beyond_the_limits_is_far_only_if_it_stands_among_all_that_are_tested() -> None:
    """One in 500 lies beyond the outer limits by chance: of 201 areas that is no finding, of 21 it is."""
    odd, quiet = 552, [497, 500, 503, 499, 501]
    few, many = (funnel([odd, *quiet * times], [1000] * (1 + 5 * times)) for times in (4, 40))
    for limits in (few, many):
        assert limits.spread == 1
        assert abs(limits.shares[0] - limits.mean) > limits.action[0]
    assert (few.positions[0], many.positions[0]) == ("far above", "above")
    assert set(few.positions[1:]) | set(many.positions[1:]) == {"inside"}


def test_areas_that_do_not_differ_at_all_are_all_inside() -> None:
    assert funnel([0, 0, 0], [10, 20, 30]).positions == ("inside",) * 3
    assert funnel([10, 20, 30], [10, 20, 30]).positions == ("inside",) * 3


@given(st.integers(0, 10_000))
def test_what_is_far_lies_beyond_the_outer_limits(seed: int) -> None:
    random = np.random.default_rng(seed)
    wholes = random.integers(20, 2000, 15)
    limits = funnel(random.binomial(wholes, random.uniform(0.2, 0.8, 15)), wholes)
    off = limits.shares - limits.mean
    for place, distance, action, warning in zip(
        limits.positions, off, limits.action, limits.warning, strict=True
    ):
        assert (place == "inside") == (abs(distance) <= warning)
        assert not place.startswith("far") or abs(distance) > action
        assert place == "inside" or place.endswith("above" if distance > 0 else "below")


@given(st.permutations(range(6)))
def test_the_order_of_areas_changes_nothing(order: list[int]) -> None:
    counts, wholes = np.array([5, 60, 33, 7, 800, 41]), np.array([10, 100, 50, 20, 1000, 90])
    assert funnel(counts[order], wholes[order]).positions == tuple(
        np.array(funnel(counts, wholes).positions)[order]
    )


@pytest.mark.parametrize(("counts", "wholes"), [([], []), ([1], [0]), ([2], [1]), ([-1], [5]), ([1, 2], [5])])
def test_what_is_no_share_is_refused(counts: list[int], wholes: list[int]) -> None:
    with pytest.raises(ValueError, match="whole"):
        funnel(counts, wholes)
