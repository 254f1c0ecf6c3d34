"""An indicator's observations as a series: figures in order of time, and which of them may be compared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sigtepunkt.core.period import QUARTER, YEAR, Period
from sigtepunkt.strategy import Break, Indicator


@dataclass(frozen=True)
class Series:
    """The municipality's own figures of one indicator, oldest first, with one entry for each in every field.

    `values` are in the indicator's unit, `bases` the denominators (NaN where not at hand), and `segments` the
    number of declared breaks before each figure.
    """

    periods: tuple[Period, ...]
    values: NDArray[np.float64]
    bases: NDArray[np.float64]
    segments: tuple[int, ...]

    @property
    def is_yearly(self) -> bool:
        """Whether neighbouring figures lie a year or more apart."""
        steps = [later.first - earlier.first for earlier, later in pairwise(self.periods)]
        return self.periods[-1].months > QUARTER or min(steps, default=0) >= YEAR

    def last_stretch(self) -> range:
        """Return the positions since the last break or the last period that was not published."""
        first = len(self.periods) - 1
        while (
            first
            and self.segments[first - 1] == self.segments[-1]
            and self.periods[first - 1] == self.periods[first].back(self.periods[-1].months)
        ):
            first -= 1
        return range(first, len(self.periods))

    def since_break(self, breaks: Iterable[Break]) -> range:
        """Return the positions of the figures since the last of these breaks."""
        starts = [Period.parse(declared.at).first for declared in breaks]
        begun = [start for start in starts if start <= self.periods[-1].first]
        after = [place for place, period in enumerate(self.periods) if period.first >= max(begun, default=0)]
        return range(after[0], len(self.periods))

    def part(self, positions: range) -> Series:
        """Return the series of the figures at these positions."""
        part = slice(positions.start, positions.stop)
        return Series(self.periods[part], self.values[part], self.bases[part], self.segments[part])

    def before(self, months: int = YEAR) -> int | None:
        """Return the position of the comparable figure so many months before the latest, or None."""
        before = self.periods[-1].back(months)
        position = self.periods.index(before) if before in self.periods else -1
        return position if position >= 0 and self.segments[position] == self.segments[-1] else None


def series_of(key: str, indicator: Indicator, rows: pd.DataFrame) -> Series:
    """Return the series of an indicator's observations in one area (columns period, value, base).

    Raises ValueError for periods that are doubled or out of order, and for values that are not finite.
    """
    periods = tuple(Period.parse(text) for text in rows["period"])
    values, bases = (rows[column].to_numpy(dtype=np.float64) for column in ("value", "base"))
    ends = [period.first + period.months for period in periods]
    if any(later <= earlier for earlier, later in pairwise(ends)):
        raise ValueError(f"{key}: periods are doubled or out of order")
    if not np.isfinite(values).all():
        raise ValueError(f"{key}: every value has to be finite")
    breaks = [Period.parse(declared.at).first for declared in indicator.breaks]
    segments = tuple(sum(period.first >= start for start in breaks) for period in periods)
    return Series(periods, values, bases, segments)
