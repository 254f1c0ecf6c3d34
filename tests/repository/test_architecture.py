"""Imports go strictly downward, each heavy library has one door, and one module spells the folders' names."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import sigtepunkt

PACKAGE = Path(sigtepunkt.__file__).parent
# From the bottom up, as the data walks through them: a room may rest on those named before it.
ROOMS = (
    "core",
    "strategy",
    "raw",
    "checks",
    "observations",
    "disclosure",
    "signals",
    "wording",
    "charts",
    "editions",
    "report",
    "execution",
    "publication",
    "pipeline",
    "cli",
)
DOORS = {
    "babel": {"core.danish"},
    "filelock": {"core.atomic_files"},
    "pydantic": {
        "strategy.indicator",
        "strategy.municipality_and_aims",
        "strategy.source",
        "strategy.loading",
    },
    "openpyxl": {"raw.readers.workbook"},
    "great_expectations": {"checks.expectation_suite"},
    "scipy": {"disclosure.protection.solver", "signals.methods.intervals"},
    "statsmodels": {"signals.methods.season"},
    "matplotlib": {
        "charts.capacity",
        "charts.before_and_now",
        "charts.funnel",
        "charts.style",
        "charts.budget",
        "charts.over_time",
        "charts.beside_others",
        "charts.svg",
    },
    "jinja2": {"report.templating"},
    "IPython": {"report.output"},
    "papermill": {"execution.executor"},
    "jupyter_client": {"execution.executor", "execution.fork_server"},
    "ipykernel": {"execution.kernel"},
    "traitlets": {"execution.executor"},
    "psutil": {"execution.executor"},
    "nbconvert": {"publication.page_html"},
    "bs4": {"publication.accessibility", "publication.prose", "publication.verification.page_parts"},
    "nh3": {"publication.prose"},
    "click": {
        "cli.commands",
        "cli.looking_commands",
        "cli.options",
        "cli.publishing_commands",
        "cli.quarter_commands",
        "cli.terminal",
    },
    "rich": {"cli.terminal"},
    "watchfiles": {"cli.watch"},
}
EVERYWHERE = {"numpy", "pandas"}  # what the data is made of
NAMED_ONLY = {"nbformat": {"execution.executor", "publication.page_html"}}  # for types alone
FOLDERS = {"data", "raw", "processed", "strategy", "expectations", "notebooks", "reports"}

TREES = {
    ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__"): ast.parse(
        path.read_text(encoding="utf-8")
    )
    for path in sorted(PACKAGE.rglob("*.py"))
}


@cache
def imported(module: str) -> tuple[str, ...]:
    """Return every module that `module` imports anywhere in it, those of the package without its name in front."""
    return tuple(_imported(module))


def _imported(module: str) -> Iterator[str]:
    """Yield every module that `module` imports anywhere in it, those of the package without its name in front."""
    for node in ast.walk(TREES[module]):
        if isinstance(node, ast.Import):
            yield from (alias.name.removeprefix("sigtepunkt.") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports relatively"
            name = str(node.module)
            if name == "sigtepunkt":
                yield from (alias.name if alias.name in TREES else "__init__" for alias in node.names)
            elif name.startswith("sigtepunkt."):
                inner = name.removeprefix("sigtepunkt.")
                yield from (
                    f"{inner}.{alias.name}" if f"{inner}.{alias.name}" in TREES else inner
                    for alias in node.names
                )
            else:
                yield name


def own(module: str) -> set[str]:
    """Return the package's modules that `module` imports."""
    return {name for name in imported(module) if name in TREES and name != "__init__"}


def top(module: str) -> str:
    """Return the part of the package a module is in."""
    return module.partition(".")[0]


MODULES = sorted(set(TREES) - {"__init__"})


def test_every_room_of_the_package_has_its_place() -> None:
    assert {top(module) for module in MODULES} == set(ROOMS)


@pytest.mark.parametrize("module", MODULES)
def test_imports_go_strictly_downward(module: str) -> None:
    here = ROOMS.index(top(module))
    upward = {name for name in own(module) if top(name) != top(module) and ROOMS.index(top(name)) >= here}
    assert upward == set()


def test_no_import_leads_back_to_where_it_began() -> None:
    """Within a part, too; its face may gather what the others define."""
    faces = {module for module in MODULES if any(other.startswith(f"{module}.") for other in MODULES)}
    graph = {module: own(module) - faces for module in MODULES}
    assert len(list(TopologicalSorter(graph).static_order())) == len(MODULES)


@pytest.mark.parametrize("module", MODULES)
def test_a_library_is_imported_only_through_its_door(module: str) -> None:
    for name in imported(module):
        library = top(name)
        if name in TREES or library in sys.stdlib_module_names or library in EVERYWHERE:
            continue
        assert module in (DOORS | NAMED_ONLY)[library], f"{module} imports {name}"


@pytest.mark.parametrize("library", DOORS)
def test_every_door_is_used(library: str) -> None:
    assert {module for module in MODULES for name in imported(module) if top(name) == library} == DOORS[
        library
    ]


def test_the_heavy_libraries_of_the_lower_layers_wait_behind_their_door() -> None:
    """What the command line needs at once must not import them at the top of a module."""
    waiting = {
        "great_expectations",
        "scipy",
        "IPython",
        "papermill",
        "nbconvert",
        "openpyxl",
        "babel",
        "jinja2",
        "traitlets",
        "nh3",
        "bs4",
    }
    for module, tree in TREES.items():
        at_the_top = {
            top(name)
            for node in tree.body
            if isinstance(node, ast.Import | ast.ImportFrom)
            for name in (
                [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else [alias.name for alias in node.names]
            )
        }
        assert at_the_top.isdisjoint(waiting), module


def path_parts(tree: ast.AST) -> Iterator[str]:
    """Yield every text that is joined into a path."""
    for node in ast.walk(tree):
        operands: list[ast.expr] = []
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            operands = [node.left, node.right]
        elif isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            operands = node.args if called in {"Path", "joinpath", "glob", "rglob"} else []
        for operand in operands:
            for part in ast.walk(operand):
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    yield from part.value.split("/")


@pytest.mark.parametrize("module", [module for module in MODULES if module != "core.project"])
def test_no_other_module_spells_a_folders_name(module: str) -> None:
    assert FOLDERS.isdisjoint(path_parts(TREES[module]))


def test_the_project_spells_every_folders_name() -> None:
    assert set(path_parts(TREES["core.project"])) >= FOLDERS


@pytest.mark.parametrize("module", MODULES)
def test_a_module_fits_on_a_few_screens(module: str) -> None:
    path = PACKAGE.joinpath(*module.split("."))
    path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 320
