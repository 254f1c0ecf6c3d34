"""The trend of a short or yearly series, by the rule of OHID Fingertips."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sigtepunkt.signals.distributions import t_two_sided

POINTS = 5
SIGNIFICANCE = 0.002  # two-sided, as Fingertips uses for its five-point trend
CHI_SQUARE = 9.549536  # the same level on one degree of freedom
INTERVAL = 3.92  # width of a 95 % interval in standard errors

Direction = Literal["rising", "falling", "none"]


@dataclass(frozen=True)
class Trend:
    """The slope per point over the last five, and whether it is more than noise."""

    direction: Direction
    slope: float


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
    if lower is not None and upper is not None:
        width = np.asarray(upper, dtype=np.float64) - np.asarray(lower, dtype=np.float64)
        valid &= np.isfinite(width) & (width > 0)
        weights[valid] = (INTERVAL / width[valid]) ** 2
    if valid.sum() < POINTS:
        return None
    last, weight = series[valid][-POINTS:], weights[valid][-POINTS:]
    position = np.arange(1.0, POINTS + 1)
    slope = _slope(position, last, weight)
    without_one = [_slope(np.delete(position, i), np.delete(last, i), np.delete(weight, i)) for i in range(POINTS)]
    steady = bool(slope) and all(np.sign(one) == np.sign(slope) for one in without_one)
    weighted = lower is not None and upper is not None
    real = steady and (_weighted(position, weight, slope) if weighted else _unweighted(position, last, slope))
    return Trend(("rising" if slope > 0 else "falling") if real else "none", slope)


def _slope(x: NDArray[np.float64], y: NDArray[np.float64], weight: NDArray[np.float64]) -> float:
    centred = x - np.average(x, weights=weight)
    return float((weight * centred * y).sum() / (weight * centred**2).sum())


def _weighted(x: NDArray[np.float64], weight: NDArray[np.float64], slope: float) -> bool:
    variance = 1 / (weight * (x - np.average(x, weights=weight)) ** 2).sum()
    return bool(slope**2 / variance > CHI_SQUARE)


def _unweighted(x: NDArray[np.float64], y: NDArray[np.float64], slope: float) -> bool:
    residual = y - y.mean() - slope * (x - x.mean())
    freedom = len(x) - 2
    error = np.sqrt((residual**2).sum() / freedom / ((x - x.mean()) ** 2).sum())
    # Points on a straight line leave no residual: the slope is then as certain as the figures themselves.
    p = 0.0 if error <= 1e-12 * abs(slope) else t_two_sided(slope / error, freedom)
    return p < SIGNIFICANCE
