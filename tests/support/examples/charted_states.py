"""A state with everything a chart can show."""

from __future__ import annotations

from dataclasses import replace

from example_states import example_state

from sigtepunkt.signals import State

VALUES = (3.0, 5, 4, 6, 2, 5, 4, 3, 1234.5)


def charted(**changes: object) -> State:
    """Return a state with a level, a field, a break, a signal and a gap."""
    state = example_state(VALUES, "2024Q1", verdict="improvement", cause="higher", **changes)
    points = [replace(point, mean=4.0, segment=int(step > 3)) for step, point in enumerate(state.points)]
    points[-2:] = [
        replace(point, lower=1.0, upper=7.0, fitted=600.0, state="improvement") for point in points[-2:]
    ]
    return replace(state, points=(*points[:6], *points[7:]))
