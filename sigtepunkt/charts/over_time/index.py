"""Totals of different size over time, each as an index of what it was in one period."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes

from sigtepunkt.charts.marks import Look, round_ticks
from sigtepunkt.charts.over_time.background import (
    Background,
    draw_nation,
    draw_others,
    draw_start,
    label_lines,
)
from sigtepunkt.charts.over_time.time_axis import label_time, lines, position, usual_step
from sigtepunkt.charts.style import PALETTE, QUIET, Draw
from sigtepunkt.core import danish
from sigtepunkt.signals import Point

HEIGHT_OF_INDEX = 2.3  # inches
INDEX_DECIMALS = 1
BASE = 100.0


def index(own: Sequence[Point], *, counted: str, background: Background) -> Draw:
    """Return the drawing of a municipality's index, 100 in some period, and what it stands beside."""

    def draw(axes: Axes) -> None:
        step = usual_step(own)
        ends = [position(point.period, counted) for point in (own[0], own[-1])]
        axes.plot(ends, [BASE, BASE], color=QUIET, linewidth=0.8, zorder=0.8)  # ends where names begin
        if background.others:
            draw_others(axes, background.others, counted, step)
        draw_nation(axes, background.nation, counted, step)
        for x, y in lines(own, counted):
            lone = "o" if len(x) == 1 else None
            axes.plot(x, y, color=PALETTE[0], linewidth=1.8, marker=lone, markersize=4)
        end, last = position(own[-1].period, counted), own[-1]
        newest: Look = {"marker": "o", "markersize": 7, "markeredgecolor": "white"}
        axes.plot(end, last.value, color=PALETTE[0], **newest)
        periods = [point.period for point in own]
        axes.margins(y=0.1)
        label_lines(
            axes, end, danish.number(last.value, INDEX_DECIMALS), last, background, decimals=INDEX_DECIMALS
        )
        label_time(axes, periods, counted)
        draw_start(axes, background.start, periods, counted)
        round_ticks(axes, whole_numbers=False)

    return draw
