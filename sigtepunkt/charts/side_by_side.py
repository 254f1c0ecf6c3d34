"""Values side by side: areas in one period as dots, and an amount of money beside its budget as bars."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from sigtepunkt.charts.marks import Look, if_short, label
from sigtepunkt.charts.style import BESIDE, GRID, INK, NATION, PALETTE, QUIET, Draw, is_narrow
from sigtepunkt.core import danish
from sigtepunkt.wording.units_and_periods import RANK

HEIGHT_BESIDE_BUDGET = 1.4  # inches
_ROOM = 0.06  # of the values' range is free on either side of the dots


def dots(
    values: Sequence[tuple[str, float]], *, home: str, nation: float | None = None, unit: str, decimals: int
) -> Draw:
    """Return the drawing of one period's (area, value) pairs as dots, the highest value at the top.

    `home` stands out, and the nation is a line across all rows. Each area's value stands at the right of its
    row, so that no label can touch another. Ranks are drawn with the first place at the top.
    """
    ordered = sorted(values, key=lambda pair: pair[1] if unit == RANK else -pair[1])

    def draw(axes: Axes) -> None:
        rows = range(len(ordered))
        axes.tick_params(axis="y", labelcolor=INK, length=0)  # before there is a tick for each row
        axes.grid(visible=False)
        for row in rows:
            axes.axhline(row, color=GRID, linewidth=0.8, zorder=0.5)
        if nation is not None:
            _nation_line(axes, nation, if_short(unit), decimals)
        for row, (name, amount) in enumerate(ordered):
            is_home = name == home
            look: Look = {"color": PALETTE[0] if is_home else BESIDE, "markersize": 9 if is_home else 6.5}
            axes.plot(amount, row, linestyle="", marker="o", markeredgecolor="white", zorder=3, **look)
            text, weight = danish.quantity(amount, if_short(unit), decimals), "bold" if is_home else "normal"
            at: Look = {"xycoords": ("axes fraction", "data"), "fontweight": weight, "annotation_clip": False}
            label(axes, text, (1, row), (6, 0), fontsize=9, **at)
        axes.set_ylim(len(ordered) - 0.5, -0.5)
        axes.set_yticks(list(rows), [name for name, _ in ordered])
        for tick, (name, _) in zip(axes.get_yticklabels(), ordered, strict=True):
            tick.set_fontweight("bold" if name == home else "normal")
        axes.margins(x=_ROOM)
        axes.xaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 2.5, 5, 10], integer=not decimals))
        axes.set(xlabel="", ylabel="")

    return draw


def _nation_line(axes: Axes, nation: float, unit: str, decimals: int) -> None:
    """Draw the nation across all rows, and name it above them, on the side where there is room."""
    axes.axvline(nation, color=NATION, linewidth=1.2, linestyle=(0, (4, 2)), zorder=1)
    look: Look = {"xycoords": ("data", "axes fraction"), "va": "bottom", "color": QUIET, "ha": "center"}
    text = f"Hele landet {danish.quantity(nation, unit, decimals)}"
    label(axes, text, (nation, 1), (0, 2), fontsize=8.5, annotation_clip=False, **look)


def reaches_zero(values: Sequence[float]) -> bool:
    """Return whether the axis of dots at these values has zero on it."""
    low, high = min(values), max(values)
    room = _ROOM * (high - low)
    return low - room <= 0 <= high + room


def height_of_dots(count: int) -> float:
    """Return the height in inches that so many rows of dots need, with the axis and the nation's name."""
    return 0.75 + 0.25 * count


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
