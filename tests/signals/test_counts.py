"""Control charts of counts: limits against worked examples, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from sigtepunkt.signals.counts import g_chart, p_chart, p_prime_chart, t_chart

# D. C. Montgomery, "Introduction to statistical quality control": orange juice cans, 30 samples of 50.
CANS = [12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6]


def test_a_p_chart_has_the_limits_of_montgomerys_cans() -> None:
    chart = p_chart(CANS, [50] * 30)
    assert (chart.mean[0], chart.lower[0], chart.upper[0]) == pytest.approx((0.2313, 0.0524, 0.4102), abs=1e-4)
    assert list(np.flatnonzero(chart.outside) + 1) == [15, 23]


def test_larger_wholes_have_narrower_limits() -> None:
    chart = p_chart([10, 100], [100, 1000])
    assert chart.upper[0] - chart.mean[0] > chart.upper[1] - chart.mean[1]


def test_the_widening_of_a_p_prime_chart_is_the_spread_of_neighbours_in_standard_errors() -> None:
    counts, wholes = [500_000, 510_000, 490_000, 505_000], [1_000_000] * 4
    plain, prime = p_chart(counts, wholes), p_prime_chart(counts, wholes)
    in_errors = (np.array(counts) / 1e6 - plain.mean[0]) / np.sqrt(plain.mean[0] * (1 - plain.mean[0]) / 1e6)
    widening = np.abs(np.diff(in_errors)).mean() / 1.128
    assert (prime.upper - prime.mean) / (plain.upper - plain.mean) == pytest.approx([widening] * 4)
    assert plain.outside.any()
    assert not prime.outside.any(), "what differs beyond chance every time is no signal"


def test_a_g_chart_has_the_geometric_limits() -> None:
    """J. C. Benneyan (2001): mean plus three times the root of mean times mean plus one; never below nothing."""
    chart = g_chart([20, 30, 40])
    assert (chart.mean[0], chart.lower[0]) == (30.0, 0.0)
    assert chart.upper[0] == pytest.approx(30 + 3 * np.sqrt(30 * 31))


def test_a_t_chart_is_an_xmr_chart_of_the_power_turned_back() -> None:
    times = np.array([5.0, 9, 2, 14, 7, 3, 11, 6])
    chart = t_chart(times)
    y = times ** (1 / 3.6)
    assert chart.mean[0] == pytest.approx(y.mean() ** 3.6)
    assert chart.upper[0] == pytest.approx((y.mean() + 2.66 * np.abs(np.diff(y)).mean()) ** 3.6)
    assert not chart.outside.any()


@pytest.mark.parametrize(
    ("counts", "wholes"), [([], []), ([1], [0]), ([-1], [10]), ([11], [10]), ([1, 2], [10]), ([float("nan")], [10])],
)
def test_what_is_no_share_is_refused(counts: list[float], wholes: list[float]) -> None:
    for chart in (p_chart, p_prime_chart):
        with pytest.raises(ValueError, match="whole"):
            chart(counts, wholes)


@pytest.mark.parametrize("times", [[], [0.0, 1], [-1.0], [float("inf")]])
def test_what_is_no_time_between_events_is_refused(times: list[float]) -> None:
    with pytest.raises(ValueError, match="positive"):
        t_chart(times)


@pytest.mark.parametrize("cases", [[], [-1.0], [float("nan")]])
def test_what_is_no_number_of_cases_is_refused(cases: list[float]) -> None:
    with pytest.raises(ValueError, match="negative"):
        g_chart(cases)


def test_one_share_has_the_limits_of_chance() -> None:
    assert p_prime_chart([5], [50]).upper == pytest.approx(p_chart([5], [50]).upper)
