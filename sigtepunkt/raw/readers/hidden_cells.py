"""What a workbook's sheet says beside its cells' values, as the XML it is.

The library that reads the values (openpyxl) does not tell of it as it reads row by row.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import IO, Any
from xml.etree import ElementTree as ET

_MORE = re.compile(rb"<(?:\w+:)?(?:f|mergeCell)[ >/]|\shidden=")  # what makes a sheet worth a second look
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]+)")
_CHUNK, _LONGEST_TAG = 1 << 20, 40
_LETTERS = 26


@dataclass
class Unshown:
    """What a sheet says beside its cells' values.

    Merged ranges (top, left, bottom, right), hidden rows, formulas without a value (row, column).
    """

    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)
    uncalculated: list[tuple[int, int]] = field(default_factory=list)


def unshown_in(sheet: Any) -> Unshown:
    """Return what a sheet that openpyxl reads row by row says beside its values.

    Raises what the parser does of a damaged one.
    """
    found = Unshown()
    with sheet._get_source() as part:
        if not _says_more(part):
            return found
    with sheet._get_source() as part:
        row = column = 0
        for event, one in ET.iterparse(part, ("start", "end")):
            kind = one.tag.removeprefix(_MAIN)
            if kind == "row" and event == "start":
                row, column = int(one.get("r", row + 1)), 0
                if one.get("hidden") in {"1", "true"}:
                    found.hidden.add(row)
            elif event == "end" and kind == "c":
                row, column = _place(one.get("r")) or (row, column + 1)
                if (
                    one.find(f"{_MAIN}f") is not None
                    and not one.findtext(f"{_MAIN}v")
                    and one.get("t") not in {"str", "inlineStr"}
                ):
                    found.uncalculated.append((row, column))
            elif event == "end" and kind == "mergeCell":
                first, _, last = one.get("ref", "").partition(":")
                corners = _place(first), _place(last or first)
                if corners[0] and corners[1]:
                    found.merged.append((*corners[0], *corners[1]))
            if event == "end" and kind in {"row", "mergeCell"}:
                one.clear()
    return found


def _says_more(part: IO[bytes]) -> bool:
    before = b""
    while chunk := part.read(_CHUNK):
        if _MORE.search(before + chunk):
            return True
        before = chunk[-_LONGEST_TAG:]
    return False


def _place(name: str | None) -> tuple[int, int] | None:
    match = _PLACE.fullmatch(name or "")
    if not match:
        return None
    column = 0
    for letter in match[1]:
        column = column * _LETTERS + ord(letter) - ord("A") + 1
    return int(match[2]), column
