"""A CPR number refuses what holds it, with its place; a contact is named until a person clears it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest
from example_cpr_numbers import example_numbers
from example_sources import source
from openpyxl.comments import Comment

from sigtepunkt.core.errors import Refused
from sigtepunkt.raw.personal_data import findings, scan


def test_a_place_is_told_as_a_person_looks_it_up(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = "Data"
    book.active.append(["Kvartal", "Dage"])
    book.active.append(["010190-1234", 3])
    book.active["B2"].comment = Comment("020190-1234", "NN")
    book.save(tmp_path / "fil.xlsx")
    (tmp_path / "fil.csv").write_bytes("År;Tal\r\n2026;3\r\n030190-1234;4\r\n".encode())
    with pytest.raises(Refused) as refusal:
        scan.refuse_received(tmp_path, "data/raw/2026Q2", [source(file="fil.csv", owner="Fru Prøve")])
    by_place = {problem.where: problem for problem in refusal.value.problems}
    assert by_place["data/raw/2026Q2/fil.csv"].what == "row 3, column År: a CPR number (mulig), 0301••-••••"
    assert "Fru Prøve" in by_place["data/raw/2026Q2/fil.csv"].next_step
    assert [problem.what.partition(":")[0] for problem in refusal.value.problems[1:]] == [
        "sheet Data, row 2, column A (Kvartal)",
        "sheet Data, cell B2, the comment",
    ]


def test_many_places_are_counted(tmp_path: Path) -> None:
    (tmp_path / "fil.csv").write_bytes("\r\n".join(["Tal", *example_numbers(50)]).encode())
    with pytest.raises(Refused) as refusal:
        scan.refuse_received(tmp_path, "data/raw/2026Q2", [])
    assert refusal.value.problems[-1].what == "and 38 more places"


def test_contacts_are_told_until_they_are_cleared(tmp_path: Path) -> None:
    (tmp_path / "p1.csv").write_bytes(
        "OMRÅDE;TID;INDHOLD\r\n990;skriv til jens@example.dk;tlf. 75123456\r\n".encode()
    )
    first, second = scan.uncleared_contacts(tmp_path / "p1.csv", source())
    assert first.startswith("p1.csv, row 2, column TID: an e-mail address, j•••@example.dk")
    assert "cleared = [{" in first
    assert "75 •• •• ••" in second
    clear = [{"text": "Jens@example.dk", "by": "Fru Prøve", "on": dt.date(2026, 5, 31)}]
    assert len(scan.uncleared_contacts(tmp_path / "p1.csv", source(cleared=clear))) == 1


def test_a_contact_cleared_in_one_source_is_still_told_in_another(tmp_path: Path) -> None:
    """Who cleared it looked at one file, and another's owner may not have been asked."""
    for name in ("p1.csv", "p2.csv"):
        (tmp_path / name).write_bytes("OMRÅDE;TID;INDHOLD\r\n990;skriv til jens@example.dk;1\r\n".encode())
    clear = [{"text": "jens@example.dk", "by": "Fru Prøve", "on": dt.date(2026, 5, 31)}]
    both = [source(cleared=clear), source(file="p2.csv")]
    cleared, (line,) = (scan.uncleared_contacts(tmp_path / each.file, each) for each in both)
    assert cleared == []
    assert line.startswith("p2.csv, row 2")


def test_where_the_municipality_is_to_be_reached_is_cleared_by_declaring_it() -> None:
    declared = scan.cleared_contacts(
        [], "Skriv til Web@Example.dk, eller ring på tlf. 75 12 34 56 (kl. 10-14)"
    )
    assert declared == {"web@example.dk", "75123456"}
    page = "<p>Skriv til web@example.dk, tlf. 75 12 34 56, eller til jens@example.dk</p>"
    assert [finding.masked for _, finding in findings.in_text(page, declared)] == ["j•••@example.dk"]
    assert scan.cleared_contacts([]) == scan.cleared_contacts([], "Borgerservice, Torvet 1") == frozenset()


def test_a_contact_on_a_page_stops_it_until_it_is_cleared() -> None:
    files = {
        "vtf.html": '<p>Skriv til <a href="mailto:jens@example.dk">jens</a>\n eller ring 75 12 34 56</p>'
    }
    with pytest.raises(Refused) as refusal:
        scan.refuse_published(files, "reports/2026Q2")
    assert [str(problem).splitlines()[0] for problem in refusal.value.problems] == [
        "reports/2026Q2/vtf.html: line 1: an e-mail address, j•••@example.dk",
        "reports/2026Q2/vtf.html: line 2: a telephone number, 75 •• •• ••",
    ]
    scan.refuse_published(files, "reports/2026Q2", {"jens@example.dk", "75123456"})
