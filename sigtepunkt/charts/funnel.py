"""Areas within the municipality: how far from the whole before it is more than chance."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from sigtepunkt.charts.style import BAND, BESIDE, OUTER, PALETTE, QUIET, Draw, is_narrow
from sigtepunkt.core import danish
from sigtepunkt.signals.methods.funnel import Funnel

_NAMED = 6  # as many outlying areas as can be named without crowding
_STEPS = 200


def funnel(found: Funnel, names: Sequence[str], *, counted: str) -> Draw:
    """Return the drawing of shares (per cent) by the size of their area, with the limits chance gives each size.

    Areas beyond the 99.8 % limits are marked and, the largest distances first, named; `counted` names the horizontal axis.
    """

    def draw(axes: Axes) -> None:
        sizes, shares = found.wholes, 100 * found.shares
        across = np.geomspace(sizes.min() * 0.85, sizes.max() * 1.1, _STEPS)
        mean = 100 * found.mean
        for width, colour in ((found.action, BAND), (found.warning, OUTER)):
            half = (
                100 * (width * np.sqrt(sizes)).mean() / np.sqrt(across)
            )  # every limit falls with the root of the size
            axes.fill_between(
                across, np.maximum(0, mean - half), np.minimum(100, mean + half), color=colour, linewidth=0
            )
        axes.axhline(mean, color=QUIET, linewidth=1)
        far = np.array([place.startswith("far") for place in found.places])
        axes.plot(
            sizes[~far],
            shares[~far],
            linestyle="",
            marker="o",
            markersize=5,
            color=BESIDE,
            markeredgecolor="white",
            markeredgewidth=0.5,
        )
        axes.plot(
            sizes[far],
            shares[far],
            linestyle="",
            marker="D",
            markersize=6,
            color=PALETTE[0],
            markeredgecolor="white",
            markeredgewidth=0.5,
        )
        distance = np.abs(found.shares - found.mean) / found.action
        outlying = sorted(np.flatnonzero(far).tolist(), key=lambda place: -distance[place])[
            : _NAMED // 2 if is_narrow(axes) else _NAMED
        ]
        middle = np.sqrt(sizes.min() * sizes.max())
        for place in outlying:
            left = bool(sizes[place] > middle)
            axes.annotate(
                names[place],
                (sizes[place], shares[place]),
                xytext=(-7 if left else 7, 0),
                textcoords="offset points",
                va="center",
                ha="right" if left else "left",
                fontsize=8.5,
            )
        axes.set_xscale("log")
        ticks = [
            size
            for size in (50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000)
            if across[0] <= size <= across[-1]
        ]
        axes.set_xticks(ticks, [danish.number(size) for size in ticks])
        axes.set_xticks([], minor=True)
        axes.set(xlabel=counted, ylabel="")

    return draw
