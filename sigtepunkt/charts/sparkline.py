"""A series' course, small enough for a table's cell: no scale, no text, beside the number."""

from __future__ import annotations

from collections.abc import Sequence

from sigtepunkt.charts.time_axis import lines, position
from sigtepunkt.signals import Point

WIDTH, HEIGHT, MARGIN = 110, 26, 4  # CSS pixels


def sparkline(points: Sequence[Point], *, counted: str, scale: Sequence[Point] = ()) -> str:
    """Return the course as SVG that assistive technology passes over.

    Breaks are left open, a point without neighbours is a dot, and the last point is marked. Small multiples
    share the axes that hold every point of `scale`.
    """
    shown = (*points, *scale)
    positions, values = [position(point.period, counted) for point in shown], [point.value for point in shown]
    start, span = min(positions), max(positions) - min(positions) or 1.0
    low = min(values) / 2  # halved: the distance between two huge numbers may be infinite, half of it is not
    height = max(values) / 2 - low

    def at(position: float, value: float) -> tuple[str, str]:
        x = MARGIN + (position - start) / span * (WIDTH - 2 * MARGIN)
        y = HEIGHT - MARGIN - ((value / 2 - low) / height if height else 0.5) * (HEIGHT - 2 * MARGIN)
        return f"{x:.1f}", f"{y:.1f}"

    runs = [[at(*point) for point in zip(*line, strict=True)] for line in lines(points, counted)]
    path = "".join("M" + "L".join(map(" ".join, run)) for run in runs if len(run) > 1)
    dots = [(run[0], 1.5) for run in runs[:-1] if len(run) == 1] + [(runs[-1][-1], 3)]
    circles = "".join(f'<circle cx="{x}" cy="{y}" r="{radius}"/>' for (x, y), radius in dots)
    return (
        f'<svg class="spark" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
        f' aria-hidden="true" focusable="false"><path d="{path}"/>{circles}</svg>'
    )
