"""A broken file is refused with file, place and reason; vintage and declarations stay as they were."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from command_line import CommandLine
from example_sources import workbook
from municipality.raw_files import raw_files
from tree_bytes import tree_bytes

from sigtepunkt.core.period import Quarter
from sigtepunkt.core.project import Project
from sigtepunkt.core.storage import atomic_files
from sigtepunkt.raw import size_limits

RAW = raw_files(Quarter(2026, 2))
PEOPLE, PUPILS, WAITING, UNEMPLOYED = (
    RAW[f] for f in ("folketal.csv", "skole.csv", "ventetid.xlsx", "ledige.json")
)
Case = tuple[str, bytes | Callable[[], bytes], str]  # the file's name, its bytes, what is said of it


def text(old: str, new: str, content: bytes = PEOPLE, *, encoding: str = "utf-8") -> bytes:
    """Return a text with every occurrence of `old` replaced."""
    before = content.decode(encoding)
    assert old in before
    return before.replace(old, new).encode(encoding)


def pupils(old: str, new: str) -> bytes:
    return text(old, new, PUPILS, encoding="cp1252")


def answer(change: Callable[[Any], object]) -> bytes:
    """Return Jobindsats' answer after a change."""
    content = json.loads(UNEMPLOYED)
    change(content)
    return json.dumps(content).encode()


def book(change: Callable[[Any], object]) -> bytes:
    """Return the workbook after a change of its sheet."""
    it = openpyxl.load_workbook(io.BytesIO(WAITING))
    change(it["Data"])
    saved = io.BytesIO()
    it.save(saved)
    return saved.getvalue()


def put(cell: str, value: Any) -> bytes:
    return book(lambda sheet: sheet.__setitem__(cell, value))


def part(name: str, change: Callable[[bytes], bytes], renamed: str = "") -> bytes:
    """Return the workbook with a part of its zip file changed."""
    saved = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(WAITING)) as old,
        zipfile.ZipFile(saved, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for inner in old.namelist():
            content = old.read(inner)
            content = change(content) if inner == name else content
            if renamed:
                content = content.replace(
                    name.rpartition("/")[2].encode(), renamed.rpartition("/")[2].encode()
                )
            new.writestr(renamed if inner == name and renamed else inner, content)
    return saved.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
TEXTS: dict[str, Case] = {
    "nothing": ("folketal.csv", b"", "the file is empty"),
    "only a mark": ("folketal.csv", b"\xef\xbb\xbf", "folketal.csv"),
    "only a header": ("folketal.csv", b"OMR\xc3\x85DE;TID;INDHOLD\r\n", "a header but no rows"),
    "cut in a row": ("folketal.csv", PEOPLE[:-16], "folketal.csv"),
    "cut in the middle": ("folketal.csv", PEOPLE[: len(PEOPLE) // 2], "gone since 2026Q2"),
    "cut after a row": ("folketal.csv", PEOPLE[: PEOPLE.rfind(b"991;2026")], "gone since 2026Q2"),
    "another header": ("folketal.csv", text("INDHOLD", "ANTAL"), "column 'INDHOLD' is missing"),
    "an English header": (
        "folketal.csv",
        text("OMRÅDE;TID;INDHOLD", "REGION;TIME;VALUE"),
        "none of the declared",
    ),
    "English areas": (
        "folketal.csv",
        text("\r\n000;", "\r\nAll Denmark;"),
        "unknown area 'All Denmark', and so in",
    ),
    "a column more": (
        "folketal.csv",
        text(";", ";X;").replace(b"X;TID;X;", b"X;TID;Y;"),
        "2 columns are more in it than in 2026Q2: X, Y",
    ),
    "a column twice": ("folketal.csv", text("TID;INDHOLD", "TID;TID"), "'TID' stands there twice"),
    "a row too short": ("folketal.csv", text("990;2026K1;", "990;2026K1"), "has 2 cells"),
    "a row too long": ("folketal.csv", text("990;2026K1;", "990;2026K1;9;"), "has 4 cells"),
    "a period gone back": (
        "folketal.csv",
        re.sub(rb"\d+;2026K[1-3];\d+\r\n", b"", PEOPLE),
        "newest period is 2025Q4",
    ),
    "an area gone": (
        "folketal.csv",
        re.sub(rb"991;.*\r\n", b"", PEOPLE),
        "1 area is gone since 2026Q2: Nabo",
    ),
    "a row twice": ("folketal.csv", PEOPLE + b"990;2026K1;5\r\n", "990, 2026Q1 stands there twice"),
    "everything twice": (
        "folketal.csv",
        PEOPLE + PEOPLE[PEOPLE.index(b"\n") + 1 :],
        "stands there twice, and so do",
    ),
    "the same quarter spelt twice": ("folketal.csv", PEOPLE + b"990;2026Q1;5\r\n", "stands there twice"),
    "a period of no length here": (
        "folketal.csv",
        text("2026K1", "2026U01"),
        "is not a period, and so in 2 more rows",
    ),
    "a date": ("folketal.csv", text("2026K1", "31-03-2026"), "'31-03-2026' is not a period"),
    "a fifth quarter": ("folketal.csv", text("2026K1", "2026K5"), "'2026K5' is not a period"),
    "no period": ("folketal.csv", text("2026K1", ""), "column TID: nothing stands there"),
    "a sign nobody declared": ("folketal.csv", text("..", "-"), "'-' is not a number"),
    "words for a figure": ("folketal.csv", text("..", "mangler"), "'mangler' is not a number"),
    "decimals or thousands": (
        "folketal.csv",
        b"OMR\xc3\x85DE;TID;INDHOLD\r\n990;2026K1;1.729\r\n990;2026K2;2.104\r\n",
        "'1.729' could be two numbers",
    ),
    "decimals and thousands": (
        "folketal.csv",
        b"OMR\xc3\x85DE;TID;INDHOLD\r\n990;2026K1;0.998\r\n990;2026K2;1.729\r\n",
        "'0.998' is not a number",
    ),
    "commas": ("folketal.csv", text(";", ","), "separated by semicolons, but, it seems, by commas"),
    "tabs": ("folketal.csv", text(";", "\t"), "by tabs"),
    "a line sep=,": ("folketal.csv", text("OMRÅDE", "sep=,\r\nOMRÅDE"), "by commas"),
    "a quotation mark": ("folketal.csv", text("990;2026K1", '"990;2026K1'), "a quotation mark begins a text"),
    "nested quotation marks": (
        "folketal.csv",
        text("990;2026K1", '"990 "Prøve" by";2026K1'),
        "a quotation mark begins a text with another one in it",
    ),
    "an invisible character": ("folketal.csv", text("990;2026K1", "9\u200b90;2026K1"), "U+200B"),
    "a zero byte": ("folketal.csv", PEOPLE.replace(b"990;2026K1", b"9\x0090;2026K1"), "U+0000"),
    "a field of a megabyte": (
        "folketal.csv",
        text("990;2026K1", "9" * 1_000_000 + ";2026K1"),
        "folketal.csv",
    ),
    "HTML": ("folketal.csv", b"<!DOCTYPE html><html><body>Log ind</body></html>", "a page of HTML"),
    "XML": ("folketal.csv", b'<?xml version="1.0"?><fejl>nej</fejl>', "an XML file"),
    "an error saved as CSV": (
        "folketal.csv",
        b'{"errorTypeCode":"REQUEST-LIMIT","message":"More than 1000000 cells"}',
        "that says 'REQUEST-LIMIT: More than 1000000 cells'",
    ),
    "a PDF": ("folketal.csv", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "PDF"),
    "UTF-16 where UTF-8 is declared": ("folketal.csv", PEOPLE.decode("utf-8-sig").encode("utf-16"), "utf-16"),
    "Windows' letters where UTF-8 is declared": (
        "folketal.csv",
        PEOPLE.decode("utf-8-sig").encode("cp1252"),
        "not encoded as declared",
    ),
    "UTF-8 where Windows' letters are declared": (
        "skole.csv",
        PUPILS.decode("cp1252").encode(),
        "seems to be in UTF-8",
    ),
    "a CPR number": ("skole.csv", pupils("Nabo", "010190-1234"), "a CPR number"),
    "200 MB": ("folketal.csv", lambda: PEOPLE + b"990;2026K1;5\r\n" * 14_000_000, "the file has 19"),
    "a million columns": ("folketal.csv", lambda: PEOPLE + b";" * 1_000_000, "at most 1,000 columns"),
    "a million rows": ("folketal.csv", lambda: PEOPLE + b"1;1;1\n" * 600_000, "at most 500,000 rows"),
    "a million lines of returns": (
        "folketal.csv",
        lambda: b"OMR;T\r" + b"1\r" * 600_000,
        "at most 500,000 rows",
    ),
}
BOOKS: dict[str, Case] = {
    "no zip file": (
        "ventetid.xlsx",
        b"PK\x03\x04 og noget andet",
        "a zip file or workbook that is cut short",
    ),
    "a workbook cut short": ("ventetid.xlsx", WAITING[:-500], "a zip file or workbook that is cut short"),
    "a CSV called xlsx": (
        "ventetid.xlsx",
        b"Kvartal;Sagstype;Dage\n2026K1;Nybyggeri;5\n",
        "not an Excel workbook",
    ),
    "an old workbook": ("ventetid.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "ventetid.xlsx"),
    "another sheet": (
        "ventetid.xlsx",
        lambda: workbook([("Kvartal", "Sagstype", "Dage"), ("2026K1", "Ny", 1)], "Ark1"),
        "sheet 'Data' is missing",
    ),
    "a formula never calculated": ("ventetid.xlsx", lambda: put("C5", "=C4+1"), "cell C5"),
    "an error": ("ventetid.xlsx", lambda: put("C5", "#DIV/0!"), "cell C5"),
    "an error in a key": ("ventetid.xlsx", lambda: put("B5", "#N/A"), "cell B5"),
    "merged figures": (
        "ventetid.xlsx",
        lambda: book(lambda sheet: sheet.merge_cells("C4:C6")),
        "the cells C4:C6 are merged",
    ),
    "a hidden row": (
        "ventetid.xlsx",
        lambda: book(lambda sheet: setattr(sheet.row_dimensions[5], "hidden", True)),
        "row 5 is hidden",
    ),
    "per cent": (
        "ventetid.xlsx",
        lambda: book(lambda sheet: setattr(sheet["C5"], "number_format", "0%")),
        "shown as per cent",
    ),
    "a truth value": ("ventetid.xlsx", lambda: put("C5", value=True), "cell C5"),
    "a title above": (
        "ventetid.xlsx",
        lambda: book(lambda sheet: sheet.insert_rows(1)) and book(_title),
        "row 2",
    ),
    "a note with a figure": ("ventetid.xlsx", lambda: put("C40", 7), "row 40, column Kvartal"),
    "a note without a column": ("ventetid.xlsx", lambda: put("F9", "obs"), "has no name"),
    "tiny elements": (
        "ventetid.xlsx",
        lambda: part(SHEET, _filled(b"<a/>" * 3_000_000)),
        "at most 2,000,000",
    ),
    "tiny elements in a part of another name": (
        "ventetid.xlsx",
        lambda: part(SHEET, _filled(b"<a/>" * 3_000_000), "xl/worksheets/sheet1.bin"),
        "at most 2,000,000",
    ),
    "a zip bomb": ("ventetid.xlsx", lambda: part(SHEET, lambda _: b"<a>" + b"x" * 210_000_000), "more than"),
    "merged ranges without end": (
        "ventetid.xlsx",
        lambda: part(
            SHEET, _filled(b'<mergeCells><mergeCell ref="A1"/></mergeCells>' * (size_limits.MOST_MERGED + 9))
        ),
        "merged ranges",
    ),
}
ANSWERS: dict[str, Case] = {
    "cut JSON": ("ledige.json", UNEMPLOYED[:-40], "not an answer from Jobindsats"),
    "a rejected key": ("ledige.json", b'{"message": "Invalid API key"}', "Invalid API key"),
    "no rows": ("ledige.json", answer(lambda it: it.update(rows=[])), "no rows"),
    "a row that is no list": ("ledige.json", answer(lambda it: it["rows"].append(7)), "is no list"),
    "a list for a figure": (
        "ledige.json",
        answer(lambda it: it["rows"][0].__setitem__(2, [1])),
        "a list of 1",
    ),
    "not finite": ("ledige.json", UNEMPLOYED.replace(b"0.4]", b"NaN]"), "is not a number"),
    "an enormous number": (
        "ledige.json",
        answer(lambda it: it["rows"][0].__setitem__(2, 10**40)),
        "ledige.json",
    ),
    "another column": (
        "ledige.json",
        UNEMPLOYED.replace(b"Ledige i pct.", b"Ledighed"),
        "'Ledige i pct.' is missing",
    ),
    "lists in lists": ("ledige.json", b"[" * 100_000 + b"]" * 100_000, "ledige.json"),
}
BROKEN = TEXTS | BOOKS | ANSWERS


def _title(sheet: Any) -> None:
    sheet.insert_rows(1)
    sheet["A1"] = "Ventetid i byggesager"


def _filled(inner: bytes) -> Callable[[bytes], bytes]:
    return lambda content: content.replace(b"</sheetData>", b"</sheetData>" + inner)


def test_there_are_at_least_sixty_broken_files() -> None:
    assert len(BROKEN) >= 60


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_file_is_refused_and_nothing_has_changed(
    project: Project, command: CommandLine, tmp_path: Path, kind: str
) -> None:
    name, content, words = BROKEN[kind]
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content())
    with atomic_files.write_lock(project):
        pass  # leaves the file that is locked
    before = tree_bytes(project.root)
    outcome = command("receive", path, "--yes", "--project", project.root)
    assert outcome.code == 1, outcome.said
    assert words in outcome.err
    assert name in outcome.err
    assert "Traceback" not in outcome.said
    assert "unforeseen" not in outcome.said
    assert outcome.err.count("\n") < 40, "told once with a count, not once a row"
    assert tree_bytes(project.root) == before


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["folketal.csv", "--source", "../folketal"], "there is no source '../folketal'"),
        (["folketal.csv", "--source", "proeve-folketall"], "did you mean 'proeve-folketal'?"),
        (["andet.csv"], "no source has a file called 'andet.csv'"),
        (["folketal.csv", "folketal.csv"], "two files for the source 'proeve-folketal'"),
        (
            ["folketal.csv", "--source", "proeve-folketal", "--source", "proeve-skole"],
            "1 files, and 2 sources",
        ),
        (["folketal.csv", "--quarter", "2016Q1"], "no raw data for 2016Q1"),
        (["folketal.csv", "--quarter", "../2026Q2"], "is not a quarter"),
    ],
)
def test_what_is_asked_for_wrongly_is_told(
    project: Project, command: CommandLine, tmp_path: Path, words: Sequence[str], told: str
) -> None:
    for name in ("folketal.csv", "andet.csv"):
        (tmp_path / name).write_bytes(PEOPLE)
    files = [tmp_path / word if word.endswith(".csv") else word for word in words]
    outcome = command("receive", *files, "--yes", "--project", project.root)
    assert (outcome.code, "Traceback" in outcome.said) == (2, False)
    assert told in outcome.err


@pytest.mark.parametrize(
    "file", ["../ud.csv", "a/b.csv", "..", "C:x.csv", "SHA256SUMS", "provenance.toml", "~$x.csv"]
)
def test_a_source_cannot_declare_a_file_outside_its_folder(
    project: Project, command: CommandLine, file: str
) -> None:
    path = project.strategy / "sources.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("folketal.csv", file), encoding="utf-8")
    outcome = command("receive", path, "--source", "proeve-folketal", "--yes", "--project", project.root)
    assert outcome.code == 1
    assert "a file's name, without a path" in outcome.err
