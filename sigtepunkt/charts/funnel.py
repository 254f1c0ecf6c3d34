"""Areas within the municipality by their size, with the limits that chance gives areas of that size."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from sigtepunkt.charts.marks import label, markers
from sigtepunkt.charts.style import BAND, BESIDE, OUTER, PALETTE, QUIET, Draw, is_narrow
from sigtepunkt.core import danish
from sigtepunkt.signals.methods.funnel import Funnel

_NAMED = 6  # as many outlying areas as can be named without crowding
_STEPS = 200
_TICKS = (50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000)


def funnel(limits: Funnel, names: Sequence[str], *, counted: str) -> Draw:
    """Return the drawing of areas' shares (per cent) by size, with the 95 and 99.8 % limits.

    Areas beyond the 99.8 % limits are marked, and the farthest of them named. `names` are the areas', in the
    order of `limits`; `counted` labels the horizontal axis.
    """

    def draw(axes: Axes) -> None:
        sizes, shares = limits.denominators, 100 * limits.shares
        across = np.geomspace(sizes.min() * 0.85, sizes.max() * 1.1, _STEPS)
        mean = 100 * limits.mean
        for width, colour in ((limits.action, BAND), (limits.warning, OUTER)):
            half = 100 * (width * np.sqrt(sizes)).mean() / np.sqrt(across)  # limits fall with the size's root
            low, high = np.maximum(0, mean - half), np.minimum(100, mean + half)
            axes.fill_between(across, low, high, color=colour, linewidth=0)
        axes.axhline(mean, color=QUIET, linewidth=1)
        far = np.array([place.startswith("far") for place in limits.positions])
        markers(axes, sizes[~far], shares[~far], "o", size=5, colour=BESIDE, edge=0.5)
        markers(axes, sizes[far], shares[far], "D", size=6, colour=PALETTE[0], edge=0.5)
        distance = np.abs(limits.shares - limits.mean) / limits.action
        farthest = sorted(np.flatnonzero(far).tolist(), key=lambda area: -distance[area])
        middle = np.sqrt(sizes.min() * sizes.max())
        for area in farthest[: _NAMED // 2 if is_narrow(axes) else _NAMED]:
            offset, side = ((-7, 0), "right") if sizes[area] > middle else ((7, 0), "left")
            label(axes, names[area], (sizes[area], shares[area]), offset, ha=side, fontsize=8.5)
        axes.set_xscale("log")
        ticks = [size for size in _TICKS if across[0] <= size <= across[-1]]
        axes.set_xticks(ticks, [danish.number(size) for size in ticks])
        axes.set_xticks([], minor=True)
        axes.set(xlabel=counted, ylabel="")

    return draw
