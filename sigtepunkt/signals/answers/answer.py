"""One answer about a series: a tested estimate with its limits, or the reason why there is none. Pure.

The fields of Answer are stored (`signals.parquet`) and keep their names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from sigtepunkt.signals.methods.beside_others import Beside
from sigtepunkt.signals.methods.contrast import Contrast

Scale = Literal["unit", "log"]
Reason = Literal[
    "",  # tested
    "full count",  # a register of everybody: told plainly, without interval and without mark
    "projection",  # no measurement
    "declared",  # a person declared the movement unfit to be judged
    "held",  # the newest figure is not shown
    "no start",  # no figure had ended at the start, or none came after it
    "break",  # the figure at the start lies before a declared break
    "too few",  # points
    "too few outside",  # points that no declared outlier or dip holds
    "exact",  # values that lie exactly on the design
    "not positive",  # values that cannot be logged
    "other sign",  # the tested estimate does not have the sign of the told difference
    "few others",
    "other sizes",  # totals of municipalities that are not of one size
    "no spread",  # the others do not differ
    "chance in counting",  # outside what is usual, yet counting alone may explain it
    "not yearly",  # the trend is asked of yearly figures only
]
ALPHA = 0.01


@dataclass(frozen=True)
class Options:
    """How a series is to be read.

    `per_year` is the number of periods in a year (1, 4, 12). `scale` is `log` for amounts and counts, whose
    changes are told in per cent, and `unit` for shares, grades and rates. `window` is the number of periods
    one figure covers: windows that overlap are compared only with windows they share no period with. `span`
    is how much of a period a figure is of, from its time on: all of it, the twelfth that August is of a year,
    or only the moment (0). `outliers` are pairs of times, inclusive, of declared outliers and dips.
    """

    per_year: int = 1
    scale: Scale = "unit"
    full_count: bool = False
    season: int = 0
    window: int = 1
    span: float = 1.0
    outliers: Sequence[tuple[float, float]] = ()


@dataclass(frozen=True)
class Answer:
    """A tested estimate with its 99 % limits, in the unit or (log scale) in per cent; or why there is none.

    `sure` says that it is beyond chance at 1 %. `since` names the earliest figure that was used, and `others`
    is the number of municipalities in the mean it was compared with.
    """

    estimate: float | None = None
    lower: float | None = None
    upper: float | None = None
    p: float | None = None
    sure: bool = False
    reason: Reason = ""
    since: str = ""
    others: int = 0

    @property
    def alpha(self) -> float:
        """How often a series without any change is called sure, at most; 0 where nothing is tested."""
        return 0.0 if self.p is None else ALPHA

    @property
    def direction(self) -> Literal["", "rising", "falling"]:
        """Which way the figure moved, or lies beside others; "" where that is not sure."""
        if not self.sure or self.estimate is None:
            return ""
        return "rising" if self.estimate > 0 else "falling"


def of_contrast(result: Contrast, scale: Scale, difference: float, since: str) -> Answer:
    """Return a contrast as an answer, sure only if it has the sign of the told difference."""
    if result.p is None or result.lower is None or result.upper is None:
        return Answer(in_unit(result.estimate, scale), reason="exact", since=since)
    same_sign = result.estimate * difference > 0
    limits = in_unit(result.lower, scale), in_unit(result.upper, scale)
    sure = result.p < ALPHA and same_sign
    reason: Reason = "" if same_sign else "other sign"
    return Answer(in_unit(result.estimate, scale), *limits, result.p, sure, reason, since)


def of_comparison(result: Beside, scale: Scale, since: str, others: int) -> Answer:
    """Return a comparison with others as an answer."""
    if result.p is None or result.lower is None or result.upper is None:
        return Answer(in_unit(result.difference, scale), reason="no spread", since=since, others=others)
    limits = in_unit(result.lower, scale), in_unit(result.upper, scale)
    sure = result.p < ALPHA
    return Answer(in_unit(result.difference, scale), *limits, result.p, sure, "", since, others)


def in_unit(number: float, scale: Scale) -> float:
    """Return a number of the scale in the unit, or as a difference in per cent of a log scale."""
    return 100 * float(np.expm1(number)) if scale == "log" else float(number)
