"""The distributions tests and intervals rest on. The only door to scipy."""

from __future__ import annotations

from collections.abc import Sequence


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
