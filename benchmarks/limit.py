"""A run against its limit: nothing but the notebooks' code cells, in processes with everything imported.

    python benchmarks/limit.py [ROUNDS [PAGES]]

The limit's processes (one, and as many as the run executes notebooks at once) are forked from one that has imported what
the notebooks use; they take the heaviest notebooks first, show nothing and write nothing. The run does all that it does:
kernels, papermill, nbconvert, search for CPR numbers, publishing. Both are whole commands, imports and all, with an empty
HOME, on data that is processed already: processing is the same code on both sides. Measured for the shipped quarter, and
for a made municipality with PAGES pages (20).
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from multiprocessing import get_context
from pathlib import Path

from cold import BIN, QUARTER, RUN, call, copy, medians, seconds, shipped, table
from made_municipality import lay_out

JOBS = 2
HEAVIEST = (
    "vtf",
    "oekonomi",
    "beskaeftigelse",
    "laering",
    "social-omsorg",
)  # first, so that no process is left with a long one at the end
USED = (
    "sigtepunkt.report.notebook_api",
    "seaborn",
    "pyarrow.parquet",
    "jinja2",
    "babel.dates",
    "babel.numbers",
    "IPython.display",
)


def execute(path: str) -> None:
    """Execute a notebook's code cells, one after the other; show nothing."""
    import IPython.display

    IPython.display.display = lambda *_things, **_words: None  # type: ignore[assignment]
    names: dict[str, object] = {"__name__": "__main__"}
    for cell in json.loads(Path(path).read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), names)
            if "parameters" in cell["metadata"].get("tags", ()):
                names["quarter"] = QUARTER


def cells(processes: int) -> None:
    """Be the limit: execute every notebook of the project one stands in."""
    os.environ["MPLBACKEND"] = "agg"
    for name in USED:
        importlib.import_module(name)
    notebooks = [
        str(path)
        for path in sorted(Path("notebooks").glob("*.ipynb"), key=lambda path: path.stem not in HEAVIEST)
    ]
    if processes == 1:
        for notebook in notebooks:
            execute(notebook)
        return
    with get_context("fork").Pool(processes) as pool:
        pool.map(execute, notebooks, chunksize=1)


def measure(origin: Path, times: int) -> dict[str, list[float]]:
    """Return the seconds of the run and of the limit, taking turns on copies of a processed project."""
    sides = {
        "run": RUN,
        **{
            f"limit, {count} process{'es' if count > 1 else ''}": (
                sys.executable,
                Path(__file__).resolve(),
                "cells",
                str(count),
            )
            for count in (1, JOBS)
        },
    }
    found: dict[str, list[float]] = {side: [] for side in sides}
    for turn in range(times):
        for side, words in sides.items():
            with copy(origin) as project:
                found[side].append(seconds(lambda: call(project, *words)))
        print(
            f"round {turn + 1}: " + ", ".join(f"{side} {taken[-1]:.1f} s" for side, taken in found.items()),
            file=sys.stderr,
            flush=True,
        )
    return found


def main() -> None:
    """Measure the shipped quarter and the made one, and print medians and ratios."""
    times, pages = [*map(int, sys.argv[1:]), *(5, 20)[len(sys.argv) - 1 :]]
    rows = []
    for name, make in (
        ("shipped, 8 pages", shipped),
        (f"made, {pages} pages", lambda there: lay_out(there, pages=pages)),
    ):
        with copy() as scratch:
            origin = scratch.parent / "origin"
            origin.mkdir()
            make(origin)
            call(origin, BIN / "sigtepunkt", "process", QUARTER)
            middle = medians(measure(origin, times))
        run, one, many = middle.values()
        rows.append([name, run, one, many, run / one, run / many])
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
