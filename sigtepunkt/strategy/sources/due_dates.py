"""When a source's next figure should be there: by its usual rhythm, and the lag it declares. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from itertools import pairwise
from statistics import median

from sigtepunkt.core.period import Period
from sigtepunkt.strategy.sources.source import Source


def next_due(source: Source, periods: Iterable[str]) -> tuple[Period, dt.date] | None:
    """Return the period that follows a source's `periods` in their usual rhythm, and the day it is due.

    None for a projection, and for periods without a rhythm. Raises ValueError for a text that is no period.
    """
    known = sorted({Period.parse(text) for text in periods})
    if source.projection or len(known) <= 1:
        return None
    ends = [period.first + period.months for period in known]
    due = known[-1].back(-int(median(later - end for end, later in pairwise(ends))))
    return due, reference_day(source, due) + dt.timedelta(days=source.lag_days)


def reference_day(source: Source, period: Period) -> dt.date:
    """Return the day that a source's figure of this period refers to."""
    return period.start if source.counted == "start" else period.end
