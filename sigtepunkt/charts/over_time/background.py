"""What a series is drawn against: the nation, the range of the neighbours, and the strategy's start."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from matplotlib.axes import Axes

from sigtepunkt.charts.marks import Look, label
from sigtepunkt.charts.over_time.end_labels import End, label_ends
from sigtepunkt.charts.over_time.time_axis import lines, position, start_position
from sigtepunkt.charts.style import BESIDE, NATION, OUTER, QUIET, is_narrow
from sigtepunkt.core import danish
from sigtepunkt.core.period import Period
from sigtepunkt.signals import Point

NATION_NAME = "Hele landet"
START_NAME = "Strategien begynder"
Form = Literal["joined", "alone"]
_SIDE = 0.25  # of the axis: a line this near an end has its name on its other side
_SMALL = 8.5
_NAME: Look = {"color": QUIET, "fontsize": _SMALL}


@dataclass(frozen=True)
class Others:
    """The lowest and the highest figure of the municipalities compared with, in periods they share.

    Both have the same periods. `name` is what the group is called in the picture.
    """

    name: str
    lowest: tuple[Point, ...]
    highest: tuple[Point, ...]


@dataclass(frozen=True)
class Background:
    """What a series is drawn against. `start` is the strategy's, in years: 2022.0 is 1 January 2022."""

    nation: tuple[Point, ...] = ()
    others: Others | None = None
    start: float | None = None


NOTHING = Background()


def draw_others(axes: Axes, others: Others, counted: str, step: int) -> None:
    """Draw the range of the others as a light band; as a bar where a period stands alone.

    `step` is how many months neighbouring figures of the municipality's own lie apart.
    """
    edge: Look = {"linewidth": 0.5, "zorder": 0.6}
    both = zip(lines(others.lowest, counted, step), lines(others.highest, counted, step), strict=True)
    for (x, low), (_, high) in both:
        if len(x) == 1:
            axes.plot([x[0], x[0]], [low[0], high[0]], color=OUTER, linewidth=7, zorder=0.6)
            ends: Look = {"linestyle": "", "marker": "_", "markersize": 7, "color": BESIDE, "zorder": 0.7}
            axes.plot(x * 2, [low[0], high[0]], **ends)
        else:
            axes.fill_between(x, low, high, facecolor=OUTER, edgecolor=BESIDE, **edge)


def drawn_as(points: Sequence[Point], step: int) -> frozenset[Form]:
    """Return in which forms points are drawn: joined to a line or a band, or each alone."""
    return frozenset("alone" if len(x) == 1 else "joined" for x, _ in lines(points, "end", step))


def draw_nation(axes: Axes, nation: Sequence[Point], counted: str, step: int, *, width: float = 1.2) -> None:
    """Draw the nation as a dashed line; a figure that stands alone is a point."""
    for x, y in lines(nation, counted, step):
        lone = "o" if len(x) == 1 else None
        axes.plot(x, y, color=NATION, linewidth=width, linestyle=(0, (4, 2)), marker=lone, markersize=4)


def is_inside(start: float | None, periods: Sequence[str], counted: str) -> bool:
    """Return whether the strategy's start lies between the first and the last of the periods drawn."""
    places = [position(period, counted) for period in periods]
    if start is None or not places:
        return False
    return min(places) < start_position(start, periods, counted) < max(places)


def draw_start(axes: Axes, start: float | None, periods: Sequence[str], counted: str) -> None:
    """Draw the strategy's start, if it is inside, as a thin line named above the picture: nothing else is."""
    if start is None or not is_inside(start, periods, counted):
        return
    at = start_position(start, periods, counted)
    axes.axvline(at, color=QUIET, linewidth=0.8, zorder=0.9)
    low, high = axes.get_xlim()
    share = (at - low) / (high - low)
    side = "left" if share < _SIDE else "right" if share > 1 - _SIDE else "center"
    look: Look = {"xycoords": ("data", "axes fraction"), "ha": side, "va": "bottom", "color": QUIET}
    label(axes, START_NAME, (at, 1), (0, 2), fontsize=_SMALL, annotation_clip=False, **look)


def label_lines(
    axes: Axes, at: float, own: str, newest: Point, background: Background, *, decimals: int
) -> None:
    """Name the lines at their right end: the municipality's by its `own` figure, the nation, the others."""
    ends = [End(newest.value, own, {"fontweight": "bold"})]
    if background.nation:
        last = background.nation[-1]
        number = f"{danish.number(last.value, decimals)}{_if_older(last, newest)}"
        ends.append(End(last.value, f"{NATION_NAME}{_between(axes)}{number}", _NAME))
    if background.others:
        low, high = background.others.lowest[-1], background.others.highest[-1]
        first, _, rest = background.others.name.rpartition(" ")
        name = f"{first}{_between(axes)}{rest}{_if_older(low, newest)}".strip()
        ends.append(End(_free(low.value, high.value, [each.value for each in ends]), name, _NAME))
    label_ends(axes, at, ends)


def _free(low: float, high: float, taken: Sequence[float]) -> float:
    """Return the middle of a band, or that edge of it, which is farthest from the values taken."""
    inset = (high - low) / 8
    places = ((low + high) / 2, high - inset, low + inset)
    return max(places, key=lambda place: min(abs(place - value) for value in taken))


def _if_older(last: Point, newest: Point) -> str:
    """Return the year of a figure that is older than the municipality's newest."""
    return "" if last.period == newest.period else f" ({Period.parse(last.period).end.year})"


def _between(axes: Axes) -> str:
    """Return what stands between the words of a label: on a narrow screen they stand above each other."""
    return "\n" if is_narrow(axes) else " "
