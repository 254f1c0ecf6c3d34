"""Relations that the figures show and nobody declared: texts for the analyst, never with a value. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, combinations, islice

import numpy as np
import pandas as pd

from sigtepunkt.core.errors import abridged
from sigtepunkt.core.period import YEAR, Period
from sigtepunkt.disclosure.counts import PER_1000, PERCENT, Persons
from sigtepunkt.disclosure.relations import additive_relations, count_name, person_indicators
from sigtepunkt.observations.table import SHOWN
from sigtepunkt.strategy import Definitions

DECLARE = "strategy/disclosure.toml"
_OFTEN = 3  # areas and periods in which a relation has to hold before it is no accident
_MANY = 3_000  # sets of counts tried as the parts of a total
Series = Mapping[tuple[str, str], float]  # by area and period


def indicators_by_count(definitions: Definitions) -> dict[str, str]:
    """Return which indicator counts what, by the count's name; the first where several do."""
    key_of: dict[str, str] = {}
    for key, indicator in person_indicators(definitions).items():
        key_of.setdefault(count_name(indicator), key)
    return key_of


def undeclared_sums(definitions: Definitions, persons: Persons, observations: pd.DataFrame) -> Iterator[str]:
    """Yield warnings of figures of one source that always add up to another, without being declared to.

    They are counts of persons, and whole numbers published beside them without protection.
    """
    unprotected = _unprotected_counts(definitions, observations)
    key_of = indicators_by_count(definitions) | unprotected
    relations = additive_relations(definitions, persons.counts)
    declared = {frozenset(name for name, *_ in relation) for relation in relations}
    for source in _sources(key_of):
        series = {
            name: _figures(observations, key) if name in unprotected else _series(persons, name)
            for name, key in key_of.items()
            if name.startswith(f"{source}/")
        }
        for total, places in series.items():
            values = {
                name: np.array([numbers[place] for place in places])
                for name, numbers in series.items()
                if len(places) >= _OFTEN and numbers.keys() == places.keys()
            }
            below = [
                name
                for name, numbers in values.items()
                if name != total and numbers.any() and (numbers <= values[total]).all()
            ]
            sets = (parts for size in range(2, len(below)) for parts in combinations(below, size))
            for parts in chain([tuple(below)] if len(below) > 1 else [], islice(sets, _MANY)):
                members = frozenset({total, *parts})
                adds_up = (np.sum([values[part] for part in parts], axis=0) == values[total]).all()
                if adds_up and members not in declared and not unprotected.keys() >= members:
                    open_ = [key_of[name] for name in (total, *parts) if name in unprotected]
                    needs = [f"[{key}].persons = true" for key in open_] + [f'parts_of = "{key_of[total]}"']
                    yield (
                        f"{abridged(key_of[part] for part in parts)} add up to {key_of[total]!r} in every "
                        "area and period, and nobody has said so: if it is no accident, "
                        f"{DECLARE} needs {', '.join(needs)}"
                    )
                    break


def added_up_areas(definitions: Definitions, persons: Persons) -> Iterator[str]:
    """Yield warnings of areas of a kind that always add up to the municipality, without being declared to."""
    areas, home = definitions.municipality.areas, definitions.municipality.code
    declared = {
        (count_name(indicator), kind)
        for key, indicator in person_indicators(definitions).items()
        for kind in definitions.disclosure[key].areas_add_up
    }
    for name, key in indicators_by_count(definitions).items():
        values = _series(persons, name)
        totals = {period: value for (area, period), value in values.items() if area == home}
        parts: dict[str, set[str]] = {}
        for area, _ in values:
            if area in areas and area != home:
                parts.setdefault(areas[area].kind, set()).add(area)
        for kind, inside in sorted(parts.items()):
            adds_up = all(
                sum(values.get((area, period), 0.0) for area in inside) == total
                for period, total in totals.items()
            )
            if adds_up and len(inside) > 1 and len(totals) >= _OFTEN and (name, kind) not in declared:
                yield (
                    f"the figures of {key!r} for each {kind} add up to the municipality's in every period, "
                    "and nobody has said so: "
                    f'if it is no accident, {DECLARE} needs [{key}].areas_add_up = ["{kind}"]'
                )


def exposed_rates(definitions: Definitions, persons: Persons, observations: pd.DataFrame) -> Iterator[str]:
    """Yield warnings of figures that are not protected and are a rate, or a growth, of counts that are."""
    key_of, protected = indicators_by_count(definitions), person_indicators(definitions)
    for source in _sources(key_of):
        series = {name: _series(persons, name) for name in key_of if name.startswith(f"{source}/")}
        for key, indicator in definitions.indicators.items():
            if key in protected or indicator.source != source:
                continue
            figures, rounding = _figures(observations, key), 0.5 * 10.0**-indicator.decimals + 1e-9
            for name, how, values in _computed(series, key_of):
                shared = figures.keys() & values.keys()
                equal = all(abs(figures[place] - values[place]) <= rounding for place in shared)
                if equal and len(shared) >= _OFTEN and any(figures[place] for place in shared):
                    yield (
                        f"[{key}] is not protected, and its figures are {how} {key_of[name]!r}, which is: "
                        f"if it is no accident, {DECLARE} needs [{key}].persons = true, and "
                        "strategy/indicators.toml the measures it is computed from"
                    )
                    break


def _computed(series: Mapping[str, Series], key_of: Mapping[str, str]) -> Iterator[tuple[str, str, Series]]:
    """Yield what can be computed from counts: the count's name, how, and the values."""
    for name, counts in series.items():
        year_before = {place: (place[0], str(Period.parse(place[1]).back(YEAR))) for place in counts}
        before = {place: counts[earlier] for place, earlier in year_before.items() if earlier in counts}
        changes = {place: counts[place] - count for place, count in before.items()}
        if any(changes.values()):
            yield name, "the change on a year before of", changes
        growth = {place: PERCENT * (counts[place] / count - 1) for place, count in before.items() if count}
        yield name, "the change in per cent on a year before of", growth
        for other, wholes in series.items():
            shares = {place: count / wholes[place] for place, count in counts.items() if wholes.get(place)}
            for factor, per in ((PERCENT, "per cent"), (PER_1000, "per 1,000")) if other != name else ():
                rates = {place: factor * share for place, share in shares.items()}
                yield name, f"in {per} of {key_of[other]!r}", rates


def _sources(names: Iterable[str]) -> Iterable[str]:
    return dict.fromkeys(name.partition("/")[0] for name in names)


def _series(persons: Persons, name: str) -> Series:
    """Return the counts of one name."""
    counts = persons.counts.items()
    return {(area, period): count.value for (counted, area, period), count in counts if counted == name}


def _figures(observations: pd.DataFrame, key: str) -> Series:
    """Return an indicator's shown figures."""
    rows = observations[(observations["indicator"] == key) & (observations["status"] == SHOWN)]
    columns = rows[["area", "period", "value"]].itertuples(index=False, name=None)
    return {(str(area), str(period)): float(value) for area, period, value in columns}


def _unprotected_counts(definitions: Definitions, observations: pd.DataFrame) -> dict[str, str]:
    """Return who shows whole numbers unprotected from sources with counts of persons, by count name."""
    persons, unprotected = person_indicators(definitions), {}
    sources = {indicator.source for indicator in persons.values()}
    for key, indicator in definitions.indicators.items():
        if key not in persons and indicator.source in sources and indicator.computation in {"value", "sum"}:
            figures = _figures(observations, key).values()
            if figures and all(map(float.is_integer, figures)):
                unprotected[count_name(indicator)] = key
    return unprotected
