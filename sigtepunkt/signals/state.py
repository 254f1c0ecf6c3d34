"""The one computed state of an indicator, that chart, icon, table and sentence all read. Pure."""

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
    """One observation with what the method says of it; None where the method has nothing to say.

    `adjusted` is the value less its season. `mean` is the level before the strongest recent shift, over the points judged,
    where the series has a level it returns to; over the points since, `lower` and `upper` are where `fitted`, the level
    they lie at, would be no signal.
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
        """The value the method looks at."""
        return self.value if self.adjusted is None else self.adjusted


@dataclass(frozen=True)
class Level:
    """The strongest of the possible recent shifts: over how many points, by how much, and the memory it was judged with."""

    points: int
    since: str
    size: float
    memory: float
    judged: int


@dataclass(frozen=True)
class Aim:
    """The target in force, the decision behind it, and whether it can be expected to be reached.

    `reached` says whether the latest figure is at least as good. `assurance` rests on `lower` and `upper`, the XmR limits
    of the series as it is now; None where those cannot be trusted.
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

    `verdict` is about movement only, by `method`; `undecided` always has a `reason`. `trial` says that it rests on few
    points; `season` is the number of points a year a season was taken out of, else 0. `trend` is that of the last five
    figures a year or more apart, "" where there are fewer. `interval` is that of the latest figure. `year_ago` is the value
    twelve months before the latest, where there is one. Where a newer figure than the latest point is not shown, `held` is
    its status (`observations.WITHHELD` or SUPPRESSED) and `held_period` its period; else both are "".
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
        """How often the method calls a quiet series a signal, at most; 0 where it gives no verdict."""
        return RATES[self.method]


FocusState = Literal["improvement", "concern", "mixed", "changed", "common", "undecided", "demo", "gap"]


def focus_state(states: Iterable[State], *, withheld: bool = False, invented: bool = False) -> FocusState:
    """Return the state of a focus area from its indicators'. Demo data never decides; no official figure is a gap.

    `withheld` says that the area has an official indicator none of whose figures may be shown, `invented` that it has such
    a demo indicator: neither is a gap.
    """
    states = list(states)
    verdicts: set[Verdict] = {state.verdict for state in states if not state.demo}
    if not verdicts and withheld:
        return "undecided"
    if not verdicts:
        return "demo" if states or invented else "gap"
    if {"improvement", "concern"} <= verdicts:
        return "mixed"
    ranked: Mapping[Verdict, FocusState] = {
        "improvement": "improvement",
        "concern": "concern",
        "high": "changed",
        "low": "changed",
        "common": "common",
    }
    return next((state for verdict, state in ranked.items() if verdict in verdicts), "undecided")


_NESTED = ("points", "comparison", "level", "interval", "aim")


def to_frame(states: Sequence[State]) -> pd.DataFrame:
    """Return one row per state; what has parts of its own (points, comparison, …) as JSON, so that any tool can read it."""
    return pd.DataFrame(
        [
            {key: json.dumps(value) if key in _NESTED else value for key, value in asdict(state).items()}
            for state in states
        ]
    )


def from_frame(frame: pd.DataFrame) -> tuple[State, ...]:
    """Return the states `to_frame` wrote."""
    rows = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return tuple(State(**{str(key): _read(str(key), value) for key, value in row.items()}) for row in rows)


def _read(key: str, value: Any) -> Any:
    if key not in _NESTED:
        return value
    found = json.loads(value)
    if key == "points":
        return tuple(Point(**point) for point in found)
    if key == "comparison":
        beside = {name: found[name] and Benchmark(**found[name]) for name in ("nation", "group")}
        return Comparison(**(found | beside))
    if found is None:
        return None
    return Interval(*found) if key == "interval" else Level(**found) if key == "level" else Aim(**found)
