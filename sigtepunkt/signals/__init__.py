"""Signals: is it more than noise? The charts and tests, what may be said of an indicator by them, and capacities."""

from sigtepunkt.signals.areas import funnel, pooled
from sigtepunkt.signals.capacity import Balance, balance, what_if
from sigtepunkt.signals.counts import g_chart, p_chart, p_prime_chart, t_chart
from sigtepunkt.signals.individuals import xmr
from sigtepunkt.signals.judging import judge
from sigtepunkt.signals.shift import recent_shifts
from sigtepunkt.signals.short_series import trend
from sigtepunkt.signals.state import FocusState, Point, State, focus_state

__all__ = [
    "Balance", "FocusState", "Point", "State", "balance", "focus_state", "funnel", "g_chart", "judge", "p_chart", "p_prime_chart", "pooled",
    "recent_shifts", "t_chart", "trend", "what_if", "xmr",
]
