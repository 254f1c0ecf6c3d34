"""Additive relations between counts of persons: the declared ones, and those computed figures imply. Pure.

A relation maps counts to coefficients; the coefficients times the counts add up to 0.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from sigtepunkt.core.errors import Problem, Refused
from sigtepunkt.core.period import Period
from sigtepunkt.disclosure.ledger import Count
from sigtepunkt.strategy import Definitions, Indicator

Relation = dict[Count, float]
PLUS = " + "


def person_indicators(definitions: Definitions) -> dict[str, Indicator]:
    """Return the indicators declared to count persons, by key."""
    declared = definitions.disclosure.items()
    return {key: definitions.indicators[key] for key, table in declared if table.persons}


def count_name(indicator: Indicator) -> str:
    """Return the name of what an indicator counts: the same for a count, a rate of it and its growth."""
    return sum_name(indicator.source, indicator.measures or (indicator.measure,))


def denominator_name(indicator: Indicator) -> str:
    """Return the name of the count that an indicator is a rate of."""
    return sum_name(indicator.denominator_source or indicator.source, (indicator.denominator,))


def sum_name(source: str, measures: Collection[str]) -> str:
    """Return the name of the sum of a source's measures (or of the only one), whatever their order."""
    return f"{source}/{PLUS.join(sorted(measures))}"


def breakdowns(definitions: Definitions) -> list[tuple[str, list[str]]]:
    """Return the name of each total and of its parts, as `parts_of` and `breakdown` say."""
    groups: dict[tuple[str, str], list[str]] = {}
    for key, indicator in person_indicators(definitions).items():
        declared = definitions.disclosure[key]
        if declared.parts_of:
            total = count_name(definitions.indicators[declared.parts_of])
            groups.setdefault((total, declared.breakdown), []).append(count_name(indicator))
    return [(total, parts) for (total, _), parts in groups.items()]


def additive_relations(definitions: Definitions, counts: Collection[Count]) -> Iterator[Relation]:
    """Yield every relation between these counts: areas, parts, sums, and changes from period to period.

    What a sum has besides the counts at hand is a count too, under its own name, and need not be in `counts`.
    """
    yield from (relation for relation in _areas(definitions, counts) if len(relation) > 1)
    yield from (relation for _, relation in _breakdowns(definitions, counts) if len(relation) > 1)
    yield from _sums(definitions, counts)
    yield from _changes(definitions, counts)


def complete_totals(definitions: Definitions, counts: Collection[Count]) -> Iterator[Relation]:
    """Yield the relations of a total and all its declared parts: what these lack of it is persons too."""
    areas = ((True, relation) for relation in _areas(definitions, counts))
    for complete, relation in (*areas, *_breakdowns(definitions, counts)):
        if complete and -1.0 in relation.values():
            yield relation


def refuse_overfull(definitions: Definitions, values: Mapping[Count, float], quarter: str) -> None:
    """Raise Refused where a breakdown's parts exceed their total: two breakdowns taken for one, say."""
    problems: dict[str, Problem] = {}
    persons = person_indicators(definitions)
    for _, relation in _breakdowns(definitions, values):
        excess = sum(factor * values[count] for count, factor in relation.items())
        if -1.0 not in relation.values() or excess <= 0:
            continue
        total, area, period = next(count for count, factor in relation.items() if factor < 0)
        name = next(key for key, indicator in persons.items() if count_name(indicator) == total)
        parts = [
            key
            for key, declared in definitions.disclosure.items()
            if declared.parts_of and (count_name(definitions.indicators[key]), area, period) in relation
        ]
        problem = Problem(
            f"the parts of {name!r} add up to more than it ({area}, {period}, in {quarter}): "
            f"{', '.join(parts)}",
            f"strategy/disclosure.toml: {', '.join(f'[{part}].breakdown' for part in parts)}",
            "parts of one total that are two ways to divide it, each with its name: "
            'breakdown = "by plan", breakdown = "by sex"',
            "name each part's breakdown; where there is only one, have the source's owner correct it",
        )
        problems.setdefault(name, problem)
    if problems:
        raise Refused(*problems.values())


def _areas(definitions: Definitions, counts: Collection[Count]) -> Iterator[Relation]:
    """Yield the municipality as the sum of its areas of a kind, as `areas_add_up` says."""
    areas, home = definitions.municipality.areas, definitions.municipality.code
    periods = sorted({period for *_, period in counts})
    for key, indicator in person_indicators(definitions).items():
        name = count_name(indicator)
        for kind in definitions.disclosure[key].areas_add_up:
            inside = [area for area in areas if areas[area].kind == kind and area != home]
            for period in periods:
                parts = {(name, area, period): 1.0 for area in inside}
                yield _present({(name, home, period): -1.0, **parts}, counts)


def _breakdowns(definitions: Definitions, counts: Collection[Count]) -> Iterator[tuple[bool, Relation]]:
    """Yield each total with its parts, by breakdown, and whether all of them are among the counts."""
    for total, names in breakdowns(definitions):
        for place in _places(counts):
            parts = {(name, *place): 1.0 for name in names if name != total}
            relation = _present({(total, *place): -1.0, **parts}, counts)
            yield len(relation) == 1 + len(parts), relation


def _sums(definitions: Definitions, counts: Collection[Count]) -> Iterator[Relation]:
    """Yield what follows from sums: of an indicator's measures, and of a source's totals that are exact.

    A sum is those of its parts that are counts, and the rest; and a smaller sum inside it, and the rest.
    """
    sums = _declared_sums(definitions)
    names = {name for name, *_ in counts}
    for place in _places(counts):
        present = {name for name in names if (name, *place) in counts}
        for total, source, parts in sums:
            if total not in present:
                continue
            single = {sum_name(source, (part,)): part for part in parts}
            inside = [name for name in single if name in present and name != total]
            if inside:
                yield _with_rest(source, total, inside, parts - {single[name] for name in inside}, place)
            for smaller, other, fewer in sums:
                if other == source and fewer <= parts and smaller in present - {total, *single}:
                    yield _with_rest(source, total, [smaller], parts - fewer, place)


def _changes(definitions: Definitions, counts: Collection[Count]) -> Iterator[Relation]:
    """Yield each count as that of the period before, plus what was gained, less what was lost."""
    names = {key: count_name(indicator) for key, indicator in person_indicators(definitions).items()}
    for key, name in names.items():
        declared = definitions.disclosure[key]
        for area, period in _places(counts) if declared.gained or declared.lost else ():
            now = Period.parse(period)
            before = (name, area, str(now.back(now.months)))
            gained = {(names[other], area, period): 1.0 for other in declared.gained}
            lost = {(names[other], area, period): -1.0 for other in declared.lost}
            relation = {(name, area, period): -1.0, before: 1.0, **gained, **lost}
            if all(count in counts for count in relation):
                yield relation


def _declared_sums(definitions: Definitions) -> list[tuple[str, str, frozenset[str]]]:
    """Return every sum once: the name of the total, its source, and the measures that add up to it."""
    persons = person_indicators(definitions).values()
    sums = [
        (count_name(indicator), indicator.source, frozenset(indicator.measures))
        for indicator in persons
        if len(set(indicator.measures)) > 1
    ]
    for source in sorted({indicator.source for indicator in persons}):
        sums += [
            (sum_name(source, (declared.total,)), source, frozenset(declared.parts))
            for declared in definitions.sources[source].sums
            if not declared.tolerance
        ]
    return list(dict.fromkeys(sums))


def _with_rest(
    source: str, total: str, parts: Collection[str], rest: frozenset[str], place: tuple[str, str]
) -> Relation:
    """Return the relation of a total to some of its parts, and to the sum of the remaining measures."""
    relation = {(total, *place): -1.0, **{(name, *place): 1.0 for name in parts}}
    return relation | ({(sum_name(source, rest), *place): 1.0} if rest else {})


def _places(counts: Collection[Count]) -> list[tuple[str, str]]:
    return sorted({(area, period) for _, area, period in counts})


def _present(relation: Relation, counts: Collection[Count]) -> Relation:
    """Return the relation between the counts at hand; what is not there adds nothing to it."""
    return {count: factor for count, factor in relation.items() if count in counts}
