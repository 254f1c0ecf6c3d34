"""A series before and after an action could take effect, beside the others' course; an action's mark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from sigtepunkt.charts.marks import Look, if_short, label, round_ticks
from sigtepunkt.charts.over_time.end_labels import End, label_ends
from sigtepunkt.charts.over_time.time_axis import label_time, position
from sigtepunkt.charts.style import NATION, PALETTE, QUIET, Draw, is_narrow
from sigtepunkt.core import danish
from sigtepunkt.core.period import YEAR, Period
from sigtepunkt.followup.action_state import Course

_SMALL, _LINE = 8.5, 11  # points: the size of a name, and from one name to the next above it
_SIDE = 0.4  # of the axis: a line this near an end has its name on its other side
_LONGEST, _LONGEST_NARROW = 44, 28  # characters of a name above the picture


@dataclass(frozen=True)
class ActionMark:
    """An action on a time axis: its name, and the first period its effect can be in."""

    name: str
    earliest: str

    @property
    def at(self) -> float:
        """Where the effect can begin, in years."""
        return Period.parse(self.earliest).first / YEAR


def before_and_after(
    course: Sequence[Course], mark: ActionMark, *, counted: str, unit: str, decimals: int
) -> Draw:
    """Return the drawing of what an action's effect was looked for in, from the oldest figure on.

    The municipality's figures are hollow before the effect could begin and filled from then on; the others'
    course, where there is one, is dashed. A line parts before from after. `course` has at least two figures.
    """

    def draw(axes: Axes) -> None:
        places = [position(period, counted) for period, *_ in course]
        own = [value for _, value, _, _ in course]
        after = [is_after for *_, is_after in course]
        for part in (False, True):
            chosen = [(x, y) for x, y, is_after in zip(places, own, after, strict=True) if is_after is part]
            if chosen:
                face = PALETTE[0] if part else "white"
                look: Look = {"marker": "o", "markersize": 5, "markerfacecolor": face}
                axes.plot(*zip(*chosen, strict=True), color=PALETTE[0], linewidth=1.6, **look)
        ends = [End(own[-1], danish.quantity(own[-1], if_short(unit), decimals), {"fontweight": "bold"})]
        beside = [(x, other) for x, (_, _, other, _) in zip(places, course, strict=True) if other is not None]
        if beside:
            axes.plot(*zip(*beside, strict=True), color=NATION, linewidth=1.4, linestyle=(0, (4, 2)))
            name: Look = {"color": QUIET, "fontsize": _SMALL}
            ends.append(
                End(beside[-1][1], "De andres\nforløb" if is_narrow(axes) else "De andres forløb", name)
            )
        axes.margins(y=0.12)
        label_ends(axes, places[-1], ends)
        label_time(axes, [period for period, *_ in course], counted)
        draw_marks(axes, [mark], [period for period, *_ in course], counted)
        round_ticks(axes, whole_numbers=not decimals)

    return draw


def marks_inside(marks: Sequence[ActionMark], periods: Sequence[str], counted: str) -> list[ActionMark]:
    """Return the marks that lie between the first and the last of the periods drawn, oldest first."""
    places = sorted(position(period, counted) for period in periods)
    inside = [mark for mark in marks if places and places[0] < mark.at < places[-1]]
    return sorted(inside, key=lambda mark: mark.at)


def draw_marks(
    axes: Axes, marks: Sequence[ActionMark], periods: Sequence[str], counted: str, *, above: int = 0
) -> None:
    """Draw each mark that lies inside as a line named above the picture, over `above` names already there."""
    inside = marks_inside(marks, periods, counted)
    low, high = axes.get_xlim()
    most = _LONGEST_NARROW if is_narrow(axes) else _LONGEST
    for height, mark in enumerate(inside, above):
        axes.axvline(mark.at, color=PALETTE[3], linewidth=1.3, linestyle=(0, (6, 2, 1, 2)), zorder=0.95)
        share = (mark.at - low) / (high - low)
        side = "left" if share < _SIDE else "right" if share > 1 - _SIDE else "center"
        name = mark.name if len(mark.name) <= most else f"{mark.name[: most - 1].rstrip()}…"
        look: Look = {"xycoords": ("data", "axes fraction"), "ha": side, "va": "bottom", "fontsize": _SMALL}
        label(axes, f"▾ {name}", (mark.at, 1), (0, 2 + height * _LINE), annotation_clip=False, **look)
