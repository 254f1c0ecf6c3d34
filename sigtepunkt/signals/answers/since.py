"""What can be said of a series since a given time: separate answers, never blended into one mark. Pure.

A told difference and a tested contrast are two things, and may even differ in sign. So the difference is
always told as a fact; an answer is `sure` only where its tested estimate is beyond chance at 1 % and has the
sign of what is told. Rules and calibration: docs/method.md, "Separate answers".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sigtepunkt.signals.answers.answer import ALPHA, Answer, Options, of_comparison, of_contrast
from sigtepunkt.signals.methods.beside_others import FEWEST, beside_others, level_beside
from sigtepunkt.signals.methods.contrast import contrast

Floats = NDArray[np.float64]
Rows = NDArray[np.bool_]
YEARS_BEFORE, FEWEST_BEFORE, FEWEST_SINCE = 10, 4, 3
MONTHS = 12  # the first twelve against the newest twelve
FEWEST_MONTHS = 8  # of each, without a declared dip
TREND_FEWEST, TREND_MOST = 7, 12
SHARE_OF_SERIES = 3  # a window beside others is at most a third of the series
NEARLY_ALL = 0.8  # of the similar municipalities: with fewer the spread is the group's
ROUNDING = 1e-9
TABLE = 2  # dimensions: the others, and their periods


@dataclass(frozen=True)
class Fact:
    """The figure at the start and the newest one, each with its period, and their difference in the unit."""

    start_period: str
    start: float
    newest_period: str
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
    development: Answer
    level: Answer

    @property
    def answers(self) -> dict[str, Answer]:
        """The tested answers by name."""
        names = ("change", "trend", "development", "level")
        return {name: getattr(self, name) for name in names}

    @property
    def alpha(self) -> float:
        """How many of the answers a quiet series would get wrong, at most, on average."""
        return sum(answer.alpha for answer in self.answers.values())


@dataclass(frozen=True)
class _Series:
    """A series and how it is to be read; one entry for each figure in every array."""

    time: Floats
    value: Floats
    labels: Sequence[str]
    start: float
    options: Options

    @property
    def ended(self) -> Floats:
        """When each figure's period had ended."""
        return self.time + self.options.span

    @property
    def at_start(self) -> int | None:
        """The position of the newest figure that had ended at the start; None without one, or none after it.

        It shares no period with the newest figure of all, and is no declared outlier.
        """
        if self.ended[-1] <= self.start + ROUNDING:
            return None
        apart = self.time <= self.time[-1] - self.options.window + ROUNDING
        before = np.flatnonzero((self.ended <= self.start + ROUNDING) & apart & ~self.declared)
        return int(before[-1]) if len(before) else None

    @property
    def whole_windows(self) -> Rows:
        """Which figures are compared: those that share no period with a later one."""
        rows, last = np.zeros(len(self.time), dtype=np.bool_), np.inf
        for index in range(len(self.time) - 1, -1, -1):
            if self.time[index] <= last - self.options.window + ROUNDING:
                rows[index], last = True, self.time[index]
        return rows

    @property
    def declared(self) -> Rows:
        """Which figures are declared outliers."""
        rows = np.zeros(len(self.time), dtype=np.bool_)
        for begin, end in self.options.outliers:
            rows |= (self.time >= begin) & (self.time <= end)
        return rows


def since(
    times: ArrayLike,
    values: ArrayLike,
    start: float,
    options: Options | None = None,
    *,
    labels: Sequence[str] | None = None,
    group: ArrayLike | None = None,
    spread: ArrayLike | None = None,
) -> Since:
    """Return what can be said of a series since `start`, a time in the periods of `times`.

    `times` are strictly increasing; a missing period is a gap. `labels` name them (the times, where None).
    `group` holds a series of the same periods for each municipality compared with, `spread` for each that is
    similar (the group, where None); NaN where a figure is not published. Raises ValueError, naming the
    argument, for times that do not increase, and values that are not finite.
    """
    time, value = np.asarray(times, dtype=np.float64), np.asarray(values, dtype=np.float64)
    if time.shape != value.shape or not len(time) or not np.isfinite(value).all():
        raise ValueError("values: a finite value is needed for each time")
    if not np.isfinite(time).all() or (np.diff(time) <= 0).any() or not np.isfinite(start):
        raise ValueError("times: they and the start have to be finite, and times strictly increasing")
    names = [f"{each:g}" for each in time] if labels is None else labels
    series = _Series(time, value, names, start, options or Options())
    fact = _fact(series)
    others = _table(group, "group", len(time))
    similar = others if spread is None else _table(spread, "spread", len(time))
    return Since(
        fact,
        _change(series, fact),
        _trend(series),
        _development(series, others, similar),
        _level(series, others, similar),
    )


def _table(values: ArrayLike | None, name: str, points: int) -> Floats:
    table = np.empty((0, points)) if values is None else np.asarray(values, dtype=np.float64)
    if table.size == 0:
        return np.empty((0, points))
    if table.ndim != TABLE or table.shape[1] != points or np.isinf(table).any():
        raise ValueError(f"{name}: a series with a value or NaN for each time is needed for each of them")
    return table


def _fact(series: _Series) -> Fact | None:
    """Return the newest figure that had ended at the start, and the newest of all; None without either."""
    first, last = series.at_start, len(series.time) - 1
    if first is None:
        return None
    values, labels = series.value, series.labels
    return Fact(labels[first], float(values[first]), labels[last], float(values[last]))


def _change(series: _Series, fact: Fact | None) -> Answer:
    """Return the tested step at the start."""
    options, time, start = series.options, series.time, series.start
    if options.full_count:
        return Answer(reason="full count")
    if fact is None:
        return Answer(reason="no start")
    rows, declared = series.whole_windows, series.declared
    if options.per_year == MONTHS and options.window == 1:
        first, newest = (time >= start) & (time < start + MONTHS), time > time[-1] - MONTHS
        fewest, begin = (FEWEST_MONTHS, FEWEST_MONTHS), float(time[newest][0])
        before, after = first & ~newest, newest & ~first
    else:
        is_moment = options.span == 0
        after = (time > start if is_moment else time >= start - ROUNDING) & rows
        before = (series.ended <= start + ROUNDING) & (time >= start - YEARS_BEFORE * options.per_year) & rows
        fewest, begin = (FEWEST_BEFORE, FEWEST_SINCE), start + 0.5 if is_moment else start - ROUNDING
    if before.sum() < fewest[0] or after.sum() < fewest[1]:
        return Answer(reason="too few")
    if (before & ~declared).sum() < fewest[0] or (after & ~declared).sum() < fewest[1]:
        return Answer(reason="too few outside")
    return _tested(series, before | after, "level", begin, fact.difference)


def _trend(series: _Series) -> Answer:
    """Return the slope per year over the newest comparable years."""
    options = series.options
    if options.full_count:
        return Answer(reason="full count")
    if options.per_year != 1 and options.window == 1:
        return Answer(reason="not yearly")
    rows = np.flatnonzero(series.whole_windows)
    chosen = rows[~series.declared[rows]][-TREND_MOST:]
    if len(chosen) < TREND_FEWEST:
        return Answer(reason="too few" if len(rows) < TREND_FEWEST else "too few outside")
    kept = np.isin(np.arange(len(series.time)), chosen)
    return _tested(series, kept, "trend", None, float(series.value[chosen[-1]] - series.value[chosen[0]]))


def _tested(
    series: _Series, rows: Rows, kind: Literal["level", "trend"], start: float | None, difference: float
) -> Answer:
    """Return a contrast of these figures on the declared scale; a trend is per year."""
    options, time, value = series.options, series.time[rows], series.value[rows]
    if options.scale == "log" and (value <= 0).any():
        return Answer(reason="not positive")
    within = [each for each in options.outliers if ((time >= each[0]) & (time <= each[1])).any()]
    try:
        result = contrast(
            time / options.per_year if kind == "trend" else time,
            np.log(value) if options.scale == "log" else value,
            kind=kind,
            start=start,
            outliers=within,
            season=options.season if kind == "level" else 0,
            confidence=1 - ALPHA,
        )
    except ValueError:  # fewer points than columns, once season and outliers have theirs
        return Answer(reason="too few")
    return of_contrast(result, options.scale, difference, series.labels[int(np.flatnonzero(rows)[0])])


def _development(series: _Series, group: Floats, similar: Floats) -> Answer:
    """Return the change since the start, at most over a third of the series, minus the others' mean change.

    The others are those whose figures reach from the newest furthest back towards the start; the series is
    the longest stretch at equal distances that all of them have. Of figures with a season the change is over
    whole years, and it never begins at a declared outlier.
    """
    options, rows = series.options, np.flatnonzero(series.whole_windows)
    before = np.flatnonzero(series.ended[rows] <= series.start + ROUNDING)
    if not len(before) or before[-1] == len(rows) - 1:
        return Answer(reason="no start")
    asked = len(rows) - 1 - int(before[-1])
    known = np.isfinite(group[:, rows])
    reaching = (known[:, -1 - back :].all(axis=1) for back in range(asked, 0, -1))
    members = next((each for each in reaching if each.sum() >= FEWEST), None)
    if members is None:
        return Answer(reason="few others")
    group = group[members][:, rows]
    stretch = _last_even_stretch(series.time[rows], group)
    rows, group = rows[-stretch:], group[:, -stretch:]
    periods = min(asked, len(rows) // SHARE_OF_SERIES)
    if options.season:
        periods -= periods % options.season
    while periods >= 1 and series.declared[rows[-1 - periods]]:  # no measure of where it came from
        periods -= max(1, options.season)
    if periods < 1:
        return Answer(reason="too few")
    own, mean, usual = series.value[rows], group, _spread(similar[:, rows], group)
    if options.scale == "log":
        if min(own.min(), mean.min(), usual.min()) <= 0:
            return Answer(reason="not positive")
        own, mean, usual = np.log(own), np.log(mean), np.log(usual)
    result = beside_others(own, mean, periods, spread=usual, confidence=1 - ALPHA)
    return of_comparison(result, options.scale, series.labels[int(rows[-1 - periods])], len(group))


def _last_even_stretch(time: Floats, group: Floats) -> int:
    """Return how many of the newest figures lie at equal distances and are there for everybody."""
    length, steps = 1, np.diff(time)
    while length < len(time) and abs(steps[-length] - steps[-1]) < ROUNDING:
        if not np.isfinite(group[:, -1 - length]).all():
            break
        length += 1
    return length


def _level(series: _Series, group: Floats, similar: Floats) -> Answer:
    """Return the newest figure minus the others' mean."""
    mean = group[np.isfinite(group[:, -1]), -1]
    if len(mean) < FEWEST:
        return Answer(reason="few others")
    own, usual = float(series.value[-1]), _spread(similar[:, -1:], mean[:, np.newaxis])[:, 0]
    if series.options.scale == "log":
        if min(own, mean.min(), usual.min()) <= 0:
            return Answer(reason="not positive")
        own, mean, usual = float(np.log(own)), np.log(mean), np.log(usual)
    result = level_beside(own, mean, usual, confidence=1 - ALPHA)
    return of_comparison(result, series.options.scale, series.labels[-1], len(mean))


def _spread(similar: Floats, group: Floats) -> Floats:
    """Return the similar municipalities without a gap, if that is nearly all of them; else the group."""
    whole = similar[np.isfinite(similar).all(axis=1)]
    return whole if len(whole) >= max(FEWEST, NEARLY_ALL * len(similar)) else group
