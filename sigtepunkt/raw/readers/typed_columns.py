"""A table's columns → a frame: value columns as numbers, all others as text.

A cell that fits neither is a fault with its place.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from sigtepunkt.core import plain_text
from sigtepunkt.core.errors import Problem, Refused
from sigtepunkt.raw.readers import cell_numbers
from sigtepunkt.raw.readers.cell_numbers import Style
from sigtepunkt.raw.readers.raw_table import Fault, Table, told_once
from sigtepunkt.strategy import Source


def typed(source: Source, table: Table, where: str) -> pd.DataFrame:
    """Return the table as a frame, its value columns as numbers.

    Raises Refused for cells that are none, or could be two.
    """
    index = [row for row, _ in table.rows]
    columns = list(zip(*(cells for _, cells in table.rows), strict=True))
    style, faults, doubts = Style.of(source), list[Fault](), list[Problem]()
    own = [cells for name, cells in zip(table.header, columns, strict=True) if name in source.values]
    shown = any(style.shows_decimals(cells) for cells in own)
    typed: dict[Any, Any] = {}
    for place, (name, cells) in enumerate(zip(table.header, columns, strict=True)):
        if name not in source.values:
            faults += _unfit_keys(source, table, cells, place, where) if name in source.keys else ()
            typed[name] = [_text(cell) for cell in cells]
            continue
        numbers = style.numbers(cells)
        found = [
            _no_number(source, table, row, place, cell, where)
            if number is None
            else _too_large(source, table, row, place, cell, where)
            for row, cell, number in zip(index, cells, numbers, strict=True)
            if number is None or cell_numbers.is_too_large(number)
        ]
        faults += found
        if not found and (doubt := style.doubt(cells, shown=shown)):
            doubts.append(
                _in_doubt(source, table, index[doubt[0]], place, (cells[doubt[0]], doubt[1]), where)
            )
        typed[name] = pd.array(
            [math.nan if number is None else number for number in numbers], dtype="float64"
        )
    if faults or doubts:
        raise Refused(*told_once(faults, where), *doubts)
    return pd.DataFrame(typed, columns=table.header, index=index)


def _no_number(source: Source, table: Table, row: int, place: int, cell: Any, where: str) -> Fault:
    name = table.header[place]
    text = cell.strip() if isinstance(cell, str) else ""
    step = f"ask {source.owner}"
    if text and not any(letter.isalnum() for letter in text):
        step = (
            f"if {plain_text.told(text)!r} stands for nothing, declare what in strategy/sources.toml: "
            f"missing = [{_quoted(text)}] (not published) or zero = [{_quoted(text)}] (nil); "
            f"{source.owner} knows which"
        )
    elif (
        Style.of(source.model_copy(update={"decimal": "." if source.decimal in {"", ","} else ","})).number(
            text or None
        )
        is not None
        and text
    ):
        other = "." if source.decimal in {"", ","} else ","
        step = (
            f"if this file has a {'point' if other == '.' else 'comma'} before decimals, declare it in "
            f'strategy/sources.toml: decimal = "{other}"; if not, ask {source.owner}'
        )
    example = "1,234.5" if source.decimal == "." else "1.234,5"
    nothing = ", ".join(source.missing_signs) or "an empty cell"
    return (
        row,
        (name, repr(cell)),
        Problem(
            f"row {row}, column {name}: {told(cell)} is not a number",
            f"{where}{table.at(row, place)}",
            f"a number such as {example}, or {nothing} where nothing was published",
            step,
        ),
    )


def _quoted(text: str) -> str:
    return f'"{plain_text.told(text)}"'


def _too_large(source: Source, table: Table, row: int, place: int, cell: Any, where: str) -> Fault:
    name = table.header[place]
    return (
        row,
        (name, repr(cell)),
        Problem(
            f"row {row}, column {name}: {told(cell)} is no figure that can be computed with",
            f"{where}{table.at(row, place)}",
            cell_numbers.ALLOWED,
            f"ask {source.owner}",
        ),
    )


def _in_doubt(
    source: Source, table: Table, row: int, place: int, doubt: tuple[Any, str], where: str
) -> Problem:
    cell, why = doubt
    return Problem(
        f"row {row}, column {table.header[place]}: {told(cell)} could be two numbers: {why}",
        f"{where}{table.at(row, place)}",
        "numbers that can be read in one way",
        'declare the sign before decimals in strategy/sources.toml: decimal = "," or decimal = "."; '
        f"ask {source.owner} which it is",
    )


def _unfit_keys(
    source: Source, table: Table, cells: Sequence[Any], place: int, where: str
) -> Iterator[Fault]:
    """Yield a fault for each cell that cannot say what a row is about.

    A truth value, a list, a number that is none.
    """
    name = table.header[place]
    for (row, _), cell in (
        zip(table.rows, cells, strict=True) if not {*map(type, cells)} <= {str, int, type(None)} else ()
    ):
        if isinstance(cell, bool | list | dict) or (isinstance(cell, float) and not math.isfinite(cell)):
            yield (
                row,
                (name, repr(cell)),
                Problem(
                    f"row {row}, column {name}: {told(cell)} says nothing a row could be about",
                    f"{where}{table.at(row, place)}",
                    "a text or a whole number",
                    f"ask {source.owner}",
                ),
            )


def _text(cell: object) -> str | None:
    if cell is None:
        return None
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
    return text.strip() or None


def told(cell: object) -> str:
    """Return a cell as a message repeats it."""
    if isinstance(cell, dt.date | dt.time | dt.timedelta):
        return f"the date {cell}" if isinstance(cell, dt.date) else f"the time {cell}"
    if isinstance(cell, list | dict):
        return f"a list of {len(cell)}" if isinstance(cell, list) else f"an object of {len(cell)}"
    return repr(plain_text.told(cell) if isinstance(cell, str) else cell)
