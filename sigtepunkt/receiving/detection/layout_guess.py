"""The rows of a file nobody has declared → where its table stands, and which column is what. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sigtepunkt.core.errors import Refused, abridged
from sigtepunkt.raw.readers.raw_table import Rows, is_empty
from sigtepunkt.receiving.detection import cells

_TITLES = 25  # rows that are looked through for the header
_MOST = 0.9  # the share of a column's cells that decides what it is
_KNOWN = 0.5  # the share of names that are declared areas in a column of areas; regions and islands are not
_FEW_SIGNS = 5  # different signs for nothing that a column of figures has at most
_BESIDE = 2  # columns of figures that may stand beside those that lie across: a total, a change
_NAMED_AREA = re.compile("kommune|område|omr|region|area|municipality|kode|code|nr", re.IGNORECASE)
AREA, PERIOD, VALUE = "Område", "Periode", "Værdi"


@dataclass(frozen=True)
class Layout:
    """Where a table stands and what its columns are, by name.

    `stub` names the first columns that have no name, `across` is PERIOD or AREA where those lie across, with
    `ignored` columns beside them; `notes` are rows below the table.
    """

    header_row: int
    names: tuple[str, ...]
    body: Rows
    area: str
    period: str
    dimensions: tuple[str, ...]
    values: tuple[str, ...]
    stub: tuple[str, ...] = ()
    fill_down: tuple[str, ...] = ()
    across: str = ""
    ignored: tuple[str, ...] = ()
    notes: int = 0

    def column(self, name: str) -> list[Any]:
        """Return the cells of a column."""
        index = self.names.index(name)
        return [row[index] if index < len(row) else None for _, row in self.body]


def guess(rows: Rows, codes: Mapping[str, str], where: str) -> Layout:
    """Return the layout that the rows show. `codes` maps every declared spelling of an area to its code.

    Raises Refused where none of the first rows can be a header.
    """
    for index in range(min(_TITLES, len(rows) - 1)):
        number, header = rows[index]
        names = [cells.text(cell) for cell in header]
        body, notes = _without_notes(rows[index + 1 :], len(names))
        width = max((len(_trimmed(row)) for _, row in body), default=0)
        names = names[: max(width, len(_trimmed(names)))]
        if len(names) < 2 or len(body) == 0 or width > len(names):  # noqa: PLR2004 - a key and a figure
            continue
        columns = {
            place: [row[place] if place < len(row) else None for _, row in body]
            for place in range(len(names))
        }
        columns = {place: column for place, column in columns.items() if _filled(column) or names[place]}
        if layout := _laid_out(_Table(number, names, body, notes, columns), codes):
            return layout
    what = "no row of it can be the names of columns: above every column a name, below it figures"
    shown = abridged(cells.text(cell) for cell in rows[0][1] if not is_empty(cell))
    step = "declare the source by hand (CONTRIBUTING, 'A new source'), or ask for a table with a header"
    raise Refused.of(f"{what}; row {rows[0][0]} is {shown}", where, "a header and rows of figures", step)


@dataclass(frozen=True)
class _Table:
    """Rows below what may be their header; `columns` are those with content or a name, by place."""

    header_row: int
    names: list[str]
    body: Rows
    notes: int
    columns: Mapping[int, list[Any]]

    @property
    def stub(self) -> int:
        """How many columns, from the left, have no name."""
        return next((place for place, name in enumerate(self.names) if name), len(self.names))

    def areas(self, codes: Mapping[str, str], places: Collection[int]) -> list[int]:
        return [place for place in places if _is_areas(self.names[place], self.columns[place], codes)]

    def periods(self, places: Collection[int]) -> list[int]:
        return [place for place in places if _is_periods(self.columns[place])]

    def says_again(self, place: int, key: int) -> bool:
        """Return whether a column says what a key says in other words, such as an area's code by its name."""
        keys: list[Any] = []
        for cell in self.columns[key]:  # what is merged downwards stands in its first row
            keys.append(keys[-1] if keys and is_empty(cell) else cell)
        pairs = {*zip(map(str, keys), map(str, self.columns[place]), strict=True)}
        return len(pairs) == len({first for first, _ in pairs})


def _laid_out(table: _Table, codes: Mapping[str, str]) -> Layout | None:
    """Return the layout of a table, None where its header cannot be one."""
    if any(not table.names[place] for place in table.columns if place >= table.stub):
        return None
    across = _across(table, codes)
    if across:
        return _wide(table, across, codes)
    return None if table.stub else _long(table, codes)


def _is_such(kind: str, name: str, codes: Mapping[str, str]) -> bool:
    return cells.is_period(name) if kind == PERIOD else not cells.area_form([name], codes)[2]


def _across(table: _Table, codes: Mapping[str, str]) -> str:
    """Return PERIOD or AREA where the columns of figures are named after such; else ""."""
    figures = [
        place for place, column in table.columns.items() if place >= table.stub and _is_figures(column)
    ]
    for kind in (PERIOD, AREA):
        such = [place for place in figures if _is_such(kind, table.names[place], codes)]
        if such and len(such) >= len(figures) - _BESIDE:
            return kind
    return ""


def _wide(table: _Table, across: str, codes: Mapping[str, str]) -> Layout | None:
    names, columns = table.names, table.columns
    lying = [place for place in columns if _is_such(across, names[place], codes)]
    before = [place for place in columns if place < lying[0]]
    keys = table.areas(codes, before) if across == PERIOD else table.periods(before)
    keys, again = keys[:1], [place for place in keys[1:] if table.says_again(place, keys[0])]
    before = [place for place in before if place not in again]
    if across == AREA and not keys:
        return None
    full = list(names)
    for place in range(table.stub):
        is_key = place in keys
        full[place] = (AREA if across == PERIOD else PERIOD) if is_key else f"Kolonne {place + 1}"
    key = full[keys[0]] if keys else ""
    return Layout(
        table.header_row,
        tuple(full),
        table.body,
        key if across == PERIOD else AREA,
        PERIOD if across == PERIOD else key,
        tuple(full[place] for place in before if place not in keys),
        (VALUE,),
        tuple(full[: table.stub]),
        tuple(full[place] for place in before if _stands_once(columns[place])),
        across,
        tuple(
            names[place] for place in columns if place in again or (place > lying[0] and place not in lying)
        ),
        table.notes,
    )


def _long(table: _Table, codes: Mapping[str, str]) -> Layout | None:
    names, columns = table.names, table.columns
    if len(set(names)) < len(names):
        return None
    periods, areas = table.periods(columns)[:1], table.areas(codes, columns)
    areas, again = areas[:1], [place for place in areas[1:] if table.says_again(place, areas[0])]
    keys = {*periods, *areas, *again}
    values = [place for place, column in columns.items() if place not in keys and _is_figures(column)]
    others = [place for place in columns if place not in {*keys, *values}]
    dimensions = [place for place in others if _filled(columns[place])]
    if not values:
        return None
    return Layout(
        table.header_row,
        tuple(names),
        table.body,
        names[areas[0]] if areas else "",
        names[periods[0]] if periods else "",
        tuple(names[place] for place in dimensions),
        tuple(names[place] for place in values),
        fill_down=tuple(
            names[place] for place in sorted([*periods, *areas, *dimensions]) if _stands_once(columns[place])
        ),
        notes=table.notes,
    )


def _trimmed(row: Sequence[Any]) -> list[Any]:
    width = max((index for index, cell in enumerate(row, 1) if not is_empty(cell)), default=0)
    return list(row[:width])


def _without_notes(rows: Rows, width: int) -> tuple[Rows, int]:
    """Return the rows of the table, and how many rows of notes stand below: one cell, no figure in it."""
    end = len(rows)
    while end and len([cell for cell in rows[end - 1][1] if not is_empty(cell)]) <= 1 < width:
        end -= 1
    return rows[:end], len(rows) - end


def _filled(column: Sequence[Any]) -> list[Any]:
    return [cell for cell in column if not is_empty(cell)]


def _is_figures(column: Sequence[Any]) -> bool:
    """Return whether a column is of numbers, and of few and short signs besides."""
    filled = _filled(column)
    others = {str(cell).strip() for cell in filled if not cells.is_number(cell)}
    numbers = sum(map(cells.is_number, filled))
    signs = all(map(cells.is_sign, others)) and len(others) <= _FEW_SIGNS
    return bool(filled) and numbers > 0 and (signs or numbers >= _MOST * len(filled))


def _is_periods(column: Sequence[Any]) -> bool:
    filled = _filled(column)
    return bool(filled) and sum(map(cells.is_period, filled)) >= _MOST * len(filled)


def _is_areas(name: str, column: Sequence[Any], codes: Mapping[str, str]) -> bool:
    """Return whether a column is of areas; one of numbers alone has to be named so, and to know them all."""
    distinct = list(dict.fromkeys(cells.text(cell) for cell in _filled(column)))
    unknown = cells.area_form(distinct, codes)[2] if distinct else []
    if distinct and all(text.isdecimal() for text in distinct):
        return not unknown and bool(_NAMED_AREA.search(name))
    return len(unknown) <= (1 - _KNOWN) * len(distinct) and len(unknown) < len(distinct)


def _stands_once(column: Sequence[Any]) -> bool:
    """Return whether labels stand once, and the blank cells below mean the same."""
    filled = _filled(column)
    return bool(filled) and not is_empty(column[0]) and len(filled) < len(column) and not _is_figures(column)
