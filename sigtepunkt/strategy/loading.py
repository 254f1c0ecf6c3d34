"""TOML files → frozen definitions. Every fault is collected, and told with file, key and nearest valid name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import ValidationError

from sigtepunkt.core import plain_text
from sigtepunkt.core.errors import Problem, Refused, nearest
from sigtepunkt.core.plain_text import told
from sigtepunkt.core.project import Project
from sigtepunkt.strategy import disclosure_references
from sigtepunkt.strategy.definitions import Definitions
from sigtepunkt.strategy.indicator import Capacity, Declared, Disclosure, Gap, Indicator, Missing
from sigtepunkt.strategy.municipality_and_aims import Municipality, Strategy
from sigtepunkt.strategy.source import Source

Model = TypeVar("Model", bound=Declared)


def load_definitions(project: Project) -> Definitions:
    """Read `strategy/*.toml`; raise Refused with every fault found, not only the first."""
    reader = _Reader(project)
    municipality = reader.one("municipality.toml", Municipality)
    files = sorted(path.name for path in project.strategy.glob("strategy-*.toml"))
    strategies = {file: strategy for file in files if (strategy := reader.one(file, Strategy))}
    if not files:
        reader.problems.append(
            Problem("there is no strategy", "strategy", "a file such as strategy-2022-2025.toml")
        )
    sources = reader.many("sources.toml", Source)
    indicators = reader.many("indicators.toml", Indicator)
    gaps = reader.listed("gaps.toml", "gaps", Gap)
    capacities = reader.many("capacity.toml", Capacity)
    disclosure = reader.many("disclosure.toml", Disclosure)
    # Cross-references mean something only between files that could be read.
    if municipality is None or reader.problems:
        raise Refused(*reader.problems)
    in_order = tuple(sorted(strategies.values(), key=lambda strategy: strategy.first_year))
    definitions = Definitions(
        municipality, in_order, sources, indicators, tuple(gaps), capacities, disclosure
    )
    problems = list(_cross_references(definitions, strategies))
    if problems:
        raise Refused(*problems)
    return definitions


class _Reader:
    """Reads declared files and remembers what was wrong with them."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.problems: list[Problem] = []

    def _table(self, file: str) -> dict[str, Any] | None:
        path: Path = self.project.strategy / file
        try:
            table = plain_text.toml(path.read_bytes())
        except FileNotFoundError:
            self.problems.append(
                Problem("the file is missing", f"strategy/{file}", next_step="restore it from git")
            )
        except UnicodeDecodeError as error:
            self.problems.append(
                Problem(f"not UTF-8 at byte {error.start}", f"strategy/{file}", "UTF-8 text")
            )
        except ValueError as error:
            self.problems.append(Problem(f"not valid TOML: {error}", f"strategy/{file}", "TOML 1.0"))
        else:
            self.problems += plain_text.faults(table, f"strategy/{file}")
            return table
        return None

    def _model(self, file: str, key: str, table: object, model: type[Model]) -> Model | None:
        try:
            return model.model_validate(table)
        except ValidationError as error:
            self.problems.extend(_explain(file, key, error, model))
        return None

    def one(self, file: str, model: type[Model]) -> Model | None:
        table = self._table(file)
        return None if table is None else self._model(file, "", table, model)

    def many(self, file: str, model: type[Model]) -> dict[str, Model]:
        tables = self._table(file) or {}
        return {
            key: found for key, table in tables.items() if (found := self._model(file, key, table, model))
        }

    def listed(self, file: str, name: str, model: type[Model]) -> list[Model]:
        tables = self._table(file) or {}
        self.problems += [
            Problem(f"unknown table {told(other)!r}", f"strategy/{file}", nearest(other, [name]))
            for other in tables
            if other != name
        ]
        return [
            found
            for place, table in enumerate(tables.get(name, []), 1)
            if (found := self._model(file, f"{name} no. {place}", table, model))
        ]


def _explain(file: str, key: str, error: ValidationError, model: type[Declared]) -> Iterator[Problem]:
    for fault in error.errors():
        path = ".".join(told(str(part)) for part in fault["loc"])
        inside = ".".join(part for part in (f"[{told(key)}]" if key else "", path) if part)
        where = f"strategy/{file}: {inside}" if inside else f"strategy/{file}"
        if fault["type"] == "extra_forbidden":
            allowed = nearest(str(fault["loc"][-1]), _model_at(model, fault["loc"][:-1]).model_fields)
            yield Problem(f"unknown key {told(str(fault['loc'][-1]))!r}", where, allowed)
        elif fault["type"] == "missing":
            yield Problem("is missing", where, next_step="add it")
        else:
            message = fault["msg"].removeprefix("Value error, ")
            given = told(fault["input"]) if isinstance(fault["input"], str) else fault["input"]
            yield Problem(
                f"{message}{f' (found {given!r})' if isinstance(given, str | int | float) else ''}", where
            )


def _model_at(model: type[Declared], path: Iterable[object]) -> type[Declared]:
    """Return the model a fault lies in: `path` leads to it through fields, keys of tables and places in lists."""
    for part in path:
        field = model.model_fields.get(str(part))
        model = _model_within(field.annotation) or model if field else model
    return model


def _model_within(kind: object) -> type[Declared] | None:
    if isinstance(kind, type) and issubclass(kind, Declared):
        return kind
    return next((found for part in get_args(kind) if (found := _model_within(part))), None)


def _cross_references(definitions: Definitions, files: Mapping[str, Strategy]) -> Iterator[Problem]:
    focus_areas = {key for strategy in definitions.strategies for key in strategy.focus_areas}
    told_of = {one.focus_area for one in definitions.indicators.values()}.union(
        gap.focus_area for gap in definitions.gaps
    )
    for file, strategy in files.items():
        balances = {key for aim in strategy.aims.values() for key in aim.balances}
        for key, area in strategy.focus_areas.items():
            where = f"strategy/{file}: [focus_areas.{key}]"
            yield from _known("aim", area.aim, strategy.aims, where)
            yield from _known("committee", area.committee, strategy.committees, where)
            if area.balance:
                yield from _known("balance", area.balance, balances, where)
            if key not in told_of:
                yield Problem(
                    "the focus area has neither an indicator nor a declared gap",
                    where,
                    next_step="add an indicator to strategy/indicators.toml, or a gap to strategy/gaps.toml",
                )
    for key, indicator in definitions.indicators.items():
        where = f"strategy/indicators.toml: [{key}]"
        yield from _known("focus_area", indicator.focus_area, focus_areas, where)
        yield from _known("source", indicator.source, definitions.sources, where)
        yield from _gap("indicator", indicator.gap, [indicator.source], definitions, where)
        yield from _budget(indicator, definitions, where)
    yield from _capacity_references(definitions, focus_areas)
    yield from disclosure_references.references(definitions)
    for gap in definitions.gaps:
        yield from _known("focus_area", gap.focus_area, focus_areas, f"strategy/gaps.toml: {gap.title!r}")
    seen: dict[str, str] = {}
    for key, source in definitions.sources.items():
        if source.file in seen:
            yield Problem(
                f"reads {source.file}, as does [{seen[source.file]}]",
                f"strategy/sources.toml: [{key}].file",
                "one source for each file",
            )
        seen[source.file] = key


def _budget(indicator: Indicator, definitions: Definitions, where: str) -> Iterator[Problem]:
    if indicator.budget:
        yield from _known("budget", indicator.budget, definitions.indicators, where)
        found = definitions.indicators.get(indicator.budget, indicator)
        if (found.focus_area, found.unit) != (indicator.focus_area, indicator.unit):
            yield Problem(
                f"{indicator.budget!r} has another focus area or another unit",
                f"{where}.budget",
                f"an indicator of {indicator.focus_area!r} in {indicator.unit!r}",
            )
        own, other = (definitions.sources.get(one.source) for one in (indicator, found))
        if own and other and (own.origin == "demo") != (other.origin == "demo"):
            yield Problem(
                f"only one of {indicator.budget!r} and the indicator is demo data",
                f"{where}.budget",
                "both measured, or both invented: nobody may take one for the other",
            )


def _capacity_references(definitions: Definitions, focus_areas: set[str]) -> Iterator[Problem]:
    for key, capacity in definitions.capacities.items():
        where = f"strategy/capacity.toml: [{key}]"
        yield from _known("focus_area", capacity.focus_area, focus_areas, where)
        for name, part in capacity.parts.items():
            yield from _known("source", part.source, definitions.sources, f"{where}.{name}")
        yield from _gap("capacity", capacity.gap, capacity.sources, definitions, where)
        demand = definitions.sources.get(capacity.demand.source)
        if demand and not demand.projection:
            projections = (name for name, source in definitions.sources.items() if source.projection)
            yield Problem(
                f"{capacity.demand.source} is no projection",
                f"{where}.demand.source",
                nearest(capacity.demand.source, projections),
            )
        if key in definitions.indicators or key in focus_areas:
            yield Problem(
                "an indicator or a focus area has the same name",
                where,
                "names of their own, since they are addresses on a page",
            )


def _gap(
    kind: str, gap: Missing | None, sources: Iterable[str], definitions: Definitions, where: str
) -> Iterator[Problem]:
    found = [definitions.sources[name] for name in sources if name in definitions.sources]
    demo = any(source.origin == "demo" for source in found)
    if found and demo != (gap is not None):
        what = f"a demo {kind} must declare its gap" if demo else f"only a demo {kind} has a gap"
        yield Problem(
            what, f"{where}.gap", "gap = { why, owner, needed, since }, shown when demo data is off"
        )


def _known(kind: str, name: str, allowed: Iterable[str], where: str) -> Iterator[Problem]:
    names = set(allowed)
    if name not in names:
        yield Problem(f"unknown {kind.replace('_', ' ')} {name!r}", f"{where}.{kind}", nearest(name, names))
