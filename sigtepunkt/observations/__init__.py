"""Accepts vintages and turns them into one tidy table.

In: raw files and their checks. Out: observations (indicator, area, period → value) and the inputs of
capacities.
"""
