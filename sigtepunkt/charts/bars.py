"""Values side by side as bars: areas in one period, and an amount of money beside its budget."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes

from sigtepunkt.charts.marks import if_short, label
from sigtepunkt.charts.style import BESIDE, INK, PALETTE, Draw, is_narrow
from sigtepunkt.core import danish

HEIGHT_BESIDE_BUDGET = 1.4  # inches


def areas(values: Sequence[tuple[str, float]], *, home: str, unit: str, decimals: int) -> Draw:
    """Return the drawing of one period's (area, value) pairs from the top, with `home` standing out."""
    colours = [PALETTE[0] if name == home else BESIDE for name, _ in values]

    def draw(axes: Axes) -> None:
        _bars(axes, values, home, if_short(unit), decimals, height=0.62, color=colours)
        axes.margins(x=0.28 if is_narrow(axes) else 0.14)

    return draw


def height_of_areas(count: int) -> float:
    """Return the height in inches that so many bars need."""
    return 0.5 + 0.27 * count


def beside_budget(actual: float, budget: float, before: float | None, *, unit: str, decimals: int) -> Draw:
    """Return the drawing of a year's accounts, with the budget above and the year `before`, if known, below.

    In the notation of IBCS the accounts are solid, the year before is lighter and the budget is outlined.
    """
    bars = [("Budget", budget, "none", PALETTE[0]), ("Regnskab", actual, PALETTE[0], PALETTE[0])]
    if before is not None:
        bars.append(("Året før", before, BESIDE, BESIDE))
    values = [(name, amount) for name, amount, *_ in bars]
    look = {"color": [fill for *_, fill, _ in bars], "edgecolor": [edge for *_, edge in bars]}

    def draw(axes: Axes) -> None:
        axes.axvline(0, color=INK, linewidth=0.8)
        _bars(axes, values, "Regnskab", unit, decimals, height=0.58, linewidth=1.6, **look)
        axes.margins(x=0.34 if is_narrow(axes) else 0.16)

    return draw


def _bars(
    axes: Axes, values: Sequence[tuple[str, float]], bold: str, unit: str, decimals: int, **look: Any
) -> None:
    """Draw bars that carry their own names and values, and so need no axis."""
    names, amounts = zip(*values, strict=True)
    axes.barh(range(len(values)), amounts, tick_label=names, **look)
    axes.set_ylim(len(values) - 0.5, -0.5)
    for row, (name, amount) in enumerate(values):
        text, weight = danish.quantity(amount, unit, decimals), "bold" if name == bold else "normal"
        label(axes, text, (max(amount, 0), row), (5, 0), fontsize=9, fontweight=weight)
    axes.set(xlabel="", ylabel="")
    axes.grid(visible=False)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    axes.tick_params(axis="y", labelcolor=INK, length=0)
