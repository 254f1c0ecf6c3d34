"""Figures of a series that are not what they were."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from sigtepunkt.charts.over_time import place_of, stretches, time_axis
from sigtepunkt.charts.style import BESIDE, PALETTE, QUIET, SHORT, Draw
from sigtepunkt.core import danish
from sigtepunkt.core.period import Period
from sigtepunkt.signals import Point


def before_and_now(
    points: Sequence[Point], before: Mapping[str, float], *, counted: str, unit: str, decimals: int
) -> Draw:
    """Return the drawing of a series as it is now, with what it was `before` (period → value) as open circles joined to what they became.

    A period of `before` that is no longer in the series stands alone, as an open circle. Drawn from the first of these
    periods, less a few for the look of it, to the last point.
    """

    def draw(axes: Axes) -> None:
        now = {point.period: point.value for point in points}
        first = min(Period.parse(period) for period in before)
        near = [point for point in points if Period.parse(point.period) >= first]
        lead = [point for point in points if Period.parse(point.period) < first][-_LEAD:]
        shown = [*lead, *near]
        for stretch in stretches(shown):
            axes.plot(
                [place_of(p.period, counted) for p in stretch],
                [p.value for p in stretch],
                color=BESIDE,
                linewidth=1.2,
                zorder=1,
            )
        for period, value in before.items():
            x = place_of(period, counted)
            if period in now:
                axes.plot([x, x], [value, now[period]], color=PALETTE[2], linewidth=1.2, zorder=2)
                axes.plot(
                    x,
                    now[period],
                    marker="o",
                    markersize=6,
                    color=PALETTE[0],
                    markeredgecolor="white",
                    zorder=4,
                )
            axes.plot(
                x,
                value,
                marker="o",
                markersize=6.5,
                markerfacecolor="white",
                markeredgecolor=PALETTE[2],
                markeredgewidth=1.5,
                zorder=3,
            )
        _name(axes, before, now, counted, unit, decimals)
        time_axis(
            axes,
            sorted({Period.parse(period) for period in (*before, *(point.period for point in shown))}),
            counted,
        )
        axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10], integer=not decimals))
        axes.margins(y=0.2)

    return draw


_LEAD = 4  # points before the first that changed


def _name(
    axes: Axes, before: Mapping[str, float], now: Mapping[str, float], counted: str, unit: str, decimals: int
) -> None:
    """Label the latest pair: what it was, what it is."""
    last = max(before, key=Period.parse)
    x, unit = place_of(last, counted), unit if len(unit) <= SHORT else ""
    up = last not in now or now[last] >= before[last]
    labels = [(before[last], f"før {danish.quantity(before[last], unit, decimals)}", PALETTE[2], not up)]
    if last in now:
        labels.append((now[last], f"nu {danish.quantity(now[last], unit, decimals)}", PALETTE[0], up))
    for value, text, colour, above in labels:
        axes.annotate(
            text,
            (x, value),
            xytext=(7, 6 if above else -6),
            textcoords="offset points",
            ha="left",
            va="bottom" if above else "top",
            color=colour,
            fontweight="bold" if colour == PALETTE[0] else "normal",
            fontsize=8.5,
            annotation_clip=False,
        )
    axes.spines["bottom"].set_color(QUIET)
