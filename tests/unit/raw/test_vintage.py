"""Every byte of a vintage is accounted for, and it says what it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from municipality import FIRST, LAST, edit, reseal

from sigtepunkt.core import checksum
from sigtepunkt.core.errors import Problem, Refused
from sigtepunkt.core.project import Project
from sigtepunkt.editions import input_checksums
from sigtepunkt.raw.vintage import PAPERS, open_vintage, unchanged_files
from sigtepunkt.strategy import load_definitions

SUMS = "data/raw/2026Q2/SHA256SUMS"


def refused(project: Project) -> tuple[Problem, ...]:
    """Return what opening the last vintage says."""
    with pytest.raises(Refused) as refusal:
        open_vintage(project, LAST)
    return refusal.value.problems


def test_a_vintage_tells_when_it_was_closed_and_where_each_file_is_from(project: Project) -> None:
    vintage = open_vintage(project, LAST)
    assert (vintage.quarter, vintage.closed, vintage.reconstructed) == (LAST, dt.date(2026, 8, 31), False)
    assert vintage.note == "Opdigtede filer til prøver."
    assert set(vintage.provenance) == {
        "folketal.csv",
        "fremskrivning.csv",
        "ledige.json",
        "nyttehaver.csv",
        "skole.csv",
        "ventetid.xlsx",
    }
    paper = vintage.provenance["skole.csv"]
    assert (paper.source, paper.via, paper.retrieved, paper.reconstructed) == (
        "proeve-skole",
        "ingen",
        "2026-05-31",
        False,
    )
    assert vintage.hashes["skole.csv"] == checksum.of_file(project.raw(LAST) / "skole.csv")


def test_what_is_not_known_of_a_file_is_said_to_be_unknown(project: Project) -> None:
    folder = project.raw(LAST)
    path = folder / "provenance.toml"
    path.write_text(
        path.read_text(encoding="utf-8")
        .replace('via = "ingen"\n', "")
        .replace('retrieved = "2026-05-31"\n', ""),
        encoding="utf-8",
    )
    reseal(folder)
    paper = open_vintage(project, LAST).provenance["folketal.csv"]
    assert (paper.via, paper.retrieved) == ("ukendt", "ukendt")


def test_a_changed_byte_names_its_file_and_no_other(project: Project) -> None:
    path = project.raw(LAST) / "skole.csv"
    path.write_bytes(path.read_bytes().replace(b"390", b"391"))
    (problem,) = refused(project)
    assert problem.where == "data/raw/2026Q2/skole.csv"
    assert "checksum differs" in problem.what


def test_the_papers_are_sealed_too(project: Project) -> None:
    edit(project.raw(LAST) / "vintage.toml", "2026-08-31", "2026-09-30")
    (problem,) = refused(project)
    assert problem.where == "data/raw/2026Q2/vintage.toml"


def test_every_file_that_differs_is_told(project: Project) -> None:
    folder = project.raw(LAST)
    (folder / "folketal.csv").unlink()
    (folder / "ekstra.csv").write_bytes(b"x")
    (folder / "ledige.json").write_bytes(b"{}")
    assert [(problem.where.rsplit("/")[-1], problem.what) for problem in refused(project)] == [
        ("ekstra.csv", "the file has no checksum"),
        ("folketal.csv", "the file is missing"),
        ("ledige.json", "the file is not as it was received: its checksum differs"),
    ]


@pytest.mark.parametrize(
    ("confidential", "expected"),
    [
        (
            True,
            (
                "the file is missing: it is confidential and kept out of git",
                "get it from Skoleafdelingen, as it was received, and put it there",
            ),
        ),
        (
            False,
            (
                "the file is missing",
                f"fetch the file again, or, if the change is meant, write its new checksum to {SUMS}",
            ),
        ),
    ],
)
def test_of_a_missing_file_that_is_confidential_it_is_said_whom_to_get_it_from(
    project: Project, confidential: bool, expected: tuple[str, str]
) -> None:
    """A fresh clone has its checksum and not the file."""
    if confidential:
        edit(
            project.strategy / "sources.toml", 'file = "skole.csv"', 'file = "skole.csv"\nconfidential = true'
        )
    (project.raw(LAST) / "skole.csv").unlink()
    with pytest.raises(Refused) as refusal:
        open_vintage(project, LAST, load_definitions(project).sources.values())
    (problem,) = refusal.value.problems
    assert (problem.what, problem.next_step) == expected


def test_without_checksums_nothing_is_read(project: Project) -> None:
    (project.raw(LAST) / "SHA256SUMS").unlink()
    (problem,) = refused(project)
    assert "the checksums are missing" in problem.what
    assert "sha256sum" in problem.next_step


def test_a_line_of_checksums_that_cannot_be_read_is_refused_by_name(project: Project) -> None:
    (project.raw(LAST) / "SHA256SUMS").write_text("ingenting\n", encoding="utf-8")
    assert "SHA256SUMS" in str(refused(project)[0].where)


def test_checksums_may_mark_files_as_binary(project: Project) -> None:
    path = project.raw(LAST) / "SHA256SUMS"
    path.write_text(path.read_text(encoding="utf-8").replace("  ", " *"), encoding="utf-8")
    assert open_vintage(project, LAST).closed == dt.date(2026, 8, 31)


@pytest.mark.parametrize("name", ["vintage.toml", "provenance.toml"])
def test_a_missing_paper_is_named(project: Project, name: str) -> None:
    (project.raw(LAST) / name).unlink()
    reseal(project.raw(LAST))
    (problem,) = refused(project)
    assert (problem.where, problem.what) == (f"data/raw/2026Q2/{name}", "the file is missing")


@pytest.mark.parametrize("name", ["vintage.toml", "provenance.toml"])
@pytest.mark.parametrize(
    ("content", "line", "what"),
    [
        (b"closed = \n", ":1", "not valid TOML: Invalid value"),
        (b"closed = 31-08-2026\n", ":1", "not valid TOML: a day is written 2026-08-31"),
        (b"note = '\xe6'\n", "", "not UTF-8 at byte 8"),
    ],
)
def test_a_paper_that_is_not_toml_is_named(
    project: Project, name: str, content: bytes, line: str, what: str
) -> None:
    (project.raw(LAST) / name).write_bytes(content)
    reseal(project.raw(LAST))
    (problem,) = refused(project)
    assert problem.where == f"data/raw/2026Q2/{name}{line}"
    assert problem.what.startswith(what)


def _another_quarter(folder: Path) -> None:
    edit(folder / "vintage.toml", '"2026Q2"', '"2026Q1"')


def _no_date(folder: Path) -> None:
    edit(folder / "vintage.toml", "closed = 2026-08-31", 'closed = "i august"')


def _silent(folder: Path) -> None:
    edit(folder / "vintage.toml", "reconstructed = false\n", "")


@pytest.mark.parametrize("change", [_another_quarter, _no_date, _silent])
def test_a_vintage_says_its_quarter_its_date_and_whether_it_is_reconstructed(
    project: Project, change: Callable[[Path], None]
) -> None:
    change(project.raw(LAST))
    reseal(project.raw(LAST))
    (problem,) = refused(project)
    assert problem.where == "data/raw/2026Q2/vintage.toml"
    assert 'quarter = "2026Q2"' in problem.allowed


def test_a_file_without_a_source_is_refused(project: Project) -> None:
    edit(project.raw(LAST) / "provenance.toml", 'source = "proeve-skole"\n', "")
    reseal(project.raw(LAST))
    (problem,) = refused(project)
    assert "skole.csv does not name its source" in problem.what


def test_checksums_in_capitals_are_the_same_checksums(project: Project) -> None:
    """As PowerShell's Get-FileHash writes them."""
    sums = project.raw(LAST) / "SHA256SUMS"
    lines = [line.split(maxsplit=1) for line in sums.read_text(encoding="utf-8").splitlines()]
    sums.write_text("".join(f"{digest.upper()}  {name}\n" for digest, name in lines), encoding="utf-8")
    assert open_vintage(project, LAST).quarter == LAST


def test_a_vintage_closed_in_the_future_is_refused(project: Project) -> None:
    tomorrow = dt.datetime.now().astimezone().date() + dt.timedelta(days=1)
    edit(project.raw(LAST) / "vintage.toml", "2026-08-31", tomorrow.isoformat())
    reseal(project.raw(LAST))
    (problem,) = refused(project)
    assert problem.where == "data/raw/2026Q2/vintage.toml"
    assert problem.what == f"the vintage is closed on {tomorrow}, which is still to come"


@pytest.mark.parametrize(
    "name", ["Thumbs.db", "desktop.ini", ".DS_Store", "~$skole.xlsx", "._skole.csv", ".~lock.skole.csv#"]
)
def test_what_a_system_drops_in_a_folder_is_no_file_of_the_vintage(project: Project, name: str) -> None:
    before = input_checksums.checksums(project, LAST, demo=True)
    (project.raw(LAST) / name).write_bytes(b"\xd0\xcf\x11\xe0")
    open_vintage(project, LAST)
    reseal(project.raw(LAST))  # as sha256sum * lists it
    sealed = open_vintage(project, LAST)
    (project.raw(LAST) / name).unlink()
    assert open_vintage(project, LAST) == sealed
    assert input_checksums.checksums(project, LAST, demo=True)["raw"].keys() == before["raw"].keys()


def test_files_that_nobody_got_anew_are_those_with_the_same_bytes_and_the_same_papers(
    project: Project,
) -> None:
    first, last = open_vintage(project, FIRST), open_vintage(project, LAST)
    assert unchanged_files(last, first) == {"skole.csv", "fremskrivning.csv", "nyttehaver.csv"}
    edit(
        project.raw(LAST) / "provenance.toml",
        '["skole.csv"]\nsource = "proeve-skole"\nvia = "ingen"\nretrieved = "2026-05-31"',
        '["skole.csv"]\nsource = "proeve-skole"\nvia = "ingen"\nretrieved = "2026-08-31"',
    )
    reseal(project.raw(LAST))
    assert unchanged_files(open_vintage(project, LAST), first) == {"fremskrivning.csv", "nyttehaver.csv"}


def test_where_every_file_has_the_bytes_it_had_nobody_got_any_anew(project: Project) -> None:
    first = open_vintage(project, FIRST)
    for path in project.raw_files(FIRST):
        if path.name not in PAPERS:
            (project.raw(LAST) / path.name).write_bytes(path.read_bytes())
    papers = project.raw(LAST) / "provenance.toml"
    papers.write_text(
        papers.read_text(encoding="utf-8").replace("2026-05-31", "2026-08-31"), encoding="utf-8"
    )
    reseal(project.raw(LAST))
    assert unchanged_files(open_vintage(project, LAST), first) == first.provenance.keys()


def test_a_time_is_no_day_on_which_a_vintage_was_closed(project: Project) -> None:
    edit(project.raw(LAST) / "vintage.toml", "2026-08-31", "2026-08-31T12:00:00")
    reseal(project.raw(LAST))
    (problem,) = refused(project)
    assert problem.what == "the vintage does not say what it is"
