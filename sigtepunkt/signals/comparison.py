"""How the municipality stands beside the nation and its comparison group. Pure."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from sigtepunkt.signals.methods.intervals import (
    CONFIDENCE,
    Interval,
    count_differs,
    proportion,
    proportion_differs,
    rate,
)
from sigtepunkt.strategy import Indicator, Kind, Municipality

Place = Literal["higher", "lower", "similar", "untested"]


@dataclass(frozen=True)
class Benchmark:
    """One figure beside the municipality's: its value, where the municipality lies, and the p-value of the difference."""

    value: float
    place: Place
    p: float | None = None


@dataclass(frozen=True)
class Comparison:
    """The nation's and the group's figure in the same period as the municipality's; None where not published.

    `group` stands for the `group_size` municipalities that were published: their mean weighted by the indicator's own
    denominator where `weighted`, else their plain mean.
    """

    nation: Benchmark | None
    group: Benchmark | None
    group_size: int
    weighted: bool = False


NOTHING = Comparison(None, None, 0)
_UNIT: Mapping[Kind, float] = {
    "proportion": 100,
    "per_1000": 1000,
    "count": 1,
}  # a figure is so many times its count over its base


def interval(indicator: Indicator, value: float, base: float) -> Interval | None:
    """Return the 95 % interval of a figure, in the indicator's unit; None where its counts are not at hand.

    `base` is the denominator (persons, dwellings, …). Proportions: Wilson. Rates and counts: Byar, exact below ten.
    """
    counted = _counted(indicator, value, base)
    if counted is None:
        return None
    kind, count, of = counted
    found = proportion(count, of) if kind == "proportion" else rate(count, of)
    return Interval(_UNIT[kind] * found.lower, _UNIT[kind] * found.upper)


def compare(
    observations: pd.DataFrame, indicator: Indicator, municipality: Municipality, period: str
) -> Comparison:
    """Compare within one indicator's observations (columns area, period, value, base) in `period`.

    A benchmark is tested where the counts behind the municipality's own figure are at hand, and taken as known exactly.
    """
    rows = observations[observations["period"] == period]
    values, bases = (
        dict(zip(rows["area"], rows[column].astype(float), strict=True)) for column in ("value", "base")
    )
    own = values.get(municipality.code)
    if indicator.total or own is None:
        return NOTHING
    counted = _counted(indicator, own, bases[municipality.code])
    group = [code for code in municipality.comparison if code in values]
    weights = [bases[code] for code in group]
    weighted = bool(group) and all(weight > 0 for weight in weights)
    nation = values.get(municipality.country)
    return Comparison(
        nation=None if nation is None else _benchmark(own, counted, nation),
        group=_benchmark(
            own, counted, _mean([values[code] for code in group], weights if weighted else [1.0] * len(group))
        )
        if group
        else None,
        group_size=len(group),
        weighted=weighted,
    )


def _mean(values: Sequence[float], weights: Sequence[float]) -> float:
    return math.fsum(value * weight for value, weight in zip(values, weights, strict=True)) / math.fsum(
        weights
    )


def _counted(indicator: Indicator, value: float, base: float) -> tuple[Kind, float, float] | None:
    """Return the kind of count behind a figure, the count and its base; None without one."""
    if indicator.counted is None:
        return None
    if indicator.counted == "count":
        return "count", value, 1.0
    return (indicator.counted, value * base / _UNIT[indicator.counted], base) if base > 0 else None


_TESTS: Mapping[Kind, Callable[[float, float, float], float]] = {
    "proportion": proportion_differs,
    "per_1000": lambda count, of, share: count_differs(count, share * of),
    "count": lambda count, of, share: count_differs(count, share * of),
}


def _benchmark(own: float, counted: tuple[Kind, float, float] | None, value: float) -> Benchmark:
    if counted is None:
        return Benchmark(value, "untested")
    kind, count, of = counted
    p = _TESTS[kind](count, of, value / _UNIT[kind])
    if p >= 1 - CONFIDENCE:
        return Benchmark(value, "similar", p)
    return Benchmark(value, "higher" if own > value else "lower", p)
