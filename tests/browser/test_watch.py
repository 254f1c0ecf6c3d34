"""Saving a notebook updates its page in the open tab; refusals appear there and in the terminal.

A single command watches Prøvekommune through the whole module, with its own copy of the package, which a test
may change; the last test ends it. The tests therefore depend on their order.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from command_line import AT_A_CONSOLE, CommandLine
from municipality import FIRST, edit, edit_cell
from tree_bytes import tree_bytes

import sigtepunkt
from sigtepunkt.core.project import Project
from sigtepunkt.core.storage.atomic_files import write_lock

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is sent as POSIX sends it"),
]
PATIENCE = 60  # seconds, on a busy machine


def wait_for(condition: Callable[[], Any]) -> Any:
    """Return the condition's value once it is true."""
    deadline = time.monotonic() + PATIENCE
    while not (value := condition()):
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)
    return value


class Watch:
    """The running command, with its output in the terminal."""

    def __init__(self, project: Project, package: Path) -> None:
        self.project, self.package, self._output = project, package, package.parent / "output.txt"
        words = ["watch", str(FIRST), "--no-open", "--project", str(project.root)]
        with self._output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-c", AT_A_CONSOLE, *words],
                cwd=package.parent,
                stdout=output,
                stderr=output,
                env={**os.environ, "PYTHONPATH": str(package.parent)},
                start_new_session=True,
            )
        beginning = "Watching every page of 2026Q1, shown at http://127.0.0.1:"
        line = wait_for(lambda: next((line for line in self.lines() if line.startswith(beginning)), None))
        self.wait_for("Made a draft of 2026Q1")
        self.address = line.split()[7].removesuffix("index.html;")

    def lines(self) -> list[str]:
        """Return the lines printed so far."""
        return self._output.read_text(encoding="utf-8").splitlines()

    def wait_for(self, part: str, times: int = 1) -> None:
        """Wait until a text has been printed so many times."""
        wait_for(lambda: sum(part in line for line in self.lines()) >= times)


@pytest.fixture(scope="module")
def watch(published_once: Project, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watch]:
    """Prøvekommune being watched."""
    home = tmp_path_factory.mktemp("watched")
    project = Project(shutil.copytree(published_once.root, home / "prøvekommune"))
    package = shutil.copytree(
        Path(sigtepunkt.__file__).parent, home / "sigtepunkt", ignore=shutil.ignore_patterns("__pycache__")
    )
    started = Watch(project, package)
    yield started
    if started.process.poll() is None:
        os.killpg(started.process.pid, signal.SIGKILL)
        started.process.wait()


def draft(watch: Watch) -> Path:
    """Return the folder of the draft's pages."""
    return watch.project.as_draft(FIRST).report(FIRST)


class Tab:
    """A page in the browser, with the complaints in the browser's console."""

    def __init__(self, browser: Any, address: str) -> None:
        self.complaints: list[str] = []
        self.page = browser.new_page()
        self.page.on(
            "console",
            lambda message: (
                self.complaints.append(message.text) if message.type in {"error", "warning"} else None
            ),
        )
        self.page.goto(address)
        self.page.evaluate("() => { window.untouched = true; }")

    @property
    def untouched(self) -> bool:
        """Whether it is still as it was opened, not reloaded."""
        return bool(self.page.evaluate("() => window.untouched === true"))

    def wait_for(self, text: str) -> None:
        """Wait until the tab shows a text."""
        self.page.get_by_text(text).wait_for(timeout=PATIENCE * 1000)


@pytest.fixture
def tabs(watch: Watch, browser: Any) -> Iterator[dict[str, Tab]]:
    """Two open pages."""
    opened = {name: Tab(browser, f"{watch.address}{name}.html") for name in ("boern", "teknik")}
    yield opened
    for tab in opened.values():
        tab.page.close()


def test_a_saved_notebook_makes_its_page_and_no_other_and_its_tab_reloads(
    watch: Watch, tabs: dict[str, Tab]
) -> None:
    before, record = tree_bytes(watch.project.reports), tree_bytes(watch.project.published)
    assert "Executing" not in "".join(watch.lines()), (
        "the published pages are current: the draft begins with them"
    )
    edit_cell(watch.project.notebook("boern"), 1, "# Børneudvalget\n\nEr alle med endnu?")
    tabs["boern"].wait_for("Er alle med endnu?")
    assert not tabs["boern"].untouched
    assert tabs["teknik"].untouched
    assert [tab.complaints for tab in tabs.values()] == [[], []]
    watch.wait_for("Made a draft of 2026Q1: reports/2026Q1-udkast/index.html", times=2)
    assert [line for line in watch.lines() if line.startswith("Executing")] == [
        "Executing notebooks/boern.ipynb"
    ]
    after = tree_bytes(watch.project.reports)
    assert {name for name in after if after[name] != before.get(name)} == {
        "2026Q1-udkast/boern.html",
        "2026Q1-udkast/manifest.json",
    }
    assert tree_bytes(watch.project.published) == record, "nothing that was published is touched"
    assert after["2026Q1-udkast/boern.html"].count(b"<script") == 1, (
        "the page's own, not the one that reloads"
    )
    assert b"EventSource" not in after["2026Q1-udkast/boern.html"]
    with write_lock(watch.project):
        """The lock is free between two builds."""


def test_what_is_refused_is_told_as_by_run_and_shown_in_the_tab_and_the_next_save_is_made(
    watch: Watch, tabs: dict[str, Tab], command: CommandLine
) -> None:
    before = tree_bytes(watch.project.reports)
    indicators = watch.project.strategy / "indicators.toml"
    edit(indicators, 'better = "neutral"', 'better = "op"')
    watch.wait_for("Refused. Nothing in reports/ was changed.")
    tabs["teknik"].wait_for("kunne ikke blive til en side")
    run = command("run", FIRST, "--draft", "--project", watch.project.root).err.splitlines()
    assert watch.lines()[-len(run) :] == run
    assert tree_bytes(watch.project.reports) == before
    edit(indicators, 'better = "op"', 'better = "neutral"')
    watch.wait_for("Made a draft", times=3)
    tabs["teknik"].page.get_by_text("kunne ikke blive til en side").wait_for(
        state="detached", timeout=PATIENCE * 1000
    )
    assert [tab.untouched for tab in tabs.values()] == [True, True], "they are as they were"

    edit_cell(watch.project.notebook("boern"), 4, "1 / 0")
    watch.wait_for("notebooks/boern.ipynb: cell 4 raised ZeroDivisionError: division by zero")
    edit_cell(watch.project.notebook("boern"), 4, "report.summary()")
    edit_cell(watch.project.notebook("boern"), 1, "# Børneudvalget\n\nMen nu igen.")
    tabs["boern"].wait_for("Men nu igen.")


def test_a_package_that_cannot_be_imported_is_told_and_the_old_one_goes_on(watch: Watch) -> None:
    module = watch.package / "core" / "danish.py"
    text = module.read_text(encoding="utf-8")
    module.write_text(f"{text}\n1 / 0\n", encoding="utf-8")
    watch.wait_for("sigtepunkt itself has changed, and cannot be imported:")
    watch.wait_for("ZeroDivisionError: division by zero", times=2)
    module.write_text(text, encoding="utf-8")
    edit_cell(watch.project.notebook("boern"), 1, "# Børneudvalget\n\nMed det gamle.")
    wait_for(lambda: b"Med det gamle." in (draft(watch) / "boern.html").read_bytes())


def test_a_changed_package_begins_again_and_ctrl_c_ends_it_in_the_middle_with_nothing_left(
    watch: Watch, tabs: dict[str, Tab]
) -> None:
    # So that the changed package has something to judge, and says so.
    shutil.rmtree(watch.project.processed(FIRST))
    before = tree_bytes(watch.project.reports)
    edit(watch.package / "cli" / "terminal.py", '"signals": "Judging"', '"signals": "Bedømmer"')
    watch.wait_for("sigtepunkt itself has changed: beginning again.")
    watch.wait_for("shown at http://127.0.0.1:", times=2)
    assert sum(watch.address in line for line in watch.lines()) == 2, "at the same address"
    watch.wait_for("Bedømmer")
    process = psutil.Process(watch.process.pid)
    started = [process, *process.children(recursive=True)]
    assert len(started) > 1
    os.killpg(watch.process.pid, signal.SIGINT)
    assert watch.process.wait(PATIENCE) == 0
    _, alive = psutil.wait_procs(started[1:], timeout=10)
    assert alive == []
    assert watch.lines()[-1] == "Watching has ended."
    assert "Traceback" not in "".join(watch.lines()[-8:])
    assert tree_bytes(watch.project.reports) == before
    assert tabs["boern"].untouched
    with write_lock(watch.project):
        """The lock is free."""


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("børn",), "did you mean 'boern'"),
        (("2026Q1", "2026Q2"), "one quarter at a time"),
        (("2027Q1",), "no raw data for 2027Q1"),
    ],
)
def test_what_cannot_be_watched_is_wrong_use(
    project: Project, command: CommandLine, words: tuple[str, ...], part: str
) -> None:
    outcome = command("watch", *words, "--no-open", "--project", project.root)
    assert outcome.code == 2
    assert part in outcome.err
