"""A focus area: its lead figure, how much of it can be judged, its indicators; and all areas in a table."""

from __future__ import annotations

from typing import Any

from sigtepunkt import charts
from sigtepunkt.core import danish
from sigtepunkt.report.blocks.summaries.on_track import finding
from sigtepunkt.report.page_data import PageData
from sigtepunkt.report.templating import render
from sigtepunkt.wording import key_figures, not_shown, units_and_periods
from sigtepunkt.wording.marks import marks


def focus_area(data: PageData, key: str) -> str:
    """Return a focus area: its lead figure, how many of its figures can be judged, and its declared gaps."""
    area, indicators = data.focus_areas[key], data.definitions.indicators_of(key)
    official = [name for name, item in indicators.items() if not (item.context or data.is_demo(name))]
    judged = [name for name in official if name in data.states and data.states[name].alpha]
    total = danish.counted(len(official), "officielt tal", "officielle tal")
    lead = next((name for name in official if indicators[name].lead and name in data.states), None)
    return render(
        "focus_area",
        id=key,
        name=area.name,
        title=area.title.rstrip("."),
        aim=data.strategy.aims[area.aim].title,
        judged=f"{danish.number(len(judged))} af {total} kan vurderes."
        if official
        else f"{_state_in_words(data, key)}.",
        lead=finding(data, data.states[lead]) if lead else None,
        rows=[_row(data, indicator) for indicator in indicators],
        gaps=[
            {**gap.model_dump(), "since": units_and_periods.declared_on(gap.since, data.vintage.closed)}
            for gap in data.definitions.gaps_of(key)
        ],
    )


def _state_in_words(data: PageData, focus_area: str) -> str:
    """Say in few words what a focus area without a figure that measures it has."""
    indicators = data.definitions.indicators_of(focus_area)
    if any(not data.is_demo(key) and item.proxy for key, item in indicators.items()):
        return "Kun stedfortrædere"
    if any(data.is_demo(key) for key in indicators):
        return "Kun demodata"
    return "Måles ikke"


def matrix(data: PageData) -> str:
    """Return the table of committees and aims, with each focus area's lead figure and its difference."""
    strategy = data.strategy
    leads = {data.definitions.indicators[key].focus_area: key for key in data.leads if key in data.states}

    def cell(key: str) -> dict[str, str]:
        area = strategy.focus_areas[key]
        about = {
            "name": area.name,
            "href": f"{area.committee}.html#{key}",
            "kind": "",
            "figure": "",
            "text": "",
        }
        if key not in leads:
            measured = len(measured_by(data, key))
            words = danish.counted(measured, "tal, intet nøgletal", "tal, intet nøgletal")
            return about | {"text": words if measured else _state_in_words(data, key)}
        state = data.states[leads[key]]
        indicator, source = data.declared(state.indicator)
        start = key_figures.beside_start(state, indicator, source)
        return about | {
            "kind": next((mark.kind for mark in marks(state, indicator)), ""),
            "figure": units_and_periods.value(state.latest.value, indicator),
            "text": f"{indicator.title}{f', {start}' if start else ''}",
        }

    rows = [
        {
            "committee": committee.short,
            "href": f"{name}.html",
            "cells": [list(map(cell, strategy.areas_of(aim=aim, committee=name))) for aim in strategy.aims],
        }
        for name, committee in strategy.committees.items()
    ]
    return render(
        "matrix",
        aims=[aim.title for aim in strategy.aims.values()],
        rows=rows,
        count=danish.number(len(strategy.focus_areas)),
    )


def measured_by(data: PageData, focus_area: str) -> list[str]:
    """Return the official indicators that measure a focus area directly and have a figure that is shown."""
    indicators = data.definitions.indicators_of(focus_area).items()
    return [
        key
        for key, declared in indicators
        if not (declared.context or declared.proxy or data.is_demo(key)) and key in data.states
    ]


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
