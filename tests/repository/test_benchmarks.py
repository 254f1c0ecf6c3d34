"""The benchmarks start as documented: from fresh copies of a project, in a new user's environment."""

from __future__ import annotations

import ast
import importlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from places import REPOSITORY

from sigtepunkt.core.period import Quarter
from sigtepunkt.core.project import Project
from sigtepunkt.raw.vintage import open_vintage
from sigtepunkt.report.notebook_api import Report
from sigtepunkt.strategy import load_definitions

BENCHMARKS = REPOSITORY / "benchmarks"


@pytest.fixture(autouse=True)
def _beside_each_other(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the benchmarks import each other, as they do when they are run."""
    monkeypatch.syspath_prepend(BENCHMARKS)
    before = set(sys.modules)
    yield
    for name in set(sys.modules) - before:
        if Path(getattr(sys.modules[name], "__file__", None) or "").parent == BENCHMARKS:
            del sys.modules[name]


@pytest.mark.parametrize("name", sorted(path.stem for path in BENCHMARKS.glob("*.py")))
def test_each_can_be_imported_as_it_is_run(name: str) -> None:
    """In a process of its own: pytest would also find modules that only the tests have on their path."""
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    words = (sys.executable, "-c", f"import {name}")
    imported = subprocess.run(
        words, cwd=BENCHMARKS, env=environment, capture_output=True, text=True, check=False
    )
    assert imported.returncode == 0, imported.stderr


def test_what_the_loop_imports_to_check_files_exists() -> None:
    for node in ast.walk(ast.parse(importlib.import_module("quarter").CHECK)):
        if isinstance(node, ast.ImportFrom):
            module = importlib.import_module(str(node.module))
            assert [alias.name for alias in node.names if not hasattr(module, alias.name)] == []


def test_a_sized_municipality_is_a_project_of_the_size_asked_for(tmp_path: Path) -> None:
    importlib.import_module("sized_municipality").lay_out(tmp_path, pages=7, indicators=100, areas=5)
    definitions = load_definitions(Project(tmp_path))
    strategy = definitions.strategy(Quarter(2026, 2))
    sizes = len(strategy.committees), len(definitions.indicators), len(definitions.municipality.areas)
    assert sizes == (4, 100, 5)
    assert len(list((tmp_path / "notebooks").glob("*.ipynb"))) == 7


def test_the_notebooks_of_a_sized_municipality_ask_for_blocks_there_are(tmp_path: Path) -> None:
    importlib.import_module("sized_municipality").lay_out(tmp_path, pages=4)
    sources = [
        "".join(cell["source"])
        for path in (tmp_path / "notebooks").glob("*.ipynb")
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
    ]
    asked = {name for source in sources for name in re.findall(r"\breport\.(\w+)\(", source)}
    assert asked
    assert [name for name in asked if not hasattr(Report, name)] == []


def test_every_opponent_is_given_what_it_does_not_pay_for(tmp_path: Path) -> None:
    quarter = importlib.import_module("quarter")
    (tmp_path / "processed/.verdicts").mkdir(parents=True)
    (tmp_path / "processed/2026Q2").mkdir()
    has = {}
    for side, (give, _) in quarter.SIDES.items():
        give(tmp_path / "processed", tmp_path / side)
        has[side] = sorted(path.name for path in (tmp_path / side / "data/processed").glob("*"))
    assert has == {"pipeline": [], "loop": [".verdicts"], "two at a time": [".verdicts", "2026Q2"]}


def test_a_command_is_run_without_what_the_user_has_cached_or_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("MPLCONFIGDIR", "XDG_CACHE_HOME", "SIGTEPUNKT_DATA"):
        monkeypatch.setenv(name, "here")
    variables = importlib.import_module("cold").environment(tmp_path)
    assert variables["HOME"] == str(tmp_path / "home")
    assert not {"MPLCONFIGDIR", "XDG_CACHE_HOME", "SIGTEPUNKT_DATA"} & variables.keys()


def test_a_change_of_an_indicator_or_a_notebook_changes_just_that(tmp_path: Path) -> None:
    cold, changes = importlib.import_module("cold"), importlib.import_module("changes")
    cold.shipped(tmp_path)
    before = load_definitions(Project(tmp_path)).indicators
    notebooks = {path.name: path.read_bytes() for path in (tmp_path / "notebooks").glob("*.ipynb")}
    changes.definition(tmp_path, 1)
    after = load_definitions(Project(tmp_path)).indicators
    assert [key for key in before if before[key] != after[key]] == [changes.INDICATOR]
    changes.note("vtf")(tmp_path, 1)
    now = {path.name: path.read_bytes() for path in (tmp_path / "notebooks").glob("*.ipynb")}
    assert [name for name in notebooks if now[name] != notebooks[name]] == ["vtf.ipynb"]


def test_vintages_are_laid_out_as_received_and_follow_each_other(tmp_path: Path) -> None:
    import growth

    growth.lay_out_vintages(tmp_path / "project", 6)
    project = Project(tmp_path / "project")
    assert [str(quarter) for quarter in project.quarters()] == [
        "2025Q1",
        "2025Q2",
        "2025Q3",
        "2025Q4",
        "2026Q1",
        "2026Q2",
    ]
    assert all(open_vintage(project, quarter).quarter == quarter for quarter in project.quarters())
