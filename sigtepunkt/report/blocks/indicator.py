"""The block of one indicator: figure, since the strategy began, beside others, of late, caveats, numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from sigtepunkt import charts
from sigtepunkt.core.period import Quarter
from sigtepunkt.observations.table import SHOWN
from sigtepunkt.report.blocks.elements import Chart, IndicatorData, source_name
from sigtepunkt.report.blocks.indicator_areas import areas_only, side_by_side, unshown_rows, within
from sigtepunkt.report.blocks.indicator_series import beside_budget, budget_beside, over_time
from sigtepunkt.report.templating import render
from sigtepunkt.signals import State
from sigtepunkt.strategy import Definitions, Indicator
from sigtepunkt.wording import comparisons, not_shown, sentences
from sigtepunkt.wording.marks import marks
from sigtepunkt.wording.since_start import since_start
from sigtepunkt.wording.units_and_periods import declared_later

# What the template needs of an indicator without a state; the block adds what it has.
_WITHOUT_STATE: Mapping[str, Any] = {
    "marks": (),
    **dict.fromkeys(("plain", "change", "since", "movement", "uncertainty", "aim", "beside"), ""),
    "within": {},
    "multiples": {},
}


@dataclass(frozen=True)
class Delivery:
    """What a vintage says of an indicator: the day it `closed`, and which figure comes next.

    `reasons` say why figures are withheld, `warnings` which expectations its source did not meet.
    """

    closed: dt.date = dt.date.max
    next_figure: str = ""
    reasons: Sequence[str] = ()
    warnings: Sequence[str] = ()


def indicator_block(
    key: str,
    indicator: Indicator,
    definitions: Definitions,
    states: Mapping[str, State],
    rows: pd.DataFrame,
    delivery: Delivery = Delivery(),
) -> str:
    """Return the block's HTML.

    `rows` are the indicator's observations (area, period, value, base, status) in the vintage, of any
    municipality. `states` may have its state, and its budget's.
    """
    drawn = rows[~rows["area"].isin(definitions.municipality.elsewhere)]
    shown = drawn["status"] == SHOWN
    data = IndicatorData(key, indicator, definitions, drawn[shown], drawn[~shown])
    state = states.get(key)
    if state:
        specific = _judged(data, state, states.get(indicator.budget))
    elif data.shown.empty or not data.own_unshown.empty:
        specific = _nothing_shown(data)
    else:
        specific = areas_only(data)
    source = data.source
    return render(
        "indicator",
        id=key,
        title=indicator.title,
        is_demo=source.origin == "demo",
        proxy=indicator.proxy,
        context=indicator.context,
        outliers=[
            {
                "period": " til ".join(dict.fromkeys((data.label(each.first), data.label(each.last)))),
                "cause": each.cause.rstrip("."),
                "later": declared_later(each.decided, delivery.closed),
            }
            for each in indicator.outliers
        ],
        municipality=definitions.municipality.name,
        caveat=indicator.caveat,
        definition=indicator.definition,
        notes=source.notes,
        unit=indicator.unit,
        source="; sat i forhold til ".join(
            f"{source_name(each)} ({each.title}), licens: {each.licence}"
            for each in map(definitions.sources.__getitem__, indicator.sources)
        ),
        next=delivery.next_figure,
        unshown=[f"Tilbageholdt. {' '.join(delivery.reasons)}"]
        if data.shown.empty and data.own_unshown.empty
        else not_shown.notices(data.own_unshown, source, indicator, delivery.reasons),
        warnings=[sentences.unmet_requirement(requirement) for requirement in delivery.warnings],
        breaks=[
            {
                "at": data.label(each.at),
                "cause": each.cause.rstrip("."),
                "later": declared_later(each.decided, delivery.closed),
            }
            for each in indicator.breaks
        ],
        is_break_told=state is not None and state.since.change.reason == "break",
        survey=indicator.survey,
        **{**_WITHOUT_STATE, **specific},
    )


def _judged(data: IndicatorData, state: State, budget: State | None) -> dict[str, Any]:
    """Return the template's context for an indicator with a state."""
    indicator, source = data.indicator, data.source
    budget = budget_beside(state, budget)
    is_series = charts.is_series(state) and not budget
    if is_series:
        chart = over_time(data, state)
    else:
        chart = beside_budget(data, state, budget) if budget else side_by_side(data, state)
        chart = replace(chart, table=chart.table + unshown_rows(data, state.latest.period))
    beside = (
        comparisons.budget(state, budget, indicator) if budget else "",
        comparisons.beside_nation_and_group(state, indicator, source, data.definitions),
    )
    # Beside a told start a year ago says something only where the start is of another season.
    is_year_ago_told = state.since.fact is None or indicator.season
    strategy = data.definitions.strategy(Quarter.parse(state.quarter))
    return {
        **chart.context(),
        "marks": marks(state, indicator),
        "plain": sentences.PLAIN.get(state.reason, ""),
        "now": sentences.now(state, indicator, source),
        "change": sentences.change(state, indicator, source) if is_year_ago_told else "",
        "since": since_start(state, indicator, source, strategy.first_year),
        "movement": sentences.recent(state, indicator, source),
        "uncertainty": sentences.uncertainty(state, indicator),
        "aim": sentences.aim(state, indicator),
        "beside": " ".join(filter(None, beside)),
        "within": within(data, state.latest.period),
        "method": sentences.METHODS["season" if state.season else state.method if is_series else "areas"],
    }


def _nothing_shown(data: IndicatorData) -> dict[str, Any]:
    """Return the template's context for an indicator with no figure of the municipality that may be shown."""
    rows = data.own_unshown
    pairs = zip(rows["period"], rows["status"], strict=True)
    table = [[data.heading(period), not_shown.WORDS[status]] for period, status in pairs]
    chart = Chart(None, "", ["Periode", "Tal"], table)
    return chart.context() | {"now": "Der vises ingen tal.", "method": sentences.METHODS["none"]}
