"""A focus area: its lead figure, how much of it can be judged, its indicators; and all areas in a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sigtepunkt import charts
from sigtepunkt.core import danish
from sigtepunkt.report.blocks.followup.actions import actions_of
from sigtepunkt.report.blocks.summaries.on_track import finding
from sigtepunkt.report.page_data import PageData
from sigtepunkt.report.templating import render
from sigtepunkt.wording import key_figures, not_shown, units_and_periods
from sigtepunkt.wording.marks import marks

_PROXIES = "Kun stedfortrædere"


def focus_area(data: PageData, key: str) -> str:
    """Return a focus area: its lead figure, how much can be judged, declared gaps, and actions."""
    area, indicators = data.focus_areas[key], data.definitions.indicators_of(key)
    leads = [
        data.states[name] for name in data.measuring(key) if indicators[name].lead and name in data.states
    ]
    return render(
        "focus_area",
        id=key,
        name=area.name,
        title=area.title.rstrip("."),
        aim=data.strategy.aims[area.aim].title,
        judged=_judged(data, key),
        lead=finding(data, leads[0]) if leads else None,
        rows=[_row(data, indicator) for indicator in indicators],
        gaps=[
            {**gap.model_dump(), "since": units_and_periods.declared_on(gap.since, data.vintage.closed)}
            for gap in data.definitions.gaps_of(key)
        ],
        actions=actions_of(data, key),
    )


def _judged(data: PageData, focus_area: str) -> str:
    """Say how many of a focus area's official figures can be judged, and whether any measures it."""
    indicators = data.definitions.indicators_of(focus_area)
    official = [key for key, item in indicators.items() if not (item.context or data.is_demo(key))]
    kind = "" if data.measuring(focus_area) else f"{without_measure(data, focus_area)}."
    if kind == f"{_PROXIES}.":
        kind = f"{_PROXIES}: Tallene siger noget om sagen uden at måle den."
    states = [data.states[key] for key in official if key in data.states]
    judged = sum(state.method != "none" or state.since.alpha > 0 for state in states)
    if not official:
        return kind
    if len(official) == 1:
        text = f"Det officielle tal kan {'' if judged else 'ikke '}vurderes."
    elif judged in {0, len(official)}:
        which = "Alle" if judged else "Ingen af de"
        text = f"{which} {danish.number(len(official))} officielle tal kan vurderes."
    else:
        text = f"{danish.number(judged)} af {danish.number(len(official))} officielle tal kan vurderes."
    return f"{kind} {text}".strip()


def without_measure(data: PageData, focus_area: str) -> str:
    """Say in few words what there is of a focus area that no official figure measures."""
    indicators = data.definitions.indicators_of(focus_area)
    about = [key for key, item in indicators.items() if not item.context]
    if any(not data.is_demo(key) and indicators[key].proxy for key in about):
        return _PROXIES
    return "Kun demodata" if any(map(data.is_demo, about)) else "Måles ikke"


def matrix(data: PageData) -> str:
    """Return the table of committees and aims, with each focus area's lead figure and its difference."""
    strategy = data.strategy
    rows = [
        {
            "committee": committee.short,
            "href": f"{name}.html",
            "cells": [
                [_cell(data, key) for key in strategy.areas_of(aim=aim, committee=name)]
                for aim in strategy.aims
            ],
        }
        for name, committee in strategy.committees.items()
    ]
    return render(
        "matrix",
        aims=[aim.title for aim in strategy.aims.values()],
        rows=rows,
        count=danish.number(len(strategy.focus_areas)),
    )


def _cell(data: PageData, focus_area: str) -> dict[str, str]:
    """Return a focus area with its lead figure and the difference since the start, or what there is of it."""
    area = data.strategy.focus_areas[focus_area]
    about = {"name": area.name, "href": f"{area.committee}.html#{focus_area}", "kind": "", "figure": ""}
    measuring = data.measuring(focus_area)
    lead = next((key for key in measuring if data.definitions.indicators[key].lead), None)
    state = data.states.get(lead) if lead else None
    if lead is None or state is None or state.held:
        if not measuring:
            words = without_measure(data, focus_area)
        elif lead is None:
            words = _without_lead([data.newest_status(key) for key in measuring])
        else:
            status = not_shown.WORDS.get(data.newest_status(lead), "ikke vist")
            words = f"{data.definitions.indicators[lead].title}: {status}"
        return about | {"text": words}
    indicator, source = data.declared(lead)
    start = key_figures.beside_start(state, indicator, source)
    return about | {
        "kind": next((mark.kind for mark in marks(state, indicator)), ""),
        "figure": units_and_periods.value(state.latest.value, indicator),
        "text": f"{indicator.title}{f', {start}' if start else ''}",
    }


def _without_lead(statuses: Sequence[str]) -> str:
    """Say how many figures measure a focus area, and which of the newest (`statuses`) are not shown."""
    if len(statuses) == 1 and statuses[0] in not_shown.WORDS:
        return f"1 tal, {not_shown.WORDS[statuses[0]]}"
    hidden = not_shown.newest_not_shown(statuses)
    return f"{danish.number(len(statuses))} tal, intet nøgletal{f'; {hidden}' if hidden else ''}"


def _row(data: PageData, key: str) -> dict[str, Any]:
    """Return an indicator at a glance; an older figure never replaces a newest one that is not shown."""
    state, (indicator, source) = data.states.get(key), data.declared(key)
    period, status = data.newest.get(key, ("", ""))
    unshown = not_shown.WORDS.get(status, "")
    spark = (
        charts.sparkline(state.points, counted=source.counted) if state and charts.is_series(state) else ""
    )
    if state:
        words = ""
    elif unshown:
        words = "Vises ikke"
    else:
        words = "Tilbageholdt" if data.withheld_reasons(key) else "Vises for områder"
    return {
        "id": key,
        "title": indicator.title,
        "proxy": bool(indicator.proxy),
        "context": bool(indicator.context),
        "demo": source.origin == "demo",
        "value": unshown
        or (units_and_periods.value(state.latest.value, indicator) if state else danish.MISSING),
        "period": units_and_periods.label(period, source, indicator) if period else "",
        "spark": spark,
        "since": key_figures.signed(state, indicator) if state else danish.MISSING,
        "marks": marks(state, indicator) if state else (),
        "state": words,
    }
