"""The target in force: is it reached, and can it be expected to be?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sigtepunkt.signals.methods.shift import lag_one
from sigtepunkt.signals.methods.xmr import xmr
from sigtepunkt.signals.state import Aim, Level, Point
from sigtepunkt.strategy import Indicator

MOST_AUTOCORRELATION = 0.3  # lag-1: above it XmR limits are too narrow


def aim(indicator: Indicator, points: Sequence[Point], level: Level | None, year: int) -> Aim | None:
    """Return the target in force in `year`, or None without one.

    `points` are the indicator's, `level` is that of the shift test; None where it could not judge the series.
    The aim has an assurance where XmR limits can be trusted: if the points the test judged are hardly
    autocorrelated.
    """
    target = indicator.target(year)
    if target is None:
        return None
    latest = points[-1].value
    reached = latest >= target.value if indicator.better == "higher" else latest <= target.value
    values = np.array([point.judged for point in points[-level.judged :]] if level else [])
    if level is None or lag_one(values[np.newaxis])[0] > MOST_AUTOCORRELATION:
        return Aim(target.value, target.decision, reached)
    chart = xmr(values, better=indicator.better, target=target.value)
    limits = float(chart.lower[-1]), float(chart.upper[-1])
    return Aim(target.value, target.decision, reached, chart.assurance, *limits)
