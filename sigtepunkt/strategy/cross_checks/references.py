"""References between the declaring files: every name has to exist, and to fit what it is used for. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sigtepunkt.core.errors import Problem, nearest
from sigtepunkt.strategy.cross_checks import disclosure_references
from sigtepunkt.strategy.definitions import Definitions
from sigtepunkt.strategy.indicator import Capacity, Indicator
from sigtepunkt.strategy.municipality_and_aims import Strategy


def problems(definitions: Definitions, files: Mapping[str, Strategy]) -> Iterator[Problem]:
    """Yield what is wrong with references; `files` are the strategies by the name of their file."""
    focus_areas = {key for strategy in definitions.strategies for key in strategy.focus_areas}
    for file, strategy in files.items():
        yield from _of_strategy(file, strategy, definitions)
    for key, indicator in definitions.indicators.items():
        where = f"strategy/indicators.toml: [{key}]"
        yield from _known("focus_area", indicator.focus_area, focus_areas, where)
        yield from _known("source", indicator.source, definitions.sources, where)
        if indicator.denominator_source:
            yield from _of_denominator(indicator, definitions, where)
        yield from _gap(indicator, [indicator.source], definitions, where)
        if indicator.budget:
            yield from _of_budget(indicator, definitions, where)
    yield from _of_leads(definitions)
    for key, capacity in definitions.capacities.items():
        where = f"strategy/capacity.toml: [{key}]"
        yield from _of_capacity(capacity, definitions, focus_areas, where)
        if key in definitions.indicators or key in focus_areas:
            unique = "names of their own, since they are addresses on a page"
            yield Problem("an indicator or a focus area has the same name", where, unique)
    yield from disclosure_references.problems(definitions)
    for gap in definitions.gaps:
        yield from _known("focus_area", gap.focus_area, focus_areas, f"strategy/gaps.toml: {gap.title!r}")
    readers: dict[str, str] = {}
    for key, source in definitions.sources.items():
        if source.file in readers:
            what = f"reads {source.file}, as does [{readers[source.file]}]"
            yield Problem(what, f"strategy/sources.toml: [{key}].file", "one source for each file")
        readers[source.file] = key


def _of_strategy(file: str, strategy: Strategy, definitions: Definitions) -> Iterator[Problem]:
    measured = {each.focus_area for each in definitions.indicators.values() if not each.context}
    covered = measured | {gap.focus_area for gap in definitions.gaps}
    balances = {key for aim in strategy.aims.values() for key in aim.balances}
    for key, area in strategy.focus_areas.items():
        where = f"strategy/{file}: [focus_areas.{key}]"
        yield from _known("aim", area.aim, strategy.aims, where)
        yield from _known("committee", area.committee, strategy.committees, where)
        if area.balance:
            yield from _known("balance", area.balance, balances, where)
        if key not in covered:
            yield Problem(
                "the focus area has neither an indicator that measures it nor a declared gap",
                where,
                next_step="add an indicator to strategy/indicators.toml, or a gap to strategy/gaps.toml",
            )


def _of_leads(definitions: Definitions) -> Iterator[Problem]:
    leads: dict[str, str] = {}
    for key, indicator in definitions.indicators.items():
        where = f"strategy/indicators.toml: [{key}].lead"
        if not indicator.lead:
            continue
        source = definitions.sources.get(indicator.source)
        if source and source.origin == "demo":
            yield Problem("a lead indicator cannot be demo data", where, "an indicator that is measured")
        if source and source.projection:
            yield Problem("a lead indicator cannot be a projection", where, "an indicator that is measured")
        first = leads.setdefault(indicator.focus_area, key)
        if first != key:
            what = f"{indicator.focus_area} has two lead indicators: [{first}] and [{key}]"
            yield Problem(what, where, "one for each focus area at most", "take lead away from one of them")


def _of_denominator(indicator: Indicator, definitions: Definitions, where: str) -> Iterator[Problem]:
    name, sources = indicator.denominator_source, definitions.sources
    yield from _known("denominator_source", name, sources, where)
    if name == indicator.source:
        step = "leave denominator_source out"
        yield Problem("the denominator is of its own source", f"{where}.denominator_source", "another", step)
    if name in sources and indicator.source in sources:
        demo = sources[name].origin == "demo", sources[indicator.source].origin == "demo"
        if demo[0] and not demo[1]:
            what = "a measured figure cannot be divided by demo data"
            yield Problem(what, f"{where}.denominator_source", "a source that is measured")


def _of_budget(indicator: Indicator, definitions: Definitions, where: str) -> Iterator[Problem]:
    yield from _known("budget", indicator.budget, definitions.indicators, where)
    budget = definitions.indicators.get(indicator.budget, indicator)
    if (budget.focus_area, budget.unit) != (indicator.focus_area, indicator.unit):
        what = f"{indicator.budget!r} has another focus area or another unit"
        same = f"an indicator of {indicator.focus_area!r} in {indicator.unit!r}"
        yield Problem(what, f"{where}.budget", same)
    sources = [definitions.sources.get(item.source) for item in (indicator, budget)]
    if len({source.origin == "demo" for source in sources if source}) > 1:
        what = f"only one of {indicator.budget!r} and the indicator is demo data"
        same = "both measured, or both demo data: nobody may take one for the other"
        yield Problem(what, f"{where}.budget", same)


def _of_capacity(
    capacity: Capacity, definitions: Definitions, focus_areas: set[str], where: str
) -> Iterator[Problem]:
    yield from _known("focus_area", capacity.focus_area, focus_areas, where)
    for name, part in capacity.parts.items():
        yield from _known("source", part.source, definitions.sources, f"{where}.{name}")
    yield from _gap(capacity, capacity.sources, definitions, where)
    demand = capacity.demand.source
    if demand in definitions.sources and not definitions.sources[demand].projection:
        projections = (key for key, source in definitions.sources.items() if source.projection)
        yield Problem(f"{demand} is no projection", f"{where}.demand.source", nearest(demand, projections))


def _gap(
    item: Indicator | Capacity, sources: Iterable[str], definitions: Definitions, where: str
) -> Iterator[Problem]:
    origins = [definitions.sources[key].origin for key in sources if key in definitions.sources]
    demo = "demo" in origins
    if origins and demo != (item.gap is not None):
        kind = type(item).__name__.lower()
        what = f"a demo {kind} must declare its gap" if demo else f"only a demo {kind} has a gap"
        gap = "gap = { why, owner, needed, since }, shown when demo data is off"
        yield Problem(what, f"{where}.gap", gap)


def _known(kind: str, name: str, allowed: Iterable[str], where: str) -> Iterator[Problem]:
    names = set(allowed)
    if name not in names:
        yield Problem(f"unknown {kind.replace('_', ' ')} {name!r}", f"{where}.{kind}", nearest(name, names))
