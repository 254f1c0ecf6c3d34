"""Whether a table is as new as it should be: late, not updated as planned and withdrawn are three states.

*Late*: by the source's declared lag, the period after its newest should have been published. *Not updated as
planned*: the day the publisher announced has passed without an update. *Withdrawn*: the publisher says that
the table is kept up to date no more. Pure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sigtepunkt.core.period import Period
from sigtepunkt.strategy import Source
from sigtepunkt.strategy.sources.due_dates import next_due


class SourceState(StrEnum):
    """How up to date a table is at its publisher."""

    CURRENT = "current"
    LATE = "late"
    NOT_UPDATED = "not updated as planned"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Publication:
    """What a service says of a table: its time codes, when it was updated, whether it is kept up to date."""

    periods: tuple[str, ...]
    updated: dt.date | None = None
    active: bool = True


def state_of(source: Source, publication: Publication, today: dt.date) -> SourceState:
    """Return the one state of a source's table, the gravest where several fit.

    A projection is never late, and neither is a table of a single period: nobody knows its rhythm.
    """
    if not publication.active:
        return SourceState.WITHDRAWN
    planned = source.service.next_update if source.service else None
    if planned and planned < today and (publication.updated is None or publication.updated < planned):
        return SourceState.NOT_UPDATED
    due = due_on(source, publication.periods)
    return SourceState.LATE if due and due < today else SourceState.CURRENT


def due_on(source: Source, codes: Iterable[str]) -> dt.date | None:
    """Return the last day on which the period after a table's newest should be published; None if unknown.

    Codes that are no periods here are passed over.
    """
    due = next_due(source, filter(_is_period, codes))
    return due[1] if due else None


def _is_period(code: str) -> bool:
    try:
        Period.parse(code)
    except ValueError:
        return False
    return True
