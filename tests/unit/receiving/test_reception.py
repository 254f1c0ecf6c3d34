"""A file as it came is put into its vintage whole, under what its source declares or a person agrees to."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import CommandLine
from example_sources import workbook
from municipality.raw_files import raw_files
from tree_bytes import tree_bytes

from sigtepunkt.core.period import Quarter
from sigtepunkt.core.project import Project
from sigtepunkt.core.storage import atomic_files
from sigtepunkt.raw.vintage import open_vintage
from sigtepunkt.receiving import filing

QUARTER = Quarter(2026, 2)
RAW = raw_files(QUARTER)
NEWER = RAW["folketal.csv"] + b"990;2026K4;5400\r\n"


@pytest.fixture
def receive(project: Project, command: CommandLine, tmp_path: Path) -> Callable[..., str]:
    """Receive bytes as a file of this name; return what is said, in which the code comes first."""

    def run(name: str, content: bytes, *words: str) -> str:
        path = tmp_path / name
        path.write_bytes(content)
        outcome = command("receive", path, "--project", project.root, "--retrieved", "2026-10-05", *words)
        return f"{outcome.code} {outcome.said}"

    return run


def test_the_original_bytes_are_filed_with_provenance_and_checksums(
    project: Project, receive: Callable[..., str]
) -> None:
    folder = project.raw(QUARTER)
    before = tree_bytes(folder)
    said = receive("Udtræk juli.csv", NEWER, "--source", "proeve-folketal", "--via", "mail")
    assert said.startswith("0 ")
    assert "data/raw/2026Q2/folketal.csv" in said
    after = tree_bytes(folder)
    assert after["folketal.csv"] == NEWER
    changed = {name for name in before if after[name] != before[name]}
    assert changed == {"folketal.csv", "provenance.toml", "vintage.toml", "SHA256SUMS"}
    vintage = open_vintage(project, QUARTER)  # verifies every checksum
    assert vintage.closed == dt.datetime.now().astimezone().date(), "the last day on which something came"
    entry = vintage.provenance["folketal.csv"]
    assert (entry.source, entry.via, entry.retrieved) == ("proeve-folketal", "mail", "2026-10-05")
    assert "»Udtræk juli.csv«" in entry.how
    assert vintage.provenance["skole.csv"].retrieved == "2026-05-31", "of other files nothing is changed"
    assert {path.name for path in project.all_raw.iterdir()} == {"2026Q1", "2026Q2"}


def test_the_figures_are_told_as_understood(receive: Callable[..., str]) -> None:
    said = receive("folketal.csv", NEWER)
    assert "105 figures (1 not published) of 1 measure and 3 areas, 2018Q1 to 2026Q4" in said.replace(
        "104 figures", "105 figures"
    )
    assert "row 2: Hele landet, 2018Q1 = 500000" in said


def test_a_file_that_is_as_in_the_quarter_before_is_said_by_name(receive: Callable[..., str]) -> None:
    assert "byte for byte as in 2026Q2" in receive("folketal.csv", RAW["folketal.csv"])


def test_several_files_come_together_or_none(project: Project, command: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "folketal.csv").write_bytes(NEWER)
    (tmp_path / "skole.csv").write_bytes(RAW["skole.csv"].replace(b"Nabo", b"Ukendt"))
    files = [tmp_path / "folketal.csv", tmp_path / "skole.csv"]
    before = tree_bytes(project.all_raw)
    outcome = command("receive", *files, "--project", project.root, "--yes")
    assert outcome.code == 1
    assert "unknown area 'Ukendt'" in outcome.err
    assert tree_bytes(project.all_raw) == before


def test_what_is_gone_may_be_gone_for_a_reason(project: Project, receive: Callable[..., str]) -> None:
    shorter = RAW["folketal.csv"].replace(b"991;2026K2;6693\r\n", b"")
    shorter = b"".join(line for line in shorter.splitlines(keepends=True) if not line.startswith(b"991;2019"))
    assert receive("folketal.csv", shorter, "--yes").startswith("1 ")
    assert receive("folketal.csv", shorter, "--yes", "--reason", "Nabo er nedlagt").startswith("0 ")
    assert open_vintage(project, QUARTER).provenance["folketal.csv"].notes == ("Nabo er nedlagt",)


def test_a_moving_window_that_leaves_old_periods_behind_loses_nothing(receive: Callable[..., str]) -> None:
    window = b"".join(line for line in NEWER.splitlines(keepends=True) if b";2018K" not in line)
    assert receive("folketal.csv", window, "--yes").startswith("0 ")


def test_another_way_of_writing_is_declared_only_when_a_person_agrees(
    project: Project, receive: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where no earlier quarter has the file as it was written before."""
    (project.raw(Quarter(2026, 1)) / "folketal.csv").unlink()
    english = NEWER.replace(b"2026K1", b"Q1 2026")
    sources = project.strategy / "sources.toml"
    before = sources.read_text(encoding="utf-8")
    answers = iter([False, True])
    monkeypatch.setattr("click.confirm", lambda *_, **__: next(answers))
    refused = receive("folketal.csv", english)
    assert refused.startswith("1 ")
    assert 'periods = "words"' in refused
    assert sources.read_text(encoding="utf-8") == before
    assert receive("folketal.csv", english).startswith("0 ")
    after = sources.read_text(encoding="utf-8")
    assert tomllib.loads(after)["proeve-folketal"]["dialect"] == {"periods": "words"}
    kept = [
        line for line in after.splitlines() if line not in {"[proeve-folketal.dialect]", 'periods = "words"'}
    ]
    assert [line for line in kept if line] == [line for line in before.splitlines() if line]


def test_a_source_is_written_in_one_way(project: Project, receive: Callable[..., str]) -> None:
    said = receive("folketal.csv", NEWER.decode("utf-8-sig").encode("cp1252"), "--yes")
    assert "written in another way than the file of 2026Q1, and a source has one way" in said
    assert (
        "encoding"
        not in (project.strategy / "sources.toml").read_text(encoding="utf-8").partition("[proeve-ledige]")[0]
    )


def test_a_workbook_is_no_file_of_a_source_of_texts(project: Project, receive: Callable[..., str]) -> None:
    (project.raw(Quarter(2026, 1)) / "folketal.csv").unlink()
    book = workbook([("OMRÅDE", "TID", "INDHOLD"), ("990", "2026K1", 5), ("990", "2026K2", 6)])
    said = receive("folketal.xlsx", book, "--source", "proeve-folketal", "--yes")
    assert said.startswith("1 ")
    assert "it is a workbook, and folketal.csv is none" in said


def test_what_is_left_open_is_asked_once_and_the_answer_declared(
    project: Project, receive: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (project.raw(Quarter(2026, 1)) / "folketal.csv").unlink()
    unclear = b"\xef\xbb\xbfOMR\xc3\x85DE;TID;INDHOLD\r\n990;2026K1;0.998\r\n990;2026K2;1.729\r\n"
    asked: list[str] = []
    monkeypatch.setattr("click.prompt", lambda *_, **__: asked.append("decimal") or ".")
    monkeypatch.setattr("click.confirm", lambda *_, **__: True)
    said = receive("folketal.csv", unclear, "--reason", "Kun to tal")
    assert said.startswith("0 ")
    assert "figures such as 0.998, 1.729 can be read in two ways" in said
    assert "Prøve, 2026Q1 = 0,998" in said
    assert asked == ["decimal"]
    assert (
        tomllib.loads((project.strategy / "sources.toml").read_text(encoding="utf-8"))["proeve-folketal"][
            "decimal"
        ]
        == "."
    )


@pytest.mark.parametrize("step", ["write", "swap", "begin"])
def test_whatever_fails_while_filing_leaves_the_vintage_as_it_was(
    project: Project, receive: Callable[..., str], monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    before = tree_bytes(project.all_raw)

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(filing.atomic_files, step, fail)
    assert receive("folketal.csv", NEWER).startswith("1 ")
    monkeypatch.undo()
    with atomic_files.write_lock(project):
        pass
    assert tree_bytes(project.all_raw) == before


def test_a_vintage_that_is_not_as_it_was_sealed_takes_no_file(
    project: Project, receive: Callable[..., str]
) -> None:
    (project.raw(QUARTER) / "skole.csv").write_bytes(b"andet")
    assert "its checksum differs" in receive("folketal.csv", NEWER)


def test_the_first_file_of_a_quarter_makes_its_vintage(project: Project, receive: Callable[..., str]) -> None:
    assert receive("folketal.csv", NEWER, "--quarter", "2026Q3").startswith("0 ")
    assert open_vintage(project, Quarter(2026, 3)).provenance["folketal.csv"].licence == "CC BY 4.0"


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--quarter", "2016Q3"), "no raw data for 2016Q3"),
        (("--quarter", "2099Q1"), "2099Q1 begins on 2099-01-01, which is still to come"),
        (("--retrieved", "2099-01-01"), "2099-01-01 is still to come, and nothing was fetched on it"),
    ],
)
def test_no_file_comes_from_the_future_or_makes_an_old_quarter(
    project: Project, receive: Callable[..., str], words: tuple[str, ...], why: str
) -> None:
    before = tree_bytes(project.all_raw)
    assert why in receive("folketal.csv", NEWER, *words)
    assert tree_bytes(project.all_raw) == before


def test_a_folder_that_nobody_sealed_takes_no_file(project: Project, receive: Callable[..., str]) -> None:
    project.raw(Quarter(2026, 3)).mkdir()
    (project.raw(Quarter(2026, 3)) / "skole.csv").write_bytes(RAW["skole.csv"])
    said = receive("folketal.csv", NEWER, "--quarter", "2026Q3")
    assert "files lie there that nobody sealed" in said
    assert "sigtepunkt new quarter 2026Q3" in said


def test_a_file_for_a_published_quarter_is_told_to_be_a_correction(
    project: Project, receive: Callable[..., str]
) -> None:
    project.published.mkdir(parents=True)
    project.edition(QUARTER, 1).write_text("{}", encoding="utf-8")
    said = receive("folketal.csv", NEWER, "--reason", "Rettet")
    assert "2026Q2 was closed on 2026-08-31, and this came later: see CONTRIBUTING, 'A correction'" in said
    assert open_vintage(project, QUARTER).closed.isoformat() == "2026-08-31"
