"""Capacities, without those that rest on a count of persons that may not be shown. Pure."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from sigtepunkt.disclosure.counts import is_published_as_rate
from sigtepunkt.disclosure.protected_vintages import ProtectedVintages
from sigtepunkt.disclosure.relations import person_indicators, sum_name
from sigtepunkt.disclosure.rules import is_small, rounded
from sigtepunkt.strategy import Capacity, Definitions
from sigtepunkt.strategy.cross_checks.disclosure_references import undeclared_parts

# Which column of capacity_inputs.COLUMNS holds each part.
_COLUMN_OF: Mapping[str, str] = {"demand": "population", "coverage": "coverage", "places": "places"}


def protect_capacities(
    definitions: Definitions, capacities: pd.DataFrame, shown: ProtectedVintages
) -> pd.DataFrame:
    """Return the newest capacities (`capacity_inputs.COLUMNS`); of one that may not be shown, the years.

    A part that counts persons is shown if its count is published in every year, and rounded as it is there;
    one that adds up with such a part at its source is never published, and so never shown. People and places
    in a source with counts of persons, not declared to be persons or not, are not shown where they are few. A
    capacity is shown or suppressed as a whole: what is left of it could disclose what is not.
    """
    frame, home = capacities.copy(), definitions.municipality.code
    for key, capacity in definitions.capacities.items():
        rows = frame["capacity"] == key
        names = {
            part: sum_name(measured.source, (measured.measure,)) for part, measured in capacity.parts.items()
        }
        bases = _rounding_bases(definitions, capacity)
        counts = {(name, home, str(year)) for name in names.values() for year in frame.loc[rows, "year"]}
        unpublished = {count for count in counts if count[0] in bases and count not in shown.ledger.published}
        to_round = {name for name in names.values() if bases.get(name, 1) > 1}
        rates = any(is_published_as_rate(definitions, name) for name in to_round)
        if (
            unpublished
            or counts & shown.ever_suppressed
            or rates
            or _is_few(definitions, capacity, frame.loc[rows])
        ):
            frame.loc[rows, list(_COLUMN_OF.values())] = float("nan")
            continue
        for part, name in names.items():
            if name in to_round:
                values = frame.loc[rows, _COLUMN_OF[part]]
                frame.loc[rows, _COLUMN_OF[part]] = [rounded(value, bases[name]) for value in values]
    return frame


def _is_few(definitions: Definitions, capacity: Capacity, rows: pd.DataFrame) -> bool:
    """Return whether a part that nobody has declared to be persons or not is of few in a year."""
    persons = person_indicators(definitions).items()
    for part, measured in undeclared_parts(definitions, capacity).items():
        keys = [key for key, indicator in persons if indicator.source == measured.source]
        minimum = max(definitions.disclosure[key].minimum for key in keys)
        if part != "coverage" and any(is_small(value, minimum) for value in rows[_COLUMN_OF[part]]):
            return True
    return False


def _rounding_bases(definitions: Definitions, capacity: Capacity) -> dict[str, int]:
    """Return what each count of persons in the capacity's sources is rounded to where it is published.

    A measure that adds up with one at the source is among them, and is rounded to 1.
    """
    bases: dict[str, int] = {}
    for key, indicator in person_indicators(definitions).items():
        if indicator.source in capacity.sources:
            measures = indicator.measures or (indicator.measure,)
            for measure in measures:
                name = sum_name(indicator.source, (measure,))
                bases[name] = max(bases.get(name, 1), definitions.disclosure[key].round_to)
            for declared in definitions.sources[indicator.source].sums:
                members = (declared.total, *declared.parts)
                if not {*members}.isdisjoint(measures):
                    for measure in members:
                        bases.setdefault(sum_name(indicator.source, (measure,)), 1)
    return bases
