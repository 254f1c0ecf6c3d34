"""What every benchmark uses: fresh copies of a project, commands run as on a new machine, time and memory."""

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
# No cache and no setting of whoever runs the benchmark.
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "PYTHONPATH", "VIRTUAL_ENV", "TMPDIR")


def shipped(project: Path) -> None:
    """Copy the shipped project without processed data or reports."""
    for folder in _LAID_OUT:
        shutil.copytree(
            REPOSITORY / folder, project / folder, ignore=shutil.ignore_patterns(".ipynb_checkpoints")
        )


@contextmanager
def copy(project: Path | None = None) -> Iterator[Path]:
    """Yield a temporary copy of a project, by default of the shipped one."""
    with tempfile.TemporaryDirectory() as folder:
        there = Path(folder) / "project"
        if project:
            shutil.copytree(project, there, ignore=shutil.ignore_patterns("home"))
        else:
            shipped(there)
        yield there


def environment(project: Path) -> dict[str, str]:
    """Return the environment variables of a new user on this machine: an empty HOME, nothing cached."""
    home = project / "home"
    home.mkdir(exist_ok=True)
    variables = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return {**variables, "HOME": str(home), "PATH": f"{BIN}{os.pathsep}{variables['PATH']}"}


def call(project: Path, *words: str | Path) -> None:
    """Run a command in the project as a new user would."""
    done = subprocess.run(  # noqa: S603 - the project's own commands
        [*map(str, words)], cwd=project, env=environment(project), capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{' '.join(map(str, words))}\n{done.stderr[-2000:]}")


def seconds(make: Callable[[], object]) -> float:
    """Return the wall-clock seconds that a call takes."""
    begun = time.perf_counter()
    make()
    return time.perf_counter() - begun


def peak_memory(make: Callable[[], object]) -> float:
    """Return the peak memory (GB) of all processes that `make` starts, together.

    Shared memory counts once where the system reports it (PSS); elsewhere it counts in each process (RSS).
    """
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


def medians(rounds: Mapping[str, Sequence[float]]) -> dict[str, float]:
    """Return the median over the rounds of each side."""
    return {side: statistics.median(times) for side, times in rounds.items()}


def table(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a Markdown table, and below it the machine and the versions it was measured on."""
    for row in (columns, ["---"] * len(columns), *rows):
        print(f"| {' | '.join(f'{cell:.2f}' if isinstance(cell, float) else str(cell) for cell in row)} |")
    libraries = ", ".join(
        f"{name} {version(name)}"
        for name in ("great-expectations", "papermill", "nbconvert", "pandas", "matplotlib")
    )
    machine = f"{os.cpu_count()} cores, {psutil.virtual_memory().total / 1e9:.0f} GB"
    system = f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    print(f"\n{machine}, {system}, {libraries}; load before: {psutil.getloadavg()[0]:.1f}", flush=True)
