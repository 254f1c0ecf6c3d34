"""Intervals of counts, rates and shares, against worked examples that others published."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtri
from scipy.stats import chi2, false_discovery_control

from sigtepunkt.signals.methods.intervals import (
    _Z,
    CONFIDENCE,
    chi_square_above,
    count_differs,
    discoveries,
    proportion,
    proportion_differs,
    rate,
)

counts_of = st.integers(1, 100_000).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole)))


def test_the_limits_lie_where_the_normal_distribution_has_its_confidence() -> None:
    assert ndtri((1 + CONFIDENCE) / 2) == _Z


@pytest.mark.parametrize(
    ("count", "whole", "lower", "upper"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilsons_interval_is_that_of_newcombes_table(
    count: int, whole: int, lower: float, upper: float
) -> None:
    """R. G. Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, method 3."""
    assert proportion(count, whole) == pytest.approx((lower, upper), abs=5e-5)


@pytest.mark.parametrize(
    ("count", "lower", "upper"), [(0, 0.0, 3.689), (1, 0.025, 5.572), (3, 0.619, 8.767), (9, 4.115, 17.085)]
)
def test_a_small_count_has_its_exact_interval(count: int, lower: float, upper: float) -> None:
    """Exact Poisson limits as tabulated by F. Garwood, Biometrika 28 (1936), and everywhere since."""
    assert rate(count, 1) == pytest.approx((lower, upper), abs=6e-4)


def test_a_count_from_ten_on_has_byars_interval() -> None:
    """Breslow and Day II (1987): close to the exact limits of ten events, 4.795 and 18.390."""
    assert rate(10, 1) == pytest.approx((4.795, 18.390), abs=0.02)


def test_a_rate_is_per_so_many_inhabitants() -> None:
    once, thousand = rate(50, 20_000), rate(50, 20_000, per=1000)
    assert thousand == pytest.approx((1000 * once.lower, 1000 * once.upper))


@given(counts_of)
def test_an_interval_of_a_share_holds_the_share_and_stays_a_share(pair: tuple[int, int]) -> None:
    count, whole = pair
    interval = proportion(count, whole)
    assert 0 <= interval.lower <= count / whole + 1e-12
    assert count / whole - 1e-12 <= interval.upper <= 1


@given(counts_of)
def test_the_interval_of_the_rest_is_the_mirror_of_the_interval(pair: tuple[int, int]) -> None:
    count, whole = pair
    own, rest = proportion(count, whole), proportion(whole - count, whole)
    assert (own.lower, own.upper) == pytest.approx((1 - rest.upper, 1 - rest.lower), abs=1e-9)


@pytest.mark.parametrize(("count", "whole"), [(5, 0), (-1, 10), (11, 10)])
def test_what_is_no_share_is_refused(count: int, whole: int) -> None:
    with pytest.raises(ValueError, match=r"share|between"):
        proportion(count, whole)


@pytest.mark.parametrize(("count", "population"), [(3, 0), (-1, 10)])
def test_what_is_no_rate_is_refused(count: int, population: int) -> None:
    with pytest.raises(ValueError, match=r"population|negative"):
        rate(count, population)


def test_discoveries_are_those_of_benjamini_and_hochbergs_example() -> None:
    """Y. Benjamini and Y. Hochberg (1995), section 4.1: fifteen tests of which four stand."""
    p_values = [
        0.0001,
        0.0004,
        0.0019,
        0.0095,
        0.0201,
        0.0278,
        0.0298,
        0.0344,
        0.0459,
        0.3240,
        0.4262,
        0.5719,
        0.6528,
        0.7590,
        1.0,
    ]
    assert discoveries(p_values) == [True] * 4 + [False] * 11


@given(st.lists(st.one_of(st.floats(0, 1), st.sampled_from([0.01, 0.02, 0.025, 0.04, 0.05])), min_size=1))
def test_discoveries_are_those_of_scipy(p_values: list[float]) -> None:
    adjusted = false_discovery_control(p_values, method="bh")
    assert discoveries(p_values) == [bool(p <= 0.05) for p in adjusted]


def test_a_test_above_its_own_bar_stands_with_a_larger_one_that_does() -> None:
    assert discoveries([0.045, 0.04]) == [True, True]
    assert discoveries([0.3, 0.04]) == [False, False]


def test_without_tests_there_are_no_discoveries() -> None:
    assert discoveries([]) == []


@given(st.floats(0, 1e4), st.floats(0.01, 200))
def test_the_chi_squares_tail_is_that_of_scipys_distribution(value: float, freedom: float) -> None:
    assert chi_square_above(value, freedom) == float(chi2.sf(value, freedom))


@given(counts_of, st.floats(0, 1))
def test_a_share_is_rejected_exactly_where_wilsons_interval_leaves_it_out(
    counted: tuple[int, int], share: float
) -> None:
    low, high = proportion(*counted)
    if min(abs(low - share), abs(high - share)) > 1e-9:
        assert (proportion_differs(*counted, share) < 0.05) == (not low < share < high)


def test_the_score_test_gives_the_p_of_a_published_example() -> None:
    """A. Agresti, "Categorical data analysis", 2002, 1.4.3: 0 of 25 against a half; z = -5, p = 0.0000006."""
    assert proportion_differs(0, 25, 0.5) == pytest.approx(5.7e-7, rel=0.01)


@pytest.mark.parametrize(("share", "p"), [(0.0, 0.0), (0.5, 1.0), (1.0, 0.0)])
def test_a_share_of_none_or_all_leaves_no_doubt(share: float, p: float) -> None:
    assert proportion_differs(5, 10, share) == p
    assert proportion_differs(0, 10, 0.0) == 1.0


@pytest.mark.parametrize("share", [-0.1, 1.1])
def test_what_is_no_share_is_a_fault(share: float) -> None:
    with pytest.raises(ValueError, match="a share lies between 0 and 1"):
        proportion_differs(5, 10, share)


@pytest.mark.parametrize(
    ("count", "expected", "p"),
    [(0, 3.689, 0.05), (9, 4.115, 0.05), (9, 17.085, 0.05), (3, 8.767, 0.05), (7, 7.0, 1.0)],
)
def test_a_count_is_rejected_where_garwoods_limits_end(count: int, expected: float, p: float) -> None:
    """At the exact limits of a count its p-value is one minus their confidence."""
    assert count_differs(count, expected) == pytest.approx(p, abs=1e-3)


def test_where_nothing_is_expected_one_event_is_too_many() -> None:
    assert count_differs(0, 0) == 1.0
    assert count_differs(1, 0) == 0.0


@pytest.mark.parametrize(("count", "expected"), [(-1, 2), (2, -1)])
def test_negative_counts_are_a_fault(count: float, expected: float) -> None:
    with pytest.raises(ValueError, match="negative"):
        count_differs(count, expected)
