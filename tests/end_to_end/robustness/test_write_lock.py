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
from made_pages import SUPPORT, WITHOUT_KERNELS
from municipality import FIRST, LAST, edit, edit_cell
from tree_bytes import tree_bytes

from sigtepunkt.core import atomic_files
from sigtepunkt.core.atomic_files import only_writer
from sigtepunkt.core.errors import Refused
from sigtepunkt.core.project import Project

HOLD = "import sys, time\nfrom pathlib import Path\nfrom sigtepunkt.core.atomic_files import only_writer\nfrom sigtepunkt.core.project import Project\nwith only_writer(Project(Path(sys.argv[1]))):\n    print('held', flush=True)\n    time.sleep(60)\n"


@pytest.fixture
def holder(project: Project) -> subprocess.Popen[str]:
    """A process of its own that holds Prøvekommune's lock."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(project.root)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def ended(process: subprocess.Popen[str]) -> None:
    """End it as nothing can prevent."""
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
    ended(holder)


def test_who_only_reads_is_not_kept_waiting(
    holder: subprocess.Popen[str], project: Project, command: CommandLine
) -> None:
    atomic_files.begin(project.report(LAST))
    assert command("list", "--project", project.root).code == 0
    assert (project.reports / ".new-2026Q2").exists(), "it is the other one's work in progress"
    ended(holder)
    assert command("list", "--project", project.root).code == 0
    assert not (project.reports / ".new-2026Q2").exists(), "nobody's any more: it is repaired"


def test_a_process_that_is_killed_does_not_keep_the_lock(
    holder: subprocess.Popen[str], project: Project
) -> None:
    ended(holder)
    with only_writer(project):
        pass


def test_the_lock_is_free_once_it_was_held(project: Project) -> None:
    for _ in range(2):
        with only_writer(project), pytest.raises(Refused, match="another sigtepunkt"), only_writer(project):
            pass


def test_a_run_that_is_told_to_end_ends_its_kernels_and_publishes_nothing(project: Project) -> None:
    waiting = project.notebook("boern")
    waiting.write_text(
        waiting.read_text(encoding="utf-8").replace(
            "report.summary()", "import time; open('begun', 'w').close(); time.sleep(120)"
        ),
        encoding="utf-8",
    )
    process = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "from sigtepunkt.cli import main; main()",
            "run",
            str(LAST),
            "--only",
            "boern",
            "--project",
            str(project.root),
        ],
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
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
    """Return the kernels that still work in the project's folder."""
    found = []
    for place in Path("/proc").glob("[0-9]*/cwd"):
        try:
            if place.resolve() == root and "ipykernel" in (place.parent / "cmdline").read_text(
                encoding="utf-8"
            ):
                found.append(place.parent.name)
        except OSError:
            continue
    return found


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are not told by modes")
@pytest.mark.parametrize(
    ("folder", "definition"), [("reports", ""), ("data/processed", "Elevernes fravær i procent")]
)
def test_a_folder_that_may_not_be_written_to_is_named_and_nothing_changes(
    published: Project, folder: str, definition: str
) -> None:
    """Root may write everywhere: it gives up that right first, so that the test is one for root too."""
    as_anyone = (
        ["setpriv", "--bounding-set", "-dac_override,-dac_read_search", "--"] if os.geteuid() == 0 else []
    )
    place = published.root / folder
    edit_cell(published.notebook("boern"), 1, "# Børneudvalget\n\nNyt")
    if definition:
        edit(published.strategy / "indicators.toml", definition, "Alle elevers fravær i procent")
    before = tree_bytes(published.reports)
    place.chmod(0o555)
    try:
        assert (
            subprocess.run(
                [*as_anyone, "touch", str(place / "x")], capture_output=True, check=False
            ).returncode
            != 0
        ), "the folder can be written to"
        done = subprocess.run(
            [
                *as_anyone,
                sys.executable,
                "-c",
                WITHOUT_KERNELS,
                str(SUPPORT),
                "run",
                str(FIRST),
                "--project",
                str(published.root),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        place.chmod(0o755)
    assert done.returncode == 1
    assert "Permission denied" in done.stderr
    assert folder in done.stderr
    assert "Nothing in reports/ was changed." in done.stderr
    assert tree_bytes(published.reports) == before
