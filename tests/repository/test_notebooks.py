"""Notebooks are for reading: short, without outputs, hiding no errors, and runnable on their own."""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from places import REPOSITORY

from sigtepunkt.core.project import Project
from sigtepunkt.strategy import Definitions, load_definitions

DEFINITIONS: Definitions = load_definitions(Project(REPOSITORY))
COMMITTEES = tuple(DEFINITIONS.strategies[-1].committees)
PAGES = (*COMMITTEES, "kommunalbestyrelsen", "datakvalitet", "metode")
NOTEBOOKS: dict[str, dict[str, Any]] = {
    path.stem: json.loads(path.read_text(encoding="utf-8"))
    for path in sorted((REPOSITORY / "notebooks").glob("*.ipynb"))
}


def code(page: str) -> str:
    """Return a notebook's code."""
    return "\n".join(
        "".join(cell["source"]) for cell in NOTEBOOKS[page]["cells"] if cell["cell_type"] == "code"
    )


def called(page: str, method: str) -> Iterator[list[str]]:
    """Yield the text arguments of each call of a method of the report."""
    for node in ast.walk(ast.parse(code(page))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == method:
            yield [
                arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
            ]


def test_there_is_a_notebook_for_every_page_and_no_other() -> None:
    assert set(NOTEBOOKS) == set(PAGES)


def given_to_git(page: str) -> list[dict[str, Any]]:
    """Return a notebook as git has it and as git would take it, through the filter of `make lab` if set."""
    name = f"notebooks/{page}.ipynb"
    git = ["git", "-C", str(REPOSITORY)]
    taken = subprocess.run(
        [*git, "hash-object", "-w", f"--path={name}", name], capture_output=True, text=True, check=False
    )
    if taken.returncode:
        return [NOTEBOOKS[page]]  # not under version control
    versions = (taken.stdout.strip(), f":{name}")
    return [
        json.loads(
            subprocess.run([*git, "cat-file", "blob", version], capture_output=True, check=True).stdout
        )
        for version in versions
    ]


@pytest.mark.parametrize("page", PAGES)
def test_a_notebook_is_kept_without_outputs(page: str) -> None:
    for notebook in given_to_git(page):
        for cell in notebook["cells"]:
            assert not cell.get("outputs")
            assert cell.get("execution_count") is None
        assert "papermill" not in notebook["metadata"]


def test_where_make_lab_has_been_run_outputs_never_reach_git_without_any_hook(tmp_path: Path) -> None:
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    (strip,) = re.findall(r"^STRIP := \$\(BIN\)/(.+)$", makefile, flags=re.MULTILINE)
    assert 'git config filter.without-outputs.clean "$(STRIP)"' in makefile
    shutil.copy(REPOSITORY / ".gitattributes", tmp_path)
    notebook = NOTEBOOKS["vtf"]
    shown = {
        "data": {"text/plain": "12"},
        "execution_count": 3,
        "metadata": {},
        "output_type": "execute_result",
    }
    cells = [
        cell | ({"outputs": [shown], "execution_count": 3} if cell["cell_type"] == "code" else {})
        for cell in notebook["cells"]
    ]
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "vtf.ipynb").write_text(
        json.dumps(notebook | {"cells": cells}, ensure_ascii=False), encoding="utf-8"
    )

    def git(*words: str) -> bytes:
        return subprocess.run(
            [shutil.which("git") or "git", "-C", str(tmp_path), *words], capture_output=True, check=True
        ).stdout

    git("init")
    git("config", "filter.without-outputs.clean", f"{Path(sys.executable).parent}/{strip}")
    git("add", ".")
    taken = json.loads(git("cat-file", "blob", ":notebooks/vtf.ipynb"))
    assert [cell["source"] for cell in taken["cells"]] == [cell["source"] for cell in notebook["cells"]]
    assert not [cell for cell in taken["cells"] if cell.get("outputs") or cell.get("execution_count")]


@pytest.mark.parametrize("page", PAGES)
def test_a_notebook_has_one_cell_of_typed_parameters(page: str) -> None:
    tagged = [cell for cell in NOTEBOOKS[page]["cells"] if "parameters" in cell["metadata"].get("tags", ())]
    assert len(tagged) == 1
    assert re.match(r'quarter: str = "\d{4}Q[1-4]"  # \w+', "".join(tagged[0]["source"]))


@pytest.mark.parametrize("page", PAGES)
def test_a_notebook_opens_its_own_report_for_the_quarter_given(page: str) -> None:
    assert f'report = open_report("{page}", quarter)' in code(page)


@pytest.mark.parametrize("page", PAGES)
def test_a_notebook_hides_no_fault(page: str) -> None:
    for node in ast.walk(ast.parse(code(page))):
        assert not isinstance(node, ast.Try)
        assert not (isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names))
    assert "filterwarnings" not in code(page)


@pytest.mark.parametrize("page", PAGES)
def test_a_notebook_can_be_read_in_one_sitting(page: str) -> None:
    assert len([line for line in code(page).splitlines() if line.strip()]) < 60
    assert len(NOTEBOOKS[page]["cells"]) <= 32


@pytest.mark.parametrize("page", PAGES)
def test_a_notebook_begins_with_its_title_and_says_what_the_figures_cannot(page: str) -> None:
    cells = ["".join(cell["source"]) for cell in NOTEBOOKS[page]["cells"] if cell["cell_type"] == "markdown"]
    assert re.match(r"# \S.*\n\n\S", cells[0])
    assert [cell for cell in cells[1:] if cell.startswith("# ")] == []
    assert re.search(r"^## Hvad .+ ikke kan sige", "\n".join(cells), re.MULTILINE)


@pytest.mark.parametrize("page", COMMITTEES)
def test_a_committees_notebook_shows_each_of_its_focus_areas_and_indicators_once(page: str) -> None:
    areas = DEFINITIONS.strategies[-1].areas_of(committee=page)
    assert [name for (name,) in called(page, "focus_area")] == list(areas)
    shown = [name for names in called(page, "indicator") for name in names]
    assert sorted(shown) == sorted(
        key for key, indicator in DEFINITIONS.indicators.items() if indicator.focus_area in areas
    )


@pytest.mark.parametrize("page", COMMITTEES)
def test_a_committees_notebook_shows_each_of_its_capacities_once(page: str) -> None:
    areas = DEFINITIONS.strategies[-1].areas_of(committee=page)
    shown = [name for names in called(page, "capacity") for name in names]
    assert sorted(shown) == sorted(
        key for key, capacity in DEFINITIONS.capacities.items() if capacity.focus_area in areas
    )


@pytest.mark.parametrize("page", COMMITTEES)
def test_a_committees_notebook_has_an_analysis_of_its_own(page: str) -> None:
    assert list(called(page, "observations"))
    assert "report.figure(" in code(page)


@pytest.mark.parametrize("page", PAGES)
def test_no_analysis_rests_on_demo_data(page: str) -> None:
    """Readers would take it for fact, and with --no-demo there would be nothing to analyse."""
    asked = {name for names in called(page, "observations") for name in names}
    assert asked <= set(DEFINITIONS.indicators)
    assert {name for name in asked if DEFINITIONS.origin(name) == "demo"} == set()


@pytest.mark.parametrize("page", PAGES)
def test_no_code_names_the_municipality(page: str) -> None:
    """They use `report.home`, so that another municipality can use them unchanged."""
    home = DEFINITIONS.municipality
    for name in (home.code, home.areas[home.code].name):
        assert name not in code(page)


@pytest.mark.parametrize("page", PAGES)
def test_nothing_is_done_in_the_order_of_a_set(page: str) -> None:
    """That order differs from run to run, and so would the page."""
    loops = [
        node.iter for node in ast.walk(ast.parse(code(page))) if isinstance(node, ast.For | ast.comprehension)
    ]
    assert [
        ast.unparse(loop)
        for loop in loops
        if isinstance(loop, ast.Set | ast.SetComp)
        or (isinstance(loop, ast.Call) and ast.unparse(loop.func) in {"set", "frozenset"})
    ] == []
