"""Two clones of the shipped quarter are the same, byte for byte, and verified."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from clones import HERE, THERE, assert_alike, clone, sigtepunkt
from places import REPOSITORY

from sigtepunkt.core.project import Project


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no TZ")
def test_two_clones_of_the_shipped_quarter_differ_in_nothing_either_and_are_verified(
    tmp_path: Path, another_day: Path
) -> None:
    """Every page; cold and without processed data, and with processed data already there."""
    shipped = Project(REPOSITORY)
    quarter = shipped.quarters()[-1]
    first, second = clone(shipped, tmp_path / "her"), clone(shipped, tmp_path / "et andet sted" / "æøå")
    sigtepunkt(first, "run", str(quarter), "--jobs", "1", "--cold", **HERE)
    sigtepunkt(second, "process", str(quarter), **THERE)
    sigtepunkt(second, "run", str(quarter), "--jobs", "4", day=another_day, **THERE)
    files = assert_alike(first, second, quarter)
    pages = {name for name in files if name.endswith(".html")}
    notebooks = len(list(shipped.notebooks.glob("*.ipynb")))
    assert len(pages) == notebooks + 3, (
        "every notebook, the index, the statement of accessibility and the overview"
    )
    assert f"{quarter} is identical: {notebooks} pages" in sigtepunkt(
        first, "verify", str(quarter), day=another_day, **THERE
    )
