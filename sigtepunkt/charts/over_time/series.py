"""A state over time: the series, the range its latest points were expected in, and what it stands against."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes

from sigtepunkt.charts.marks import Look, if_short, label, markers, round_ticks
from sigtepunkt.charts.over_time.background import (
    NOTHING,
    Background,
    draw_nation,
    draw_others,
    draw_start,
    is_inside,
    label_lines,
)
from sigtepunkt.charts.over_time.before_and_after import ActionMark, draw_marks
from sigtepunkt.charts.over_time.time_axis import label_time, lines, position, usual_step
from sigtepunkt.charts.style import BAND, PALETTE, QUIET, Draw
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

_OUTLIER: Look = {
    "linestyle": "",
    "marker": "o",
    "markersize": 6.5,
    "markerfacecolor": "white",
    "markeredgecolor": PALETTE[0],
    "markeredgewidth": 1.4,
    "zorder": 4,
}

_Placed = Sequence[tuple[float, Point]]  # points with their positions on the time axis


def series(
    state: State,
    *,
    counted: str,
    unit: str,
    decimals: int,
    background: Background = NOTHING,
    held: Sequence[str] = (),
    actions: Sequence[ActionMark] = (),
) -> Draw:
    """Return the drawing of a state over time, interrupted at declared breaks and unpublished periods.

    A seasonal series is drawn thin, its seasonally adjusted values bold. A figure that a declared outlier has
    a share in is a hollow point. The periods `held` have a figure that is not shown: each is a cross on the
    time axis, so that the last point drawn is not taken for the newest figure. `actions` that can take effect
    inside are lines with their names.

    The usual ups and downs are drawn only of a series tested for a shift, whose range the test itself gives.
    Yearly series have none: the mean of the years before the strategy and two standard deviations would hold
    only if years scattered about one level, and they wander. Of the shipped series whose change is tested, 8
    end outside such a band, and of 7 of them the test, which allows for the wandering, finds nothing.
    """

    def draw(axes: Axes) -> None:
        points = state.points
        step = usual_step(points)
        placed = [(position(point.period, counted), point) for point in points]
        if background.others:
            draw_others(axes, background.others, counted, step)
        _draw_level(axes, placed, state.verdict)
        draw_nation(axes, background.nation, counted, step, width=1.0 if state.season else 1.2)
        _draw_values(axes, placed, state, counted)
        _mark_signals(axes, placed)
        _draw_breaks(axes, placed)
        if state.aim is not None:
            _draw_target(axes, state.aim.value, unit, decimals, placed)
        _mark_held(axes, [position(period, counted) for period in held])
        end, last = placed[-1]
        if last.state == "common" and not state.held:
            axes.plot(end, last.value, color=PALETTE[0], **_LATEST)
        _mark_outliers(axes, placed)
        axes.margins(y=0.12)
        if unit == RANK:
            axes.invert_yaxis()  # the first place is the highest
        own = danish.quantity(last.value, if_short(unit), decimals)
        label_lines(axes, end, own, last, background, decimals=decimals)
        shown = [*(point.period for point in points), *held]
        label_time(axes, shown, counted)
        draw_start(axes, background.start, shown, counted)
        draw_marks(axes, actions, shown, counted, above=is_inside(background.start, shown, counted))
        round_ticks(axes, whole_numbers=not decimals)

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
    for edge in (lower, upper):  # beside the range of the others, which is as light
        axes.plot(wide, edge, color=QUIET, linewidth=0.6)
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


def _draw_breaks(axes: Axes, placed: _Placed) -> None:
    for (before, earlier), (after, later) in pairwise(placed):
        if earlier.segment != later.segment:
            axes.axvline((before + after) / 2, color=QUIET, linewidth=1, linestyle=(0, (1, 2)))


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


def _mark_outliers(axes: Axes, placed: _Placed) -> None:
    """Draw figures that are not counted in as hollow points over whatever mark they have."""
    declared = [(x, point.value) for x, point in placed if point.outlier]
    if declared:
        axes.plot(*zip(*declared, strict=True), **_OUTLIER)


def _mark_held(axes: Axes, positions: Sequence[float]) -> None:
    """Put crosses on the axis itself: above it, a cross would be read as a low value."""
    if positions:
        on_axis = axes.get_xaxis_transform()
        axes.plot(positions, [0.0] * len(positions), transform=on_axis, clip_on=False, zorder=5, **_HELD)
