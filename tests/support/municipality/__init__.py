"""Prøvekommune: a small fictitious municipality laid out as a project. Every figure in it is demo data."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

from municipality.notebooks import NOTEBOOKS
from municipality.raw_files import CLOSED, PROVENANCE, raw_files
from municipality.strategy_files import STRATEGY_FILES
from municipality.suites import SUITES
from sigtepunkt.core.period import Quarter
from sigtepunkt.core.project import Project

__all__ = ["FIRST", "LAST", "damage", "edit", "edit_cell", "lay_out", "reseal"]

FIRST, LAST = Quarter(2026, 1), Quarter(2026, 2)


def lay_out(root: Path) -> Project:
    """Write the project under `root`: strategy, expectations, notebooks, the vintages 2026Q1 and 2026Q2."""
    project = Project(root)
    for folder in (project.strategy, project.expectations, project.notebooks):
        folder.mkdir(parents=True)
    for name, text in STRATEGY_FILES.items():
        (project.strategy / name).write_text(text, encoding="utf-8")
    for name, suite in SUITES.items():
        project.suite(name).write_text(json.dumps(suite, ensure_ascii=False, indent=1), encoding="utf-8")
    for page, notebook in NOTEBOOKS.items():
        project.notebook(page).write_text(
            json.dumps(notebook, ensure_ascii=False, indent=1), encoding="utf-8"
        )
    for quarter in (FIRST, LAST):
        folder = project.raw(quarter)
        folder.mkdir(parents=True)
        for name, content in raw_files(quarter).items():
            (folder / name).write_bytes(content)
        (folder / "vintage.toml").write_text(
            f'quarter = "{quarter}"\nclosed = {CLOSED[str(quarter)]}\n'
            'reconstructed = false\nnote = "Opdigtede filer til prøver."\n',
            encoding="utf-8",
        )
        (folder / "provenance.toml").write_text(PROVENANCE, encoding="utf-8")
        reseal(folder)
    return project


def reseal(folder: Path) -> None:
    """Write the folder's checksums anew, so that its files count as received."""
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}"
        for path in sorted(folder.iterdir())
        if path.name != "SHA256SUMS"
    ]
    (folder / "SHA256SUMS").write_text("\n".join(lines) + "\n", encoding="utf-8")


def damage(project: Project, quarter: Quarter, name: str, change: Callable[[bytes], bytes]) -> None:
    """Change the bytes of a raw file and reseal the vintage, as if it had been received so."""
    path = project.raw(quarter) / name
    before = path.read_bytes()
    after = change(before)
    assert after != before, f"nothing was changed in {name}"
    path.write_bytes(after)
    reseal(path.parent)


def edit(path: Path, old: str, new: str) -> None:
    """Replace the one occurrence of `old` in a text file."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} occurs {text.count(old)} times in {path.name}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def edit_cell(path: Path, number: int, source: str) -> None:
    """Replace the source of cell `number` (from 1) of a notebook."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["cells"][number - 1]["source"] = source
    path.write_text(json.dumps(notebook, ensure_ascii=False, indent=1), encoding="utf-8")
