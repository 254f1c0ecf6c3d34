"""Opening a report: every name is checked before a page is begun."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sigtepunkt.core.errors import WrongUse, nearest
from sigtepunkt.core.project import find_project
from sigtepunkt.editions.processed_store import load
from sigtepunkt.raw.vintage import open_vintage
from sigtepunkt.strategy import Definitions, Strategy, load_definitions

if TYPE_CHECKING:
    from sigtepunkt.report.notebook_api import Report

COUNCIL, QUALITY, METHOD = "kommunalbestyrelsen", "datakvalitet", "metode"


def open_report(page: str, quarter: str, project: Path | None = None) -> Report:
    """Return the report of `page` (a committee, `kommunalbestyrelsen`, `datakvalitet` or `metode`) for `quarter` (`2026Q2`).

    `project` is the repository; by default the one the notebook lies in. Raises WrongUse for an unknown page or quarter,
    and for a quarter that has not been processed, naming the command that does it; Refused for raw data that is not as received.
    """
    from sigtepunkt.report.block_cache import open_memory
    from sigtepunkt.report.notebook_api import Report
    from sigtepunkt.report.output import bring_style

    home = find_project(project or Path.cwd())
    chosen = home.quarter(quarter)
    definitions = load_definitions(home)
    strategy = definitions.strategy(chosen)
    pages = (*strategy.committees, COUNCIL, QUALITY, METHOD)
    if page not in pages:
        raise WrongUse.of(f"there is no page {page!r}", "open_report", nearest(page, pages))
    bring_style()
    processed = load(home, chosen, _shown(definitions, strategy, page))
    return Report(
        page=page,
        quarter=chosen,
        definitions=definitions.in_force(chosen, demo=processed.demo),
        strategy=strategy,
        vintage=open_vintage(home, chosen, definitions.sources.values()),
        processed=processed,
        memory=open_memory(home, chosen, page),
    )


def _shown(definitions: Definitions, strategy: Strategy, page: str) -> list[str] | None:
    """Return the indicators a page may show: a committee's own, so that its page costs hardly more where there are many others; or None, for all."""
    if page not in strategy.committees:
        return None
    own = strategy.areas_of(committee=page)
    return [key for key, one in definitions.indicators.items() if one.focus_area in own]
