"""The shipped quarter, cold, against the loop an analyst would write, side by side: `python benchmarks/quarter.py [ROUNDS]`.

The loop holds every raw file against its suite with Great Expectations as its documentation shows, then runs papermill and
nbconvert on one notebook after the other. It is given what checks found before where it makes the data notebooks read, so
that nothing is checked twice. Each side begins with an empty HOME and a copy of the project without anything made; the two
take turns, and the ratio of their medians is what counts.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

REPOSITORY = Path(__file__).parent.parent
QUARTER = "2026Q2"
BIN = Path(sys.executable).parent
MADE = ("data/raw", "data/disclosure", "strategy", "expectations", "notebooks")

CHECK = """
import json, os, sys
from pathlib import Path
os.environ["GX_ANALYTICS_ENABLED"] = "false"
import great_expectations as gx
from sigtepunkt import sources
from sigtepunkt.project import find_project
from sigtepunkt.receive import parameters
from sigtepunkt.strategy import load_definitions
from sigtepunkt.vintage import open_vintage

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


def laid_out(home: Path) -> Path:
    """Return a copy of the project with nothing made in it."""
    for folder in MADE:
        shutil.copytree(REPOSITORY / folder, home / folder, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    return home


def call(project: Path, *words: str | Path) -> None:
    """Run a command in the project, with a HOME of its own."""
    environment = {**os.environ, "HOME": str(project / "home"), "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    subprocess.run([*map(str, words)], cwd=project, env=environment, check=True, capture_output=True)  # noqa: S603 - the project's own commands


def pipeline(project: Path) -> None:
    """Make the quarter with this package."""
    call(project, BIN / "sigtepunkt", "run", QUARTER)


def loop(project: Path) -> None:
    """Make the quarter as an analyst's loop would."""
    call(project, sys.executable, "-c", CHECK)
    call(project, BIN / "sigtepunkt", "process", QUARTER)
    out = project / "out"
    out.mkdir()
    for notebook in sorted((project / "notebooks").glob("*.ipynb")):
        call(project, BIN / "papermill", notebook, out / notebook.name, "-p", "quarter", QUARTER, "--cwd", project / "notebooks")
        call(project, BIN / "jupyter", "nbconvert", "--to", "html", out / notebook.name)


def seconds(make: Callable[[Path], None], verdicts: Path | None) -> float:
    """Return how long one side takes from nothing."""
    with tempfile.TemporaryDirectory() as folder:
        project = laid_out(Path(folder))
        if verdicts:
            shutil.copytree(verdicts, project / "data/processed/.verdicts")
        begun = time.perf_counter()
        make(project)
        return time.perf_counter() - begun


def main() -> None:
    """Take turns, and print the medians and their ratio."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    with tempfile.TemporaryDirectory() as folder:
        first = laid_out(Path(folder))
        call(first, BIN / "sigtepunkt", "process", QUARTER)
        ours, theirs = [], []
        for _ in range(rounds):
            ours.append(seconds(pipeline, None))
            theirs.append(seconds(loop, first / "data/processed/.verdicts"))
            print(f"pipeline {ours[-1]:.1f} s, loop {theirs[-1]:.1f} s", flush=True)
    print(f"medians of {rounds}: pipeline {statistics.median(ours):.1f} s, loop {statistics.median(theirs):.1f} s, ratio {statistics.median(ours) / statistics.median(theirs):.2f}")


if __name__ == "__main__":
    main()
