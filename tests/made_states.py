"""States made by hand, for what is made from states."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sigtepunkt.comparison import Comparison
from sigtepunkt.quarter import Period
from sigtepunkt.signals import Point, State


def made_state(values: Sequence[float] = (1.0, 2.0, 3.0), first: str = "2025Q4", **changes: Any) -> State:
    """Return a common state of an indicator `ledighed` with these values, otherwise as `changes` say."""
    start = Period.parse(first)
    points = tuple(Point(str(start.back(-step * start.months)), value, 0) for step, value in enumerate(values))
    made: dict[str, Any] = {
        "indicator": "ledighed", "quarter": "2026Q2", "demo": False, "points": points, "verdict": "common", "method": "xmr", "reason": "",
        "cause": "Common Cause", "trial": False, "autocorrelation": None, "year_ago": None, "year_ago_period": None,
        "comparison": Comparison(None, None, 0),
    }
    return State(**(made | changes))
