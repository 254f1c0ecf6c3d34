"""A series' course, small enough for a table's cell: no scale, no text, so it stands beside the number and never instead of it."""

from __future__ import annotations

from collections.abc import Sequence

from sigtepunkt.charts.over_time import place_of, stretches
from sigtepunkt.signals import Point

WIDTH, HEIGHT, MARGIN = 110, 26, 4  # CSS pixels


def sparkline(points: Sequence[Point], *, counted: str, scale: Sequence[Point] = ()) -> str:
    """Return the course as SVG that assistive technology passes over: breaks kept open, a point without neighbours a dot, the last one marked.

    Small multiples are drawn on the axes that hold every point of `scale`.
    """
    places = [place_of(point.period, counted) for point in (*points, *scale)]
    values = [point.value for point in (*points, *scale)]
    first, span = min(places), max(places) - min(places) or 1.0
    low = min(values) / 2  # halves, for between any two numbers half the distance is a number, too
    height = max(values) / 2 - low

    def at(period: str, value: float) -> str:
        x = MARGIN + (place_of(period, counted) - first) / span * (WIDTH - 2 * MARGIN)
        y = HEIGHT - MARGIN - ((value / 2 - low) / height if height else 0.5) * (HEIGHT - 2 * MARGIN)
        return f"{x:.1f} {y:.1f}"

    runs = [[at(point.period, point.value) for point in stretch] for stretch in stretches(points)]
    lines = "".join("M" + "L".join(run) for run in runs if len(run) > 1)
    dots = [(run[0], 1.5) for run in runs[:-1] if len(run) == 1] + [(runs[-1][-1], 3)]
    circles = "".join(
        '<circle cx="{}" cy="{}" r="{}"/>'.format(*place.split(), radius) for place, radius in dots
    )
    return (
        f'<svg class="spark" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" aria-hidden="true" focusable="false">'
        f'<path d="{lines}"/>{circles}</svg>'
    )
