"""What every reader takes a raw file apart into: a header, numbered rows, and the place of every cell."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sigtepunkt.core import plain_text
from sigtepunkt.core.errors import Problem, Refused
from sigtepunkt.strategy import Source

Rows = list[tuple[int, list[Any]]]
Fault = tuple[int, Hashable, Problem]  # row, key shared by faults that are alike, problem
_SHOWN = 5  # different faults that are listed before the rest are only counted
_ALIKE = 4  # further rows listed for one fault
_LETTERS = 26
_TITLES = 20  # rows below the first that are searched for the real header


@dataclass(frozen=True)
class Table:
    """A header, the number of the row it stands in, and the rows below it by number.

    `sheet` is the name of a workbook's sheet; `columns` are the header's column numbers in the file, from 1.
    """

    header: list[Any]
    rows: Rows
    header_row: int = 1
    sheet: str = ""
    columns: Sequence[int] = ()

    def at(self, row: int, index: int) -> str:
        """Return the sheet and cell of a row and a header index, to follow a workbook's name in a message.

        Other files get the empty string.
        """
        if not self.sheet or index >= len(self.columns):
            return ""
        return f", sheet {self.sheet}, cell {cell_name(row, self.columns[index])}"


def cell_name(row: int, column: int) -> str:
    """Return a cell's name in a workbook: B7 for row 7 and column 2."""
    letters = ""
    while column:
        column, letter = divmod(column - 1, _LETTERS)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row}"


def under_todays_names(source: Source, header: Sequence[Any]) -> list[Any]:
    """Return the header with renamed columns under today's names, unless today's name is there as well."""
    renamed = {old: new for old, new in source.current_names.items() if new in source.columns}
    return [renamed[name] if name in renamed and renamed[name] not in header else name for name in header]


def fitted(table: Table, where: str, owner: str) -> Table:
    """Return the table without empty rows and without empty columns that have no name.

    Raises Refused for a row of another width than the header, and for content in a column without a name.
    """
    width = len(table.header)
    rows = [
        (number, _as_wide(cells, width, padded=bool(table.sheet)))
        for number, cells in table.rows
        if not all(map(is_empty, cells))
    ]
    ragged = [(number, len(cells)) for number, cells in rows if len(cells) != width]
    if ragged:
        what = f"row {ragged[0][0]} has {ragged[0][1]} cells"
        if others := len(ragged) - 1:
            what += f", and {others} more {'row does' if others == 1 else 'rows do'} not have {width} either"
        raise Refused.of(what, where, f"{width} cells in every row", f"export it again, or ask {owner}")
    table = replace(table, rows=rows, columns=list(table.columns) or list(range(1, width + 1)))
    named = [index for index, name in enumerate(table.header) if not is_empty(name)]
    if len(named) == width:
        return table
    _refuse_nameless_content(table, [index for index in range(width) if index not in named], where, owner)
    return replace(
        table,
        header=[table.header[index] for index in named],
        rows=[(number, [cells[index] for index in named]) for number, cells in rows],
        columns=[table.columns[index] for index in named],
    )


def _refuse_nameless_content(table: Table, nameless: Iterable[int], where: str, owner: str) -> None:
    for index in nameless:
        for row, cells in table.rows:
            if not is_empty(cells[index]):
                raise Refused.of(
                    f"row {row}: {plain_text.excerpt(str(cells[index]))!r} stands in column "
                    f"{table.columns[index]}, which has no name in row {table.header_row}",
                    f"{where}{table.at(row, index)}",
                    "a name above every column that holds something",
                    f"ask {owner}",
                )


def header_below(table: Table, wanted: Collection[str], where: str, owner: str) -> Problem | None:
    """Return the problem that a later row names more of the `wanted` columns than the header, or None."""
    in_header = len(set(wanted).intersection(map(str, table.header)))
    for number, cells in table.rows[:_TITLES]:
        if len(set(wanted).intersection(map(str, cells))) > in_header:
            above = "a row" if number == table.header_row + 1 else f"{number - table.header_row} rows"
            return Problem(
                f"the names of the columns stand in row {number}, with {above} above them",
                f"{where}{', sheet ' + table.sheet if table.sheet else ''}, row {table.header_row}",
                "the names of the columns in the first row",
                f"export it again without titles above; or ask {owner}",
            )
    return None


def _as_wide(cells: list[Any], width: int, *, padded: bool) -> list[Any]:
    """Return a row without empty cells beyond the header.

    A workbook does not store trailing empty cells: they are added where `padded`.
    """
    while len(cells) > width and is_empty(cells[-1]):
        cells = cells[:-1]
    return [*cells, *[None] * (width - len(cells))] if padded else cells


def is_empty(cell: object) -> bool:
    """Return whether a cell holds nothing visible."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def grouped(faults: Iterable[Fault], where: str) -> list[Problem]:
    """Return one problem for each group of faults with the same key, in order of rows, naming the first rows.

    Groups beyond the first few are only counted.
    """
    groups: dict[Hashable, list[tuple[int, Problem]]] = {}
    for row, key, problem in sorted(faults, key=lambda fault: fault[0]):
        groups.setdefault(key, []).append((row, problem))
    problems = [_with_rows(group) for group in groups.values()]
    more = sum(len(group) for group in list(groups.values())[_SHOWN:])
    return problems[:_SHOWN] + ([Problem(f"and {more} more cells of the same kind", where)] if more else [])


def _with_rows(group: Sequence[tuple[int, Problem]]) -> Problem:
    first, others = group[0][1], [row for row, _ in group[1:]]
    if not others:
        return first
    rows = ", ".join(map(str, others[:_ALIKE])) + (", …" if len(others) > _ALIKE else "")
    count = f"{len(others)} more {'row' if len(others) == 1 else 'rows'}"
    return replace(first, what=f"{first.what}, and so in {count} ({rows})")


def hidden_texts(table: Table, where: str, owner: str) -> Iterator[Fault]:
    """Yield a fault for every text with invisible characters, or too long to be shown."""
    lines = [(table.header_row, table.header), *table.rows]
    texts = {cell for _, cells in lines for cell in cells if isinstance(cell, str)}
    faulty = {text: fault for text in texts if (fault := plain_text.fault(text))}
    for row, cells in lines if faulty else ():
        for index, cell in enumerate(cells):
            if isinstance(cell, str) and cell in faulty:
                named = row > table.header_row and index < len(table.header)
                name = plain_text.excerpt(str(table.header[index])) if named else str(index + 1)
                what, place = f"row {row}, column {name}: {faulty[cell]}", f"{where}{table.at(row, index)}"
                problem = Problem(what, place, plain_text.ALLOWED, f"ask {owner}")
                yield row, (index, faulty[cell]), problem
