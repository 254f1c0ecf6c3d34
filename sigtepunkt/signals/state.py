"""What may be said of an indicator: the one state that chart, icon, table and sentence all read. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any, Literal

import numpy as np
import pandas as pd

from sigtepunkt.comparison import Comparison, compare
from sigtepunkt.quarter import QUARTER as QUARTER_MONTHS
from sigtepunkt.quarter import YEAR, Period
from sigtepunkt.signals.individuals import Variation, XmR, xmr
from sigtepunkt.signals.short_series import trend
from sigtepunkt.strategy import Definitions, Indicator

Verdict = Literal["improvement", "concern", "high", "low", "common", "undecided"]
Method = Literal["xmr", "trend", "none"]
Reason = Literal["", "projection", "declared", "too_few", "too_few_yearly", "autocorrelated", "season"]

ENOUGH, FULL = 7, 13  # points: below the first no verdict, below the second the limits are provisional
MEMORY = 0.3  # lag-1 autocorrelation above which plain XmR raises too many false flags


@dataclass(frozen=True)
class Point:
    """One observation with what the method says of it; limits are None where the method has none."""

    period: str
    value: float
    segment: int
    mean: float | None = None
    lower: float | None = None
    upper: float | None = None
    state: Variation = "common"


@dataclass(frozen=True)
class State:
    """The computed state of one indicator in the municipality for one reporting quarter.

    `verdict` is about movement only. `undecided` always has a `reason`; `trial` says that limits rest on few points;
    `year_ago` is the value twelve months before the latest, where there is one.
    """

    indicator: str
    quarter: str
    demo: bool
    points: tuple[Point, ...]
    verdict: Verdict
    method: Method
    reason: Reason
    cause: str
    trial: bool
    autocorrelation: float | None
    year_ago: float | None
    year_ago_period: str | None
    comparison: Comparison

    @property
    def latest(self) -> Point:
        """The last point."""
        return self.points[-1]

    @property
    def change(self) -> float | None:
        """The latest value less the value a year before, in the indicator's unit."""
        return None if self.year_ago is None else self.latest.value - self.year_ago


def judge(definitions: Definitions, observations: pd.DataFrame, quarter: str) -> tuple[State, ...]:
    """Return the state of every indicator the municipality has observations of, in the order declared.

    `observations` are those of one vintage, with the columns of `observations.COLUMNS`.
    """
    by_indicator = dict(tuple(observations.groupby("indicator", sort=False)))
    home = definitions.municipality.code
    states = []
    for key, indicator in definitions.indicators.items():
        rows = by_indicator[key]
        own = rows[rows["area"] == home]
        if not own.empty:
            beside = Comparison(None, None, 0) if indicator.total else compare(rows, definitions.municipality, own["period"].iloc[-1])
            states.append(_state(key, indicator, definitions, own, beside, quarter))
    return tuple(states)


def _state(key: str, indicator: Indicator, definitions: Definitions, own: pd.DataFrame, beside: Comparison, quarter: str) -> State:
    periods = [Period.parse(text) for text in own["period"]]
    values = own["value"].to_numpy(dtype=np.float64)
    segments = _segments(indicator, periods)
    source = definitions.sources[indicator.source]
    verdict, method, reason, cause, chart, memory = _judge(indicator, periods, values, segments, projection=source.projection)
    points = tuple(
        Point(str(period), float(value), segment, *(_limits(chart, position)))
        for position, (period, value, segment) in enumerate(zip(periods, values, segments, strict=True))
    )
    before = periods[-1].back(YEAR)
    earlier = dict(zip(periods, zip(values, segments, strict=True), strict=True)).get(before)
    comparable = earlier is not None and earlier[1] == segments[-1]
    return State(
        indicator=key, quarter=quarter, demo=source.origin == "demo", points=points, verdict=verdict, method=method,
        reason=reason, cause=cause,
        trial=method == "xmr" and segments.count(segments[-1]) < FULL,
        autocorrelation=memory,
        year_ago=float(earlier[0]) if earlier is not None and comparable else None,
        year_ago_period=str(before) if comparable else None,
        comparison=beside,
    )


def _segments(indicator: Indicator, periods: Sequence[Period]) -> list[int]:
    starts = sorted(Period.parse(one.at).first for one in indicator.breaks)
    return [sum(period.first >= start for start in starts) for period in periods]


_Judgement = tuple[Verdict, Method, Reason, str, "dict[int, tuple[float, float, float, Variation]]", "float | None"]


def _judge(indicator: Indicator, periods: Sequence[Period], values: np.ndarray, segments: Sequence[int], *, projection: bool) -> _Judgement:
    if projection:
        return "undecided", "none", "projection", "", {}, None
    if indicator.no_trend:
        return "undecided", "none", "declared", "", {}, None
    steps = {later.first - earlier.first for earlier, later in pairwise(periods)}
    overlapping = indicator.window > 1 or indicator.computation == "growth"
    if overlapping or periods[-1].months > QUARTER_MONTHS or (steps and min(steps) >= YEAR):
        return _judge_trend(indicator, periods, values, segments)
    return _judge_xmr(indicator, periods, values, segments)


def _judge_trend(indicator: Indicator, periods: Sequence[Period], values: np.ndarray, segments: Sequence[int]) -> _Judgement:
    """Judge years that do not overlap: the last five, counted back from the latest in whole windows."""
    stride = max(YEAR, periods[-1].months * indicator.window)
    apart = [
        value for period, value, segment in zip(periods, values, segments, strict=True)
        if segment == segments[-1] and (periods[-1].first - period.first) % stride == 0
    ]
    found = trend(apart)
    if found is None:
        return "undecided", "none", "too_few_yearly", "", {}, None
    if found.direction == "none":
        return "common", "trend", "", "", {}, None
    upwards = found.direction == "rising"
    if indicator.better == "neutral":
        return ("high" if upwards else "low"), "trend", "", found.direction, {}, None
    return ("improvement" if upwards == (indicator.better == "higher") else "concern"), "trend", "", found.direction, {}, None


def _judge_xmr(indicator: Indicator, periods: Sequence[Period], values: np.ndarray, segments: Sequence[int]) -> _Judgement:
    length = periods[-1].months
    positions = [(period.first - periods[0].first) // length for period in periods]
    regular = np.full(positions[-1] + 1, np.nan)  # a period not published stays empty: it is not bridged
    regular[positions] = values
    starts = [position for position, (one, two) in zip(positions[1:], pairwise(segments), strict=True) if one != two]
    last = regular[starts[-1] :] if starts else regular
    count = int((~np.isnan(last)).sum())
    memory = lag_one(last)
    if count < ENOUGH:
        return "undecided", "none", "too_few", "", {}, memory
    if indicator.season:
        return "undecided", "none", "season", "", {}, memory
    if memory is not None and memory > MEMORY:
        return "undecided", "none", "autocorrelated", "", {}, memory
    chart: XmR = xmr(regular, better=indicator.better, rebase_at=starts)
    limits = {
        index: (float(chart.mean[position]), float(chart.lower[position]), float(chart.upper[position]), chart.state[position])
        for index, position in enumerate(positions)
    }
    return chart.state[-1], "xmr", "", chart.cause[-1], limits, memory


def _limits(chart: Mapping[int, tuple[float, float, float, Variation]], position: int) -> tuple[Any, ...]:
    return chart.get(position, (None, None, None, "common"))


def lag_one(values: np.ndarray) -> float | None:
    """Return the lag-1 autocorrelation over neighbouring points that are both present; None for fewer than seven."""
    centred = values - np.nanmean(values)
    products = centred[:-1] * centred[1:]
    if np.isfinite(values).sum() < ENOUGH or not np.isfinite(products).any():
        return None
    variance = float(np.nanmean(centred**2))
    return float(np.nanmean(products)) / variance if variance > 0 else 0.0


FocusState = Literal["improvement", "concern", "mixed", "common", "undecided", "demo", "gap"]


def focus_state(states: Iterable[State]) -> FocusState:
    """Return the state of a focus area from its indicators'. Demo data never decides; no official figure is a gap."""
    states = list(states)
    verdicts = {state.verdict for state in states if not state.demo}
    if not verdicts:
        return "demo" if states else "gap"
    if {"improvement", "concern"} <= verdicts:
        return "mixed"
    if "improvement" in verdicts:
        return "improvement"
    if "concern" in verdicts:
        return "concern"
    return "common" if verdicts & {"common", "high", "low"} else "undecided"


def to_frame(states: Sequence[State]) -> pd.DataFrame:
    """Return one row per state; `points` and `comparison` as JSON, so that any tool can read the file."""
    rows = [asdict(state) for state in states]
    return pd.DataFrame([
        {**row, "points": json.dumps(row["points"]), "comparison": json.dumps(row["comparison"])} for row in rows
    ])


def from_frame(frame: pd.DataFrame) -> tuple[State, ...]:
    """Return the states `to_frame` wrote."""
    rows = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return tuple(
        State(**{
            **{str(key): value for key, value in row.items()},
            "points": tuple(Point(**point) for point in json.loads(row["points"])),
            "comparison": Comparison(**json.loads(row["comparison"])),
        })
        for row in rows
    )
