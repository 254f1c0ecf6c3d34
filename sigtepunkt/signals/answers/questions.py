"""What is asked of an indicator's observations: its series in time, and those of the others. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sigtepunkt.core.period import YEAR, Period
from sigtepunkt.signals.answers.answer import ALPHA, Answer, Options, Reason
from sigtepunkt.signals.answers.since import Since, since
from sigtepunkt.signals.comparison import differs_by_counting
from sigtepunkt.signals.series import Series, series_of
from sigtepunkt.strategy import Indicator, Municipality, Source

Floats = NDArray[np.float64]
_ON_A_LOG_SCALE = frozenset({"amount", "count"})


@dataclass(frozen=True)
class Question:
    """An indicator of a municipality, and its shown observations in all areas (area, period, value, base)."""

    key: str
    indicator: Indicator
    source: Source
    municipality: Municipality
    rows: pd.DataFrame

    def own(self) -> Series:
        """Return the municipality's own figures, oldest first."""
        return series_of(self.key, self.indicator, self.rows[self.rows["area"] == self.municipality.code])


def unfit(
    indicator: Indicator, source: Source, *, held: bool
) -> Literal["", "projection", "held", "declared"]:
    """Return why an indicator's movement may not be judged; "" where it may.

    `held` says that the newest figure is not shown: then nothing is said, whatever else is declared.
    """
    if source.projection:
        return "projection"
    if held:
        return "held"
    return "declared" if indicator.no_trend else ""


def answers(question: Question, first_month: int, reason: Reason = "") -> Since:
    """Return what can be said of an indicator since a month, counted from January of year 0.

    Movement is told within the figures since the last declared break; differences from others reach across
    breaks that are common to the whole country. `reason` is why its movement may not be judged (`unfit`).
    Raises ValueError as `series_of` does.
    """
    series = question.own()
    if reason in {"projection", "held"}:
        return Since(None, *(Answer(reason=reason) for _ in range(4)))
    breaks = question.indicator.breaks
    comparable = series.since_break(breaks)
    own = _ask(question, series, comparable, first_month)
    if own.change.reason == "no start" and _ask(question, series, series.since_break([]), first_month).fact:
        own = replace(own, change=Answer(reason="break"))
    if reason:
        own = replace(own, change=Answer(reason=reason), trend=Answer(reason=reason))
    nationwide = series.since_break(each for each in breaks if not each.nationwide)
    beside = _ask(question, series, nationwide, first_month, with_others=True)
    level = Answer(reason="other sizes") if question.indicator.total else beside.level
    if level.sure and _is_chance_in_counting(question, series):
        level = replace(level, sure=False, reason="chance in counting")
    return replace(own, development=beside.development, level=level)


def times(question: Question, series: Series) -> tuple[Floats, int]:
    """Return the time of each figure, in steps, and the months of a step.

    A step is the shortest distance of neighbouring figures, at most a year. A figure stands where its last
    step begins, or its period if that is shorter (August of each year), or at the first moment of its period
    where the source counts there.
    """
    steps = [later.first - earlier.first for earlier, later in pairwise(series.periods)]
    step = min([*steps, YEAR]) if steps else min(series.periods[-1].months, YEAR)
    if question.source.counted == "start":
        return np.array([period.first / step for period in series.periods]), step
    return np.array([period.first + max(0, period.months - step) for period in series.periods]) / step, step


def options(question: Question, series: Series) -> Options:
    """Return how the series is to be read: its kind of unit, season, windows, and declared outliers."""
    indicator = question.indicator
    time, step = times(question, series)
    is_moment = question.source.counted == "start"
    return Options(
        per_year=YEAR // step,
        scale="log" if indicator.kind in _ON_A_LOG_SCALE else "unit",
        full_count=indicator.full_count,
        season=YEAR // step if indicator.season else 0,
        window=max(1, indicator.covers(series.periods[-1]).months // step),
        span=0.0 if is_moment else min(1.0, series.periods[-1].months / step),
        outliers=[
            (float(time[held[0]]), float(time[held[-1]])) for held in outliers(question, series.periods)
        ],
    )


def outliers(question: Question, periods: Sequence[Period]) -> list[range]:
    """Return, for each declared outlier that holds any, the positions of the figures it has a share in."""
    return list(filter(None, _held(question, periods)))


def _held(question: Question, periods: Sequence[Period]) -> Iterator[range]:
    is_moment = question.source.counted == "start"
    for declared in question.indicator.outliers:
        inside = []
        for position, period in enumerate(periods):
            covered = question.indicator.covers(period)
            begin, end = covered.first, covered.first + covered.months
            if is_moment:
                end = period.first + 1
                begin = period.first if covered == period else period.first - covered.months
            if declared.holds(begin, end):
                inside.append(position)
        yield range(inside[0], inside[-1] + 1) if inside else range(0)


def _ask(
    question: Question, series: Series, part: range, first_month: int, *, with_others: bool = False
) -> Since:
    chosen = series.part(part)
    time, step = times(question, chosen)
    periods = [str(period) for period in chosen.periods]
    municipality = question.municipality
    group = similar = None
    if with_others:
        group = table_of(question.rows, municipality.comparison, periods)
        similar = table_of(question.rows, municipality.similar, periods)
    return since(
        time,
        chosen.values,
        first_month / step,
        options(question, chosen),
        labels=periods,
        group=group,
        spread=similar if similar is not None and len(similar) else None,
    )


def table_of(rows: pd.DataFrame, codes: Iterable[str], periods: Sequence[str]) -> Floats:
    """Return the figures of each municipality in each period; NaN where not shown."""
    row, column = (pd.Index([*dict.fromkeys(names)], dtype="str") for names in (codes, periods))
    in_row = row.get_indexer(pd.Index(rows["area"]))
    in_column = column.get_indexer(pd.Index(rows["period"]))
    kept = (in_row >= 0) & (in_column >= 0)
    table = np.full((len(row), len(column)), np.nan)
    table[in_row[kept], in_column[kept]] = rows["value"].to_numpy(dtype=np.float64)[kept]
    return table


def _is_chance_in_counting(question: Question, series: Series) -> bool:
    """Return whether the newest figure could be what it is by counting, if the others' mean were true."""
    codes, period = question.municipality.comparison, str(series.periods[-1])
    others = table_of(question.rows, codes, [period])
    p = differs_by_counting(
        question.indicator, float(series.values[-1]), float(series.bases[-1]), float(np.nanmean(others))
    )
    return p is not None and p >= ALPHA
