"""Hand-made states of indicators, for tests of what is derived from states."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sigtepunkt.core.period import Period
from sigtepunkt.signals import Point, State
from sigtepunkt.signals.answers.answer import Answer
from sigtepunkt.signals.answers.since import Fact, Since
from sigtepunkt.signals.comparison import NO_COMPARISON, Comparison
from sigtepunkt.signals.state import Level

HIGHER = Answer(2.0, 1.0, 3.0, 0.001, sure=True, since="2024", others=8)
LOWER = Answer(-2.0, -3.0, -1.0, 0.001, sure=True, since="2024", others=8)
USUAL = Answer(0.5, -1.0, 2.0, 0.2, since="2024", others=8)
FEW = Answer(reason="too few")


def answered(fact: Fact | None = None, **answers: Answer) -> Since:
    """Return answers with these among them; nothing else could be tested."""
    return Since(fact, *(answers.get(name, FEW) for name in ("change", "trend", "development", "level")))


def example_state(values: Sequence[float] = (1.0, 2.0, 3.0), first: str = "2025Q4", **changes: Any) -> State:
    """Return the state of `ledighed` with these values, without a signal unless `changes` say so."""
    start = Period.parse(first)
    points = tuple(
        Point(str(start.back(-step * start.months)), value, 0) for step, value in enumerate(values)
    )
    attributes: dict[str, Any] = {
        "indicator": "ledighed",
        "quarter": "2026Q2",
        "demo": False,
        "points": points,
        "verdict": "common",
        "method": "shift",
        "reason": "",
        "cause": "",
        "trial": False,
        "season": 0,
        "level": None,
        "since": answered(trend=USUAL) if changes.get("method") == "trend" else answered(),
        "interval": None,
        "year_ago": None,
        "year_ago_period": None,
        "comparison": NO_COMPARISON,
        "aim": None,
    }
    if changes.get("method", "shift") == "shift":
        attributes["level"] = Level(1, points[-1].period, 2.0, 0.2, len(points))
    return State(**(attributes | changes))


def beside(nation: float | None, group: float | None, size: int = 0) -> Comparison:
    """Return the nation's and the group's figures, the group's of `size` municipalities one apart."""
    ends = (None, None) if group is None else (group - 0.5, group + 0.5)
    return Comparison(nation, group, size, *ends)
