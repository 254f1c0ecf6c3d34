"""Has the level shifted lately? A test that holds its false-signal rate when neighbouring points resemble each other.

For each of the last one to four points as a possible first point of a new level, the shift is estimated by generalised
least squares under AR(1) noise, and the strongest of the four is held against a critical value. The autocorrelation is
estimated from what the shift leaves over, so that a real shift does not pass for memory, and corrected for the bias that
short series give it (M. G. Kendall, Biometrika 41, 1954); in short series it is not believed to be small when the raw
series says otherwise. The critical values make one quiet indicator in fifty raise a false signal at its latest point,
whatever its memory between 0 and 0.95; they are found by simulation in `benchmarks/false_signals.py`, which also shows the
rates achieved and the power beside plain XmR.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

RATE = 0.02  # false signals per quiet indicator, at its latest point
FEWEST: Mapping[int, int] = {0: 12, 4: 12, 12: 48}  # points, by season: below this the rate cannot be held
RECENT = 4  # a new level may have begun at any of the last so many points
ANCHORED = 0.5  # memory from which a series follows the point before rather than a level of its own
LASTING = 8  # points a shift has to have lasted before a person is asked whether it is a new segment
_SURE = 1.3  # so many times the critical value, for so many more possible beginnings
LONG = 40  # points from which the autocorrelation left over can be believed by itself
_FADE = 20  # points over which the raw series loses its say
_RAW, _LEAST = (
    0.5,
    0.2,
)  # in short series memory is at least this share of the raw estimate, and at least this
_HIGHEST = 0.97  # an estimate of 1 would leave no noise to test against

# Critical value = first + second * autocorrelation, by number of points; between rows interpolated. One table for series
# without a season (0), and one each for series that `season.adjust` took a season of 4 or 12 points out of.
# Written by `python benchmarks/false_signals.py calibrate`.
CRITICAL: Mapping[int, Floats] = {
    0: np.array(
        [
            # points, first, second
            [12, 1.4, 7.50],
            [16, 1.4, 7.00],
            [20, 1.4, 6.75],
            [28, 2.5, 2.25],
            [40, 2.8, 0.50],
            [60, 2.8, 0.25],
            [120, 2.7, 0.25],
        ]
    ),
    4: np.array(
        [[12, 2.2, 4.00], [16, 2.1, 4.50], [20, 2.6, 2.25], [28, 2.7, 1.25], [40, 3.0, 0.00], [60, 2.9, 0.00]]
    ),
    12: np.array([[48, 3.3, -0.75], [60, 3.2, -0.75], [120, 2.9, -0.25]]),
}


@dataclass(frozen=True)
class Shifts:
    """The strongest recent shift of each series.

    `strength` is its t-value over the critical value, with the sign of the shift: beyond 1 either way it is a signal.
    `began` is how many points the new level has lasted, `memory` the autocorrelation used. In the series' unit: `size`
    the shift, `margin` the size beyond which it is a signal, `level` that of the points before it.
    """

    strength: Floats
    began: NDArray[np.int64]
    memory: Floats
    size: Floats
    margin: Floats
    level: Floats


def recent_shifts(values: ArrayLike, season: int = 0) -> Shifts:
    """Test many series of one length: `values` has shape (series, points), without gaps, oldest first.

    `season` is the number of points in a year where a season has been taken out, else 0. A constant series has no shift.
    Raises ValueError for fewer than FEWEST points or values that are not finite.
    """
    table = np.asarray(values, dtype=np.float64)
    if table.ndim != 2 or table.shape[1] < FEWEST[season]:
        raise ValueError(
            f"values must have the shape (series, at least {FEWEST[season]} points), not {table.shape}"
        )
    if not np.isfinite(table).all():
        raise ValueError("values must be finite: cut the series at its last gap")
    spread = table.std(axis=1, keepdims=True)
    scale = np.maximum(spread, 1e-300)
    standard = np.where(
        spread > 1e-12 * np.abs(table).max(axis=1, keepdims=True),
        (table - table.mean(axis=1, keepdims=True)) / scale,
        0.0,
    )
    raw = autocorrelation(standard)
    tests = [_shift(standard, points, raw, season) for points in range(1, RECENT + 1)]
    strengths, memories, sizes, margins, levels = (np.array(column) for column in zip(*tests, strict=True))
    strongest = np.abs(strengths).argmax(axis=0)
    series = np.arange(len(table))
    return Shifts(
        strength=strengths[strongest, series],
        began=strongest + 1,
        memory=memories[strongest, series],
        size=sizes[strongest, series] * scale[:, 0],
        margin=margins[strongest, series] * scale[:, 0],
        level=levels[strongest, series] * scale[:, 0] + table.mean(axis=1),
    )


@dataclass(frozen=True)
class Lasting:
    """A shift that has lasted `points` points, of `size` in the series' unit."""

    points: int
    size: float


def lasting_shift(values: ArrayLike, season: int = 0) -> Lasting | None:
    """Return the strongest shift of one series that has lasted LASTING points or more, or None.

    Only for series with a level to return to (memory below ANCHORED); up to one quiet series in twenty gives one. Raises
    ValueError for values that are not one finite series.
    """
    table = np.asarray(values, dtype=np.float64)[np.newaxis]
    if table.ndim != 2 or not np.isfinite(table).all():
        raise ValueError("values must be one series, finite")
    scale = float(table.std())
    if table.shape[1] < max(FEWEST[season], 2 * LASTING) or scale <= 1e-12 * float(np.abs(table).max()):
        return None
    standard = (table - table.mean()) / scale
    raw = autocorrelation(standard)
    found = {
        points: _shift(standard, points, raw, season)
        for points in range(LASTING, table.shape[1] - LASTING + 1)
    }
    points, (strength, memory, size, *_) = max(found.items(), key=lambda item: abs(float(item[1][0][0])))
    if abs(float(strength[0])) < _SURE or float(memory[0]) >= ANCHORED:
        return None
    return Lasting(points, float(size[0]) * scale)


def expected(values: ArrayLike, began: int, level: float, memory: float) -> Floats:
    """Return where the last `began` points of one series would be expected had the level stayed.

    The step from `level` to the point before them fades by `memory` at each. Raises ValueError where no point is before.
    """
    series = np.asarray(values, dtype=np.float64)
    if not 0 < began < len(series):
        raise ValueError(f"began must lie between 1 and {len(series) - 1}, not {began}")
    return np.asarray(
        level + memory ** np.arange(1, began + 1) * (series[-began - 1] - level), dtype=np.float64
    )


def autocorrelation(values: Floats) -> Floats:
    """Return each row's lag-1 autocorrelation, corrected for its bias in short series; 0 for a constant one."""
    points = values.shape[1]
    centred = values - values.mean(axis=1, keepdims=True)
    found = _ratio((centred[:, 1:] * centred[:, :-1]).sum(axis=1), (centred**2).sum(axis=1))
    return np.asarray(found + (1 + 3 * found) / points, dtype=np.float64)


def _ratio(above: Floats, below: Floats) -> Floats:
    ratio: Floats = np.divide(above, below, out=np.zeros_like(above), where=below > 0)
    return ratio


def _shift(
    values: Floats, points: int, raw: Floats, season: int = 0
) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """Return strength, memory, size, margin and the level before of a shift that began at the last `points` points."""
    length = values.shape[1]
    begin = length - points
    memory = _memory(values, begin, raw)
    level, step, seen = _whiten(values, begin, memory)
    ll, ls, ss = (level * level).sum(axis=1), (level * step).sum(axis=1), (step * step).sum(axis=1)
    lv, sv = (level * seen).sum(axis=1), (step * seen).sum(axis=1)
    determinant = ll * ss - ls**2
    size = (ll * sv - ls * lv) / determinant
    mean = (lv - size * ls) / ll
    left = seen - mean[:, None] * level - size[:, None] * step
    error = np.sqrt((left**2).sum(axis=1) / (length - 3) * ll / determinant)
    margin = critical(length, memory, season) * error
    return _ratio(size, margin), memory, size, margin, mean


def _memory(values: Floats, begin: int, raw: Floats) -> Floats:
    length = values.shape[1]
    before, after = values[:, :begin], values[:, begin:]
    left = np.concatenate(
        [before - before.mean(axis=1, keepdims=True), after - after.mean(axis=1, keepdims=True)], axis=1
    )
    products = left[:, 1:] * left[:, :-1]
    products[:, begin - 1] = 0.0  # across the shift nothing is carried over
    found = _ratio(products.sum(axis=1), (left**2).sum(axis=1))
    lone = length - begin == 1
    found = found + ((1 + 3 * found) / (length - 1) if lone else (2 + 4 * found) / length)
    short = min(1.0, max(0.0, (LONG - length) / _FADE))
    return np.asarray(
        np.clip(np.maximum(found, np.maximum(_RAW * short * raw, _LEAST * short)), 0.0, _HIGHEST),
        dtype=np.float64,
    )


def _whiten(values: Floats, begin: int, memory: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the level, the step and the values with the memory taken out of each."""
    rho = memory[:, None]
    first, rest = np.sqrt(1 - rho**2), 1 - rho
    length = values.shape[1]
    level = np.concatenate([first, np.repeat(rest, length - 1, axis=1)], axis=1)
    step = np.zeros(values.shape)
    step[:, begin], step[:, begin + 1 :] = 1.0, rest
    seen = np.concatenate([first * values[:, :1], values[:, 1:] - rho * values[:, :-1]], axis=1)
    return level, step, seen


def critical(points: int, memory: Floats, season: int = 0) -> Floats:
    """Return the critical t-value for series of so many points with this autocorrelation."""
    table = CRITICAL[season]
    first, second = (np.interp(points, table[:, 0], table[:, column]) for column in (1, 2))
    return np.asarray(first + second * memory, dtype=np.float64)
