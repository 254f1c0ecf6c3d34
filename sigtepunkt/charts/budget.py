"""An amount of money beside its budget, in the notation of IBCS: what was is solid, the year before lighter, the budget outlined."""

from __future__ import annotations

from matplotlib.axes import Axes

from sigtepunkt.charts.beside_others import only_names
from sigtepunkt.charts.style import BESIDE, INK, PALETTE, Draw, is_narrow
from sigtepunkt.core import danish

HEIGHT = 1.4  # inches


def beside_budget(actual: float, budget: float, before: float | None, *, unit: str, decimals: int) -> Draw:
    """Return the drawing of a year's accounts with the budget above them, and those of the year `before` where there are any."""
    bars = [("Budget", budget, "none", PALETTE[0]), ("Regnskab", actual, PALETTE[0], PALETTE[0])]
    if before is not None:
        bars.append(("Året før", before, BESIDE, BESIDE))

    def draw(axes: Axes) -> None:
        names, amounts, faces, edges = zip(*bars, strict=True)
        axes.barh(
            range(len(bars)),
            amounts,
            height=0.58,
            color=faces,
            edgecolor=edges,
            linewidth=1.6,
            tick_label=names,
        )
        axes.set_ylim(len(bars) - 0.5, -0.5)
        axes.axvline(0, color=INK, linewidth=0.8)
        for place, (name, amount, *_) in enumerate(bars):
            axes.annotate(
                danish.quantity(amount, unit, decimals),
                (max(amount, 0), place),
                xytext=(5, 0),
                textcoords="offset points",
                va="center",
                fontsize=9,
                fontweight="bold" if name == "Regnskab" else "normal",
            )
        only_names(axes)
        axes.margins(x=0.34 if is_narrow(axes) else 0.16)

    return draw
