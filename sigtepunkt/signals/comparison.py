"""The municipality's figure beside those of the nation and of its comparison group. Pure."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

import pandas as pd

from sigtepunkt.signals.methods import intervals
from sigtepunkt.signals.methods.intervals import CONFIDENCE, Interval
from sigtepunkt.strategy import Indicator, Kind, Municipality

Place = Literal["higher", "lower", "similar", "untested"]


@dataclass(frozen=True)
class Benchmark:
    """A figure beside the municipality's. Its fields are stored, and keep their names.

    `value` is in the indicator's unit, `place` is where the municipality lies beside it, `p` the p-value of
    the difference; None where it is untested.
    """

    value: float
    place: Place
    p: float | None = None


@dataclass(frozen=True)
class Comparison:
    """The nation's and the group's figures in the municipality's period; None where not published.

    `group` is the mean of the `group_size` municipalities that were published: where `weighted`, by the
    indicator's own denominators, else plain. The fields are stored, and keep their names.
    """

    nation: Benchmark | None
    group: Benchmark | None
    group_size: int
    weighted: bool = False


class _Counts(NamedTuple):
    """What a figure is computed from: its kind, the number counted and the denominator."""

    kind: Kind
    number: float
    base: float


NO_COMPARISON = Comparison(None, None, 0)
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
    observations: pd.DataFrame, indicator: Indicator, municipality: Municipality, period: str
) -> Comparison:
    """Compare within one indicator's observations (columns area, period, value, base) in `period`.

    A benchmark is tested where the counts behind the municipality's own figure are at hand; it is taken as
    known exactly.
    """
    rows = observations[observations["period"] == period].set_index("area")
    values, bases = (rows[column].astype(float).to_dict() for column in ("value", "base"))
    figure = values.get(municipality.code)
    if indicator.total or figure is None:
        return NO_COMPARISON
    counts = _counts(indicator, figure, bases[municipality.code])
    group = [code for code in municipality.comparison if code in values]
    weighted = bool(group) and all(bases[code] > 0 for code in group)
    weights = [bases[code] if weighted else 1.0 for code in group]
    products = [values[code] * weight for code, weight in zip(group, weights, strict=True)]
    nation, mean = (
        values.get(municipality.country),
        math.fsum(products) / math.fsum(weights) if group else None,
    )
    return Comparison(
        None if nation is None else _benchmark(figure, counts, nation),
        None if mean is None else _benchmark(figure, counts, mean),
        len(group),
        weighted,
    )


def _counts(indicator: Indicator, value: float, base: float) -> _Counts | None:
    if indicator.counted is None:
        return None
    if indicator.counted == "count":
        return _Counts("count", value, 1.0)
    count = value * base / _UNIT[indicator.counted]
    return _Counts(indicator.counted, count, base) if base > 0 else None


def _benchmark(figure: float, counts: _Counts | None, value: float) -> Benchmark:
    if counts is None:
        return Benchmark(value, "untested")
    p = _TESTS[counts.kind](counts.number, counts.base, value / _UNIT[counts.kind])
    if p >= 1 - CONFIDENCE:
        return Benchmark(value, "similar", p)
    return Benchmark(value, "higher" if figure > value else "lower", p)
