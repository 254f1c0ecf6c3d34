"""One period's values side by side."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes

from sigtepunkt.charts.style import BESIDE, INK, PALETTE, SHORT, Draw, is_narrow
from sigtepunkt.core import danish


def areas(values: Sequence[tuple[str, float]], *, home: str, unit: str, decimals: int) -> Draw:
    """Return the drawing of one period's values side by side: the municipality first, the rest as context."""

    def draw(axes: Axes) -> None:
        names = [name for name, _ in values]
        numbers = [value for _, value in values]
        axes.barh(
            range(len(names)),
            numbers,
            height=0.62,
            color=[PALETTE[0] if name == home else BESIDE for name in names],
            tick_label=names,
        )
        axes.set_ylim(len(names) - 0.5, -0.5)
        for index, value in enumerate(numbers):
            axes.annotate(
                danish.quantity(value, unit if len(unit) <= SHORT else "", decimals),
                (max(value, 0), index),
                xytext=(5, 0),
                textcoords="offset points",
                va="center",
                fontsize=9,
                fontweight="bold" if names[index] == home else "normal",
            )
        only_names(axes)
        axes.margins(x=0.28 if is_narrow(axes) else 0.14)

    return draw


def only_names(axes: Axes) -> None:
    """Leave bars that say their own values their names, and nothing else around them."""
    axes.set(xlabel="", ylabel="")
    axes.grid(visible=False)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    axes.tick_params(axis="y", labelcolor=INK, length=0)


def height_of_areas(count: int) -> float:
    """Return the height in inches that so many bars need."""
    return 0.5 + 0.27 * count
