"""Following up: what was done, what was declared of it in advance, and whether the figures fit that.

In: declared actions, observations that may be shown, and what released editions said of the actions. Out: one
computed state for each action.
"""

from sigtepunkt.followup.action_state import ActionState, follow_actions
from sigtepunkt.followup.declared_before import Released, published_in

__all__ = ["ActionState", "Released", "follow_actions", "published_in"]
