"""A sheet of an Excel workbook → header and rows, as the sheet's reader sees it; what it does not show is refused by cell. The door to openpyxl."""

from __future__ import annotations

import datetime as dt
import re
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sigtepunkt import decoding, limits, plain_text
from sigtepunkt.errors import Problem, Refused, nearest
from sigtepunkt.raw_table import Fault, Table, cell_name, is_empty, told_once
from sigtepunkt.strategy import Source

_UNQUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')  # what a number format shows as it is
_FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")
_CHUNK = 1 << 20
_SIGNIFICANT = 12  # digits a figure is known with that a workbook shows as per cent


def read(source: Source, path: Path, where: str) -> Table:
    """Return the declared sheet's table, or the only sheet's; the cells of a range that is merged downwards all hold what it shows.

    Rows are numbered as Excel does, whatever the sheet says of its own size. Raises Refused for what is no workbook, a
    sheet that is missing or not declared among several, hidden rows, formulas that were never calculated, errors where
    a figure or what it is about should stand, values merged with others, and per cent of which the source does not say
    how they are meant.
    """
    book = _opened(path, where)
    hidden = [
        Problem(f"the name of sheet {place}, {plain_text.told(name)}: {fault}", where, plain_text.ALLOWED, f"ask {source.owner}")
        for place, name in enumerate(book.sheetnames, 1) if (fault := plain_text.fault(name))
    ]
    if hidden:
        raise Refused(*hidden)
    sheet = _sheet(source, book, where)
    rows = _rows(sheet, where)
    heading = next((number for number, cells in rows.items() if any(not is_empty(cell.value) for cell in cells)), 0)
    if not heading:
        return Table([], [], 1, sheet.title)
    header = [None if is_empty(cell.value) else decoding.composed(str(cell.value).strip()) for cell in rows[heading]]
    today = source.todays_names
    names = [today.get(name, name) if name and today.get(name) in source.columns and today[name] not in header else name for name in header]
    faults = [*_unseen_rows(sheet, rows), *_uncalculated(path, sheet, rows), *_errors(source, names, rows, heading)]
    filled = _filled(source, sheet, names, heading, faults)
    values = {number: [_value(source, names[place], cell, faults) for place, cell in enumerate(cells)] for number, cells in rows.items() if number > heading}
    for row, place, value in filled:
        if row in values:
            values[row][place] = value
    if faults:
        raise Refused(*told_once(
            ((row, key, Problem(one.what, f"{where}, sheet {sheet.title}{', cell ' + one.where if one.where else ''}", one.allowed, one.next_step or f"ask {source.owner}"))
             for row, key, one in faults), where,
        ))
    return Table(header, list(values.items()), heading, sheet.title, range(1, len(header) + 1))


def _opened(path: Path, where: str) -> Any:
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of parts that openpyxl does not know, and nobody asked for
            return openpyxl.load_workbook(path, data_only=True, keep_links=False)
    except Exception as error:  # openpyxl lets many kinds through for a file that is no workbook
        raise Refused(Problem(f"not an Excel workbook: {error}", where, ".xlsx")) from error


def _sheet(source: Source, book: Any, where: str) -> Any:
    sheets = {one.title: one for one in book.worksheets}
    if source.sheet in sheets:
        return sheets[source.sheet]
    told = [name if one.sheet_state == "visible" else f"{name} (hidden)" for name, one in sheets.items()]
    if source.sheet:
        raise Refused(Problem(f"sheet {source.sheet!r} is missing", where, nearest(source.sheet, told)))
    if len(sheets) != 1:
        raise Refused(Problem(
            f"the workbook has {len(sheets)} sheets, and the source does not say which", where, f"one of: {', '.join(told)}",
            'declare it in strategy/sources.toml: sheet = "…"',
        ))
    return next(iter(sheets.values()))


def _rows(sheet: Any, where: str) -> dict[int, list[Any]]:
    """Return the rows by number, as far down and as far to the right as anything stands: a sheet may be formatted far beyond."""
    held = [place for place, cell in sheet._cells.items() if not is_empty(cell.value)]  # noqa: SLF001 - the sheet's corners would be walked through else
    height, width = (max((place[side] for place in held), default=0) for side in (0, 1))
    if height * width > limits.MOST_CELLS or width > limits.MOST_COLUMNS:
        raise Refused(Problem(
            f"the sheet reaches from cell A1 to {cell_name(height, width)}: more than is read here", f"{where}, sheet {sheet.title}",
            f"at most {limits.MOST_COLUMNS:,} columns and {limits.MOST_CELLS:,} cells", "delete what stands far away from the table",
        ))
    if not held:
        return {}
    return {number: list(cells) for number, cells in enumerate(sheet.iter_rows(max_row=height, max_col=width), 1)}


def _unseen_rows(sheet: Any, rows: dict[int, list[Any]]) -> Iterator[Fault]:
    for number, cells in rows.items():
        if number in sheet.row_dimensions and sheet.row_dimensions[number].hidden and any(not is_empty(cell.value) for cell in cells):
            yield number, "hidden", Problem(f"row {number} is hidden, and holds something", "", "rows that can be seen", "show the rows or delete them (a filter hides rows, too)")


def _uncalculated(path: Path, sheet: Any, rows: dict[int, list[Any]]) -> Iterator[Fault]:
    """Yield a fault for each formula without a stored value: openpyxl tells it from an empty cell only where it reads the formulas instead."""
    import openpyxl

    if not _has_formulas(path):
        return
    formulas = openpyxl.load_workbook(path, keep_links=False)[sheet.title]
    for number, cells in rows.items():
        for cell in cells:
            if cell.value is None and getattr(cell, "data_type", "") != "str" and formulas.cell(number, cell.column).data_type == "f":
                yield number, ("formula", cell.column), Problem(
                    f"row {number}: a formula whose value was never calculated", cell_name(number, cell.column), "cells with a value",
                    "open the workbook in Excel, save it there, and deliver it so",
                )


def _has_formulas(path: Path) -> bool:
    with zipfile.ZipFile(path) as book:
        for entry in book.namelist():
            if "worksheets/" in entry and entry.endswith(".xml"):
                with book.open(entry) as part:
                    before = b""
                    while chunk := part.read(_CHUNK):
                        if _FORMULA.search(before + chunk):
                            return True
                        before = chunk[-40:]
    return False


def _errors(source: Source, names: list[Any], rows: dict[int, list[Any]], heading: int) -> Iterator[Fault]:
    """Yield a fault for each error in a declared column that is no value: in a value column it is told as what is no number."""
    for number, cells in rows.items():
        for place, cell in enumerate(cells):
            if number > heading and place < len(names) and names[place] in source.keys and getattr(cell, "data_type", "") == "e":
                yield number, ("error", place, cell.value), Problem(
                    f"row {number}, column {names[place]}: the error {cell.value}", cell_name(number, place + 1), "what the row is about, in words or codes",
                )


def _filled(source: Source, sheet: Any, names: list[Any], heading: int, faults: list[Fault]) -> list[tuple[int, int, Any]]:
    """Return row, place and value of what merged ranges show beyond their first cell; a range with a figure in it is a fault."""
    filled = []
    for merged in sheet.merged_cells.ranges:
        columns = range(merged.min_col - 1, min(merged.max_col, len(names)))
        value = sheet.cell(merged.min_row, merged.min_col).value
        if merged.min_row <= heading or is_empty(value):
            continue
        faults += [(merged.min_row, ("merged", place), Problem(
            f"row {merged.min_row}, column {names[place]}: the cells {merged.coord} are merged: which of them the figure is of cannot be said",
            cell_name(merged.min_row, merged.min_col), "a cell of its own for every figure",
        )) for place in columns if names[place] in source.values]
        if len(columns) == 1 and names[columns[0]] in source.keys:
            filled += [(row, columns[0], _plain(value)) for row in range(merged.min_row + 1, merged.max_row + 1)]
    return filled


def _value(source: Source, name: Any, cell: Any, faults: list[Fault]) -> Any:
    value = cell.value
    if name in source.values and isinstance(value, int | float) and not isinstance(value, bool) and "%" in _UNQUOTED.sub("", cell.number_format):
        if not source.percent:
            faults.append((cell.row, ("percent", name), Problem(
                f"row {cell.row}, column {name}: shown as per cent, and stored as {value}", cell.coordinate, "figures shown as they are stored",
                'declare in strategy/sources.toml which is meant: percent = "shown" (100 times what is stored) or percent = "stored"',
            )))
        return float(f"{value * 100:.{_SIGNIFICANT}g}") if source.percent == "shown" else value
    return _plain(value)


def _plain(value: Any) -> Any:
    """Return a cell as text or number: a date as it is written in figures, a text with its letters whole."""
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date()
    return decoding.composed(value) if isinstance(value, str) else value
