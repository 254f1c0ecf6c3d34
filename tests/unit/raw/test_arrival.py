"""A file that came is held against its declaration, and against the quarter before."""

from __future__ import annotations

from pathlib import Path

import pytest
from publishers.declared import source

from sigtepunkt.core.errors import Refused
from sigtepunkt.raw.arrival import refuse_unusable

HEADER = "OMRÅDE;TID;INDHOLD"
BEFORE = ("000;2026K1;5,5", "000;2026K2;6", "990;2026K1;7", "990;2026K2;..")


def written(folder: Path, name: str, rows: tuple[str, ...]) -> Path:
    path = folder / name
    path.write_text("\r\n".join((HEADER, *rows, "")), encoding="utf-8-sig", newline="")
    return path


def refuse(tmp_path: Path, *rows: str, explicit: bool = False) -> None:
    """Hold rows against those before."""
    selection = {"OMRÅDE": ["000", "990"] if explicit else ["*"], "Tid": ["*"]}
    new, old = written(tmp_path, "new.csv", rows), written(tmp_path, "old.csv", BEFORE)
    refuse_unusable(source(service={"selection": selection}), new, "folketal.csv", old)


def test_the_same_and_more_is_accepted(tmp_path: Path) -> None:
    refuse(tmp_path, *BEFORE)
    refuse(tmp_path, *BEFORE, "000;2026K3;8", "991;2026K3;9")


def test_a_first_file_is_held_against_its_declaration_only(tmp_path: Path) -> None:
    refuse_unusable(source(), written(tmp_path, "new.csv", BEFORE[:1]), "folketal.csv")


def test_an_older_file_that_cannot_be_read_is_passed_over(tmp_path: Path) -> None:
    new = written(tmp_path, "new.csv", BEFORE[:1])
    refuse_unusable(source(), new, "folketal.csv", tmp_path / "not there.csv")


@pytest.mark.parametrize(
    ("rows", "what"),
    [
        (BEFORE[:2], "1 areas that the quarter before has are missing: 990"),
        (BEFORE[::2], "the newest period is 2026Q1, and that of the quarter before is 2026Q2"),
        ((*BEFORE, BEFORE[0]), "1 rows say something that another row says, too"),
        ((*BEFORE, "991;2026K2;-"), "'-'"),
        ((*BEFORE, "991;2026K2;1,000.5"), "1,000.5"),
    ],
)
def test_what_was_lost_or_cannot_be_read_is_refused(tmp_path: Path, rows: tuple[str, ...], what: str) -> None:
    with pytest.raises(Refused) as refused:
        refuse(tmp_path, *rows)
    assert what in str(refused.value)
    assert all(problem.where.startswith("folketal.csv") for problem in refused.value.problems)


def test_an_area_may_go_where_the_wanted_ones_are_named(tmp_path: Path) -> None:
    refuse(tmp_path, *BEFORE[:2], explicit=True)


def test_periods_that_are_not_known_are_for_the_checks(tmp_path: Path) -> None:
    refuse(tmp_path, "000;2026U01;1", "990;2026U01;1")
