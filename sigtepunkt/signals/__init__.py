"""Signals: is it more than noise? The reference XmR rule, the short-series trend, and what may be said of them; and capacities."""

from sigtepunkt.signals.capacity import Balance, balance, what_if
from sigtepunkt.signals.individuals import xmr
from sigtepunkt.signals.judging import judge
from sigtepunkt.signals.short_series import trend
from sigtepunkt.signals.state import FocusState, Point, State, focus_state

__all__ = ["Balance", "FocusState", "Point", "State", "balance", "focus_state", "judge", "trend", "what_if", "xmr"]
