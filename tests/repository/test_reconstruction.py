"""The script that made the shipped vintages: tables that overlap have to agree, and nothing is left out."""

from __future__ import annotations

import importlib
import tomllib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from places import REPOSITORY

MOST_LINES = 300  # of a module, as in the package
SOURCE = {
    "format": "statbank",
    "area": "OMRÅDE",
    "period": "TID",
    "values": ["INDHOLD"],
    "counted": "end",
    "lag_days": 30,
}
NAMES = {"000": "Hele landet", "766": "Hedensted", "615": "Horsens"}


@pytest.fixture
def module(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a module of data/reconstruction by its name."""
    monkeypatch.syspath_prepend(str(REPOSITORY / "data"))

    def named(name: str) -> ModuleType:
        return importlib.import_module(f"reconstruction.{name}")

    return named


@pytest.fixture
def rows(module: Any, tmp_path: Path) -> Any:
    """Return the rows of a raw file made of tables, each a list of (area, period, value)."""

    def made(**tables: list[tuple[str, str, str]]) -> list[dict[str, str]]:
        takes = []
        for name, figures in tables.items():
            lines = [f"{area},{period},x,{value},,{name}\n" for area, period, value in figures]
            text = "area_code,period,measure,value,note,via\n" + "".join(lines)
            (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
            takes.append(module("takes").Take(f"{name}.csv", "x"))
        tidy = module("tidy_tables").Tidy(tmp_path, NAMES)
        return list(module("raw_files").reconstruct("key", SOURCE, takes, tidy, "2026Q2").rows)

    return made


def test_every_official_source_is_planned(module: Any) -> None:
    sources = tomllib.loads((REPOSITORY / "strategy" / "sources.toml").read_text(encoding="utf-8"))
    official = {key for key, source in sources.items() if source["origin"] == "official"}
    assert set(module("plan").PLAN) == official


def test_a_figure_of_several_tables_stands_once_with_the_most_decimals(rows: Any) -> None:
    made = rows(
        first=[("766", "2023", "14.0214"), ("766", "2024", "7")],
        second=[("766", "2023", "14.02"), ("766", "2024", "7.00"), ("615", "2024", "1.5")],
    )
    assert [(row["OMRÅDE"], row["TID"], row["INDHOLD"]) for row in made] == [
        ("766", "2023", "14.0214"),
        ("766", "2024", "7.0"),
        ("615", "2024", "1.5"),
    ]


@pytest.mark.parametrize(("first", "second"), [("14.0214", "14.03"), ("23.0", "23.4"), ("23", "24")])
def test_tables_that_disagree_are_refused_by_their_names(
    module: Any, rows: Any, first: str, second: str
) -> None:
    with pytest.raises(module("raw_files").Disagreement) as refusal:
        rows(first=[("766", "2024", first)], second=[("766", "2024", second)])
    assert str(refusal.value).startswith(
        f"key (766, 2024, INDHOLD): {first} in first.csv, but {second} in second.csv; take only one of them"
    )


def test_each_tables_figures_have_as_many_decimals_as_that_table_has(rows: Any) -> None:
    made = rows(own=[("766", "2023", "6.8"), ("766", "2024", "7.0")], nation=[("000", "2024", "7.4279")])
    assert [row["INDHOLD"] for row in made] == ["7.4279", "6.8", "7.0"]


def test_what_was_not_published_when_the_vintage_closed_is_left_out(rows: Any) -> None:
    made = rows(own=[("766", "2026K2", "1"), ("766", "2026K3", "2")])
    assert [row["TID"] for row in made] == ["2026K2"]


@pytest.mark.parametrize("path", sorted((REPOSITORY / "data").rglob("*.py")), ids=lambda path: path.name)
def test_the_scripts_of_the_data_are_small(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES
