"""How a series developed, and where it stands, beside others of its kind: more than they usually differ by?

The spread among the others is the yardstick, not the counting noise of a single figure: municipalities
differ, and move apart, for reasons of their own. Rule, guard and calibration are this project's own
(docs/method.md, "Beside others").
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sigtepunkt.signals.methods.students_t import quantile, two_sided

Floats = NDArray[np.float64]
FEWEST = 6  # others: fewer do not show how much is usual
TABLE = 2  # dimensions: the others, and their periods
GUARDED_FROM, FEWEST_DIFFERENTIALS = 9, 5  # points of the series; yearly differentials before the window
EXACT = 1e-12  # of the others' own size: differences below this are rounding


@dataclass(frozen=True)
class Beside:
    """Own minus the others' mean, its limits, a two-sided p, degrees of freedom, and the guard's factor.

    Where the others do not differ at all but by rounding, only the difference is known; `reason` says so.
    """

    difference: float
    lower: float | None
    upper: float | None
    p: float | None
    df: int
    guard: float = 1.0
    reason: str = ""


def beside_others(
    own: ArrayLike,
    group: ArrayLike,
    periods: int,
    *,
    spread: ArrayLike | None = None,
    confidence: float = 0.95,
) -> Beside:
    """Return own change over the newest `periods` periods minus the group's mean change.

    `own` holds N values, one for each period without gaps; `group` and `spread` a series of N values for each
    of the others. The mean is taken from `group`; how much changes over so many periods usually differ, from
    `spread` (the group, where None), over all windows of that length counted back from the newest that do not
    overlap. From nine points on the margin is widened for a series that is more restless than the others
    (`guard`). Raises ValueError, naming the argument, for series of other lengths, values that are not
    finite, fewer than six others, and a window as long as the series.
    """
    mine, others = _series(own, "own"), _table(group, "group")
    usual = others if spread is None else _table(spread, "spread")
    points = len(mine)
    if others.shape[1] != points or usual.shape[1] != points:
        raise ValueError("group: every series needs as many values as the own one")
    if not 1 <= periods < points:
        raise ValueError(f"periods: a window of {periods} does not fit into {points} points")
    changes = usual[:, ::-1][:, ::periods]
    windows = changes[:, :-1] - changes[:, 1:]
    centred = windows - windows.mean(axis=0)
    df = windows.shape[1] * (len(usual) - 1)
    deviation = _beyond_rounding(float(np.sqrt((centred**2).sum() / df)), usual)
    change = mine[-1] - mine[-1 - periods]
    difference = float(change - (others[:, -1] - others[:, -1 - periods]).mean())
    guard = _guard(mine, others, usual, periods) if points >= GUARDED_FROM else 1.0
    return _result(difference, deviation * np.sqrt(1 + 1 / len(others)) * guard, df, confidence, guard)


def level_beside(own: float, group: ArrayLike, spread: ArrayLike, *, confidence: float = 0.99) -> Beside:
    """Return a figure minus the group's mean, against how much the figures in `spread` usually differ.

    `group` and `spread` hold one value for each of the others. Raises ValueError, naming the argument, for
    values that are not finite and fewer than six others.
    """
    others, usual = _series(group, "group"), _series(spread, "spread")
    for name, values in (("group", others), ("spread", usual)):
        if len(values) < FEWEST:
            raise ValueError(f"{name}: {len(values)} others are too few, at least {FEWEST} are needed")
    if not np.isfinite(own):
        raise ValueError("own: it has to be finite")
    margin = _beyond_rounding(float(usual.std(ddof=1)), usual) * np.sqrt(1 + 1 / len(others))
    return _result(float(own - others.mean()), margin, len(usual) - 1, confidence, 1.0)


def _guard(mine: Floats, others: Floats, usual: Floats, periods: int) -> float:
    """Return how much more restless the own series is than the others, at least 1."""
    yearly = np.diff(usual)
    own = np.diff(mine) - np.diff(others).mean(axis=0)
    theirs = yearly - yearly.mean(axis=0)
    before = len(own) - periods
    if before >= FEWEST_DIFFERENTIALS:
        own, theirs = own[:before], theirs[:, :before]
    expected = _beyond_rounding(theirs.std(axis=1, ddof=1).mean() / np.sqrt(1 - 1 / len(usual)), usual)
    return max(1.0, float(own.std(ddof=1) / np.sqrt(1 + 1 / len(others)) / expected)) if expected > 0 else 1.0


def _beyond_rounding(deviation: float, values: Floats) -> float:
    return deviation if deviation > EXACT * float(np.abs(values).max()) else 0.0


def _result(difference: float, error: float, df: int, confidence: float, guard: float) -> Beside:
    if error <= 0:
        return Beside(difference, None, None, None, df, guard, "no spread")
    margin = error * quantile((1 + confidence) / 2, df)
    p = two_sided(difference / error, df)
    return Beside(difference, difference - margin, difference + margin, p, df, guard)


def _series(values: ArrayLike, name: str) -> Floats:
    series = np.asarray(values, dtype=np.float64)
    if series.ndim != 1 or not len(series) or not np.isfinite(series).all():
        raise ValueError(f"{name}: finite values in one row are needed")
    return series


def _table(values: ArrayLike, name: str) -> Floats:
    table = np.asarray(values, dtype=np.float64)
    if table.ndim != TABLE or not np.isfinite(table).all():
        raise ValueError(f"{name}: a series of finite values for each of the others is needed")
    if len(table) < FEWEST:
        raise ValueError(f"{name}: {len(table)} others are too few, at least {FEWEST} are needed")
    return table
