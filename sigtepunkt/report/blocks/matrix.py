"""What only the council page shows: the matrix of focus areas, and where figures stand against targets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from sigtepunkt.core import danish
from sigtepunkt.report.templating import render
from sigtepunkt.signals import FocusState, State
from sigtepunkt.strategy import Definitions, Strategy
from sigtepunkt.wording import sentences


def matrix(strategy: Strategy, states: Mapping[str, FocusState], held: Mapping[str, str]) -> str:
    """Return the committees x aims table of focus areas with their states, and in words what is `held` of their newest figures."""
    rows = [
        {
            "committee": committee.short,
            "href": f"{key}.html",
            "cells": [
                [
                    {
                        "name": area.name,
                        "href": f"{key}.html#{name}",
                        "kind": states[name],
                        "text": sentences.FOCUS_STATES[states[name]],
                        "held": held[name],
                    }
                    for name, area in strategy.areas_of(aim=aim, committee=key).items()
                ]
                for aim in strategy.aims
            ],
        }
        for key, committee in strategy.committees.items()
    ]
    counts = Counter(states.values())
    legend = [
        {"kind": kind, "text": text, "count": counts[kind]}
        for kind, text in sentences.FOCUS_STATES.items()
        if counts[kind]
    ]
    return render(
        "matrix",
        aims=[aim.title for aim in strategy.aims.values()],
        rows=rows,
        legend=legend,
        count=danish.number(len(states)),
    )


def targets(states: Iterable[State], definitions: Definitions, address: Callable[[str], str]) -> str:
    """Return where official figures stand against decided targets; `address` gives where an indicator is read."""
    items = []
    for state in states:
        if state.aim is not None and not state.demo:
            indicator = definitions.indicators[state.indicator]
            told = f"{sentences.now(state, indicator, definitions.sources[indicator.source])} {sentences.aim(state, indicator)}"
            items.append(
                {
                    "kind": state.verdict,
                    "href": address(state.indicator),
                    "title": indicator.title,
                    "text": told,
                }
            )
    return render(
        "listing",
        id="maal",
        title="Hvor vi står i forhold til mål",
        items=items,
        intro="",
        headed=True,
        empty="Der er ikke lagt nogen beslutning med et måltal ind, så ingen indikator er vurderet mod et mål. "
        "En beslutning, der ikke kan måles, står under det, der mangler.",
    )
