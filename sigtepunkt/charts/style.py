"""The house style of every picture: palette, sizes, Danish ticks."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from matplotlib.axes import Axes
from matplotlib.rcsetup import cycler
from matplotlib.ticker import Formatter

from sigtepunkt.core import danish

# The palette of the UK Government Analysis Function, in its order. On white every colour has a contrast of
# 3:1 but those of bands, which never carry meaning alone.
PALETTE = ("#12436D", "#28A197", "#801650", "#F46A25")
INK, QUIET, GRID = "#1d2733", "#5a6672", "#e6e8ea"
BESIDE, NATION, BAND, OUTER = "#8d99a6", "#767f88", "#dfe7ee", "#eef2f6"
WIDE, NARROW = (7.4, 2.9), (3.6, 2.9)  # inches; both are shown at 100 px to the inch, so text has one size
LOOK = {
    "text.parse_math": False,  # a dollar sign in a name is a dollar sign
    "svg.fonttype": "none",
    "svg.hashsalt": "sigtepunkt",
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "text.color": INK,
    **dict.fromkeys(("axes.edgecolor", "axes.labelcolor", "xtick.color", "ytick.color"), QUIET),
    **dict.fromkeys(("axes.spines.top", "axes.spines.right", "axes.spines.left", "ytick.left"), False),
    **dict.fromkeys(("figure.facecolor", "axes.facecolor", "savefig.facecolor"), "none"),
    "axes.grid": True,
    "axes.grid.axis": "y",
    "grid.color": GRID,
    "grid.linewidth": 0.8,
    "axes.axisbelow": True,
    "axes.prop_cycle": cycler(color=PALETTE),
    "legend.frameon": False,
}
_YEARS = range(1900, 2101)

Draw = Callable[[Axes], None]


def is_narrow(axes: Axes) -> bool:
    """Return whether these axes are for a narrow screen, where labels have to be fewer."""
    figure = axes.get_figure(root=True)
    return figure is not None and bool(figure.get_size_inches()[0] < WIDE[0])


class DanishTicks(Formatter):
    """Danish numbers with as many decimals on every tick as the finest needs; years without a separator."""

    def __init__(self, *, years: bool) -> None:
        self.years = years

    def __call__(self, x: float, pos: int | None = None) -> str:
        """Return the text of a single tick."""
        del pos
        return self.format_ticks([x])[0]

    def format_ticks(self, values: Sequence[float]) -> list[str]:
        """Return all ticks' texts, with equally many decimals."""
        if self.years and all(value in _YEARS for value in values):
            return [str(int(value)) for value in values]
        decimals = max((_decimals(value) for value in values), default=0)
        return [danish.number(value, decimals) for value in values]


def _decimals(value: float) -> int:
    return next(
        (digits for digits in range(4) if abs(value - round(value, digits)) <= 1e-9 * max(1, abs(value))), 4
    )
