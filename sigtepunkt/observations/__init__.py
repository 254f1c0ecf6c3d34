"""One tidy table from everything that was accepted.

In: vintages and their checked tables of measures. Out: observations (indicator x area x period) and the inputs of capacities.
"""
