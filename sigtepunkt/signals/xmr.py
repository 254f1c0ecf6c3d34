"""XmR charts: is the latest point more than noise, and can a target be expected?

Rules and constants are those of "Making Data Count" (NHS England) as the NHS-R Community's reference implementation
computes them (2025-09); `tests/signals/xmr_vectors.json` holds series worked through by it. This is the plain
reference rule: it never withholds. What may be said of an indicator is decided in `signals.state`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Better = Literal["higher", "lower", "neutral"]
Variation = Literal["common", "improvement", "concern", "high", "low"]
Assurance = Literal["pass", "fail", "hit_or_miss"]
Cause = Literal[
    "Common Cause", "Above UCL", "Below LCL", "7 Point Trend (Increasing)", "7 Point Trend (Decreasing)",
    "2 in 3 Above CL", "2 in 3 Below CL", "7 Points Above CL", "7 Points Below CL",
]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

LIMIT = 2.66  # 3 / d2 for ranges of two: limits as a multiple of the average moving range
SCREEN = 3.267  # D4 for ranges of two: a moving range at or above this multiple of the average is screened out
NEAR = 2 / 3  # near limits lie two thirds of the way to the limits
RUN = 7
TOLERANCE = 1e-9  # relative: equal decimals do not have bit-equal means


@dataclass(frozen=True)
class XmR:
    """A series with its limits; arrays have one entry per value, `assurance` one for the series."""

    mean: Floats
    lower: Floats
    upper: Floats
    cause: tuple[Cause, ...]
    state: tuple[Variation, ...]
    assurance: Assurance | None


def xmr(
    values: ArrayLike,
    *,
    better: Better = "higher",
    target: float | None = None,
    rebase_at: Sequence[int] = (),
    fix_after: int | None = None,
    screen_outliers: bool = True,
) -> XmR:
    """Return limits, cause and state for each of `values`, in their order and unit.

    `rebase_at` holds the 0-based positions of first points of new segments; `fix_after` takes each segment's limits from
    its first so many points. A missing value (NaN) is no point: it breaks runs and has no moving range. Raises
    ValueError for an infinite value, a position outside the series, or values that are not one series.
    """
    series = np.asarray(values, dtype=np.float64)
    if series.ndim != 1:
        raise ValueError(f"values must be one series, not {series.ndim}-dimensional")
    if np.isinf(series).any():
        raise ValueError("values must be finite or missing")
    outside = [position for position in rebase_at if not 0 <= position < len(series)]
    if outside:
        raise ValueError(f"rebase_at must lie within the series of {len(series)} points: {outside}")
    edges = sorted({0, *rebase_at, len(series)})
    mean, lower, upper = (np.full(len(series), np.nan) for _ in range(3))
    causes: list[Cause] = []
    for first, last in pairwise(edges):
        segment = series[first:last]
        limits = _limits(segment if fix_after is None else segment[:fix_after], screen=screen_outliers)
        mean[first:last], lower[first:last], upper[first:last] = limits
        causes += _causes(segment, *limits)
    states = tuple(_state(cause, better) for cause in causes)
    assurance = _assurance(float(lower[-1]), float(upper[-1]), better, target) if len(series) else None
    return XmR(mean, lower, upper, tuple(causes), states, assurance)


def _limits(values: Floats, *, screen: bool) -> tuple[float, float, float]:
    present = values[~np.isnan(values)]
    if not len(present):
        return (np.nan, np.nan, np.nan)
    ranges = np.abs(np.diff(values))
    ranges = ranges[~np.isnan(ranges)]
    average = float(ranges.mean()) if len(ranges) else 0.0
    if screen and len(ranges):
        kept = ranges[ranges < SCREEN * average]
        average = float(kept.mean()) if len(kept) else average
    centre = float(present.mean())
    return (centre, centre - LIMIT * average, centre + LIMIT * average)


def _causes(values: Floats, centre: float, lower: float, upper: float) -> list[Cause]:
    scale = TOLERANCE * max(abs(centre), upper - lower)
    above, below = values > upper + scale, values < lower - scale
    near = NEAR * (upper - centre)
    near_above, near_below = (values > centre + near + scale) & ~above, (values < centre - near - scale) & ~below
    over, under = values > centre + scale, values < centre - scale
    steps = np.diff(values)
    # Later rules yield to earlier ones, so they are written first and overwritten.
    found = np.full(len(values), "Common Cause", dtype=object)
    found[_runs(over, RUN)] = "7 Points Above CL"
    found[_runs(under, RUN)] = "7 Points Below CL"
    found[_two_in_three(near_above, over)] = "2 in 3 Above CL"
    found[_two_in_three(near_below, under)] = "2 in 3 Below CL"
    found[_trend(steps > 0, len(values))] = "7 Point Trend (Increasing)"
    found[_trend(steps < 0, len(values))] = "7 Point Trend (Decreasing)"
    found[above], found[below] = "Above UCL", "Below LCL"
    return list(found)


def _runs(flags: Bools, length: int) -> Bools:
    """Return every position that is part of `length` or more flags in a row."""
    marked = np.zeros(len(flags), dtype=bool)
    for first in range(len(flags) - length + 1):
        if flags[first : first + length].all():
            marked[first : first + length] = True
    return marked


def _trend(steps: Bools, points: int) -> Bools:
    in_run = _runs(steps, RUN - 1)
    marked = np.zeros(points, dtype=bool)
    marked[:-1] |= in_run
    marked[1:] |= in_run
    return marked


def _two_in_three(near: Bools, side: Bools) -> Bools:
    marked = np.zeros(len(near), dtype=bool)
    for first in range(len(near) - 2):
        window = slice(first, first + 3)
        if side[window].all() and near[window].sum() >= 2:  # noqa: PLR2004 - the rule's own name
            marked[window] |= near[window]
    return marked


def _state(cause: Cause, better: Better) -> Variation:
    if cause == "Common Cause":
        return "common"
    upwards = "Above" in cause or "Increasing" in cause
    if better == "neutral":
        return "high" if upwards else "low"
    return "improvement" if upwards == (better == "higher") else "concern"


def _assurance(lower: float, upper: float, better: Better, target: float | None) -> Assurance | None:
    if target is None or better == "neutral" or np.isnan(lower):
        return None
    if target > upper:
        return "fail" if better == "higher" else "pass"
    if target < lower:
        return "pass" if better == "higher" else "fail"
    return "hit_or_miss"
