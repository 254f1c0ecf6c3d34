"""What more notebooks and more series cost, on made municipalities.

    python benchmarks/growth.py notebooks [ROUNDS]   7 and 20 pages against the loop, cold
    python benchmarks/growth.py many [PAGES]         so many (500) once, the pipeline alone, with the memory it takes; and 20 beside
    python benchmarks/growth.py series [MOST]        50 series to 50,000, ten times as many each: checked, observed, judged

A page shows six indicators; a series is an indicator in an area, over 24 quarters. Time per notebook is that of the whole
cold command, set-up and checks included, shared among the notebooks; marginal time is that of each notebook beyond twenty.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cold import BIN, QUARTER, RUN, call, medians, peak_memory, table
from made_municipality import lay_out
from quarter import rounds

FEW = 20
AREAS = 25


@contextmanager
def made(pages: int, indicators: int = 0, areas: int = 3) -> Iterator[Path]:
    """Yield a made municipality that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "project"
        lay_out(project, pages=pages, indicators=indicators, areas=areas)
        yield project


def taken(project: Path, *words: str | Path) -> tuple[float, float]:
    """Return the seconds and the gigabytes a command takes."""
    begun = time.perf_counter()
    memory = peak_memory(lambda: call(project, *words))
    return time.perf_counter() - begun, memory


def notebooks(times: int = 5) -> None:
    """Print the pipeline beside the loop for few notebooks."""
    rows = []
    for pages in (7, FEW):
        with made(pages) as project:
            ours, theirs = medians(rounds(times, project)).values()
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
    """Print what many notebooks take beside few."""
    rows, before = [], (0, 0.0)
    for count in (FEW, pages):
        with made(count) as project:
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
    """Print what processing takes for more and more series."""
    rows, count = [], 50
    while count <= most:
        with made(4, count // AREAS, AREAS) as project:
            wall, memory = taken(project, BIN / "sigtepunkt", "process", QUARTER)
        rows.append([f"{count:,}", wall, 1000 * wall / count, memory])
        count *= 10
    table(["series, processed once", "s", "ms per series", "peak memory, GB"], rows)


if __name__ == "__main__":
    WORDS = {"notebooks": notebooks, "many": many, "series": series}
    WORDS[sys.argv[1]](*map(int, sys.argv[2:]))
