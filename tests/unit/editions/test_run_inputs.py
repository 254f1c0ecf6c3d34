"""What a quarter is made from is told file by file, and a published quarter is fresh only if all of it is as it was."""

from __future__ import annotations

import importlib.metadata
import json
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from municipality import FIRST, LAST, damage, edit_cell
from places import REPOSITORY

from sigtepunkt.core import checksum
from sigtepunkt.core.project import Project
from sigtepunkt.editions import edition, input_checksums, manifest, run_inputs
from sigtepunkt.editions.edition import Correction, Edition
from sigtepunkt.publication.verification import freshness


def publish(project: Project) -> None:
    """Put a quarter of one page in place, with its manifest."""
    project.report(LAST).mkdir(parents=True)
    page = project.report(LAST) / "side.html"
    page.write_text("side", encoding="utf-8")
    papers = {
        "pages": {"side.html": checksum.of_file(page)},
        "inputs": input_checksums.checksums(project, LAST, demo=True),
    }
    (project.report(LAST) / manifest.NAME).write_text(json.dumps(papers), encoding="utf-8")
    (project.reports / "index.html").write_text("oversigt", encoding="utf-8")
    project.package(LAST).write_bytes(b"pakke")
    project.sums.write_bytes(
        manifest.checksum_list(
            {path.name: checksum.of_file(path) for path in (project.overview, project.package(LAST))}
        )
    )


def test_inputs_are_every_file_of_every_vintage_up_to_the_quarter(project: Project) -> None:
    first, last = input_checksums.checksums(project, FIRST, demo=True), input_checksums.checksums(project, LAST, demo=True)
    assert {name.split("/")[2] for name in first["raw"]} == {"2026Q1"}
    assert {name.split("/")[2] for name in last["raw"]} == {"2026Q1", "2026Q2"}
    assert all(
        checksum.of_file(project.root / name) == digest
        for kind in ("raw", "definitions", "expectations", "notebooks")
        for name, digest in last[kind].items()
    )
    assert last["libraries"].keys() > {"python", "pandas", "great-expectations"}


def test_the_newest_earlier_publication_of_each_page_is_an_input(project: Project) -> None:
    """A page leads to itself a quarter before; one that skipped a quarter to the one before that."""
    for quarter, names in (
        ("2025Q3", ["vand.html", "side.html"]),
        ("2025Q4", ["side.html", "tal.csv"]),
        ("2026Q2", ["side.html"]),
        ("2026Q3", ["side.html"]),
    ):
        (project.reports / quarter).mkdir(parents=True)
        (project.reports / quarter / manifest.NAME).write_text(
            json.dumps({"pages": dict.fromkeys(names, ""), "inputs": {}}), encoding="utf-8"
        )
    assert input_checksums.checksums(project, LAST, demo=True)["before"] == {
        "reports/2025Q3/vand.html": "2025Q3",
        "reports/2025Q4/side.html": "2025Q4",
    }


def test_earlier_editions_are_inputs_and_its_own_is_not(project: Project) -> None:
    project.published.mkdir()
    for quarter, number in ((FIRST, 1), (FIRST, 2), (LAST, 1), (LAST, 2)):
        made = Edition(quarter, Correction(number, "Fejl.", "2026-10-01"), True, {}, {})
        project.edition(quarter, number).write_text(edition.as_json(made), encoding="utf-8")
    found = input_checksums.checksums(project, LAST, demo=True)
    assert list(found["published"]) == [
        "data/published/2026Q1-1.json",
        "data/published/2026Q1-2.json",
        "data/published/2026Q2-1.json",
    ]
    assert found["edition"] == {"number": 2, "reason": "Fejl.", "decided": "2026-10-01"}


def test_what_was_just_published_is_fresh(project: Project) -> None:
    publish(project)
    assert freshness.stale(project, LAST, demo=True) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda project: damage(project, LAST, "skole.csv", lambda content: content + b" "),
            "data/raw/2026Q2/skole.csv has changed",
        ),
        (
            lambda project: damage(project, FIRST, "skole.csv", lambda content: content + b" "),
            "data/raw/2026Q1/skole.csv has changed",
        ),
        (
            lambda project: edit_cell(project.notebook("teknik"), 1, "# Andet"),
            "notebooks/teknik.ipynb has changed",
        ),
        (
            lambda project: (project.strategy / "nyt.toml").write_text("", encoding="utf-8"),
            "strategy/nyt.toml is new",
        ),
        (lambda project: project.suite("facts").unlink(), "expectations/facts.json is gone"),
        (
            lambda project: (project.report(LAST) / "side.html").write_text("anden", encoding="utf-8"),
            "reports/2026Q2/side.html is not as it was published",
        ),
        (
            lambda project: (project.report(LAST) / "side.html").unlink(),
            "reports/2026Q2/side.html is not as it was published",
        ),
        (
            lambda project: (project.report(LAST) / manifest.NAME).write_text("{", encoding="utf-8"),
            "reports/2026Q2 is not published",
        ),
        (lambda project: shutil.rmtree(project.report(LAST)), "reports/2026Q2 is not published"),
        (lambda project: (project.reports / "index.html").unlink(), "reports/index.html is gone"),
        (lambda project: project.package(LAST).unlink(), "reports/2026Q2.zip is gone"),
    ],
    ids=[
        "raw",
        "an earlier vintage",
        "notebook",
        "definitions",
        "suite",
        "page",
        "page gone",
        "manifest",
        "quarter gone",
        "overview gone",
        "package gone",
    ],
)
def test_what_has_changed_since_is_said(
    project: Project, change: Callable[[Project], object], said: str
) -> None:
    publish(project)
    change(project)
    assert said in freshness.stale(project, LAST, demo=True)


def test_another_library_another_package_and_the_lack_of_demo_data_are_said_too(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(project)
    assert freshness.stale(project, LAST, demo=False)
    with monkeypatch.context() as patch:
        patch.setattr(run_inputs, "libraries", lambda: {"python": "4.0"})
        assert freshness.stale(project, LAST, demo=True)
    monkeypatch.setattr(run_inputs, "package", lambda: "another")
    assert freshness.stale(project, LAST, demo=True)


def test_what_changed_is_told_in_words() -> None:
    then = {"demo": True, "raw": {"a": "1", "b": "1"}, "package": "1", "libraries": {"pandas": "3.0"}}
    now = {"demo": False, "raw": {"a": "2", "c": "1"}, "package": "2", "libraries": {"pandas": "3.1"}}
    assert freshness.changed(then, now) == [
        "demo data was on",
        "a has changed",
        "b is gone",
        "c is new",
        "sigtepunkt itself has changed",
        "pandas was 3.0, is 3.1",
    ]


# Of the declared dependencies, those that have no say in what a page says or looks like.
NO_SAY = {
    "click": "reads the command line",
    "rich": "writes to the terminal",
    "watchfiles": "says that a file was saved",
    "filelock": "lets one process write at a time",
    "psutil": "ends processes",
    "jupyter-client": "starts kernels, and carries messages as they are",
    "traitlets": "is how the client is told where kernels are",
}
NOT_DECLARED = {"sigtepunkt": "the package itself", "mistune": "makes HTML of Markdown for nbconvert"}


def test_every_library_that_has_a_say_in_a_page_is_an_input() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {re.match(r"[\w-]+", one)[0] for one in project["dependencies"]}  # type: ignore[index]
    assert set(NO_SAY) < declared
    assert any(one.startswith("mistune") for one in importlib.metadata.requires("nbconvert") or ())
    assert set(input_checksums.PACKAGES) == (declared - set(NO_SAY)) | set(NOT_DECLARED)
    assert input_checksums.libraries().keys() == {"python", *input_checksums.PACKAGES}


def test_looking_needs_no_heavy_library(project: Project, tmp_path: Path) -> None:
    publish(project)
    code = (
        "import sys\nfrom pathlib import Path\nfrom sigtepunkt.editions import freshness\nfrom sigtepunkt.core.project import Project\nfrom sigtepunkt.core.period import Quarter\n"
        "assert not freshness.stale(Project(Path(sys.argv[1])), Quarter(2026, 2), demo=True)\n"
        "print([name for name in ('pandas', 'numpy', 'pydantic', 'matplotlib', 'papermill', 'great_expectations') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(project.root)],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    )
    assert done.stdout == "[]\n"
