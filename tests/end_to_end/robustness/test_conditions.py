"""Whatever ends a run midway is named; the published quarter is unchanged, and nothing is left behind.

Tested through the whole command, with real kernels where it is a kernel that fails.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import psutil
import pytest
from command_line import AT_A_CONSOLE, CommandLine
from executed_notebooks import execute_first_cell
from municipality import FIRST, edit, edit_cell
from tree_bytes import tree_bytes

from sigtepunkt.core.project import Project
from sigtepunkt.core.storage.atomic_files import write_lock
from sigtepunkt.execution import executor, fork_server

STEP = 1 if os.environ.get("SIGTEPUNKT_NIGHTLY") else 4  # the disk is full at every nth writing
COMMAND = [sys.executable, "-c", AT_A_CONSOLE]
PATIENCE = 90  # seconds, on a busy machine


def left_behind(project: Project) -> list[str]:
    """Return partial files, and the processes that still work in the project."""
    aside = [
        name
        for name in tree_bytes(project.root)
        if any(part.startswith((".new-", ".old-")) for part in Path(name).parts)
    ]
    working = []
    for process in psutil.process_iter():
        try:
            words = " ".join(process.cmdline())
            here = process.cwd().startswith(str(project.root)) or str(project.root) in words
            if here and process.pid != os.getpid():
                working.append(f"{process.pid} {words}")
        except psutil.Error:
            continue
    return [*aside, *working]


@pytest.fixture
def untouched(published: Project) -> Iterator[Project]:
    """Prøvekommune with a published quarter; whatever the test does, it must be unchanged afterwards."""
    before = tree_bytes(published.reports)
    yield published
    assert tree_bytes(published.reports) == before
    deadline = time.monotonic() + 10
    while (left := left_behind(published)) and time.monotonic() < deadline:
        time.sleep(0.1)  # killed processes take a moment to disappear
    assert left == []
    with write_lock(published):
        """The lock is free."""


@pytest.fixture
def begun(untouched: Project) -> Iterator[subprocess.Popen[str]]:
    """A run at a console of its own, in the middle of two slow notebooks."""
    for page in ("boern", "teknik"):
        edit_cell(
            untouched.notebook(page), 4, f"import time; open('begun-{page}', 'w').close(); time.sleep(120)"
        )
    process = subprocess.Popen(
        [*COMMAND, "run", str(FIRST), "--project", str(untouched.root)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    deadline = time.monotonic() + PATIENCE
    while not all((untouched.root / f"begun-{page}").exists() for page in ("boern", "teknik")):
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.1)
    yield process
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


FATAL = {
    "boern": ("import os\nos._exit(3)", "Kernel died"),
    "teknik": ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "Kernel died"),
    "datakvalitet": ("raise MemoryError", "cell 4 raised MemoryError"),
    "metode": ("1 / 0", "cell 4 raised ZeroDivisionError"),
}


def test_a_kernel_that_dies_names_its_notebook_and_every_other_one_that_failed(
    untouched: Project, command: CommandLine
) -> None:
    for page, (cell, _) in FATAL.items():
        edit_cell(untouched.notebook(page), 4, cell)
    outcome = command("run", FIRST, "--project", untouched.root)
    assert outcome.code == 1
    assert "Refused. Nothing in reports/ was changed." in outcome.err
    for page, (_, said) in FATAL.items():
        (told,) = (line for line in outcome.err.splitlines() if line.startswith(f"notebooks/{page}.ipynb: "))
        assert said in told
    assert "notebooks/kommunalbestyrelsen.ipynb: " not in outcome.err


def test_a_notebook_that_hangs_stops_the_run_with_its_own_limit(
    untouched: Project, command: CommandLine
) -> None:
    edit_cell(untouched.notebook("boern"), 4, "import time; time.sleep(120)")
    notebook = json.loads(untouched.notebook("boern").read_text(encoding="utf-8"))
    notebook["metadata"]["sigtepunkt"] = {"timeout": 5}
    untouched.notebook("boern").write_text(json.dumps(notebook), encoding="utf-8")
    outcome = command("run", FIRST, "--project", untouched.root)
    assert outcome.code == 1
    assert "notebooks/boern.ipynb: cell 4 was not done when the notebook's 5 seconds were over" in outcome.err


@pytest.mark.skipif(not fork_server.is_possible(), reason="this system cannot fork kernels")
def test_when_the_server_that_kernels_are_forked_from_is_killed_the_run_says_which_notebooks_were_lost(
    begun: subprocess.Popen[str],
) -> None:
    (server,) = (
        child for child in psutil.Process(begun.pid).children() if "forkserver" in " ".join(child.cmdline())
    )
    server.kill()
    _, err = begun.communicate(timeout=PATIENCE)
    assert begun.returncode == 1, err
    assert "Refused. Nothing in reports/ was changed." in err
    for page in ("boern", "teknik"):
        assert (
            f"notebooks/{page}.ipynb: the notebook could not be run to its end, in cell 4: Kernel died" in err
        )


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is sent as POSIX sends it")
def test_a_second_run_names_the_first_and_ctrl_c_at_the_console_ends_the_first_with_all_it_started(
    untouched: Project, begun: subprocess.Popen[str], command: CommandLine
) -> None:
    second = command("run", FIRST, "--project", untouched.root)
    assert second.code == 1
    assert f"another sigtepunkt is writing here (process {begun.pid})" in second.err
    assert begun.poll() is None
    started = psutil.Process(begun.pid).children(recursive=True)
    assert len(started) >= 3, "two kernels and the fork server"
    os.killpg(begun.pid, signal.SIGINT)
    out, err = begun.communicate(timeout=PATIENCE)
    assert (begun.returncode, out) == (130, "")
    assert err.endswith("Interrupted. Nothing was published.\n")
    assert psutil.wait_procs(started, timeout=10)[1] == []


# --- a full disk --------------------------------------------------------------------------------------------


class Disk:
    """A disk that is full from the nth file or folder begun in a project; a table is half written then."""

    def __init__(self, project: Project, patch: pytest.MonkeyPatch) -> None:
        self.room, self.begun = 10**6, list[str]()
        real_open, real_mkdir, real_to_parquet = io.open, os.mkdir, pd.DataFrame.to_parquet

        def begin(path: object) -> None:
            if str(path).startswith(str(project.root)):
                if len(self.begun) >= self.room:
                    raise OSError(28, "No space left on device", str(path))
                self.begun.append(str(path))

        def open_(file: Any, mode: str = "r", *rest: Any, **named: Any) -> Any:
            if set(mode) & set("wax+"):
                begin(file)
            return real_open(file, mode, *rest, **named)

        def mkdir(path: Any, *rest: Any, **named: Any) -> None:
            begin(path)
            real_mkdir(path, *rest, **named)

        def to_parquet(frame: pd.DataFrame, path: Any, **named: Any) -> None:
            if not isinstance(path, io.BytesIO):  # into memory
                Path(path).write_bytes(b"PAR1")
                begin(path)
            real_to_parquet(frame, path, **named)

        patch.setattr(io, "open", open_)
        patch.setattr(os, "mkdir", mkdir)
        patch.setattr(pd.DataFrame, "to_parquet", to_parquet)


def full_at_each_writing(
    untouched: Project, command: CommandLine, patch: pytest.MonkeyPatch, change: Callable[[], object]
) -> int:
    """Run after a change with a disk that has room for 0 writings, then for more, until all of them fit.

    Every run but the last must fail and leave everything as it was. Returns the number of writings that were
    needed.
    """

    def state() -> tuple[dict[str, bytes], ...]:
        return tuple(map(tree_bytes, (untouched.reports, untouched.all_raw, untouched.published)))

    before = state()
    change()
    patch.setattr(executor, "execute", execute_first_cell)
    with patch.context() as disk:
        full = Disk(untouched, disk)
        for room in range(0, 60, STEP):
            full.room, full.begun = room, []
            outcome = command("run", FIRST, "--project", untouched.root)
            if outcome.code == 0:
                break
            assert outcome.code == 1, outcome.err
            assert "Nothing in reports/ was changed." in outcome.err
            assert "No space left on device" in outcome.err, room
            assert "next:    make room on the disk, and run the command again" in outcome.err
            assert state() == before
            assert left_behind(untouched) == []
    return room


def test_a_disk_that_is_full_at_any_writing_is_named_and_leaves_all_as_it_was(
    published: Project, command: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def change() -> None:
        indicators = published.strategy / "indicators.toml"
        edit(indicators, "Elevernes fravær i procent", "Alle elevers fravær i procent")
        edit_cell(published.notebook("boern"), 1, "# Børneudvalget\n\nPlads igen.")

    written = full_at_each_writing(published, command, monkeypatch, change)
    assert written > 10, "tables, records, pages, ledger, manifest and overview"
    assert "Plads igen." in (published.report(FIRST) / "boern.html").read_text(encoding="utf-8")
    shutil.rmtree(published.root)
