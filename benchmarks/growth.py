"""What more notebooks and more series cost, measured on demo municipalities.

    python benchmarks/growth.py notebooks [ROUNDS]   7 and 20 pages against the loop, cold
    python benchmarks/growth.py many [PAGES]         20 and PAGES (500) pages, without the loop
    python benchmarks/growth.py series [MOST]        50, 500, … to MOST (50,000) series, processed
    python benchmarks/growth.py vintages [ROUNDS]    the next quarter with 2, 10, 30 and 70 vintages behind it

A page shows six indicators; a series is an indicator in an area, over 24 quarters. Time per notebook is that
of the whole cold command, set-up and checks included, divided by the notebooks; marginal time is that of each
notebook beyond twenty. Vintages are copies of the shipped 2026Q1; the next quarter is 2026Q2, processed when
all before it have been.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cold import BIN, QUARTER, RUN, call, copy, medians, peak_memory, seconds, shipped, table
from quarter import LOOP, PIPELINE, rounds
from sized_municipality import lay_out

from sigtepunkt.core import checksum
from sigtepunkt.core.period import Period, Quarter

FEW = 20
AREAS = 25
FIRST = "2026Q1"


@contextmanager
def demo_municipality(pages: int, indicators: int = 0, areas: int = 3) -> Iterator[Path]:
    """Yield a temporary project of a demo municipality of this size."""
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "project"
        lay_out(project, pages=pages, indicators=indicators, areas=areas)
        yield project


def taken(project: Path, *words: str | Path) -> tuple[float, float]:
    """Return the seconds and the peak memory (GB) that a command takes."""
    begun = time.perf_counter()
    memory = peak_memory(lambda: call(project, *words))
    return time.perf_counter() - begun, memory


def notebooks(times: int = 5) -> None:
    """Print the time of the pipeline and of the loop for 7 and for 20 notebooks."""
    rows = []
    for pages in (7, FEW):
        with demo_municipality(pages) as project:
            ours, theirs = medians(rounds(times, project, (PIPELINE, LOOP))).values()
        rows.append([pages, ours, ours / pages, theirs, theirs / pages, ours / theirs])
    table(
        [
            f"notebooks, cold, medians of {times}",
            "pipeline, s",
            "per notebook",
            "loop, s",
            "per notebook",
            "ratio",
        ],
        rows,
    )


def many(pages: int = 500) -> None:
    """Print time and memory of the pipeline for 20 notebooks and for `pages`."""
    rows, before = [], (0, 0.0)
    for count in (FEW, pages):
        with demo_municipality(count) as project:
            wall, memory = taken(project, *RUN)
        rows.append([count, wall, wall / count, (wall - before[1]) / (count - before[0]), memory])
        before = (count, wall)
    table(
        [
            "notebooks, cold, once",
            "pipeline, s",
            "per notebook",
            "per notebook beyond the row above",
            "peak memory, GB",
        ],
        rows,
    )


def series(most: int = 50_000) -> None:
    """Print time and memory of processing for 50 series, and ten times as many each time, up to `most`."""
    rows, count = [], 50
    while count <= most:
        with demo_municipality(4, count // AREAS, AREAS) as project:
            wall, memory = taken(project, BIN / "sigtepunkt", "process", QUARTER)
        rows.append([f"{count:,}", wall, 1000 * wall / count, memory])
        count *= 10
    table(["series, processed once", "s", "ms per series", "peak memory, GB"], rows)


def lay_out_vintages(project: Path, count: int) -> None:
    """Lay out the shipped project with `count` vintages: 2026Q2, and before it copies of 2026Q1."""
    shipped(project)
    shutil.rmtree(project / "data/published")
    first = Quarter.parse(FIRST)
    for back in range(1, count - 1):
        year, place = divmod(4 * first.year + first.number - 1 - back, 4)
        quarter = str(Quarter(year, place + 1))
        folder = project / "data/raw" / quarter
        shutil.copytree(project / "data/raw" / FIRST, folder)
        about = (folder / "vintage.toml").read_text(encoding="utf-8")
        closed = Period.parse(quarter).end + dt.timedelta(days=60)
        about = re.sub(r"(?m)^closed = .*$", f"closed = {closed}", about.replace(FIRST, quarter))
        (folder / "vintage.toml").write_text(about, encoding="utf-8")
        sums = (folder / "SHA256SUMS").read_text(encoding="utf-8")
        digest = checksum.of_file(folder / "vintage.toml")
        sums = re.sub(r"(?m)^\S+(?=\s+\*?vintage\.toml$)", digest, sums)
        (folder / "SHA256SUMS").write_text(sums, encoding="utf-8")


def vintages(times: int = 5) -> None:
    """Print what the next quarter costs with few and with many vintages behind it."""
    rows = []
    for count in (2, 10, 30, 70):
        with tempfile.TemporaryDirectory() as folder:
            before = Path(folder) / "project"
            lay_out_vintages(before, count)
            process = (BIN / "sigtepunkt", "process")
            everything = seconds(functools.partial(call, before, *process, FIRST))
            rounds_taken, memory = [], 0.0
            for _ in range(times):
                with copy(before) as project:
                    wall, peak = taken(project, *process, QUARTER)
                rounds_taken.append(wall)
                memory = max(memory, peak)
            kept = sum(path.stat().st_size for path in (before / "data/processed").rglob("*.kept")) / 1e6
        rows.append([count, everything, statistics.median(rounds_taken), memory, kept])
    table(
        [
            f"vintages, medians of {times}",
            "all before it, once, s",
            "the next quarter, s",
            "peak memory, GB",
            "kept, MB",
        ],
        rows,
    )


if __name__ == "__main__":
    WORDS = {"notebooks": notebooks, "many": many, "series": series, "vintages": vintages}
    WORDS[sys.argv[1]](*map(int, sys.argv[2:]))
