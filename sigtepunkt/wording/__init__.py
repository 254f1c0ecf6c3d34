"""States become Danish sentences.

In: computed states and figures that are not shown. Out: sentences that claim no more than the state they are
made from.
"""
