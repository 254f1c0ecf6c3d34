"""Signals: is a movement or a difference more than noise, and are there places enough?

In: observations after disclosure control, and the strategy's definitions. Out: one computed state for each
indicator, which charts, tables and sentences all read, and the balance of each planned capacity.
"""

from sigtepunkt.signals.answers.since import since
from sigtepunkt.signals.capacity import Balance, balances_by_error
from sigtepunkt.signals.judge import Judge, judged_before
from sigtepunkt.signals.methods.beside_others import beside_others, level_beside
from sigtepunkt.signals.methods.contrast import contrast
from sigtepunkt.signals.methods.trend import trend
from sigtepunkt.signals.methods.xmr import xmr
from sigtepunkt.signals.state import Point, State

__all__ = [
    "Balance",
    "Judge",
    "Point",
    "State",
    "balances_by_error",
    "beside_others",
    "contrast",
    "judged_before",
    "level_beside",
    "since",
    "trend",
    "xmr",
]
