"""The council's question first: key figures in tiles, what they say of each aim, and their table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sigtepunkt import charts
from sigtepunkt.core import danish
from sigtepunkt.core.period import Period
from sigtepunkt.observations.table import SHOWN
from sigtepunkt.report.blocks.elements import Item, item
from sigtepunkt.report.blocks.summaries.importance import telling
from sigtepunkt.report.page_data import PageData
from sigtepunkt.report.templating import render
from sigtepunkt.signals import Point, State
from sigtepunkt.signals.answers.answer import Answer
from sigtepunkt.strategy import Indicator, Source
from sigtepunkt.wording import key_figures, sentences
from sigtepunkt.wording.marks import Mark, marks
from sigtepunkt.wording.since_start import limits, seasons_apart
from sigtepunkt.wording.units_and_periods import RANK, label, value

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
    order = list(data.definitions.indicators)
    rest = sorted(
        (state for state in leads if state.since.fact), key=lambda state: order.index(state.indicator)
    )
    chosen = [*first.values(), *(state for state in rest if state not in first.values())][:_TILES]
    chosen.sort(key=lambda state: order.index(state.indicator))
    sure = sum(bool(marks(state, data.definitions.indicators[state.indicator])) for state in leads)
    return render(
        "tiles",
        tiles=[_tile(data, state) for state in chosen],
        sure=danish.number(sure),
        count=danish.counted(len(leads), "nøgletal", "nøgletal"),
    )


def _tile(data: PageData, state: State) -> dict[str, Any]:
    indicator, source = data.declared(state.indicator)
    number, unit = _number_and_unit(state, indicator)
    return {
        "title": indicator.name,
        "href": data.indicator_address(state.indicator),
        "number": number,
        "unit": unit,
        "period": label(state.latest.period, source, indicator),
        "since": danish.capitalised(key_figures.beside_start(state, indicator, source)),
        "beside": danish.capitalised(key_figures.beside(state, indicator)),
        "mark": _first(marks(state, indicator)),
    }


def aims(data: PageData) -> str:
    """Return, for each aim, its most telling figures in sentences, and how many of its areas have none."""
    return render("aims", aims=[_aim(data, key) for key in data.strategy.aims])


def _aim(data: PageData, key: str) -> dict[str, Any]:
    areas = data.strategy.areas_of(aim=key)
    keys = [name for area in areas for name in data.definitions.indicators_of(area)]
    chosen = telling(data, (name for name in keys if not data.definitions.indicators[name].proxy))
    measured = {data.definitions.indicators[state.indicator].focus_area for state in chosen}
    without = len(areas) - len(measured)
    count = danish.counted(len(areas), "fokusområde", "fokusområder")
    rest = f"Af sigtepunktets {count} har {danish.number(without)} intet officielt tal, der måler sagen."
    return {
        "title": data.strategy.aims[key].title,
        "items": [finding(data, state) for state in _each_area_once(data, chosen)[:_PER_AIM]],
        "rest": rest if without else "",
    }


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
    """Return an indicator's figure, change and neighbours in a sentence, and what is sure with its limits."""
    indicator, source = data.declared(state.indicator)
    sure = sure_in_words(state, data)
    text = key_figures.sentence(state, indicator, source)
    kind = next((mark.kind for mark in marks(state, indicator)), "")
    return item(kind, indicator.title, f"{text} {sure}".strip(), data.indicator_address(state.indicator))


def sure_in_words(state: State, data: PageData) -> str:
    """Return the marks of a state in a sentence each, with their limits where the answer has them."""
    indicator, since = data.definitions.indicators[state.indicator], state.since
    is_shift = state.method == "shift" and bool(state.cause)
    answers: list[Answer | None] = [since.change] if since.change.direction else []
    answers += [since.trend] if state.method == "trend" and since.trend.direction else []
    answers += [None] if is_shift else []
    answers += [answer for answer in (since.development, since.level) if answer.direction]
    texts = []
    for mark, answer in zip(marks(state, indicator), answers, strict=True):
        bounds = limits(answer, indicator) if answer else ""
        per_year = " om året" if answer is since.trend else ""
        texts.append(danish.sentence(f"{mark.text}{f': {bounds}{per_year}' if bounds else ''}"))
    return " ".join(texts)


def table(data: PageData) -> str:
    """Return the table of the lead figures: now, since the strategy began, beside others, course and mark."""
    states = [data.states[key] for key in data.leads if key in data.states]
    rows = [_row(data, state) for state in states]
    everything = [state for state in data.processed.states if not state.demo]
    return render(
        "key_figures",
        rows=rows,
        neighbours=data.definitions.municipality.comparison_name,
        method=sentences.error_budget(everything),
    )


def _row(data: PageData, state: State) -> dict[str, Any]:
    indicator, source = data.declared(state.indicator)
    compared, (number, unit) = state.comparison, _number_and_unit(state, indicator)
    return {
        "title": indicator.name,
        "href": data.indicator_address(state.indicator),
        "where": data.strategy.committees[data.committee_of(state.indicator)].short,
        "now": number,
        "unit": unit,
        "period": label(state.latest.period, source, indicator),
        "since": key_figures.signed(state, indicator),
        "start": _start(state, indicator, source),
        "nation": danish.number(compared.nation, indicator.decimals),
        "neighbours": key_figures.neighbours(state, indicator),
        "spark": _course(data, state, source.counted) if charts.is_series(state) else "",
        "marks": marks(state, indicator),
    }


def _start(state: State, indicator: Indicator, source: Source) -> str:
    fact = state.since.fact
    if fact is None:
        return "intet tal fra før"
    apart = ", en anden årstid" if seasons_apart(fact, indicator) else ""
    return f"siden {label(fact.start_period, source, indicator)}{apart}"


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


def _first(given: Sequence[Mark]) -> Mark | None:
    return given[0] if given else None
