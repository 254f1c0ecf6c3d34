"""Which figures an action's effect is looked for in: before and after, own and the others', until a quarter.

Pure. A figure whose period had ended when the effect could begin is before, one that began no earlier is
after; what lies across is neither. Only figures whose period had ended with the quarter of the look count, so
that a later report looks at the same figures.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sigtepunkt.core.period import Period
from sigtepunkt.followup.effect import FEWEST_BEFORE, FEWEST_OTHERS, Interrupted, interrupted
from sigtepunkt.signals.answers.answer import Options, Scale
from sigtepunkt.signals.answers.questions import Question, options, table_of, times
from sigtepunkt.signals.series import Series
from sigtepunkt.strategy import Effect

Floats = NDArray[np.float64]
ROUNDING = 1e-9


@dataclass(frozen=True)
class LookedAt:
    """The figures of one look, on the scale they are judged on.

    `series` is None where a figure is not positive and cannot be logged. `periods` name its points; `whole`
    are the times that the points before and all planned until the look would have. `broken` says that a
    declared break took points away.
    """

    series: Interrupted | None
    periods: tuple[str, ...]
    scale: Scale
    whole: Floats
    broken: bool = False

    @property
    def others(self) -> int:
        """How many municipalities it is held against."""
        return 0 if self.series is None or self.series.others is None else len(self.series.others)

    def before(self) -> Interrupted | None:
        """Return the points before the start alone."""
        if self.series is None:
            return None
        kept = self.series.times < self.series.start
        others = self.series.others
        return Interrupted(
            self.series.times[kept],
            self.series.values[kept],
            self.series.start,
            None if others is None else others[:, kept],
            self.series.season,
            self.series.outliers,
        )


def looked_at(question: Question, effect: Effect, look: Period) -> LookedAt:
    """Return the figures that an effect is looked for in, of those until the end of the quarter `look`.

    The municipality's own figures since its last break are held against those of the municipalities compared
    with, from the first period on that at least six of them have all figures of; a break common to the whole
    country then ends nothing. Without six others, or with fewer than eight points before because of them, its
    own figures stand alone. Raises ValueError as `series_of` does.
    """
    own, breaks = question.own(), question.indicator.breaks
    beside = _cut(
        question, own, effect, look, own.since_break(each for each in breaks if not each.nationwide)
    )
    with_others = _beside_others(question, beside)
    chosen = with_others or _cut(question, own, effect, look, own.since_break(breaks))
    uncut = _cut(question, own, effect, look, range(len(own.periods)))
    return _looked_at(chosen, broken=_before(chosen) < FEWEST_BEFORE <= _before(uncut))


@dataclass(frozen=True)
class _Cut:
    periods: tuple[Period, ...]
    times: Floats
    values: Floats
    start: float
    end: float
    options: Options
    others: Floats | None = None

    def since(self, first: int, others: Floats | None) -> _Cut:
        """Return the figures from a position on, beside these others."""
        part = slice(first, None)
        return _Cut(
            self.periods[part],
            self.times[part],
            self.values[part],
            self.start,
            self.end,
            self.options,
            None if others is None else others[:, part],
        )


def _cut(question: Question, own: Series, effect: Effect, look: Period, part: range) -> _Cut:
    """Return the figures of a part of the series that are before or after, and that the look may see."""
    series = own.part(part)
    time, step = times(question, series)
    chosen = options(question, series)
    start, end = Period.parse(effect.earliest).first / step, (look.first + look.months) / step
    kept = _positions(time, chosen, start, end)
    positions = np.flatnonzero(kept)
    return _Cut(
        tuple(series.periods[position] for position in positions),
        time[positions],
        series.values[positions],
        start,
        end,
        chosen,
    )


def _positions(time: Floats, chosen: Options, start: float, end: float) -> NDArray[np.bool_]:
    """Return which times are looked at: whole windows counted back from the newest, none across the start."""
    ended = time + chosen.span
    is_before, is_after = _sides(time, chosen, start)
    kept, last = (is_before | is_after) & (ended <= end + ROUNDING), np.inf
    for position in range(len(time) - 1, -1, -1):
        if kept[position] and time[position] > last - chosen.window + ROUNDING:
            kept[position] = False
        elif kept[position]:
            last = time[position]
    return kept


def _sides(time: Floats, chosen: Options, start: float) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which periods had ended at the start, and which began no earlier; a moment at it is before."""
    before = time + chosen.span <= start + ROUNDING
    begun = time - (chosen.window - 1)
    return before, (begun >= start - ROUNDING) & ~before


def _beside_others(question: Question, cut: _Cut) -> _Cut | None:
    """Return the figures from the first period on that six others have all of; None without enough before."""
    table = table_of(question.rows, question.municipality.comparison, [str(each) for each in cut.periods])
    known = np.isfinite(table)
    for first in range(len(cut.periods)):
        members = known[:, first:].all(axis=1)
        if members.sum() >= FEWEST_OTHERS:
            beside = cut.since(first, table[members])
            return beside if _before(beside) >= FEWEST_BEFORE else None
    return None


def _before(cut: _Cut) -> int:
    is_before, _ = _sides(cut.times, cut.options, cut.start)
    return int(is_before.sum())


def _looked_at(cut: _Cut, *, broken: bool) -> LookedAt:
    chosen, periods = cut.options, tuple(map(str, cut.periods))
    is_before, _ = _sides(cut.times, cut.options, cut.start)
    start = _step(cut, is_before)
    whole = _planned(cut, is_before)
    values, others = cut.values, cut.others
    if chosen.scale == "log":
        tables = [values] if others is None else [values, others]
        if any((table <= 0).any() for table in tables):
            return LookedAt(None, periods, chosen.scale, whole, broken)
        values, others = np.log(values), None if others is None else np.log(others)
    held = [each for each in chosen.outliers if ((cut.times >= each[0]) & (cut.times <= each[1])).any()]
    series = interrupted(cut.times, values, start, others=others, season=chosen.season, outliers=held)
    return LookedAt(series, periods, chosen.scale, whole, broken)


def _step(cut: _Cut, is_before: NDArray[np.bool_]) -> float:
    """Return a time that parts the points before from those after; a moment at the start is before."""
    earliest = cut.start + (ROUNDING if cut.options.span == 0 else -ROUNDING)
    after = cut.times[~is_before]
    return float(after[0]) if len(after) and after[0] < earliest else earliest


def _planned(cut: _Cut, is_before: NDArray[np.bool_]) -> Floats:
    """Return the times before, and those that would follow at their distance until the look."""
    before = cut.times[is_before]
    if len(before) < 2:  # noqa: PLR2004 - no distance
        return before
    gap = float(np.diff(before).min())
    following = before[-1] + gap * np.arange(1, max(1, int((cut.end - before[-1]) / gap) + 2))
    ahead, after = _sides(following, cut.options, cut.start)
    within = following + cut.options.span <= cut.end + ROUNDING
    return np.concatenate([before, following[(ahead | after) & within]])
