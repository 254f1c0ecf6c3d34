"""What may be said of each indicator: which method its series allows, and what that method finds. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

import numpy as np
import pandas as pd

from sigtepunkt.core.period import QUARTER as QUARTER_MONTHS
from sigtepunkt.core.period import YEAR, Period, Quarter
from sigtepunkt.observations.computations import newest
from sigtepunkt.observations.table import SHOWN
from sigtepunkt.signals.comparison import Benchmark, compare, interval
from sigtepunkt.signals.methods import season
from sigtepunkt.signals.methods.intervals import discoveries
from sigtepunkt.signals.methods.shift import ANCHORED, FEWEST, expected, recent_shifts
from sigtepunkt.signals.methods.trend import POINTS, SIGNIFICANCE, Trend, trend
from sigtepunkt.signals.methods.xmr import Variation, xmr
from sigtepunkt.signals.state import Aim, Cause, Level, Method, Point, Reason, State
from sigtepunkt.strategy import Definitions, Indicator

ENOUGH, FULL = 7, 13  # points: below the first no limits, below the second they are provisional
MEMORY = 0.3  # lag-1 autocorrelation above which XmR limits are too narrow


def judge(definitions: Definitions, observations: pd.DataFrame, quarter: str) -> tuple[State, ...]:
    """Return the state of every indicator the municipality has observations of, in the order declared.

    `observations` are those of one vintage, with the columns of `observations.COLUMNS`; only those shown count, and where the
    newest is not among them, nothing is said of movement. Differences and trends that do not
    stand among all that a committee's page tests (Benjamini-Hochberg) are taken back. Raises ValueError for periods that
    are doubled or out of order, and for values that are not finite.
    """
    by_indicator = dict(tuple(observations.groupby("indicator", sort=False)))
    home = definitions.municipality.code
    findings = []
    for key, indicator in definitions.indicators.items():
        rows = by_indicator.get(key, observations.iloc[:0])
        shown = rows[rows["status"] == SHOWN]
        if (shown["area"] == home).any():
            findings.append(
                _find(key, indicator, definitions, shown, quarter, newest(rows[rows["area"] == home]))
            )
    strategy = definitions.strategy(Quarter.parse(quarter))
    tested_together = defaultdict(list)
    for place, (state, _) in enumerate(findings):
        area = strategy.focus_areas.get(definitions.indicators[state.indicator].focus_area)
        tested_together[area and area.committee, state.demo].append(
            place
        )  # demo data may not sway an official figure
    standing = {
        place: state for places in tested_together.values() for place, state in _what_stands(places, findings)
    }
    return tuple(standing[place] for place in range(len(findings)))


_Finding = tuple[State, "Trend | None"]


@dataclass(frozen=True)
class _Series:
    """The municipality's own figures, oldest first."""

    periods: tuple[Period, ...]
    values: np.ndarray
    bases: np.ndarray
    segments: tuple[int, ...]

    @property
    def is_yearly(self) -> bool:
        """Whether neighbouring figures lie a year or more apart."""
        return (
            self.periods[-1].months > QUARTER_MONTHS
            or min((b.first - a.first for a, b in pairwise(self.periods)), default=0) >= YEAR
        )

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


def _series(key: str, indicator: Indicator, own: pd.DataFrame) -> _Series:
    periods = tuple(Period.parse(text) for text in own["period"])
    values = own["value"].to_numpy(dtype=np.float64)
    if any(two.first + two.months <= one.first + one.months for one, two in pairwise(periods)):
        raise ValueError(f"{key}: periods are doubled or out of order")
    if not np.isfinite(values).all():
        raise ValueError(f"{key}: every value has to be finite")
    starts = sorted(Period.parse(one.at).first for one in indicator.breaks)
    segments = tuple(sum(period.first >= start for start in starts) for period in periods)
    return _Series(periods, values, own["base"].to_numpy(dtype=np.float64), segments)


@dataclass(frozen=True)
class _Judgement:
    """What a method found, before it is put into a state."""

    method: Method = "none"
    reason: Reason = ""
    cause: Cause = ""
    trial: bool = False
    season: int = 0
    level: Level | None = None


def _find(
    key: str,
    indicator: Indicator,
    definitions: Definitions,
    rows: pd.DataFrame,
    quarter: str,
    last: tuple[str, str],
) -> _Finding:
    """Return the state of the figures shown (`rows`); `last` is the period and the status of the newest figure, shown or not."""
    municipality, source = definitions.municipality, definitions.sources[indicator.source]
    series = _series(key, indicator, rows[rows["area"] == municipality.code])
    points = tuple(
        Point(str(period), float(value), segment)
        for period, value, segment in zip(series.periods, series.values, series.segments, strict=True)
    )
    held_period, held = last if last[1] != SHOWN else ("", "")
    apart = _apart(indicator, series)
    slope = (
        None
        if source.projection or indicator.no_trend or held or _uneven(series, apart)
        else _slope(indicator, series, apart)
    )
    judged = _Judgement()
    if source.projection or indicator.no_trend:
        judged = _Judgement(reason="projection" if source.projection else "declared")
    elif held:
        judged = _Judgement(reason="held")
    elif indicator.window > 1 or indicator.computation == "growth" or series.is_yearly:
        judged = _Judgement(reason="uneven") if _uneven(series, apart) else _by_trend(slope)
    else:
        judged, points = _by_shift(indicator, series, points)
    verdict = _turned(indicator, judged.cause)
    if judged.method == "shift" and judged.level is not None and verdict != "common":
        points = (
            *points[: -judged.level.points],
            *(replace(point, state=verdict) for point in points[-judged.level.points :]),
        )
    before = series.periods[-1].back(YEAR)
    earlier = next(
        (
            place
            for place, period in enumerate(series.periods)
            if period == before and series.segments[place] == series.segments[-1]
        ),
        None,
    )
    return State(
        indicator=key,
        quarter=quarter,
        demo=source.origin == "demo",
        points=points,
        verdict="undecided" if judged.method == "none" else verdict,
        method=judged.method,
        reason=judged.reason,
        cause=judged.cause,
        trial=judged.trial,
        season=judged.season,
        level=judged.level,
        trend=_direction(slope),
        interval=interval(indicator, float(series.values[-1]), float(series.bases[-1])),
        year_ago=None if earlier is None else float(series.values[earlier]),
        year_ago_period=None if earlier is None else str(before),
        comparison=compare(rows, indicator, municipality, str(series.periods[-1])),
        aim=_aim(indicator, series, points, Quarter.parse(quarter).year, trusted=judged.method == "shift"),
        held=held,
        held_period=held_period,
    ), slope


def _turned(indicator: Indicator, cause: Cause) -> Variation:
    """Return what a movement means, given which way is better."""
    if not cause:
        return "common"
    upwards = cause in {"higher", "rising"}
    if indicator.better == "neutral":
        return "high" if upwards else "low"
    return "improvement" if upwards == (indicator.better == "higher") else "concern"


# --- a year or more apart ------------------------------------------------------------------------------------------


def _apart(indicator: Indicator, series: _Series) -> list[int]:
    """Return the places of figures that do not overlap: counted back from the latest in whole years or windows."""
    stride = max(YEAR, series.periods[-1].months * indicator.window)
    return [
        place
        for place, period in enumerate(series.periods)
        if series.segments[place] == series.segments[-1]
        and (series.periods[-1].first - period.first) % stride == 0
    ]


def _uneven(series: _Series, apart: Sequence[int]) -> bool:
    """Return whether the figures a trend would be judged by lie at different distances: it would take them for neighbours."""
    last = [series.periods[place].first for place in apart[-POINTS:]]
    return len(last) == POINTS and len({two - one for one, two in pairwise(last)}) > 1


def _slope(indicator: Indicator, series: _Series, apart: Sequence[int]) -> Trend | None:
    """Return the trend of the figures in these places."""
    values = series.values[[*apart]]
    limits = [interval(indicator, float(series.values[place]), float(series.bases[place])) for place in apart]
    known = [one for one in limits if one is not None]
    if known and len(known) == len(limits):
        return trend(values, [one.lower for one in known], [one.upper for one in known])
    return trend(values)


def _direction(found: Trend | None) -> Literal["", "rising", "falling", "none"]:
    if found is None:
        return ""
    # With intervals, years that differ by more than chance in counting would pass for a trend (docs/method.md).
    return found.direction if found.scatter < SIGNIFICANCE else "none"


def _by_trend(found: Trend | None) -> _Judgement:
    direction = _direction(found)
    if not direction:
        return _Judgement(reason="too_few_yearly")
    return _Judgement(method="trend", cause="" if direction == "none" else direction)


# --- months and quarters -------------------------------------------------------------------------------------------


def _by_shift(
    indicator: Indicator, series: _Series, points: tuple[Point, ...]
) -> tuple[_Judgement, tuple[Point, ...]]:
    """Judge the last stretch without gaps by its level: has it shifted within the last four points?"""
    stretch = series.last_stretch()
    values = series.values[stretch.start :]
    per_year = YEAR // series.periods[-1].months if indicator.season else 0
    if len(values) < FEWEST[0]:
        return _Judgement(reason="too_few"), points
    if len(values) < FEWEST[per_year]:
        return _Judgement(reason="too_few_seasons"), points
    adjusted = season.adjust(values, per_year) if per_year else values
    found = recent_shifts(adjusted[np.newaxis], per_year)
    count, size, margin = int(found.began[0]), float(found.size[0]), float(found.margin[0])
    level, memory = float(found.level[0]), float(found.memory[0])
    path = expected(adjusted, count, level, memory)
    signal = abs(float(found.strength[0])) > 1
    first_new = len(points) - count

    def told(place: int, point: Point) -> Point:
        value = float(adjusted[place - stretch.start])
        point = replace(
            point, adjusted=value if per_year else None, mean=level if memory < ANCHORED else None
        )
        if place < first_new:
            return point
        centre = float(path[place - first_new])
        return replace(point, lower=centre - margin, upper=centre + margin, fitted=centre + size)

    return _Judgement(
        method="shift",
        cause=("higher" if size > 0 else "lower") if signal else "",
        trial=len(values) < FULL,
        season=per_year,
        level=Level(count, points[first_new].period, size, memory, len(values)),
    ), (*points[: stretch.start], *(told(place, points[place]) for place in stretch))


# --- targets -------------------------------------------------------------------------------------------------------


def _aim(
    indicator: Indicator, series: _Series, points: Sequence[Point], year: int, *, trusted: bool
) -> Aim | None:
    """Return the target in force in `year`; its assurance where XmR limits can be trusted: no memory, no season left."""
    target = indicator.target(year)
    if target is None:
        return None
    latest = float(series.values[-1])
    reached = latest >= target.value if indicator.better == "higher" else latest <= target.value
    stretch = series.last_stretch()
    judged = np.array([points[place].judged for place in stretch])
    if not trusted or len(judged) < ENOUGH or _lag_one(judged) > MEMORY:
        return Aim(target.value, target.decision, reached)
    chart = xmr(judged, better=indicator.better, target=target.value)
    return Aim(
        target.value,
        target.decision,
        reached,
        chart.assurance,
        float(chart.lower[-1]),
        float(chart.upper[-1]),
    )


def _lag_one(values: np.ndarray) -> float:
    """Return the lag-1 autocorrelation; 0 for a constant series."""
    centred = values - values.mean()
    variance = float((centred**2).sum())
    return float((centred[1:] * centred[:-1]).sum()) / variance if variance > 0 else 0.0


# --- many tests on a page ------------------------------------------------------------------------------------------


def _what_stands(places: Sequence[int], findings: Sequence[_Finding]) -> Iterator[tuple[int, State]]:
    """Yield these states less the trends and differences that are to be expected among so many tests."""
    tests: list[tuple[int, str, float]] = []
    for place in places:
        state, slope = findings[place]
        tests += [(place, "trend", slope.p)] if slope is not None else []
        tests += [
            (place, name, one.p) for name, one in _benchmarks(state) if one is not None and one.p is not None
        ]
    found = discoveries([p for *_, p in tests])
    stands = {(place, name) for (place, name, _), stood in zip(tests, found, strict=True) if stood}
    for place in places:
        state, _ = findings[place]
        if state.trend in {"rising", "falling"} and (place, "trend") not in stands:
            state = replace(state, trend="none")
            state = replace(state, verdict="common", cause="") if state.method == "trend" else state
        nation, group = (
            one if one is None or (place, name) in stands else _unproven(one)
            for name, one in _benchmarks(state)
        )
        yield place, replace(state, comparison=replace(state.comparison, nation=nation, group=group))


def _benchmarks(state: State) -> tuple[tuple[str, Benchmark | None], ...]:
    return ("nation", state.comparison.nation), ("group", state.comparison.group)


def _unproven(benchmark: Benchmark) -> Benchmark:
    return benchmark if benchmark.place == "untested" else replace(benchmark, place="similar")
