"""Killed at any moment, a fetch leaves no vintage that a run accepts, and the next one finishes it.

SIGTEPUNKT_KILLS is the number of moments tried (`make nightly`: 50).
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from command_line import CommandLine
from municipality import LAST, lay_out
from publishers import Publishers, serving
from publishers.declared import KEY, declare_services, publishers_of

from sigtepunkt.core.period import Quarter
from sigtepunkt.core.project import Project
from sigtepunkt.raw.vintage import open_vintage

KILLS = int(os.environ.get("SIGTEPUNKT_KILLS", "2"))
NEXT = Quarter(2026, 3)
FETCHED = {"FOLK9": "folketal.csv", "y99": "ledige.json", "FREM9": "fremskrivning.csv"}
MARKER = ".fetched.json"
MAIN = "from sigtepunkt.cli import main; main()"


def start(project: Project, server: Publishers) -> subprocess.Popen[bytes]:
    """Start fetching in a process of its own."""
    words = ("fetch", str(NEXT), "--project", str(project.root), "--base-url", server.address)
    environment = {**os.environ, "SIGTEPUNKT_JOBINDSATS_KEY": KEY, "NO_PROXY": "127.0.0.1"}
    return subprocess.Popen(
        (sys.executable, "-c", MAIN, *words),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=environment,
    )


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Publishers, float]]:
    """Prøvekommune's services, and the seconds from the first request that a fetch takes."""
    project = declare_services(lay_out(tmp_path_factory.mktemp("kommune")))
    with serving(publishers_of(project, LAST)) as server:
        process = start(project, server)
        _, err = process.communicate()
        assert process.returncode == 0, err.decode()
        yield server, time.monotonic() - server.asked[0].at


@pytest.mark.parametrize("number", range(KILLS))
def test_killed_at_any_moment_a_fetch_leaves_nothing_or_all_of_it(
    project: Project, served: tuple[Publishers, float], number: int, command: CommandLine
) -> None:
    server, length = served
    declare_services(project)
    server.asked.clear()
    process = start(project, server)
    while not server.asked and process.poll() is None:
        time.sleep(0.005)
    time.sleep(length * random.Random(number).uniform(0, 1.1))  # noqa: S311 - a moment, no secret
    process.send_signal(signal.SIGKILL)
    process.communicate()
    had = {path.name.removesuffix(MARKER) for path in project.under_way(NEXT).glob(f"*{MARKER}")}

    assert command("list", "--project", project.root).code == 0
    if project.raw(NEXT).exists():
        assert {*open_vintage(project, NEXT).provenance} == {*FETCHED.values()}
    else:
        assert NEXT not in project.quarters()
        assert command("run", str(NEXT), "--project", project.root).code == 2
        server.asked.clear()
        finished = start(project, server)
        _, err = finished.communicate()
        assert finished.returncode == 0, err.decode()
        assert {FETCHED[table] for table in server.data_asked()} == {*FETCHED.values()} - had
    vintage = open_vintage(project, NEXT)
    for name in FETCHED.values():
        assert (vintage.folder / name).read_bytes() == (project.raw(LAST) / name).read_bytes()
    assert [path.name for path in project.all_raw.iterdir() if path.name.startswith(".swap")] == []
