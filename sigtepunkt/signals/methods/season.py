"""Seasonal adjustment. The only door to statsmodels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sigtepunkt.core import processes

Floats = NDArray[np.float64]
YEARS = 3  # full years a season has to be estimated from


def prepare() -> None:
    """Import statsmodels now, so that processes forked from this one need not."""
    _stl()


def _stl() -> Any:
    with processes.postpone_import("scipy.stats"):  # which STL does without
        from statsmodels.tsa.seasonal import STL

    return STL


def adjust(values: Floats, period: int, outliers: Sequence[range] = ()) -> Floats:
    """Return one series less its season, by STL.

    `period` is the number of points in a year; each of `outliers` holds the positions of a declared outlier
    or dip, whose points say nothing of the season. The season is the same every year: one that may change
    would take up a real shift, and with STL's own straight lines through each month's points it drifts, for
    unemployment by as much as the series varies; means (`seasonal_deg=0`) hold it still. Source: R. B.
    Cleveland et al., Journal of Official Statistics 6 (1990). Raises ValueError for fewer than three full
    years or values that are not finite.
    """
    if len(values) < YEARS * period:
        raise ValueError(f"a season needs {YEARS} full years of {period} points, not {len(values)} points")
    if not np.isfinite(values).all():
        raise ValueError("values must be finite: cut the series at its last gap")
    same_every_year = 10 * len(values) + 1
    fitted = _stl()(
        _without(values, period, outliers), period=period, seasonal=same_every_year, seasonal_deg=0
    ).fit()
    return np.asarray(values - fitted.seasonal, dtype=np.float64)


def _without(values: Floats, period: int, outliers: Sequence[range]) -> Floats:
    """Return the values with the declared ones replaced by the mean of the same place in other years."""
    quiet = np.ones(len(values), dtype=np.bool_)
    quiet[[point for outlier in outliers for point in outlier]] = False
    replaced = values.copy()
    for point in np.flatnonzero(~quiet):
        same_place = quiet & (np.arange(len(values)) % period == point % period)
        replaced[point] = values[same_place if same_place.any() else quiet].mean()
    return replaced
