"""Simulated series without any change, and how often the shift test calls them changed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sigtepunkt.signals.methods.shift import recent_shifts

Floats = NDArray[np.float64]


def noise(many: int, points: int, rho: float) -> Floats:
    """Return quiet AR(1) series of unit variance; another seed than the calibration's."""
    fresh = np.random.default_rng([7, points, int(100 * rho)]).standard_normal((many, points))
    fresh[:, 1:] *= np.sqrt(1 - rho**2)
    for point in range(1, points):
        fresh[:, point] += rho * fresh[:, point - 1]
    return fresh


def rate(values: Floats, period: int = 0) -> float:
    """Return how many of the series raise a signal at their latest point."""
    return float((np.abs(recent_shifts(values, period).strength) > 1).mean())
