"""A state over time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from sigtepunkt.charts.style import BAND, NATION, PALETTE, QUIET, SHORT, Draw, is_narrow
from sigtepunkt.core import danish
from sigtepunkt.core.period import YEAR, Period
from sigtepunkt.signals import Point, State
from sigtepunkt.signals.state import Aim
from sigtepunkt.wording.sentences import RANK

_MARKS = {
    "improvement": ("P", PALETTE[1]),
    "concern": ("D", PALETTE[2]),
    "high": ("^", PALETTE[0]),
    "low": ("v", PALETTE[0]),
}
_LABELLED = 0.2  # of the axis lies beside a target's label
FEW = 3  # fewer points than this are no series: the areas are drawn side by side instead


def series(
    state: State,
    *,
    counted: str,
    unit: str,
    decimals: int,
    nation: Sequence[Point] = (),
    held: Sequence[str] = (),
) -> Draw:
    """Return the drawing of a state over time: the level, where the latest points were expected, breaks kept open.

    A series that follows the seasons is drawn thin, and strong without its season. The periods `held` have a figure that is
    not shown: each is a cross on the time axis, so that the last point drawn is not taken for the newest figure.
    """

    def draw(axes: Axes) -> None:
        points = state.points
        places = [place_of(point.period, counted) for point in points]
        _level(axes, list(zip(places, points, strict=True)), state)
        for stretch in stretches(nation):
            axes.plot(
                [place_of(p.period, counted) for p in stretch],
                [p.value for p in stretch],
                color=NATION,
                linewidth=1.2,
                linestyle=(0, (4, 2)),
                marker=None if len(stretch) > 1 else "o",
                markersize=3,
            )
        dense = len(points) > 30
        for stretch in stretches(points):
            axes.plot(
                [place_of(p.period, counted) for p in stretch],
                [p.value for p in stretch],
                color=PALETTE[0],
                linewidth=0.8 if state.season else 1.8,
                linestyle=(0, (5, 1.5)) if state.reason == "projection" else "-",
                marker=None if (dense or state.season) and len(stretch) > 1 else "o",
                markersize=4,
            )
        adjusted = [
            (place, point.adjusted)
            for place, point in zip(places, points, strict=True)
            if point.adjusted is not None
        ]
        if adjusted:
            axes.plot(
                [place for place, _ in adjusted],
                [value for _, value in adjusted],
                color=PALETTE[0],
                linewidth=2,
            )
        _mark_signals(axes, list(zip(places, points, strict=True)))
        for one, two in pairwise(points):
            if one.segment != two.segment:
                axes.axvline(
                    (place_of(one.period, counted) + place_of(two.period, counted)) / 2,
                    color=QUIET,
                    linewidth=1,
                    linestyle=(0, (1, 2)),
                )
        if state.aim is not None:
            _target(
                axes,
                state.aim,
                unit,
                decimals,
                [(place, point.value) for place, point in zip(places, points, strict=True)],
            )
        _mark_unseen(axes, [place_of(period, counted) for period in held])
        if points[-1].state == "common" and not state.held:
            axes.plot(
                places[-1],
                points[-1].value,
                marker="o",
                markersize=7,
                color=PALETTE[0],
                markeredgecolor="white",
            )
        label = danish.quantity(points[-1].value, unit if len(unit) <= SHORT else "", decimals)
        _name_ends(axes, (places[-1], points[-1].value, label), nation, counted)
        time_axis(
            axes,
            sorted({Period.parse(period) for period in (*(point.period for point in points), *held)}),
            counted,
        )
        axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10], integer=not decimals))
        axes.margins(y=0.12)
        if unit == RANK:
            axes.invert_yaxis()  # the first place is the highest

    return draw


def is_series(state: State) -> bool:
    """Return whether a state has points enough to be drawn over time."""
    return len(state.points) >= FEW


def place_of(text: str, counted: str) -> float:
    """Return where a period stands on the time axis, in years: its start, or its middle."""
    period = Period.parse(text)
    return (period.first + (0 if counted == "start" else period.months / 2)) / YEAR


def stretches(points: Sequence[Point]) -> Iterator[list[Point]]:
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


def _level(axes: Axes, placed: Sequence[tuple[float, Point]], state: State) -> None:
    """Draw the level before, the field the latest points were expected in and, where they left it, the level they lie at."""
    before = [(x, point.mean) for x, point in placed if point.mean is not None and point.fitted is None]
    since = [(x, point.lower, point.upper, point.fitted) for x, point in placed if point.fitted is not None]
    if before:
        axes.plot([x for x, _ in before], [mean for _, mean in before], color=QUIET, linewidth=1)
    if not since:
        return
    x, lower, upper, fitted = (np.array(column, dtype=float) for column in zip(*since, strict=True))
    half = (placed[-1][0] - placed[-2][0]) / 2
    wide = np.concatenate([[x[0] - half], x, [x[-1] + half]])  # a single point needs a field around it, too
    axes.fill_between(
        wide, np.pad(lower, 1, mode="edge"), np.pad(upper, 1, mode="edge"), color=BAND, linewidth=0
    )
    if len(x) > 1 and state.verdict in _MARKS:
        axes.plot(wide, np.pad(fitted, 1, mode="edge"), color=_MARKS[state.verdict][1], linewidth=1.6)


def _target(axes: Axes, aim: Aim, unit: str, decimals: int, placed: Sequence[tuple[float, float]]) -> None:
    """Draw the target, and name it at the left on the side where the series does not run."""
    axes.axhline(aim.value, color=PALETTE[2], linewidth=1.2, linestyle=(0, (6, 2, 1, 2)))
    text = f"Mål: {danish.quantity(aim.value, unit if len(unit) <= SHORT else '', decimals)}"
    beside = [
        value for place, value in placed if place <= placed[0][0] + _LABELLED * (placed[-1][0] - placed[0][0])
    ]
    above = (float(np.median(beside)) <= aim.value) != (unit == RANK)  # the first place is the highest
    axes.annotate(
        text,
        (0, aim.value),
        xycoords=("axes fraction", "data"),
        xytext=(2, 3 if above else -3),
        textcoords="offset points",
        va="bottom" if above else "top",
        color=PALETTE[2],
        fontsize=8.5,
    )


def _mark_signals(axes: Axes, placed: Sequence[tuple[float, Point]]) -> None:
    for kind, (marker, colour) in _MARKS.items():
        marked = [(x, point.judged) for x, point in placed if point.state == kind]
        if marked:
            x, y = zip(*marked, strict=True)
            axes.plot(
                x,
                y,
                linestyle="",
                marker=marker,
                markersize=7.5,
                color=colour,
                markeredgecolor="white",
                markeredgewidth=0.6,
            )


def _mark_unseen(axes: Axes, places: Sequence[float]) -> None:
    """Put a cross on the axis itself, whatever it begins at: above it a cross would be read as a low value."""
    if places:
        axes.plot(
            places,
            [0.0] * len(places),
            transform=axes.get_xaxis_transform(),
            clip_on=False,
            zorder=5,
            linestyle="",
            marker="x",
            markersize=7.5,
            markeredgewidth=1.8,
            color=QUIET,
        )


def _name_ends(axes: Axes, home: tuple[float, float, str], nation: Sequence[Point], counted: str) -> None:
    """Label the last points directly; two labels that would touch are pushed apart."""
    x, value, text = home
    axes.annotate(
        text,
        (x, value),
        xytext=(8, 0),
        textcoords="offset points",
        va="center",
        fontweight="bold",
        annotation_clip=False,
    )
    if nation:
        low, high = axes.get_ylim()
        last = nation[-1]
        close = abs(last.value - value) < 0.09 * (high - low)
        offset = 0 if not close else (-11 if last.value <= value else 11)
        axes.annotate(
            "Hele landet",
            (place_of(last.period, counted), last.value),
            xytext=(8, offset),
            textcoords="offset points",
            va="center",
            color=QUIET,
            fontsize=8.5,
            annotation_clip=False,
        )


def time_axis(axes: Axes, periods: Sequence[Period], counted: str) -> None:
    """Label years where periods are denser than years; otherwise label the periods themselves."""
    steps = [two.first - one.first for one, two in pairwise(periods)]
    most = 4 if is_narrow(axes) else 8
    if min(steps, default=YEAR) < YEAR:
        first, last = periods[0].first // YEAR, periods[-1].first // YEAR
        stride = -(-(last - first + 1) // most)
        years = [year for year in range(first, last + 1) if (last - year) % stride == 0]
        axes.set_xticks(years, [str(year) for year in years])
    else:
        stride = -(-len(periods) // most)
        shown = [period for place, period in enumerate(periods) if (len(periods) - 1 - place) % stride == 0]
        axes.set_xticks(
            [place_of(str(period), counted) for period in shown],
            [_short(period, counted) for period in shown],
        )
    axes.set_xlabel("")


def _short(period: Period, counted: str) -> str:
    if counted == "start" and period.first % YEAR == 0:
        return str(period.start.year)
    return period.label(short=True) if period.is_school_year else str(period.end.year)
