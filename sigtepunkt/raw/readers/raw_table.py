"""What every kind of raw file is taken apart into: a header, numbered rows of cells, and their places."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sigtepunkt.core import plain_text
from sigtepunkt.core.errors import Problem, Refused

Rows = list[tuple[int, list[Any]]]
_SHOWN = 5  # faults of one kind told before the rest is only counted
_ALIKE = 4  # further places of one and the same fault
_LETTERS = 26
_TITLES = 20  # rows above a header that are looked through for it


@dataclass(frozen=True)
class Table:
    """A header, the number of the row it stands in, and the rows below it by number. `sheet` is a workbook's.

    `columns` are the numbers, from 1, of the header's columns in the file.
    """

    header: list[Any]
    rows: Rows
    header_row: int = 1
    sheet: str = ""
    columns: Sequence[int] = ()

    def at(self, row: int, place: int) -> str:
        """Return what is added to a workbook's name to lead to the cell in a row and at a place of the header.

        Nothing is added to the names of other files.
        """
        return (
            f", sheet {self.sheet}, cell {cell_name(row, self.columns[place])}"
            if self.sheet and place < len(self.columns)
            else ""
        )


def cell_name(row: int, column: int) -> str:
    """Return a cell's name in a workbook, B7 for row 7 and column 2."""
    letters = ""
    while column:
        column, letter = divmod(column - 1, _LETTERS)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row}"


def fitted(table: Table, where: str, owner: str) -> Table:
    """Return the table without rows and nameless columns that hold nothing.

    Raises Refused for content under no name, and for ragged rows.
    """
    rows = [(number, cells) for number, cells in table.rows if not all(map(is_empty, cells))]
    width = len(table.header)
    rows = [(number, _as_wide(cells, width, padded=bool(table.sheet))) for number, cells in rows]
    ragged = [
        (number, f"row {number} has {len(cells)} cells") for number, cells in rows if len(cells) != width
    ]
    if ragged:
        more = (
            f", and {len(ragged) - 1} more {'row does' if len(ragged) == 1 + 1 else 'rows do'} "
            f"not have {width} either"
            if len(ragged) > 1
            else ""
        )
        raise Refused.of(
            ragged[0][1] + more, where, f"{width} cells in every row", f"export it again, or ask {owner}"
        )
    nameless = [place for place, name in enumerate(table.header) if is_empty(name)]
    columns = list(table.columns) or list(range(1, width + 1))
    for place in nameless:
        found = next(((number, cells[place]) for number, cells in rows if not is_empty(cells[place])), None)
        if found:
            told = plain_text.told(str(found[1]))
            raise Refused.of(
                f"row {found[0]}: {told!r} stands in column {columns[place]}, "
                f"which has no name in row {table.header_row}",
                f"{where}{replace(table, columns=columns).at(found[0], place)}",
                "a name above every column that holds something",
                f"ask {owner}",
            )
    kept = [place for place in range(width) if place not in nameless]
    if nameless:
        rows = [(number, [cells[place] for place in kept]) for number, cells in rows]
    return replace(
        table,
        header=[table.header[place] for place in kept],
        rows=rows,
        columns=[columns[place] for place in kept],
    )


def header_below(table: Table, wanted: Collection[str], where: str, owner: str) -> Problem | None:
    """Return that more of the `wanted` columns stand in a later row than in the header.

    None where they do not.
    """
    here = len(set(wanted).intersection(map(str, table.header)))
    for number, cells in table.rows[:_TITLES]:
        if len(set(wanted).intersection(map(str, cells))) > here:
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

    A workbook writes no cells where nothing is, so that they are added.
    """
    while len(cells) > width and is_empty(cells[-1]):
        cells = cells[:-1]
    return [*cells, *[None] * (width - len(cells))] if padded and len(cells) < width else cells


def is_empty(cell: object) -> bool:
    """Return whether a cell holds nothing that can be seen."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


Fault = tuple[int, Hashable, Problem]  # row, what makes it the same as others, and what is said of the first


def told_once(faults: Iterable[Fault], where: str) -> list[Problem]:
    """Return a problem for each different fault, by rows, with the count and the first places of those alike.

    Of many different ones the rest is only counted.
    """
    alike: dict[Hashable, list[tuple[int, Problem]]] = {}
    for row, key, problem in sorted(faults, key=lambda fault: fault[0]):
        alike.setdefault(key, []).append((row, problem))
    told = [_with_places(places) for places in alike.values()]
    left = sum(len(places) for places in list(alike.values())[_SHOWN:])
    return told[:_SHOWN] + ([Problem(f"and {left} more cells of the same kind", where)] if left else [])


def _with_places(places: Sequence[tuple[int, Problem]]) -> Problem:
    first, others = places[0][1], [row for row, _ in places[1:]]
    if not others:
        return first
    listed = ", ".join(map(str, others[:_ALIKE])) + (", …" if len(others) > _ALIKE else "")
    return replace(
        first,
        what=f"{first.what}, and so in {len(others)} more {'row' if len(others) == 1 else 'rows'} ({listed})",
    )


def hidden_texts(table: Table, where: str, owner: str) -> Iterator[Fault]:
    """Yield a fault for every text that could not be shown as it is."""
    lines = [(table.header_row, table.header), *table.rows]
    texts = {cell for _, cells in lines for cell in cells if isinstance(cell, str)}
    if not (faulty := {text for text in texts if plain_text.fault(text)}):
        return
    for row, cells in lines:
        for place, cell in enumerate(cells):
            if isinstance(cell, str) and cell in faulty:
                wrong = plain_text.fault(cell)
                name = (
                    plain_text.told(str(table.header[place]))
                    if row > table.header_row and place < len(table.header)
                    else str(place + 1)
                )
                yield (
                    row,
                    (place, wrong),
                    Problem(
                        f"row {row}, column {name}: {wrong}",
                        f"{where}{table.at(row, place)}",
                        plain_text.ALLOWED,
                        f"ask {owner}",
                    ),
                )
