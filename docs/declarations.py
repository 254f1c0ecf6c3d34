"""Write what every key of every declared file means, from the models that read them: `make docs`.

`docs/declarations.md` is for a reader, `docs/schema/*.json` for an editor that knows JSON Schema. Both say
what the fields of the models say; nothing of it is written by hand.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import Annotated, Any, get_origin, get_type_hints

from pydantic import BaseModel, ConfigDict, Field, create_model

from sigtepunkt.core.period import Quarter
from sigtepunkt.raw.vintage import Provenance, Vintage
from sigtepunkt.strategy import Capacity, Disclosure, Gap, Indicator, Municipality, Source, Strategy

DOCS = Path(__file__).parent
TEXT, SCHEMAS = DOCS / "declarations.md", DOCS / "schema"
Schema = Mapping[str, Any]


@dataclass(frozen=True)
class Declaration:
    """A file, and the model of it or, where `tables` says what they are named by, of each of its tables."""

    place: str
    schema: str
    model: type[BaseModel]
    tables: str = ""
    listed: bool = False


def of_paper(paper: type) -> type[BaseModel]:
    """Return a model of a vintage's paper: the fields of its dataclass that say in words what they are."""
    hints = get_type_hints(paper, include_extras=True)
    told: dict[str, Any] = {}
    for one in fields(paper):
        if get_origin(hints[one.name]) is Annotated:
            kind, meaning = hints[one.name].__origin__, hints[one.name].__metadata__[0]
            default = ... if one.default is MISSING else one.default
            told[one.name] = (str if kind is Quarter else kind, Field(default, description=meaning))
    return create_model(paper.__name__, __doc__=paper.__doc__, __config__=ConfigDict(extra="ignore"), **told)


FILES = (
    Declaration("strategy/municipality.toml", "municipality", Municipality),
    Declaration("strategy/strategy-*.toml", "strategy", Strategy),
    Declaration("strategy/sources.toml", "sources", Source, "source"),
    Declaration("strategy/indicators.toml", "indicators", Indicator, "indicator"),
    Declaration("strategy/gaps.toml", "gaps", Gap, "gaps", listed=True),
    Declaration("strategy/capacity.toml", "capacity", Capacity, "capacity"),
    Declaration("strategy/disclosure.toml", "disclosure", Disclosure, "indicator"),
    Declaration("data/raw/<quarter>/vintage.toml", "vintage", of_paper(Vintage)),
    Declaration("data/raw/<quarter>/provenance.toml", "provenance", of_paper(Provenance), "file name"),
)


def schema(file: Declaration) -> dict[str, Any]:
    """Return the JSON schema of a whole file."""
    own = file.model.model_json_schema()
    about = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": file.place}
    if not file.tables:
        return about | {name: part for name, part in own.items() if name != "title"}
    parts = {"$defs": {**own.pop("$defs", {}), file.model.__name__: own}}
    one = {"$ref": f"#/$defs/{file.model.__name__}"}
    if file.listed:
        tables = {file.tables: {"type": "array", "items": one}}
        return about | {"type": "object", "properties": tables, "additionalProperties": False} | parts
    return about | {"type": "object", "additionalProperties": one} | parts


def text() -> str:
    """Return the page that tells of every file."""
    head = (
        "# What is declared\n\nEvery key of every TOML file, as the models in `sigtepunkt/strategy/` and "
        "`sigtepunkt/vintage.py` read it. Written by `make docs`: do not edit it here.\n\nA key that is not in "
        "the table is refused, with the nearest one that is; in `vintage.toml` and `provenance.toml` it is "
        "passed over. How the declarations are used is told in [CONTRIBUTING](../CONTRIBUTING.md).\n"
    )
    return "\n".join([head, *(line for file in FILES for line in _section(file))]).rstrip() + "\n"


def _section(file: Declaration) -> Iterator[str]:
    own = file.model.model_json_schema()
    models = own.get("$defs", {})
    table = f"[[{file.tables}]]" if file.listed else f"[<{file.tables}>]" if file.tables else ""
    yield from (f"## `{file.place}`", "")
    yield from _table(table, own, models)
    places: dict[str, list[str]] = {}
    for path, name in _within("", own, models):
        places.setdefault(name, []).append(f"`{path}`")
    for name, paths in places.items():
        yield from (f"### {', '.join(paths)} of `{file.place.rpartition('/')[2]}`", "")
        yield from _table("", models[name], models)


def _table(heading: str, model: Schema, models: Mapping[str, Schema]) -> Iterator[str]:
    said = model.get("description", "").partition("\n\n")[0]
    yield from (f"One table `{heading}` for each. {said}" if heading else said, "")
    yield from ("| key | value | if left out | what it means |", "|---|---|---|---|")
    required = set(model.get("required", ()))
    for name, part in model["properties"].items():
        default = "required" if name in required else _default(part.get("default"))
        cells = (f"`{name}`", _kind(part, models), default, part["description"])
        yield f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"
    yield ""


def _within(path: str, model: Schema, models: Mapping[str, Schema]) -> Iterator[tuple[str, str]]:
    """Yield each table inside a model: the path of keys that leads to it, and the name of its own model."""
    for name, part in model["properties"].items():
        step, found = _model_in(part)
        if found:
            here = f"{path}.{name}{step}".removeprefix(".")
            yield here, found
            yield from _within(here, models[found], models)


def _model_in(part: Schema, step: str = "") -> tuple[str, str]:
    if "$ref" in part:
        return step, part["$ref"].rpartition("/")[2]
    items = part.get("items")
    inner = [*part.get("anyOf", ()), *([items] if isinstance(items, Mapping) else ())]
    if isinstance(part.get("additionalProperties"), Mapping):
        return _model_in(part["additionalProperties"], f"{step}.<name>")
    return next((found for one in inner if (found := _model_in(one, step))[1]), (step, ""))


def _default(value: object) -> str:
    empty = {"": "empty", "None": "none", "[]": "none", "{}": "none"}
    return empty.get(str(value), f"`{json.dumps(value, ensure_ascii=False)}`")


def _kind(part: Schema, models: Mapping[str, Schema]) -> str:
    """Return in words what a value may be."""
    if "$ref" in part:
        return "a table, below"
    if "anyOf" in part:
        return _kind(next(one for one in part["anyOf"] if one.get("type") != "null"), models)
    if "enum" in part or "const" in part:
        return ", ".join(f"`{json.dumps(one)}`" for one in part.get("enum", [part.get("const")]))
    return _OF_TYPE[part["type"]](part, models)


def _object(part: Schema, models: Mapping[str, Schema]) -> str:
    return f"a table of {_many(_kind(part['additionalProperties'], models))}"


def _list(part: Schema, models: Mapping[str, Schema]) -> str:
    if "prefixItems" in part:
        return f"a list of {len(part['prefixItems'])} texts"
    fewest = f", {part['minItems']} or more" if "minItems" in part else ""
    return f"a list of {_many(_kind(part['items'], models))}{fewest}"


def _many(one: str) -> str:
    plurals = {"a text, not empty": "texts", "a text": "texts", "a table": "tables", "a list": "lists"}
    singular = next(begin for begin in plurals if one.startswith(begin))
    return one.replace(singular, plurals[singular], 1)


def _number(part: Schema, _models: Mapping[str, Schema]) -> str:
    low, high = part.get("minimum"), part.get("maximum")
    bounds = f" from {low} to {high}" if high is not None else f", {low} or more" if low is not None else ""
    return ("a whole number" if part["type"] == "integer" else "a number") + bounds


def _text(part: Schema, _models: Mapping[str, Schema]) -> str:
    if part.get("format") == "date":
        return "a date, `2026-08-31`"
    return "a text, not empty" if part.get("minLength") else "a text"


_OF_TYPE: Mapping[str, Callable[[Schema, Mapping[str, Schema]], str]] = {
    "object": _object,
    "array": _list,
    "integer": _number,
    "number": _number,
    "string": _text,
    "boolean": lambda *_: "`true`, `false`",
}


def written() -> dict[Path, str]:
    """Return every file this writes, with its text."""
    schemas = {one.schema: json.dumps(schema(one), ensure_ascii=False, indent=1) + "\n" for one in FILES}
    return {TEXT: text(), **{SCHEMAS / f"{name}.json": content for name, content in schemas.items()}}


if __name__ == "__main__":
    SCHEMAS.mkdir(exist_ok=True)
    for path, content in written().items():
        path.write_text(content, encoding="utf-8", newline="\n")
