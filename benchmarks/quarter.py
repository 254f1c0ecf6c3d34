"""The shipped quarter, cold, against what an analyst would run: `python benchmarks/quarter.py [ROUNDS]`.

There are two opponents. Both check every raw file against its suite as the documentation of Great
Expectations shows, and run the commands papermill and nbconvert on each notebook: the *loop* one notebook
after the other, *two at a time* as `xargs -P 2` would. All sides have the same files, notebooks, checks and
environment, and begin with an empty HOME and a fresh copy of the project. They take turns; the ratio of the
medians is the result.

The notebooks read processed data. The loop runs `sigtepunkt process` for it, with the verdicts of the checks
remembered from an earlier run, so that nothing is checked twice. That favours the loop, which gets the checks
of facts and observations for free. Two at a time is the strongest plain alternative: it is given processed
data, and pays for nothing but the checks, in one process, and the notebooks.
"""

from __future__ import annotations

import shutil
import statistics
import sys
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from cold import BIN, QUARTER, RUN, call, copy, seconds, table

PIPELINE, LOOP, TWO = "pipeline", "loop", "two at a time"

CHECK = """
import json, os
from pathlib import Path
os.environ["GX_ANALYTICS_ENABLED"] = "false"
import great_expectations as gx
from sigtepunkt.core.project import find_project
from sigtepunkt.checks.vintage_check import parameters
from sigtepunkt.strategy import load_definitions
from sigtepunkt.raw.source_reader import read_raw
from sigtepunkt.raw.vintage import open_vintage

project = find_project(Path())
definitions = load_definitions(project)
context = gx.get_context(mode="ephemeral")
context.variables.progress_bars = {"globally": False, "metric_calculations": False}
frames = context.data_sources.add_pandas("frames")
for quarter in project.quarters():
    vintage = open_vintage(project, quarter, definitions.sources.values())
    for key, source in definitions.sources.items():
        frame = read_raw(source, vintage.folder / source.file, key)
        name = f"{key} {quarter}"
        suite = gx.ExpectationSuite(name, json.loads(project.suite(key).read_text())["expectations"])
        definition = frames.add_dataframe_asset(name).add_batch_definition_whole_dataframe("whole")
        definition.get_batch({"dataframe": frame}).validate(
            suite,
            result_format={"result_format": "COMPLETE"},
            expectation_parameters=parameters(definitions, vintage),
        )
"""


def pipeline(project: Path) -> None:
    """Publish the quarter with this package."""
    call(project, *RUN)


def loop(project: Path) -> None:
    """Produce the quarter's pages with a loop as an analyst would write it."""
    call(project, sys.executable, "-c", CHECK)
    call(project, BIN / "sigtepunkt", "process", QUARTER)
    execute(project, at_once=1)


def two_at_a_time(project: Path) -> None:
    """Produce the quarter's pages from processed data with the same commands, two at a time."""
    call(project, sys.executable, "-c", CHECK)
    execute(project, at_once=2)


def execute(project: Path, at_once: int) -> None:
    """Run papermill, then nbconvert, on every notebook."""
    out = project / "out"
    out.mkdir()

    def make(notebook: Path) -> None:
        settings = ("-p", "quarter", QUARTER, "--cwd", project / "notebooks")
        call(project, BIN / "papermill", notebook, out / notebook.name, *settings)
        call(project, BIN / "jupyter", "nbconvert", "--to", "html", out / notebook.name)

    with ThreadPoolExecutor(at_once) as pool:
        for _ in pool.map(make, sorted((project / "notebooks").glob("*.ipynb"))):
            pass


def given(processed: Path, project: Path, part: str = "") -> None:
    """Give a fresh copy of the project processed data of an earlier run, or only a part of it."""
    shutil.copytree(processed / part, project / "data/processed" / part)


# Each side: what it is given, by a function of what was processed and the project, and what it does.
SIDES: Mapping[str, tuple[Callable[[Path, Path], object], Callable[[Path], None]]] = {
    PIPELINE: (lambda _processed, _project: None, pipeline),
    LOOP: (partial(given, part=".verdicts"), loop),
    TWO: (given, two_at_a_time),
}


def rounds(
    times: int, origin: Path | None = None, sides: Sequence[str] = (*SIDES,)
) -> dict[str, list[float]]:
    """Return the seconds of each side, taking turns on copies of a project (by default the shipped one)."""
    times_taken: dict[str, list[float]] = {side: [] for side in sides}
    with copy(origin) as first:
        call(first, BIN / "sigtepunkt", "process", QUARTER)
        for turn in range(times):
            for side in sides:
                give, make = SIDES[side]
                with copy(origin) as project:
                    give(first / "data/processed", project)
                    times_taken[side].append(seconds(partial(make, project)))
            latest = ", ".join(f"{side} {taken[-1]:.1f} s" for side, taken in times_taken.items())
            print(f"round {turn + 1}: {latest}", file=sys.stderr, flush=True)
    return times_taken


def main() -> None:
    """Take turns, and print the least, median and most of each side, and the ratios of the medians."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    taken = rounds(times)
    ours = statistics.median(taken[PIPELINE])
    table(
        [f"the shipped quarter, cold, {times} rounds, s", "least", "median", "most", "the pipeline takes"],
        [
            [side, min(each), middle := statistics.median(each), max(each), ours / middle]
            for side, each in taken.items()
        ],
    )


if __name__ == "__main__":
    main()
