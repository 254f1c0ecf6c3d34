"""One process writes at a time, and a dead one does not keep the lock."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from command_line import CommandLine
from executed_notebooks import SUPPORT, WITHOUT_KERNELS
from municipality import FIRST, LAST, edit, edit_cell
from places import bring_verdicts
from tree_bytes import tree_bytes

from sigtepunkt.core.errors import Refused
from sigtepunkt.core.project import Project
from sigtepunkt.core.storage import atomic_files
from sigtepunkt.core.storage.atomic_files import write_lock

HOLD = """
import sys, time
from pathlib import Path
from sigtepunkt.core.storage.atomic_files import write_lock
from sigtepunkt.core.project import Project
with write_lock(Project(Path(sys.argv[1]))):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(project: Project) -> subprocess.Popen[str]:
    """Another process that holds Prøvekommune's lock."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(project.root)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def kill(process: subprocess.Popen[str]) -> None:
    """Kill the process, without a chance to clean up."""
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    if process.stdout is not None:
        process.stdout.close()


def test_a_second_writer_is_refused_and_the_first_is_named(
    holder: subprocess.Popen[str], project: Project, command: CommandLine
) -> None:
    outcome = command("process", LAST, "--project", project.root)
    assert outcome.code == 1
    assert f"another sigtepunkt is writing here (process {holder.pid})" in outcome.err
    assert "wait until it is done" in outcome.err
    kill(holder)


def test_a_command_that_only_reads_does_not_wait(
    holder: subprocess.Popen[str], project: Project, command: CommandLine
) -> None:
    atomic_files.begin(project.report(LAST))
    assert command("list", "--project", project.root).code == 0
    assert (project.reports / ".new-2026Q2").exists(), "it belongs to the process that holds the lock"
    kill(holder)
    assert command("list", "--project", project.root).code == 0
    assert not (project.reports / ".new-2026Q2").exists(), "it belongs to nobody any more, and is removed"


def test_a_process_that_is_killed_does_not_keep_the_lock(
    holder: subprocess.Popen[str], project: Project
) -> None:
    kill(holder)
    with write_lock(project):
        pass


def test_the_lock_is_free_after_it_was_held(project: Project) -> None:
    for _ in range(2):
        with write_lock(project), pytest.raises(Refused, match="another sigtepunkt"), write_lock(project):
            pass


@pytest.mark.usefixtures("processed_once")
def test_a_run_that_is_terminated_ends_its_kernels_and_publishes_nothing(project: Project) -> None:
    bring_verdicts(project)
    waiting = project.notebook("boern")
    waiting.write_text(
        waiting.read_text(encoding="utf-8").replace(
            "report.summary()", "import time; open('begun', 'w').close(); time.sleep(120)"
        ),
        encoding="utf-8",
    )
    code = "from sigtepunkt.cli import main; main()"
    words = (sys.executable, "-c", code, "run", str(LAST), "--only", "boern", "--project", str(project.root))
    process = subprocess.Popen(words, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 90
    while not (project.root / "begun").exists() and time.monotonic() < deadline:
        time.sleep(0.2)
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 130, err
    assert out == ""
    assert "Interrupted. Nothing was published." in err
    assert not list(project.reports.glob("2026Q2"))
    assert not _running(project.root)


def _running(root: Path) -> list[str]:
    """Return the ids of the kernels that still work in the project's folder."""
    kernels = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_text(encoding="utf-8")
            if (process / "cwd").resolve() == root and "ipykernel" in command:
                kernels.append(process.name)
        except OSError:
            continue
    return kernels


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no permission modes")
@pytest.mark.parametrize(
    ("folder", "definition"), [("reports", ""), ("data/processed", "Elevernes fravær i procent")]
)
def test_a_folder_that_may_not_be_written_to_is_named_and_nothing_changes(
    published: Project, folder: str, definition: str
) -> None:
    """Root may write everywhere, so the commands drop that capability first where root runs the tests."""
    drop = ("setpriv", "--bounding-set", "-dac_override,-dac_read_search", "--")
    as_anyone = drop if os.geteuid() == 0 else ()
    python = (*as_anyone, sys.executable, "-c", WITHOUT_KERNELS, str(SUPPORT))
    locked = published.root / folder
    edit_cell(published.notebook("boern"), 1, "# Børneudvalget\n\nNyt")
    if definition:
        edit(published.strategy / "indicators.toml", definition, "Alle elevers fravær i procent")
    before = tree_bytes(published.reports)
    locked.chmod(0o555)
    try:
        touch = subprocess.run([*as_anyone, "touch", str(locked / "x")], capture_output=True, check=False)
        assert touch.returncode != 0, "the folder can be written to"
        words = (*python, "run", str(FIRST), "--project", str(published.root))
        finished = subprocess.run(words, capture_output=True, text=True, check=False)
    finally:
        locked.chmod(0o755)
    assert finished.returncode == 1
    assert "Permission denied" in finished.stderr
    assert folder in finished.stderr
    assert "Nothing in reports/ was changed." in finished.stderr
    assert tree_bytes(published.reports) == before
