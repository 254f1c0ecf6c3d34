"""The municipality's figure beside those of the nation and of its comparison group. Pure."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from sigtepunkt.signals.methods import intervals
from sigtepunkt.signals.methods.intervals import Interval
from sigtepunkt.strategy import Indicator, Kind, Municipality


@dataclass(frozen=True)
class Comparison:
    """The nation's and the group's figures in the municipality's period; None where not published.

    `group` is the plain mean of the `group_size` municipalities that were published, `lowest` and `highest`
    are their extremes. `nation_change` and `group_change` are the changes over the periods of the told fact,
    the group's of the `group_changed` municipalities that have both. All are in the indicator's unit. The
    fields are stored, and keep their names.
    """

    nation: float | None = None
    group: float | None = None
    group_size: int = 0
    lowest: float | None = None
    highest: float | None = None
    nation_change: float | None = None
    group_change: float | None = None
    group_changed: int = 0


class _Counts(NamedTuple):
    """What a figure is computed from: its kind, the number counted and the denominator."""

    kind: Kind
    number: float
    base: float


OUTSIDE = frozenset({"kommune", "land"})  # kinds of areas that are no part of the municipality
FEWEST_AREAS = 5  # fewer make no funnel
NO_COMPARISON = Comparison()
_UNIT: Mapping[Kind, float] = {
    "proportion": 100,
    "per_1000": 1000,
    "count": 1,
}  # figure = unit x count / base
_TESTS: Mapping[Kind, Callable[[float, float, float], float]] = {
    "proportion": intervals.proportion_differs,
    "per_1000": lambda count, base, share: intervals.count_differs(count, share * base),
    "count": lambda count, base, share: intervals.count_differs(count, share * base),
}


def interval(indicator: Indicator, value: float, base: float) -> Interval | None:
    """Return the 95 % interval of a figure, in the indicator's unit; None where its counts are not at hand.

    `base` is the denominator (persons, dwellings, …). Proportions: Wilson. Rates and counts: Byar, exact
    below ten.
    """
    counts = _counts(indicator, value, base)
    if counts is None:
        return None
    method = intervals.proportion if counts.kind == "proportion" else intervals.rate
    limits = method(counts.number, counts.base)
    return Interval(*(_UNIT[counts.kind] * limit for limit in limits))


def compare(
    rows: pd.DataFrame, indicator: Indicator, municipality: Municipality, period: str, start: str = ""
) -> Comparison:
    """Put the others beside one indicator's figure of `period`, and their changes since `start`.

    `rows` are its shown observations (columns area, period, value). Of totals of municipalities of different
    size only the changes are compared, in per cent.
    """
    values = _by_area(rows, period)
    if municipality.code not in values:
        return NO_COMPARISON
    before = _by_area(rows, start) if start else {}
    group = [code for code in municipality.comparison if code in values]
    changes = {
        code: 100 * (value / before[code] - 1) if indicator.total else value - before[code]
        for code, value in values.items()
        if before.get(code) or (code in before and not indicator.total)
    }
    changed = [changes[code] for code in group if code in changes]
    figures = [] if indicator.total else [values[code] for code in group]
    return Comparison(
        nation=None if indicator.total else values.get(municipality.country),
        group=_mean(figures),
        group_size=len(figures),
        lowest=min(figures, default=None),
        highest=max(figures, default=None),
        nation_change=changes.get(municipality.country),
        group_change=_mean(changed),
        group_changed=len(changed),
    )


def areas_tested(
    rows: pd.DataFrame, indicator: Indicator, municipality: Municipality, period: str
) -> pd.DataFrame:
    """Return the figures of `period` in areas within the municipality that are tested against it in a funnel.

    `rows` are the indicator's shown observations. Only proportions with their denominators (`base`) are
    tested, and at least FEWEST_AREAS of them.
    """
    if indicator.counted != "proportion":
        return rows.iloc[:0]
    inside = [code for code, area in municipality.areas.items() if area.kind not in OUTSIDE]
    tested = rows[(rows["period"] == period) & rows["area"].isin(inside) & (rows["base"] > 0)]
    return tested if len(tested) >= FEWEST_AREAS else tested.iloc[:0]


def differs_by_counting(indicator: Indicator, value: float, base: float, benchmark: float) -> float | None:
    """Return the p-value of a figure if `benchmark`, taken as known, were the truth; None without counts."""
    counts = _counts(indicator, value, base)
    if counts is None:
        return None
    return _TESTS[counts.kind](counts.number, counts.base, benchmark / _UNIT[counts.kind])


def _by_area(rows: pd.DataFrame, period: str) -> dict[str, float]:
    of_period = rows[rows["period"] == period]
    return dict(zip(of_period["area"], of_period["value"].astype(float), strict=True))


def _mean(values: Sequence[float]) -> float | None:
    return math.fsum(values) / len(values) if values else None


def _counts(indicator: Indicator, value: float, base: float) -> _Counts | None:
    if indicator.counted is None:
        return None
    if indicator.counted == "count":
        return _Counts("count", value, 1.0)
    count = value * base / _UNIT[indicator.counted]
    return _Counts(indicator.counted, count, base) if base > 0 else None
