"""Answers of Jobindsats' service, saved as they came → header and rows."""

from __future__ import annotations

import json
import re
from typing import Any

from sigtepunkt.core import plain_text
from sigtepunkt.core.errors import Refused
from sigtepunkt.raw.readers.delimited_text import message_in
from sigtepunkt.raw.readers.raw_table import Table

_FORM = '{"columns": […], "rows": [[…], …]} in UTF-8'
_DIGITS = 400  # of a whole number; one with more stays text, and is refused with its cell
_LONG = re.compile(rb"[0-9]{%d}" % _DIGITS)


def read(content: bytes, where: str, owner: str) -> Table:
    """Return the table of an answer, with or without a byte order mark.

    Raises Refused for anything else, with the message it holds, if any.
    """
    try:
        answer = parsed(content)
        columns, rows = _parts(answer)
    except (ValueError, TypeError) as error:
        raise _refusal(str(error), where, owner) from error
    return Table(
        [plain_text.composed(name) for name in columns],
        [(number, [_composed(cell) for cell in row]) for number, row in enumerate(rows, 2)],
    )


def parsed(content: bytes) -> Any:
    """Return JSON in UTF-8, with or without a byte order mark; raise ValueError for anything else.

    A whole number of very many digits stays text.
    """
    try:
        return json.loads(
            plain_text.composed_text(content), parse_int=_whole if _LONG.search(content) else None
        )
    except RecursionError as error:
        raise ValueError("lists in lists, too many of them") from error


def _parts(answer: Any) -> tuple[list[str], list[list[Any]]]:
    """Return an answer's columns and rows; raise TypeError saying what is wrong with it."""
    if not isinstance(answer, dict):
        raise TypeError("it is no object with columns and rows")
    for part in ("columns", "rows"):
        if part not in answer:
            message = message_in(answer)
            raise TypeError(f"it has no {part!r}{f'; it is one{message}' if message else ''}")
    columns, rows = answer["columns"], answer["rows"]
    if not isinstance(columns, list) or not all(isinstance(name, str) for name in columns):
        raise TypeError("its columns are not a list of names")
    if not isinstance(rows, list):
        raise TypeError("its rows are no list")
    for number, row in enumerate(rows, 2):
        if not isinstance(row, list):
            raise TypeError(f"row {number} is no list")
    return columns, rows


def _refusal(fault: str, where: str, owner: str) -> Refused:
    step = f"fetch it again, and look at it before it is saved; or ask {owner}"
    return Refused.of(f"not an answer from Jobindsats: {fault}", where, _FORM, step)


def _composed(cell: Any) -> Any:
    return plain_text.composed(cell) if isinstance(cell, str) else cell


def _whole(digits: str) -> int | str:
    return int(digits) if len(digits) <= _DIGITS else digits
