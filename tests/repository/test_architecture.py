"""How the package is built, held by its source: rooms, doors, sizes and names.

Imports go strictly downward, each heavy library has one door, and one module spells the folders' names.
Rooms, modules and lines stay small, and every name says something.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import sigtepunkt
from sigtepunkt.core.storage.software import ROOMS

PACKAGE = Path(sigtepunkt.__file__).parent
DOORS = {
    "babel": {"core.danish"},
    "filelock": {"core.storage.atomic_files"},
    "pydantic": {
        "followup.decisions",
        "strategy.actions.action",
        "strategy.breaks_and_targets",
        "strategy.declared",
        "strategy.sources.dialect",
        "strategy.indicator",
        "strategy.municipality_and_aims",
        "strategy.sources.service",
        "strategy.sources.source",
        "strategy.loading",
    },
    "httpx2": {"sources.transport.http_client"},
    "stamina": {"sources.transport.http_client"},
    "markdown_it": {"followup.comment"},
    "stdnum": {"raw.personal_data.cpr_numbers"},
    "openpyxl": {"raw.readers.workbook"},
    "great_expectations": {"checks.evaluation"},
    "scipy": {"disclosure.protection.solver", "signals.methods.intervals", "signals.methods.students_t"},
    "statsmodels": {"signals.methods.season"},
    "matplotlib": {
        "charts.capacity",
        "charts.funnel",
        "charts.marks",
        "charts.over_time.background",
        "charts.over_time.before_and_after",
        "charts.over_time.before_and_now",
        "charts.over_time.end_labels",
        "charts.over_time.index",
        "charts.over_time.series",
        "charts.over_time.time_axis",
        "charts.side_by_side",
        "charts.style",
        "charts.svg",
    },
    "jinja2": {"report.templating"},
    "pyarrow": {"core.processes"},
    "IPython": {"report.output"},
    "papermill": {"execution.executor"},
    "jupyter_client": {"execution.kernel_manager", "execution.provisioner"},
    "ipykernel": {"execution.kernel"},
    "traitlets": {"execution.kernel_manager"},
    "psutil": {"execution.executor"},
    "nbconvert": {"publication.page_html"},
    "bs4": {"publication.accessibility", "publication.prose", "publication.verification.page_parts"},
    "nh3": {"publication.prose"},
    "click": {
        "cli.delivery.fetch_command",
        "cli.follow_up_commands",
        "cli.main_command",
        "cli.inspection_commands",
        "cli.options",
        "cli.publishing_commands",
        "cli.quarter_commands",
        "cli.delivery.quarter_walk",
        "cli.delivery.source_commands",
        "cli.terminal",
    },
    "rich": {"cli.terminal"},
    "watchfiles": {"cli.watch"},
}
EVERYWHERE = {"numpy", "pandas"}  # every room works on arrays and frames
NAMED_ONLY = {"nbformat": {"execution.executor", "publication.page_html"}}  # for types alone
FOLDERS = {
    "data",
    "raw",
    "processed",
    "strategy",
    "expectations",
    "notebooks",
    "reports",
    "commentary",
    "decisions",
}
MOST_MODULES = 10  # in a folder, besides its __init__
MOST_LINES = 300  # of a module
LONGEST_LINE = 110  # characters; ruff would allow more where a line ends in a `noqa`
SAYING_NOTHING = {"one", "found", "told", "made"}  # each was once the name of twenty different things

TEXTS = {
    ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__"): path.read_text(
        encoding="utf-8"
    )
    for path in sorted(PACKAGE.rglob("*.py"))
}


@cache
def trees() -> dict[str, ast.Module]:
    """Return the source of every module as Python reads it."""
    return {module: ast.parse(text) for module, text in TEXTS.items()}


@cache
def imported(module: str) -> tuple[str, ...]:
    """Return every module that `module` imports anywhere in it; the package's own without `sigtepunkt.`."""
    return tuple(_imported(module))


def _imported(module: str) -> Iterator[str]:
    """Yield what `imported` returns."""
    for node in ast.walk(trees()[module]):
        if isinstance(node, ast.Import):
            yield from (alias.name.removeprefix("sigtepunkt.") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports relatively"
            name = str(node.module)
            if name == "sigtepunkt":
                yield from (alias.name if alias.name in TEXTS else "__init__" for alias in node.names)
            elif name.startswith("sigtepunkt."):
                inner = name.removeprefix("sigtepunkt.")
                yield from (
                    f"{inner}.{alias.name}" if f"{inner}.{alias.name}" in TEXTS else inner
                    for alias in node.names
                )
            else:
                yield name


def imported_here(module: str) -> set[str]:
    """Return the package's own modules that `module` imports."""
    return {name for name in imported(module) if name in TEXTS and name != "__init__"}


def top(module: str) -> str:
    """Return the room that a module is in, or the library that a name belongs to."""
    return module.partition(".")[0]


MODULES = sorted(set(TEXTS) - {"__init__"})


def test_every_room_of_the_package_has_its_place() -> None:
    assert {top(module) for module in MODULES} == set(ROOMS)


def test_imports_go_strictly_downward() -> None:
    upward = [
        (module, name)
        for module in MODULES
        for name in imported_here(module)
        if top(name) != top(module) and ROOMS.index(top(name)) >= ROOMS.index(top(module))
    ]
    assert upward == []


def test_no_import_leads_back_to_where_it_began() -> None:
    """Within a room, too; only its `__init__` may gather what the other modules define."""
    doors_of_rooms = {
        module for module in MODULES if any(other.startswith(f"{module}.") for other in MODULES)
    }
    graph = {module: imported_here(module) - doors_of_rooms for module in MODULES}
    assert len(list(TopologicalSorter(graph).static_order())) == len(MODULES)


def test_a_library_is_imported_only_through_its_door() -> None:
    elsewhere = [
        (module, name)
        for module in MODULES
        for name in imported(module)
        if not (name in TEXTS or top(name) in sys.stdlib_module_names or top(name) in EVERYWHERE)
        and module not in (DOORS | NAMED_ONLY).get(top(name), ())
    ]
    assert elsewhere == []


def test_every_door_is_used() -> None:
    users = {
        library: {module for module in MODULES for name in imported(module) if top(name) == library}
        for library in DOORS
    }
    assert users == DOORS


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
        "markdown_it",
        "bs4",
        "httpx2",
        "stamina",
    }
    for module, tree in trees().items():
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


def test_one_module_spells_every_folders_name_and_no_other_any() -> None:
    spelled = {module: FOLDERS & set(path_parts(trees()[module])) for module in MODULES}
    assert {module: names for module, names in spelled.items() if names} == {"core.project": FOLDERS}


def test_a_folder_holds_no_more_modules_than_can_be_taken_in_at_once() -> None:
    """Rooms within a room do not count, nor do the rooms themselves, which the package's root holds."""
    folders = [path for path in (PACKAGE, *PACKAGE.rglob("*")) if path.is_dir()]
    sizes = {folder.name: len({*folder.glob("*.py")} - {folder / "__init__.py"}) for folder in folders}
    assert {name: size for name, size in sizes.items() if size > MOST_MODULES} == {}


def test_a_module_fits_on_a_few_screens() -> None:
    lines = {module: text.splitlines() for module, text in TEXTS.items()}
    assert {module: len(own) for module, own in lines.items() if len(own) > MOST_LINES} == {}
    long = [
        (module, number)
        for module, own in lines.items()
        for number, line in enumerate(own, 1)
        if len(line) > LONGEST_LINE
    ]
    assert long == []


def names_given(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Yield every variable, parameter, attribute, function and class that a module names, with its line."""
    for node in ast.walk(tree):
        match node:
            case (
                ast.Name(id=name, ctx=ast.Store())
                | ast.Attribute(attr=name, ctx=ast.Store())
                | ast.arg(arg=name)
            ):
                yield name, node.lineno
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name, node.lineno
            case ast.alias(asname=str(name)) | ast.ExceptHandler(name=str(name)):
                yield name, node.lineno
            case (
                ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)) | ast.MatchMapping(rest=str(name))
            ):
                yield name, node.lineno


def test_no_name_says_nothing() -> None:
    given = [
        (module, name, line)
        for module, tree in trees().items()
        for name, line in names_given(tree)
        if name in SAYING_NOTHING
    ]
    assert given == []


def test_every_kind_of_name_is_seen() -> None:
    """The test above would pass on any module if it saw none."""
    text = """
import a as alias
class Class:
    field: int = 0
    def method(self, parameter, *rest, keyword=1, **others): self.attribute = variable = 2
async def function(): pass
for loop, (nested, *starred) in (): pass
with open("") as file: pass
try: pass
except OSError as error: pass
if (walrus := [comprehension for comprehension in ()]): pass
match 1:
    case [first, *tail]: pass
    case {"key": value, **remaining}: pass
"""
    assert {name for name, _ in names_given(ast.parse(text))} == {
        *("alias", "Class", "field", "method", "self", "parameter", "rest", "keyword", "others", "attribute"),
        *("variable", "function", "loop", "nested", "starred", "file", "error", "walrus", "comprehension"),
        *("first", "tail", "value", "remaining"),
    }
