"""The trend of a short or yearly series, by the rule of OHID Fingertips."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sigtepunkt.signals.methods.intervals import chi_square_above
from sigtepunkt.signals.methods.students_t import two_sided

POINTS = 5
SIGNIFICANCE = 0.002  # two-sided, as Fingertips uses for its five-point trend
CHI_SQUARE = 9.549536  # the same level on one degree of freedom
RATE = 0.02  # false trends per quiet indicator, at most; `benchmarks/false_signals.py trends` shows the rates
INTERVAL = 3.92  # width of a 95 % interval in standard errors

Floats = NDArray[np.float64]
Direction = Literal["rising", "falling", "none"]


@dataclass(frozen=True)
class Trend:
    """The slope per point over the last five, and whether it is more than noise.

    `p` is the two-sided probability of such a slope without a trend. `scatter` is the same probability judged
    only by how the points lie about the line; without intervals it equals `p`. With intervals `p` rests on
    chance in counting alone, and `scatter` includes whatever else makes years differ.
    """

    direction: Direction
    slope: float
    p: float
    scatter: float


def trend(values: ArrayLike, lower: ArrayLike | None = None, upper: ArrayLike | None = None) -> Trend | None:
    """Return the trend of the last five valid values, or None where there are fewer.

    With 95 % limits `lower` and `upper` for each value the regression is weighted and the slope tested as a
    chi-square; without, it is unweighted and tested with t on three degrees of freedom. Either way the sign
    has to hold when each point in turn is left out. Source: Office for Health Improvement and Disparities,
    Fingertips technical guidance, "Recent trends".
    """
    series = np.asarray(values, dtype=np.float64)
    valid, weights = np.isfinite(series), np.ones(len(series))
    weighted = lower is not None and upper is not None
    if weighted:
        width = np.asarray(upper, dtype=np.float64) - np.asarray(lower, dtype=np.float64)
        valid &= np.isfinite(width) & (width > 0)
        weights[valid] = (INTERVAL / width[valid]) ** 2
    if valid.sum() < POINTS:
        return None
    x, y, weight = np.arange(1.0, POINTS + 1), series[valid][-POINTS:], weights[valid][-POINTS:]
    slope = _slope(x, y, weight)
    left_out = [_slope(*(np.delete(column, i) for column in (x, y, weight))) for i in range(POINTS)]
    steady = bool(slope) and all(np.sign(other) == np.sign(slope) for other in left_out)
    scatter = _by_scatter(x, y, weight, slope)
    size = slope**2 * float((weight * _centred(x, weight) ** 2).sum())
    real = steady and (size > CHI_SQUARE if weighted else scatter < SIGNIFICANCE)
    direction: Direction = "none" if not real else "rising" if slope > 0 else "falling"
    return Trend(direction, slope, chi_square_above(size, 1) if weighted else scatter, scatter)


def _centred(x: Floats, weight: Floats) -> Floats:
    return np.asarray(x - np.average(x, weights=weight), dtype=np.float64)


def _slope(x: Floats, y: Floats, weight: Floats) -> float:
    centred = _centred(x, weight)
    return float((weight * centred * y).sum() / (weight * centred**2).sum())


def _by_scatter(x: Floats, y: Floats, weight: Floats, slope: float) -> float:
    """Return the two-sided p-value of the slope by how the points lie about the line."""
    if not slope:
        return 1.0
    centred = _centred(x, weight)
    residual = _centred(y, weight) - slope * centred
    freedom = len(x) - 2
    error = np.sqrt((weight * residual**2).sum() / freedom / float((weight * centred**2).sum()))
    # Points on a straight line leave no residual: the slope is then as certain as the figures themselves.
    return 0.0 if error <= 1e-12 * abs(slope) else two_sided(slope / error, freedom)
