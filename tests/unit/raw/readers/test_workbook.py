"""A workbook is read as it looks in Excel; what it does not show, or shows otherwise, is refused by cell."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from example_sources import EXCEL, long_table, read, refused, source, workbook
from openpyxl.worksheet.worksheet import Worksheet

from sigtepunkt.core.errors import Problem, Refused

ROWS = [("Kvartal", "Dage"), ("2026K1", 54), ("2026K2", 51.5), ("2026K3", 50)]
BY_KIND = source(
    format="excel", sheet="Data", area="", period="Kvartal", dimensions=("Sagstype",), values=("Dage",)
)
KINDS = [
    ("Sagstype", "Kvartal", "Dage"),
    ("Ny", "2026K1", 1),
    (None, "2026K2", 2),
    ("Gammel", "2026K1", 3),
    (None, "2026K2", 4),
]


def changed(rows: Sequence[Sequence[Any]], change: Callable[[Worksheet], object]) -> bytes:
    """Return a workbook of these rows after a change of its sheet."""
    book = openpyxl.load_workbook(io.BytesIO(workbook(rows)))
    change(book["Data"])
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def rewritten(content: bytes, pattern: bytes, by: bytes, part: str = "xl/worksheets/sheet1.xml") -> bytes:
    """Return a workbook with the XML of one of its parts changed in one place or more."""
    saved = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(saved, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            inner = old.read(name)
            if name == part:
                inner, times = re.subn(pattern, by, inner)
                assert times, "nothing was changed"
            new.writestr(name, inner)
    return saved.getvalue()


def only_problem(problems: tuple[Problem, ...], cell: str, *words: str) -> Problem:
    """Return the one problem, which names the sheet and this cell and says these words."""
    (problem,) = problems
    assert problem.where.endswith(f", sheet Data, cell {cell}"), problem.where
    for word in words:
        assert word in problem.what
    return problem


# --- what is read -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [b"A1:B2", b"A1", b"A1:A4", b"A1:XFD1048576"])
def test_a_sheet_that_says_another_size_is_read_whole(tmp_path: Path, size: bytes) -> None:
    frame = read(
        EXCEL, rewritten(workbook(ROWS), rb'<dimension ref="[^"]*"', b'<dimension ref="%s"' % size), tmp_path
    )
    assert list(frame["Kvartal"]) == ["2026K1", "2026K2", "2026K3"]


def test_formatted_cells_beyond_the_table_are_no_part_of_it(tmp_path: Path) -> None:
    def change(sheet: Worksheet) -> None:
        for cell in ("C1", "D1", "E9", "XFD1048576"):
            sheet[cell].font = openpyxl.styles.Font(bold=True)
        sheet["D2"] = "  "

    frame = read(EXCEL, changed(ROWS, change), tmp_path)
    assert list(frame.columns) == ["Kvartal", "Dage"]
    assert list(frame.index) == [2, 3, 4]


def test_a_label_merged_downwards_stands_in_all_its_rows(tmp_path: Path) -> None:
    def change(sheet: Worksheet) -> None:
        sheet.merge_cells("A2:A3")
        sheet.merge_cells("A4:A5")

    frame = read(BY_KIND, changed(KINDS, change), tmp_path)
    assert list(frame["Sagstype"]) == ["Ny", "Ny", "Gammel", "Gammel"]
    assert list(long_table(BY_KIND, frame)["measure"]) == ["Ny", "Ny", "Gammel", "Gammel"]


def test_a_blank_label_that_is_not_merged_is_refused_and_is_no_measure_of_its_own(tmp_path: Path) -> None:
    frame = read(BY_KIND, workbook(KINDS), tmp_path)
    with pytest.raises(Refused) as refusal:
        long_table(BY_KIND, frame)
    (problem,) = refusal.value.problems
    assert problem.what.startswith("row 3, column Sagstype: nothing stands there")
    assert problem.what.endswith("and so in 1 more row (5)")


def test_a_number_kept_as_text_is_read_as_danish_numbers_are(tmp_path: Path) -> None:
    frame = read(
        EXCEL,
        workbook([("Kvartal", "Dage"), ("2026K1", "1.204,5"), ("2026K2", " 7 "), ("2026K3", 8)]),
        tmp_path,
    )
    assert list(frame["Dage"]) == [1204.5, 7, 8]


def test_a_formula_that_was_calculated_is_its_value(tmp_path: Path) -> None:
    content = changed(ROWS, lambda sheet: sheet.__setitem__("B3", "=B2-2.5"))
    frame = read(EXCEL, rewritten(content, rb"<v\s*/>|<v></v>", b"<v>51.5</v>"), tmp_path)
    assert list(frame["Dage"]) == [54, 51.5, 50]


def test_a_formula_that_gives_an_empty_text_is_an_empty_cell(tmp_path: Path) -> None:
    content = changed(ROWS, lambda sheet: sheet.__setitem__("B3", '=""'))
    frame = read(EXCEL, rewritten(content, rb'<c r="B3">', b'<c r="B3" t="str">'), tmp_path)
    assert frame["Dage"].isna().tolist() == [False, True, False]


@pytest.mark.parametrize(("declared", "expected"), [("shown", [12, 7.1, 3]), ("stored", [0.12, 0.071, 3])])
def test_per_cent_is_what_the_source_declares(tmp_path: Path, declared: str, expected: list[float]) -> None:
    frame = read(EXCEL.model_copy(update={"percent": declared}), _per_cent(), tmp_path)
    assert list(frame["Dage"]) == expected


def _per_cent() -> bytes:
    def change(sheet: Worksheet) -> None:
        sheet["B2"].number_format, sheet["B3"].number_format, sheet["B4"].number_format = (
            "0%",
            "0.0 %;[Red]-0.0 %",
            '0" %"',
        )

    return changed([("Kvartal", "Dage"), ("2026K1", 0.12), ("2026K2", 0.071), ("2026K3", 3)], change)


def test_the_only_sheet_needs_no_name(tmp_path: Path) -> None:
    assert len(read(EXCEL.model_copy(update={"sheet": ""}), workbook(ROWS, sheet="Ark1"), tmp_path)) == 3


def test_a_declared_sheet_is_read_also_when_it_is_hidden(tmp_path: Path) -> None:
    assert len(read(EXCEL, _sheets(hidden="Data"), tmp_path)) == 3


def _sheets(hidden: str) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(workbook(ROWS)))
    book.create_sheet("Noter")
    book.create_chartsheet("Figur").add_chart(openpyxl.chart.BarChart())
    book.active = book.sheetnames.index("Noter" if hidden == "Data" else "Data")
    book[hidden].sheet_state = "hidden"
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


# --- what is refused ----------------------------------------------------------------------------------------


def test_several_sheets_of_which_none_is_declared_are_named(tmp_path: Path) -> None:
    (problem,) = refused(EXCEL.model_copy(update={"sheet": ""}), _sheets(hidden="Noter"), tmp_path)
    assert "has 2 sheets" in problem.what
    assert problem.allowed == "one of: Data, Noter (hidden)"


def test_a_sheet_of_nothing_but_a_chart_is_no_sheet_to_read(tmp_path: Path) -> None:
    (problem,) = refused(EXCEL.model_copy(update={"sheet": "Figur"}), _sheets(hidden="Noter"), tmp_path)
    assert problem.what == "sheet 'Figur' is missing"


def test_a_formula_that_was_never_calculated_is_refused_by_cell(tmp_path: Path) -> None:
    problem = only_problem(
        refused(EXCEL, changed(ROWS, lambda sheet: sheet.__setitem__("B3", "=B2-2.5")), tmp_path),
        "B3",
        "row 3",
        "never calculated",
    )
    assert "save it" in problem.next_step


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?"])
def test_an_error_is_refused_by_cell_wherever_it_stands(tmp_path: Path, error: str) -> None:
    only_problem(
        refused(EXCEL, changed(ROWS, lambda sheet: sheet.__setitem__("B3", error)), tmp_path),
        "B3",
        f"row 3, column Dage: {error!r} is not a number",
    )
    only_problem(
        refused(EXCEL, changed(ROWS, lambda sheet: sheet.__setitem__("A3", error)), tmp_path),
        "A3",
        f"row 3, column Kvartal: the error {error}",
    )


def test_merged_figures_are_refused_by_cell(tmp_path: Path) -> None:
    only_problem(
        refused(EXCEL, changed(ROWS, lambda sheet: sheet.merge_cells("B2:B3")), tmp_path),
        "B2",
        "column Dage: the cells B2:B3 are merged",
    )


def test_content_under_no_name_is_refused_by_cell(tmp_path: Path) -> None:
    only_problem(
        refused(EXCEL, changed(ROWS, lambda sheet: sheet.__setitem__("D4", "husk")), tmp_path),
        "D4",
        "row 4: 'husk' stands in column 4, which has no name in row 1",
    )


def test_hidden_rows_are_refused_once(tmp_path: Path) -> None:
    def change(sheet: Worksheet) -> None:
        sheet.row_dimensions[2].hidden = sheet.row_dimensions[4].hidden = sheet.row_dimensions[9].hidden = (
            True
        )

    (problem,) = refused(EXCEL, changed(ROWS, change), tmp_path)
    assert problem.what == "row 2 is hidden, and holds something, and so in 1 more row (4)"


def test_per_cent_nobody_declared_is_refused_by_cell_once(tmp_path: Path) -> None:
    problem = only_problem(
        refused(EXCEL, _per_cent(), tmp_path),
        "B2",
        "row 2, column Dage: shown as per cent, and stored as 0.12",
        "and so in 1 more row (3)",
    )
    assert 'percent = "shown"' in problem.next_step


@pytest.mark.parametrize("value", [True, False])
def test_a_truth_value_is_neither_figure_nor_key(tmp_path: Path, value: bool) -> None:
    only_problem(
        refused(EXCEL, changed(ROWS, lambda sheet: sheet.__setitem__("B3", value)), tmp_path),
        "B3",
        f"{value} is not a number",
    )
    only_problem(
        refused(EXCEL, changed(ROWS, lambda sheet: sheet.__setitem__("A3", value)), tmp_path),
        "A3",
        f"column Kvartal: {value} says nothing",
    )


def test_a_date_as_a_period_is_told_as_a_day_and_one_as_a_figure_as_a_date(tmp_path: Path) -> None:
    frame = read(EXCEL, changed(ROWS, lambda sheet: sheet.__setitem__("A3", dt.date(2026, 4, 1))), tmp_path)
    with pytest.raises(Refused) as refusal:
        long_table(EXCEL, frame)
    (problem,) = refusal.value.problems
    assert problem.what == "row 3, column Kvartal: '2026-04-01' is not a period"
    assert "it seems to be a day" in problem.next_step
    only_problem(
        refused(EXCEL, changed(ROWS, lambda sheet: sheet.__setitem__("B3", dt.date(2026, 4, 1))), tmp_path),
        "B3",
        "the date 2026-04-01 is not a number",
    )


def test_titles_above_the_header_are_told_with_the_row_it_stands_in(tmp_path: Path) -> None:
    (problem,) = refused(
        EXCEL, workbook([("Ventetid i kommunen",), (None,), ("Enhed: dage",), *ROWS]), tmp_path
    )
    assert problem.what == "the names of the columns stand in row 4, with 3 rows above them"
    assert problem.where.endswith("sheet Data, row 1")


@pytest.mark.parametrize(
    ("pattern", "by"),
    [
        (rb"</sheetData>.*", b""),
        (rb'<c r="A3"[^>]*>.*?</c>', b'<c r="A3" t="s"><v>999</v></c>'),
        (rb"<v>51.5</v>", b"<v>x</v>"),
    ],
)
def test_a_damaged_sheet_is_refused_by_name(tmp_path: Path, pattern: bytes, by: bytes) -> None:
    (problem,) = refused(EXCEL, rewritten(workbook(ROWS), pattern, by), tmp_path)
    assert "the sheet cannot be read" in problem.what
    assert problem.where.endswith("sheet Data")


def test_a_cell_far_away_is_refused_before_the_sheet_is_walked_through(tmp_path: Path) -> None:
    (problem,) = refused(EXCEL, changed(ROWS, lambda sheet: sheet.__setitem__("XFD1048576", "x")), tmp_path)
    assert "reaches from cell A1 to XFD1048576" in problem.what
