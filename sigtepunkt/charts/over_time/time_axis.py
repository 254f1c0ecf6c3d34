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


def usual_step(points: Sequence[Point]) -> int:
    """Return how many months neighbouring figures lie apart; 0 where they lie at irregular intervals."""
    starts = [Period.parse(point.period).first for point in points]
    steps = [later - earlier for earlier, later in pairwise(starts)]
    usual = min(steps, default=YEAR)
    return 0 if steps.count(usual) * 2 < len(steps) else usual


def lines(
    points: Sequence[Point], counted: str, step: int | None = None
) -> Iterator[tuple[list[float], list[float]]]:
    """Yield the positions and the values of every run of neighbouring points.

    A declared break or a period that was not published ends the line. Where periods lie at irregular
    intervals (surveys) no line would be true, and every point is a run of its own. `step` is how far apart
    neighbours are, in months, where the points are drawn beside a series that decides it (`usual_step`).
    """
    if not points:
        return
    usual = usual_step(points) if step is None else step
    run = [points[0]]
    for previous, point in pairwise(points):
        apart = Period.parse(point.period).first - Period.parse(previous.period).first
        if apart > usual or point.segment != previous.segment:
            yield _coordinates(run, counted)
            run = []
        run.append(point)
    yield _coordinates(run, counted)


def start_position(start: float, periods: Sequence[str], counted: str) -> float:
    """Return where a point of time lies between periods, in years: after those that had ended by then.

    A figure that covers several years stands at their middle and is named by the last of them; between such
    figures the point of time lies as much earlier.
    """
    parsed = sorted({Period.parse(period) for period in periods})
    step = min((later.first - earlier.first for earlier, later in pairwise(parsed)), default=YEAR)
    shared = 0 if counted == "start" else max(0, parsed[-1].months - max(step, YEAR))
    return start - shared / 2 / YEAR


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
