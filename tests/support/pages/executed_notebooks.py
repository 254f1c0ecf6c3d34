"""Stand-ins for executed notebooks, for tests where what a notebook shows does not matter."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import nbformat

from sigtepunkt.core.errors import Refused
from sigtepunkt.core.project import Project
from sigtepunkt.report.output import MIME_TYPE
from sigtepunkt.strategy import load_definitions

# The addresses on the method and data-quality pages that other pages link to.
EXPLAINED = (
    "ikke-opfyldt",
    "mere-end-tilfaeldigt",
    "maaneder-og-kvartaler",
    "aarstid",
    "aar",
    "kan-ikke-afgoeres",
    "sammenligning",
    "omraader",
    "fremskrivninger",
    "aendret",
    "hvor-tit",
    "stedfortraeder",
    "ramme",
    "taeller-alle",
    "ord",
)


# The command line without kernels, run as `python -c WITHOUT_KERNELS SUPPORT …`, so that a kill falls on the
# writing of files. Kernels that are killed have a test of their own.
WITHOUT_KERNELS = (
    "import sys; sys.path.insert(0, sys.argv.pop(1)); "
    "from executed_notebooks import execute_first_cell; from sigtepunkt import cli; "
    "from sigtepunkt.execution import executor; "
    "executor.execute = execute_first_cell; cli.main()"
)
SUPPORT = Path(__file__).parent


def execute_at_once(
    notebook: Path,
    name: str,
    parameters: Mapping[str, Any],
    *,
    cold: bool = False,
    settings: Mapping[str, str] | None = None,
    begun: threading.Event | None = None,
) -> Any:
    """Stand in for `executor.execute`: a notebook that shows its name and its parameters as prose."""
    del cold, settings, begun
    assert notebook.is_file(), name
    given = ", ".join(f"{key} {value}" for key, value in parameters.items())
    return _of(notebook, f"# {notebook.stem}\n\n{given}")


def execute_first_cell(
    notebook: Path,
    name: str,
    parameters: Mapping[str, Any],
    *,
    cold: bool = False,
    settings: Mapping[str, str] | None = None,
    begun: threading.Event | None = None,
) -> Any:
    """Stand in for `executor.execute`: a notebook with the prose of its first cell only."""
    del name, parameters, cold, settings, begun
    first = nbformat.read(notebook, 4).cells[0].source  # type: ignore[no-untyped-call]
    return _of(notebook, first)


def _of(notebook: Path, prose: str) -> Any:
    """Return a notebook with this prose, and with every address that real pages beside it may link to."""
    addresses = [*EXPLAINED]
    with suppress(Refused):  # a test may have broken the definitions meanwhile: the run itself reports it
        definitions = load_definitions(Project(notebook.parent.parent))
        areas = {area for strategy in definitions.strategies for area in strategy.focus_areas}
        addresses += [*definitions.indicators, *definitions.capacities, *areas]
        addresses += [f"handling-{key}" for key in definitions.actions]
    shown = {
        "text/html": "".join(f'<span id="{address}"></span>' for address in sorted(addresses)),
        MIME_TYPE: {"reads": []},
    }
    cells: list[Any] = [nbformat.v4.new_markdown_cell(prose), nbformat.v4.new_code_cell("")]  # type: ignore[no-untyped-call]
    cells[1].outputs = [nbformat.v4.new_output("display_data", shown)]  # type: ignore[no-untyped-call]
    return nbformat.v4.new_notebook(cells=cells)  # type: ignore[no-untyped-call]


def code(*outputs: dict[str, Any], source: str = "report.heading()") -> Any:
    """Return an executed code cell with these outputs, as Jupyter's bundles."""
    shown = [nbformat.v4.new_output("display_data", data=data) for data in outputs]  # type: ignore[no-untyped-call]
    return nbformat.v4.new_code_cell(source, outputs=shown)  # type: ignore[no-untyped-call]


def prose(text: str) -> Any:
    """Return a Markdown cell."""
    return nbformat.v4.new_markdown_cell(text)  # type: ignore[no-untyped-call]


def executed(*cells: Any) -> Any:
    """Return a notebook of these cells."""
    return nbformat.v4.new_notebook(cells=list(cells))  # type: ignore[no-untyped-call]


PIXEL = "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA="
