"""What is said of one indicator by itself: the fact, the change since the strategy began, and the trend."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from recomputed import contrast
from recomputed.figures import Indicator
from recomputed.periods import YEAR, Period

CONFIDENCE = 0.99
CHANCE = 0.01
YEARS_BEFORE = 10
FEWEST_BEFORE, FEWEST_SINCE = 4, 3
FEWEST_OF_TWELVE = 8
SHORTEST_TREND, LONGEST_TREND = 7, 12
Answer = dict[str, object]
SILENT: Answer = {
    "estimate": None,
    "lower": None,
    "upper": None,
    "p": None,
    "sure": False,
    "since": None,
    "others": 0,
}


@dataclass(frozen=True)
class Fact:
    """The two figures that are told."""

    start: Period
    newest: Period
    difference: float


def step_of(indicator: Indicator) -> int:
    """Return the shortest distance in months between neighbouring own figures, at most a year."""
    return min([YEAR, *(later.start - earlier.start for earlier, later in pairwise(sorted(indicator.own)))])


def stands(indicator: Indicator, period: Period) -> int:
    """Return the month at which a figure stands: the last step of its period, or its first moment.

    A period that is shorter than the step (August, once a year) is its own last step.
    """
    if indicator.counted_first:
        return period.start
    return period.end - min(step_of(indicator), period.length)


def start_of(indicator: Indicator, periods: list[Period], first_month: int) -> Period | None:
    """Return the newest of the periods that had ended when the strategy began, and is no outlier."""
    newest_covers, _ = indicator.covered(periods[-1])
    return max(
        (
            period
            for period in periods[:-1]
            if indicator.covered(period)[1] <= min(first_month, newest_covers)
            and not indicator.outlier(period)
        ),
        default=None,
    )


def fact(indicator: Indicator, first_month: int) -> Fact | None:
    """Return the figure at the start and the newest, since the last break; none where nothing came after."""
    periods = indicator.since_break(nationwide=True)
    start = start_of(indicator, periods, first_month)
    if start is None or indicator.covered(periods[-1])[1] <= first_month:
        return None
    return Fact(start, periods[-1], indicator.own[periods[-1]] - indicator.own[start])


def scaled(indicator: Indicator, figures: list[float]) -> tuple[contrast.Vector | None, bool]:
    """Return figures on the scale they are judged on, and whether that is the logarithm's.

    None where they are amounts or counts that are not all positive: these are not judged.
    """
    values = np.array(figures, dtype=float)
    if not indicator.relative:
        return values, False
    return (np.log(values) if (values > 0).all() else None), True


def told(tested: contrast.Tested, *, logs: bool, since: Period, others: int = 0) -> Answer:
    """Return an answer in per cent where it was worked out on logarithms; not yet whether it is sure."""

    def back(value: float | None) -> float | None:
        return float(100 * np.expm1(value)) if logs and value is not None else value

    return {
        "estimate": back(tested.estimate),
        "lower": back(tested.lower),
        "upper": back(tested.upper),
        "p": tested.p,
        "sure": tested.p is not None and tested.p < CHANCE,
        "since": since,
        "others": others,
    }


def _only_same_sign(answer: Answer, difference: float) -> Answer:
    """Take the mark away where the told difference does not have the sign of the estimate."""
    estimate = answer["estimate"]
    same = isinstance(estimate, float) and np.sign(difference) == np.sign(estimate)
    return {**answer, "sure": bool(answer["sure"] and same)}


def change(indicator: Indicator, first_month: int) -> Answer:
    """Return the step since the strategy began, beside the told fact."""
    found = fact(indicator, first_month)
    if _untested(indicator) or found is None:
        return SILENT
    periods = indicator.since_break(nationwide=True)
    step = step_of(indicator)
    if step == 1 and indicator.declared.get("window", 1) == 1:
        before, since = _twelve_and_twelve(indicator, periods, first_month)
        fewest = (FEWEST_OF_TWELVE, FEWEST_OF_TWELVE)
    else:
        before, since = _before_and_since(indicator, periods, first_month)
        fewest = (FEWEST_BEFORE, FEWEST_SINCE)
    if any(
        sum(not indicator.outlier(period) for period in side) < few
        for side, few in zip((before, since), fewest, strict=True)
    ):
        return SILENT
    used = [*before, *since]
    values, logs = scaled(indicator, [indicator.own[period] for period in used])
    if values is None:
        return SILENT
    tested = contrast.step(
        np.array([stands(indicator, period) for period in used]) / step,
        values,
        np.array([float(period in since) for period in used]),
        dips=_dips(indicator, used),
        season=YEAR // step if indicator.declared.get("season") else 0,
        confidence=CONFIDENCE,
    )
    return _only_same_sign(told(tested, logs=logs, since=used[0]), found.difference)


def _twelve_and_twelve(
    indicator: Indicator, periods: list[Period], first_month: int
) -> tuple[list[Period], list[Period]]:
    """Return the strategy's first twelve months and the newest twelve, without those that are both."""
    first = {period for period in periods if first_month <= stands(indicator, period) < first_month + YEAR}
    newest = {
        period for period in periods if stands(indicator, period) > stands(indicator, periods[-1]) - YEAR
    }
    return sorted(first - newest), sorted(newest - first)


def _before_and_since(
    indicator: Indicator, periods: list[Period], first_month: int
) -> tuple[list[Period], list[Period]]:
    """Return the whole windows before the strategy, at most ten years of them, and those since.

    A figure that had ended when the strategy began is before, one that stands later is since; a school year
    that had begun and not ended is neither.
    """
    whole = indicator.whole_windows(periods)
    earliest = first_month - YEARS_BEFORE * YEAR
    before = [
        period
        for period in whole
        if indicator.covered(period)[1] <= first_month and stands(indicator, period) >= earliest
    ]
    since = [period for period in whole if period not in before and stands(indicator, period) >= first_month]
    return before, since


def _dips(indicator: Indicator, used: list[Period]) -> list[contrast.Vector]:
    """Return a column for each declared outlier that is among the periods."""
    columns = []
    for each in indicator.declared.get("outliers", []):
        alone = Indicator(
            {**indicator.declared, "outliers": [each]}, indicator.counted_first, False, {}, {}, ""
        )
        column = np.array([float(alone.outlier(p)) for p in used])
        if column.any():
            columns.append(column)
    return columns


def trend(indicator: Indicator) -> Answer:
    """Return the slope in a year over the newest whole windows."""
    if _untested(indicator):
        return SILENT
    periods = indicator.since_break(nationwide=True)
    if step_of(indicator) < YEAR and indicator.declared.get("window", 1) == 1:
        return SILENT
    whole = [p for p in indicator.whole_windows(periods) if not indicator.outlier(p)][-LONGEST_TREND:]
    if len(whole) < SHORTEST_TREND:
        return SILENT
    values, logs = scaled(indicator, [indicator.own[p] for p in whole])
    if values is None:
        return SILENT
    tested = contrast.trend(np.array([stands(indicator, p) for p in whole]) / YEAR, values, CONFIDENCE)
    difference = indicator.own[whole[-1]] - indicator.own[whole[0]]
    return _only_same_sign(told(tested, logs=logs, since=whole[0]), difference)


def _untested(indicator: Indicator) -> bool:
    """Return whether neither change nor trend may be tested."""
    declared = indicator.declared
    return bool(declared.get("full_count") or declared.get("no_trend"))
