"""Seasonal adjustment. The only door to statsmodels."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
YEARS = 3  # full years a season has to be estimated from


def adjust(values: Floats, period: int) -> Floats:
    """Return one series less its season, by STL.

    `period` is the number of points in a year. The season is the same every year: with few years, a season
    that may change would take up a real shift. Source: R. B. Cleveland et al., Journal of Official Statistics
    6 (1990). Raises ValueError for fewer than three full years or values that are not finite.
    """
    from statsmodels.tsa.seasonal import STL

    if len(values) < YEARS * period:
        raise ValueError(f"a season needs {YEARS} full years of {period} points, not {len(values)} points")
    if not np.isfinite(values).all():
        raise ValueError("values must be finite: cut the series at its last gap")
    same_every_year = 10 * len(values) + 1
    seasonal = STL(values, period=period, seasonal=same_every_year).fit().seasonal
    return np.asarray(values - seasonal, dtype=np.float64)
