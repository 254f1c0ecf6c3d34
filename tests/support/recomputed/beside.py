"""What is said of an indicator beside other municipalities: development, level, and plain figures."""

from __future__ import annotations

from typing import Any

import numpy as np

from recomputed import others
from recomputed.answers import CHANCE, CONFIDENCE, SILENT, Answer, Fact, scaled, step_of, told
from recomputed.declared import Declared
from recomputed.figures import Indicator
from recomputed.periods import YEAR, Period
from recomputed.raw_tables import Series

FEWEST_OTHERS = 6
NEARLY_ALL = 0.8  # of the similar ones


def _having(indicator: Indicator, areas: tuple[str, ...], periods: list[Period]) -> dict[str, Series]:
    """Return those areas that have a figure in every one of the periods."""
    return {
        area: indicator.values[area]
        for area in areas
        if area in indicator.values and all(period in indicator.values[area] for period in periods)
    }


def _spread(
    indicator: Indicator, declared: Declared, periods: list[Period], members: dict[str, Series]
) -> dict[str, Series]:
    """Return the similar municipalities where nearly all have the periods, else the members."""
    similar = _having(indicator, declared.similar, periods)
    enough = len(similar) >= max(FEWEST_OTHERS, NEARLY_ALL * len(declared.similar))
    return similar if enough else members


def development(indicator: Indicator, declared: Declared, first_month: int) -> Answer:
    """Return how much more the municipality changed than the group."""
    periods = indicator.whole_windows(indicator.since_break(nationwide=False))
    back = sum(indicator.covered(period)[1] > first_month for period in periods)
    if back in (0, len(periods)):  # no figure since, or none that had ended when the strategy began
        return SILENT
    members: dict[str, Series] = {}
    for reach in range(back, 0, -1):
        members = _having(indicator, declared.comparison, periods[-1 - reach :])
        if len(members) >= FEWEST_OTHERS:
            break
    if len(members) < FEWEST_OTHERS:
        return SILENT
    stretch = _stretch(periods, members)
    k = min(back, len(stretch) // 3)
    less = 1
    if indicator.declared.get("season"):
        less = YEAR // step_of(indicator)
        k -= k % less
    while k >= 1 and indicator.outlier(stretch[-1 - k]):  # it cannot be where the change began
        k -= less
    if k < 1:
        return SILENT
    spread = _spread(indicator, declared, stretch, members)
    figures = [[series[p] for p in stretch] for series in (indicator.own, *members.values())]
    figures += [[series[p] for p in stretch] for series in spread.values()]
    flat, logs = scaled(indicator, [figure for each in figures for figure in each])
    if flat is None:
        return SILENT
    values = flat.reshape(len(figures), len(stretch))
    tested = others.development(
        values[0], values[1 : 1 + len(members)], values[1 + len(members) :], k, CONFIDENCE
    )
    return told(tested, logs=logs, since=stretch[-1 - k], others=len(members))


def _stretch(periods: list[Period], members: dict[str, Series]) -> list[Period]:
    """Return the longest run of equal distances up to the newest period that all members have."""
    run = [periods[-1]]
    apart = periods[-1].start - periods[-2].start
    for period in reversed(periods[:-1]):
        if run[0].start - period.start != apart or any(period not in each for each in members.values()):
            break
        run.insert(0, period)
    return run


def level(indicator: Indicator, declared: Declared) -> Answer:
    """Return how far the newest figure lies from the group's mean."""
    if indicator.declared.get("total"):
        return SILENT
    newest = max(indicator.own)
    members = _having(indicator, declared.comparison, [newest])
    if len(members) < FEWEST_OTHERS:
        return SILENT
    spread = _spread(indicator, declared, [newest], members)
    own, *rest = (series[newest] for series in (indicator.own, *members.values(), *spread.values()))
    values, logs = scaled(indicator, [own, *rest])
    if values is None:
        return SILENT
    tested = others.level(
        float(values[0]), values[1 : 1 + len(members)], values[1 + len(members) :], CONFIDENCE
    )
    answer = told(tested, logs=logs, since=newest, others=len(members))
    if counted := indicator.declared.get("counted"):
        whole = indicator.wholes.get(indicator.home, {}).get(newest)
        chance = others.by_counting(counted, own, whole, float(np.mean(rest[: len(members)])))
        if chance is not None:
            answer = {**answer, "sure": bool(answer["sure"] and chance < CHANCE)}
    return answer


def comparison(indicator: Indicator, declared: Declared, found: Fact | None) -> dict[str, Any]:
    """Return the nation's and the group's figures, and how they changed over the fact's periods."""
    newest = max(indicator.own)
    total = bool(indicator.declared.get("total"))
    nation = indicator.values.get(declared.nation, {})
    group = (
        [] if total else [each[newest] for each in _having(indicator, declared.comparison, [newest]).values()]
    )
    changes: list[float] = []
    nation_change = None
    if found:
        both = [found.start, found.newest]
        if all(period in nation for period in both):
            nation_change = _changed(nation, found, total=total)
        changed = _having(indicator, declared.comparison, both)
        changes = [
            change for each in changed.values() if (change := _changed(each, found, total=total)) is not None
        ]
    return {
        "nation": None if total else nation.get(newest),
        "group": float(np.mean(group)) if group else None,
        "group_size": len(group),
        "lowest": min(group, default=None),
        "highest": max(group, default=None),
        "nation_change": nation_change,
        "group_change": float(np.mean(changes)) if changes else None,
        "group_changed": len(changes),
    }


def _changed(series: Series, found: Fact, *, total: bool) -> float | None:
    """Return the difference between a fact's periods, in per cent of the first for a total."""
    first, last = series[found.start], series[found.newest]
    if not total:
        return last - first
    return 100 * (last / first - 1) if first else None
