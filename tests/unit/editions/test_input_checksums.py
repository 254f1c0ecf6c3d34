"""What a quarter is made from has a checksum, file by file and library by library."""

from __future__ import annotations

import json

from municipality import FIRST, LAST

from sigtepunkt.core import checksum
from sigtepunkt.core.project import Project
from sigtepunkt.editions import edition, input_checksums, manifest
from sigtepunkt.editions.edition import Correction, Edition


def test_inputs_are_every_file_of_every_vintage_up_to_the_quarter(project: Project) -> None:
    first, last = (
        input_checksums.checksums(project, FIRST, demo=True),
        input_checksums.checksums(project, LAST, demo=True),
    )
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
