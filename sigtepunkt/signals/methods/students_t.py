"""Student's t, alone and as a mixture of one for each of several estimates: limits and two-sided p."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_EXACT = 1e-13  # of a limit, in the unit


def quantile(share: float, degrees: int) -> float:
    """Return the value that a t with so many degrees of freedom stays below with probability `share`."""
    from scipy.special import stdtrit

    return float(stdtrit(degrees, share))


def two_sided(value: float, degrees: float) -> float:
    """Return the probability of a value at least as far from 0."""
    from scipy.special import stdtr

    return float(2 * stdtr(degrees, -abs(value)))


def mixture_two_sided(estimates: Floats, errors: Floats, weights: Floats, degrees: int) -> float:
    """Return the two-sided p of 0 under a weighted mixture of t about `estimates` with standard `errors`."""
    from scipy.special import stdtr

    below = float(weights @ stdtr(degrees, -estimates / errors))
    return 2 * min(below, 1 - below)


def mixture_limits(
    estimates: Floats, errors: Floats, weights: Floats, degrees: int, confidence: float
) -> tuple[float, float]:
    """Return the limits between which the mixture lies with probability `confidence`."""
    tail = (1 - confidence) / 2
    shares = (tail, 1 - tail)
    lower, upper = (_mixture_quantile(share, estimates, errors, weights, degrees) for share in shares)
    return lower, upper


def _mixture_quantile(
    share: float, estimates: Floats, errors: Floats, weights: Floats, degrees: int
) -> float:
    from scipy.optimize import brentq
    from scipy.special import stdtr

    # The mixture's quantile lies between the components' own.
    ends = estimates + errors * quantile(share, degrees)
    margin = 1e-9 * float(np.abs(ends).max() + np.ptp(ends) + errors.max())
    return float(
        brentq(
            lambda value: float(weights @ stdtr(degrees, (value - estimates) / errors)) - share,
            float(ends.min()) - margin,
            float(ends.max()) + margin,
            xtol=_EXACT,
            rtol=8.9e-16,
        )
    )
