"""What an attacker knows after a vintage, kept for the quarters to come.

It rests on the vintages so far, on what was published of each, on what is declared, and on the code.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from sigtepunkt.core import checksum
from sigtepunkt.core.storage import software
from sigtepunkt.core.storage.kept_results import Entry, KeptResults
from sigtepunkt.disclosure.attacker.knowledge import AttackerKnowledge, CellKey
from sigtepunkt.disclosure.ledger import Ledger
from sigtepunkt.disclosure.past_ledgers import PastLedger
from sigtepunkt.observations.vintages import COMPUTED_FROM
from sigtepunkt.strategy import Definitions

KIND, _SUPPRESSED = "disclosure", "suppressed"
_MOST = 100  # states: a quarter of a century of quarters


@dataclass(frozen=True)
class KeptKnowledge:
    """What was known after each vintage: `vintages` are their quarters, with a checksum of each.

    `new` grows by what is found out in this run; `keep` writes it. With `again`, everything is found out.
    """

    kept: KeptResults
    vintages: Sequence[tuple[str, str]]
    again: bool = False
    new: dict[str, Entry] = field(default_factory=dict)

    def keys(self, definitions: Definitions, ledgers: Mapping[str, Sequence[Ledger]]) -> list[str]:
        """Return a checksum of what the knowledge after each vintage rests on."""
        keys = [checksum.of_data([software.of_rooms_until("disclosure"), self._declared(definitions)])]
        for quarter, vintage in self.vintages:
            of_editions = [_as_lists(ledger) for ledger in ledgers.get(quarter, ())]
            keys.append(checksum.of_data([keys[-1], vintage, of_editions]))
        return keys[1:]

    def newest(self, keys: Sequence[str]) -> tuple[int, AttackerKnowledge, pd.DataFrame] | None:
        """Return of how many vintages the newest kept knowledge is, it, and what was suppressed so far."""
        for number in range(0 if self.again else len(keys), 0, -1):
            key = keys[number - 1]
            if entry := self.new.get(key) or self.kept.load(KIND, key):
                return number, knowledge_from(entry.record), entry.tables[_SUPPRESSED]
        return None

    def find(self, key: str, knowledge: AttackerKnowledge, suppressed: pd.DataFrame) -> None:
        """Note what is known after a vintage, and the figures suppressed so far."""
        self.new[key] = Entry(as_record(knowledge), {_SUPPRESSED: suppressed})

    def keep(self) -> None:
        """Keep what was found out for other runs; to be called once it is certain that no input changed."""
        for key, entry in self.new.items():
            self.kept.save(KIND, key, entry, most=_MOST)

    @staticmethod
    def _declared(definitions: Definitions) -> list[Any]:
        return [
            definitions.municipality.model_dump(mode="json"),
            [
                [key, each.model_dump(mode="json", include=COMPUTED_FROM)]
                for key, each in definitions.indicators.items()
            ],
            [[key, each.model_dump(mode="json")] for key, each in definitions.sources.items()],
            [[key, each.model_dump(mode="json")] for key, each in definitions.disclosure.items()],
        ]


def as_record(knowledge: AttackerKnowledge) -> dict[str, Any]:
    """Return what is known as JSON can hold it; `limited` is each decision's own, and is left out."""
    cells = _Cells()
    return {
        "known": [[cells.number(cell), *interval] for cell, interval in knowledge.known.items()],
        "required": [[cells.number(cell), interval] for cell, interval in knowledge.required.items()],
        "free": [cells.number(cell) for cell in knowledge.free],
        "positive": sorted(map(cells.number, knowledge.positive)),
        "relations": [
            [[cells.number(cell), factor] for cell, factor in relation.items()]
            for relation in knowledge.relations.values()
        ],
        "suppressed": sorted(knowledge.suppressed),
        "width": knowledge.width,
        "cells": cells.known,
    }


def knowledge_from(record: Mapping[str, Any]) -> AttackerKnowledge:
    """Return what `as_record` made a record of; everything in the order it had."""
    cells: list[CellKey] = [((name, area, period), value) for (name, area, period), value in record["cells"]]
    relations = [{cells[number]: factor for number, factor in relation} for relation in record["relations"]]
    return AttackerKnowledge(
        known={cells[number]: (low, high) for number, low, high in record["known"]},
        required={cells[number]: interval and tuple(interval) for number, interval in record["required"]},
        free=dict.fromkeys(cells[number] for number in record["free"]),
        positive={cells[number] for number in record["positive"]},
        relations={frozenset(relation.items()): dict(relation) for relation in relations},
        suppressed={(name, area, period) for name, area, period in record["suppressed"]},
        width=record["width"],
    )


class _Cells:
    """Numbers cells, so that each is written once."""

    def __init__(self) -> None:
        self._numbers: dict[CellKey, int] = {}

    def number(self, cell: Any) -> int:
        return self._numbers.setdefault(cell, len(self._numbers))

    @property
    def known(self) -> list[CellKey]:
        return [*self._numbers]


def _as_lists(ledger: Ledger) -> list[Any]:
    possibly = ledger.possibly_published if isinstance(ledger, PastLedger) else ()
    return [sorted(ledger.published.items()), sorted(ledger.suppressed), sorted(possibly)]
