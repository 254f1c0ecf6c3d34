"""What `disclosure.toml` says of persons, held against what the other files say. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sigtepunkt.core.errors import Problem, nearest
from sigtepunkt.strategy.definitions import Definitions
from sigtepunkt.strategy.indicator import Capacity, Disclosure, Indicator, Measured

Measure = tuple[str, str]  # a source and one of its measures


def references(definitions: Definitions) -> Iterator[Problem]:
    """Yield what is wrong with the tables of disclosure.toml, and what they leave unsaid."""
    for key, declared in definitions.disclosure.items():
        where = f"strategy/disclosure.toml: [{key}]"
        if key in definitions.indicators:
            yield from _declared(definitions.indicators[key], declared, definitions, where)
        else:
            yield Problem(f"unknown indicator {key!r}", where, nearest(key, definitions.indicators))
    for key, indicator in definitions.indicators.items():
        source = definitions.sources.get(indicator.source)
        if source and source.origin != "official" and key not in definitions.disclosure:
            yield Problem(
                f"nobody has said whether {key!r} counts persons",
                "strategy/disclosure.toml",
                f"a table [{key}] with persons = true or false",
                "say it: figures of the municipality's own have been through no publisher's disclosure control",
            )
    counted = counted_by(definitions)
    yield from _beside(definitions, counted)
    yield from _capacities(definitions, counted)


def counted_by(definitions: Definitions) -> Mapping[Measure, str]:
    """Return every measure that counts persons, with the first indicator whose table says so."""
    found: dict[Measure, str] = {}
    for key, declared in definitions.disclosure.items():
        if declared.persons and key in definitions.indicators:
            indicator = definitions.indicators[key]
            for measure in indicator.measures or (indicator.measure,):
                found.setdefault((indicator.source, measure), key)
    return found


def _declared(
    indicator: Indicator, declared: Disclosure, definitions: Definitions, where: str
) -> Iterator[Problem]:
    persons = {key for key, found in definitions.disclosure.items() if found.persons}
    kinds = {area.kind for area in definitions.municipality.areas.values()}
    related = {
        "parts_of": (declared.parts_of,) if declared.parts_of else (),
        "gained": declared.gained,
        "lost": declared.lost,
    }
    for name, others in related.items():
        for other in others:
            if other not in persons:
                yield Problem(
                    f"{other!r} is not declared to count persons", f"{where}.{name}", nearest(other, persons)
                )
    for kind in declared.areas_add_up:
        if kind not in kinds:
            yield Problem(f"unknown kind of area {kind!r}", f"{where}.areas_add_up", nearest(kind, kinds))
    if (
        declared.persons
        and indicator.computation == "value"
        and indicator.denominator
        and indicator.counted is None
    ):
        yield Problem(
            "the indicator does not say what its value is of its denominator",
            f"{where}.persons",
            "counted in strategy/indicators.toml",
        )


def _beside(definitions: Definitions, counted: Mapping[Measure, str]) -> Iterator[Problem]:
    """Yield every indicator that would tell of what another one's table protects."""
    for key, indicator in definitions.indicators.items():
        if key in definitions.disclosure and definitions.disclosure[key].persons:
            continue
        how = next(_ways(definitions, indicator, counted), "")
        if how:
            yield Problem(
                f"{key!r} {how}: it could tell what is suppressed there",
                f"strategy/disclosure.toml: [{key}].persons",
                "persons = true",
                f"give [{key}] a table with persons = true, or take the indicator away",
            )


def _ways(definitions: Definitions, indicator: Indicator, counted: Mapping[Measure, str]) -> Iterator[str]:
    """Yield how an indicator could tell of counts: it is computed from one, or stands in a sum with one."""
    for measure in indicator.parts:
        if other := counted.get((indicator.source, measure)):
            told = repr(measure) if measure else "the measure"
            yield f"is computed from {told}, which [{other}] declares a count of persons"
    source = definitions.sources.get(indicator.source)
    for one in source.sums if source else ():
        inside = (one.total, *one.parts)
        beside = next(
            (
                counted[indicator.source, measure]
                for measure in inside
                if (indicator.source, measure) in counted
            ),
            "",
        )
        if beside and not {*indicator.parts}.isdisjoint(inside):
            measure = next(measure for measure in indicator.parts if measure in inside)
            yield (
                f"shows {measure!r}, which adds up (strategy/sources.toml: [{indicator.source}].sums) "
                f"with what [{beside}] declares a count of persons"
            )


def _capacities(definitions: Definitions, counted: Mapping[Measure, str]) -> Iterator[Problem]:
    """Yield every part of a capacity that is said to count no persons, and does."""
    for key, capacity in definitions.capacities.items():
        for name, part in capacity.parts.items():
            other = counted.get((part.source, part.measure))
            if other and part.persons is False:
                yield Problem(
                    f"{part.measure!r} counts persons, as [{other}] in strategy/disclosure.toml says",
                    f"strategy/capacity.toml: [{key}].{name}.persons",
                    "no such key here",
                )


def unspoken(definitions: Definitions, capacity: Capacity) -> Mapping[str, Measured]:
    """Return a capacity's parts, in sources with counts of persons, that nobody has spoken for, by name."""
    counted = counted_by(definitions)
    holding = {source for source, _ in counted}
    return {
        name: part
        for name, part in capacity.parts.items()
        if part.source in holding and part.persons is None and (part.source, part.measure) not in counted
    }
