"""A text file that is not what was declared is refused as what it is; what spreadsheets add is ignored."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from example_sources import JOBINDSATS, OLDER, STATBANK, read, refused, source, statbank

HEADER, ROW = "OMRÅDE;TID;INDHOLD", "990;2026K1;1"


# --- what is read -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("line", ["sep=;", "SEP=;", '"sep=;"', "sep=;;;"])
def test_a_line_that_tells_excel_the_separator_is_passed_over(tmp_path: Path, line: str) -> None:
    frame = read(STATBANK, statbank(line, HEADER, ROW), tmp_path)
    assert list(frame.index) == [3]


@pytest.mark.parametrize("rows", [(";;", " ; ;"), (";;;;;",), ("", ";;", "")])
def test_rows_that_hold_nothing_are_passed_over_at_the_end_and_between(
    tmp_path: Path, rows: tuple[str, ...]
) -> None:
    frame = read(STATBANK, statbank(HEADER, ROW, *rows, "991;2026K1;2", *rows), tmp_path)
    assert list(frame["OMRÅDE"]) == ["990", "991"]


def test_columns_without_name_and_content_are_no_columns(tmp_path: Path) -> None:
    frame = read(STATBANK, statbank(f"{HEADER};;", f"{ROW};;", f"{ROW}; ;"), tmp_path)
    assert list(frame.columns) == ["OMRÅDE", "TID", "INDHOLD"]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_lines_may_end_as_on_any_system(tmp_path: Path, ending: str) -> None:
    assert list(read(STATBANK, f"{HEADER}{ending}{ROW}{ending}991;2026K2;2".encode(), tmp_path).index) == [
        2,
        3,
    ]


def test_a_byte_order_mark_is_no_part_of_the_first_columns_name(tmp_path: Path) -> None:
    plain = source(encoding="utf-8")
    assert list(read(plain, statbank(HEADER, ROW), tmp_path).columns) == ["OMRÅDE", "TID", "INDHOLD"]


def test_letters_in_parts_are_the_letters(tmp_path: Path) -> None:
    parted = unicodedata.normalize("NFD", f"{HEADER}\nPrøve å;2026K1;1\n")
    assert parted != f"{HEADER}\nPrøve å;2026K1;1\n"
    frame = read(STATBANK, parted.encode(), tmp_path)
    assert (list(frame.columns), frame.at[2, "OMRÅDE"]) == (["OMRÅDE", "TID", "INDHOLD"], "Prøve å")
    content = unicodedata.normalize(
        "NFD", '{"columns": ["Område", "Periode", "Ledige", "Pct."], "rows": [["å", "2026M07", 1, 1]]}'
    )
    assert list(read(JOBINDSATS, content.encode(), tmp_path)["Område"]) == ["å"]


# --- what is told -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("sign", "name"), [(",", "commas"), ("\t", "tabs"), ("|", "vertical bars")])
@pytest.mark.parametrize("above", [(), ("Folketal pr. kvartal",)])
def test_the_separator_that_seems_to_be_there_is_named(
    tmp_path: Path, sign: str, name: str, above: tuple[str, ...]
) -> None:
    (problem,) = refused(
        STATBANK, statbank(*above, HEADER.replace(";", sign), ROW.replace(";", sign)), tmp_path
    )
    assert problem.what == f"the cells are not separated by semicolons, but, it seems, by {name}"
    assert problem.where.endswith(f"row {1 + len(above)}")


def test_a_file_that_tells_excel_of_another_separator_is_told_so(tmp_path: Path) -> None:
    (problem,) = refused(
        STATBANK, statbank("sep=,", HEADER.replace(";", ","), ROW.replace(";", ",")), tmp_path
    )
    assert "by commas" in problem.what


def test_decimal_commas_do_not_hide_that_tabs_separate(tmp_path: Path) -> None:
    (problem,) = refused(STATBANK, statbank(HEADER.replace(";", "\t"), "990\t2026K1\t1,5"), tmp_path)
    assert "by tabs" in problem.what


@pytest.mark.parametrize("above", [("Folketal, pr. kvartal",), ("Folketal;;", "", "Kilde: Prøvestatistik")])
def test_titles_above_the_header_are_told_with_its_row(tmp_path: Path, above: tuple[str, ...]) -> None:
    (problem,) = refused(STATBANK, statbank(*above, HEADER, ROW), tmp_path)
    assert problem.what.startswith(f"the names of the columns stand in row {len(above) + 1}, with ")
    assert "without titles above" in problem.next_step


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (
            '{"errorTypeCode":"EXTRACT-NOTFOUND","message":"Can\'t find value: 999 (OMRÅDE)"}',
            'the file is JSON that says "EXTRACT-NOTFOUND: Can\'t find value: 999 (OMRÅDE)"',
        ),
        (
            '{"error": {"code": 401, "message": "Ugyldig nøgle"}}',
            "the file is JSON that says 'Ugyldig nøgle'",
        ),
        ("[[1, 2], [3, 4]]", "the file is JSON, and no table"),
        ("<!DOCTYPE html><html><body>Log ind</body></html>", "a page of HTML"),
        ("\n  <html lang='da'>;", "a page of HTML"),
        ("<table><tr><td>1</td></tr></table>", "a page of HTML"),
        ('<?xml version="1.0"?><data><række/></data>', "an XML file"),
    ],
)
def test_what_is_no_table_of_text_is_told_to_be_what_it_is(
    tmp_path: Path, content: str, expected: str
) -> None:
    (problem,) = refused(STATBANK, content.encode(), tmp_path)
    assert expected in problem.what
    assert "Fru Prøve" in problem.next_step


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (b"PK\x03\x04\x14", "a zip file or an Excel workbook"),
        (b"%PDF-1.7", "a PDF file"),
        (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    ],
)
def test_what_is_no_text_at_all_is_told_to_be_what_it_is(tmp_path: Path, start: bytes, expected: str) -> None:
    (problem,) = refused(STATBANK, start + b"\x00\xff" * 50, tmp_path)
    assert expected in problem.what


@pytest.mark.parametrize(
    ("encoding", "expected"), [("utf-16", "utf-16"), ("utf-16-le", "utf-16-le"), ("utf-32", "utf-32")]
)
def test_an_encoding_the_file_itself_shows_is_named(tmp_path: Path, encoding: str, expected: str) -> None:
    (problem,) = refused(STATBANK, f"{HEADER}\n{ROW}\n".encode(encoding), tmp_path)
    assert f"seems to be {expected}" in problem.what


def test_a_mark_read_as_letters_is_told_beside_the_missing_column(tmp_path: Path) -> None:
    problems = refused(OLDER, "År;Køn;Tal\n2025;Mænd;1\n".encode("utf-8-sig"), tmp_path)
    assert all("byte order mark" in problem.next_step for problem in problems)


def test_utf_8_read_as_windows_letters_is_told_beside_the_missing_column(tmp_path: Path) -> None:
    (problem,) = refused(
        OLDER.model_copy(update={"dimensions": ("Sted",)}), "År;Sted;Tal\n2025;Byen;1\n".encode(), tmp_path
    )
    assert problem.what == "column 'År' is missing"
    assert "seems to be in UTF-8" in problem.next_step


def test_a_large_answer_saved_as_text_is_not_taken_apart_to_say_so(tmp_path: Path) -> None:
    (problem,) = refused(STATBANK, b"[" + b"[]," * 1_000_000 + b"[]]", tmp_path)
    assert problem.what == "the file seems to be JSON, and no table of text"


def test_a_header_in_another_language_is_told_to_have_none_of_the_columns(tmp_path: Path) -> None:
    problems = refused(STATBANK, statbank("REGION;TIME;CONTENTS", ROW), tmp_path)
    assert [problem.what for problem in problems] == [
        "column 'OMRÅDE' is missing",
        "column 'TID' is missing",
        "column 'INDHOLD' is missing",
    ]
    assert all("another language" in problem.next_step for problem in problems)


def test_a_header_in_small_letters_is_near_the_declared_one(tmp_path: Path) -> None:
    problems = refused(STATBANK, statbank(HEADER.lower(), ROW), tmp_path)
    assert [problem.allowed.partition("?")[0] for problem in problems] == [
        "did you mean 'område'",
        "did you mean 'tid'",
        "did you mean 'indhold'",
    ]


@pytest.mark.parametrize(
    ("rows", "row"),
    [
        (('"' + HEADER, ROW, ROW), 1),
        ((HEADER, ROW, '"' + ROW, ROW), 3),
        ((HEADER, '990;"2026K1', ROW, ROW), 2),
    ],
)
def test_a_quotation_mark_that_is_not_closed_is_told_with_the_row_it_begins_in(
    tmp_path: Path, rows: tuple[str, ...], row: int
) -> None:
    (problem,) = refused(STATBANK, statbank(*rows), tmp_path)
    assert problem.what.startswith(f"row {row}: a quotation mark begins a text")


def test_a_text_of_several_lines_within_quotation_marks_is_a_text(tmp_path: Path) -> None:
    frame = read(STATBANK, statbank(f"{HEADER};NOTE", f'{ROW};"en; to\ntre"', f"{ROW};"), tmp_path)
    assert frame.at[2, "NOTE"] == "en; to\ntre"


def test_ragged_rows_are_told_once_with_a_count(tmp_path: Path) -> None:
    (problem,) = refused(STATBANK, statbank(HEADER, ROW, *["990;2026K1"] * 30), tmp_path)
    assert problem.what == "row 3 has 2 cells, and 29 more rows do not have 3 either"


def test_content_under_no_name_is_refused_with_row_and_column(tmp_path: Path) -> None:
    (problem,) = refused(STATBANK, statbank(f"{HEADER};", f"{ROW};", f"{ROW};obs"), tmp_path)
    assert problem.what == "row 3: 'obs' stands in column 4, which has no name in row 1"
