"""Has the level shifted lately? A test that holds its false-signal rate for autocorrelated series.

For each of the last one to four points as a possible first point of a new level, the shift is estimated by
generalised least squares under AR(1) noise, and the strongest of the four is held against a critical value.
The autocorrelation is estimated from the residuals about the shift, so that a real shift does not pass for
autocorrelation, and corrected for its bias in short series (M. G. Kendall, Biometrika 41, 1954); in short
series it is not believed to be small when the raw series says otherwise. The critical values make one quiet
indicator in fifty raise a false signal at its latest point, whatever its autocorrelation between 0 and 0.95.
They are found by simulation in `benchmarks/false_signals.py`, which also shows the rates achieved and the
power beside plain XmR.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

RATE = 0.02  # false signals per quiet indicator, at its latest point
FEWEST: Mapping[int, int] = {0: 12, 4: 12, 12: 36}  # points, by season: with fewer the rate cannot be held
RECENT = 4  # a new level may have begun at any of the last so many points
ANCHORED = 0.5  # autocorrelation from which a series follows its last point rather than a level of its own
LASTING = 8  # points a shift has to have lasted before a person is asked whether it is a new segment
_SURE = 1.3  # so many times the critical value, because a lasting shift has more possible beginnings
LONG = 40  # points from which the autocorrelation of the residuals can be believed by itself
_FADE = 20  # points over which the raw series loses its influence
_RAW, _LEAST = 0.5, 0.2  # in short series: at least this share of the raw autocorrelation, and at least this
_ROUNDING = 1e-12  # relative: a series that varies by less is constant
_HIGHEST = 0.97  # an estimate of 1 would leave no noise to test against

# Critical value = first + second * autocorrelation, by number of points; between rows interpolated. One table
# for series without a season (0), and one each for series that `season.adjust` took a season of 4 or 12
# points out of. Columns: points, first, second. Written by `python benchmarks/false_signals.py calibrate`.
_NO_SEASON = [[12, 1.4, 7.50], [16, 1.4, 7.00], [20, 1.4, 6.75], [28, 2.5, 2.25]]
_NO_SEASON += [[40, 2.8, 0.50], [60, 2.8, 0.25], [120, 2.7, 0.25]]
_QUARTERS = [[12, 1.9, 6.25], [16, 1.8, 6.00], [20, 1.9, 5.25], [28, 2.8, 1.25], [40, 3.0, 0.25]]
_MONTHS = [[36, 3.3, 0.00], [48, 3.1, 0.00], [60, 3.1, -0.25]]
CRITICAL: Mapping[int, Floats] = {0: np.array(_NO_SEASON), 4: np.array(_QUARTERS), 12: np.array(_MONTHS)}


@dataclass(frozen=True)
class Shifts:
    """The strongest recent shift of each series: arrays with one entry for each.

    `strength` is its t-value over the critical value, with the sign of the shift: beyond 1 either way it is a
    signal. `began` is how many points the new level has lasted, `autocorrelation` the lag-1 autocorrelation
    used. In the series' unit: `size` is the shift, `margin` the size beyond which it is a signal, `level`
    that of the points before it.
    """

    strength: Floats
    began: NDArray[np.int64]
    autocorrelation: Floats
    size: Floats
    margin: Floats
    level: Floats


def recent_shifts(values: ArrayLike, season: int = 0, outliers: Sequence[range] = ()) -> Shifts:
    """Test many series of one length: `values` has shape (series, points), without gaps, oldest first.

    `season` is the number of points in a year where a season has been taken out, else 0. Each of `outliers`
    holds the positions of a declared outlier or dip, whose points get a column of their own in the design: an
    undeclared one makes the test blind. A constant series has no shift, and a shift that is all declared
    outlier is none. Raises ValueError for fewer than FEWEST points besides the declared ones, or values that
    are not finite.
    """
    table = np.asarray(values, dtype=np.float64)
    fewest = FEWEST[season] + len({point for outlier in outliers for point in outlier})
    if table.ndim != 2 or table.shape[1] < fewest:  # noqa: PLR2004 - series by points
        raise ValueError(f"values must have the shape (series, at least {fewest} points), not {table.shape}")
    if not np.isfinite(table).all():
        raise ValueError("values must be finite: cut the series at its last gap")
    mean, spread = table.mean(axis=1, keepdims=True), table.std(axis=1, keepdims=True)
    scale = np.maximum(spread, 1e-300)
    varies = spread > _ROUNDING * np.abs(table).max(axis=1, keepdims=True)
    standard = np.where(varies, (table - mean) / scale, 0.0)
    raw = autocorrelation(_at_their_level(standard, outliers))
    tests = [_shift(standard, points, raw, season, outliers) for points in range(1, RECENT + 1)]
    columns = [np.array(column) for column in zip(*tests, strict=True)]
    strongest = np.abs(columns[0]).argmax(axis=0)
    series = np.arange(len(table))
    strength, rho, size, margin, level = (column[strongest, series] for column in columns)
    unit = scale[:, 0]
    return Shifts(strength, strongest + 1, rho, size * unit, margin * unit, level * unit + mean[:, 0])


def lasting_shift(
    values: ArrayLike, season: int = 0, outliers: Sequence[range] = ()
) -> tuple[int, float] | None:
    """Return for how many points the strongest shift of one series has lasted, and its size; or None.

    Only for series with a level to return to (autocorrelation below ANCHORED); up to one quiet series in
    twenty gives one. `outliers` are those of `recent_shifts`. Raises ValueError for values that are not one
    finite series.
    """
    return lasting_shifts(np.asarray(values, dtype=np.float64)[np.newaxis], season, outliers)[0]


def lasting_shifts(
    values: ArrayLike, season: int = 0, outliers: Sequence[range] = ()
) -> list[tuple[int, float] | None]:
    """Return what `lasting_shift` does for each of many series: `values` has shape (series, points)."""
    table = np.asarray(values, dtype=np.float64)
    if table.ndim != 2 or not np.isfinite(table).all():  # noqa: PLR2004 - series by points
        raise ValueError("values must be series of one length, finite")
    series, length = table.shape
    if length < max(FEWEST[season], 2 * LASTING):
        return [None] * series
    mean, scale = table.mean(axis=1, keepdims=True), table.std(axis=1, keepdims=True)
    varies = scale > _ROUNDING * np.abs(table).max(axis=1, keepdims=True)
    standard = np.where(varies, (table - mean) / np.where(varies, scale, 1.0), 0.0)
    raw = autocorrelation(_at_their_level(standard, outliers))
    lasted = range(LASTING, length - LASTING + 1)
    tests = [_shift(standard, points, raw, season, outliers)[:3] for points in lasted]
    strength, rho, size = (np.array(column) for column in zip(*tests, strict=True))
    strongest, each = np.abs(strength).argmax(axis=0), np.arange(series)
    beyond = (np.abs(strength[strongest, each]) >= _SURE) & (rho[strongest, each] < ANCHORED) & varies[:, 0]
    sizes = size[strongest, each] * scale[:, 0]
    return [
        (lasted[int(points)], float(by)) if sure else None
        for points, by, sure in zip(strongest, sizes, beyond, strict=True)
    ]


def expected(values: ArrayLike, began: int, level: float, autocorrelation: float) -> Floats:
    """Return where the last `began` points of one series would be expected had the level stayed.

    The distance of the point before them from `level` fades by `autocorrelation` at each. Raises ValueError
    where no point is before.
    """
    series = np.asarray(values, dtype=np.float64)
    if not 0 < began < len(series):
        raise ValueError(f"began must lie between 1 and {len(series) - 1}, not {began}")
    fading = autocorrelation ** np.arange(1, began + 1)
    return np.asarray(level + fading * (series[-began - 1] - level), dtype=np.float64)


def lag_one(values: Floats) -> Floats:
    """Return each row's lag-1 autocorrelation; 0 for a constant one."""
    centred = values - values.mean(axis=1, keepdims=True)
    return _ratio((centred[:, 1:] * centred[:, :-1]).sum(axis=1), (centred**2).sum(axis=1))


def autocorrelation(values: Floats) -> Floats:
    """Return each row's lag-1 autocorrelation, corrected for the bias of short series; 0 if constant."""
    biased = lag_one(values)
    return np.asarray(biased + (1 + 3 * biased) / values.shape[1], dtype=np.float64)


def _ratio(above: Floats, below: Floats) -> Floats:
    ratio: Floats = np.divide(above, below, out=np.zeros_like(above), where=below > 0)
    return ratio


def _at_their_level(values: Floats, outliers: Sequence[range]) -> Floats:
    """Return the values with the points of each declared outlier moved to the level of all the others."""
    moved, quiet = values.copy(), np.ones(values.shape[1], dtype=np.bool_)
    quiet[[point for outlier in outliers for point in outlier]] = False
    for outlier in outliers:
        part = values[:, outlier]
        moved[:, outlier] = part + (values[:, quiet].mean(axis=1) - part.mean(axis=1))[:, None]
    return moved


def _shift(
    values: Floats, points: int, raw: Floats, season: int = 0, outliers: Sequence[range] = ()
) -> tuple[Floats, ...]:
    """Return strength, autocorrelation, size, margin and former level of a shift over the last `points`."""
    length = values.shape[1]
    begin = length - points
    rho = _residual_autocorrelation(values, begin, raw, outliers)
    level, step, whitened = _whiten(values, begin, rho, outliers)
    ll, ls, ss = (level * level).sum(axis=1), (level * step).sum(axis=1), (step * step).sum(axis=1)
    lv, sv = (level * whitened).sum(axis=1), (step * whitened).sum(axis=1)
    determinant = ll * ss - ls**2
    determinant[determinant < _ROUNDING * ll] = 0.0  # the shift is all declared outlier
    size = _ratio(ll * sv - ls * lv, determinant)
    mean = (lv - size * ls) / ll
    residuals = whitened - mean[:, None] * level - size[:, None] * step
    variance = (residuals**2).sum(axis=1) / (length - 3 - len(outliers))
    error = np.sqrt(variance * _ratio(ll, determinant))
    margin = critical(length, rho, season) * error
    return _ratio(size, margin), rho, size, margin, mean


def _residual_autocorrelation(values: Floats, begin: int, raw: Floats, outliers: Sequence[range]) -> Floats:
    """Return the autocorrelation of what a shift at `begin` leaves over, as far as it can be believed."""
    length = values.shape[1]
    parts = np.where(np.arange(length) >= begin, 1, 0)
    for number, outlier in enumerate(outliers, start=2):
        parts[outlier] = number
    residuals = np.empty_like(values)
    for part in np.unique(parts):
        inside = values[:, parts == part]
        residuals[:, parts == part] = inside - inside.mean(axis=1, keepdims=True)
    products = residuals[:, 1:] * residuals[:, :-1]
    products[:, begin - 1] = 0.0  # the two points on either side of the shift are no neighbours
    biased = _ratio(products.sum(axis=1), (residuals**2).sum(axis=1))
    is_single = length - begin == 1
    unbiased = biased + ((1 + 3 * biased) / (length - 1) if is_single else (2 + 4 * biased) / length)
    unbiased = unbiased + len(outliers) * (1 + biased) / length  # each takes out a mean of its own
    short = min(1.0, max(0.0, (LONG - length) / _FADE))
    least = np.maximum(_RAW * short * raw, _LEAST * short)
    return np.asarray(np.clip(np.maximum(unbiased, least), 0.0, _HIGHEST), dtype=np.float64)


def _whiten(
    values: Floats, begin: int, autocorrelation: Floats, outliers: Sequence[range]
) -> tuple[Floats, Floats, Floats]:
    """Return the level, the step and the values without the autocorrelation and the declared outliers."""
    positions = np.arange(values.shape[1])
    rho = autocorrelation[:, None]
    first = np.sqrt(1 - rho**2)

    def white(table: Floats) -> Floats:
        return np.concatenate([first * table[:, :1], table[:, 1:] - rho * table[:, :-1]], axis=1)

    def column(inside: NDArray[np.bool_]) -> Floats:
        return white(np.broadcast_to(inside.astype(np.float64), values.shape))

    level, step, whitened = column(positions >= 0), column(positions >= begin), white(values)
    own: list[Floats] = []
    for outlier in outliers:
        taken = _less(column(np.isin(positions, outlier)), own)
        own.append(taken)
    return _less(level, own), _less(step, own), _less(whitened, own)


def _less(table: Floats, columns: Sequence[Floats]) -> Floats:
    """Return each row less its projection on the columns, which are orthogonal."""
    for each in columns:
        share = _ratio((table * each).sum(axis=1), (each * each).sum(axis=1))
        table = table - share[:, None] * each
    return table


def critical(points: int, autocorrelation: Floats, season: int = 0) -> Floats:
    """Return the critical t-value for series of so many points with this autocorrelation."""
    table = CRITICAL[season]
    first, second = (np.interp(points, table[:, 0], table[:, column]) for column in (1, 2))
    return np.asarray(first + second * autocorrelation, dtype=np.float64)
