"""Where a person may want to declare a new segment: a suggestion for the analyst, never applied. Pure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sigtepunkt.signals.methods.shift import lasting_shift
from sigtepunkt.signals.state import State


@dataclass(frozen=True)
class Suggestion:
    """A level that has lasted `points` points, `since` a period, and its `size` in the indicator's unit."""

    indicator: str
    since: str
    points: int
    size: float

    @property
    def advice(self) -> str:
        """What the analyst is advised to do about it."""
        way = "higher" if self.size > 0 else "lower"
        return (
            f"{self.indicator} has been {way} since {self.since} ({self.points} points). If you know why "
            "(a reform, a changed definition, an action), declare it in strategy/indicators.toml: "
            f"[{self.indicator}] breaks = [{{ at, cause, decided_by, decided }}]"
        )


def suggest(state: State) -> Suggestion | None:
    """Return where the level of a monthly or quarterly series seems to have shifted for good, or None."""
    if state.level is None:
        return None
    judged = state.points[-state.level.judged :]
    held: dict[int, list[int]] = {}
    for position, point in enumerate(judged):
        if point.outlier:
            held.setdefault(point.outlier, []).append(position)
    declared = [range(positions[0], positions[-1] + 1) for positions in held.values()]
    shift = lasting_shift(np.array([point.judged for point in judged]), state.season, declared)
    if shift is None:
        return None
    points, size = shift
    return Suggestion(state.indicator, judged[-points].period, points, size)
