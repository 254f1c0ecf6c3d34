"""What only the council page shows: the matrix of focus areas, and what changed since the quarter before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from sigtepunkt import danish, unshown, wording
from sigtepunkt.observations import SHOWN
from sigtepunkt.processed import Processed
from sigtepunkt.quarter import Period
from sigtepunkt.signals import FocusState, Point, State
from sigtepunkt.strategy import Definitions, Strategy
from sigtepunkt.templates import render


def matrix(strategy: Strategy, states: Mapping[str, FocusState], held: Mapping[str, str]) -> str:
    """Return the committees x aims table of focus areas with their states, and in words what is `held` of their newest figures."""
    rows = [
        {
            "committee": committee.short, "href": f"{key}.html",
            "cells": [
                [
                    {"name": area.name, "href": f"{key}.html#{name}", "kind": states[name], "text": wording.FOCUS_STATES[states[name]], "held": held[name]}
                    for name, area in strategy.areas_of(aim=aim, committee=key).items()
                ]
                for aim in strategy.aims
            ],
        }
        for key, committee in strategy.committees.items()
    ]
    counts = Counter(states.values())
    legend = [{"kind": kind, "text": text, "count": counts[kind]} for kind, text in wording.FOCUS_STATES.items() if counts[kind]]
    return render("matrix", aims=[aim.title for aim in strategy.aims.values()], rows=rows, legend=legend, count=danish.number(len(states)))


@dataclass(frozen=True)
class Change:
    """How one indicator differs from the quarter before."""

    state: State
    before: State
    new: tuple[Point, ...]
    revised: int

    @property
    def judged_anew(self) -> bool:
        """Whether the verdict is another."""
        return self.state.verdict != self.before.verdict

    @property
    def newly_held(self) -> bool:
        """Whether the newest figure is another than before, and not shown."""
        return bool(self.state.held) and self.state.held_period != self.before.held_period


def changes(processed: Processed) -> list[Change]:
    """Return every official indicator with new periods, revised figures or another verdict than the quarter before."""
    earlier = {state.indicator: state for state in processed.earlier}
    found = []
    for state in processed.states:
        before = earlier.get(state.indicator)
        if state.demo or before is None:
            continue
        then = {point.period: point.value for point in before.points}
        change = Change(
            state, before, tuple(point for point in state.points if point.period not in then),
            sum(then.get(point.period, point.value) != point.value for point in state.points),
        )
        if change.new or change.revised or change.judged_anew or change.newly_held:
            found.append(change)
    return found


def changes_block(found: Sequence[Change], definitions: Definitions, address: Callable[[str], str]) -> str:
    """Return verdicts and figures that are not what they were, then which indicators have new periods."""
    items = []
    for change in found:
        indicator = definitions.indicators[change.state.indicator]
        told = []
        if change.newly_held:
            told.append(unshown.not_shown(change.state.held_period, change.state.held, definitions.sources[indicator.source]).strip())
        if change.judged_anew:
            told.append(f"Vurderingen er gået fra »{wording.verdict(change.before).lower()}« til »{wording.verdict(change.state).lower()}«.")
        if change.revised:
            told.append(f"Kilden har ændret {danish.counted(change.revised, 'tidligere tal', 'tidligere tal')}.")
        if told:
            items.append({"kind": change.state.verdict, "href": address(indicator.focus_area), "title": indicator.title, "text": " ".join(told)})
    news = [f"{definitions.indicators[change.state.indicator].title} ({_periods(change, definitions)})" for change in found if change.new]
    return render(
        "listing", id="aendret-siden-sidst", title="Ændret siden sidst", intro="", items=items, more=news,
        more_title=f"{danish.counted(len(news), 'officiel indikator', 'officielle indikatorer')} har nye perioder",
        empty="Ingen tidligere tal eller vurderinger er ændret." if found else "Der er ingen leverance før denne, eller intet er ændret.",
    )


def _periods(change: Change, definitions: Definitions) -> str:
    counted = definitions.sources[definitions.indicators[change.state.indicator].source].counted
    first, last = (Period.parse(point.period).label(counted=counted) for point in (change.new[0], change.new[-1]))
    return first if first == last else f"{first} til {last}"


def revisions(observations: pd.DataFrame, quarter: str, before: str) -> pd.DataFrame:
    """Return figures both vintages have with different values: indicator, area, period, before, now."""
    columns = ["indicator", "area", "period", "value"]
    shown = observations[observations["status"] == SHOWN]
    now, then = (shown.loc[shown["vintage"] == vintage, columns] for vintage in (quarter, before))
    both = then.merge(now, on=columns[:3], suffixes=("_before", "_now"))
    changed = both[both["value_before"] != both["value_now"]]
    return changed.rename(columns={"value_before": "before", "value_now": "now"}).reset_index(drop=True)
