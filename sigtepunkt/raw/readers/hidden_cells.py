"""What a workbook's sheet says besides its cells' values, read from its XML.

openpyxl does not report it when it reads a sheet row by row.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import IO, Any
from xml.etree import ElementTree as ET

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
            if event == "start":
                around = element if kind in {"sheetData", "mergeCells"} else around
                if kind == "row":
                    row, column = int(element.get("r", row + 1)), 0
                    hidden.rows |= {row} if element.get("hidden") in {"1", "true"} else set()
            elif kind == "c":
                row, column = _row_and_column(element.get("r")) or (row, column + 1)
                if _is_uncalculated(element):
                    hidden.uncalculated.append((row, column))
            elif kind in {"row", "mergeCell"}:
                hidden.merged += _corners(element.get("ref", "")) if kind == "mergeCell" else ()
                if around is not None:
                    around.clear()
    return hidden


def _is_uncalculated(cell: ET.Element) -> bool:
    formula, text = cell.find(f"{_MAIN}f"), cell.get("t") in {"str", "inlineStr"}
    return formula is not None and not cell.findtext(f"{_MAIN}v") and not text


def _corners(reference: str) -> list[tuple[int, int, int, int]]:
    first, _, last = reference.partition(":")
    top, bottom = _row_and_column(first), _row_and_column(last or first)
    return [(*top, *bottom)] if top and bottom else []


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
