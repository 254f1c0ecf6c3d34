"""Two clones of a project, made in different places, time zones, locales and on different days."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from places import REPOSITORY
from tree_bytes import tree_bytes

from sigtepunkt.core.period import Quarter
from sigtepunkt.core.project import Project
from sigtepunkt.editions import manifest

TIMES = ("made", "commit")  # clock time and the state of git live in the manifest, and nowhere else
HERE = {"TZ": "Pacific/Auckland", "LC_ALL": "C", "LANG": "C", "PYTHONHASHSEED": "1"}
THERE = {
    "TZ": "America/Los_Angeles",
    "LC_ALL": "C.UTF-8",
    "LANG": "en_US.UTF-8",
    "PYTHONHASHSEED": "2",
    "COLUMNS": "40",
}
# Python imports it when it starts, in kernels too: a clock that is more than a year ahead. The types stay as they are: compiled
# libraries know their size.
ANOTHER_DAY = """
import ctypes, datetime, gc, time

AHEAD = 400 * 86400 + 12345.678
now, now_ns = time.time, time.time_ns
time.time = lambda: now() + AHEAD
time.time_ns = lambda: now_ns() + int(AHEAD * 1e9)


def put(kind, **methods):
    gc.get_referents(kind.__dict__)[0].update({name: classmethod(method) for name, method in methods.items()})
    ctypes.pythonapi.PyType_Modified(ctypes.py_object(kind))


put(datetime.date, today=lambda cls: cls.fromtimestamp(time.time()))
put(
    datetime.datetime, now=lambda cls, tz=None: cls.fromtimestamp(time.time(), tz), today=lambda cls: cls.fromtimestamp(time.time()),
    utcnow=lambda cls: cls.fromtimestamp(time.time(), datetime.timezone.utc).replace(tzinfo=None),
)
"""


def clone(project: Project, home: Path) -> Project:
    """Return a copy of a project, where no quarter is made."""
    for folder in (project.data, project.strategy, project.expectations, project.notebooks):
        shutil.copytree(
            folder,
            home / folder.relative_to(project.root),
            ignore=shutil.ignore_patterns("processed", "__pycache__", ".ipynb_checkpoints"),
        )
    return Project(home)


def sigtepunkt(project: Project, *words: str, day: Path | None = None, **environment: str) -> str:
    """Run the command in a process of its own and return what it says."""
    path = os.pathsep.join(map(str, (day, REPOSITORY) if day else (REPOSITORY,)))
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from sigtepunkt.cli import main; main()",
            words[0],
            *words[1:],
            "--project",
            str(project.root),
        ],
        check=False,
        capture_output=True,
        cwd=REPOSITORY,
        env={**os.environ, **environment, "PYTHONPATH": path},
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def artefacts(project: Project, quarter: Quarter) -> dict[str, bytes]:
    """Return everything a run has made, by name: pages, index, overview, manifest without its times, what is kept of editions, processed data.

    What checks found is remembered by the order they were done in, and the lock is the process's; neither is anything's input.
    """
    found = {
        f"{name}/{path}": content
        for name, folder in {
            "reports": project.reports,
            "published": project.published,
            "processed": project.processed(quarter),
        }.items()
        for path, content in tree_bytes(folder).items()
    }
    name = f"reports/{quarter}/{manifest.NAME}"
    papers = {key: part for key, part in json.loads(found[name]).items() if key not in TIMES}
    return {**found, name: json.dumps(papers).encode()}


def made(project: Project, quarter: Quarter) -> dt.datetime:
    """Return when the manifest says that the quarter was made."""
    return dt.datetime.fromisoformat((manifest.read(project, quarter) or {})["made"])


def assert_alike(one: Project, other: Project, quarter: Quarter) -> dict[str, bytes]:
    """Hold every artefact of two clones against each other, and return them. The second was made on another day."""
    found, others = artefacts(one, quarter), artefacts(other, quarter)
    assert found.keys() == others.keys()
    assert [name for name in found if found[name] != others[name]] == []
    assert made(other, quarter) - made(one, quarter) > dt.timedelta(days=399)
    return found
