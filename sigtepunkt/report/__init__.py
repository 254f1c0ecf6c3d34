"""What a notebook imports: one quarter's report for one page, and the blocks it is made of.

from sigtepunkt.report import open_report

report = open_report("vtf", "2026Q2")
report.heading()
"""

from typing import TYPE_CHECKING, Any

from sigtepunkt.core.danish import genitive, number, quantity
from sigtepunkt.report.opening import open_report

if TYPE_CHECKING:
    from sigtepunkt.report.notebook_api import Report

__all__ = ["Report", "genitive", "number", "open_report", "quantity"]


def __getattr__(name: str) -> Any:
    """Import the report itself, and with it what draws, for who asks: the pipeline only needs to know what pages read."""
    if name != "Report":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from sigtepunkt.report.notebook_api import Report

    return Report
