"""Which of a page's indicators say most, and so are told first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sigtepunkt.report.page_data import PageData
from sigtepunkt.signals import State
from sigtepunkt.wording.key_figures import FEWEST_NEIGHBOURS


def telling(data: PageData, indicators: Iterable[str]) -> list[State]:
    """Return the states of official indicators that measure something, the most telling first.

    Projections are plans and context is a frame: neither answers how it goes.
    """
    states = (data.states[key] for key in indicators if key in data.states)
    chosen = [state for state in states if answers_something(data, state)]
    before = {state.indicator: state for state in data.processed.earlier}
    return sorted(chosen, key=lambda state: rank(data, state, before))


def answers_something(data: PageData, state: State) -> bool:
    """Return whether a state is of an official indicator that measures its focus area."""
    indicator = data.definitions.indicators[state.indicator]
    return not (state.demo or state.held or indicator.context or state.reason == "projection")


def rank(data: PageData, state: State, before: Mapping[str, State]) -> tuple[int, int, float]:
    """Return the place of a state: its kind of news, lead indicators first, then by distance from the nation.

    Sure movement comes first, then a level or a development outside the usual, then new figures, then all
    others.
    """
    since, indicator = state.since, data.definitions.indicators[state.indicator]
    if state.cause or since.change.sure or since.trend.sure:
        kind = 0
    elif since.development.sure or since.level.sure:
        kind = 1
    elif is_new(state, before):
        kind = 2
    else:
        kind = 3
    stands_in = 2 if indicator.proxy else 0 if indicator.lead else 1
    return kind, stands_in, -distance(state)


def is_new(state: State, before: Mapping[str, State]) -> bool:
    """Return whether the newest figure was not there in the quarter before; False where there is none."""
    earlier = before.get(state.indicator)
    return earlier is not None and earlier.latest.period != state.latest.period


def distance(state: State) -> float:
    """Return how far the nation lies away, in the neighbours' range; 0 where either is not known."""
    compared = state.comparison
    if compared.nation is None or compared.lowest is None or compared.highest is None:
        return 0.0
    span = compared.highest - compared.lowest
    if compared.group_size < FEWEST_NEIGHBOURS or span <= 0:
        return 0.0
    return abs(state.latest.value - compared.nation) / span
