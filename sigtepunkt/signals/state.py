"""The computed state of an indicator, which chart, icon, table and sentence all read. Pure.

The fields of State, Point, Level and Aim are stored (`signals.parquet`) and compared between editions: they
keep their names.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import pandas as pd

from sigtepunkt.signals.comparison import Benchmark, Comparison
from sigtepunkt.signals.methods import shift, trend
from sigtepunkt.signals.methods.intervals import Interval
from sigtepunkt.signals.methods.xmr import Assurance, Variation

Verdict = Literal["improvement", "concern", "high", "low", "common", "undecided"]
Method = Literal["shift", "trend", "none"]
Reason = Literal[
    "", "projection", "declared", "held", "too_few", "too_few_yearly", "too_few_seasons", "uneven"
]
Cause = Literal["", "higher", "lower", "rising", "falling"]

RATES: Mapping[Method, float] = {"shift": shift.RATE, "trend": trend.RATE, "none": 0.0}


@dataclass(frozen=True)
class Point:
    """One figure with what the method says of it; None where the method has nothing to say.

    `segment` is the number of declared breaks before it, `adjusted` the seasonally adjusted value. `mean` is
    the level before the strongest recent shift, over the points judged, where the series has a level it
    returns to. The points since then have the level they lie at (`fitted`) and the range in which that level
    would be no signal (`lower`, `upper`). `state` is the verdict for the points of a new level, else
    `common`. Numbers are in the indicator's unit.
    """

    period: str
    value: float
    segment: int
    adjusted: float | None = None
    mean: float | None = None
    lower: float | None = None
    upper: float | None = None
    fitted: float | None = None
    state: Variation = "common"

    @property
    def judged(self) -> float:
        """The value the method looks at: seasonally adjusted, where that is done."""
        return self.value if self.adjusted is None else self.adjusted


@dataclass(frozen=True)
class Level:
    """The strongest of the possible recent shifts, signal or not.

    It has lasted `points` points, `since` a period, and has `size` in the indicator's unit. `memory` is the
    lag-1 autocorrelation it was judged with, `judged` the number of points of the stretch that was judged.
    """

    points: int
    since: str
    size: float
    memory: float
    judged: int


@dataclass(frozen=True)
class Aim:
    """The target in force, the decision behind it, and whether it can be expected to be reached.

    `reached` says whether the latest figure is at least as good as `value`. `assurance` rests on `lower` and
    `upper`, the XmR limits of the series as it is now; all three are None where such limits cannot be
    trusted.
    """

    value: float
    decision: str
    reached: bool
    assurance: Assurance | None = None
    lower: float | None = None
    upper: float | None = None


@dataclass(frozen=True)
class State:
    """The computed state of one indicator in the municipality for one reporting quarter.

    `points` are the figures shown, oldest first. `verdict` is about movement only, by `method`, and `cause`
    is the way the figure moved; an `undecided` verdict has a `reason`. `trial` says that the verdict rests on
    few points and is provisional; `season` is the number of points a year where a season was taken out, else
    0. `trend` is that of the last five figures a year or more apart, "" where it was not tested. `interval`
    is that of the latest figure. `year_ago` is the value twelve months before the latest, where there is a
    comparable one. Where a newer figure than the latest point is not shown, `held` is its status
    (`observations.table.WITHHELD` or SUPPRESSED) and `held_period` its period; else both are "".
    """

    indicator: str
    quarter: str
    demo: bool
    points: tuple[Point, ...]
    verdict: Verdict
    method: Method
    reason: Reason
    cause: Cause
    trial: bool
    season: int
    level: Level | None
    trend: Literal["", "rising", "falling", "none"]
    interval: Interval | None
    year_ago: float | None
    year_ago_period: str | None
    comparison: Comparison
    aim: Aim | None
    held: str = ""
    held_period: str = ""

    @property
    def latest(self) -> Point:
        """The last point: the newest figure that is shown."""
        return self.points[-1]

    @property
    def change(self) -> float | None:
        """The latest value less the value a year before, in the indicator's unit."""
        return None if self.year_ago is None else self.latest.value - self.year_ago

    @property
    def false_rate(self) -> float:
        """The share of quiet series the method calls a signal, at most; 0 where it gives no verdict."""
        return RATES[self.method]


FocusState = Literal["improvement", "concern", "mixed", "changed", "common", "undecided", "demo", "gap"]
_RANKED: tuple[FocusState, ...] = ("improvement", "concern", "changed", "common")  # in order of precedence


def focus_state(
    states: Iterable[State], *, withheld: bool = False, withheld_demo: bool = False
) -> FocusState:
    """Return the state of a focus area from its indicators'. Demo data never decides.

    An area without an official figure is a `gap`, unless `withheld` says that it has an official indicator
    none of whose figures may be shown, or `withheld_demo` that it has such a demo indicator.
    """
    states = list(states)
    verdicts = {state.verdict for state in states if not state.demo}
    if not verdicts and not withheld:
        return "demo" if states or withheld_demo else "gap"
    if {"improvement", "concern"} <= verdicts:
        return "mixed"
    kinds = {"changed" if verdict in {"high", "low"} else verdict for verdict in verdicts}
    return next((kind for kind in _RANKED if kind in kinds), "undecided")


_NESTED = ("points", "comparison", "level", "interval", "aim")


def to_frame(states: Sequence[State]) -> pd.DataFrame:
    """Return one row per state; nested fields (points, comparison, …) are JSON, for any tool to read."""
    rows = map(asdict, states)
    return pd.DataFrame([row | {key: json.dumps(row[key]) for key in _NESTED} for row in rows])


def from_frame(frame: pd.DataFrame) -> tuple[State, ...]:
    """Return the states `to_frame` wrote."""
    rows = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return tuple(State(**{str(key): _read(str(key), value) for key, value in row.items()}) for row in rows)


def _read(key: str, stored: Any) -> Any:
    if key not in _NESTED:
        return stored
    value = json.loads(stored)
    if key == "points":
        return tuple(Point(**point) for point in value)
    if key == "comparison":
        beside = {name: value[name] and Benchmark(**value[name]) for name in ("nation", "group")}
        return Comparison(**(value | beside))
    if value is None:
        return None
    return Interval(*value) if key == "interval" else Level(**value) if key == "level" else Aim(**value)
