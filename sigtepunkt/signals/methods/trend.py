"""The trend of a short or yearly series, by the rule of OHID Fingertips."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sigtepunkt.signals.methods.intervals import chi_square_above, t_two_sided

POINTS = 5
SIGNIFICANCE = 0.002  # two-sided, as Fingertips uses for its five-point trend
CHI_SQUARE = 9.549536  # the same level on one degree of freedom
RATE = 0.02  # false trends per quiet indicator, at most; `benchmarks/false_signals.py trends` shows the rates
INTERVAL = 3.92  # width of a 95 % interval in standard errors

Direction = Literal["rising", "falling", "none"]


@dataclass(frozen=True)
class Trend:
    """The slope per point over the last five, and whether it is more than noise.

    `p` is the two-sided probability of such a slope without a trend; `scatter` the same judged by how the points lie about
    the line alone. Without intervals they are one. With intervals `p` knows nothing of what makes years differ beyond
    chance in counting, and `scatter` does.
    """

    direction: Direction
    slope: float
    p: float
    scatter: float


def trend(values: ArrayLike, lower: ArrayLike | None = None, upper: ArrayLike | None = None) -> Trend | None:
    """Return the trend of the last five valid values, or None where there are fewer.

    With 95 % limits `lower` and `upper` for each value the regression is weighted and the slope tested as a chi-square;
    without, it is unweighted and tested with t on three degrees of freedom. Either way the sign has to hold when each
    point in turn is left out. Source: Office for Health Improvement and Disparities, Fingertips technical guidance,
    "Recent trends".
    """
    series = np.asarray(values, dtype=np.float64)
    valid = np.isfinite(series)
    weights = np.ones(len(series))
    weighted = lower is not None and upper is not None
    if lower is not None and upper is not None:
        width = np.asarray(upper, dtype=np.float64) - np.asarray(lower, dtype=np.float64)
        valid &= np.isfinite(width) & (width > 0)
        weights[valid] = (INTERVAL / width[valid]) ** 2
    if valid.sum() < POINTS:
        return None
    last, weight = series[valid][-POINTS:], weights[valid][-POINTS:]
    position = np.arange(1.0, POINTS + 1)
    slope = _slope(position, last, weight)
    without_one = [
        _slope(np.delete(position, i), np.delete(last, i), np.delete(weight, i)) for i in range(POINTS)
    ]
    steady = bool(slope) and all(np.sign(one) == np.sign(slope) for one in without_one)
    scatter = _by_scatter(position, last, weight, slope)
    size = slope**2 * _spread(position, weight)
    real = steady and (size > CHI_SQUARE if weighted else scatter < SIGNIFICANCE)
    direction: Direction = "none" if not real else "rising" if slope > 0 else "falling"
    return Trend(direction, slope, chi_square_above(size, 1) if weighted else scatter, scatter)


def _slope(x: NDArray[np.float64], y: NDArray[np.float64], weight: NDArray[np.float64]) -> float:
    centred = x - np.average(x, weights=weight)
    return float((weight * centred * y).sum() / (weight * centred**2).sum())


def _spread(x: NDArray[np.float64], weight: NDArray[np.float64]) -> float:
    return float((weight * (x - np.average(x, weights=weight)) ** 2).sum())


def _by_scatter(
    x: NDArray[np.float64], y: NDArray[np.float64], weight: NDArray[np.float64], slope: float
) -> float:
    residual = y - np.average(y, weights=weight) - slope * (x - np.average(x, weights=weight))
    freedom = len(x) - 2
    error = np.sqrt((weight * residual**2).sum() / freedom / _spread(x, weight))
    if not slope:
        return 1.0
    # Points on a straight line leave no residual: the slope is then as certain as the figures themselves.
    return 0.0 if error <= 1e-12 * abs(slope) else t_two_sided(slope / error, freedom)
