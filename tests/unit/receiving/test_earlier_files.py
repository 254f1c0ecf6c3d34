"""A file that came is held against the file that its source delivered before."""

from __future__ import annotations

from pathlib import Path

import pytest
from municipality import FIRST, LAST

from sigtepunkt.core.errors import Refused
from sigtepunkt.core.project import Project
from sigtepunkt.receiving import earlier_files, incoming
from sigtepunkt.strategy import Definitions

HEADER = "OMRÅDE;TID;INDHOLD"
BEFORE = ("000;2026K1;5,5", "000;2026K2;6", "990;2026K1;7", "990;2026K2;..")


@pytest.fixture
def home(project: Project) -> Project:
    """A project whose last vintage has these figures of people, and whose first has none."""
    (project.raw(FIRST) / "folketal.csv").unlink()
    written(project.raw(LAST) / "folketal.csv", BEFORE)
    return project


def written(path: Path, rows: tuple[str, ...]) -> Path:
    path.write_text("\r\n".join((HEADER, *rows, "")), encoding="utf-8-sig", newline="")
    return path


def lost(home: Project, definitions: Definitions, path: Path, *rows: str) -> list[str]:
    """Return what is said of these rows beside the file before."""
    source, municipality = definitions.sources["proeve-folketal"], definitions.municipality
    before = earlier_files.newest(home, source, LAST, municipality)
    now = incoming.read(source, written(path, rows), "folketal.csv", municipality)
    problems = earlier_files.losses(now, before, "folketal.csv", municipality)
    assert all(problem.where == "folketal.csv" for problem in problems)
    return [problem.what for problem in problems]


def test_the_same_and_more_loses_nothing(home: Project, definitions: Definitions, tmp_path: Path) -> None:
    assert lost(home, definitions, tmp_path / "new.csv", *BEFORE) == []
    assert lost(home, definitions, tmp_path / "new.csv", *BEFORE, "000;2026K3;8", "991;2026K3;9") == []


@pytest.mark.parametrize(
    ("rows", "what"),
    [
        (BEFORE[:2], "1 area is gone since 2026Q2: Prøve"),
        (BEFORE[::2], "its newest period is 2026Q1, and in 2026Q2 it was 2026Q2"),
        (("990;2026K3;7",), "1 area is gone since 2026Q2: Hele landet"),
        ((*BEFORE[1:2], "990;2026K1;7"), "1 figure is gone since 2026Q2, the first of them 000, 2026Q1"),
    ],
)
def test_what_is_gone_is_said(
    home: Project, definitions: Definitions, tmp_path: Path, rows: tuple[str, ...], what: str
) -> None:
    assert what in lost(home, definitions, tmp_path / "new.csv", *rows)


@pytest.mark.parametrize(
    ("rows", "what"),
    [
        ((*BEFORE, BEFORE[0]), "stands there twice"),
        ((*BEFORE, "991;2026K2;-"), "'-'"),
        ((*BEFORE, "991;2026K2;1,000.5"), "1,000.5"),
        ((*BEFORE, "991;2026U01;1"), "'2026U01' is not a period"),
    ],
)
def test_what_cannot_be_read_is_refused_whatever_was_before(
    home: Project, definitions: Definitions, tmp_path: Path, rows: tuple[str, ...], what: str
) -> None:
    with pytest.raises(Refused) as refused:
        lost(home, definitions, tmp_path / "new.csv", *rows)
    assert what in str(refused.value)


def test_a_first_file_loses_nothing(home: Project, definitions: Definitions, tmp_path: Path) -> None:
    (home.raw(LAST) / "folketal.csv").unlink()
    assert lost(home, definitions, tmp_path / "new.csv", *BEFORE[:1]) == []


def test_a_file_before_that_cannot_be_read_is_not_held_against_it(
    home: Project, definitions: Definitions, tmp_path: Path
) -> None:
    written(home.raw(LAST) / "folketal.csv", ("000;2026K1;hvad",))
    assert lost(home, definitions, tmp_path / "new.csv", *BEFORE[:1]) == []


def test_only_quarters_until_the_files_own_are_before_it(home: Project, definitions: Definitions) -> None:
    source = definitions.sources["proeve-folketal"]
    before = earlier_files.newest(home, source, FIRST, definitions.municipality)
    assert before is None
    assert [quarter for quarter, _ in earlier_files.files(home, source)] == [LAST]
