"""A vintage's papers say what is so of this quarter's files, and not of another's."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest
from municipality import LAST, edit, reseal

from sigtepunkt.core.period import Quarter
from sigtepunkt.core.project import Project
from sigtepunkt.raw.vintage import open_vintage
from sigtepunkt.receiving.quarter.papers import problems

NEXT, DAY = Quarter(2026, 3), dt.date(2026, 11, 20)


@pytest.fixture
def folder(project: Project) -> Path:
    """The next quarter's folder: last quarter's, with another quarter and closing day in vintage.toml."""
    shutil.copytree(project.raw(LAST), project.raw(NEXT))
    edit(project.raw(NEXT) / "vintage.toml", '"2026Q2"', '"2026Q3"')
    edit(project.raw(NEXT) / "vintage.toml", "2026-08-31", "2026-11-19")
    return project.raw(NEXT)


def said(project: Project, folder: Path) -> list[str]:
    reseal(folder)
    return [problem.what for problem in problems(project, open_vintage(project, NEXT), DAY)]


def add_a_row(folder: Path, name: str, row: bytes) -> None:
    (folder / name).write_bytes((folder / name).read_bytes() + row)


def test_papers_of_the_same_bytes_may_be_the_same(project: Project, folder: Path) -> None:
    assert said(project, folder) == []


def test_provenance_of_another_quarter_beside_other_bytes_is_told_once(
    project: Project, folder: Path
) -> None:
    add_a_row(folder, "folketal.csv", b"990;2026K4;5400\r\n")
    add_a_row(folder, "nyttehaver.csv", b"2031;Byen;120;10,0\r\n")
    (line,) = said(project, folder)
    assert line.startswith("what it says of 2 files is what 2026Q2 says, and their bytes are others:")
    assert line.endswith("folketal.csv, nyttehaver.csv")


@pytest.mark.parametrize(
    ("retrieved", "expected"),
    [
        ("2026-11-19", []),
        ("2026-06-01", []),
        ("ukendt", []),
        (
            "2026-05-30",
            ["by it, 1 file was fetched no later than the other file that 2026Q2 has: folketal.csv"],
        ),
        (
            "2026-11-20",
            ["by it, 1 file was fetched after the vintage was closed on 2026-11-19: folketal.csv"],
        ),
    ],
)
def test_a_file_is_fetched_after_the_one_before_and_until_the_vintage_was_closed(
    project: Project, folder: Path, retrieved: str, expected: list[str]
) -> None:
    add_a_row(folder, "folketal.csv", b"990;2026K4;5400\r\n")
    edit(
        folder / "provenance.toml",
        '["folketal.csv"]\nsource = "proeve-folketal"\nvia = "ingen"\nretrieved = "2026-05-31"',
        f'["folketal.csv"]\nsource = "proeve-folketal"\nvia = "mail"\nretrieved = "{retrieved}"',
    )
    assert said(project, folder) == expected


def test_a_vintage_is_not_closed_before_its_quarter_begins(project: Project, folder: Path) -> None:
    edit(folder / "vintage.toml", "2026-11-19", "2026-06-30")
    assert "2026Q3 begins on 2026-07-01, and its vintage would be closed on 2026-06-30" in said(
        project, folder
    )


def test_nor_on_a_day_that_is_still_to_come(project: Project, folder: Path) -> None:
    edit(folder / "vintage.toml", "2026-11-19", "2026-11-21")
    assert said(project, folder) == ["the vintage is closed on 2026-11-21, which is still to come"]


def test_what_was_put_together_later_says_no_days(project: Project, folder: Path) -> None:
    add_a_row(folder, "folketal.csv", b"990;2026K4;5400\r\n")
    edit(folder / "vintage.toml", "reconstructed = false", "reconstructed = true")
    assert said(project, folder) == []
