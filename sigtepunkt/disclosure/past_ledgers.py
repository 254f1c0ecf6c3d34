"""The ledgers of earlier editions, with counts under the names they have today. Pure."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sigtepunkt.disclosure.ledger import Count, Ledger, PublishedEdition
from sigtepunkt.disclosure.relations import PLUS, count_name, denominator_name, person_indicators, sum_name
from sigtepunkt.strategy import Definitions


@dataclass(frozen=True)
class PastLedger(Ledger):
    """The ledger of an earlier edition, under today's names.

    `possibly_published` are counts an indicator published before it counted another measure, under the name
    of today's: published where today's count has the same value, else another count. `replaced_names` are
    the names such counts had.
    """

    possibly_published: frozenset[tuple[Count, float]] = frozenset()
    replaced_names: frozenset[str] = frozenset()


def ledgers_under_current_names(
    definitions: Definitions, editions: Sequence[PublishedEdition]
) -> dict[str, list[PastLedger]]:
    """Return the editions' ledgers under today's names, by quarter, oldest first.

    A measure that a source declares as `renamed` has today's name. Where an indicator counted another measure
    then, what was suppressed of that is suppressed of today's too.
    """
    ledgers: dict[str, list[PastLedger]] = {}
    for edition in editions:
        ledgers.setdefault(str(edition.quarter), []).append(_translated(definitions, edition))
    return ledgers


def _translated(definitions: Definitions, edition: PublishedEdition) -> PastLedger:
    renamed, ledger = partial(_renamed, definitions), edition.ledger
    replaced: dict[str, set[str]] = {}
    for former, current in _replaced(definitions, edition.definitions):
        if former != current:
            replaced.setdefault(former, set()).add(current)
    published = {(renamed(name), *place): value for (name, *place), value in ledger.published.items()}
    suppressed = {(renamed(name), *place) for name, *place in ledger.suppressed}
    possibly_published = {
        ((current, *place), value)
        for (name, *place), value in published.items()
        for current in replaced.get(name, ())
    }
    suppressed |= {(current, *place) for name, *place in suppressed for current in replaced.get(name, ())}
    shown = {key: value for key, value in published.items() if key not in suppressed}
    fields = shown, frozenset(suppressed), frozenset(possibly_published), frozenset(replaced)
    return PastLedger(*fields)  # type: ignore[arg-type]


def _renamed(definitions: Definitions, name: str) -> str:
    """Return the name a count has today, as its source's `renamed` says."""
    source, _, measures = name.partition("/")
    current = definitions.sources[source].current_names if source in definitions.sources else {}
    if measures in current:
        return sum_name(source, (current[measures],))
    parts = measures.split(PLUS)
    return sum_name(source, [current.get(part, part) for part in parts]) if len(parts) > 1 else name


def _replaced(definitions: Definitions, texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield what an indicator of persons counted in earlier definitions, with what it counts today."""
    renamed, former = partial(_renamed, definitions), _tables(texts, "indicators.toml")
    disclosure = _tables(texts, "disclosure.toml")
    for key, indicator in person_indicators(definitions).items():
        before = former.get(key, {})
        if "source" in before and disclosure.get(key, {}).get("persons") is True:
            measures = before.get("measures") or [before.get("measure", "")]
            yield renamed(sum_name(before["source"], measures)), count_name(indicator)
            if (before.get("denominator") or before.get("denominator_source")) and indicator.is_divided:
                source = before.get("denominator_source") or before["source"]
                denominator = sum_name(source, [before.get("denominator", "")])
                yield renamed(denominator), denominator_name(indicator)


def _tables(texts: Mapping[str, str], file: str) -> dict[str, dict[str, Any]]:
    content = tomllib.loads(texts.get(file, ""))
    return {key: table for key, table in content.items() if isinstance(table, dict)}
