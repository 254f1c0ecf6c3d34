"""A run against its lower bound: only the notebooks' code cells, in processes with everything imported.

    python benchmarks/limit.py [ROUNDS [PAGES]]

The limit's processes (one, and as many as the run executes notebooks at once) are forked from a process that
has imported what the notebooks use; they take the heaviest notebooks first, display nothing and write
nothing. The run does all its work: kernels, papermill, nbconvert, the search for CPR numbers, publishing.
Both are whole commands, imports included, with an empty HOME, on data that is already processed, since
processing is the same code on both sides. Measured on the shipped quarter and on a demo municipality with
PAGES pages (20).
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from cold import BIN, QUARTER, RUN, call, copy, medians, seconds, shipped, table
from sized_municipality import lay_out

from sigtepunkt.report import block_cache

JOBS = 2
# Executed first, so that no process is left with a long notebook at the end.
HEAVIEST = ("vtf", "oekonomi", "beskaeftigelse", "laering", "social-omsorg")
USED = (
    "sigtepunkt.report.notebook_api",
    "seaborn",
    "pyarrow.parquet",
    "jinja2",
    "babel.dates",
    "IPython.display",
)


def execute(path: str) -> None:
    """Execute a notebook's code cells in order; display nothing."""
    import IPython.display

    IPython.display.display = lambda *_things, **_words: None  # type: ignore[assignment]
    names: dict[str, object] = {"__name__": "__main__"}
    for cell in json.loads(Path(path).read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), names)  # noqa: S102 - the project's own notebooks
            if "parameters" in cell["metadata"].get("tags", ()):
                names["quarter"] = QUARTER


def cells(processes: int) -> None:
    """Be the limit: execute every notebook of the project in the working directory."""
    os.environ["MPLBACKEND"] = "agg"
    for name in USED:
        importlib.import_module(name)
    os.environ[block_cache.CODE] = "known"  # a run, too, spares its kernels to compute it
    paths = sorted(Path("notebooks").glob("*.ipynb"), key=lambda path: path.stem not in HEAVIEST)
    notebooks = [str(path) for path in paths]
    if processes == 1:
        for notebook in notebooks:
            execute(notebook)
        return
    with get_context("fork").Pool(processes) as pool:
        pool.map(execute, notebooks, chunksize=1)


def measure(origin: Path, times: int) -> dict[str, list[float]]:
    """Return the seconds of the run and of the limit, taking turns on copies of a processed project."""
    limit = (sys.executable, Path(__file__).resolve(), "cells")
    sides: dict[str, tuple[str | Path, ...]] = {
        "run": RUN,
        "limit, 1 process": (*limit, "1"),
        f"limit, {JOBS} processes": (*limit, str(JOBS)),
    }
    times_taken: dict[str, list[float]] = {side: [] for side in sides}
    for turn in range(times):
        for side, words in sides.items():
            with copy(origin) as project:
                times_taken[side].append(seconds(partial(call, project, *words)))
        latest = ", ".join(f"{side} {taken[-1]:.1f} s" for side, taken in times_taken.items())
        print(f"round {turn + 1}: {latest}", file=sys.stderr, flush=True)
    return times_taken


def main() -> None:
    """Measure the shipped quarter and the demo municipality, and print medians and ratios."""
    times, pages = [*map(int, sys.argv[1:]), *(5, 20)[len(sys.argv) - 1 :]]
    rows = []
    for name, make in (
        ("shipped, 8 pages", shipped),
        (f"demo, {pages} pages", lambda there: lay_out(there, pages=pages)),
    ):
        with copy() as scratch:
            origin = scratch.parent / "origin"
            origin.mkdir()
            make(origin)
            call(origin, BIN / "sigtepunkt", "process", QUARTER)
            middle = medians(measure(origin, times))
        run, alone, parallel = middle.values()
        rows.append([name, run, alone, parallel, run / alone, run / parallel])
    table(
        [
            f"processed quarter, nothing published, medians of {times}",
            "run, s",
            "limit in 1 process, s",
            f"limit in {JOBS}, s",
            "run / limit in 1",
            f"run / limit in {JOBS}",
        ],
        rows,
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["cells"]:
        cells(int(sys.argv[2]))
    else:
        main()
