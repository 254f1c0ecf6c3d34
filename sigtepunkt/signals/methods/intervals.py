"""95 % intervals of counts, rates and proportions, and control of false discoveries.

Sources: E. B. Wilson, JASA 22 (1927), for proportions; N. E. Breslow and N. E. Day, "Statistical methods in cancer
research" II (1987), for Byar's approximation and the exact chi-square limits of a count, used as OHID's Fingertips does:
exact below ten events, Byar's from ten on; Y. Benjamini and Y. Hochberg, JRSS B 57 (1995), for discoveries.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

CONFIDENCE = 0.95
EXACT_BELOW = 10  # events: fewer, and Byar's approximation is not good enough


class Interval(NamedTuple):
    """A lower and an upper limit, in the unit of what they are limits of."""

    lower: float
    upper: float


def proportion(count: float, of: float, confidence: float = CONFIDENCE) -> Interval:
    """Return Wilson's interval of `count` out of `of`, as shares between 0 and 1.

    Raises ValueError for a negative count, a count above its whole, or nothing to be a share of.
    """
    if of <= 0:
        raise ValueError(f"there is nothing to be a share of: {of}")
    if not 0 <= count <= of:
        raise ValueError(f"a count lies between 0 and its whole: {count} of {of}")
    z = _normal(confidence)
    share = count / of
    centre = share + z**2 / (2 * of)
    half = z * math.sqrt(share * (1 - share) / of + z**2 / (4 * of**2))
    whole = 1 + z**2 / of
    # Rounding may leave the limits of 0 and of all a hair outside what a share can be.
    return Interval(max(0.0, (centre - half) / whole), min(1.0, (centre + half) / whole))


def rate(count: float, population: float, per: float = 1.0, confidence: float = CONFIDENCE) -> Interval:
    """Return the interval of `per * count / population` for events counted in a population.

    Exact (chi-square) below ten events, Byar's approximation from ten on. Raises ValueError for a negative count or no population.
    """
    if population <= 0:
        raise ValueError(f"there is no population: {population}")
    lower, upper = _exact(count, confidence) if count < EXACT_BELOW else _byar(count, confidence)
    return Interval(per * lower / population, per * upper / population)


def _byar(count: float, confidence: float) -> Interval:
    z = _normal(confidence)
    above = count + 1
    return Interval(
        count * (1 - 1 / (9 * count) - z / (3 * math.sqrt(count))) ** 3,
        above * (1 - 1 / (9 * above) + z / (3 * math.sqrt(above))) ** 3,
    )


def _exact(count: float, confidence: float) -> Interval:
    if count < 0:
        raise ValueError(f"a count is not negative: {count}")
    tail = (1 - confidence) / 2
    lower = chi_square_quantile(tail, 2 * count) / 2 if count > 0 else 0.0
    return Interval(lower, chi_square_quantile(1 - tail, 2 * count + 2) / 2)


def _normal(confidence: float) -> float:
    return normal_quantile((1 + confidence) / 2)


def proportion_differs(count: float, of: float, share: float) -> float:
    """Return the two-sided p-value of `count` out of `of` were the true share `share` (0 to 1): the score test.

    Wilson's interval holds exactly the shares this test does not reject. Raises ValueError as `proportion` does, and for a
    share that is none.
    """
    lower, _ = proportion(count, of)
    if not 0 <= share <= 1 or math.isnan(lower):
        raise ValueError(f"a share lies between 0 and 1: {share}")
    variance = share * (1 - share) / of
    off = (count / of - share) ** 2
    if variance == 0:
        return 1.0 if off == 0 else 0.0
    return chi_square_above(off / variance, 1)


def count_differs(count: float, expected: float) -> float:
    """Return the two-sided exact p-value of a Poisson `count` were `expected` its true mean: twice the smaller tail.

    Raises ValueError for a negative count or mean.
    """
    if count < 0 or expected < 0:
        raise ValueError(f"neither a count nor its mean is negative: {count}, {expected}")
    if expected == 0:
        return 1.0 if count == 0 else 0.0
    at_most = chi_square_above(2 * expected, 2 * count + 2)
    at_least = 1 - chi_square_above(2 * expected, 2 * count) if count > 0 else 1.0
    return min(1.0, 2 * min(at_most, at_least))


def discoveries(p_values: Sequence[float], rate: float = 0.05) -> list[bool]:
    """Return which of the tests on a page stand when at most `rate` of what is called a finding may be false."""
    return [adjusted <= rate for adjusted in adjusted_for_many(p_values)] if p_values else []


def normal_quantile(probability: float) -> float:
    """Return the value a standard normal variable stays below with this probability."""
    from scipy import stats

    return float(stats.norm.ppf(probability))


def chi_square_quantile(probability: float, freedom: float) -> float:
    """Return the value a chi-square variable stays below with this probability."""
    from scipy import stats

    return float(stats.chi2.ppf(probability, freedom))


def t_two_sided(value: float, freedom: float) -> float:
    """Return the probability that a t variable is at least so far from 0, either way."""
    from scipy import stats

    return 2 * float(stats.t.sf(abs(value), freedom))


def chi_square_above(value: float, freedom: float) -> float:
    """Return the probability that a chi-square variable is at least so large."""
    from scipy import stats

    return float(stats.chi2.sf(value, freedom))


def adjusted_for_many(p_values: Sequence[float]) -> list[float]:
    """Return the p-values adjusted for the false discovery rate (Benjamini-Hochberg)."""
    from scipy import stats

    return [float(p) for p in stats.false_discovery_control(p_values, method="bh")]
