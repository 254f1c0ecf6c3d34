"""The same inputs give the same bytes: in another folder, time zone and locale, with other jobs, kernels and hash seed, on another day."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
from clones import HERE, THERE, assert_alike, clone, sigtepunkt
from municipality import FIRST

from sigtepunkt.core.project import Project

TWO = ("--only", "teknik", "--only", "boern")  # pages with every kind of block


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no TZ")
def test_two_clones_differ_in_nothing_but_the_manifests_times(
    project: Project, tmp_path: Path, another_day: Path
) -> None:
    one, other = clone(project, tmp_path / "her"), clone(project, tmp_path / "et andet sted" / "æøå")
    for home in (one, other):
        if project.verdicts.is_dir():  # what all tests remember together, by content
            shutil.copytree(project.verdicts, home.all_processed / ".verdicts")
    sigtepunkt(one, "run", str(FIRST), *TWO, "--jobs", "1", "--cold", **HERE)
    sigtepunkt(other, "run", str(FIRST), *TWO, "--jobs", "4", day=another_day, **THERE)
    found = assert_alike(one, other, FIRST)
    assert sorted(name for name in found if not name.startswith("processed")) == [
        "published/2026Q1-1.json",
        "reports/2026Q1.zip",
        *(
            f"reports/2026Q1/{name}"
            for name in (
                "boern.html",
                "index.html",
                "manifest.json",
                "tal.csv",
                "tal.csv-metadata.json",
                "teknik.html",
                "tilgaengelighed.html",
            )
        ),
        "reports/SHA256SUMS",
        "reports/index.html",
    ]
    assert {name.rpartition(".")[2] for name in found if name.startswith("processed")} == {"parquet", "json"}
