"""States → marks: one for each sure answer, in words that name its kind. Nothing sure, no mark. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from sigtepunkt.signals import State
from sigtepunkt.signals.answers.answer import Answer
from sigtepunkt.signals.methods.xmr import Variation, variation
from sigtepunkt.strategy import Indicator

Way = Literal["rising", "falling"]


class Mark(NamedTuple):
    """A sure answer: its `kind` is improvement or concern, or high or low where no direction is better."""

    kind: Variation
    text: str


def marks(state: State, indicator: Indicator) -> tuple[Mark, ...]:
    """Return a mark for each sure answer, most important first; empty where nothing is sure."""
    return tuple(mark for mark, _ in with_answers(state, indicator))


def with_answers(state: State, indicator: Indicator) -> Iterator[tuple[Mark, Answer | None]]:
    """Yield each mark with the answer it tells, which has the limits; a recent shift has none."""
    since = state.since
    if way := since.change.direction:
        moved = "Sikker stigning" if way == "rising" else "Sikkert fald"
        yield _mark(indicator, way, f"{moved} siden strategien"), since.change
    if state.method == "trend" and (way := since.trend.direction):
        moved = f"Sikker udvikling {'opad' if way == 'rising' else 'nedad'}"
        yield _mark(indicator, way, moved), since.trend
    if state.method == "shift" and state.cause:
        is_up = state.cause == "higher"
        text = f"Nyt skift {'opad' if is_up else 'nedad'}{' (vejledende)' if state.trial else ''}"
        yield _mark(indicator, "rising" if is_up else "falling", text), None
    if way := since.development.direction:
        yield _mark(indicator, way, "Anden udvikling end de andre"), since.development
    if way := since.level.direction:
        place = "Højere" if way == "rising" else "Lavere"
        yield _mark(indicator, way, f"{place} end de andre kommuner"), since.level


def _mark(indicator: Indicator, way: Way, text: str) -> Mark:
    return Mark(variation(indicator.better, upwards=way == "rising"), text)
