"""A series' course, small enough for a table's cell: no scale, no text, beside the number."""

from __future__ import annotations

from collections.abc import Sequence

from sigtepunkt.charts.over_time.time_axis import lines, position, start_position, usual_step
from sigtepunkt.signals import Point

WIDTH, HEIGHT, MARGIN = 110, 26, 4  # CSS pixels


def sparkline(
    points: Sequence[Point],
    *,
    counted: str,
    scale: Sequence[Point] = (),
    nation: Sequence[Point] = (),
    start: float | None = None,
) -> str:
    """Return the course as SVG that assistive technology passes over.

    Breaks are left open, a point without neighbours is a dot, and the last point is marked. Small multiples
    share the axes that hold every point of `scale`. The nation's line is drawn within the time of the points
    (a nation on another scale has to be left out by the caller), and the strategy's `start`, in years, where
    it lies inside that time.
    """
    span_of = [position(point.period, counted) for point in (*points, *scale)]
    first, last = min(span_of), max(span_of)
    beside = [point for point in nation if first <= position(point.period, counted) <= last]
    values = [point.value for point in (*points, *scale, *beside)]
    span = last - first or 1.0
    low = min(values) / 2  # halved: the distance between two huge numbers may be infinite, half of it is not
    height = max(values) / 2 - low

    def across(place: float) -> str:
        return f"{MARGIN + (place - first) / span * (WIDTH - 2 * MARGIN):.1f}"

    def at(place: float, value: float) -> tuple[str, str]:
        y = HEIGHT - MARGIN - ((value / 2 - low) / height if height else 0.5) * (HEIGHT - 2 * MARGIN)
        return across(place), f"{y:.1f}"

    runs = [[at(*point) for point in zip(*line, strict=True)] for line in lines(points, counted)]
    dots = [(run[0], 1.5) for run in runs[:-1] if len(run) == 1] + [(runs[-1][-1], 3)]
    circles = "".join(f'<circle cx="{x}" cy="{y}" r="{radius}"/>' for (x, y), radius in dots)
    behind = ""
    begins = None if start is None else start_position(start, [point.period for point in points], counted)
    if begins is not None and first < begins < last:
        x = across(begins)
        behind += f'<path class="start" d="M{x} 0L{x} {HEIGHT}"/>'
    country = _path(
        [
            [at(*point) for point in zip(*line, strict=True)]
            for line in lines(beside, counted, usual_step(points))
        ]
    )
    if country:
        behind += f'<path class="nation" d="{country}"/>'
    return (
        f'<svg class="spark" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
        f' aria-hidden="true" focusable="false">{behind}<path d="{_path(runs)}"/>{circles}</svg>'
    )


def _path(runs: Sequence[Sequence[tuple[str, str]]]) -> str:
    """Return the lines through every run of more than a single point."""
    return "".join("M" + "L".join(map(" ".join, run)) for run in runs if len(run) > 1)
