"""From figures of tidy tables to the rows of a raw file, cut at what had been published."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from reconstruction.plan import UNPUBLISHED_WITHIN
from reconstruction.takes import Take
from reconstruction.tidy_tables import HOME, NATION, Tidy
from reconstruction.vintage import CLOSED
from sigtepunkt.core.period import Period

REVISED_IN = "2026Q1"  # the vintage that gets the values of the earliest known retrieval


class Disagreement(Exception):
    """Two tidy tables have different figures for the same place in a raw file."""


class Cell(NamedTuple):
    """A place in a raw file: area, period, dimension codes and value column."""

    area: str
    period: str
    codes: tuple[str, ...]
    column: str


class Entry(NamedTuple):
    """What stands in a cell: the value as text, the tidy table it is from, and the copy it came by."""

    value: str
    table: str
    via: str


@dataclass(frozen=True)
class RawFile:
    """A raw file to be written: its rows as text by column, and the copies that the figures came by."""

    rows: list[dict[str, str]]
    via: list[str]


Cells = dict[Cell, Entry]
Row = tuple[str, str, tuple[str, ...]]  # area, period and dimension codes


def reconstruct(
    key: str, source: Mapping[str, Any], takes: Sequence[Take], tidy: Tidy, quarter: str
) -> RawFile:
    """Return the rows of `source` that had been published when the vintage was closed.

    Where tables overlap, they have to agree, and the figure with more decimals is taken. Raises Disagreement.
    """
    cells: Cells = {}
    for take in takes:
        column = take.column or source["values"][0]
        for figure in tidy.figures(take.table, take.measure):
            if not _published(source, figure.period, CLOSED[quarter]):
                continue
            cell = Cell(figure.area, figure.period, take.codes, column)
            entry = Entry(figure.value, take.table, figure.via)
            cells[cell] = _agreed(key, cell, cells[cell], entry) if cell in cells else entry
    if is_revised(source, quarter):
        _revise(cells, takes, tidy)
    if key in UNPUBLISHED_WITHIN:
        _fill(cells, source["values"])
    via = {entry.via for entry in cells.values() if entry.via}
    return RawFile(_rows(cells, source, takes, tidy.names), sorted(via))


def is_revised(source: Mapping[str, Any], quarter: str) -> bool:
    """Return whether the source's values in this vintage are those of an earlier retrieval."""
    return quarter == REVISED_IN and source["format"] == "jobindsats"


def _published(source: Mapping[str, Any], text: str, closed: dt.date) -> bool:
    if source.get("projection"):
        return True
    try:
        period = Period.parse(text)
    except ValueError:  # such as the date 2026-09-15: no publisher's table has such a row
        return False
    counted = period.start if source["counted"] == "start" else period.end
    return counted + dt.timedelta(days=int(source["lag_days"])) <= closed


def _agreed(key: str, cell: Cell, first: Entry, other: Entry) -> Entry:
    """Return the one of two entries of a cell that says more; raise Disagreement where they differ.

    A figure agrees with one of more decimals that rounds to it.
    """
    if not (first.value and other.value):
        return first if first.value else other
    numbers = (Decimal(first.value), Decimal(other.value))
    fewer, more = sorted((first, other), key=lambda entry: _digits(entry.value))
    rounding = Decimal(5).scaleb(-_digits(fewer.value) - 1)
    is_rounded = _digits(fewer.value) < _digits(more.value) and abs(numbers[0] - numbers[1]) <= rounding
    if numbers[0] != numbers[1] and not is_rounded:
        place = ", ".join(part for part in (cell.area, cell.period, *cell.codes, cell.column) if part)
        raise Disagreement(
            f"{key} ({place}): {first.value} in {first.table}, but {other.value} in {other.table}; "
            "take only one of them in data/reconstruction/plan.py, and say why in the source's notes"
        )
    return more


def _digits(text: str) -> int:
    """Return how many decimals a number is written with."""
    return len(text.partition(".")[2])


def _decimals(text: str) -> int:
    """Return how many decimals a number needs."""
    return _digits(f"{Decimal(text).normalize():f}")


def _revise(cells: Cells, takes: Sequence[Take], tidy: Tidy) -> None:
    """Put the values of the earliest retrieval in the places of later ones."""
    columns = {take.measure: take.column for take in takes}
    for (area, period, measure), value in tidy.earlier().items():
        cell = Cell(area, period, (), columns.get(measure, ""))
        if cell in cells:
            cells[cell] = cells[cell]._replace(value=value)


def _fill(cells: Cells, columns: Iterable[str]) -> None:
    """Add empty cells for the periods that a series lacks between its first and its last."""
    periods = {cell.period for cell in cells}
    if all(period.isdigit() for period in periods):
        periods = {str(year) for year in range(int(min(periods)), int(max(periods)) + 1)}
    for area, codes in {(cell.area, cell.codes) for cell in cells}:
        present = {cell.period for cell in cells if (cell.area, cell.codes) == (area, codes)}
        within = {period for period in periods if min(present) < period < max(present)}
        for period in within - present:
            cells.update({Cell(area, period, codes, column): Entry("", "", "") for column in columns})


def _rows(
    cells: Cells, source: Mapping[str, Any], takes: Sequence[Take], names: Mapping[str, str]
) -> list[dict[str, str]]:
    """Return the rows in the order of the areas declared, the codes planned and time."""
    areas = {code: place for place, code in enumerate(names)}
    codes = {take.codes: place for place, take in reversed(list(enumerate(takes)))}
    keys: set[Row] = {cell[:3] for cell in cells}
    written = _written(cells)
    rows = []
    for area, period, dimensions in sorted(
        keys, key=lambda row: (areas[row[0]], codes[row[2]], Period.parse(row[1]))
    ):
        row = dict(zip(source.get("dimensions", ()), dimensions, strict=True)) | {source["period"]: period}
        if "area" in source:
            row[source["area"]] = _area_name(source, area, names)
        values = {name: written.get(Cell(area, period, dimensions, name), "") for name in source["values"]}
        rows.append(row | values)
    return rows


def _area_name(source: Mapping[str, Any], code: str, names: Mapping[str, str]) -> str:
    if source["format"] == "statbank" or code not in names or len(code) != len(HOME):
        return code
    return "/" if source["format"] == "jobindsats" and code == NATION else names[code]


def _written(cells: Cells) -> dict[Cell, str]:
    """Return every value as text with a decimal point, all of a table's series with as many decimals."""
    decimals: dict[tuple[str, tuple[str, ...], str], int] = defaultdict(int)
    for cell, entry in cells.items():
        if entry.value:
            series = (entry.table, cell.codes, cell.column)
            decimals[series] = max(decimals[series], _decimals(entry.value))
    longest = 4  # a number with more decimals was computed, not rounded by its publisher, and stays as it is
    written = {}
    for cell, entry in cells.items():
        if entry.value:
            number = Decimal(entry.value).normalize()
            places = decimals[entry.table, cell.codes, cell.column]
            written[cell] = f"{number:.{places}f}" if places <= longest else f"{number:f}"
    return written
