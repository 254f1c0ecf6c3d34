"""A sheet of an Excel workbook → header and rows, as the sheet's reader sees it. The door to openpyxl.

What the sheet hides, or shows otherwise than it is stored, is refused, naming the cell.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from sigtepunkt.core import plain_text
from sigtepunkt.core.errors import Problem, Refused, nearest
from sigtepunkt.raw import size_limits
from sigtepunkt.raw.readers import layout
from sigtepunkt.raw.readers.hidden_cells import HiddenCells, hidden_cells
from sigtepunkt.raw.readers.raw_table import (
    Fault,
    Rows,
    Table,
    cell_name,
    grouped,
    is_empty,
    under_todays_names,
)
from sigtepunkt.strategy import Source

_LITERALS = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')  # parts of a number format that are shown unchanged
# What openpyxl raises for a damaged sheet.
_DAMAGES = (ET.ParseError, LookupError, ValueError, TypeError, AttributeError, OSError, RuntimeError)
_SIGNIFICANT = 12  # digits of a figure that a workbook shows as per cent


def read(source: Source, path: Path, where: str) -> Table:
    """Return the table of the declared sheet, or of the only one. Rows are numbered as Excel numbers them.

    Every cell of a downward merged range holds what the range shows. Raises Refused for a file that is no
    workbook, a sheet that is missing or not declared among several, hidden rows, formulas that were never
    calculated, errors in key columns, merged value cells, and per cent where the source does not declare
    their meaning.
    """
    book = _opened(path, where)
    try:
        sheet = _sheet(source, book, where)
        rows, hidden = _rows(sheet, where)
    finally:
        book.close()
    if not rows:
        return Table([], [], 1, sheet.title)
    place = f"{where}, sheet {sheet.title}"
    header_row, cells, below = layout.split(source, list(rows.items()), place)
    rows = dict(below)
    place = f"{place}, row {header_row}"
    header = layout.named(source, [_name(cell.value) for cell in cells], place)
    header += [""] * (max(map(len, rows.values()), default=0) - len(header))
    names = under_todays_names(source, header)
    source = layout.delivered(source, names, place)
    faults = [*_hidden(rows, hidden), *_errors(source, names, rows)]
    values = {
        row: [
            _value(source, names[index], (row, index + 1), cell, faults) for index, cell in enumerate(cells)
        ]
        for row, cells in rows.items()
    }
    _fill_merged(source, names, values, hidden, faults)
    if faults:
        place, step = f"{where}, sheet {sheet.title}", f"ask {source.owner}"
        located = (
            (row, key, replace(fault, where=place + fault.where, next_step=fault.next_step or step))
            for row, key, fault in faults
        )
        raise Refused(*grouped(located, where))
    return Table(header, list(values.items()), header_row, sheet.title, range(1, len(header) + 1))


@dataclass(frozen=True)
class Sheet:
    """A sheet as it stands: its rows by number, and whether it is shown and shows figures as per cent."""

    title: str
    visible: bool
    rows: Rows
    per_cent: bool


def sheets(path: Path, where: str) -> list[Sheet]:
    """Return the sheets of a workbook that hold anything, for whoever does not know yet how to read it.

    Labels merged downwards stand in all their rows. Raises Refused for a file that is no workbook, and for a
    sheet that cannot be read.
    """
    book = _opened(path, where)
    try:
        return [sheet for each in book.worksheets if (sheet := _sheet_as_it_stands(each, where)).rows]
    finally:
        book.close()


def _sheet_as_it_stands(sheet: Any, where: str) -> Sheet:
    rows, hidden = _rows(sheet, where)
    values = {number: [_plain(cell.value) for cell in cells] for number, cells in rows.items()}
    for top, left, bottom, right in hidden.merged:
        if left == right and top in values and left <= len(values[top]):
            for row in range(top + 1, bottom + 1):
                if row in values:
                    values[row] += [None] * (left - len(values[row]))
                    values[row][left - 1] = values[top][left - 1]
    per_cent = any(
        isinstance(cell.value, int | float) and _is_per_cent(cell)
        for cells in rows.values()
        for cell in cells
    )
    return Sheet(sheet.title, sheet.sheet_state == "visible", list(values.items()), per_cent)


def _plain(value: Any) -> Any:
    return plain_text.composed(value) if isinstance(value, str) else _name(value)


def _is_per_cent(cell: Any) -> bool:
    return "%" in _LITERALS.sub("", cell.number_format or "")


def _name(value: Any) -> Any:
    """Return what stands above a column, a day or a year of a workbook's own as it is written."""
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date()
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _opened(path: Path, where: str) -> Any:
    import openpyxl

    try:
        return openpyxl.load_workbook(path, read_only=True, data_only=True)
    except Exception as error:  # openpyxl lets many kinds through for a file that is no workbook
        raise Refused.of(f"not an Excel workbook: {error}", where, ".xlsx") from error


def _sheet(source: Source, book: Any, where: str) -> Any:
    step = f"ask {source.owner}"
    faults = [
        Problem(
            f"the name of sheet {number}, {plain_text.excerpt(name)}: {fault}",
            where,
            plain_text.ALLOWED,
            step,
        )
        for number, name in enumerate(book.sheetnames, 1)
        if (fault := plain_text.fault(name))
    ]
    if faults:
        raise Refused(*faults)
    sheets = {sheet.title: sheet for sheet in book.worksheets}
    if source.sheet in sheets:
        return sheets[source.sheet]
    names = [
        title + ("" if sheet.sheet_state == "visible" else " (hidden)") for title, sheet in sheets.items()
    ]
    if source.sheet:
        raise Refused.of(f"sheet {source.sheet!r} is missing", where, nearest(source.sheet, names))
    if len(sheets) != 1:
        what = f"the workbook has {len(sheets)} sheets, and the source does not say which"
        step = 'declare it in strategy/sources.toml: sheet = "…"'
        raise Refused.of(what, where, f"one of: {', '.join(names)}", step)
    return next(iter(sheets.values()))


def _rows(sheet: Any, where: str) -> tuple[dict[int, list[Any]], HiddenCells]:
    """Return the rows that hold anything by number, without trailing empty cells, and the hidden cells."""
    sheet.reset_dimensions()  # some programs store a smaller size than the sheet has: rows would be left out
    rows, place = {}, f"{where}, sheet {sheet.title}"
    try:
        for number, cells in enumerate(sheet.iter_rows(), 1):
            width = max(
                (column for column, cell in enumerate(cells, 1) if not is_empty(cell.value)), default=0
            )
            if width:
                rows[number] = list(cells[:width])
        hidden = hidden_cells(sheet)
    except _DAMAGES as error:
        raise Refused.of(f"the sheet cannot be read: {error}", place, ".xlsx, as Excel saves it") from error
    width = max(map(len, rows.values()), default=0)
    if width > size_limits.MOST_COLUMNS or width * len(rows) > size_limits.MOST_CELLS:
        raise Refused.of(
            f"the sheet reaches from cell A1 to {cell_name(max(rows), width)}: more than is read here",
            place,
            f"at most {size_limits.MOST_COLUMNS:,} columns and {size_limits.MOST_CELLS:,} cells",
            "delete what stands far away from the table",
        )
    return rows, hidden


def _problem(cell: tuple[int, int] | None, what: str, allowed: str, next_step: str = "") -> Problem:
    """Return a problem of a cell (row and column, from 1), for `read` to say in which file and sheet."""
    return Problem(what, f", cell {cell_name(*cell)}" if cell else "", allowed, next_step)


def _hidden(rows: dict[int, list[Any]], hidden: HiddenCells) -> Iterator[Fault]:
    for row in sorted(hidden.rows & rows.keys()):
        step = "show the rows or delete them (a filter hides rows, too)"
        problem = _problem(None, f"row {row} is hidden, and holds something", "rows that can be seen", step)
        yield row, "hidden", problem
    step = "open the workbook in Excel, save it there, and deliver it so"
    for row, column in hidden.uncalculated:
        what = f"row {row}: a formula whose value was never calculated"
        yield row, ("formula", column), _problem((row, column), what, "cells with a value", step)


def _errors(source: Source, names: list[str], rows: dict[int, list[Any]]) -> Iterator[Fault]:
    """Yield a fault for each error in a key column; in value columns it is refused as no number."""
    for row, cells in rows.items():
        for index, cell in enumerate(cells):
            if cell.data_type == "e" and names[index] in source.keys:
                what = f"row {row}, column {names[index]}: the error {cell.value}"
                problem = _problem((row, index + 1), what, "what the row is about, in words or codes")
                yield row, ("error", index, cell.value), problem


def _fill_merged(
    source: Source, names: list[str], values: dict[int, list[Any]], hidden: HiddenCells, faults: list[Fault]
) -> None:
    """Give every cell of a downward merged range of keys what the range shows; a merged figure is a fault."""
    for top, left, bottom, right in hidden.merged:
        value = values[top][left - 1] if top in values and left <= len(values[top]) else None
        if is_empty(value):
            continue
        merged = f"{cell_name(top, left)}:{cell_name(bottom, right)}"
        what = f"the cells {merged} are merged: which of them the figure is of cannot be said"
        of_figures = [name for name in names[left - 1 : right] if name in source.values]
        if of_figures:
            text = f"row {top}, column {of_figures[0]}: {what}"
            problem = _problem((top, left), text, "a cell of its own for every figure")
            faults.append((top, ("merged", top, left), problem))
        if left == right <= len(names) and names[left - 1] in source.keys:
            for row in range(top + 1, bottom + 1):
                if row in values:
                    values[row] += [None] * (left - len(values[row]))
                    values[row][left - 1] = value


def _value(source: Source, name: str, position: tuple[int, int], cell: Any, faults: list[Fault]) -> Any:
    """Return a cell as text, date or number; add a fault for per cent whose meaning is not declared."""
    value = cell.value
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date()
    if isinstance(value, str):
        return plain_text.composed(value)
    is_figure = name in source.values and isinstance(value, int | float) and not isinstance(value, bool)
    if not is_figure or not _is_per_cent(cell):
        return value
    if not source.percent:
        what = f"row {position[0]}, column {name}: shown as per cent, and stored as {value}"
        step = (
            'declare in strategy/sources.toml which is meant: percent = "shown" '
            '(100 times what is stored) or percent = "stored"'
        )
        problem = _problem(position, what, "figures shown as they are stored", step)
        faults.append((position[0], ("percent", name), problem))
    return float(f"{value * 100:.{_SIGNIFICANT}g}") if source.percent == "shown" else value
