"""What earlier editions told of persons, under the names counts have today. Pure."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sigtepunkt.disclosure.ledger import Count, Ledger, PublishedEdition
from sigtepunkt.disclosure.relations import PLUS, named, what, whole_of
from sigtepunkt.strategy import Definitions


@dataclass(frozen=True)
class Remembered(Ledger):
    """A ledger under today's names. `also` are counts published under a name where another stands today.

    Whether that is the same count nobody has said: where today's has the same value it counts as published,
    and else it is another. `moved` are the names such counts had.
    """

    also: frozenset[tuple[Count, float]] = frozenset()
    moved: frozenset[str] = frozenset()


def remembered(definitions: Definitions, published: Sequence[PublishedEdition]) -> dict[str, list[Ledger]]:
    """Return what editions told of persons, by quarter, oldest first, under today's names.

    A measure a source declares as `renamed` has today's name. Where an indicator counted another measure
    then,    what was suppressed of that is suppressed of today's too.
    """
    found: dict[str, list[Ledger]] = {}
    for one in published:
        found.setdefault(str(one.quarter), []).append(_today(definitions, one))
    return found


def _today(definitions: Definitions, edition: PublishedEdition) -> Ledger:
    declared, ledger = partial(_declared, definitions), edition.ledger
    moved: dict[str, set[str]] = {}
    for then, now in _moved(definitions, edition.definitions):
        if then != now:
            moved.setdefault(then, set()).add(now)
    published = {(declared(name), *place): value for (name, *place), value in ledger.published.items()}
    suppressed = {(declared(name), *place) for name, *place in ledger.suppressed}
    also = {
        ((now, *place), value) for (name, *place), value in published.items() for now in moved.get(name, ())
    }
    suppressed |= {(now, *place) for name, *place in suppressed for now in moved.get(name, ())}
    kept = {key: value for key, value in published.items() if key not in suppressed}
    told = kept, frozenset(suppressed), frozenset(also), frozenset(moved)
    return Remembered(*told)  # type: ignore[arg-type]


def _declared(definitions: Definitions, name: str) -> str:
    """Return the name a count has today, as its source's `renamed` says."""
    source, _, measures = name.partition("/")
    today = definitions.sources[source].todays_names if source in definitions.sources else {}
    if measures in today:
        return named(source, (today[measures],))
    parts = measures.split(PLUS)
    return named(source, [today.get(part, part) for part in parts]) if len(parts) > 1 else name


def _moved(definitions: Definitions, texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield what an indicator of persons counted then, and its whole, each with what it is today."""
    declared = partial(_declared, definitions)
    then = _tables(texts, "indicators.toml")
    counted = {key for key, one in _tables(texts, "disclosure.toml").items() if one.get("persons") is True}
    for key in definitions.disclosure:
        before, indicator = then.get(key), definitions.indicators[key]
        if before and key in counted and definitions.disclosure[key].persons and "source" in before:
            measures = before.get("measures") or [before.get("measure", "")]
            yield declared(named(before["source"], measures)), what(indicator)
            if before.get("denominator") and indicator.denominator:
                yield declared(named(before["source"], [before["denominator"]])), whole_of(indicator)


def _tables(texts: Mapping[str, str], file: str) -> dict[str, dict[str, Any]]:
    return {key: one for key, one in tomllib.loads(texts.get(file, "")).items() if isinstance(one, dict)}
