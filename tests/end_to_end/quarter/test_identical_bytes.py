"""The same inputs give the same bytes: in another place, locale and time zone, with other options, later."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from clones import HERE, THERE, assert_alike, clone, sigtepunkt
from municipality import FIRST
from places import bring_verdicts

from sigtepunkt.core.project import Project

TWO = ("--only", "teknik", "--only", "boern")  # pages with every kind of block


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no TZ")
def test_two_clones_differ_in_nothing_but_the_manifests_times(
    processed_once: Project, tmp_path: Path, another_day: Path
) -> None:
    first, second = (clone(processed_once, tmp_path / place) for place in ("her", "et andet sted/æøå"))
    for home in (first, second):
        bring_verdicts(home)
    sigtepunkt(first, "run", str(FIRST), *TWO, "--jobs", "1", "--cold", **HERE)
    sigtepunkt(second, "run", str(FIRST), *TWO, "--jobs", "4", day=another_day, **THERE)
    files = assert_alike(first, second, FIRST)
    pages = ("boern.html", "index.html", "teknik.html", "tilgaengelighed.html")
    beside = ("manifest.json", "tal.csv", "tal.csv-metadata.json")
    assert {name for name in files if not name.startswith("processed")} == {
        "published/2026Q1-1.json",
        "reports/2026Q1.zip",
        "reports/SHA256SUMS",
        "reports/index.html",
        *(f"reports/2026Q1/{name}" for name in (*pages, *beside)),
    }
    assert {name.rpartition(".")[2] for name in files if name.startswith("processed")} == {"parquet", "json"}
