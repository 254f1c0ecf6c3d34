"""The shipped quarter, cold, against an analyst's loop: `python benchmarks/quarter.py [ROUNDS]`.

The loop checks every raw file against its suite as the documentation of Great Expectations shows, then runs
the commands papermill and nbconvert on each notebook in turn. Both sides have the same files, notebooks,
checks and environment, and begin with an empty HOME and a fresh copy of the project. They take turns; the
ratio of their medians is the result.

The notebooks read processed data, so the loop runs `sigtepunkt process` too, with the verdicts of the checks
remembered from an earlier run, so that nothing is checked twice. That favours the loop, which gets the checks
of facts and observations for free.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from cold import BIN, QUARTER, RUN, call, copy, medians, seconds, table

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
    out = project / "out"
    out.mkdir()
    for notebook in sorted((project / "notebooks").glob("*.ipynb")):
        settings = ("-p", "quarter", QUARTER, "--cwd", project / "notebooks")
        call(project, BIN / "papermill", notebook, out / notebook.name, *settings)
        call(project, BIN / "jupyter", "nbconvert", "--to", "html", out / notebook.name)


def verdicts(project: Path) -> Path:
    """Run the checks of a project, and return the folder of their remembered verdicts."""
    call(project, BIN / "sigtepunkt", "process", QUARTER)
    return project / "data/processed/.verdicts"


def rounds(times: int, origin: Path | None = None) -> dict[str, list[float]]:
    """Return the seconds of each side, taking turns on copies of a project (by default the shipped one)."""
    times_taken: dict[str, list[float]] = {"pipeline": [], "loop": []}
    with copy(origin) as first:
        remembered = verdicts(first)
        for turn in range(times):
            with copy(origin) as project:
                times_taken["pipeline"].append(seconds(lambda: pipeline(project)))
            with copy(origin) as project:
                shutil.copytree(remembered, project / "data/processed/.verdicts")
                times_taken["loop"].append(seconds(lambda: loop(project)))
            latest = ", ".join(f"{side} {taken[-1]:.1f} s" for side, taken in times_taken.items())
            print(f"round {turn + 1}: {latest}", file=sys.stderr, flush=True)
    return times_taken


def main() -> None:
    """Take turns, and print the medians and their ratio."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    middle = medians(rounds(times))
    table(
        [f"the shipped quarter, cold, medians of {times}", "s"],
        [
            ["this pipeline", middle["pipeline"]],
            ["the loop", middle["loop"]],
            ["ratio", middle["pipeline"] / middle["loop"]],
        ],
    )


if __name__ == "__main__":
    main()
