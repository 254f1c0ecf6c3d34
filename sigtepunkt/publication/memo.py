"""The follow-up memo: who does what by when, of the decisions that wait for an answer. A page to send."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sigtepunkt.core import danish
from sigtepunkt.followup.decisions import COUNCIL
from sigtepunkt.publication.page_html import Site, in_frame
from sigtepunkt.report.blocks.followup.comment_and_decisions import MEMO, listed
from sigtepunkt.report.page_data import PageData
from sigtepunkt.report.templating import render

TITLE = "Opfølgning på beslutninger"


def titles(data: PageData) -> Mapping[str, str]:
    """Return the memo's title by its identity; empty where no decision was taken yet."""
    day = data.vintage.closed
    return {MEMO: TITLE} if any(matter.date <= day for matter in data.follow_up.matters) else {}


def files(site: Site, data: PageData) -> dict[str, str]:
    """Return the memo by file name; empty where no decision was taken yet."""
    committees = [_committee(site, data, page) for page in (COUNCIL, *data.strategy.committees)]
    content = render(
        "memo",
        closed=danish.date(data.vintage.closed),
        committees=[each for each in committees if each["matters"]],
    )
    return {
        f"{identity}.html": in_frame(site, identity, title, content)
        for identity, title in titles(data).items()
    }


def _committee(site: Site, data: PageData, page: str) -> dict[str, Any]:
    waiting, _ = data.follow_up.of_committee(page, data.vintage.closed)
    return {
        "id": page,
        "page": page,
        "title": site.pages.get(page, page),
        "caption": f"{danish.counted(len(waiting), 'beslutning', 'beslutninger')}, der venter på svar",
        "matters": [listed(data, matter, data.vintage.closed) for matter in waiting],
    }
