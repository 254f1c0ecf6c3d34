"""Hand-made states of indicators, for tests of what is derived from states."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sigtepunkt.core.period import Period
from sigtepunkt.signals import Point, State
from sigtepunkt.signals.comparison import NO_COMPARISON, Benchmark, Comparison
from sigtepunkt.signals.state import Level


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
        "trend": "",
        "interval": None,
        "year_ago": None,
        "year_ago_period": None,
        "comparison": NO_COMPARISON,
        "aim": None,
    }
    if changes.get("method", "shift") == "shift":
        attributes["level"] = Level(1, points[-1].period, 2.0, 0.2, len(points))
    return State(**(attributes | changes))


def untested(nation: float | None, group: float | None, size: int = 0) -> Comparison:
    """Return a comparison with the nation and the group that was not tested."""
    return Comparison(
        *(None if value is None else Benchmark(value, "untested") for value in (nation, group)), size
    )
