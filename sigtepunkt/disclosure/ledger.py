"""What was told and what was suppressed of counts of persons, as an edition keeps it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from sigtepunkt.core.period import Quarter

Count = tuple[str, str, str]  # what is counted (source and measure), area, period


@dataclass(frozen=True)
class Ledger:
    """The counts of persons behind an edition, as they were published, and those that were suppressed."""

    published: Mapping[Count, float] = field(default_factory=dict)
    suppressed: frozenset[Count] = frozenset()


class PublishedEdition(Protocol):
    """What disclosure control reads of an edition: its quarter, its ledger, and the texts of `strategy/` it rests on."""

    @property
    def quarter(self) -> Quarter:
        """The quarter that was published."""

    @property
    def ledger(self) -> Ledger:
        """What was told of counts of persons."""

    @property
    def definitions(self) -> Mapping[str, str]:
        """The declaring files' texts, by file name."""
