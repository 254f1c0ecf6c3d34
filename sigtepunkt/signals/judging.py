"""What may be said of each indicator: which method its series allows, and what that method finds. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from sigtepunkt.core.period import YEAR, Quarter
from sigtepunkt.observations.computations import newest
from sigtepunkt.observations.table import SHOWN
from sigtepunkt.signals.answers import answer
from sigtepunkt.signals.answers.questions import Question, answers, outliers, unfit
from sigtepunkt.signals.answers.since import Since
from sigtepunkt.signals.comparison import areas_tested, compare, interval
from sigtepunkt.signals.methods import season
from sigtepunkt.signals.methods.shift import ANCHORED, FEWEST, expected, recent_shifts
from sigtepunkt.signals.methods.xmr import Variation, variation
from sigtepunkt.signals.series import Series
from sigtepunkt.signals.state import Cause, Level, Method, Point, Reason, State
from sigtepunkt.signals.targets import aim
from sigtepunkt.strategy import Definitions, Indicator

FULL = 13  # points: with fewer, a verdict of the shift test is provisional
# Why a trend was not tested, as a state says why there is no verdict.
_WHY_NO_TREND: Mapping[answer.Reason, Reason] = {"exact": "exact", "not positive": "not_positive"}


def judge_indicator(key: str, definitions: Definitions, rows: pd.DataFrame, quarter: str) -> State | None:
    """Return the state of an indicator; None where no figure of the municipality's is shown.

    `rows` are its observations of one vintage (area, period, value, base and status). Only figures that are
    shown count, and nothing is said of movement where the newest is not among them. Raises ValueError for
    periods that are doubled or out of order, and for values that are not finite.
    """
    shown, municipal = rows[rows["status"] == SHOWN], rows[rows["area"] == definitions.municipality.code]
    if not (municipal["status"] == SHOWN).any():
        return None
    return _judge(key, definitions, shown, quarter, newest(municipal))


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
) -> State:
    """Return the state of the shown figures (`rows`, of all areas).

    `newest_figure` is the period and the status of the municipality's newest figure, shown or not.
    """
    indicator, municipality = definitions.indicators[key], definitions.municipality
    source = definitions.sources[indicator.source]
    question = Question(key, indicator, source, municipality, rows)
    series = question.own()
    points = _points(question, series)
    held_period, held = newest_figure if newest_figure[1] != SHOWN else ("", "")
    silence = unfit(indicator, source, held=bool(held))
    first_year = definitions.strategy(Quarter.parse(quarter)).first_year
    since = answers(question, first_year * YEAR, silence)
    if silence or indicator.full_count:
        judgement = _Judgement(reason=silence or "full_count")
    elif indicator.window > 1 or indicator.computation == "growth" or series.is_yearly:
        judgement = _by_trend(since)
    else:
        judgement, points = _by_shift(question, series, points)
    # A rolling figure is held against the newest it shares no month with.
    earlier = series.before(max(YEAR, indicator.covers(series.periods[-1]).months))
    return State(
        indicator=key,
        quarter=quarter,
        demo=source.origin == "demo",
        points=points,
        verdict="undecided" if judgement.method == "none" else _verdict(indicator, judgement.cause),
        since=since,
        interval=None
        if indicator.full_count
        else interval(indicator, points[-1].value, float(series.bases[-1])),
        year_ago=None if earlier is None else points[earlier].value,
        year_ago_period=None if earlier is None else points[earlier].period,
        comparison=compare(
            rows, indicator, municipality, points[-1].period, since.fact.start_period if since.fact else ""
        ),
        aim=aim(indicator, points, judgement.level, Quarter.parse(quarter).year),
        held=held,
        held_period=held_period,
        areas=len(areas_tested(rows, indicator, municipality, points[-1].period)),
        **vars(judgement),
    )


def _points(question: Question, series: Series) -> tuple[Point, ...]:
    numbers = [0] * len(series.periods)
    for number, held in enumerate(outliers(question, series.periods), start=1):
        for position in held:
            numbers[position] = number
    figures = zip(series.periods, series.values, series.segments, numbers, strict=True)
    return tuple(
        Point(str(period), float(value), segment, outlier=outlier)
        for period, value, segment, outlier in figures
    )


def _verdict(indicator: Indicator, cause: Cause) -> Variation:
    if not cause:
        return "common"
    return variation(indicator.better, upwards=cause in {"higher", "rising"})


def _by_trend(since: Since) -> _Judgement:
    trend = since.trend
    if trend.p is None:
        return _Judgement(reason=_WHY_NO_TREND.get(trend.reason, "too_few_yearly"))
    return _Judgement(method="trend", cause=trend.direction)


def _by_shift(
    question: Question, series: Series, points: tuple[Point, ...]
) -> tuple[_Judgement, tuple[Point, ...]]:
    """Judge the last stretch without gaps by its level: has it shifted at one of the last four points?

    The points returned say where they were expected.
    """
    stretch = series.last_stretch()
    values, indicator = series.values[stretch.start :], question.indicator
    declared = outliers(question, series.periods[stretch.start :])
    undeclared = len(values) - len({position for held in declared for position in held})
    per_year = YEAR // series.periods[-1].months if indicator.season else 0
    if undeclared < FEWEST[per_year]:
        return _Judgement(reason="too_few" if undeclared < FEWEST[0] else "too_few_seasons"), points
    adjusted = season.adjust(values, per_year, declared) if per_year else values
    shifts = recent_shifts(adjusted[np.newaxis], per_year, declared)
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
