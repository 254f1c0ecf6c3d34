"""A state's course, small enough for a table's cell: no scale, no text, so it stands beside the number and never instead of it."""

from __future__ import annotations

from sigtepunkt.figures.over_time import place_of, stretches
from sigtepunkt.signals import State

WIDTH, HEIGHT, MARGIN = 110, 26, 4  # CSS pixels


def sparkline(state: State, *, counted: str) -> str:
    """Return the course as SVG that assistive technology passes over: breaks kept open, the last point marked."""
    places = [place_of(point.period, counted) for point in state.points]
    values = [point.value for point in state.points]
    first, span = places[0], places[-1] - places[0] or 1.0
    low, height = min(values), max(values) - min(values)

    def at(period: str, value: float) -> str:
        x = MARGIN + (place_of(period, counted) - first) / span * (WIDTH - 2 * MARGIN)
        y = HEIGHT - MARGIN - ((value - low) / height if height else 0.5) * (HEIGHT - 2 * MARGIN)
        return f"{x:.1f} {y:.1f}"

    lines = "".join("M" + "L".join(at(point.period, point.value) for point in stretch) for stretch in stretches(state.points))
    x, y = at(state.latest.period, state.latest.value).split()
    return (
        f'<svg class="spark" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" aria-hidden="true" focusable="false">'
        f'<path d="{lines}"/><circle cx="{x}" cy="{y}" r="3"/></svg>'
    )
