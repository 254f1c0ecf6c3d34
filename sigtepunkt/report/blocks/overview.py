"""What gives an overview of a page: heading, summary, focus areas, targets, and what is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sigtepunkt import charts
from sigtepunkt.core import danish
from sigtepunkt.observations.table import SUPPRESSED
from sigtepunkt.report.blocks import quality
from sigtepunkt.report.blocks.differences import erratum
from sigtepunkt.report.blocks.elements import Item, item, listing
from sigtepunkt.report.page_data import PageData
from sigtepunkt.report.templating import render
from sigtepunkt.signals import State
from sigtepunkt.wording import not_shown, sentences, units_and_periods

_SIGNALS = ("improvement", "concern", "high", "low")
_MOST_SENTENCES = 8


def heading(data: PageData) -> str:
    """Return the quarter, the day the figures were closed, and what is special about them."""
    has_demo = any(map(data.is_demo, data.indicators)) or any(
        map(data.definitions.demo_parts, data.capacities)
    )
    demo_note = "Tal mærket »Demodata« er opdigtede og indgår ikke i nogen samlet vurdering."
    return render(
        "heading",
        quarter_label=danish.capitalised(data.quarter.label),
        banner=sentences.strategy_is_over(data.strategy, data.quarter),
        closed=danish.date(data.vintage.closed),
        reconstructed=data.vintage.reconstructed,
        demo_note=demo_note if has_demo else "",
        erratum=erratum(data.processed.correction, data.of_page(data.processed.corrected), data.definitions),
    )


def summary(data: PageData) -> str:
    """Return what is new and real among the page's official indicators, and how many stand where."""
    official = [key for key in data.indicators if not data.is_demo(key)]
    states = [data.states[key] for key in official if key in data.states]
    gaps = sum(len(data.definitions.gaps_of(key)) for key in data.focus_areas)
    withheld = len({figure.indicator for figure in data.processed.withheld} & set(data.indicators))
    suppressed = [key for key in data.indicators if data.newest_status(key) == SUPPRESSED]
    signals = [state for state in states if state.verdict in _SIGNALS]
    tally = Counter((state.verdict, sentences.verdict(state).lower()) for state in states)
    left = len(signals) - _MOST_SENTENCES
    indicators = danish.counted(len(official), "officiel indikator", "officielle indikatorer")
    footing = [
        f"{indicators} og {danish.counted(gaps, 'erklæret hul', 'erklærede huller')} i det, der måles.",
        sentences.error_budget(states),
        _targets_in_words(states),
        _withheld_in_words(withheld),
        not_shown.newest_suppressed([data.definitions.origin(key) for key in suppressed]),
    ]
    return render(
        "summary",
        sentences=[_signal(data, state) for state in signals[:_MOST_SENTENCES]],
        rest=f"{_further(left)}; de står under fokusområderne." if left > 0 else "",
        tally=[{"kind": kind, "text": text, "count": count} for (kind, text), count in sorted(tally.items())],
        footing=" ".join(filter(None, footing)),
    )


def signals(data: PageData) -> str:
    """Return every official indicator whose latest movement is more than noise."""
    states = [state for state in data.processed.states if not state.demo and state.verdict in _SIGNALS]
    return listing(
        "nyt-og-sikkert",
        "Nyt og sikkert",
        [_signal(data, state) for state in states[:_MOST_SENTENCES]],
        headed=True,
        empty="Ingen af de officielle indikatorer viser en ændring, "
        "der sikkert er mere end tilfældige udsving.",
        intro="De officielle indikatorer, hvis udvikling er mere end tilfældige udsving. "
        "Alt andet er ikke nævnt her.",
        more=[_signal(data, state) for state in states[_MOST_SENTENCES:]],
        more_title=_further(len(states) - _MOST_SENTENCES),
    )


def targets(data: PageData) -> str:
    """Return where official figures stand against decided targets."""
    states = [state for state in data.processed.states if state.aim is not None and not state.demo]
    return listing(
        "maal",
        "Hvor vi står i forhold til mål",
        [_item(data, state, sentences.aim(state, data.declared(state.indicator)[0])) for state in states],
        headed=True,
        empty="Der er ikke lagt nogen beslutning med et måltal ind, så ingen indikator er vurderet "
        "mod et mål. En beslutning, der ikke kan måles, står under det, der mangler.",
    )


def missing(data: PageData) -> str:
    """Return what is missing or late: overdue sources, and focus areas with what is not measured in them."""
    gaps = {key: "; ".join(gap.title for gap in data.definitions.gaps_of(key)) for key in data.focus_areas}
    items = [
        item("gap", data.focus_areas[key].name, f"– måles ikke: {titles}.", data.address(key))
        for key, titles in gaps.items()
        if titles
    ]
    return listing(
        "hvad-mangler",
        "Hvad der mangler eller er forsinket",
        [*quality.late(data.definitions, data.processed.findings), *items],
        empty="Intet mangler, og intet er forsinket.",
        intro="Hvorfor noget ikke måles, og hvem der har data, står under fokusområdet.",
    )


def focus_area(data: PageData, key: str) -> str:
    """Return a focus area: its title, its state, its indicators at a glance, and its declared gaps."""
    area, state = data.focus_areas[key], data.focus_state(key)
    return render(
        "focus_area",
        id=key,
        name=area.name,
        title=area.title.rstrip("."),
        aim=data.strategy.aims[area.aim].title,
        state=state,
        state_text=sentences.FOCUS_STATES[state],
        rows=[_row(data, indicator) for indicator in data.definitions.indicators_of(key)],
        gaps=[
            {**gap.model_dump(), "since": units_and_periods.declared_on(gap.since, data.vintage.closed)}
            for gap in data.definitions.gaps_of(key)
        ],
    )


def matrix(data: PageData) -> str:
    """Return the table of committees and aims, with the focus areas of each and their states."""
    strategy = data.strategy
    states = {key: data.focus_state(key) for key in strategy.focus_areas}
    counts, words = Counter(states.values()), sentences.FOCUS_STATES

    def cell(key: str) -> dict[str, str]:
        statuses = filter(None, map(data.newest_status, data.definitions.indicators_of(key)))
        return {
            "name": strategy.focus_areas[key].name,
            "href": f"{strategy.focus_areas[key].committee}.html#{key}",
            "kind": states[key],
            "text": words[states[key]],
            "unshown": not_shown.newest_not_shown(list(statuses)),
        }

    rows = [
        {
            "committee": committee.short,
            "href": f"{name}.html",
            "cells": [list(map(cell, strategy.areas_of(aim=aim, committee=name))) for aim in strategy.aims],
        }
        for name, committee in strategy.committees.items()
    ]
    legend = [{"kind": kind, "text": words[kind], "count": counts[kind]} for kind in words if counts[kind]]
    return render(
        "matrix",
        aims=[aim.title for aim in strategy.aims.values()],
        rows=rows,
        legend=legend,
        count=danish.number(len(states)),
    )


def _signal(data: PageData, state: State) -> Item:
    """Return an indicator's newest figure and its movement, as an item of a listing."""
    return _item(data, state, sentences.movement(state, *data.declared(state.indicator)))


def _item(data: PageData, state: State, text: str) -> Item:
    indicator, source = data.declared(state.indicator)
    texts = " ".join(filter(None, (sentences.now(state, indicator, source), text)))
    return item(state.verdict, indicator.title, texts, data.indicator_address(state.indicator))


def _further(count: int) -> str:
    return f"Yderligere {danish.counted(count, 'indikator', 'indikatorer')} viser en ændring"


def _withheld_in_words(count: int) -> str:
    reason = "fordi de ikke bestod kontrollen; grunden står ved tallet."
    indicators = danish.counted(count, "indikator", "indikatorer")
    return f"Tal fra {indicators} er tilbageholdt, {reason}" if count else ""


def _targets_in_words(states: Sequence[State]) -> str:
    count = sum(state.aim is not None for state in states)
    if not count:
        return "Ingen indikator har et mål, for ingen beslutning med et måltal er lagt ind."
    indicators = danish.capitalised(danish.counted(count, "indikator har", "indikatorer har"))
    return f"{indicators} et besluttet mål."


def _row(data: PageData, key: str) -> dict[str, Any]:
    """Return an indicator at a glance; an older figure never replaces a newest one that is not shown."""
    state, (indicator, source) = data.states.get(key), data.declared(key)
    period, status = data.newest.get(key, ("", ""))
    unshown = not_shown.WORDS.get(status, "")
    spark = (
        charts.sparkline(state.points, counted=source.counted) if state and charts.is_series(state) else ""
    )
    kind: str | None
    if state:
        kind, words = state.verdict, sentences.verdict(state)
    elif unshown:
        kind, words = "undecided", sentences.VERDICTS["undecided"]
    else:
        kind, words = None, "Tilbageholdt" if data.withheld_reasons(key) else "Vises for områder"
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
        "kind": kind,
        "state": words,
    }
