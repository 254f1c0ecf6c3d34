"""Areas within the municipality: how far from the whole before it is more than chance? Never a league table.

Source: D. J. Spiegelhalter, "Funnel plots for comparing institutional performance", Statistics in Medicine 24 (2005).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Place = Literal["inside", "above", "below", "far above", "far below"]
WARNING, ACTION = 1.959964, 3.090232  # standard errors of the 95 % and the 99.8 % limits


@dataclass(frozen=True)
class Funnel:
    """Shares (0 to 1) of each area's whole, the share of all, and the limits chance gives an area of its size.

    `spread` is how much wider than chance the limits were made because areas differ by more than chance (1: not at all).
    """

    shares: Floats
    wholes: Floats
    mean: float
    warning: Floats
    action: Floats
    spread: float

    @property
    def places(self) -> tuple[Place, ...]:
        """Where each area lies: beyond the 99.8 % limits is far."""
        return tuple(
            _place(share - self.mean, near, far)
            for share, near, far in zip(self.shares, self.warning, self.action, strict=True)
        )


def _place(off: float, near: float, far: float) -> Place:
    if abs(off) <= near:
        return "inside"
    if off > 0:
        return "far above" if off > far else "above"
    return "far below" if off < -far else "below"


def funnel(counts: ArrayLike, wholes: ArrayLike) -> Funnel:
    """Return the funnel of `counts` out of `wholes` (P chart); for areas that differ by more than chance, widened (P').

    `warning` and `action` are half-widths of the 95 % and 99.8 % limits. Raises ValueError for counts that are no part of
    their whole.
    """
    count, whole = np.asarray(counts, dtype=np.float64), np.asarray(wholes, dtype=np.float64)
    if (
        count.shape != whole.shape
        or not len(count)
        or (whole <= 0).any()
        or (count < 0).any()
        or (count > whole).any()
    ):
        raise ValueError("every count has to lie between 0 and its whole, and every whole above 0")
    mean = float(count.sum() / whole.sum())
    error = np.sqrt(mean * (1 - mean) / whole)
    shares = count / whole
    beyond = np.divide(shares - mean, error, out=np.zeros(len(count)), where=error > 0)
    spread = max(1.0, float(np.sqrt(np.mean(_winsorised(beyond) ** 2))))
    return Funnel(shares, whole, mean, WARNING * spread * error, ACTION * spread * error, spread)


def _winsorised(values: Floats, share: float = 0.1) -> Floats:
    """Pull the outermost tenth at either end in to the rest, so that one odd area does not widen the funnel for all."""
    low, high = np.quantile(values, [share, 1 - share])
    return np.clip(values, low, high)
