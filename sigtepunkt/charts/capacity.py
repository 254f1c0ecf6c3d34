"""A projected demand against planned places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from sigtepunkt.charts.style import BAND, PALETTE, Draw, is_narrow
from sigtepunkt.core import danish
from sigtepunkt.signals import Balance

_APART = 0.09  # of the axis: labels nearer than this would touch


def demand_and_places(found: Mapping[float, Balance], *, places: str) -> Draw:
    """Return the drawing of demand as a dashed line and of places as steps, each named at its end.

    `found` has a balance for each error of the projection, 0.0 among them; the extreme ones are drawn as a light band.
    Years with more demand than places are marked. `places` is what a place is called, in the plural.
    """
    expected, low, high = found[0.0], found[min(found)], found[max(found)]

    def draw(axes: Axes) -> None:
        years = expected.years
        axes.fill_between(years, low.demand, high.demand, color=BAND, linewidth=0)
        axes.plot(years, expected.places, color=PALETTE[1], linewidth=2.4, drawstyle="steps-post")
        axes.plot(
            years,
            expected.demand,
            color=PALETTE[0],
            linewidth=1.8,
            linestyle=(0, (5, 1.5)),
            marker="o",
            markersize=4,
        )
        short = [
            (year, demand)
            for year, demand in zip(years, expected.demand, strict=True)
            if any(first <= year <= last for first, last in expected.short)
        ]
        if short:
            x, y = zip(*short, strict=True)
            axes.plot(
                x,
                y,
                linestyle="",
                marker="D",
                markersize=6.5,
                color=PALETTE[2],
                markeredgecolor="white",
                markeredgewidth=0.6,
            )
        axes.margins(y=0.12)
        _name_ends(
            axes,
            years[-1],
            (("Behov", expected.demand[-1]), (danish.capitalised(places), expected.places[-1])),
        )
        _label_years(axes, years)
        axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10], integer=True))

    return draw


def _name_ends(axes: Axes, year: int, ends: Sequence[tuple[str, float]]) -> None:
    """Label both lines at their ends, the higher above the lower; labels that would touch are pushed apart."""
    low, high = axes.get_ylim()
    lower, upper = sorted(ends, key=lambda end: end[1])
    push = 7 if upper[1] - lower[1] < _APART * (high - low) else 0
    for (name, value), offset in ((lower, -push), (upper, push)):
        axes.annotate(
            f"{name} {danish.number(value)}",
            (year, value),
            xytext=(8, offset),
            textcoords="offset points",
            va="center",
            fontweight="bold",
            annotation_clip=False,
        )


def _label_years(axes: Axes, years: Sequence[int]) -> None:
    """Label the last year and as many before it as there is room for."""
    stride = -(-len(years) // (4 if is_narrow(axes) else 8))
    axes.set_xticks(years[::-1][::stride][::-1], [str(year) for year in years[::-1][::stride][::-1]])
