"""95 % intervals of counts, rates and proportions, and control of false discoveries.

Sources: E. B. Wilson, JASA 22 (1927), for proportions; N. E. Breslow and N. E. Day, "Statistical methods in
cancer research" II (1987), for Byar's approximation and the exact chi-square limits of a count, used as
OHID's Fingertips does: exact below ten events, Byar's from ten on; Y. Benjamini and Y. Hochberg, JRSS B 57
(1995), for discoveries.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

CONFIDENCE = 0.95
_Z = 1.959963984540054  # standard errors from the centre to the limits: the standard normal's 0.975 quantile
EXACT_BELOW = 10  # events: with fewer, Byar's approximation is not good enough


class Interval(NamedTuple):
    """Limits in the unit of the figure between them. The fields are stored, and keep their names."""

    lower: float
    upper: float


def proportion(count: float, denominator: float) -> Interval:
    """Return Wilson's 95 % interval of `count` out of `denominator`, as shares between 0 and 1.

    Raises ValueError for a negative count, a count above its whole, or nothing to be a share of.
    """
    if denominator <= 0:
        raise ValueError(f"there is nothing to be a share of: {denominator}")
    if not 0 <= count <= denominator:
        raise ValueError(f"a count lies between 0 and its whole: {count} of {denominator}")
    z, share = _Z, count / denominator
    centre = share + z**2 / (2 * denominator)
    half = z * math.sqrt(share * (1 - share) / denominator + z**2 / (4 * denominator**2))
    scale = 1 + z**2 / denominator
    # Rounding may leave the limits of 0 and of all a hair outside what a share can be.
    return Interval(max(0.0, (centre - half) / scale), min(1.0, (centre + half) / scale))


def rate(count: float, population: float, per: float = 1.0) -> Interval:
    """Return the 95 % interval of `per * count / population` for events counted in a population.

    Exact (chi-square) below ten events, Byar's approximation from ten on. Raises ValueError for a negative
    count or no population.
    """
    if population <= 0:
        raise ValueError(f"there is no population: {population}")
    if count < 0:
        raise ValueError(f"a count is not negative: {count}")
    lower, upper = _exact(count) if count < EXACT_BELOW else _byar(count)
    return Interval(per * lower / population, per * upper / population)


def _byar(count: float) -> Interval:
    z, above = _Z, count + 1
    return Interval(
        count * (1 - 1 / (9 * count) - z / (3 * math.sqrt(count))) ** 3,
        above * (1 - 1 / (9 * above) + z / (3 * math.sqrt(above))) ** 3,
    )


def _exact(count: float) -> Interval:
    # Half a chi-square's quantile; scipy.stats, which has that too, takes half a second to import.
    from scipy.special import gammaincinv

    tail = (1 - CONFIDENCE) / 2
    lower = float(gammaincinv(count, tail)) if count > 0 else 0.0
    return Interval(lower, float(gammaincinv(count + 1, 1 - tail)))


def proportion_differs(count: float, denominator: float, share: float) -> float:
    """Return the two-sided p-value of `count` out of `denominator` for a true `share`: the score test.

    Wilson's interval holds exactly the shares this test does not reject. Raises ValueError as `proportion`
    does, and for a share outside 0 to 1.
    """
    lower, _ = proportion(count, denominator)
    if not 0 <= share <= 1 or math.isnan(lower):
        raise ValueError(f"a share lies between 0 and 1: {share}")
    variance = share * (1 - share) / denominator
    squared = (count / denominator - share) ** 2
    if variance == 0:
        return 1.0 if squared == 0 else 0.0
    return chi_square_above(squared / variance, 1)


def count_differs(count: float, expected: float) -> float:
    """Return the exact two-sided p-value of a Poisson `count` of mean `expected`: twice the smaller tail.

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
    """Return which of the tests stand if at most `rate` of those may be false (Benjamini-Hochberg).

    The largest p that is no more than its rank's part of the rate stands, and each that is no larger.
    """
    ranked = enumerate(sorted(p_values), start=1)
    within = [p for rank, p in ranked if p * (len(p_values) / rank) <= rate]
    return [bool(within) and p <= within[-1] for p in p_values]


def chi_square_above(value: float, freedom: float) -> float:
    """Return the probability that a chi-square variable is at least so large."""
    from scipy.special import chdtrc

    return float(chdtrc(freedom, value))
