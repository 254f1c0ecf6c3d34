"""The documentation and schemas of declared files say what the models that read the files say."""

from __future__ import annotations

import datetime as dt
import importlib.util
import json
import sys
import tomllib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from municipality.strategy_files import STRATEGY_FILES
from nbformat.json_compat import JsonSchemaValidator
from places import REPOSITORY

from sigtepunkt.strategy.declared import Declared

DOCS = REPOSITORY / "docs"


def _module() -> ModuleType:
    spec = importlib.util.spec_from_file_location("declarations", DOCS / "declarations.py")
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


declarations = _module()
SHIPPED = [
    (file, path)
    for file in declarations.FILES
    for path in sorted(REPOSITORY.glob(file.path.replace("<quarter>", "*")))
]
NAMES = [f"{path.parent.name}/{path.name}" for _, path in SHIPPED]


def models(kind: type[Declared] = Declared) -> list[type[Declared]]:
    """Return every model of declarations."""
    return [model for child in kind.__subclasses__() for model in (child, *models(child))]


def as_read(value: Any) -> Any:
    """Return a TOML value as an editor's schema checks it: JSON has no dates, so they are text."""
    if isinstance(value, dict):
        return {name: as_read(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [as_read(inner) for inner in value]
    return value.isoformat() if isinstance(value, dt.date) else value


def faults(file: Any, tables: dict[str, Any]) -> list[str]:
    """Return the errors that a file's schema reports in these tables."""
    schema = json.loads((DOCS / "schema" / f"{file.schema}.json").read_text(encoding="utf-8"))
    return [fault.message for fault in JsonSchemaValidator(schema).iter_errors(as_read(tables))]


def test_what_is_written_is_what_the_models_say_now() -> None:
    """If it is not, run `make docs`."""
    files = (DOCS / "declarations.md", *(DOCS / "schema").iterdir())
    assert {path: path.read_text(encoding="utf-8") for path in files} == declarations.written()


@pytest.mark.parametrize("model", models(), ids=lambda model: model.__name__)
def test_every_key_of_every_declaration_is_documented(model: type[Declared]) -> None:
    rows = (DOCS / "declarations.md").read_text(encoding="utf-8").splitlines()
    for field_name, field in model.model_fields.items():
        name = field.alias or field_name
        assert field.description, f"{model.__name__}.{name} does not say what it means: Field(description=…)"
        meaning = field.description.replace("|", "&#124;")
        key = field.alias or name
        assert [row for row in rows if row.startswith(f"| `{key}` |") and row.endswith(f"| {meaning} |")]


def test_every_kind_of_declared_file_is_documented() -> None:
    assert {file.schema for file, _ in SHIPPED} == {file.schema for file in declarations.FILES}
    documented = {path for _, path in SHIPPED}
    shipped = ("strategy/*.toml", "decisions/*.toml", "data/raw/*/*.toml")
    assert {path for pattern in shipped for path in REPOSITORY.glob(pattern)} == documented


@pytest.mark.parametrize(("file", "path"), SHIPPED, ids=NAMES)
def test_a_shipped_file_is_what_its_schema_says(file: Any, path: Path) -> None:
    assert faults(file, tomllib.loads(path.read_text(encoding="utf-8"))) == []


STRICT = [file for file in declarations.FILES if file.path.startswith("strategy/")]


@pytest.mark.parametrize("file", STRICT, ids=lambda file: file.schema)
def test_a_schema_refuses_a_misspelt_key_and_a_missing_one(file: Any) -> None:
    tables = tomllib.loads(
        next(text for name, text in STRATEGY_FILES.items() if name.startswith(file.schema))
    )
    assert faults(file, tables) == []
    table = tables["gaps"][0] if file.listed else next(iter(tables.values())) if file.tables else tables
    table["titel"] = table.pop({"disclosure": "persons", "municipality": "name"}.get(file.schema, "title"))
    reported = faults(file, tables)
    assert [fault for fault in reported if "'titel' was unexpected" in fault]
    assert [fault for fault in reported if "is a required property" in fault]


@pytest.mark.parametrize("path", sorted((REPOSITORY / "strategy").glob("*.toml")), ids=lambda path: path.name)
def test_a_definition_begins_with_the_address_of_its_schema(path: Path) -> None:
    mark, _, address = path.read_text(encoding="utf-8").partition("\n")[0].partition(" ")
    assert mark == "#:schema"
    file = next(file for file, known in SHIPPED if known == path)
    assert (path.parent / address).resolve() == DOCS / "schema" / f"{file.schema}.json"
