"""A series some of whose figures have been changed since they were published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes

from sigtepunkt.charts.marks import Look, if_short, label, round_ticks
from sigtepunkt.charts.over_time.time_axis import label_time, lines, position
from sigtepunkt.charts.style import BESIDE, PALETTE, QUIET, Draw
from sigtepunkt.core import danish
from sigtepunkt.core.period import Period
from sigtepunkt.signals import Point

_LEAD = 4  # unchanged points drawn before the first changed one, to show what the series was like


def before_and_now(
    points: Sequence[Point], before: Mapping[str, float], *, counted: str, unit: str, decimals: int
) -> Draw:
    """Return the drawing of a series as it is now, with its former figures as open circles.

    `before` has the former value of each changed period; a thin line joins it to the value now. A period that
    is no longer in the series stands alone, as an open circle. The series is drawn from shortly before the
    first of these periods on.
    """

    def draw(axes: Axes) -> None:
        now = {point.period: point.value for point in points}
        first = min(map(Period.parse, before))
        changed_from = sum(Period.parse(point.period) < first for point in points)
        shown = points[max(0, changed_from - _LEAD) :]
        for line in lines(shown, counted):
            axes.plot(*line, color=BESIDE, linewidth=1.2, zorder=1)
        filled: Look = {"color": PALETTE[0], "markeredgecolor": "white"}
        hollow: Look = {"markerfacecolor": "white", "markeredgecolor": PALETTE[2]}
        for period, value in before.items():
            x = position(period, counted)
            if period in now:
                axes.plot([x, x], [value, now[period]], color=PALETTE[2], linewidth=1.2, zorder=2)
                axes.plot(x, now[period], marker="o", markersize=6, zorder=4, **filled)
            axes.plot(x, value, marker="o", markersize=6.5, markeredgewidth=1.5, zorder=3, **hollow)
        _label_latest(axes, before, now, counted, if_short(unit), decimals)
        label_time(axes, (*before, *(point.period for point in shown)), counted)
        round_ticks(axes, whole_numbers=not decimals)
        axes.margins(y=0.2)

    return draw


def _label_latest(
    axes: Axes, before: Mapping[str, float], now: Mapping[str, float], counted: str, unit: str, decimals: int
) -> None:
    """Label the latest changed figure: what it was and, if it is still there, what it is."""
    last = max(before, key=Period.parse)
    is_higher_now = last not in now or now[last] >= before[last]
    labels = [("før", before[last], not is_higher_now, PALETTE[2], "normal")]
    if last in now:
        labels.append(("nu", now[last], is_higher_now, PALETTE[0], "bold"))
    for word, value, above, colour, weight in labels:
        text = f"{word} {danish.quantity(value, unit, decimals)}"
        offset, side = (7, 6 if above else -6), "bottom" if above else "top"
        look: Look = {"ha": "left", "va": side, "color": colour, "fontweight": weight, "fontsize": 8.5}
        label(axes, text, (position(last, counted), value), offset, annotation_clip=False, **look)
    axes.spines["bottom"].set_color(QUIET)
