"""What can be said of a series since a given time: five separate answers, never blended into one mark. Pure.

A told difference and a tested contrast are two things, and may even differ in sign. So the difference is
always told as a fact; an answer is `sure` only where its tested estimate is beyond chance at 1 % and has the
sign of what is told. Rules and calibration: docs/method.md, "Separate answers".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sigtepunkt.signals.methods.beside_others import FEWEST, Beside, beside_others, level_beside
from sigtepunkt.signals.methods.contrast import Contrast, contrast

Floats = NDArray[np.float64]
Scale = Literal["unit", "log"]
Reason = Literal[
    "",  # tested
    "full count",  # a register of everybody: told plainly, without interval and without mark
    "no start",  # no figure at or before the start
    "too few",  # points
    "exact",  # values that lie exactly on the design
    "not positive",  # values that cannot be logged
    "other sign",  # the tested estimate does not have the sign of the told difference
    "few others",
    "other sizes",  # totals of municipalities that are not of one size
    "no spread",  # the others do not differ
    "long window",  # more than a third of the series
    "uneven",  # periods at unequal distances, which the others' windows cannot follow
    "not yearly",  # the trend is asked of yearly figures only
]
ALPHA = 0.01
YEARS_BEFORE, FEWEST_BEFORE, FEWEST_SINCE = 10, 4, 3
MONTHS, FEWEST_MONTHS = (
    12,
    8,
)  # the first against the newest twelve; of each at least so many without a declared dip
TREND_FEWEST, TREND_MOST = 7, 12
RELATIVE_ERROR = 1e-9


@dataclass(frozen=True)
class Options:
    """How a series is to be read.

    `per_year` is the number of periods in a year (1, 4, 12). `scale` is `log` for amounts and counts, whose
    changes are told in per cent, and `unit` for shares, grades and rates. `window` is the number of periods
    one figure covers: windows that overlap are compared only with windows they share no period with.
    `instant` says that a figure stands for the first moment of its period. `outliers` are pairs of times,
    inclusive, of declared outliers and dips.
    """

    per_year: int = 1
    scale: Scale = "unit"
    full_count: bool = False
    season: int = 0
    window: int = 1
    instant: bool = False
    outliers: Sequence[tuple[float, float]] = ()


@dataclass(frozen=True)
class Answer:
    """A tested estimate with its 99 % limits, in the unit or (log scale) in per cent; or why there is none.

    `alpha` is the chance that a quiet series is called sure: 0 where nothing is tested.
    """

    estimate: float | None = None
    lower: float | None = None
    upper: float | None = None
    p: float | None = None
    sure: bool = False
    reason: Reason = ""

    @property
    def alpha(self) -> float:
        """How often a series without any change is called sure, at most."""
        return 0.0 if self.p is None else ALPHA


@dataclass(frozen=True)
class Fact:
    """The figure at the start and the newest one, each with its time, and their difference in the unit."""

    start_time: float
    start: float
    newest_time: float
    newest: float

    @property
    def difference(self) -> float:
        """The newest figure minus that at the start."""
        return self.newest - self.start


@dataclass(frozen=True)
class Since:
    """The answers apart: the told fact, the tested change, the trend, and two beside others."""

    fact: Fact | None
    change: Answer
    trend: Answer
    development: Answer = field(default_factory=lambda: Answer(reason="few others"))
    level: Answer = field(default_factory=lambda: Answer(reason="few others"))

    @property
    def alpha(self) -> float:
        """How many of the answers a quiet series would get wrong, at most, on average."""
        return sum(answer.alpha for answer in (self.change, self.trend, self.development, self.level))


def since(
    times: ArrayLike,
    values: ArrayLike,
    start: float,
    options: Options | None = None,
    *,
    group: ArrayLike | None = None,
    spread: ArrayLike | None = None,
) -> Since:
    """Return what can be said of a series since `start`, a time in the periods of `times`.

    `times` are strictly increasing; a missing period is a gap. `group` holds a series of the same periods for
    each municipality compared with, `spread` for each that is similar (the group, where None); both without
    gaps over the periods of `times`. Raises ValueError, naming the argument, for times that do not increase
    and values that are not finite.
    """
    options = options or Options()
    time, value = np.asarray(times, dtype=np.float64), np.asarray(values, dtype=np.float64)
    if time.shape != value.shape or not len(time) or not np.isfinite(value).all():
        raise ValueError("values: a finite value is needed for each time")
    if not np.isfinite(time).all() or (np.diff(time) <= 0).any() or not np.isfinite(start):
        raise ValueError("times: they and the start have to be finite, and times strictly increasing")
    fact = _fact(time, value, start, options)
    beside = _beside(time, value, start, options, group, spread) if group is not None else ()
    return Since(fact, _change(time, value, start, options, fact), _trend(time, value, options), *beside)


def _fact(time: Floats, value: Floats, start: float, options: Options) -> Fact | None:
    """Return the newest figure that had ended at the start, and the newest of all; None without either."""
    before = np.flatnonzero(_ended(time, options) <= start)
    if not len(before) or before[-1] == len(time) - 1:
        return None
    first = before[-1]
    return Fact(float(time[first]), float(value[first]), float(time[-1]), float(value[-1]))


def _ended(time: Floats, options: Options) -> Floats:
    return time if options.instant else time + 1


def _change(time: Floats, value: Floats, start: float, options: Options, fact: Fact | None) -> Answer:
    """Return the tested step at the start."""
    if options.full_count:
        return Answer(reason="full count")
    if fact is None:
        return Answer(reason="no start")
    rows = _whole_windows(time, options)
    declared = _declared(time, options)
    if options.per_year == MONTHS:
        first = (time >= start) & (time < start + MONTHS)
        newest = time > time[-1] - MONTHS
        fewest, begin = (FEWEST_MONTHS, FEWEST_MONTHS), float(time[newest][0])
        before, after = first & ~newest, newest & ~first
    else:
        after = (time >= start) & ~(options.instant & (time == start)) & rows
        before = (_ended(time, options) <= start) & (time >= start - YEARS_BEFORE * options.per_year) & rows
        fewest, begin = (FEWEST_BEFORE, FEWEST_SINCE), start + 0.5 * options.instant
    if (before & ~declared).sum() < fewest[0] or (after & ~declared).sum() < fewest[1]:
        return Answer(reason="too few")
    kept = before | after
    return _tested(time[kept], value[kept], "level", begin, options, fact.difference)


def _trend(time: Floats, value: Floats, options: Options) -> Answer:
    """Return the slope per year over the newest comparable years."""
    if options.full_count:
        return Answer(reason="full count")
    rows = _whole_windows(time, options) & ~_declared(time, options)
    if options.per_year != 1 and options.window < options.per_year:
        return Answer(reason="not yearly")
    chosen = np.flatnonzero(rows)[-TREND_MOST:]
    if len(chosen) < TREND_FEWEST:
        return Answer(reason="too few")
    years = time[chosen] / options.per_year
    plain = Options(scale=options.scale)
    return _tested(years, value[chosen], "trend", None, plain, float(value[chosen[-1]] - value[chosen[0]]))


def _tested(
    time: Floats,
    value: Floats,
    kind: Literal["level", "trend"],
    start: float | None,
    options: Options,
    difference: float,
) -> Answer:
    """Return a contrast on the declared scale; sure only with the sign of the told difference."""
    if options.scale == "log" and (value <= 0).any():
        return Answer(reason="not positive")
    within = [each for each in options.outliers if ((time >= each[0]) & (time <= each[1])).any()]
    scaled = np.log(value) if options.scale == "log" else value
    try:
        result = contrast(
            time, scaled, kind=kind, start=start, outliers=within, season=options.season, confidence=1 - ALPHA
        )
    except ValueError:  # fewer points than columns, once season and outliers have theirs
        return Answer(reason="too few")
    return _answer(result, options.scale, difference)


def _answer(result: Contrast | Beside, scale: Scale, difference: float | None) -> Answer:
    """Return a result in the unit, or in per cent; sure only if it has the sign of the told difference."""
    estimate = result.estimate if isinstance(result, Contrast) else result.difference
    in_unit = _in_unit(estimate, scale)
    if result.p is None or result.lower is None or result.upper is None:
        return Answer(in_unit, reason="exact" if isinstance(result, Contrast) else "no spread")
    same_sign = difference is None or estimate * difference > 0
    return Answer(
        in_unit,
        _in_unit(result.lower, scale),
        _in_unit(result.upper, scale),
        result.p,
        sure=result.p < ALPHA and same_sign,
        reason="" if same_sign else "other sign",
    )


def _beside(
    time: Floats,
    value: Floats,
    start: float,
    options: Options,
    group: ArrayLike | None,
    spread: ArrayLike | None,
) -> tuple[Answer, Answer]:
    """Return development since the start and level today, beside others."""
    others = np.asarray(group, dtype=np.float64)
    usual = others if spread is None else np.asarray(spread, dtype=np.float64)
    if others.ndim != usual.ndim or len(others) < FEWEST or len(usual) < FEWEST:
        return Answer(reason="few others"), Answer(reason="few others")
    if options.scale == "log":
        if min(value.min(), others.min(), usual.min()) <= 0:
            return Answer(reason="not positive"), Answer(reason="not positive")
        value, others, usual = np.log(value), np.log(others), np.log(usual)
    level = level_beside(float(value[-1]), others[:, -1], usual[:, -1], confidence=1 - ALPHA)
    rows = np.flatnonzero(_whole_windows(time, options))
    before = np.flatnonzero(_ended(time[rows], options) <= start)
    if not len(before):
        return Answer(reason="no start"), _answer(level, options.scale, None)
    periods = len(rows) - 1 - int(before[-1])
    if len(set(np.diff(time[rows]).round(6))) > 1:
        return Answer(reason="uneven"), _answer(level, options.scale, None)
    if not 1 <= periods <= len(rows) / 3:
        return Answer(reason="long window" if periods else "too few"), _answer(level, options.scale, None)
    development = beside_others(
        value[rows], others[:, rows], periods, spread=usual[:, rows], confidence=1 - ALPHA
    )
    return _answer(development, options.scale, None), _answer(level, options.scale, None)


def _whole_windows(time: Floats, options: Options) -> NDArray[np.bool_]:
    """Return which figures are compared: those that share no period with a later one."""
    rows, last = np.zeros(len(time), dtype=np.bool_), np.inf
    for index in range(len(time) - 1, -1, -1):
        if time[index] <= last - options.window + RELATIVE_ERROR:
            rows[index], last = True, time[index]
    return rows


def _declared(time: Floats, options: Options) -> NDArray[np.bool_]:
    rows = np.zeros(len(time), dtype=np.bool_)
    for begin, end in options.outliers:
        rows |= (time >= begin) & (time <= end)
    return rows


def _in_unit(number: float, scale: Scale) -> float:
    return 100 * float(np.expm1(number)) if scale == "log" else float(number)
