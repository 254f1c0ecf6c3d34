"""Signals: is it more than noise? The charts and tests, what may be said of an indicator by them, and capacities."""

from sigtepunkt.signals.capacity import Balance, balance, what_if
from sigtepunkt.signals.judging import judge
from sigtepunkt.signals.methods.funnel import funnel
from sigtepunkt.signals.methods.shift import recent_shifts
from sigtepunkt.signals.methods.trend import trend
from sigtepunkt.signals.methods.xmr import xmr
from sigtepunkt.signals.state import FocusState, Point, State, focus_state

__all__ = [
    "Balance",
    "FocusState",
    "Point",
    "State",
    "balance",
    "focus_state",
    "funnel",
    "judge",
    "recent_shifts",
    "trend",
    "what_if",
    "xmr",
]
