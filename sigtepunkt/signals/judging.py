"""What may be said of each indicator: which method its series allows, and what that method finds. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd

from sigtepunkt.core.period import YEAR, Quarter
from sigtepunkt.observations.computations import newest
from sigtepunkt.observations.table import SHOWN
from sigtepunkt.signals.comparison import compare, interval
from sigtepunkt.signals.many_tests import Tested, what_stands
from sigtepunkt.signals.methods import season
from sigtepunkt.signals.methods.shift import ANCHORED, FEWEST, expected, recent_shifts
from sigtepunkt.signals.methods.trend import SIGNIFICANCE, Trend, trend
from sigtepunkt.signals.methods.xmr import Variation, variation
from sigtepunkt.signals.series import Series, series_of
from sigtepunkt.signals.state import Cause, Level, Method, Point, Reason, State
from sigtepunkt.signals.targets import aim
from sigtepunkt.strategy import Definitions, Indicator

FULL = 13  # points: with fewer, a verdict of the shift test is provisional


def judge(definitions: Definitions, observations: pd.DataFrame, quarter: str) -> tuple[State, ...]:
    """Return the state of every indicator the municipality has a shown figure of, in the order declared.

    `observations` are those of one vintage (`observations.table.COLUMNS`). Only figures that are
    shown count, and nothing is said of movement where the newest is not among them. Trends and differences
    have to stand among all that are tested on a committee's page, official and demo data apart. Raises
    ValueError for periods that are doubled or out of order, and for values that are not finite.
    """
    by_indicator = dict(tuple(observations.groupby("indicator", sort=False)))
    strategy = definitions.strategy(Quarter.parse(quarter))
    tested_together: defaultdict[tuple[str | None, bool], list[Tested]] = defaultdict(list)
    for key, indicator in definitions.indicators.items():
        rows = by_indicator.get(key, observations.iloc[:0])
        shown, municipal = rows[rows["status"] == SHOWN], rows[rows["area"] == definitions.municipality.code]
        if (municipal["status"] == SHOWN).any():
            state, slope = _judge(key, definitions, shown, quarter, newest(municipal))
            area = strategy.focus_areas.get(indicator.focus_area)
            tested_together[area.committee if area else None, state.demo].append((state, slope))
    states = {state.indicator: state for tested in tested_together.values() for state in what_stands(tested)}
    return tuple(states[key] for key in definitions.indicators if key in states)


@dataclass(frozen=True)
class _Judgement:
    """What a method finds: fields of the state of the same names."""

    method: Method = "none"
    reason: Reason = ""
    cause: Cause = ""
    trial: bool = False
    season: int = 0
    level: Level | None = None


def _judge(
    key: str, definitions: Definitions, rows: pd.DataFrame, quarter: str, newest_figure: tuple[str, str]
) -> Tested:
    """Return the state of the shown figures (`rows`, of all areas) and the trend that was tested.

    `newest_figure` is the period and the status of the municipality's newest figure, shown or not.
    """
    indicator, municipality = definitions.indicators[key], definitions.municipality
    source = definitions.sources[indicator.source]
    series = series_of(key, indicator, rows[rows["area"] == municipality.code])
    figures = zip(series.periods, series.values, series.segments, strict=True)
    points = tuple(Point(str(period), float(value), segment) for period, value, segment in figures)
    held_period, held = newest_figure if newest_figure[1] != SHOWN else ("", "")
    apart = series.apart(indicator.window)
    uneven = series.are_uneven(apart)
    unfit: Reason = "held" if held else ""
    if source.projection or indicator.no_trend:
        unfit = "projection" if source.projection else "declared"
    slope = None if unfit or uneven else _slope(indicator, series, apart)
    if unfit:
        judgement = _Judgement(reason=unfit)
    elif indicator.window > 1 or indicator.computation == "growth" or series.is_yearly:
        judgement = _Judgement(reason="uneven") if uneven else _by_trend(slope)
    else:
        judgement, points = _by_shift(indicator, series, points)
    earlier = series.year_ago()
    return State(
        indicator=key,
        quarter=quarter,
        demo=source.origin == "demo",
        points=points,
        verdict="undecided" if judgement.method == "none" else _verdict(indicator, judgement.cause),
        trend=_direction(slope),
        interval=interval(indicator, points[-1].value, float(series.bases[-1])),
        year_ago=None if earlier is None else points[earlier].value,
        year_ago_period=None if earlier is None else points[earlier].period,
        comparison=compare(rows, indicator, municipality, points[-1].period),
        aim=aim(indicator, points, judgement.level, Quarter.parse(quarter).year),
        held=held,
        held_period=held_period,
        **vars(judgement),
    ), slope


def _verdict(indicator: Indicator, cause: Cause) -> Variation:
    if not cause:
        return "common"
    return variation(indicator.better, upwards=cause in {"higher", "rising"})


def _slope(indicator: Indicator, series: Series, apart: Sequence[int]) -> Trend | None:
    """Return the trend of the figures at these positions, weighted where all have an interval."""
    values = series.values[[*apart]]
    intervals = [
        interval(indicator, float(value), float(base))
        for value, base in zip(values, series.bases[[*apart]], strict=True)
    ]
    limits = [limits for limits in intervals if limits is not None]
    if limits and len(limits) == len(intervals):
        return trend(values, *zip(*limits, strict=True))
    return trend(values)


def _direction(slope: Trend | None) -> Literal["", "rising", "falling", "none"]:
    if slope is None:
        return ""
    # By intervals alone, years that differ more than counting explains pass for a trend: docs/method.md.
    return slope.direction if slope.scatter < SIGNIFICANCE else "none"


def _by_trend(slope: Trend | None) -> _Judgement:
    direction = _direction(slope)
    if not direction:
        return _Judgement(reason="too_few_yearly")
    return _Judgement(method="trend", cause="" if direction == "none" else direction)


def _by_shift(
    indicator: Indicator, series: Series, points: tuple[Point, ...]
) -> tuple[_Judgement, tuple[Point, ...]]:
    """Judge the last stretch without gaps by its level: has it shifted at one of the last four points?

    The points returned say where they were expected.
    """
    stretch = series.last_stretch()
    values = series.values[stretch.start :]
    per_year = YEAR // series.periods[-1].months if indicator.season else 0
    if len(values) < FEWEST[per_year]:
        return _Judgement(reason="too_few" if len(values) < FEWEST[0] else "too_few_seasons"), points
    adjusted = season.adjust(values, per_year) if per_year else values
    shifts = recent_shifts(adjusted[np.newaxis], per_year)
    began, size, margin = int(shifts.began[0]), float(shifts.size[0]), float(shifts.margin[0])
    level, autocorrelation = float(shifts.level[0]), float(shifts.autocorrelation[0])
    path = expected(adjusted, began, level, autocorrelation)
    is_signal = abs(float(shifts.strength[0])) > 1
    cause: Cause = "" if not is_signal else "higher" if size > 0 else "lower"
    mean = level if autocorrelation < ANCHORED else None
    judged = [
        replace(point, adjusted=float(value) if per_year else None, mean=mean)
        for point, value in zip(points[stretch.start :], adjusted, strict=True)
    ]
    verdict = _verdict(indicator, cause)
    judged[-began:] = [
        replace(point, lower=centre - margin, upper=centre + margin, fitted=centre + size, state=verdict)
        for point, centre in zip(judged[-began:], map(float, path), strict=True)
    ]
    shifted = Level(began, points[-began].period, size, autocorrelation, len(values))
    judgement = _Judgement("shift", "", cause, len(values) < FULL, per_year, shifted)
    return judgement, (*points[: stretch.start], *judged)
