"""Capacities without those that rest on a count that may not be shown. Pure."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from sigtepunkt.disclosure.adding_up import named
from sigtepunkt.disclosure.counts import rate_of
from sigtepunkt.disclosure.quarters import Shown
from sigtepunkt.disclosure.rules import rounded
from sigtepunkt.strategy import Capacity, Definitions

VALUES: Mapping[str, str] = {
    "demand": "population",
    "coverage": "coverage",
    "places": "places",
}  # column of demand.COLUMNS, by part


def planned(definitions: Definitions, capacities: pd.DataFrame, shown: Shown) -> pd.DataFrame:
    """Return the newest vintage's capacities (`demand.COLUMNS`); of one that may not be shown, years alone.

    A part that counts persons is shown if its count is published in every year, and rounded as it is there. A
    capacity stands or falls as a whole: a hole in it would be no answer, and what is left could tell what was
    in the hole.
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
        if unpublished or counts & shown.hidden or rates:
            frame.loc[own, list(VALUES.values())] = float("nan")
            continue
        for part, name in _names(capacity).items():
            if bases.get(name, 1) > 1:
                frame.loc[own, VALUES[part]] = [
                    rounded(value, bases[name]) for value in frame.loc[own, VALUES[part]]
                ]
    return frame


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
    return {name: base for name, base in found.items() if name in _names(capacity).values()}
