"""Planned contrasts: a question asked beforehand of a short series with autocorrelated errors.

Errors are AR(1) in real time. How strongly they are correlated is not known from so few points, and is not
guessed: the answers for every correlation on a grid are averaged, each weighted by its restricted likelihood
(REML) under a prior that falls off as 1 / (1 - rho). The result is a mixture of t distributions about the
contrast's generalised least squares estimates.

Sources: D. A. Harville, JASA 72 (1977), for REML; M. G. Kenward and J. H. Roger, Biometrics 53 (1997), for
why limits that take the correlation for known are too narrow. Grid, prior, designs and calibration are this
project's own (docs/method.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sigtepunkt.signals.methods.students_t import mixture_limits, mixture_two_sided

Floats = NDArray[np.float64]
Kind = Literal["trend", "level", "level beside trend", "newest"]
CORRELATIONS = np.arange(50) / 50  # the grid is part of the rule: a finer one moves p by up to 0.036
EXACT = 1e-9  # of the values' own size: residuals below this are rounding


@dataclass(frozen=True)
class Contrast:
    """An estimate in the values' unit, its limits, a two-sided p, and the mean autocorrelation (`memory`).

    Of values that lie exactly on the design there is the estimate alone; `reason` says so, and the rest is
    None.
    """

    estimate: float
    lower: float | None
    upper: float | None
    p: float | None
    memory: float | None
    reason: Literal["", "exact"] = ""


def contrast(
    times: ArrayLike,
    values: ArrayLike,
    *,
    kind: Kind,
    start: float | None = None,
    outliers: Sequence[tuple[float, float]] = (),
    season: int = 0,
    confidence: float = 0.95,
) -> Contrast:
    """Return a design's first coefficient, with limits that hold for autocorrelated errors.

    `times` are in periods, strictly increasing; a missing period is a gap. `kind` names the design: `trend`
    (slope per period), `level` (the step at `start`), `level beside trend` (the step, with a common slope),
    `newest` (the last point against the others). Each pair of `outliers` takes the points between two times,
    inclusive, out by a column of its own; `season` is the number of periods in a year whose places get
    sum-coded columns. Raises ValueError, naming the argument, for times that do not increase, values that are
    not finite, a start without a point on either side, an outlier without a point, and fewer points than
    columns + 1.
    """
    time, value = np.asarray(times, dtype=np.float64), np.asarray(values, dtype=np.float64)
    if time.shape != value.shape or time.ndim != 1 or not np.isfinite(value).all():
        raise ValueError("values: a finite value is needed for each time")
    design = design_of(time, kind, start=start, outliers=outliers, season=season)
    points, columns = design.shape
    if points < columns + 1:
        raise ValueError(f"values: {points} points are too few for a design of {columns} columns")
    if np.linalg.matrix_rank(design) < columns:
        raise ValueError("outliers: they, the season and the contrast cannot be told apart with these points")
    exact = exact_coefficient(value, design)
    if exact is not None:
        return Contrast(exact, None, None, None, None, "exact")
    fit = fitted(time, value, design)
    lower, upper = mixture_limits(fit.estimates, fit.errors, fit.weights, points - columns, confidence)
    return Contrast(
        estimate=float(fit.weights @ fit.estimates),
        lower=lower,
        upper=upper,
        p=mixture_two_sided(fit.estimates, fit.errors, fit.weights, points - columns),
        memory=float(fit.weights @ CORRELATIONS),
    )


def design_of(
    time: Floats,
    kind: Kind | Literal["intercept"],
    *,
    start: float | None = None,
    outliers: Sequence[tuple[float, float]] = (),
    season: int = 0,
) -> Floats:
    """Return the design's columns, the contrast's first. Raises ValueError as `contrast` does.

    `intercept` is a level alone, which no question is asked of.
    """
    if not np.isfinite(time).all() or (np.diff(time) <= 0).any():
        raise ValueError("times: they have to be finite and strictly increasing")
    constant, trend = np.ones(len(time)), time - time.mean()
    if kind in {"level", "level beside trend"}:
        after = time >= (np.inf if start is None else start)
        if not after.any() or after.all():
            raise ValueError("start: at least one point is needed before it and one from it on")
        first = [after.astype(np.float64), constant, *([trend] if kind == "level beside trend" else [])]
    elif kind == "trend":
        first = [trend, constant]
    elif kind == "newest":
        first = [np.r_[np.zeros(len(time) - 1), 1.0], constant]
    elif kind == "intercept":
        first = [constant]
    else:
        raise ValueError(f"kind: there is no {kind!r}")
    place = np.round(time) % season if season else time
    seasons = [(place == j).astype(np.float64) - (place == 0) for j in range(1, season)]
    taken_out = [((time >= begin) & (time <= end)).astype(np.float64) for begin, end in outliers]
    if not all(column.any() for column in taken_out):
        raise ValueError("outliers: no point lies between the two times")
    return np.column_stack([*first, *seasons, *taken_out])


def exact_coefficient(value: Floats, design: Floats) -> float | None:
    """Return the first coefficient of values that lie exactly on the design; None where they do not."""
    scale = float(np.abs(value).max()) or 1.0
    coefficients, *_ = np.linalg.lstsq(design, value / scale, rcond=None)
    if np.abs(value / scale - design @ coefficients).max() > EXACT:
        return None
    return float(coefficients[0]) * scale


@dataclass(frozen=True)
class Fit:
    """A design fitted at each correlation of the grid.

    Of the first coefficient the estimate and its standard error, the residual standard deviation, and the
    correlation's weight.
    """

    estimates: Floats
    errors: Floats
    deviations: Floats
    weights: Floats


def unit_errors(time: Floats, design: Floats) -> Floats:
    """Return the first coefficient's standard error at each correlation, were the deviation 1."""
    whitened = np.linalg.solve(_factors(time), design[None])
    return np.asarray(np.sqrt(np.linalg.inv(whitened.transpose(0, 2, 1) @ whitened)[:, 0, 0]))


def _factors(time: Floats) -> Floats:
    distances = np.abs(time[:, None] - time)
    # All correlations at once.
    return np.asarray(np.linalg.cholesky(CORRELATIONS[:, None, None] ** distances), dtype=np.float64)


def fitted(time: Floats, value: Floats, design: Floats) -> Fit:
    """Return the design fitted at every correlation of the grid, with the correlations' weights."""
    points, columns = design.shape
    degrees = points - columns
    factors = _factors(time)
    whitened = np.linalg.solve(factors, np.column_stack([design, value])[None])
    x, y = whitened[:, :, :columns], whitened[:, :, columns]
    information = x.transpose(0, 2, 1) @ x
    coefficients = np.linalg.solve(information, x.transpose(0, 2, 1) @ y[:, :, None])[:, :, 0]
    squares = ((y - (x @ coefficients[:, :, None])[:, :, 0]) ** 2).sum(axis=1)
    estimates = coefficients[:, 0]
    deviations = np.sqrt(squares / degrees)
    errors = deviations * np.sqrt(np.linalg.inv(information)[:, 0, 0])
    log_correlation = 2 * np.log(np.diagonal(factors, axis1=1, axis2=2)).sum(axis=1)
    log_information = np.linalg.slogdet(information)[1]
    likelihoods = -(log_correlation + log_information + degrees * np.log(squares)) / 2
    weights = np.exp(likelihoods - likelihoods.max()) / (1 - CORRELATIONS)
    return Fit(estimates, errors, deviations, weights / weights.sum())
