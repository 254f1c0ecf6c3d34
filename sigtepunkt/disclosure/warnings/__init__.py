"""What disclosure control cannot decide, and a person can.

In: declarations, observations and earlier editions. Out: texts for the analyst, never with a protected value.
"""
