"""The people projected, and the demand that follows beside the planned places, year by year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes

from sigtepunkt.charts.marks import Look, label, markers, round_ticks, spaced, would_touch
from sigtepunkt.charts.style import BAND, PALETTE, Draw, is_narrow
from sigtepunkt.core import danish
from sigtepunkt.signals import Balance

HEIGHT_OF_PEOPLE = 2.3  # inches


def projected_people(years: Sequence[int], people: Sequence[float]) -> Draw:
    """Return the drawing of projected people as a dashed line, with the first and the last figure."""

    def draw(axes: Axes) -> None:
        look: Look = {"linewidth": 1.8, "linestyle": (0, (5, 1.5)), "marker": "o", "markersize": 4}
        axes.plot(years, people, color=PALETTE[0], **look)
        axes.margins(y=0.2)
        above = people[0] >= people[min(1, len(people) - 1)]
        beside: Look = {"ha": "left", "va": "bottom" if above else "top"}
        label(axes, danish.number(people[0]), (years[0], people[0]), (0, 6 if above else -6), **beside)
        last: Look = {"fontweight": "bold", "annotation_clip": False}
        label(axes, danish.number(people[-1]), (years[-1], people[-1]), (8, 0), **last)
        labelled = spaced(years, 4 if is_narrow(axes) else 8)
        axes.set_xticks(labelled, [str(year) for year in labelled])
        round_ticks(axes, whole_numbers=True)

    return draw


def demand_and_places(balances: Mapping[float, Balance], *, places: str) -> Draw:
    """Return the drawing of demand as a dashed line and of places as steps, each named at its end.

    `balances` has one balance for each error of the projection, 0.0 among them; the extreme ones bound a
    light band. Years with more demand than places are marked. `places` is the Danish name of the places, in
    the plural.
    """
    expected, low, high = balances[0.0], balances[min(balances)], balances[max(balances)]

    def draw(axes: Axes) -> None:
        years, demand = expected.years, expected.demand
        dashed: Look = {"linewidth": 1.8, "linestyle": (0, (5, 1.5)), "marker": "o", "markersize": 4}
        axes.fill_between(years, low.demand, high.demand, color=BAND, linewidth=0)
        axes.plot(years, expected.places, color=PALETTE[1], linewidth=2.4, drawstyle="steps-post")
        axes.plot(years, demand, color=PALETTE[0], **dashed)
        short = [year for first, last in expected.shortages for year in range(first, last + 1)]
        if short:
            at_demand = [demand[years.index(year)] for year in short]
            markers(axes, short, at_demand, "D", size=6.5, colour=PALETTE[2], edge=0.6)
        axes.margins(y=0.12)
        ends = [("Behov", demand[-1]), (danish.capitalised(places), expected.places[-1])]
        _label_ends(axes, years[-1], ends)
        labelled = spaced(years, 4 if is_narrow(axes) else 8)
        axes.set_xticks(labelled, [str(year) for year in labelled])
        round_ticks(axes, whole_numbers=True)

    return draw


def _label_ends(axes: Axes, year: int, ends: Sequence[tuple[str, float]]) -> None:
    """Label both lines at their ends, the higher above the lower, pushed apart where they would touch."""
    lower, upper = sorted(ends, key=lambda end: end[1])
    push = 7 if would_touch(axes, lower[1], upper[1]) else 0
    for (name, value), offset in ((lower, -push), (upper, push)):
        text = f"{name} {danish.number(value)}"
        label(axes, text, (year, value), (8, offset), fontweight="bold", annotation_clip=False)
