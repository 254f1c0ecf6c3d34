"""Undeclared sums, and sums beside their parts: texts for the analyst, never with a value. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain, combinations, islice

import numpy as np
import pandas as pd

from sigtepunkt.core.errors import listed
from sigtepunkt.disclosure.counts import Persons
from sigtepunkt.disclosure.relations import additive_relations, count_name, person_indicators, sum_name
from sigtepunkt.observations.table import SHOWN
from sigtepunkt.strategy import Definitions

DECLARE = "strategy/disclosure.toml"
OFTEN = 3  # areas and periods in which a sum has to hold before it is no accident
_MANY = 3_000  # sets of counts tried as the parts of a total
Place = tuple[str, str]  # area and period


def declared_sums(definitions: Definitions) -> Iterator[str]:
    """Yield warnings of sums beside their parts: of an indicator's own measures, and of a source's totals."""
    key_of, persons = indicators_by_count(definitions), person_indicators(definitions)
    breakdowns = _declared_breakdowns(definitions)
    for key, indicator in persons.items():
        names = [sum_name(indicator.source, (measure,)) for measure in indicator.measures]
        parts = [key_of[name] for name in names if name in key_of]
        if len(names) > 1 and parts:
            yield (
                f"[{key}] is the sum of {', '.join(map(repr, indicator.measures))}, and {listed(parts)} shows "
                "what is added: they are protected together, so that more is suppressed than by either alone"
            )
    for source in sorted({indicator.source for indicator in persons.values()}):
        for declared in definitions.sources[source].sums:
            total = sum_name(source, (declared.total,))
            inside = {sum_name(source, (part,)) for part in declared.parts} & key_of.keys()
            if total in key_of and inside and frozenset({total, *inside}) not in breakdowns:
                yield (
                    f"strategy/sources.toml: [{source}].sums says what {key_of[total]!r} is the sum of, "
                    f"{DECLARE} does not: "
                    f'parts_of = "{key_of[total]}" at {listed(key_of[part] for part in sorted(inside))}'
                )


def undeclared_sums(definitions: Definitions, persons: Persons, observations: pd.DataFrame) -> Iterator[str]:
    """Yield warnings of figures of one source that always add up to another, without being declared to.

    They are counts of persons, and whole numbers published beside them without protection.
    """
    unprotected = _unprotected_counts(definitions, observations)
    key_of = {**indicators_by_count(definitions), **{name: key for name, (key, _) in unprotected.items()}}
    relations = additive_relations(definitions, persons.counts)
    declared = {frozenset(name for name, *_ in relation) for relation in relations}
    for names in by_source(key_of):
        series = {
            name: unprotected[name][1] if name in unprotected else values_of_count(persons, name)
            for name in names
        }
        for total, places in series.items():
            if len(places) < OFTEN:
                continue
            values = {
                name: np.array([numbers[place] for place in places])
                for name, numbers in series.items()
                if numbers.keys() == places.keys()
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
                    persons_true = [
                        f"[{key_of[name]}].persons = true" for name in (total, *parts) if name in unprotected
                    ]
                    needs = ", ".join([*persons_true, f'parts_of = "{key_of[total]}"'])
                    yield (
                        f"{listed(key_of[part] for part in parts)} add up to {key_of[total]!r} in every area "
                        f"and period, and nobody has said so: if it is no accident, {DECLARE} needs {needs}"
                    )
                    break


def added_up_areas(definitions: Definitions, persons: Persons) -> Iterator[str]:
    """Yield warnings of areas of a kind that always add up to the municipality, without being declared to."""
    areas, home = definitions.municipality.areas, definitions.municipality.code
    for name, key in indicators_by_count(definitions).items():
        values = values_of_count(persons, name)
        periods = {period for area, period in values if area == home}
        declared = {
            kind
            for other, indicator in person_indicators(definitions).items()
            if count_name(indicator) == name
            for kind in definitions.disclosure[other].areas_add_up
        }
        parts: dict[str, set[str]] = {}
        for area, _ in values:
            if area in areas and area != home:
                parts.setdefault(areas[area].kind, set()).add(area)
        for kind, inside in sorted(parts.items()):
            adds_up = all(
                sum(values.get((area, period), 0.0) for area in inside) == values[home, period]
                for period in periods
            )
            if adds_up and len(inside) > 1 and len(periods) >= OFTEN and kind not in declared:
                yield (
                    f"the figures of {key!r} for each {kind} add up to the municipality's in every period, "
                    "and nobody has said so: "
                    f'if it is no accident, {DECLARE} needs [{key}].areas_add_up = ["{kind}"]'
                )


def indicators_by_count(definitions: Definitions) -> dict[str, str]:
    """Return which indicator counts what, by the count's name; the first where several do."""
    key_of: dict[str, str] = {}
    for key, indicator in person_indicators(definitions).items():
        key_of.setdefault(count_name(indicator), key)
    return key_of


def by_source(names: Mapping[str, object]) -> list[list[str]]:
    """Return the names of counts, those of each source together."""
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(name.partition("/")[0], []).append(name)
    return list(groups.values())


def values_of_count(persons: Persons, name: str) -> dict[Place, float]:
    """Return the counts of one name, by area and period."""
    counts = persons.counts.items()
    return {(area, period): count.count for (counted, area, period), count in counts if counted == name}


def figures_of(observations: pd.DataFrame, key: str) -> dict[Place, float]:
    """Return an indicator's shown figures, by area and period."""
    rows = observations[(observations["indicator"] == key) & (observations["status"] == SHOWN)]
    columns = rows[["area", "period", "value"]].itertuples(index=False, name=None)
    return {(str(area), str(period)): float(value) for area, period, value in columns}


def _unprotected_counts(
    definitions: Definitions, observations: pd.DataFrame
) -> dict[str, tuple[str, dict[Place, float]]]:
    """Return the whole numbers shown without protection in sources with counts of persons, by count name.

    Each with the indicator that shows it.
    """
    persons, unprotected = person_indicators(definitions), {}
    sources = {indicator.source for indicator in persons.values()}
    for key, indicator in definitions.indicators.items():
        if key not in persons and indicator.source in sources and indicator.computation in {"value", "sum"}:
            figures = figures_of(observations, key)
            if figures and all(map(float.is_integer, figures.values())):
                unprotected[count_name(indicator)] = key, figures
    return unprotected


def _declared_breakdowns(definitions: Definitions) -> set[frozenset[str]]:
    """Return the names of every total and its parts, as parts_of says, by breakdown."""
    groups: dict[tuple[str, str], set[str]] = {}
    for key, declared in definitions.disclosure.items():
        if declared.parts_of:
            total = count_name(definitions.indicators[declared.parts_of])
            members = groups.setdefault((total, declared.breakdown), {total})
            members.add(count_name(definitions.indicators[key]))
    return set(map(frozenset, groups.values()))
