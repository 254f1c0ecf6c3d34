"""The shipped quarter, cold, against the loop an analyst would write, side by side: `python benchmarks/quarter.py [ROUNDS]`.

The loop holds every raw file against its suite with Great Expectations as its documentation shows, then runs papermill and
nbconvert, the commands, on one notebook after the other. Both sides have the same files, notebooks, checks and environment,
and begin with an empty HOME and a copy of the project without anything made. They take turns; the ratio of their medians
is what counts.

Somebody has to make the data that notebooks read: for the loop `sigtepunkt process` does, and is given what checks have
found before, so that nothing is checked twice. That favours the loop: the checks of facts and observations are free to it.
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
from sigtepunkt import sources
from sigtepunkt.core.project import find_project
from sigtepunkt.observations.accepted_vintage import parameters
from sigtepunkt.strategy import load_definitions
from sigtepunkt.raw.vintage import open_vintage

project = find_project(Path())
definitions = load_definitions(project)
context = gx.get_context(mode="ephemeral")
context.variables.progress_bars = {"globally": False, "metric_calculations": False}
frames = context.data_sources.add_pandas("frames")
for quarter in project.quarters():
    vintage = open_vintage(project, quarter, definitions.sources.values())
    for key, source in definitions.sources.items():
        frame = sources.read_raw(source, vintage.folder / source.file, key)
        suite = gx.ExpectationSuite(name=f"{key} {quarter}", expectations=json.loads(project.suite(key).read_text())["expectations"])
        batch = frames.add_dataframe_asset(f"{key} {quarter}").add_batch_definition_whole_dataframe("whole").get_batch({"dataframe": frame})
        batch.validate(suite, result_format={"result_format": "COMPLETE"}, expectation_parameters=parameters(definitions, vintage))
"""


def pipeline(project: Path) -> None:
    """Make the quarter with this package."""
    call(project, *RUN)


def loop(project: Path) -> None:
    """Make the quarter as an analyst's loop would."""
    call(project, sys.executable, "-c", CHECK)
    call(project, BIN / "sigtepunkt", "process", QUARTER)
    out = project / "out"
    out.mkdir()
    for notebook in sorted((project / "notebooks").glob("*.ipynb")):
        call(
            project,
            BIN / "papermill",
            notebook,
            out / notebook.name,
            "-p",
            "quarter",
            QUARTER,
            "--cwd",
            project / "notebooks",
        )
        call(project, BIN / "jupyter", "nbconvert", "--to", "html", out / notebook.name)


def verdicts(project: Path) -> Path:
    """Return where what checks found of a project is remembered, once they have."""
    call(project, BIN / "sigtepunkt", "process", QUARTER)
    return project / "data/processed/.verdicts"


def rounds(times: int, origin: Path | None = None) -> dict[str, list[float]]:
    """Return the seconds of each side, taking turns on copies of a project (the shipped one by default)."""
    found: dict[str, list[float]] = {"pipeline": [], "loop": []}
    with copy(origin) as first:
        remembered = verdicts(first)
        for turn in range(times):
            with copy(origin) as project:
                found["pipeline"].append(seconds(lambda: pipeline(project)))
            with copy(origin) as project:
                shutil.copytree(remembered, project / "data/processed/.verdicts")
                found["loop"].append(seconds(lambda: loop(project)))
            print(
                f"round {turn + 1}: pipeline {found['pipeline'][-1]:.1f} s, loop {found['loop'][-1]:.1f} s",
                file=sys.stderr,
                flush=True,
            )
    return found


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
