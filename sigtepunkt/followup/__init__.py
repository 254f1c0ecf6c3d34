"""What people do about the figures: they comment on them and decide on them, and the decisions come back.

In: the files a secretary edits in `commentary/` and `decisions/`. Out: comments read into claims, and
decisions checked against the strategy.
"""
