"""Names at the right end of lines: in the order of their values, apart wherever they would touch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from matplotlib.axes import Axes

from sigtepunkt.charts.marks import Look, label

_LINE = 1.3  # of the size of the type
_DRAWN = 0.72  # of a picture's height is the least that is left to the axes
_POINTS = 72  # to the inch
_SIZE = 9.0


@dataclass(frozen=True)
class End:
    """A name at the right end of a line: the value it belongs to, its text, and how that looks."""

    value: float
    text: str
    look: Look


def label_ends(axes: Axes, at: float, ends: Sequence[End]) -> None:
    """Write the names beside the position `at`; the axes have their limits already."""
    low, high = axes.get_ylim()
    figure = axes.get_figure(root=True)
    inches = 1.0 if figure is None else float(figure.get_size_inches()[1])
    height = inches * _POINTS * _DRAWN
    shares = [(end.value - low) / (high - low) * height for end in ends]
    order = sorted(range(len(ends)), key=lambda place: shares[place])
    wanted, sizes = [shares[place] for place in order], [_height(ends[place]) for place in order]
    for place, height_there in zip(order, apart(wanted, sizes), strict=True):
        end = ends[place]
        look: dict[str, Any] = {"annotation_clip": False, **end.look}
        label(axes, end.text, (at, end.value), (8, height_there - shares[place]), **look)


def apart(wanted: Sequence[float], sizes: Sequence[float]) -> list[float]:
    """Return the middles nearest to those wanted (ascending) at which labels of these heights do not touch.

    Labels that would touch are moved together, each as far as the others.
    """
    groups: list[tuple[list[float], int]] = []  # what each member wants of the first, and the first's place
    before = [0.0]
    for lower, upper in pairwise(sizes):
        before.append(before[-1] + (lower + upper) / 2)
    for place, middle in enumerate(wanted):
        groups.append(([middle - before[place]], place))
        while len(groups) > 1 and _mean(groups[-2][0]) > _mean(groups[-1][0]):
            later, _ = groups.pop()
            earlier, first = groups.pop()
            groups.append((earlier + later, first))
    return [_mean(wishes) + before[first + step] for wishes, first in groups for step in range(len(wishes))]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _height(end: End) -> float:
    lines = end.text.count("\n") + 1
    return lines * _LINE * float(end.look.get("fontsize", _SIZE))
