"""What adds up among counts of persons: as declared, and by what figures are computed from. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from sigtepunkt.core.errors import Problem, Refused
from sigtepunkt.core.period import Period
from sigtepunkt.disclosure.ledger import Count
from sigtepunkt.strategy import Definitions, Indicator

Relation = dict[Count, float]
PLUS = " + "


def what(indicator: Indicator) -> str:
    """Return the name of what an indicator counts: the same for a count, a rate of it and its growth."""
    return named(indicator.source, indicator.measures or (indicator.measure,))


def whole_of(indicator: Indicator) -> str:
    """Return the name of what an indicator is a rate of."""
    return named(indicator.source, (indicator.denominator,))


def named(source: str, measures: Collection[str]) -> str:
    """Return the name of the sum of a source's measures, whatever their order."""
    return f"{source}/{PLUS.join(sorted(measures))}"


def relations(definitions: Definitions, keys: Collection[Count]) -> Iterator[Relation]:
    """Yield what adds up to 0 among these counts: areas, parts, sums, and changes from period to period.

    Of a sum, what is left beside the counts there are is a count by itself, under its own name, and need not
    be in `keys`.
    """
    yield from (relation for relation in _areas(definitions, keys) if len(relation) > 1)
    yield from (relation for _, relation in _breakdowns(definitions, keys) if len(relation) > 1)
    yield from sums(definitions, keys)
    yield from _changes(definitions, keys)


def totals(definitions: Definitions, keys: Collection[Count]) -> Iterator[Relation]:
    """Yield the relations of a total with all its declared parts: what they lack of it is persons too."""
    for relation in _areas(definitions, keys):
        if -1.0 in relation.values():
            yield relation
    for whole, relation in _breakdowns(definitions, keys):
        if whole and -1.0 in relation.values():
            yield relation


def sums(definitions: Definitions, keys: Collection[Count]) -> Iterator[Relation]:
    """Yield what follows from sums: of an indicator's measures, and of a source's totals that are exact.

    A sum is its parts that are counts here and the rest; and a smaller sum inside it and the rest.
    """
    equations = _equations(definitions)
    there = {name for name, _, _ in keys}
    for place in sorted({(area, period) for _, area, period in keys}):
        present = {name for name in there if (name, *place) in keys}
        for whole, source, parts in equations:
            if whole not in present:
                continue
            single = {named(source, (part,)): part for part in parts}
            inside = [name for name in single if name in present and name != whole]
            if inside:
                yield _less(source, whole, inside, parts - {single[name] for name in inside}, place)
            for smaller, other, fewer in equations:
                if (
                    other == source
                    and smaller in present
                    and smaller not in {whole, *single}
                    and fewer <= parts
                ):
                    yield _less(source, whole, [smaller], parts - fewer, place)


def refuse_overfull(definitions: Definitions, values: Mapping[Count, float], quarter: str) -> None:
    """Raise Refused where parts by one breakdown are more than their total: two taken for one, say."""
    problems: dict[str, Problem] = {}
    for relation in (
        relation for _, relation in _breakdowns(definitions, values) if -1.0 in relation.values()
    ):
        if sum(factor * values[key] for key, factor in relation.items()) > 0:
            total = next(key for key, factor in relation.items() if factor < 0)
            name = next(
                one
                for one, declared in definitions.disclosure.items()
                if declared.persons and what(definitions.indicators[one]) == total[0]
            )
            parts = [
                key
                for key, one in definitions.disclosure.items()
                if one.parts_of and (what(definitions.indicators[key]), *total[1:]) in relation
            ]
            problems.setdefault(
                name,
                Problem(
                    f"the parts of {name!r} add up to more than it ({total[1]}, {total[2]}, in {quarter}): "
                    f"{', '.join(parts)}",
                    f"strategy/disclosure.toml: {', '.join(f'[{part}].breakdown' for part in parts)}",
                    "parts of one total that are two ways to divide it, each with its name: "
                    'breakdown = "by plan", breakdown = "by sex"',
                    "name each part's breakdown; where there is only one, have the source's owner correct it",
                ),
            )
    if problems:
        raise Refused(*problems.values())


def _areas(definitions: Definitions, keys: Collection[Count]) -> Iterator[Relation]:
    known, home = definitions.municipality.areas, definitions.municipality.code
    for name, one in definitions.disclosure.items():
        counted = what(definitions.indicators[name])
        for kind in one.areas_add_up if one.persons else ():
            for period in sorted({period for _, _, period in keys}):
                parts = {
                    (counted, area, period): 1.0
                    for area in known
                    if known[area].kind == kind and area != home
                }
                yield _present({(counted, home, period): -1.0, **parts}, keys)


def _breakdowns(definitions: Definitions, keys: Collection[Count]) -> Iterator[tuple[bool, Relation]]:
    """Yield each total's parts, by breakdown, and whether all of them are there."""
    places = sorted({(area, period) for _, area, period in keys})
    groups: dict[tuple[str, str], dict[str, None]] = {}
    for name, one in definitions.disclosure.items():
        if one.persons and one.parts_of:
            total = what(definitions.indicators[one.parts_of])
            groups.setdefault((total, one.breakdown), {})[what(definitions.indicators[name])] = None
    for (total, _), parts in groups.items():
        for place in places:
            relation: Relation = {
                (total, *place): -1.0,
                **{(part, *place): 1.0 for part in parts if part != total},
            }
            found = _present(relation, keys)
            yield len(found) == len(relation), found


def _changes(definitions: Definitions, keys: Collection[Count]) -> Iterator[Relation]:
    names = {
        name: what(definitions.indicators[name])
        for name, one in definitions.disclosure.items()
        if one.persons
    }
    places = sorted({(area, period) for _, area, period in keys})
    for name, counted in names.items():
        one = definitions.disclosure[name]
        for area, period in places if one.gained or one.lost else ():
            before = Period.parse(period)
            then = (counted, area, str(before.back(before.months)))
            changes = {
                **{(names[other], area, period): 1.0 for other in one.gained},
                **{(names[other], area, period): -1.0 for other in one.lost},
            }
            relation = {(counted, area, period): -1.0, then: 1.0, **changes}
            if all(key in keys for key in relation):
                yield relation


def _equations(definitions: Definitions) -> list[tuple[str, str, frozenset[str]]]:
    """Return every sum: the name of the whole, its source, and the measures that add up to it."""
    found: dict[tuple[str, str, frozenset[str]], None] = {}
    sources = set()
    for key, one in definitions.disclosure.items():
        if one.persons:
            indicator = definitions.indicators[key]
            sources.add(indicator.source)
            if len(set(indicator.measures)) > 1:
                found[what(indicator), indicator.source, frozenset(indicator.measures)] = None
    for source in sorted(sources):
        for declared in definitions.sources[source].sums:
            if not declared.tolerance:
                found[named(source, (declared.total,)), source, frozenset(declared.parts)] = None
    return list(found)


def _less(
    source: str, whole: str, inside: Collection[str], rest: frozenset[str], place: tuple[str, str]
) -> Relation:
    relation = {(whole, *place): -1.0, **{(name, *place): 1.0 for name in inside}}
    return relation | ({(named(source, rest), *place): 1.0} if rest else {})


def _present(relation: Relation, keys: Collection[Count]) -> Relation:
    """Return the relation among the counts there are; what is not there adds nothing to it."""
    return {key: factor for key, factor in relation.items() if key in keys}
