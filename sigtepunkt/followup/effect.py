"""Did the figures move as was declared of the action? The estimate, its limits, and a verdict. Pure.

An interrupted time series with autocorrelated errors: the step at the earliest quarter of effect, of the
difference from the others' mean where there are at least six others, else of the series itself beside a
common trend. The limits are those of `signals.methods.contrast`. Rule and constants: docs/method.md, "Did the
action work?". Source: A. K. Wagner et al., Journal of Clinical Pharmacy and Therapeutics 27 (2002), for
interrupted time series; limits and verdicts are this project's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sigtepunkt.signals.methods.contrast import contrast, design_of, exact_coefficient, fitted, unit_errors
from sigtepunkt.signals.methods.students_t import quantile

Floats = NDArray[np.float64]
Verdict = Literal["worked", "opposite", "none", "undecided"]
Design = Literal["level", "level beside trend"]
FEWEST_BEFORE, FEWEST_AFTER = 8, 4  # points, without declared outliers
FEWEST_OTHERS = 6
TABLE = 2  # dimensions: the others, and their periods


@dataclass(frozen=True)
class Interrupted:
    """A series interrupted at `start`: what is asked of it, on the scale it is judged on (unit or log).

    `times` are in periods, strictly increasing; `values` finite. `others` holds a series of the same periods
    for each municipality compared with, or nothing. `season` is the number of periods in a year, 0 without a
    season; `outliers` are pairs of times, inclusive, of declared outliers and dips.
    """

    times: Floats
    values: Floats
    start: float
    others: Floats | None = None
    season: int = 0
    outliers: Sequence[tuple[float, float]] = ()

    @property
    def design(self) -> Design:
        """The design: with enough others the difference from their mean has no trend in common with them."""
        return "level beside trend" if self.others is None else "level"

    @property
    def judged(self) -> Floats:
        """The values that are judged: less the others' mean, where there are others."""
        return self.values if self.others is None else self.values - self.others.mean(axis=0)

    @property
    def counted(self) -> tuple[int, int]:
        """The number of points before the start and from it on, without declared outliers."""
        held = np.zeros(len(self.times), dtype=np.bool_)
        for begin, end in self.outliers:
            held |= (self.times >= begin) & (self.times <= end)
        after = self.times >= self.start
        return int((~after & ~held).sum()), int((after & ~held).sum())


@dataclass(frozen=True)
class Estimate:
    """The step, its limits, and how much of the errors carries over from period to period (`memory`)."""

    estimate: float
    lower: float
    upper: float
    memory: float


def interrupted(
    times: ArrayLike,
    values: ArrayLike,
    start: float,
    *,
    others: ArrayLike | None = None,
    season: int = 0,
    outliers: Sequence[tuple[float, float]] = (),
) -> Interrupted:
    """Return the series as it is asked about; fewer than six others are left out.

    Raises ValueError, naming the argument, for others with other periods or values that are not finite.
    """
    time, value = np.asarray(times, dtype=np.float64), np.asarray(values, dtype=np.float64)
    table = None if others is None else np.asarray(others, dtype=np.float64)
    if table is not None and (
        table.ndim != TABLE or table.shape[1] != len(time) or not np.isfinite(table).all()
    ):
        raise ValueError("others: a series of finite values for each of the others is needed")
    enough = table is not None and len(table) >= FEWEST_OTHERS
    return Interrupted(time, value, start, table if enough else None, season, outliers)


def estimated(series: Interrupted, confidence: float = 0.95) -> Estimate | None:
    """Return the step at the start with its limits; None with too few points.

    At least eight points before and four from the start on are needed, declared outliers not counted, more
    points than the design has columns, and enough of a season to tell it from the step. None, too, for values
    that lie exactly on the design. Raises ValueError for times that do not increase and values that are not
    finite.
    """
    before, after = series.counted
    if before < FEWEST_BEFORE or after < FEWEST_AFTER:
        return None
    held = [each for each in series.outliers if _holds(series.times, each)]
    design = design_of(series.times, series.design, start=series.start, outliers=held, season=series.season)
    if not _can_be_told_apart(design):
        return None
    result = contrast(
        series.times,
        series.judged,
        kind=series.design,
        start=series.start,
        outliers=held,
        season=series.season,
        confidence=confidence,
    )
    if result.lower is None or result.upper is None or result.memory is None:
        return None
    return Estimate(result.estimate, result.lower, result.upper, result.memory)


def verdict(lower: float, upper: float, *, direction: Literal["higher", "lower"], smallest: float) -> Verdict:
    """Return what the limits of a step say of an action that was to move the figure in a direction.

    With L and H the limits in the wished direction and d the smallest effect that matters: L > 0 worked; H <
    0 moved the opposite way; L <= 0 <= H < d no effect that matters; else undecided.
    """
    low, high = (lower, upper) if direction == "higher" else (-upper, -lower)
    if low > 0:
        return "worked"
    if high < 0:
        return "opposite"
    return "none" if high < smallest else "undecided"


def is_as_agreed(
    lower: float, upper: float, *, direction: Literal["higher", "lower"], smallest: float
) -> bool:
    """Return whether the effect is at least as large as agreed: the whole of the limits reaches it."""
    return (lower if direction == "higher" else -upper) >= smallest


def expected_half_width(before: Interrupted, planned: ArrayLike, confidence: float = 0.95) -> float | None:
    """Return half the distance of the limits to be expected, on the judged scale, from the points before.

    `before` holds points before the start alone, `planned` the times of the whole series, those before with
    it. With the weights w and the deviations s of an intercept (and a trend, where the design has one) fitted
    to the points before, and m and c'Fc of the whole design: t(m) x sum(w s sqrt(c'Fc)). None with fewer than
    eight points before or four planned after, and where the points before do not scatter at all.
    """
    times = np.asarray(planned, dtype=np.float64)
    points, later = before.counted[0], int((times >= before.start).sum())
    if points < FEWEST_BEFORE or later < FEWEST_AFTER:
        return None
    held = [each for each in before.outliers if _holds(before.times, each)]
    kind: Literal["trend", "intercept"] = "trend" if before.others is None else "intercept"
    early = design_of(before.times, kind, outliers=held, season=before.season)
    whole = design_of(times, before.design, start=before.start, outliers=held, season=before.season)
    if not (_can_be_told_apart(early) and _can_be_told_apart(whole)):
        return None
    if exact_coefficient(before.judged, early) is not None:
        return None
    fit = fitted(before.times, before.judged, early)
    share = quantile((1 + confidence) / 2, len(whole) - whole.shape[1])
    return float(share * (fit.weights @ (fit.deviations * unit_errors(times, whole))))


def _can_be_told_apart(design: Floats) -> bool:
    """Return whether there are more points than columns, and none of these follows from the others."""
    points, columns = design.shape
    return points > columns and bool(np.linalg.matrix_rank(design) == columns)


def _holds(times: Floats, outlier: tuple[float, float]) -> bool:
    return bool(((times >= outlier[0]) & (times <= outlier[1])).any())
