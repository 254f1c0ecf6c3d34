"""What every benchmark here stands on: projects with nothing made in them, commands run as on a new machine, and what they took."""

from __future__ import annotations

import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

import psutil

REPOSITORY = Path(__file__).parent.parent
QUARTER = "2026Q2"
BIN = Path(sys.executable).parent
RUN = (BIN / "sigtepunkt", "run", QUARTER)
_LAID_OUT = ("data/raw", "data/published", "strategy", "expectations", "notebooks")
_KEPT = (
    "PATH",
    "LANG",
    "LC_ALL",
    "PYTHONPATH",
    "VIRTUAL_ENV",
    "TMPDIR",
)  # no cache or setting of who measures


def shipped(project: Path) -> None:
    """Lay out the shipped project with nothing made in it."""
    for folder in _LAID_OUT:
        shutil.copytree(
            REPOSITORY / folder, project / folder, ignore=shutil.ignore_patterns(".ipynb_checkpoints")
        )


@contextmanager
def copy(project: Path | None = None) -> Iterator[Path]:
    """Yield a copy of a project, of the shipped one by default, that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        there = Path(folder) / "project"
        if project:
            shutil.copytree(project, there, ignore=shutil.ignore_patterns("home"))
        else:
            shipped(there)
        yield there


def environment(project: Path) -> dict[str, str]:
    """Return the environment of a new user on this machine: an empty HOME, nothing cached."""
    home = project / "home"
    home.mkdir(exist_ok=True)
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return {**kept, "HOME": str(home), "PATH": f"{BIN}{os.pathsep}{kept['PATH']}"}


def call(project: Path, *words: str | Path) -> None:
    """Run a command in the project as a new user would."""
    done = subprocess.run(
        [*map(str, words)], cwd=project, env=environment(project), capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{' '.join(map(str, words))}\n{done.stderr[-2000:]}")


def seconds(make: Callable[[], object]) -> float:
    """Return how long something takes on the clock."""
    begun = time.perf_counter()
    make()
    return time.perf_counter() - begun


def peak_memory(make: Callable[[], object]) -> float:
    """Return the most memory (GB) that the processes begun by `make` hold at once; what they share counts once, where the system can tell."""
    most, over = 0.0, threading.Event()

    def watch() -> None:
        nonlocal most
        while not over.wait(0.5):
            most = max(most, sum(map(_held, psutil.Process().children(recursive=True))))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        make()
    finally:
        over.set()
        watcher.join()
    return most / 1e9


def _held(process: psutil.Process) -> float:
    try:
        held = process.memory_full_info()
    except psutil.Error:
        return 0.0
    return float(getattr(held, "pss", held.rss))


def medians(found: Mapping[str, Sequence[float]]) -> dict[str, float]:
    """Return the median of each side's rounds."""
    return {side: statistics.median(times) for side, times in found.items()}


def table(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a Markdown table, with what it was measured on."""
    for row in (columns, ["---"] * len(columns), *rows):
        print(f"| {' | '.join(f'{cell:.2f}' if isinstance(cell, float) else str(cell) for cell in row)} |")
    libraries = ", ".join(
        f"{name} {version(name)}"
        for name in ("great-expectations", "papermill", "nbconvert", "pandas", "matplotlib")
    )
    print(
        f"\n{os.cpu_count()} cores, {psutil.virtual_memory().total / 1e9:.0f} GB, {platform.system()} {platform.release()}, Python {platform.python_version()}, {libraries}; "
        f"load before: {psutil.getloadavg()[0]:.1f}",
        flush=True,
    )
