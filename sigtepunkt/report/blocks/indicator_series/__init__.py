"""The municipality's own figures in an indicator's block: over time, or an amount beside its budget."""

from sigtepunkt.report.blocks.indicator_series.budget import beside_budget, budget_beside
from sigtepunkt.report.blocks.indicator_series.over_time import over_time

__all__ = ["beside_budget", "budget_beside", "over_time"]
