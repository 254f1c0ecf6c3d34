"""The same inputs give the same bytes: in another folder, time zone and locale, with other jobs, kernels and hash seed, on another day."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from municipality import FIRST
from tree_bytes import tree_bytes

from sigtepunkt import manifest
from sigtepunkt.project import Project

REPOSITORY = Path(__file__).parent.parent
TWO = ("--only", "teknik", "--only", "boern")  # pages with every kind of block
TIMES = ("made", "commit")  # clock time and the state of git live in the manifest, and nowhere else


def published(project: Project, home: Path, *words: str, **environment: str) -> dict[str, bytes]:
    """Return everything a run in a process of its own has made of a copy, the manifest without its times."""
    project = Project(shutil.copytree(project.root, home))
    if project.verdicts.is_dir():  # what all tests remember together, by content
        shutil.copytree(project.verdicts, project.all_processed / ".verdicts")
    code = "from sigtepunkt.cli import main; main()"
    subprocess.run(
        [sys.executable, "-c", code, "run", str(FIRST), "--project", str(project.root), *words], check=True, capture_output=True, cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), **environment},
    )
    return artefacts(project)


def artefacts(project: Project) -> dict[str, bytes]:
    """Return every published file, and what is kept of it, by name."""
    found = {**tree_bytes(project.reports), **tree_bytes(project.published)}
    name = f"{FIRST}/{manifest.NAME}"
    papers = {key: part for key, part in json.loads(found[name]).items() if key not in TIMES}
    return {**found, name: json.dumps(papers).encode()}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no TZ")
def test_two_clones_differ_in_nothing_but_the_manifests_times(project: Project, tmp_path: Path) -> None:
    one = published(project, tmp_path / "her", *TWO, "--jobs", "1", "--cold", TZ="Pacific/Auckland", LC_ALL="C", PYTHONHASHSEED="1", LANG="C")
    other = published(project, tmp_path / "et andet sted" / "æøå", *TWO, "--jobs", "4", TZ="America/Los_Angeles", LC_ALL="C.UTF-8", PYTHONHASHSEED="2", LANG="en_US.UTF-8", COLUMNS="40")
    assert one.keys() == other.keys()
    assert [name for name in one if one[name] != other[name]] == []
    assert len(one) == 2 + 1 + 1 + 1 + 1, "two pages, the index, the manifest, the overview, what is kept"
