"""Signals: is it more than noise? The reference XmR rule, the short-series trend, and what may be said of them."""

from sigtepunkt.signals.state import FocusState, Point, State, focus_state, judge
from sigtepunkt.signals.trend import trend
from sigtepunkt.signals.xmr import xmr

__all__ = ["FocusState", "Point", "State", "focus_state", "judge", "trend", "xmr"]
