"""Killed at any moment, a run leaves the old quarter or the new one, and the next command cleans up.

SIGTEPUNKT_KILLS is the number of moments tried (`make nightly`: 50).
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time

import pytest
from command_line import CommandLine
from executed_notebooks import SUPPORT, WITHOUT_KERNELS, execute_first_cell
from municipality import LAST, edit_cell
from places import bring_verdicts, quietly
from tree_bytes import tree_bytes

from sigtepunkt import pipeline
from sigtepunkt.core.project import Project
from sigtepunkt.editions import processed_store
from sigtepunkt.execution import executor

KILLS = int(os.environ.get("SIGTEPUNKT_KILLS", "2"))


def start(project: Project) -> subprocess.Popen[bytes]:
    """Start a run of the quarter in a process of its own."""
    python = (sys.executable, "-c", WITHOUT_KERNELS, str(SUPPORT))
    words = (*python, "run", str(LAST), "--project", str(project.root))
    return subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def pages(project: Project) -> dict[str, bytes]:
    """Return every published file; of the manifest, which has the clock time in it, only the name."""
    files = tree_bytes(project.reports)
    return {name: b"" if name.endswith("manifest.json") else content for name, content in files.items()}


@pytest.fixture(scope="module")
def moments(processed_once: Project, tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, float]:
    """Prøvekommune with its quarter published, and the seconds that a run takes."""
    project = Project(
        shutil.copytree(processed_once.root, tmp_path_factory.mktemp("kommune") / "prøvekommune")
    )
    bring_verdicts(project)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(executor, "execute", execute_first_cell)
        pipeline.run(project, LAST, progress=quietly)
    edit_cell(project.notebook("boern"), 1, "# Første udgave")
    begun = time.monotonic()
    process = start(project)
    _, err = process.communicate()
    assert process.returncode == 0, err.decode()
    return project, time.monotonic() - begun


@pytest.mark.parametrize("number", range(KILLS))
def test_killed_at_any_moment_a_run_leaves_the_old_quarter_or_the_new(
    moments: tuple[Project, float], number: int, command: CommandLine
) -> None:
    project, length = moments
    before = pages(project)
    edit_cell(project.notebook("boern"), 1, f"# Udgave {number}")
    process = start(project)
    # A run writes in its second half.
    time.sleep(length * random.Random(number).uniform(0.3, 1.05))  # noqa: S311 - a moment, no secret
    process.send_signal(signal.SIGKILL)
    process.communicate()

    assert command("list", "--project", project.root).code == 0
    after = pages(project)
    assert not [name for name in after if "/." in name or name.startswith(".")]
    changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    assert changed <= {"2026Q2/boern.html", "2026Q2/index.html", "2026Q2.zip", "SHA256SUMS"}, (
        "nothing but the new page differs"
    )
    manifest = json.loads((project.report(LAST) / "manifest.json").read_text(encoding="utf-8"))
    assert set(manifest["pages"]) <= {name.removeprefix("2026Q2/") for name in after}
    assert processed_store.load(project, LAST).states


def test_the_run_after_all_that_works_as_ever(moments: tuple[Project, float]) -> None:
    project, _ = moments
    edit_cell(project.notebook("boern"), 1, "# Sidste udgave")
    again = start(project)
    _, err = again.communicate()
    assert again.returncode == 0, err.decode()
    assert "Sidste udgave" in (project.report(LAST) / "boern.html").read_text(encoding="utf-8")
