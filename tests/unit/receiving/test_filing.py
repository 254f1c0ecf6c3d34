"""Files become a vintage whole, with their papers, and never over another."""

from __future__ import annotations

import datetime as dt
import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest
from municipality import LAST, edit, reseal
from tree_bytes import tree_bytes

from sigtepunkt.core.errors import Refused
from sigtepunkt.core.period import Quarter
from sigtepunkt.core.project import Project
from sigtepunkt.core.storage import atomic_files
from sigtepunkt.raw.vintage import open_vintage
from sigtepunkt.receiving.filing import RawFile, file_away
from sigtepunkt.strategy import Source

NEXT, TODAY = Quarter(2026, 3), dt.date(2026, 11, 26)
SOURCES: list[Source] = []


@pytest.fixture
def delivered(project: Project, tmp_path: Path) -> list[RawFile]:
    """Two files that came, with what is known of them."""
    files = []
    for name, source in (("folketal.csv", "proeve-folketal"), ("ledige.json", "proeve-ledige")):
        path = shutil.copy(project.raw(LAST) / name, tmp_path / f"kom som {name}")
        papers = {"source": source, "retrieved": "2026-11-26", "query": ['POST /v1 {"a": "Å"}'], "how": ""}
        files.append(RawFile(name, Path(path), papers))
    return files


def test_files_become_a_vintage_that_says_what_it_is(project: Project, delivered: list[RawFile]) -> None:
    folder = file_away(project, NEXT, delivered, SOURCES, today=TODAY)
    vintage = open_vintage(project, NEXT)
    assert folder == project.raw(NEXT)
    assert (vintage.closed, vintage.reconstructed) == (TODAY, False)
    assert {*vintage.hashes} == {"folketal.csv", "ledige.json", "vintage.toml", "provenance.toml"}
    assert vintage.provenance["folketal.csv"].query == ('POST /v1 {"a": "Å"}',)
    assert (folder / "folketal.csv").read_bytes() == (project.raw(LAST) / "folketal.csv").read_bytes()
    assert [path.name for path in project.all_raw.iterdir() if path.name.startswith(".")] == []


def test_a_vintage_gets_what_it_lacks_and_keeps_what_it_has(
    project: Project, delivered: list[RawFile]
) -> None:
    first, second = delivered
    file_away(project, NEXT, [first], SOURCES, today=TODAY)
    folder = project.raw(NEXT)
    about = folder / "vintage.toml"
    about.write_text(about.read_text(encoding="utf-8") + 'note = "Egen note"\n', encoding="utf-8")
    reseal(folder)
    later = TODAY + dt.timedelta(days=3)
    file_away(project, NEXT, [second], SOURCES, today=later)
    vintage = open_vintage_on(project, later)
    assert [*vintage["provenance"]] == ["folketal.csv", "ledige.json"]
    assert vintage["about"] == {
        "quarter": "2026Q3",
        "closed": later,
        "reconstructed": False,
        "note": "Egen note",
    }


def open_vintage_on(project: Project, _day: dt.date) -> dict[str, Any]:
    """Return the papers of a vintage, which may be closed on a day that is still to come here."""
    folder = project.raw(NEXT)
    papers = ("about", "vintage.toml"), ("provenance", "provenance.toml")
    return {key: tomllib.loads((folder / name).read_text(encoding="utf-8")) for key, name in papers}


def test_a_file_that_lies_there_is_never_overwritten(project: Project, delivered: list[RawFile]) -> None:
    file_away(project, NEXT, delivered, SOURCES, today=TODAY)
    before = tree_bytes(project.all_raw)
    with pytest.raises(Refused, match="never overwritten") as refused:
        file_away(project, NEXT, delivered, SOURCES, today=TODAY)
    assert [problem.where for problem in refused.value.problems] == [
        "data/raw/2026Q3/folketal.csv",
        "data/raw/2026Q3/ledige.json",
    ]
    assert tree_bytes(project.all_raw) == before


def test_a_vintage_that_says_it_is_closed_in_the_future_is_not_added_to(
    project: Project, delivered: list[RawFile]
) -> None:
    file_away(project, NEXT, delivered[:1], SOURCES, today=TODAY)
    edit(project.raw(NEXT) / "vintage.toml", "2026-11-26", "2026-11-28")
    reseal(project.raw(NEXT))
    with pytest.raises(Refused, match=r"closed on 2026-11-28, which is still to come"):
        file_away(project, NEXT, delivered[1:], SOURCES, today=TODAY)


def test_a_quarter_that_has_not_begun_gets_no_file(project: Project, delivered: list[RawFile]) -> None:
    with pytest.raises(Refused, match=r"2026Q3 begins on 2026-07-01, which is still to come"):
        file_away(project, NEXT, delivered, SOURCES, today=dt.date(2026, 6, 30))
    assert not project.raw(NEXT).exists()


def test_a_vintage_that_says_it_is_another_quarters_is_not_added_to(
    project: Project, delivered: list[RawFile]
) -> None:
    file_away(project, NEXT, delivered[:1], SOURCES, today=TODAY)
    edit(project.raw(NEXT) / "vintage.toml", '"2026Q3"', '"2026Q2"')
    reseal(project.raw(NEXT))
    with pytest.raises(Refused, match=r'does not say that it is this quarter(.|\n)*quarter = "2026Q3"'):
        file_away(project, NEXT, delivered[1:], SOURCES, today=TODAY)


@pytest.mark.parametrize(
    ("closed", "after"),
    [
        ("closed = 2026-10-01", "closed = 2026-11-26"),
        ("closed=2026-10-01  # da skolen kom", "closed = 2026-11-26  # da skolen kom"),
        ("closed = 2026-10-01\nreconstructed = true", "closed = 2026-10-01\nreconstructed = true"),
    ],
)
def test_what_is_added_moves_the_closing_day_unless_the_vintage_was_put_together_later(
    project: Project, delivered: list[RawFile], closed: str, after: str
) -> None:
    folder = file_away(project, NEXT, delivered[:1], SOURCES, today=TODAY)
    about = f'quarter = "2026Q3"\n{closed}\n'
    about += "" if "reconstructed" in closed else "reconstructed = false\n"
    (folder / "vintage.toml").write_text(about, encoding="utf-8")
    reseal(folder)
    file_away(project, NEXT, delivered[1:], SOURCES, today=TODAY)
    assert after in (folder / "vintage.toml").read_text(encoding="utf-8")


def test_files_that_nobody_sealed_are_not_sealed_by_the_way(
    project: Project, delivered: list[RawFile]
) -> None:
    project.raw(NEXT).mkdir()
    (project.raw(NEXT) / "skole.csv").write_bytes(b"Kommune")
    with pytest.raises(Refused, match=r"nobody sealed(.|\n)*run: sigtepunkt new quarter 2026Q3"):
        file_away(project, NEXT, delivered, SOURCES, today=TODAY)


def test_a_file_takes_anothers_place_only_where_that_is_meant(
    project: Project, delivered: list[RawFile], tmp_path: Path
) -> None:
    file_away(project, NEXT, delivered, SOURCES, today=TODAY)
    project.published.mkdir(parents=True)
    project.edition(NEXT, 1).write_text("{}", encoding="utf-8")
    (tmp_path / "rettet.csv").write_bytes(b"rettet")
    corrected = RawFile("folketal.csv", tmp_path / "rettet.csv", {"source": "proeve-folketal", "via": "mail"})
    later = TODAY + dt.timedelta(days=9)
    folder = file_away(project, NEXT, [corrected], SOURCES, today=later, replace=True)
    vintage = open_vintage(project, NEXT)
    assert (folder / "folketal.csv").read_bytes() == b"rettet"
    assert vintage.provenance["folketal.csv"].via == "mail"
    assert vintage.closed == TODAY, "what had been published by then was not more for that"


def test_what_is_not_as_it_was_received_is_not_added_to(project: Project, delivered: list[RawFile]) -> None:
    file_away(project, NEXT, delivered[:1], SOURCES, today=TODAY)
    (project.raw(NEXT) / "folketal.csv").write_bytes(b"changed")
    with pytest.raises(Refused, match="its checksum differs"):
        file_away(project, NEXT, delivered[1:], SOURCES, today=TODAY)


def test_a_quarter_that_was_published_is_not_added_to(project: Project, delivered: list[RawFile]) -> None:
    project.published.mkdir(parents=True)
    project.edition(NEXT, 1).write_text("{}", encoding="utf-8")
    with pytest.raises(Refused, match=r"has been published(.|\n)*A correction"):
        file_away(project, NEXT, delivered, SOURCES, today=TODAY)


@pytest.mark.parametrize("step", ["_listed", "atomic_files.swap"])
def test_whatever_fails_leaves_what_was_there(
    project: Project, delivered: list[RawFile], monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    file_away(project, NEXT, delivered[:1], SOURCES, today=TODAY)
    before = tree_bytes(project.all_raw)

    def fail(*_arguments: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(f"sigtepunkt.receiving.filing.{step}", fail)
    with pytest.raises(OSError, match="disk full"):
        file_away(project, NEXT, delivered[1:], SOURCES, today=TODAY)
    atomic_files.repair_unless_locked(project)
    assert tree_bytes(project.all_raw) == before


def test_a_crash_between_two_renames_is_repaired(project: Project, delivered: list[RawFile]) -> None:
    file_away(project, NEXT, delivered[:1], SOURCES, today=TODAY)
    before = tree_bytes(project.all_raw)
    folder = project.raw(NEXT)
    staging = atomic_files.begin(folder)
    (staging / "folketal.csv").write_bytes(b"new")
    folder.rename(folder.with_name(f"{atomic_files.OLD}{folder.name}"))  # killed here
    atomic_files.repair_unless_locked(project)
    assert tree_bytes(project.all_raw) == before
