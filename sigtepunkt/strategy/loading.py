"""TOML files to frozen definitions. All faults are reported together, with file, key and nearest name."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import ValidationError

from sigtepunkt.core import plain_text, toml_lines
from sigtepunkt.core.errors import Problem, Refused, nearest
from sigtepunkt.core.project import Project
from sigtepunkt.strategy.actions import rules
from sigtepunkt.strategy.actions.action import Action
from sigtepunkt.strategy.cross_checks import references
from sigtepunkt.strategy.declared import TO_FILL_IN, Declared
from sigtepunkt.strategy.definitions import Definitions
from sigtepunkt.strategy.indicator import Capacity, Disclosure, Gap, Indicator
from sigtepunkt.strategy.municipality_and_aims import Municipality, Strategy
from sigtepunkt.strategy.sources.source import Source

Model = TypeVar("Model", bound=Declared)
ACTIONS = "actions.toml"
_HOW_A_DAY = f"{toml_lines.HOW_A_DAY}, without quotation marks"
_QUOTED = re.compile(r"'([^']*)'")


def load_definitions(project: Project, today: dt.date | None = None) -> Definitions:
    """Read `strategy/*.toml`; raise Refused with every fault, not only the first.

    `today` is the last day anything declared of an action can have happened on. A project without
    `actions.toml` has none.
    """
    reader = _Reader(project)
    municipality = reader.model("municipality.toml", Municipality)
    files = sorted(path.name for path in project.strategy.glob("strategy-*.toml"))
    strategies = {file: strategy for file in files if (strategy := reader.model(file, Strategy))}
    if not files:
        example = "a file such as strategy-2022-2025.toml"
        reader.problems.append(Problem("there is no strategy", "strategy", example))
    sources = reader.models("sources.toml", Source)
    indicators = reader.models("indicators.toml", Indicator)
    gaps = reader.array("gaps.toml", "gaps", Gap)
    capacities = reader.models("capacity.toml", Capacity)
    disclosure = reader.models("disclosure.toml", Disclosure)
    actions = reader.models(ACTIONS, Action) if (project.strategy / ACTIONS).is_file() else {}
    # References can only be checked between files that could be read.
    if municipality is None or reader.problems:
        raise Refused(*reader.located())
    by_year = tuple(sorted(strategies.values(), key=lambda strategy: strategy.first_year))
    definitions = Definitions(
        municipality, by_year, sources, indicators, gaps, capacities, disclosure, actions=actions
    )
    reader.problems += references.problems(definitions, strategies)
    reader.problems += rules.problems(definitions, today or dt.datetime.now().astimezone().date())
    if reader.problems:
        raise Refused(*reader.located())
    return definitions


class _Reader:
    """Reads declaring files, and collects what is wrong with them in `problems`."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.problems: list[Problem] = []

    def located(self) -> Iterator[Problem]:
        """Yield the problems with their lines."""
        for problem in self.problems:
            yield toml_lines.located(problem, self.project.root / problem.where.partition(": ")[0])

    def model(self, file: str, model: type[Model]) -> Model | None:
        """Return a file that is one table."""
        table = self._read(file)
        return None if table is None else self._validated(file, "", table, model)

    def models(self, file: str, model: type[Model]) -> dict[str, Model]:
        """Return the tables of a file, by name."""
        tables, problems = without_strays(self._read(file) or {}, model, f"strategy/{file}")
        self.problems += problems
        valid = ((key, self._validated(file, key, table, model)) for key, table in tables.items())
        return {key: each for key, each in valid if each}

    def array(self, file: str, name: str, model: type[Model]) -> tuple[Model, ...]:
        """Return the tables of a file that is the array `name`."""
        content = self._read(file) or {}
        self.problems += [
            Problem(
                f"unknown table {plain_text.excerpt(other)!r}", f"strategy/{file}", nearest(other, [name])
            )
            for other in content
            if other != name
        ]
        tables = enumerate(content.get(name, []), 1)
        models = (self._validated(file, f"{name} no. {number}", table, model) for number, table in tables)
        return tuple(filter(None, models))

    def _read(self, file: str) -> dict[str, Any] | None:
        content, problems = read_toml(self.project.strategy / file, f"strategy/{file}")
        self.problems += problems
        return content

    def _validated(self, file: str, key: str, table: object, model: type[Model]) -> Model | None:
        if unfilled := list(_unfilled(table, f"strategy/{file}: {f'[{key}]' if key else ''}")):
            self.problems += unfilled
            return None
        valid, problems = validated(table, model, f"strategy/{file}", key)
        self.problems += problems
        return valid


def read_toml(path: Path, where: str) -> tuple[dict[str, Any] | None, list[Problem]]:
    """Return the tables of a file, and what is wrong with it; None where it cannot be read."""
    try:
        written = path.read_bytes()
    except FileNotFoundError:
        return None, [Problem("the file is missing", where, next_step="restore it from git")]
    try:
        content = plain_text.parse_toml(written)
    except ValueError as error:
        return None, [toml_lines.not_toml(error, written, where)]
    return content, list(plain_text.faults(content, where))


def without_strays(
    tables: Mapping[str, Any], model: type[Declared], file: str, path: str = ""
) -> tuple[dict[str, Any], list[Problem]]:
    """Return the tables without those under a name that no other table has, and a problem for each.

    Such a table holds nothing but tables that belong to another, as `[jobmese.effect]` beside `[jobmesse]`.
    `path` leads to the tables in the file.
    """
    own = {key: table for key, table in tables.items() if not _is_stray(table, model)}
    problems = []
    for key, table in tables.items():
        if key not in own:
            parts, noun = list(table), model.__name__.lower()
            purpose = "to answer" if parts == ["answer"] else f"for its {' and '.join(parts)}"
            where = f"{file}: {path}.{key}.{parts[0]}" if path else f"{file}: [{key}].{parts[0]}"
            what = f"no {noun} {plain_text.excerpt(key)!r} {purpose}"
            problems.append(Problem(what, where, nearest(key, own), "write the name alike in both places"))
    return own, problems


def _is_stray(table: object, model: type[Declared]) -> bool:
    """Return whether a table has fields of the model that are tables, and none of those required."""
    if not isinstance(table, dict) or not table:
        return False
    fields = model.model_fields
    return all(
        isinstance(inner, dict) and name in fields and not fields[name].is_required()
        for name, inner in table.items()
    ) and any(field.is_required() for field in fields.values())


def validated(
    table: object, model: type[Model], file: str, key: str = ""
) -> tuple[Model | None, list[Problem]]:
    """Return a table as its model, or None and every fault in it; `key` is its name in the file."""
    try:
        return model.model_validate(table), []
    except ValidationError as error:
        return None, list(_explained(file, key, error, model))


def _unfilled(value: object, where: str) -> Iterator[Problem]:
    """Yield a problem for every text that says that it has still to be filled in."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _unfilled(inner, f"{where}.{plain_text.excerpt(str(name))}")
    elif isinstance(value, list):
        for inner in value:
            yield from _unfilled(inner, where)
    elif isinstance(value, str) and value.startswith(TO_FILL_IN):
        what = plain_text.excerpt(value.removeprefix(TO_FILL_IN).lstrip(": "))
        yield Problem("is still to be filled in", where, what, "write it there")


def _explained(file: str, key: str, error: ValidationError, model: type[Declared]) -> Iterator[Problem]:
    for fault in error.errors():
        path = _path(fault["loc"])
        inside = ".".join(part for part in (f"[{plain_text.excerpt(key)}]" if key else "", path) if part)
        where = f"{file}: {inside}" if inside else file
        if fault["type"] == "extra_forbidden":
            name = str(fault["loc"][-1])
            fields = _model_at(model, fault["loc"][:-1]).model_fields
            allowed = nearest(name, [field.alias or key for key, field in fields.items()])
            yield Problem(f"unknown key {plain_text.excerpt(name)!r}", where, allowed)
        elif fault["type"] == "missing":
            yield Problem("is missing", where, next_step="add it")
        elif fault["type"] == "literal_error" and (values := _words(fault["ctx"]["expected"])):
            given = str(fault["input"])
            yield Problem(f"unknown value {plain_text.excerpt(given)!r}", where, nearest(given, values))
        else:
            is_day = fault["type"].startswith("date_")
            message = _HOW_A_DAY if is_day else fault["msg"].removeprefix("Value error, ")
            value = plain_text.excerpt(fault["input"]) if isinstance(fault["input"], str) else fault["input"]
            given = f" (found {value!r})" if isinstance(value, str | int | float) else ""
            yield Problem(f"{message}{given}", where)


def _words(expected: str) -> list[str]:
    """Return the values a text may have, as pydantic lists them; none where signs are among them."""
    values = [value for value in _QUOTED.findall(expected) if value]
    return values if all(value[0].isalnum() for value in values) else []


def _path(location: Iterable[str | int]) -> str:
    """Return where a fault is within a table; the items of an array are counted from 1."""
    parts = (
        f" no. {part + 1}" if isinstance(part, int) else f".{plain_text.excerpt(part)}" for part in location
    )
    return "".join(parts).removeprefix(".")


def _model_at(model: type[Declared], path: Iterable[object]) -> type[Declared]:
    """Return the model that `path` leads to, through fields, keys of tables and numbers in arrays."""
    for part in path:
        field = model.model_fields.get(str(part))
        model = (_model_within(field.annotation) if field else None) or model
    return model


def _model_within(annotation: object) -> type[Declared] | None:
    if isinstance(annotation, type) and issubclass(annotation, Declared):
        return annotation
    return next(filter(None, map(_model_within, get_args(annotation))), None)
