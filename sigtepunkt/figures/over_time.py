"""A state over time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from sigtepunkt import danish
from sigtepunkt.figures.house import BAND, NATION, PALETTE, QUIET, SHORT, Draw, is_narrow
from sigtepunkt.quarter import YEAR, Period
from sigtepunkt.signals import Point, State

_MARKS = {"improvement": ("^", PALETTE[1]), "concern": ("v", PALETTE[2]), "high": ("^", PALETTE[0]), "low": ("v", PALETTE[0])}
_FEW = 3  # fewer points than this are no series: the areas are drawn side by side instead


def series(state: State, *, counted: str, unit: str, decimals: int, nation: Sequence[Point] = ()) -> Draw:
    """Return the drawing of a state over time: limits as a band, points that are signals marked, breaks kept open."""

    def draw(axes: Axes) -> None:
        points = state.points
        places = [_place(point, counted) for point in points]
        if state.method == "xmr":
            for _, group in groupby(range(len(points)), key=lambda index: points[index].segment):
                _band(axes, [(places[index], points[index]) for index in group])
        for stretch in _stretches(nation):
            axes.plot([_place(p, counted) for p in stretch], [p.value for p in stretch], color=NATION, linewidth=1.2, linestyle=(0, (4, 2)))
        dense = len(points) > 30  # noqa: PLR2004 - markers of more points than this run together
        for stretch in _stretches(points):
            axes.plot(
                [_place(p, counted) for p in stretch], [p.value for p in stretch], color=PALETTE[0], linewidth=1.8,
                linestyle=(0, (5, 1.5)) if state.reason == "projection" else "-", marker=None if dense and len(stretch) > 1 else "o", markersize=4,
            )
        _mark_signals(axes, list(zip(places, points, strict=True)))
        for one, two in pairwise(points):
            if one.segment != two.segment:
                axes.axvline((_place(one, counted) + _place(two, counted)) / 2, color=QUIET, linewidth=1, linestyle=(0, (1, 2)))
        if points[-1].state == "common":
            axes.plot(places[-1], points[-1].value, marker="o", markersize=7, color=PALETTE[0], markeredgecolor="white")
        label = danish.quantity(points[-1].value, unit if len(unit) <= SHORT else "", decimals)
        _name_ends(axes, (places[-1], points[-1].value, label), nation, counted)
        _time_axis(axes, points, counted)
        axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
        axes.margins(y=0.12)

    return draw


def is_series(state: State) -> bool:
    """Return whether a state has points enough to be drawn over time."""
    return len(state.points) >= _FEW


def _place(point: Point, counted: str) -> float:
    period = Period.parse(point.period)
    return (period.first + (0 if counted == "start" else period.months / 2)) / YEAR


def _stretches(points: Sequence[Point]) -> Iterator[list[Point]]:
    """Yield runs of neighbouring points: a break, or a period not published, ends the line."""
    if not points:
        return
    steps = [Period.parse(two.period).first - Period.parse(one.period).first for one, two in pairwise(points)]
    usual = min(steps, default=YEAR)
    if steps.count(usual) * 2 < len(steps):  # surveys at irregular intervals: no line would be true
        usual = 0
    stretch = [points[0]]
    for point, step, before in zip(points[1:], steps, points, strict=False):
        if step > usual or point.segment != before.segment:
            yield stretch
            stretch = []
        stretch.append(point)
    yield stretch


def _band(axes: Axes, segment: Sequence[tuple[float, Point]]) -> None:
    limits = [(x, p.mean, p.lower, p.upper) for x, p in segment if p.lower is not None and p.upper is not None]
    if limits:
        x, mean, lower, upper = (np.array(column, dtype=float) for column in zip(*limits, strict=True))
        axes.fill_between(x, lower, upper, color=BAND, linewidth=0)
        axes.plot(x, mean, color=QUIET, linewidth=1)


def _mark_signals(axes: Axes, placed: Sequence[tuple[float, Point]]) -> None:
    for kind, (marker, colour) in _MARKS.items():
        marked = [(x, point.value) for x, point in placed if point.state == kind]
        if marked:
            x, y = zip(*marked, strict=True)
            axes.plot(x, y, linestyle="", marker=marker, markersize=7.5, color=colour, markeredgecolor="white", markeredgewidth=0.6)


def _name_ends(axes: Axes, home: tuple[float, float, str], nation: Sequence[Point], counted: str) -> None:
    """Label the last points directly; two labels that would touch are pushed apart."""
    x, value, text = home
    axes.annotate(text, (x, value), xytext=(8, 0), textcoords="offset points", va="center", fontweight="bold", annotation_clip=False)
    if nation:
        low, high = axes.get_ylim()
        last = nation[-1]
        close = abs(last.value - value) < 0.09 * (high - low)
        offset = 0 if not close else (-11 if last.value <= value else 11)
        axes.annotate(
            "Hele landet", (_place(last, counted), last.value), xytext=(8, offset), textcoords="offset points", va="center",
            color=QUIET, fontsize=8.5, annotation_clip=False,
        )


def _time_axis(axes: Axes, points: Sequence[Point], counted: str) -> None:
    """Label years where points are denser than years; otherwise label the points themselves."""
    periods = [Period.parse(point.period) for point in points]
    steps = [two.first - one.first for one, two in pairwise(periods)]
    most = 4 if is_narrow(axes) else 8
    if min(steps, default=YEAR) < YEAR:
        first, last = periods[0].first // YEAR, periods[-1].first // YEAR
        stride = -(-(last - first + 1) // most)
        years = [year for year in range(first, last + 1) if (last - year) % stride == 0]
        axes.set_xticks(years, [str(year) for year in years])
    else:
        stride = -(-len(points) // most)
        shown = [index for index in range(len(points)) if (len(points) - 1 - index) % stride == 0]
        labels = [_short(periods[index], counted) for index in shown]
        axes.set_xticks([_place(points[index], counted) for index in shown], labels)
    axes.set_xlabel("")


def _short(period: Period, counted: str) -> str:
    if counted == "start" and period.first % YEAR == 0:
        return str(period.start.year)
    return period.label(short=True) if period.is_school_year else str(period.end.year)
