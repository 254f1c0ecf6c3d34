"""Areas within the municipality: funnel limits and partial pooling."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigtepunkt.signals.areas import between_areas, funnel, pooled

# The BCG trials: log risk ratios and their variances, as tabulated by Berkey et al., Statistics in Medicine 14 (1995).
EFFECTS = np.array([-0.8893, -1.5854, -1.3481, -1.4416, -0.2175, -0.7861, -1.6209, 0.0120, -0.4694, -1.3713, -0.3394, 0.4459, -0.0173])
VARIANCES = np.array([0.3256, 0.1946, 0.4154, 0.0200, 0.0512, 0.0069, 0.2230, 0.0040, 0.0564, 0.0730, 0.0124, 0.5325, 0.0714])


def test_the_variance_between_areas_is_that_of_the_bcg_trials() -> None:
    """W. Viechtbauer, Journal of Statistical Software 36 (2010): DerSimonian-Laird gives 0.309 for these trials."""
    assert between_areas(EFFECTS, VARIANCES) == pytest.approx(0.309, abs=1e-3)


def test_the_less_certain_an_area_the_more_it_is_drawn_to_the_mean() -> None:
    drawn = pooled(EFFECTS, VARIANCES)
    kept = (drawn - drawn.mean()) / (EFFECTS - drawn.mean())
    assert kept[7] > kept[11], "the surest trial keeps more of its own than the least sure"


def test_areas_that_differ_by_chance_alone_are_all_given_the_mean() -> None:
    assert pooled([1.0, 1.1, 0.9], [1.0, 1.0, 1.0]) == pytest.approx([1.0, 1.0, 1.0])


def test_a_funnel_is_narrower_for_larger_areas() -> None:
    found = funnel([50, 500, 5000], [100, 1000, 10_000])
    assert found.mean == 0.5
    assert found.warning[0] > found.warning[1] > found.warning[2]
    assert found.warning == pytest.approx(1.959964 * np.sqrt(0.25 / np.array([100, 1000, 10_000])))
    assert found.places == ("inside",) * 3


def test_an_area_far_off_is_said_to_be_far_above_or_below() -> None:
    counts, wholes = [*[500] * 18, 580, 420, 536, 464], [1000] * 22
    found = funnel(counts, wholes)
    assert found.places[18:] == ("far above", "far below", "above", "below")
    assert set(found.places[:18]) == {"inside"}


def test_a_funnel_is_widened_where_areas_differ_by_more_than_chance() -> None:
    random = np.random.default_rng(1)
    counts = (10_000 * (0.7 + 0.03 * random.standard_normal(24))).round()
    found = funnel(counts, [10_000] * 24)
    assert found.spread > 3
    assert sum(place != "inside" for place in found.places) <= 3


@given(st.permutations(range(6)))
def test_the_order_of_areas_changes_nothing(order: list[int]) -> None:
    counts, wholes = np.array([5, 60, 33, 7, 800, 41]), np.array([10, 100, 50, 20, 1000, 90])
    assert funnel(counts[order], wholes[order]).places == tuple(np.array(funnel(counts, wholes).places)[order])


@pytest.mark.parametrize(("counts", "wholes"), [([], []), ([1], [0]), ([2], [1]), ([-1], [5]), ([1, 2], [5])])
def test_what_is_no_share_is_refused(counts: list[int], wholes: list[int]) -> None:
    with pytest.raises(ValueError, match="whole"):
        funnel(counts, wholes)


def test_an_estimate_without_a_variance_is_refused() -> None:
    with pytest.raises(ValueError, match="variance"):
        pooled([1.0, 2.0], [1.0, 0.0])
