"""What only the council page shows: the matrix of focus areas, and what changed since the quarter before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping

import pandas as pd

from sigtepunkt import danish, wording
from sigtepunkt.processed import Processed
from sigtepunkt.quarter import Period
from sigtepunkt.signals import FocusState, State
from sigtepunkt.strategy import Definitions, Strategy
from sigtepunkt.templates import render


def matrix(strategy: Strategy, states: Mapping[str, FocusState]) -> str:
    """Return the committees x aims table of focus areas with their states."""
    rows = [
        {
            "committee": committee.title, "href": f"{key}.html",
            "cells": [
                [
                    {"name": area.name, "href": f"{key}.html#{name}", "kind": states[name], "text": wording.FOCUS_STATES[states[name]]}
                    for name, area in strategy.areas_of(aim=aim, committee=key).items()
                ]
                for aim in strategy.aims
            ],
        }
        for key, committee in strategy.committees.items()
    ]
    counts = Counter(states.values())
    legend = [{"kind": kind, "text": text, "count": counts[kind]} for kind, text in wording.FOCUS_STATES.items() if counts[kind]]
    return render("matrix", aims=[aim.title for aim in strategy.aims.values()], rows=rows, legend=legend)


def changes(processed: Processed, definitions: Definitions, address: Callable[[str], str]) -> list[dict[str, str]]:
    """Return what is different from the quarter before, per indicator: verdict, revisions, new periods. Demo left out."""
    before = {state.indicator: state for state in processed.earlier}
    return [
        {
            "kind": state.verdict, "href": address(definitions.indicators[state.indicator].focus_area),
            "title": definitions.indicators[state.indicator].title, "text": " ".join(told),
        }
        for state in processed.states
        if not state.demo and state.indicator in before and (told := list(_told(state, before[state.indicator], definitions)))
    ]


def _told(state: State, before: State, definitions: Definitions) -> Iterator[str]:
    indicator = definitions.indicators[state.indicator]
    source = definitions.sources[indicator.source]
    then = {point.period: point.value for point in before.points}
    new = [point for point in state.points if point.period not in then]
    if new:
        first = Period.parse(new[0].period).label(counted=source.counted)
        last = Period.parse(new[-1].period).label(counted=source.counted)
        yield f"{danish.capitalised(danish.counted(len(new), 'ny periode', 'nye perioder'))}: {first if len(new) == 1 else f'{first} til {last}'}."
    revised = [point for point in state.points if point.period in then and then[point.period] != point.value]
    if revised:
        yield f"Kilden har ændret {danish.counted(len(revised), 'tidligere tal', 'tidligere tal')}."
    if state.verdict != before.verdict:
        yield f"Vurderingen er gået fra »{wording.VERDICTS[before.verdict].lower()}« til »{wording.VERDICTS[state.verdict].lower()}«."


def revisions(observations: pd.DataFrame, quarter: str, before: str) -> pd.DataFrame:
    """Return figures both vintages have with different values: indicator, area, period, before, now."""
    columns = ["indicator", "area", "period", "value"]
    now, then = (observations.loc[observations["vintage"] == vintage, columns] for vintage in (quarter, before))
    both = then.merge(now, on=columns[:3], suffixes=("_before", "_now"))
    changed = both[both["value_before"] != both["value_now"]]
    return changed.rename(columns={"value_before": "before", "value_now": "now"}).reset_index(drop=True)
