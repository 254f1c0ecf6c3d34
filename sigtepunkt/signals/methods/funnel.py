"""Which areas within the municipality differ from it by more than chance? Never a league table.

Source: D. J. Spiegelhalter, "Funnel plots for comparing institutional performance", Statistics in Medicine 24
(2005).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sigtepunkt.signals.methods.intervals import discoveries

Floats = NDArray[np.float64]
Place = Literal["inside", "above", "below", "far above", "far below"]
WARNING, ACTION = 1.959964, 3.090232  # standard errors of the 95 % and the 99.8 % limits
RATE = 0.002  # of areas that do not differ lie beyond the 99.8 % limits


@dataclass(frozen=True)
class Funnel:
    """Areas' shares (0 to 1) with the limits that chance gives areas of their size, one entry for each area.

    `denominators` are the denominators and `mean` the share of all areas together. `warning` and `action` are
    the half-widths of the 95 % and the 99.8 % limits about it. `spread` is the factor they were widened by
    because areas differ by more than chance; 1 where they do not.
    """

    shares: Floats
    denominators: Floats
    mean: float
    warning: Floats
    action: Floats
    spread: float

    @property
    def positions(self) -> tuple[Place, ...]:
        """Where each area lies: `far` beyond the 99.8 % limits, if it stands among all that are tested.

        Standing is by Benjamini and Hochberg's control of false discoveries.
        """
        off = self.shares - self.mean
        errors = self.action / ACTION
        distances = np.divide(np.abs(off), errors, out=np.zeros(len(off)), where=errors > 0)
        stands = np.array(discoveries([math.erfc(float(each) / math.sqrt(2)) for each in distances]))
        far = np.abs(off) > self.action
        sides = [far & stands & (off > 0), off > self.warning, far & stands & (off < 0), off < -self.warning]
        return tuple(np.select(sides, ["far above", "above", "far below", "below"], "inside").tolist())


def funnel(counts: ArrayLike, wholes: ArrayLike) -> Funnel:
    """Return the funnel of `counts` out of `wholes`: a P chart, or P' where areas differ by more than chance.

    Raises ValueError for counts that are no part of their whole.
    """
    count, size = np.asarray(counts, dtype=np.float64), np.asarray(wholes, dtype=np.float64)
    if count.shape != size.shape or not len(count) or ((size <= 0) | (count < 0) | (count > size)).any():
        raise ValueError("every count has to lie between 0 and its whole, and every whole above 0")
    mean = float(count.sum() / size.sum())
    error = np.sqrt(mean * (1 - mean) / size)
    shares = count / size
    beyond = np.divide(shares - mean, error, out=np.zeros(len(count)), where=error > 0)
    spread = max(1.0, float(np.sqrt(np.mean(_winsorised(beyond) ** 2))))
    return Funnel(shares, size, mean, WARNING * spread * error, ACTION * spread * error, spread)


def _winsorised(values: Floats, share: float = 0.1) -> Floats:
    """Pull in the outermost tenth at either end, so that one odd area does not widen the funnel for all."""
    low, high = np.quantile(values, [share, 1 - share])
    return np.clip(values, low, high)
