"""A sheet of an Excel workbook → header and rows, as the sheet's reader sees it. The door to openpyxl.

What the sheet does not show, or shows otherwise than it is stored, is refused by cell.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from sigtepunkt.core import plain_text
from sigtepunkt.core.errors import Problem, Refused, nearest
from sigtepunkt.raw import size_limits
from sigtepunkt.raw.readers.hidden_cells import Unshown, unshown_in
from sigtepunkt.raw.readers.raw_table import Fault, Table, cell_name, is_empty, told_once
from sigtepunkt.strategy import Source

_UNQUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')  # what a number format shows as it is
_SIGNIFICANT = 12  # digits a figure is known with that a workbook shows as per cent


def read(source: Source, path: Path, where: str) -> Table:
    """Return the declared sheet's table, or the only sheet's.

    The cells of a range that is merged downwards all hold what it shows.

    Rows are numbered as Excel does, whatever the sheet says of its own size. Raises Refused for what is no
    workbook, a
    sheet that is missing or not declared among several, hidden rows, formulas that were never calculated,
    errors where
    a figure or what it is about should stand, values merged with others, and per cent of which the source
    does not say
    how they are meant.
    """
    book = _opened(path, where)
    try:
        sheet = _sheet(source, book, where)
        rows, unshown = _rows(sheet, where)
    finally:
        book.close()
    if not rows:
        return Table([], [], 1, sheet.title)
    heading = min(rows)
    header = [
        "" if is_empty(cell.value) else plain_text.composed(str(cell.value).strip())
        for cell in rows.pop(heading)
    ]
    header += [""] * (max(map(len, rows.values()), default=0) - len(header))
    today = source.todays_names
    names = [
        today[name] if today.get(name) in source.columns and today[name] not in header else name
        for name in header
    ]
    faults = [*_unseen(rows, unshown), *_errors(source, names, rows)]
    values = {
        number: [
            _value(source, names[place], (number, place), cell, faults) for place, cell in enumerate(cells)
        ]
        for number, cells in rows.items()
    }
    _fill(source, names, values, unshown, faults)
    if faults:
        raise Refused(
            *told_once(
                (
                    (
                        row,
                        key,
                        Problem(
                            one.what,
                            f"{where}, sheet {sheet.title}{', cell ' + one.where if one.where else ''}",
                            one.allowed,
                            one.next_step or f"ask {source.owner}",
                        ),
                    )
                    for row, key, one in faults
                ),
                where,
            )
        )
    return Table(header, list(values.items()), heading, sheet.title, range(1, len(header) + 1))


def _opened(path: Path, where: str) -> Any:
    import openpyxl

    try:
        return openpyxl.load_workbook(path, read_only=True, data_only=True)
    except Exception as error:  # openpyxl lets many kinds through for a file that is no workbook
        raise Refused.of(f"not an Excel workbook: {error}", where, ".xlsx") from error


def _sheet(source: Source, book: Any, where: str) -> Any:
    unseen = [
        Problem(
            f"the name of sheet {place}, {plain_text.told(name)}: {fault}",
            where,
            plain_text.ALLOWED,
            f"ask {source.owner}",
        )
        for place, name in enumerate(book.sheetnames, 1)
        if (fault := plain_text.fault(name))
    ]
    if unseen:
        raise Refused(*unseen)
    sheets = {one.title: one for one in book.worksheets}
    if source.sheet in sheets:
        return sheets[source.sheet]
    told = [name if one.sheet_state == "visible" else f"{name} (hidden)" for name, one in sheets.items()]
    if source.sheet:
        raise Refused.of(f"sheet {source.sheet!r} is missing", where, nearest(source.sheet, told))
    if len(sheets) != 1:
        raise Refused.of(
            f"the workbook has {len(sheets)} sheets, and the source does not say which",
            where,
            f"one of: {', '.join(told)}",
            'declare it in strategy/sources.toml: sheet = "…"',
        )
    return next(iter(sheets.values()))


def _rows(sheet: Any, where: str) -> tuple[dict[int, list[Any]], Unshown]:
    """Return the rows that hold anything by number, as far to the right as they do, and what the sheet says beside."""
    sheet.reset_dimensions()  # some programs write another size than the sheet has: its last rows would be left out
    rows = {}
    try:
        for number, cells in enumerate(sheet.iter_rows(), 1):
            held = max((place for place, cell in enumerate(cells, 1) if not is_empty(cell.value)), default=0)
            if held:
                rows[number] = list(cells[:held])
        unshown = unshown_in(sheet)
    except (
        ET.ParseError,
        LookupError,
        ValueError,
        TypeError,
        AttributeError,
        OSError,
        RuntimeError,
    ) as error:  # what openpyxl raises of a damaged sheet
        raise Refused.of(
            f"the sheet cannot be read: {error}", f"{where}, sheet {sheet.title}", ".xlsx, as Excel saves it"
        ) from error
    width = max(map(len, rows.values()), default=0)
    if width > size_limits.MOST_COLUMNS or width * len(rows) > size_limits.MOST_CELLS:
        raise Refused.of(
            f"the sheet reaches from cell A1 to {cell_name(max(rows), width)}: more than is read here",
            f"{where}, sheet {sheet.title}",
            f"at most {size_limits.MOST_COLUMNS:,} columns and {size_limits.MOST_CELLS:,} cells",
            "delete what stands far away from the table",
        )
    return rows, unshown


def _unseen(rows: dict[int, list[Any]], unshown: Unshown) -> Iterator[Fault]:
    for row in sorted(unshown.hidden & rows.keys()):
        yield (
            row,
            "hidden",
            Problem(
                f"row {row} is hidden, and holds something",
                "",
                "rows that can be seen",
                "show the rows or delete them (a filter hides rows, too)",
            ),
        )
    for row, column in unshown.uncalculated:
        yield (
            row,
            ("formula", column),
            Problem(
                f"row {row}: a formula whose value was never calculated",
                cell_name(row, column),
                "cells with a value",
                "open the workbook in Excel, save it there, and deliver it so",
            ),
        )


def _errors(source: Source, names: list[str], rows: dict[int, list[Any]]) -> Iterator[Fault]:
    """Yield a fault for each error in a declared column that is no value.

    In a value column it is told as what is no number.
    """
    for number, cells in rows.items():
        for place, cell in enumerate(cells):
            if cell.data_type == "e" and names[place] in source.keys:
                yield (
                    number,
                    ("error", place, cell.value),
                    Problem(
                        f"row {number}, column {names[place]}: the error {cell.value}",
                        cell_name(number, place + 1),
                        "what the row is about, in words or codes",
                    ),
                )


def _fill(
    source: Source, names: list[str], values: dict[int, list[Any]], unshown: Unshown, faults: list[Fault]
) -> None:
    """Give every cell of a range that is merged downwards what the range shows.

    A range with a figure in it is a fault.
    """
    for top, left, bottom, right in unshown.merged:
        value = values[top][left - 1] if top in values and left <= len(values[top]) else None
        if is_empty(value):
            continue
        faults += [
            (
                top,
                ("merged", place),
                Problem(
                    f"row {top}, column {names[place]}: the cells {cell_name(top, left)}:{cell_name(bottom, right)} "
                    "are merged: which of them the figure is of cannot be said",
                    cell_name(top, left),
                    "a cell of its own for every figure",
                ),
            )
            for place in range(left - 1, min(right, len(names)))
            if names[place] in source.values
        ]
        if left == right <= len(names) and names[left - 1] in source.keys:
            for row in range(top + 1, bottom + 1):
                if row in values:
                    values[row] += [None] * (left - len(values[row]))
                    values[row][left - 1] = value


def _value(source: Source, name: str, place: tuple[int, int], cell: Any, faults: list[Fault]) -> Any:
    value = cell.value
    if (
        name in source.values
        and isinstance(value, int | float)
        and not isinstance(value, bool)
        and "%" in _UNQUOTED.sub("", cell.number_format or "")
    ):
        if not source.percent:
            faults.append(
                (
                    place[0],
                    ("percent", name),
                    Problem(
                        f"row {place[0]}, column {name}: shown as per cent, and stored as {value}",
                        cell_name(place[0], place[1] + 1),
                        "figures shown as they are stored",
                        'declare in strategy/sources.toml which is meant: percent = "shown" '
                        '(100 times what is stored) or percent = "stored"',
                    ),
                )
            )
        return float(f"{value * 100:.{_SIGNIFICANT}g}") if source.percent == "shown" else value
    return _plain(value)


def _plain(value: Any) -> Any:
    """Return a cell as text or number: a date as it is written in figures, a text with its letters whole."""
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date()
    return plain_text.composed(value) if isinstance(value, str) else value
