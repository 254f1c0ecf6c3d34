"""What a notebook imports: one quarter's report for one page, and the blocks it is made of.

from sigtepunkt.report import open_report

report = open_report("vtf", "2026Q2")
report.heading()
"""

from sigtepunkt.danish import number, quantity
from sigtepunkt.report.opening import open_report
from sigtepunkt.report.pages import Report

__all__ = ["Report", "number", "open_report", "quantity"]
