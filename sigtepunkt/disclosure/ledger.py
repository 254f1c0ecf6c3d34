"""The ledger of an edition: which counts of persons it published, and which it suppressed. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from sigtepunkt.core.period import Quarter

Count = tuple[str, str, str]  # the count's name (source and measures), area, period


@dataclass(frozen=True)
class Ledger:
    """The counts of persons behind an edition: the published ones, as shown, and which were suppressed."""

    published: Mapping[Count, float] = field(default_factory=dict)
    suppressed: frozenset[Count] = frozenset()


class PublishedEdition(Protocol):
    """What disclosure control reads of an edition."""

    @property
    def quarter(self) -> Quarter:
        """The quarter that was published."""

    @property
    def ledger(self) -> Ledger:
        """Its counts of persons."""

    @property
    def definitions(self) -> Mapping[str, str]:
        """The texts of `strategy/` it was made from, by file name."""
