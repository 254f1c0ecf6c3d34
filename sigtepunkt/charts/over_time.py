"""A state over time: the series, the range its latest points were expected in, the target and the nation."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes

from sigtepunkt.charts.marks import Look, if_short, label, markers, round_ticks, would_touch
from sigtepunkt.charts.style import BAND, NATION, PALETTE, QUIET, Draw
from sigtepunkt.charts.time_axis import label_time, lines, position
from sigtepunkt.core import danish
from sigtepunkt.signals import Point, State
from sigtepunkt.wording.units_and_periods import RANK

FEW = 3  # fewer points than this are no series: the areas are drawn side by side instead
_MARKS = {
    "improvement": ("P", PALETTE[1]),
    "concern": ("D", PALETTE[2]),
    "high": ("^", PALETTE[0]),
    "low": ("v", PALETTE[0]),
}
_LABELLED = 0.2  # of the axis lies beside a target's label
_DENSE = 30  # more points than this stand too close for a marker each

_LATEST: Look = {"marker": "o", "markersize": 7, "markeredgecolor": "white"}
_HELD: Look = {"linestyle": "", "marker": "x", "markersize": 7.5, "markeredgewidth": 1.8, "color": QUIET}

_Placed = Sequence[tuple[float, Point]]  # points with their positions on the time axis


def series(
    state: State,
    *,
    counted: str,
    unit: str,
    decimals: int,
    nation: Sequence[Point] = (),
    held: Sequence[str] = (),
) -> Draw:
    """Return the drawing of a state over time, interrupted at declared breaks and unpublished periods.

    A seasonal series is drawn thin, its seasonally adjusted values bold. The periods `held` have a figure
    that is not shown: each is a cross on the time axis, so that the last point drawn is not taken for the
    newest figure.
    """

    def draw(axes: Axes) -> None:
        points = state.points
        placed = [(position(point.period, counted), point) for point in points]
        _draw_level(axes, placed, state.verdict)
        for x, y in lines(nation, counted):
            lone = "o" if len(x) == 1 else None
            axes.plot(x, y, color=NATION, linewidth=1.2, linestyle=(0, (4, 2)), marker=lone, markersize=3)
        _draw_values(axes, placed, state, counted)
        _mark_signals(axes, placed)
        for (before, earlier), (after, later) in pairwise(placed):
            if earlier.segment != later.segment:
                axes.axvline((before + after) / 2, color=QUIET, linewidth=1, linestyle=(0, (1, 2)))
        if state.aim is not None:
            _draw_target(axes, state.aim.value, unit, decimals, placed)
        _mark_held(axes, [position(period, counted) for period in held])
        end, last = placed[-1]
        if last.state == "common" and not state.held:
            axes.plot(end, last.value, color=PALETTE[0], **_LATEST)
        text = danish.quantity(last.value, if_short(unit), decimals)
        _label_ends(axes, (end, last.value), text, nation, counted)
        label_time(axes, (*(point.period for point in points), *held), counted)
        round_ticks(axes, whole_numbers=not decimals)
        axes.margins(y=0.12)
        if unit == RANK:
            axes.invert_yaxis()  # the first place is the highest

    return draw


def is_series(state: State) -> bool:
    """Return whether a state has points enough to be drawn over time."""
    return len(state.points) >= FEW


def _draw_level(axes: Axes, placed: _Placed, verdict: str) -> None:
    """Draw the level before the strongest shift, the expected range since, and the new level of a signal."""
    before = [(x, point.mean) for x, point in placed if point.mean is not None and point.fitted is None]
    since = [(x, point.lower, point.upper, point.fitted) for x, point in placed if point.fitted is not None]
    if before:
        axes.plot(*zip(*before, strict=True), color=QUIET, linewidth=1)
    if not since:
        return
    x, *limits = (np.array(column, dtype=float) for column in zip(*since, strict=True))
    half = (placed[-1][0] - placed[-2][0]) / 2
    wide = np.concatenate([[x[0] - half], x, [x[-1] + half]])  # a single point needs a range around it, too
    lower, upper, fitted = (np.pad(limit, 1, mode="edge") for limit in limits)
    axes.fill_between(wide, lower, upper, color=BAND, linewidth=0)
    if len(x) > 1 and verdict in _MARKS:
        axes.plot(wide, fitted, color=_MARKS[verdict][1], linewidth=1.6)


def _draw_values(axes: Axes, placed: _Placed, state: State, counted: str) -> None:
    """Draw the values and, where the series is seasonal, the seasonally adjusted ones over them."""
    width, dashes = 0.8 if state.season else 1.8, (0, (5, 1.5)) if state.reason == "projection" else "-"
    crowded = len(placed) > _DENSE or state.season
    for x, y in lines(state.points, counted):
        marker = None if crowded and len(x) > 1 else "o"
        axes.plot(x, y, color=PALETTE[0], linewidth=width, linestyle=dashes, marker=marker, markersize=4)
    adjusted = [(x, point.adjusted) for x, point in placed if point.adjusted is not None]
    if adjusted:
        axes.plot(*zip(*adjusted, strict=True), color=PALETTE[0], linewidth=2)


def _draw_target(axes: Axes, target: float, unit: str, decimals: int, placed: _Placed) -> None:
    """Draw the target, and name it at the left on the side where the series does not run."""
    axes.axhline(target, color=PALETTE[2], linewidth=1.2, linestyle=(0, (6, 2, 1, 2)))
    end = placed[0][0] + _LABELLED * (placed[-1][0] - placed[0][0])
    beside = float(np.median([point.value for x, point in placed if x <= end]))
    above = (beside <= target) != (unit == RANK)  # the first place is the highest
    text = f"Mål: {danish.quantity(target, if_short(unit), decimals)}"
    offset, side = ((2, 3), "bottom") if above else ((2, -3), "top")
    look: Look = {"va": side, "color": PALETTE[2], "fontsize": 8.5}
    label(axes, text, (0, target), offset, xycoords=("axes fraction", "data"), **look)


def _mark_signals(axes: Axes, placed: _Placed) -> None:
    for verdict, (marker, colour) in _MARKS.items():
        signals = [(x, point.judged) for x, point in placed if point.state == verdict]
        if signals:
            x, y = zip(*signals, strict=True)
            markers(axes, x, y, marker, size=7.5, colour=colour, edge=0.6)


def _mark_held(axes: Axes, positions: Sequence[float]) -> None:
    """Put crosses on the axis itself: above it, a cross would be read as a low value."""
    if positions:
        on_axis = axes.get_xaxis_transform()
        axes.plot(positions, [0.0] * len(positions), transform=on_axis, clip_on=False, zorder=5, **_HELD)


def _label_ends(
    axes: Axes, latest: tuple[float, float], text: str, nation: Sequence[Point], counted: str
) -> None:
    """Label the last points directly; two labels that would touch are pushed apart."""
    label(axes, text, latest, (8, 0), fontweight="bold", annotation_clip=False)
    if nation:
        last = nation[-1]
        push = -11 if last.value <= latest[1] else 11
        offset = push if would_touch(axes, last.value, latest[1]) else 0
        at = position(last.period, counted), last.value
        label(axes, "Hele landet", at, (8, offset), color=QUIET, fontsize=8.5, annotation_clip=False)
