"""Signals: is it more than noise? The reference XmR rule, the short-series trend, and what may be said of them."""

from sigtepunkt.signals.individuals import xmr
from sigtepunkt.signals.judging import judge
from sigtepunkt.signals.short_series import trend
from sigtepunkt.signals.state import FocusState, Point, State, focus_state

__all__ = ["FocusState", "Point", "State", "focus_state", "judge", "trend", "xmr"]
