"""Following up: what was done and whether the figures fit it, what people say of them, and what was decided.

In: declared actions, observations that may be shown, what released editions said of the actions; and the
files a secretary edits in `commentary/` and `decisions/`. Out: one computed state for each action, comments
read into claims, and decisions checked against the strategy.
"""

from sigtepunkt.followup.action_state import ActionState, follow_actions
from sigtepunkt.followup.declared_before import Released, published_in

__all__ = ["ActionState", "Released", "follow_actions", "published_in"]
