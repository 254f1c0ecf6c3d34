"""Capacities without those that rest on a count that may not be shown. Pure."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from sigtepunkt.disclosure.counts import rate_of
from sigtepunkt.disclosure.earlier_quarters import Shown
from sigtepunkt.disclosure.relations import named
from sigtepunkt.disclosure.rules import is_small, rounded
from sigtepunkt.strategy import Capacity, Definitions
from sigtepunkt.strategy.disclosure_references import unspoken

VALUES: Mapping[str, str] = {
    "demand": "population",
    "coverage": "coverage",
    "places": "places",
}  # column of demand.COLUMNS, by part


def planned(definitions: Definitions, capacities: pd.DataFrame, shown: Shown) -> pd.DataFrame:
    """Return the newest vintage's capacities (`demand.COLUMNS`); of one that may not be shown, years alone.

    A part that counts persons is shown if its count is published in every year, and rounded as it is there; one
    that adds up with such a part at its source is never published, and so never shown. People and places in a
    source with counts of persons that nobody has spoken for are not shown where they are few. A capacity stands
    or falls as a whole: a hole in it would be no answer, and what is left could tell what was in the hole.
    """
    frame = capacities.copy()
    for key, capacity in definitions.capacities.items():
        own = frame["capacity"] == key
        bases = _bases(definitions, capacity)
        counts = {
            (name, *_place(definitions, year))
            for name in _names(capacity).values()
            for year in frame.loc[own, "year"]
        }
        unpublished = {one for one in counts if one[0] in bases and one not in shown.ledger.published}
        rates = {name for name in bases if bases[name] > 1 and rate_of(definitions, name)}
        few = _few(definitions, capacity, frame.loc[own])
        if unpublished or counts & shown.hidden or rates or few:
            frame.loc[own, list(VALUES.values())] = float("nan")
            continue
        for part, name in _names(capacity).items():
            if bases.get(name, 1) > 1:
                frame.loc[own, VALUES[part]] = [
                    rounded(value, bases[name]) for value in frame.loc[own, VALUES[part]]
                ]
    return frame


def _few(definitions: Definitions, capacity: Capacity, rows: pd.DataFrame) -> bool:
    """Return whether a part that may count persons, for all anybody has said, is of few in a year."""
    for part, measured in unspoken(definitions, capacity).items():
        minimum = max(
            one.minimum
            for key, one in definitions.disclosure.items()
            if one.persons and definitions.indicators[key].source == measured.source
        )
        if part != "coverage" and any(is_small(value, minimum) for value in rows[VALUES[part]]):
            return True
    return False


def _place(definitions: Definitions, year: int) -> tuple[str, str]:
    return definitions.municipality.code, str(year)


def _names(capacity: Capacity) -> dict[str, str]:
    """Return what each part would be called as a count."""
    return {part: named(measured.source, (measured.measure,)) for part, measured in capacity.parts.items()}


def _bases(definitions: Definitions, capacity: Capacity) -> dict[str, int]:
    """Return what each part that counts persons is rounded to where it is published."""
    found: dict[str, int] = {}
    sources = set(capacity.sources)
    for key, declared in definitions.disclosure.items():
        indicator = definitions.indicators[key]
        if declared.persons and indicator.source in sources:
            for measure in indicator.measures or (indicator.measure,):
                name = named(indicator.source, (measure,))
                found[name] = max(found.get(name, 1), declared.round_to)
            own = indicator.measures or (indicator.measure,)
            for one in definitions.sources[indicator.source].sums:
                if not {one.total, *one.parts}.isdisjoint(own):
                    for measure in (one.total, *one.parts):
                        found.setdefault(named(indicator.source, (measure,)), 1)
    return {name: base for name, base in found.items() if name in _names(capacity).values()}
