"""A table's columns → a frame: value columns as numbers, others as text; misfits are faults."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from sigtepunkt.core import plain_text
from sigtepunkt.core.errors import Problem, Refused
from sigtepunkt.raw.readers import cell_numbers
from sigtepunkt.raw.readers.cell_numbers import Style
from sigtepunkt.raw.readers.raw_table import Fault, Table, grouped
from sigtepunkt.strategy import Source


def typed(source: Source, table: Table, where: str) -> pd.DataFrame:
    """Return the table as a frame indexed by row number: value columns as floats, all others as text.

    Raises Refused for cells of value columns that are no numbers or could be two, and for keys that say
    nothing.
    """
    index = [row for row, _ in table.rows]
    columns = list(zip(*(cells for _, cells in table.rows), strict=True))
    style, faults, doubts = Style.of(source), list[Fault](), list[Problem]()
    decimals_shown = any(
        style.shows_decimals(cells)
        for name, cells in zip(table.header, columns, strict=True)
        if name in source.values
    )
    frame: dict[Any, Any] = {}
    for number, (name, cells) in enumerate(zip(table.header, columns, strict=True)):
        column = _Column(source, table, number, where)
        if name not in source.values:
            faults += column.unfit_keys(cells) if name in source.keys else ()
            frame[name] = [_text(cell) for cell in cells]
            continue
        values = style.numbers(cells)
        unfit = [
            column.no_number(row, cell) if value is None else column.too_large(row, cell)
            for row, cell, value in zip(index, cells, values, strict=True)
            if value is None or cell_numbers.is_too_large(value)
        ]
        different = len({key for _, key, _ in unfit})
        if different > 1 and all(value is None or math.isnan(value) for value in values):
            unfit = [column.without_figures(fault) for fault in unfit]
        faults += unfit
        if not unfit and (doubt := style.doubt(cells, decimals_shown=decimals_shown)):
            doubts.append(column.ambiguous(index[doubt[0]], cells[doubt[0]], doubt[1]))
        frame[name] = pd.array([math.nan if value is None else value for value in values], dtype="float64")
    if faults or doubts:
        raise Refused(*grouped(faults, where), *doubts)
    return pd.DataFrame(frame, columns=table.header, index=index)


@dataclass(frozen=True)
class _Column:
    """A column, by its index in the table's header, and what can be wrong with its cells."""

    source: Source
    table: Table
    index: int
    where: str

    def problem(self, row: int, what: str, allowed: str, next_step: str = "") -> Problem:
        what = f"row {row}, column {self.table.header[self.index]}: {what}"
        where = f"{self.where}{self.table.at(row, self.index)}"
        return Problem(what, where, allowed, next_step or f"ask {self.source.owner}")

    def fault(self, row: int, cell: object, what: str, allowed: str, next_step: str = "") -> Fault:
        key = self.table.header[self.index], repr(cell)
        return row, key, self.problem(row, f"{quoted(cell)} {what}", allowed, next_step)

    def no_number(self, row: int, cell: object) -> Fault:
        source, step = self.source, ""
        text = cell.strip() if isinstance(cell, str) else ""
        other = "." if source.decimal in {"", ","} else ","
        if text and not any(letter.isalnum() for letter in text):
            sign = plain_text.excerpt(text)
            step = (
                f"if {sign!r} stands for nothing, declare what in strategy/sources.toml: "
                f'missing = ["{sign}"] (not published) or zero = ["{sign}"] (nil); {source.owner} knows which'
            )
        elif text and Style.of(source.model_copy(update={"decimal": other})).number(text) is not None:
            step = (
                f"if this file has a {'point' if other == '.' else 'comma'} before decimals, declare it in "
                f'strategy/sources.toml: decimal = "{other}"; if not, ask {source.owner}'
            )
        example = "1,234.5" if source.decimal == "." else "1.234,5"
        nothing = ", ".join(source.missing_signs) or "an empty cell"
        allowed = f"a number such as {example}, or {nothing} where nothing was published"
        return self.fault(row, cell, "is not a number", allowed, step)

    def too_large(self, row: int, cell: object) -> Fault:
        return self.fault(row, cell, "is no figure that can be computed with", cell_numbers.ALLOWED)

    def without_figures(self, fault: Fault) -> Fault:
        """Return the fault of a cell as that of its column, in which no cell at all is a number."""
        row, _, problem = fault
        what = f"{problem.what}, and no other cell of the column is"
        return row, (self.index, None), replace(problem, what=what)

    def ambiguous(self, row: int, cell: object, reason: str) -> Problem:
        return self.problem(
            row,
            f"{quoted(cell)} could be two numbers: {reason}",
            "numbers that can be read in one way",
            'declare the sign before decimals in strategy/sources.toml: decimal = "," or decimal = "."; '
            f"ask {self.source.owner} which it is",
        )

    def unfit_keys(self, cells: Sequence[Any]) -> Iterator[Fault]:
        """Yield a fault for each truth value, list, object and number that is not finite."""
        if {*map(type, cells)} <= {str, int, type(None)}:
            return
        for (row, _), cell in zip(self.table.rows, cells, strict=True):
            if isinstance(cell, bool | list | dict) or (isinstance(cell, float) and not math.isfinite(cell)):
                yield self.fault(row, cell, "says nothing a row could be about", "a text or a whole number")


def _text(cell: object) -> str | None:
    if cell is None:
        return None
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
    return text.strip() or None


def quoted(cell: object) -> str:
    """Return a cell as a message repeats it."""
    if isinstance(cell, dt.date | dt.time | dt.timedelta):
        return f"the {'date' if isinstance(cell, dt.date) else 'time'} {cell}"
    if isinstance(cell, list | dict):
        return f"{'a list' if isinstance(cell, list) else 'an object'} of {len(cell)}"
    return repr(plain_text.excerpt(cell) if isinstance(cell, str) else cell)
