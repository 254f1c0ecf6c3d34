"""Notebooks executed without a kernel, where what they show does not matter."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat


def execute_at_once(notebook: Path, name: str, parameters: Mapping[str, Any], *, cold: bool = False, settings: Mapping[str, str] | None = None) -> Any:
    """Return a notebook that shows its name and its parameters as prose."""
    del cold, settings
    assert notebook.is_file(), name
    text = f"# {notebook.stem}\n\n" + ", ".join(f"{key} {value}" for key, value in parameters.items())
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(text)])  # type: ignore[no-untyped-call]


def execute_first_cell(notebook: Path, name: str, parameters: Mapping[str, Any], *, cold: bool = False, settings: Mapping[str, str] | None = None) -> Any:
    """Return a notebook with the prose of its first cell, and no more."""
    del name, parameters, cold, settings
    first = nbformat.read(notebook, 4).cells[0].source  # type: ignore[no-untyped-call]
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(first)])  # type: ignore[no-untyped-call]
