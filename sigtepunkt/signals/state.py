"""The computed state of an indicator, which chart, icon, table and sentence all read. Pure.

The fields of State, Point, Level and Aim are stored (`signals.parquet`) and compared between editions: they
keep their names.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from sigtepunkt.signals.answers.answer import Answer
from sigtepunkt.signals.answers.since import Fact, Since
from sigtepunkt.signals.comparison import Comparison
from sigtepunkt.signals.methods import funnel, shift
from sigtepunkt.signals.methods.intervals import Interval
from sigtepunkt.signals.methods.xmr import Assurance, Variation

Verdict = Literal["improvement", "concern", "high", "low", "common", "undecided"]
Method = Literal["shift", "trend", "none"]
Reason = Literal[
    "",
    "projection",
    "declared",
    "held",
    "full_count",
    "too_few",
    "too_few_yearly",
    "too_few_seasons",
    "exact",
    "not_positive",
]
Cause = Literal["", "higher", "lower", "rising", "falling"]


@dataclass(frozen=True)
class Point:
    """One figure with what the method says of it; None where the method has nothing to say.

    `segment` is the number of declared breaks before it, `outlier` the number of the declared outlier it has
    a share in (0 for none), `adjusted` the seasonally adjusted value. `mean` is
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
    outlier: int = 0

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
    0. `since` holds what can be said since the strategy began, apart from the verdict. `interval` is that of
    the latest figure. `year_ago` is the value twelve months before the latest, of a rolling figure the newest
    that it shares no month with, where there is a comparable one. Where a newer figure than the latest point
    is not shown, `held` is its status (`observations.table.WITHHELD` or SUPPRESSED) and `held_period` its
    period; else both are "". `areas` is the number of areas within the municipality that are tested against
    it.
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
    since: Since
    interval: Interval | None
    year_ago: float | None
    year_ago_period: str | None
    comparison: Comparison
    aim: Aim | None
    held: str = ""
    held_period: str = ""
    areas: int = 0

    @property
    def latest(self) -> Point:
        """The last point: the newest figure that is shown."""
        return self.points[-1]

    @property
    def change(self) -> float | None:
        """The latest value less the value a year before, in the indicator's unit."""
        return None if self.year_ago is None else self.latest.value - self.year_ago

    @property
    def alpha(self) -> float:
        """How many marks it would get, at most, on average, if nothing had changed or differed.

        One for each answer that was tested, at its own rate.
        """
        return self.since.alpha + (shift.RATE if self.method == "shift" else 0.0) + funnel.RATE * self.areas


_NESTED = ("points", "comparison", "level", "interval", "aim", "since")


def to_frame(states: Sequence[State]) -> pd.DataFrame:
    """Return one row per state; nested fields (points, comparison, …) are JSON, for any tool to read."""
    rows = map(vars, states)
    return pd.DataFrame([row | {key: json.dumps(row[key], default=vars) for key in _NESTED} for row in rows])


def from_frame(frame: pd.DataFrame) -> tuple[State, ...]:
    """Return the states `to_frame` wrote."""
    rows = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return tuple(State(**{str(key): _read(str(key), value) for key, value in row.items()}) for row in rows)


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "points": lambda points: tuple(Point(**point) for point in points),
    "comparison": lambda fields: Comparison(**fields),
    "level": lambda fields: Level(**fields),
    "interval": lambda limits: Interval(*limits),
    "aim": lambda fields: Aim(**fields),
    "since": lambda fields: Since(
        fields["fact"] and Fact(**fields["fact"]),
        *(Answer(**fields[name]) for name in ("change", "trend", "development", "level")),
    ),
}


def _read(key: str, stored: Any) -> Any:
    if key not in _NESTED:
        return stored
    value = json.loads(stored)
    return None if value is None else _READERS[key](value)
