"""What more notebooks and more series cost, measured on demo municipalities.

    python benchmarks/growth.py notebooks [ROUNDS]   7 and 20 pages against the loop, cold
    python benchmarks/growth.py many [PAGES]         20 and PAGES (500) pages, without the loop
    python benchmarks/growth.py series [MOST]        50, 500, … to MOST (50,000) series, processed

A page shows six indicators; a series is an indicator in an area, over 24 quarters. Time per notebook is that
of the whole cold command, set-up and checks included, divided by the notebooks; marginal time is that of each
notebook beyond twenty.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cold import BIN, QUARTER, RUN, call, medians, peak_memory, table
from quarter import LOOP, PIPELINE, rounds
from sized_municipality import lay_out

FEW = 20
AREAS = 25


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


if __name__ == "__main__":
    WORDS = {"notebooks": notebooks, "many": many, "series": series}
    WORDS[sys.argv[1]](*map(int, sys.argv[2:]))
