"""Sums that nobody declared, and sums beside what is added: texts for the analyst, without a value. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, combinations, islice

import numpy as np
import pandas as pd

from sigtepunkt.core.errors import listed
from sigtepunkt.disclosure.counts import Persons
from sigtepunkt.disclosure.relations import named, relations, what
from sigtepunkt.observations.table import SHOWN
from sigtepunkt.strategy import Definitions, Indicator

DECLARE = "strategy/disclosure.toml"
OFTEN = 3  # areas and periods in which a sum has to hold before it is no accident
_MANY = 3_000  # sets of counts tried as the parts of a total
Place = tuple[str, str]


def declared_sums(definitions: Definitions) -> Iterator[str]:
    """Progress of sums beside their addends: of an indicator's own measures, and of a source's totals."""
    counting = counted_by(definitions)
    declared = _declared_parts(definitions)
    for key, indicator in of_persons(definitions).items():
        addends = [counting.get(named(indicator.source, (one,)), "") for one in indicator.measures]
        if len(indicator.measures) > 1 and any(addends):
            yield (
                f"[{key}] is the sum of {_quoted(indicator.measures)}, and {listed(filter(None, addends))} shows "
                "what is added: they are protected together, so that more is suppressed than by either alone"
            )
    for source in sorted({one.source for one in of_persons(definitions).values()}):
        for one in definitions.sources[source].sums:
            total, parts = named(source, (one.total,)), {named(source, (part,)) for part in one.parts}
            inside = parts & counting.keys()
            if total in counting and inside and frozenset({total, *inside}) not in declared:
                yield (
                    f"strategy/sources.toml: [{source}].sums says what {counting[total]!r} is the sum of, "
                    f"{DECLARE} does not: "
                    f'parts_of = "{counting[total]}" at {listed(counting[part] for part in sorted(inside))}'
                )


def undeclared_sums(definitions: Definitions, found: Persons, observations: pd.DataFrame) -> Iterator[str]:
    """Progress of figures of one source that always add up to another of them, without being declared to.

    They are counts of persons, and whole numbers that nobody protects beside them.
    """
    open_ = _unprotected(definitions, observations)
    counting = {**counted_by(definitions), **{name: key for name, (key, _) in open_.items()}}
    declared = {
        frozenset(name for name, *_ in relation) for relation in relations(definitions, found.cells.keys())
    }
    for own in by_source(counting):
        series = {name: open_[name][1] if name in open_ else series_of(found, name) for name in own}
        for total, whole in series.items():
            inside = [
                name
                for name in own
                if name != total and series[name].keys() == whole.keys() and any(series[name].values())
            ]
            if len(whole) < OFTEN:
                continue
            values = {name: np.array([series[name][place] for place in whole]) for name in (total, *inside)}
            below = [name for name in inside if (values[name] <= values[total]).all()]
            sets = (parts for size in range(2, len(below)) for parts in combinations(below, size))
            all_of_them = [tuple(below)] if len(below) > 1 else []
            for parts in chain(all_of_them, islice(sets, _MANY)):
                if (
                    frozenset({total, *parts}) not in declared
                    and not open_.keys() >= {total, *parts}
                    and (np.sum([values[part] for part in parts], axis=0) == values[total]).all()
                ):
                    needs = [
                        f"[{counting[name]}].persons = true" for name in (total, *parts) if name in open_
                    ] + [f'parts_of = "{counting[total]}"']
                    yield (
                        f"{listed(counting[part] for part in parts)} add up to {counting[total]!r} in every area "
                        f"and period, and nobody has said so: if it is no accident, {DECLARE} needs {', '.join(needs)}"
                    )
                    break


def _unprotected(
    definitions: Definitions, observations: pd.DataFrame
) -> dict[str, tuple[str, dict[Place, float]]]:
    """Return who shows whole numbers that nobody protects, in sources with counts of persons, by what it is."""
    protected, found = of_persons(definitions), {}
    holding = {one.source for one in protected.values()}
    for key, one in definitions.indicators.items():
        if key not in protected and one.source in holding and one.computation in {"value", "sum"}:
            figures = figures_of(observations, key)
            if figures and all(value == round(value) for value in figures.values()):
                found[what(one)] = key, figures
    return found


def added_up_areas(definitions: Definitions, found: Persons) -> Iterator[str]:
    """Progress of areas of one kind that always add up to the municipality, without being declared to."""
    areas, home = definitions.municipality.areas, definitions.municipality.code
    for name, key in counted_by(definitions).items():
        series = series_of(found, name)
        periods = sorted({period for area, period in series if area == home})
        for kind in sorted({areas[area].kind for area, _ in series if area in areas and area != home}):
            inside = {
                area for area, _ in series if area in areas and areas[area].kind == kind and area != home
            }
            whole = all(
                sum(series.get((area, period), 0.0) for area in inside) == series[home, period]
                for period in periods
            )
            if (
                whole
                and len(inside) > 1
                and len(periods) >= OFTEN
                and kind not in _added_up(definitions, name)
            ):
                yield (
                    f"the figures of {key!r} for each {kind} add up to the municipality's in every period, "
                    "and nobody has said so: "
                    f'if it is no accident, {DECLARE} needs [{key}].areas_add_up = ["{kind}"]'
                )


def _declared_parts(definitions: Definitions) -> set[frozenset[str]]:
    """Return the names of every total and its parts, as parts_of says, by breakdown."""
    groups: dict[tuple[str, str], set[str]] = {}
    for key, one in definitions.disclosure.items():
        if one.parts_of:
            groups.setdefault((what(definitions.indicators[one.parts_of]), one.breakdown), set()).add(
                what(definitions.indicators[key])
            )
    return {frozenset({total, *parts}) for (total, _), parts in groups.items()}


def _added_up(definitions: Definitions, name: str) -> set[str]:
    of = (key for key, one in of_persons(definitions).items() if what(one) == name)
    return {kind for key in of for kind in definitions.disclosure[key].areas_add_up}


def of_persons(definitions: Definitions) -> dict[str, Indicator]:
    """Return the indicators that count persons, by key."""
    return {key: definitions.indicators[key] for key, one in definitions.disclosure.items() if one.persons}


def counted_by(definitions: Definitions) -> dict[str, str]:
    """Return which indicator counts what, the first where several do."""
    found: dict[str, str] = {}
    for key, one in of_persons(definitions).items():
        found.setdefault(what(one), key)
    return found


def by_source(counting: Mapping[str, str]) -> list[list[str]]:
    """Return the names of counts, those of each source together."""
    groups: dict[str, list[str]] = {}
    for name in counting:
        groups.setdefault(name.partition("/")[0], []).append(name)
    return list(groups.values())


def series_of(found: Persons, name: str) -> dict[Place, float]:
    """Return the counts of one name, by area and period."""
    return {
        (area, period): one.count for (counted, area, period), one in found.cells.items() if counted == name
    }


def figures_of(observations: pd.DataFrame, key: str) -> dict[Place, float]:
    """Return an indicator's figures, by area and period."""
    rows = observations[(observations["indicator"] == key) & (observations["status"] == SHOWN)]
    return {
        (str(area), str(period)): float(value)
        for area, period, value in rows[["area", "period", "value"]].itertuples(index=False, name=None)
    }


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(map(repr, names))
