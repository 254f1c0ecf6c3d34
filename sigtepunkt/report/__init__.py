"""What a notebook imports: one quarter's report for one page.

In: processed data and a vintage's provenance. Out: blocks of HTML in the notebook, each with what it read.

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
    """Import `Report`, and with it the chart libraries, only when asked: the pipeline does not need them."""
    if name != "Report":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from sigtepunkt.report.notebook_api import Report

    return Report
