"""The council's question first: key figures in tiles, what they say of each aim, and their table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sigtepunkt import charts
from sigtepunkt.core import danish
from sigtepunkt.core.period import Period
from sigtepunkt.followup.decisions import COUNCIL
from sigtepunkt.observations.table import SHOWN
from sigtepunkt.report.blocks.elements import Item, item
from sigtepunkt.report.blocks.summaries.importance import telling
from sigtepunkt.report.page_data import PageData
from sigtepunkt.report.templating import render
from sigtepunkt.signals import Point, State
from sigtepunkt.strategy import Indicator
from sigtepunkt.wording import key_figures, not_shown, sentences
from sigtepunkt.wording.marks import Mark, marks, with_answers
from sigtepunkt.wording.since_start import limits, size
from sigtepunkt.wording.units_and_periods import RANK, label, value

MEASURED = "har et officielt tal, der måler sagen"
UNMEASURED = "har ikke et officielt tal, der måler sagen"
_TILES = 6
_PER_AIM = 3  # sentences with figures, before the one that says what is not measured


def tiles(data: PageData) -> str:
    """Return the question "Er vi på rette vej?" with the most telling lead figures of all committees.

    First the most telling one of each committee, then those that can be held against the strategy's start, in
    the order of the strategy.
    """
    leads = telling(data, data.leads)
    first: dict[str, State] = {}
    for state in leads:
        first.setdefault(data.committee_of(state.indicator), state)
    in_order = sorted(leads, key=lambda state: data.leads.index(state.indicator))
    rest = [state for state in in_order if state.since.fact and state not in first.values()]
    chosen = [*first.values(), *rest][:_TILES]
    return render(
        "tiles",
        tiles=[_tile(data, state) for state in in_order if state in chosen],
        marked=_marked(sum(bool(_marks(data, state)) for state in leads), len(leads)),
        page="" if data.page == COUNCIL else f"{COUNCIL}.html",
    )


def _marked(marked: int, count: int) -> str:
    """Say how many of the lead figures have a mark, what that means, and what it means to have none."""
    large = "større end almindelige udsving"
    if not marked:
        which = f"Ingen af de {danish.number(count)} nøgletal har et mærke"
        which = which if count > 1 else "Nøgletallet har intet mærke"
        return f"{which}: Vi kan ikke sige, om en ændring eller en forskel er {large}."
    which = f"{danish.number(marked)} af {danish.number(count)} nøgletal"
    if marked == count:
        which = f"Alle {danish.number(count)} nøgletal" if count > 1 else "Nøgletallet"
    others = "" if marked == count else " Om de andre kan vi ikke sige det."
    return f"{which} har et mærke: en ændring eller en forskel, der er {large}.{others}"


def _tile(data: PageData, state: State) -> dict[str, Any]:
    indicator, source = data.declared(state.indicator)
    number, unit = _number_and_unit(state, indicator)
    others = key_figures.beside(state, indicator, data.definitions.municipality)
    if indicator.unit != "%":  # it stands by the figure above
        others = others.removesuffix(f"{danish.NO_BREAK}{indicator.unit}")
    return {
        "title": indicator.name,
        "href": data.indicator_address(state.indicator),
        "number": number,
        "unit": unit,
        "period": label(state.latest.period, source, indicator),
        "since": danish.capitalised(key_figures.beside_start(state, indicator, source)),
        "beside": danish.capitalised(others),
        "mark": next(iter(_marks(data, state)), None),
    }


def aims(data: PageData) -> str:
    """Return, for each aim, its most telling figures in sentences, and how many of its areas have none."""
    count = len(data.strategy.aims)
    title = f"de {danish.in_words(count)} sigtepunkter" if count > 1 else "sigtepunktet"
    return render("aims", title=title, aims=[_aim(data, key) for key in data.strategy.aims])


def _aim(data: PageData, key: str) -> dict[str, Any]:
    areas = data.strategy.areas_of(aim=key)
    chosen = telling(data, (name for area in areas for name in data.measuring(area)))
    without = sum(not data.measuring(area) for area in areas)
    return {
        "title": data.strategy.aims[key].title,
        "items": [finding(data, state) for state in _each_area_once(data, chosen)[:_PER_AIM]],
        "rest": _not_measured(without, len(areas)) if without else "",
    }


def _not_measured(without: int, count: int) -> str:
    """Say how many of an aim's focus areas nothing official measures."""
    if count == 1:
        return f"Sigtepunktets ene fokusområde {UNMEASURED}."
    if without == count:
        return f"Ingen af sigtepunktets {danish.number(count)} fokusområder {MEASURED}."
    return f"{danish.number(without)} af sigtepunktets {danish.number(count)} fokusområder {UNMEASURED}."


def _each_area_once(data: PageData, states: Iterable[State]) -> list[State]:
    """Return the states with the most telling of each focus area first, and the others after them."""
    seen: set[str] = set()
    firsts: list[State] = []
    others: list[State] = []
    for state in states:
        area = data.definitions.indicators[state.indicator].focus_area
        (others if area in seen else firsts).append(state)
        seen.add(area)
    return [*firsts, *others]


def finding(data: PageData, state: State) -> Item:
    """Return an indicator's figure, change and neighbours in a sentence, and what is sure with its limits.

    Where the newest figure is not shown, that is said, and from when the latest is that is.
    """
    indicator, source = data.declared(state.indicator)
    if state.held:
        text = sentences.now(state, indicator, source)
    else:
        text = key_figures.sentence(state, indicator, source, data.definitions.municipality)
    kind = next((mark.kind for mark in _marks(data, state)), "")
    text = f"{text} {sure_in_words(state, indicator)}".strip()
    return item(kind, indicator.title, text, data.indicator_address(state.indicator))


def sure_in_words(state: State, indicator: Indicator) -> str:
    """Return the marks of a state in a sentence each, with their limits where the answer has them."""
    texts = []
    for mark, answer in with_answers(state, indicator):
        is_turned = answer is state.since.development  # alone, its mark does not say which way
        bounds = (limits if is_turned else size)(answer, indicator) if answer else ""
        per_year = " om året" if answer is state.since.trend else ""
        texts.append(danish.sentence(f"{mark.text}{f': {bounds}{per_year}' if bounds else ''}"))
    return " ".join(texts)


def table(data: PageData) -> str:
    """Return the table of the lead figures: now, since the strategy began, beside others, course and mark."""
    everything = [state for state in data.processed.states if not state.demo]
    return render(
        "key_figures",
        rows=[_row(data, key) for key in data.leads],
        neighbours=data.definitions.municipality.comparison_name,
        method=sentences.error_budget(everything),
    )


def _row(data: PageData, key: str) -> dict[str, Any]:
    """Return a lead figure's row; an older figure never replaces a newest one that is not shown."""
    (indicator, source), state = data.declared(key), data.states.get(key)
    period, status = data.newest.get(key, ("", ""))
    about = {
        "title": indicator.name,
        "href": data.indicator_address(key),
        "where": data.strategy.committees[data.committee_of(key)].short,
        "now": not_shown.WORDS.get(status, danish.MISSING),
        "unit": "",
        "period": label(period, source, indicator) if period else "",
        "since": danish.MISSING,
        "start": "",
        "nation": danish.MISSING,
        "neighbours": danish.MISSING,
        "spark": _course(data, state, source.counted) if state and charts.is_series(state) else "",
        "marks": (),
    }
    if state is None or state.held:
        return about
    number, unit = _number_and_unit(state, indicator)
    return about | {
        "now": number,
        "unit": unit,
        "since": key_figures.signed(state, indicator),
        "start": key_figures.start(state, indicator, source),
        "nation": danish.number(state.comparison.nation, indicator.decimals),
        "neighbours": key_figures.neighbours(state, indicator),
        "marks": _marks(data, state),
    }


def _number_and_unit(state: State, indicator: Indicator) -> tuple[str, str]:
    number, _, unit = value(state.latest.value, indicator).partition(danish.NO_BREAK)
    return (f"{number}{danish.NO_BREAK}{unit}", "") if indicator.unit == RANK else (number, unit)


def _course(data: PageData, state: State, counted: str) -> str:
    """Return the course with the nation's line, unless totals share no scale, and the strategy's start."""
    rows, indicator = data.rows_of(state.indicator), data.definitions.indicators[state.indicator]
    rows = rows[(rows["status"] == SHOWN) & (rows["area"] == data.definitions.municipality.country)]
    pairs = [] if indicator.total else zip(rows["period"], rows["value"], strict=True)
    nation = sorted(
        (Point(period, float(number), 0) for period, number in pairs),
        key=lambda point: Period.parse(point.period),
    )
    start = float(data.strategy.first_year)
    return charts.sparkline(state.points, counted=counted, nation=nation, start=start)


def _marks(data: PageData, state: State) -> tuple[Mark, ...]:
    return marks(state, data.definitions.indicators[state.indicator])
