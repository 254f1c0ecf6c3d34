"""Two clones of a project, published in different folders, time zones and locales and on different days."""

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

# The manifest's keys for clock time and the state of git, which are written nowhere else.
TIMES = ("made", "commit")
HERE = {"TZ": "Pacific/Auckland", "LC_ALL": "C", "LANG": "C", "PYTHONHASHSEED": "1"}
THERE = {
    "TZ": "America/Los_Angeles",
    "LC_ALL": "C.UTF-8",
    "LANG": "en_US.UTF-8",
    "PYTHONHASHSEED": "2",
    "COLUMNS": "40",
}
# As `sitecustomize` Python imports it at start-up, in kernels too: a clock more than a year ahead. The types
# date and datetime are patched, not replaced, since compiled libraries rely on their layout.
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
    datetime.datetime,
    now=lambda cls, tz=None: cls.fromtimestamp(time.time(), tz),
    today=lambda cls: cls.fromtimestamp(time.time()),
    utcnow=lambda cls: cls.fromtimestamp(time.time(), datetime.timezone.utc).replace(tzinfo=None),
)
"""


def clone(project: Project, home: Path) -> Project:
    """Copy a project's inputs to `home`, without processed data or reports."""
    for folder in (project.data, project.strategy, project.expectations, project.notebooks):
        shutil.copytree(
            folder,
            home / folder.relative_to(project.root),
            ignore=shutil.ignore_patterns("processed", "__pycache__", ".ipynb_checkpoints"),
        )
    return Project(home)


def sigtepunkt(project: Project, *words: str, day: Path | None = None, **environment: str) -> str:
    """Run a command in a new process, which must succeed, and return its standard output."""
    path = os.pathsep.join(map(str, (day, REPOSITORY) if day else (REPOSITORY,)))
    code = "from sigtepunkt.cli import main; main()"
    finished = subprocess.run(
        [sys.executable, "-c", code, *words, "--project", str(project.root)],
        check=False,
        capture_output=True,
        cwd=REPOSITORY,
        env={**os.environ, **environment, "PYTHONPATH": path},
        encoding="utf-8",
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return finished.stdout


def artefacts(project: Project, quarter: Quarter) -> dict[str, bytes]:
    """Return everything a run writes, by name; the manifest without the times.

    That is pages, index, overview, manifest, records of editions, and processed data. Remembered verdicts and
    the lock are left out: the order of the verdicts and the lock depend on the process, and neither is
    anything's input.
    """
    folders = {
        "reports": project.reports,
        "published": project.published,
        "processed": project.processed(quarter),
    }
    files = {
        f"{name}/{path}": content
        for name, folder in folders.items()
        for path, content in tree_bytes(folder).items()
    }
    name = f"reports/{quarter}/{manifest.NAME}"
    timeless = {key: value for key, value in json.loads(files[name]).items() if key not in TIMES}
    return {**files, name: json.dumps(timeless).encode()}


def published_at(project: Project, quarter: Quarter) -> dt.datetime:
    """Return the time of publication in the quarter's manifest."""
    return dt.datetime.fromisoformat((manifest.read(project, quarter) or {})["made"])


def assert_alike(first: Project, second: Project, quarter: Quarter) -> dict[str, bytes]:
    """Compare every artefact of two clones, the second published more than a year later, and return them."""
    files, others = artefacts(first, quarter), artefacts(second, quarter)
    assert files.keys() == others.keys()
    assert [name for name in files if files[name] != others[name]] == []
    assert published_at(second, quarter) - published_at(first, quarter) > dt.timedelta(days=399)
    return files
