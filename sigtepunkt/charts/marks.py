"""What all charts are drawn with: labels beside a point, markers, round ticks, short units."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike

_APART = 0.09  # of the vertical axis: labels nearer than this would touch
Item = TypeVar("Item")
Look = dict[str, Any]  # keyword arguments of matplotlib
_SHORT = 3  # characters: a unit no longer than %, år or kr. fits beside a number in the picture


def label(axes: Axes, text: str, at: tuple[float, float], offset: tuple[float, float], **look: Any) -> None:
    """Write `text` beside the point `at` (in data coordinates), `offset` points right of and above it."""
    axes.annotate(text, at, xytext=offset, textcoords="offset points", **({"va": "center"} | look))


def would_touch(axes: Axes, first: float, second: float) -> bool:
    """Return whether labels at these two values would touch."""
    low, high = axes.get_ylim()
    return abs(first - second) < _APART * (high - low)


def markers(
    axes: Axes, x: ArrayLike, y: ArrayLike, marker: str, *, size: float, colour: str, edge: float
) -> None:
    """Draw markers without a line between them; a white edge of `edge` points keeps neighbours apart."""
    style: Look = {"markeredgecolor": "white", "markeredgewidth": edge}
    axes.plot(x, y, linestyle="", marker=marker, markersize=size, color=colour, **style)


def round_ticks(axes: Axes, *, whole_numbers: bool) -> None:
    """Put at most five steps of round numbers on the vertical axis."""
    axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10], integer=whole_numbers))


def if_short(unit: str) -> str:
    """Return the unit if it fits beside a number in the picture, else nothing: the caption has it."""
    return unit if len(unit) <= _SHORT else ""


def spaced(items: Sequence[Item], most: int) -> list[Item]:
    """Return the last item and every n-th before it, at most `most` in all, in their order."""
    stride = -(-len(items) // most)
    return list(items[::-1][::stride][::-1])
