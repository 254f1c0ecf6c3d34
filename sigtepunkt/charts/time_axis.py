"""Where periods lie on the time axis, where a line through them is broken, and how the axis is labelled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from matplotlib.axes import Axes

from sigtepunkt.charts.marks import spaced
from sigtepunkt.charts.style import is_narrow
from sigtepunkt.core.period import YEAR, Period
from sigtepunkt.signals import Point


def position(period: str, counted: str) -> float:
    """Return where a period lies on the time axis, in years: its start if `counted` then, else its middle."""
    parsed = Period.parse(period)
    return (parsed.first + (0 if counted == "start" else parsed.months / 2)) / YEAR


def lines(points: Sequence[Point], counted: str) -> Iterator[tuple[list[float], list[float]]]:
    """Yield the positions and the values of every run of neighbouring points.

    A declared break or a period that was not published ends the line. Where periods lie at irregular
    intervals (surveys) no line would be true, and every point is a run of its own.
    """
    if not points:
        return
    starts = [Period.parse(point.period).first for point in points]
    steps = [later - earlier for earlier, later in pairwise(starts)]
    usual = min(steps, default=YEAR)
    if steps.count(usual) * 2 < len(steps):
        usual = 0
    run = [points[0]]
    for step, (previous, point) in zip(steps, pairwise(points), strict=True):
        if step > usual or point.segment != previous.segment:
            yield _coordinates(run, counted)
            run = []
        run.append(point)
    yield _coordinates(run, counted)


def _coordinates(points: Sequence[Point], counted: str) -> tuple[list[float], list[float]]:
    return [position(point.period, counted) for point in points], [point.value for point in points]


def label_time(axes: Axes, periods: Iterable[str], counted: str) -> None:
    """Label years where periods are shorter than years, else the periods; as many as there is room for."""
    ordered = sorted({Period.parse(period) for period in periods})
    most = 4 if is_narrow(axes) else 8
    if min((later.first - earlier.first for earlier, later in pairwise(ordered)), default=YEAR) < YEAR:
        years = spaced(range(ordered[0].first // YEAR, ordered[-1].first // YEAR + 1), most)
        axes.set_xticks(years, [str(year) for year in years])
    else:
        shown = spaced(ordered, most)
        positions = [position(str(period), counted) for period in shown]
        axes.set_xticks(positions, [_short(period, counted) for period in shown])
    axes.set_xlabel("")


def _short(period: Period, counted: str) -> str:
    if counted == "start" and period.first % YEAR == 0:
        return str(period.start.year)
    return period.label(short=True) if period.is_school_year else str(period.end.year)
