"""Write what every key of every declared file means, from the models that read the files: `make docs`.

`docs/declarations.md` is for readers, `docs/schema/*.json` for editors that know JSON Schema. Both are
generated from the fields of the models; nothing in them is written by hand.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import Annotated, Any, get_origin, get_type_hints

from pydantic import BaseModel, ConfigDict, Field, create_model

from sigtepunkt.core.period import Quarter
from sigtepunkt.followup.decisions import Meeting
from sigtepunkt.raw.vintage import Provenance, Vintage
from sigtepunkt.strategy import Action, Capacity, Disclosure, Gap, Indicator, Municipality, Source, Strategy

DOCS = Path(__file__).parent
TEXT, SCHEMAS = DOCS / "declarations.md", DOCS / "schema"
Schema = Mapping[str, Any]


@dataclass(frozen=True)
class Declaration:
    """A declared file and its model.

    The model describes the whole file, or, if `tables` says what its tables are named by, each of its tables;
    `listed` files hold an array of tables.
    """

    path: str
    schema: str
    model: type[BaseModel]
    tables: str = ""
    listed: bool = False


def model_of(declared: type) -> type[BaseModel]:
    """Return a model of a dataclass of a vintage: of the fields that are annotated with what they mean."""
    hints = get_type_hints(declared, include_extras=True)
    described: dict[str, Any] = {}
    for field in fields(declared):
        if get_origin(hints[field.name]) is Annotated:
            kind, meaning = hints[field.name].__origin__, hints[field.name].__metadata__[0]
            default = ... if field.default is MISSING else field.default
            described[field.name] = (str if kind is Quarter else kind, Field(default, description=meaning))
    config = ConfigDict(extra="ignore")
    return create_model(declared.__name__, __doc__=declared.__doc__, __config__=config, **described)


FILES = (
    Declaration("strategy/municipality.toml", "municipality", Municipality),
    Declaration("strategy/strategy-*.toml", "strategy", Strategy),
    Declaration("strategy/sources.toml", "sources", Source, "source"),
    Declaration("strategy/indicators.toml", "indicators", Indicator, "indicator"),
    Declaration("strategy/gaps.toml", "gaps", Gap, "gaps", listed=True),
    Declaration("strategy/capacity.toml", "capacity", Capacity, "capacity"),
    Declaration("strategy/disclosure.toml", "disclosure", Disclosure, "indicator"),
    Declaration("strategy/actions.toml", "actions", Action, "action"),
    Declaration("decisions/*.toml", "decisions", Meeting),
    Declaration("data/raw/<quarter>/vintage.toml", "vintage", model_of(Vintage)),
    Declaration("data/raw/<quarter>/provenance.toml", "provenance", model_of(Provenance), "file name"),
)


def schema(file: Declaration) -> dict[str, Any]:
    """Return the JSON schema of a whole file."""
    model = file.model.model_json_schema()
    about = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": file.path}
    if not file.tables:
        return about | {name: part for name, part in model.items() if name != "title"}
    parts = {"$defs": {**model.pop("$defs", {}), file.model.__name__: model}}
    table = {"$ref": f"#/$defs/{file.model.__name__}"}
    if file.listed:
        tables = {file.tables: {"type": "array", "items": table}}
        return about | {"type": "object", "properties": tables, "additionalProperties": False} | parts
    return about | {"type": "object", "additionalProperties": table} | parts


def text() -> str:
    """Return the page that describes every file."""
    head = (
        "# What is declared\n\n"
        "Every key of every TOML file, as the models in `sigtepunkt/strategy/`, "
        "`sigtepunkt/followup/decisions.py` and `sigtepunkt/raw/vintage.py` read it. "
        "Written by `make docs`: do not edit it here.\n\n"
        "A key that is not in the table is refused, with the nearest one that is; in `vintage.toml` and "
        "`provenance.toml` it is passed over. How the declarations are used is told in "
        "[CONTRIBUTING](../CONTRIBUTING.md).\n"
    )
    return "\n".join([head, *(line for file in FILES for line in _section(file))]).rstrip() + "\n"


def _section(file: Declaration) -> Iterator[str]:
    model = file.model.model_json_schema()
    models = model.get("$defs", {})
    table = f"[[{file.tables}]]" if file.listed else f"[<{file.tables}>]" if file.tables else ""
    yield from (f"## `{file.path}`", "")
    yield from _table(table, model, models)
    inner: dict[str, list[str]] = {}
    for path, name in _within("", model, models):
        inner.setdefault(name, []).append(f"`{path}`")
    for name, paths in inner.items():
        yield from (f"### {', '.join(paths)} of `{file.path.rpartition('/')[2]}`", "")
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
    """Yield each table inside a model: the path of keys that leads to it, and the name of its model."""
    for name, part in model["properties"].items():
        step, inner = _model_in(part)
        if inner:
            inner_path = f"{path}.{name}{step}".removeprefix(".")
            yield inner_path, inner
            yield from _within(inner_path, models[inner], models)


def _model_in(part: Schema, step: str = "") -> tuple[str, str]:
    if "$ref" in part:
        return step, part["$ref"].rpartition("/")[2]
    items = part.get("items")
    inner = [*part.get("anyOf", ()), *([items] if isinstance(items, Mapping) else ())]
    if isinstance(part.get("additionalProperties"), Mapping):
        return _model_in(part["additionalProperties"], f"{step}.<name>")
    models = (_model_in(choice, step) for choice in inner)
    return next(((path, name) for path, name in models if name), (step, ""))


def _default(value: object) -> str:
    empty = {"": "empty", "None": "none", "[]": "none", "{}": "none"}
    return empty.get(str(value), f"`{json.dumps(value, ensure_ascii=False)}`")


def _kind(part: Schema, models: Mapping[str, Schema]) -> str:
    """Return in words what a value may be."""
    if "$ref" in part:
        return "a table, below"
    if "anyOf" in part:
        return _kind(next(choice for choice in part["anyOf"] if choice.get("type") != "null"), models)
    if "enum" in part or "const" in part:
        return ", ".join(
            f"`{json.dumps(value, ensure_ascii=False)}`" for value in part.get("enum", [part.get("const")])
        )
    return _OF_TYPE[part["type"]](part, models)


def _object(part: Schema, models: Mapping[str, Schema]) -> str:
    return f"a table of {_many(_kind(part['additionalProperties'], models))}"


def _list(part: Schema, models: Mapping[str, Schema]) -> str:
    if "prefixItems" in part:
        kinds = [_kind(item, models) for item in part["prefixItems"]]
        is_texts = all(kind.startswith("a text") for kind in kinds)
        return f"a list of {len(kinds)} texts" if is_texts else f"a list: {', '.join(kinds)}"
    fewest = f", {part['minItems']} or more" if "minItems" in part else ""
    return f"a list of {_many(_kind(part['items'], models))}{fewest}"


def _many(kind: str) -> str:
    plurals = {"a text, not empty": "texts", "a text": "texts", "a table": "tables", "a list": "lists"}
    singular = next(begin for begin in plurals if kind.startswith(begin))
    return kind.replace(singular, plurals[singular], 1)


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
    """Return every file that this script writes, with its text."""
    schemas = {SCHEMAS / f"{file.schema}.json": schema(file) for file in FILES}
    texts = {
        path: json.dumps(content, ensure_ascii=False, indent=1) + "\n" for path, content in schemas.items()
    }
    return {TEXT: text(), **texts}


if __name__ == "__main__":
    SCHEMAS.mkdir(exist_ok=True)
    for path, content in written().items():
        path.write_text(content, encoding="utf-8", newline="\n")
