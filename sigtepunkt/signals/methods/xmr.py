"""XmR charts: is the latest point more than noise, and can a target be expected?

Rules and constants are those of "Making Data Count" (NHS England) as the NHS-R Community's reference
implementation computes them (2025-09); `tests/unit/signals/methods/xmr_vectors.json` holds series worked
through by it. This is the plain reference rule, which answers for any series; what may be said of an
indicator is decided in `signals.judging`. On pages it decides only whether a target can be expected to be
reached (`signals.targets`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, get_args

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike, NDArray

Better = Literal["higher", "lower", "neutral"]
Variation = Literal["common", "improvement", "concern", "high", "low"]
Assurance = Literal["pass", "fail", "hit_or_miss"]
# After the first in order of precedence: a point with several causes has the earliest of them.
Cause = Literal[
    "Common Cause",
    "Above UCL",
    "Below LCL",
    "7 Point Trend (Increasing)",
    "7 Point Trend (Decreasing)",
    "2 in 3 Above CL",
    "2 in 3 Below CL",
    "7 Points Above CL",
    "7 Points Below CL",
]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Codes = NDArray[np.int8]

CAUSES: tuple[Cause, ...] = get_args(Cause)

LIMIT = 2.66  # 3 / d2 for ranges of two: limits as a multiple of the average moving range
SCREEN = 3.267  # D4 for ranges of two: ranges at or above this multiple of the average are screened out
NEAR = 2 / 3  # near limits lie two thirds of the way to the limits
RUN = 7
TOLERANCE = 1e-9  # relative: equal decimals do not have bit-equal means


@dataclass(frozen=True)
class XmR:
    """A series with its limits, in its unit; all but `assurance` have one entry per value."""

    mean: Floats
    lower: Floats
    upper: Floats
    cause: tuple[Cause, ...]
    state: tuple[Variation, ...]
    assurance: Assurance | None


@dataclass(frozen=True)
class XmRs:
    """Many series with their limits: arrays of shape (series, points); `cause` holds positions in CAUSES."""

    mean: Floats
    lower: Floats
    upper: Floats
    cause: Codes


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

    `rebase_at` holds the 0-based positions of first points of new segments; `fix_after` takes each segment's
    limits from its first so many points. A missing value (NaN) is no point: it breaks runs and has no moving
    range. Raises ValueError for an infinite value, a position outside the series, or values that are not one
    series.
    """
    series = np.asarray(values, dtype=np.float64)
    if series.ndim != 1:
        raise ValueError(f"values must be one series, not {series.ndim}-dimensional")
    charts = xmr_many(
        series[np.newaxis], rebase_at=rebase_at, fix_after=fix_after, screen_outliers=screen_outliers
    )
    mean, lower, upper = charts.mean[0], charts.lower[0], charts.upper[0]
    causes = tuple(CAUSES[code] for code in charts.cause[0])
    assurance = _assurance(float(lower[-1]), float(upper[-1]), better, target) if len(series) else None
    return XmR(mean, lower, upper, causes, tuple(_state(cause, better) for cause in causes), assurance)


def xmr_many(
    values: ArrayLike,
    *,
    rebase_at: Sequence[int] = (),
    fix_after: int | None = None,
    screen_outliers: bool = True,
) -> XmRs:
    """Return limits and causes of many series of one length at once: `values` has shape (series, points).

    Arguments and errors are those of `xmr`, and so is every number.
    """
    table = np.asarray(values, dtype=np.float64)
    if table.ndim != 2:  # noqa: PLR2004 - series by points
        raise ValueError(f"values must have the shape (series, points), not {table.ndim} dimensions")
    if np.isinf(table).any():
        raise ValueError("values must be finite or missing")
    points = table.shape[1]
    outside = [position for position in rebase_at if not 0 <= position < points]
    if outside:
        raise ValueError(f"rebase_at must lie within the series of {points} points: {outside}")
    if fix_after is not None and fix_after < 1:
        raise ValueError(f"fix_after must be at least 1, not {fix_after}")
    mean, lower, upper = (np.full(table.shape, np.nan) for _ in range(3))
    causes = np.zeros(table.shape, dtype=np.int8)
    for first, last in pairwise(sorted({0, *rebase_at, points})):
        segment = table[:, first:last]
        centre, low, high = _limits(segment[:, :fix_after], screen=screen_outliers)
        mean[:, first:last], lower[:, first:last], upper[:, first:last] = centre, low, high
        causes[:, first:last] = _causes(segment, centre, low, high)
    return XmRs(mean, lower, upper, causes)


def _limits(values: Floats, *, screen: bool) -> tuple[Floats, Floats, Floats]:
    """Return mean, lower and upper limit of each series as columns."""
    ranges = np.abs(np.diff(values, axis=1))
    average = _mean(ranges)
    if screen:
        # A constant series has no ranges left; its limits then collapse onto its mean.
        screened = _mean(np.where(ranges < SCREEN * average, ranges, np.nan))
        average = np.where(np.isnan(screened), average, screened)
    average = np.where(np.isnan(average), 0.0, average)
    centre = _mean(values)
    return centre, centre - LIMIT * average, centre + LIMIT * average


def _mean(values: Floats) -> Floats:
    """Return the mean of the values present in each row as a column, NaN where there is none."""
    present = ~np.isnan(values)
    count = present.sum(axis=1, keepdims=True)
    total = np.where(present, values, 0.0).sum(axis=1, keepdims=True)
    mean: Floats = np.divide(total, count, out=np.full(total.shape, np.nan), where=count > 0)
    return mean


def _causes(values: Floats, centre: Floats, lower: Floats, upper: Floats) -> Codes:
    slack = TOLERANCE * np.maximum(np.abs(centre), upper - lower)
    above, below = values > upper + slack, values < lower - slack
    near = NEAR * (upper - centre)
    near_above = (values > centre + near + slack) & ~above
    near_below = (values < centre - near - slack) & ~below
    over, under = values > centre + slack, values < centre - slack
    steps = np.diff(values, axis=1)
    rising, falling = _trend(steps > 0), _trend(steps < 0)
    # A turning point is part of two runs; it belongs to the one that begins there.
    turning = np.zeros(values.shape, dtype=bool)
    turning[:, :-1] = (rising & falling)[:, :-1] & (steps < 0)
    rules = [above, below, rising & ~turning, falling]
    rules += [_two_in_three(near_above, over), _two_in_three(near_below, under)]
    rules += [_runs(over, RUN), _runs(under, RUN)]
    codes = np.zeros(values.shape, dtype=np.int8)
    for code, marked in reversed([*enumerate(rules, 1)]):
        codes[marked] = code
    return codes


def _windows(flags: Bools, length: int) -> Bools:
    """Return every window of `length` neighbouring flags of each row: shape (series, windows, length)."""
    if flags.shape[1] < length:
        return np.zeros((len(flags), 0, length), dtype=bool)
    return sliding_window_view(flags, length, axis=1)


def _all_set(flags: Bools, length: int) -> Bools:
    """Return whether all flags of each window are set: shape (series, windows)."""
    return np.asarray(_windows(flags, length).all(axis=2), dtype=np.bool_)


def _spread(windows: Bools, length: int, points: int) -> Bools:
    """Mark every point of every window that is set."""
    marked = np.zeros((len(windows), points), dtype=bool)
    for offset in range(length):
        marked[:, offset : offset + windows.shape[1]] |= windows
    return marked


def _runs(flags: Bools, length: int) -> Bools:
    """Return every position that is part of `length` or more flags in a row."""
    return _spread(_all_set(flags, length), length, flags.shape[1])


def _trend(steps: Bools) -> Bools:
    return _spread(_all_set(steps, RUN - 1), RUN, steps.shape[1] + 1)


def _two_in_three(near: Bools, side: Bools) -> Bools:
    twice_near = _windows(near, 3).sum(axis=2) >= 2  # noqa: PLR2004 - two in three
    return _spread(_all_set(side, 3) & twice_near, 3, near.shape[1]) & near


def _state(cause: Cause, better: Better) -> Variation:
    if cause == "Common Cause":
        return "common"
    return variation(better, upwards="Above" in cause or "Increasing" in cause)


def variation(better: Better, *, upwards: bool) -> Variation:
    """Return what a movement that is more than noise means, by which way is better."""
    if better == "neutral":
        return "high" if upwards else "low"
    return "improvement" if upwards == (better == "higher") else "concern"


def _assurance(lower: float, upper: float, better: Better, target: float | None) -> Assurance | None:
    if target is None or better == "neutral" or np.isnan(lower):
        return None
    if lower <= target <= upper:
        return "hit_or_miss"
    return "pass" if (target < lower) == (better == "higher") else "fail"
