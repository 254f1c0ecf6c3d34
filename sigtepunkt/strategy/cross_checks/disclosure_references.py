"""References of `disclosure.toml`: what it says counts persons, checked against the other files. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sigtepunkt.core.errors import Problem, nearest
from sigtepunkt.strategy.definitions import Definitions
from sigtepunkt.strategy.indicator import Capacity, Disclosure, Indicator, Measured

_Measure = tuple[str, str]  # a source and one of its measures
_FILE = "strategy/disclosure.toml"


def problems(definitions: Definitions) -> Iterator[Problem]:
    """Yield what is wrong with the tables of disclosure.toml, and which tables are missing."""
    for key, table in definitions.disclosure.items():
        if key in definitions.indicators:
            yield from _of_table(definitions.indicators[key], table, definitions, f"{_FILE}: [{key}]")
        else:
            names = nearest(key, definitions.indicators)
            yield Problem(f"unknown indicator {key!r}", f"{_FILE}: [{key}]", names)
    for key, indicator in definitions.indicators.items():
        source = definitions.sources.get(indicator.source)
        if source and source.origin != "official" and key not in definitions.disclosure:
            what = f"nobody has said whether {key!r} counts persons"
            reason = "figures of the municipality's own have been through no publisher's disclosure control"
            yield Problem(what, _FILE, f"a table [{key}] with persons = true or false", f"say it: {reason}")
    counted = _counts_of_persons(definitions)
    for key, indicator in definitions.indicators.items():
        open_ = key not in definitions.disclosure or not definitions.disclosure[key].persons
        if open_ and (reason := next(_revealing(definitions, indicator, counted), "")):
            yield Problem(
                f"{key!r} {reason}: it could tell what is suppressed there",
                f"{_FILE}: [{key}].persons",
                "persons = true",
                f"give [{key}] a table with persons = true, or take the indicator away",
            )
    for key, capacity in definitions.capacities.items():
        for name, part in capacity.parts.items():
            other = counted.get((part.source, part.measure))
            if other and part.persons is False:
                what = f"{part.measure!r} counts persons, as [{other}] in {_FILE} says"
                yield Problem(what, f"strategy/capacity.toml: [{key}].{name}.persons", "no such key here")


def undeclared_parts(definitions: Definitions, capacity: Capacity) -> Mapping[str, Measured]:
    """Return a capacity's parts, by name, that may count persons.

    Their sources hold counts of persons, and no declaration says whether they are such counts.
    """
    counted = _counts_of_persons(definitions)
    sources = {source for source, _ in counted}
    return {
        name: part
        for name, part in capacity.parts.items()
        if part.source in sources and part.persons is None and (part.source, part.measure) not in counted
    }


def _counts_of_persons(definitions: Definitions) -> Mapping[_Measure, str]:
    """Return every measure that counts persons, with the first indicator whose table says so."""
    counted: dict[_Measure, str] = {}
    for key, table in definitions.disclosure.items():
        if table.persons and key in definitions.indicators:
            indicator = definitions.indicators[key]
            for measure in indicator.measures or (indicator.measure,):
                counted.setdefault((indicator.source, measure), key)
    return counted


def _of_table(
    indicator: Indicator, table: Disclosure, definitions: Definitions, where: str
) -> Iterator[Problem]:
    persons = {key for key, other in definitions.disclosure.items() if other.persons}
    kinds = {area.kind for area in definitions.municipality.areas.values()}
    parts_of = (table.parts_of,) if table.parts_of else ()
    for name, others in {"parts_of": parts_of, "gained": table.gained, "lost": table.lost}.items():
        for other in others:
            if other not in persons:
                what = f"{other!r} is not declared to count persons"
                yield Problem(what, f"{where}.{name}", nearest(other, persons))
    for kind in table.areas_add_up:
        if kind not in kinds:
            yield Problem(f"unknown kind of area {kind!r}", f"{where}.areas_add_up", nearest(kind, kinds))
    has_share = indicator.computation == "value" and indicator.is_divided
    if table.persons and has_share and indicator.counted is None:
        what = "the indicator does not say what its value is of its denominator"
        yield Problem(what, f"{where}.persons", "counted in strategy/indicators.toml")


def _revealing(
    definitions: Definitions, indicator: Indicator, counted: Mapping[_Measure, str]
) -> Iterator[str]:
    """Yield how an indicator could reveal counts of persons: it is computed from one, or adds up with one."""
    for measure in indicator.parts:
        if other := counted.get((indicator.source, measure)):
            name = repr(measure) if measure else "the measure"
            yield f"is computed from {name}, which [{other}] declares a count of persons"
    source = definitions.sources.get(indicator.source)
    for total in source.sums if source else ():
        measures = (total.total, *total.parts)
        others = (counted.get((indicator.source, measure)) for measure in measures)
        protected = next(filter(None, others), None)
        shown = next((measure for measure in indicator.parts if measure in measures), None)
        if protected and shown is not None:
            yield (
                f"shows {shown!r}, which adds up (strategy/sources.toml: [{indicator.source}].sums) "
                f"with what [{protected}] declares a count of persons"
            )
