"""What disclosure control cannot decide, and a person can.

In: declarations, observations and what was published. Out: texts for the analyst, never with a value.
"""
