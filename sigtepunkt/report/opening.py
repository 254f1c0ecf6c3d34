"""Opening a report: every name is checked before a page is begun."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sigtepunkt.core.errors import WrongUse, nearest
from sigtepunkt.core.project import find_project
from sigtepunkt.editions import edition
from sigtepunkt.editions.processed_store import load
from sigtepunkt.followup.decisions import COUNCIL
from sigtepunkt.followup.follow_up import read_follow_up
from sigtepunkt.raw.vintage import open_vintage
from sigtepunkt.report.page_data import METHOD, QUALITY
from sigtepunkt.strategy import load_definitions

if TYPE_CHECKING:
    from sigtepunkt.report.notebook_api import Report


def open_report(page: str, quarter: str, project: Path | None = None) -> Report:
    """Return the report of `page` for `quarter` (`2026Q2`).

    `page` is a committee, `kommunalbestyrelsen`, `datakvalitet` or `metode`. `project` is the repository; by
    default the one the notebook is in. Raises WrongUse for an unknown page or quarter, and for a quarter that
    has not been processed, naming the command that does it; Refused for raw data not as it was received.
    """
    from sigtepunkt.report.block_cache import open_cache
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
    judged = None  # the states of all indicators
    if page in strategy.committees:
        # A committee's page reads its own states and the leads' only: many others hardly make it slower.
        areas = strategy.areas_of(committee=page)
        declared = definitions.indicators.items()
        judged = [key for key, indicator in declared if indicator.lead or indicator.focus_area in areas]
    processed = load(home, chosen, judged)
    number = processed.correction.number
    return Report(
        page=page,
        quarter=chosen,
        definitions=definitions.in_force(chosen, demo=processed.demo),
        strategy=strategy,
        vintage=open_vintage(home, chosen, definitions.sources.values()),
        processed=processed,
        follow_up=read_follow_up(home, chosen, definitions),
        said_before=edition.read(home, chosen, number - 1).said if number > 1 else {},
        cache=open_cache(home, chosen, page),
    )
