"""The marks of an indicator: one for each sure answer, and none where nothing is sure. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from sigtepunkt.signals import State
from sigtepunkt.strategy import Indicator

MarkKind = Literal["improvement", "concern", "high", "low"]


@dataclass(frozen=True)
class Mark:
    """A mark's shape and colour (`kind`), and its words, which name the kind of certainty."""

    kind: MarkKind
    text: str


def marks(state: State, indicator: Indicator) -> tuple[Mark, ...]:
    """Return a mark for each sure answer: change, trend, recent shift, development, level."""
    return tuple(_marks(state, indicator))


def _marks(state: State, indicator: Indicator) -> Iterator[Mark]:
    since = state.since
    if since.change.direction:
        yield _mark(since.change.direction == "rising", indicator, "Sikkert {} siden strategien begyndte")
    if since.trend.direction:
        yield Mark(_kind(since.trend.direction == "rising", indicator), "Sikker udvikling over årene")
    if state.method == "shift" and state.cause:
        yield _mark(state.cause == "higher", indicator, "Nyt skift: {}")
    if since.development.direction:
        up = since.development.direction == "rising"
        yield Mark(_kind(up, indicator), "Anden udvikling end de andre kommuner")
    if since.level.direction:
        yield _mark(since.level.direction == "rising", indicator, "Sikkert {} end de andre kommuner")


def _mark(up: bool, indicator: Indicator, text: str) -> Mark:  # noqa: FBT001 - private, and plain
    return Mark(_kind(up, indicator), text.format("højere" if up else "lavere"))


def _kind(up: bool, indicator: Indicator) -> MarkKind:  # noqa: FBT001 - private, and plain
    if indicator.better == "neutral":
        return "high" if up else "low"
    return "improvement" if up == (indicator.better == "higher") else "concern"
