"""What a workbook's sheet says besides its cells' values, read from its XML.

openpyxl does not report it when it reads a sheet row by row.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import IO, Any
from xml.etree import ElementTree as ET

from sigtepunkt.raw import size_limits

_WORTH_PARSING = re.compile(rb"<(?:\w+:)?(?:f|mergeCell)[ >/]|\shidden=")
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_CELL = re.compile(r"([A-Z]{1,3})([0-9]+)")
_CHUNK, _LONGEST_TAG = 1 << 20, 40
_LETTERS = 26


@dataclass
class HiddenCells:
    """Merged ranges (top, left, bottom, right), hidden rows, and formulas without a value (row, column)."""

    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    rows: set[int] = field(default_factory=set)
    uncalculated: list[tuple[int, int]] = field(default_factory=list)


def hidden_cells(sheet: Any) -> HiddenCells:
    """Return what a sheet that openpyxl reads row by row says besides its values.

    Raises what the XML parser raises for a damaged sheet.
    """
    hidden = HiddenCells()
    with sheet._get_source() as part:  # noqa: SLF001 - there is no other way to the sheet's XML
        if not _is_worth_parsing(part):
            return hidden
    with sheet._get_source() as part:  # noqa: SLF001 - as above
        row = column = 0
        around = None  # the element that holds rows or merged ranges, and would remember every one of them
        for event, element in ET.iterparse(part, ("start", "end")):  # noqa: S314 - expat limits entities
            kind = element.tag.removeprefix(_MAIN)
            if event == "start" and kind in {"sheetData", "mergeCells"}:
                around = element
            elif kind == "row" and event == "start":
                row, column = int(element.get("r", row + 1)), 0
                if element.get("hidden") in {"1", "true"}:
                    hidden.rows.add(row)
            elif event == "end" and kind == "c":
                row, column = _row_and_column(element.get("r")) or (row, column + 1)
                formula, text = element.find(f"{_MAIN}f"), element.get("t") in {"str", "inlineStr"}
                if formula is not None and not element.findtext(f"{_MAIN}v") and not text:
                    hidden.uncalculated.append((row, column))
            elif event == "end" and kind == "mergeCell":
                first, _, last = element.get("ref", "").partition(":")
                corners = _row_and_column(first), _row_and_column(last or first)
                if corners[0] and corners[1]:
                    hidden.merged.append((*corners[0], *corners[1]))
                if len(hidden.merged) > size_limits.MOST_MERGED:
                    raise ValueError(f"it has more than {size_limits.MOST_MERGED:,} merged ranges")
            if event == "end" and kind in {"row", "mergeCell"} and around is not None:
                around.clear()
    return hidden


def _is_worth_parsing(part: IO[bytes]) -> bool:
    before = b""
    while chunk := part.read(_CHUNK):
        if _WORTH_PARSING.search(before + chunk):
            return True
        before = chunk[-_LONGEST_TAG:]
    return False


def _row_and_column(name: str | None) -> tuple[int, int] | None:
    match = _CELL.fullmatch(name or "")
    if not match:
        return None
    column = 0
    for letter in match[1]:
        column = column * _LETTERS + ord(letter) - ord("A") + 1
    return int(match[2]), column
