"""Raw files are read as received, and refused where they cannot be."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
from example_sources import EXCEL, JOBINDSATS, OLDER, STATBANK, read, refused, statbank, workbook

from sigtepunkt.core.errors import Refused
from sigtepunkt.raw.source_reader import read_raw
from sigtepunkt.strategy import Source

JOBINDSATS_START = b'{"columns": ["Omr\\u00e5de", "Periode", "Ledige", "Pct."], "rows": ['

# --- what is read -------------------------------------------------------------------------------------------


def test_a_statbank_file_is_read_with_its_row_numbers_and_what_was_not_published(tmp_path: Path) -> None:
    frame = read(
        STATBANK,
        statbank("OMRÅDE;TID;INDHOLD", "990;2026K1;5.391", "991;2026K1;..", "991;2026K2;-1,5"),
        tmp_path,
    )
    assert list(frame.columns) == ["OMRÅDE", "TID", "INDHOLD"]
    assert list(frame.index) == [2, 3, 4]
    assert list(frame["OMRÅDE"]) == ["990", "991", "991"]
    assert frame["INDHOLD"].dtype == "float64"
    assert frame["INDHOLD"].iloc[0] == 5391
    assert math.isnan(frame["INDHOLD"].iloc[1])
    assert frame["INDHOLD"].iloc[2] == -1.5


def test_empty_lines_are_passed_over_and_do_not_shift_row_numbers(tmp_path: Path) -> None:
    frame = read(STATBANK, statbank("OMRÅDE;TID;INDHOLD", "", "990;2026K1;1", "", "991;2026K1;2"), tmp_path)
    assert list(frame.index) == [3, 5]


def test_a_jobindsats_answer_is_read_with_its_numbers_as_they_are(tmp_path: Path) -> None:
    answer = {
        "columns": ["Område", "Periode", "Ledige", "Pct."],
        "rows": [["/", "2026M07", 96938, 3.3], ["Prøve", "2026M07", None, 0]],
    }
    frame = read(JOBINDSATS, json.dumps(answer).encode(), tmp_path)
    assert list(frame.index) == [2, 3]
    assert list(frame["Område"]) == ["/", "Prøve"]
    assert frame["Ledige"].iloc[0] == 96938
    assert math.isnan(frame["Ledige"].iloc[1])
    assert list(frame["Pct."]) == [3.3, 0.0]


def test_an_older_systems_file_is_read_in_its_own_letters(tmp_path: Path) -> None:
    frame = read(OLDER, "År;Køn;Tal\r\n2025;Mænd;1.204,5\r\n2025;Kvinder;–\r\n".encode("cp1252"), tmp_path)
    assert list(frame["Køn"]) == ["Mænd", "Kvinder"]
    assert frame["Tal"].iloc[0] == 1204.5
    assert math.isnan(frame["Tal"].iloc[1])


def test_a_workbook_is_read_from_its_sheet_with_excels_row_numbers(tmp_path: Path) -> None:
    frame = read(
        EXCEL,
        workbook([("Kvartal", "Dage"), ("2026K1", 54), (None, None), ("2026K2", 51.5), ("2026K3", None)]),
        tmp_path,
    )
    assert list(frame.index) == [2, 4, 5]
    assert list(frame["Kvartal"]) == ["2026K1", "2026K2", "2026K3"]
    assert frame["Dage"].iloc[1] == 51.5
    assert math.isnan(frame["Dage"].iloc[2])


def test_a_year_that_excel_kept_as_a_number_is_read_as_a_year(tmp_path: Path) -> None:
    frame = read(EXCEL, workbook([("Kvartal", "Dage"), (2025.0, 1), (2026, 2)]), tmp_path)
    assert list(frame["Kvartal"]) == ["2025", "2026"]


def test_columns_nobody_asked_for_are_kept_as_text(tmp_path: Path) -> None:
    frame = read(STATBANK, statbank("OMRÅDE;ENHED;TID;INDHOLD", "990; antal ;2026K1;1"), tmp_path)
    assert list(frame["ENHED"]) == ["antal"]


# --- what is refused ----------------------------------------------------------------------------------------


def test_a_missing_file_names_whom_to_ask(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refusal:
        read_raw(STATBANK, tmp_path / "fil", "data/raw/2026Q2/fil")
    (problem,) = refusal.value.problems
    assert problem.what == "the source file is missing"
    assert "Fru Prøve" in problem.next_step


def test_an_empty_file_is_refused_as_empty(tmp_path: Path) -> None:
    (problem,) = refused(STATBANK, b"", tmp_path)
    assert problem.what == "the file is empty"


@pytest.mark.parametrize(
    ("what", "content"),
    [
        (STATBANK, statbank("OMRÅDE;TID;INDHOLD")),
        (JOBINDSATS, b'{"columns": ["Omr\\u00e5de", "Periode", "Ledige", "Pct."], "rows": []}'),
        (EXCEL, workbook([("Kvartal", "Dage")])),
    ],
)
def test_a_header_alone_is_refused(tmp_path: Path, what: Source, content: bytes) -> None:
    (problem,) = refused(what, content, tmp_path)
    assert "a header but no rows" in problem.what


@pytest.mark.parametrize("content", [b"\r\n\r\n", b"\xef\xbb\xbf"])
def test_a_file_of_empty_lines_misses_every_column(tmp_path: Path, content: bytes) -> None:
    assert [problem.what for problem in refused(STATBANK, content, tmp_path)] == [
        "column 'OMRÅDE' is missing",
        "column 'TID' is missing",
        "column 'INDHOLD' is missing",
    ]


@pytest.mark.parametrize("delimiter", [",", "\t", "|"])
def test_another_delimiter_is_told_from_missing_columns(tmp_path: Path, delimiter: str) -> None:
    rows = [row.replace(";", delimiter) for row in ("OMRÅDE;TID;INDHOLD", "990;2026K1;1")]
    (problem,) = refused(STATBANK, statbank(*rows), tmp_path)
    assert "not separated by semicolons" in problem.what
    assert (problem.where.endswith("row 1"), problem.allowed) == (True, ";")


def test_another_encoding_is_told_with_the_byte(tmp_path: Path) -> None:
    (problem,) = refused(STATBANK, "OMRÅDE;TID;INDHOLD\n990;2026K1;1\n".encode("cp1252"), tmp_path)
    assert "not encoded as declared (byte 3)" in problem.what
    assert problem.allowed == "utf-8-sig"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_newer_encoding_in_an_older_systems_file_is_refused(tmp_path: Path, encoding: str) -> None:
    """Windows' letters take almost any byte: then the columns give it away."""
    problems = refused(OLDER, "År;Køn;Tal\n2025;Mænd;1\n".encode(encoding), tmp_path)
    assert any(
        "column 'År' is missing" in problem.what or "not separated" in problem.what for problem in problems
    )


def test_a_missing_column_is_told_with_the_nearest_there_is(tmp_path: Path) -> None:
    (problem,) = refused(STATBANK, statbank("OMRÅDE;TID;INDHOL", "990;2026K1;1"), tmp_path)
    assert problem.what == "column 'INDHOLD' is missing"
    assert "did you mean 'INDHOL'" in problem.allowed


def test_a_column_given_twice_is_refused_by_name(tmp_path: Path) -> None:
    problems = refused(STATBANK, statbank("OMRÅDE;TID;INDHOLD;INDHOLD", "990;2026K1;1;2"), tmp_path)
    assert any("'INDHOLD'" in problem.what for problem in problems)


@pytest.mark.parametrize(
    ("what", "content", "row", "column", "value"),
    [
        (
            STATBANK,
            statbank("OMRÅDE;TID;INDHOLD", "990;2026K1;1", "990;2026K2;mange"),
            3,
            "INDHOLD",
            "'mange'",
        ),
        (STATBANK, statbank("OMRÅDE;TID;INDHOLD", "990;2026K1;1.5"), 2, "INDHOLD", "'1.5'"),
        (STATBANK, statbank("OMRÅDE;TID;INDHOLD", "990;2026K1;1,5,5"), 2, "INDHOLD", "'1,5,5'"),
        (JOBINDSATS, JOBINDSATS_START + b'["/", "2026M07", 1, true]]}', 2, "Pct.", "True"),
        (JOBINDSATS, JOBINDSATS_START + b'["/", "2026M07", Infinity, 1]]}', 2, "Ledige", "inf"),
        (EXCEL, workbook([("Kvartal", "Dage"), ("2026K1", "#N/A")]), 2, "Dage", "'#N/A'"),
    ],
)
def test_text_where_a_number_belongs_is_told_with_row_column_and_value(
    tmp_path: Path, what: Source, content: bytes, row: int, column: str, value: str
) -> None:
    (problem,) = refused(what, content, tmp_path)
    assert problem.what == f"row {row}, column {column}: {value} is not a number"
    assert "1.234,5" in problem.allowed


def test_many_faults_of_one_kind_are_shown_in_part_and_counted(tmp_path: Path) -> None:
    rows = [f"990;2026K1;x{number}" for number in range(12)]
    problems = refused(STATBANK, statbank("OMRÅDE;TID;INDHOLD", "991;2026K1;1", *rows), tmp_path)
    assert len(problems) == 6
    assert problems[-1].what == "and 7 more cells of the same kind"


def test_a_column_without_a_single_number_is_told_once(tmp_path: Path) -> None:
    rows = [f"990;2026K1;x{number}" for number in range(12)]
    (problem,) = refused(STATBANK, statbank("OMRÅDE;TID;INDHOLD", *rows), tmp_path)
    said = "row 2, column INDHOLD: 'x0' is not a number, and no other cell of the column is, and so in 11"
    assert problem.what.startswith(said)


@pytest.mark.parametrize(("row", "cells"), [("990;2026K1", 2), ("990;2026K1;1;2", 4)])
def test_a_ragged_row_is_told_with_its_cells(tmp_path: Path, row: str, cells: int) -> None:
    (problem,) = refused(STATBANK, statbank("OMRÅDE;TID;INDHOLD", "991;2026K1;1", row), tmp_path)
    assert problem.what == f"row 3 has {cells} cells"
    assert problem.allowed == "3 cells in every row"


@pytest.mark.parametrize(
    "content",
    [
        b"Omr\xe5de;Periode",
        b"{",
        b"[]",
        b'{"rows": []}',
        b'{"columns": ["a"], "rows": 3}',
        b'{"columns": null, "rows": []}',
        b'{"columns": ["Omr\\u00e5de", "Periode", "Ledige", "Pct."], "rows": [7]}',
    ],
)
def test_what_is_no_answer_from_jobindsats_is_refused(tmp_path: Path, content: bytes) -> None:
    (problem,) = refused(JOBINDSATS, content, tmp_path)
    assert "not an answer from Jobindsats" in problem.what


def test_what_is_no_workbook_is_refused(tmp_path: Path) -> None:
    (problem,) = refused(EXCEL, b"Kvartal;Dage\n2026K1;1\n", tmp_path)
    assert "not an Excel workbook" in problem.what
    assert problem.allowed == ".xlsx"


def test_a_missing_sheet_is_told_with_the_sheets_there_are(tmp_path: Path) -> None:
    (problem,) = refused(EXCEL, workbook([("Kvartal", "Dage"), ("2026K1", 1)], sheet="Dataark"), tmp_path)
    assert problem.what == "sheet 'Data' is missing"
    assert "Dataark" in problem.allowed


def test_an_empty_sheet_misses_its_columns(tmp_path: Path) -> None:
    assert [problem.what for problem in refused(EXCEL, workbook([]), tmp_path)] == [
        "column 'Kvartal' is missing",
        "column 'Dage' is missing",
    ]


# --- texts nobody wrote as figures --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '=HYPERLINK("http://x")',
        "{{ 7 * 7 }}",
        "$(rm -rf)",
        "# *fed* [x](y)",
        "$x^2$",
        "bl\u00f8d\u00adhed",
        "\u00a0",
        "\U0001f600",
        "x" * 10_000,
    ],
)
def test_text_is_read_as_it_is(tmp_path: Path, text: str) -> None:
    frame = read(
        STATBANK,
        statbank("OMRÅDE;TID;INDHOLD;NOTE", "990;2026K1;1;" + '"' + text.replace('"', '""') + '"'),
        tmp_path,
    )
    assert frame.at[2, "NOTE"] == (text.strip() or None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x" * 10_001, "a text of 10001 characters"),
        ("x" * 100_000, "a text of 100000 characters"),
        ("x" * 1_000_000, "the file cannot be taken apart"),
        ("a\u202eb", "the invisible character U+202E at place 2"),
        ("\x1b[31m", "the invisible character U+001B at place 1"),
        ("a\x00", "U+0000"),
        ("\u200f", "U+200F"),
        ("\u2066", "U+2066"),
        ("\x85", "U+0085"),
        ("a\u200bb", "U+200B"),
        ("\U000e0041", "U+E0041"),
    ],
)
def test_text_that_cannot_be_shown_is_refused_with_its_place_and_not_repeated(
    tmp_path: Path, text: str, expected: str
) -> None:
    (problem,) = refused(
        STATBANK, statbank("OMRÅDE;TID;INDHOLD;NOTE", "990;2026K1;1;ok", "990;2026K2;1;" + text), tmp_path
    )
    assert expected in problem.what
    assert "10000 characters" in problem.allowed
    assert len(str(problem)) < 500
    assert str(problem).replace("\n", "").isprintable()


def test_halves_of_characters_are_refused(tmp_path: Path) -> None:
    content = json.dumps(
        {
            "columns": ["Område", "Periode", "Ledige", "Pct.", "Note"],
            "rows": [["Prøve", "2026M01", 1, 1, "\ud800"]],
        }
    ).encode()
    (problem,) = refused(JOBINDSATS, content, tmp_path)
    assert "row 2, column Note: the invisible character U+D800" in problem.what


def test_a_column_with_a_hostile_name_is_refused(tmp_path: Path) -> None:
    (problem,) = refused(STATBANK, statbank("OMRÅDE;TID;INDHOLD;a\u202eb", "990;2026K1;1;x"), tmp_path)
    assert "row 1, column 4: the invisible character U+202E" in problem.what


def test_a_message_does_not_repeat_a_long_or_unseen_text(tmp_path: Path) -> None:
    for text in ("x" * 9_000, "\u2028x"):
        (problem,) = refused(STATBANK, statbank("OMRÅDE;TID;INDHOLD", f"990;2026K1;{text}"), tmp_path)
        assert "is not a number" in problem.what
        assert len(problem.what) < 200
