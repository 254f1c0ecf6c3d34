"""Answers of Jobindsats' service, saved as they came → header and rows."""

from __future__ import annotations

import json
import re
from typing import Any

from sigtepunkt.core import plain_text
from sigtepunkt.core.errors import Refused
from sigtepunkt.raw.readers.delimited_text import said_by
from sigtepunkt.raw.readers.raw_table import Table

_FORM = '{"columns": […], "rows": [[…], …]} in UTF-8'
_DIGITS = 400  # of a whole number; more are kept as text, and refused where the cell stands
_LONG = re.compile(rb"[0-9]{%d}" % _DIGITS)


def read(content: bytes, where: str, owner: str) -> Table:
    """Return the table of an answer, with or without a byte order mark.

    Raises Refused for anything else, with what it says in words.
    """
    again = f"fetch it again, and look at it before it is saved; or ask {owner}"
    try:
        answer = json.loads(plain_text.paper(content), parse_int=_whole if _LONG.search(content) else None)
        if not isinstance(answer, dict):
            raise TypeError("it is no object with columns and rows")
        columns, rows = answer["columns"], answer["rows"]
    except RecursionError as error:
        raise Refused.of(
            "not an answer from Jobindsats: lists in lists, too many of them", where, _FORM, again
        ) from error
    except KeyError as error:
        raise Refused.of(
            f"not an answer from Jobindsats: it has no {error}{_words(answer)}", where, _FORM, again
        ) from error
    except (ValueError, TypeError) as error:
        raise Refused.of(f"not an answer from Jobindsats: {error}", where, _FORM, again) from error
    if not isinstance(columns, list) or not all(isinstance(name, str) for name in columns):
        raise Refused.of(
            "not an answer from Jobindsats: its columns are not a list of names", where, _FORM, again
        )
    wrong = (
        next((number for number, row in enumerate(rows, 2) if not isinstance(row, list)), None)
        if isinstance(rows, list)
        else 0
    )
    if wrong is not None:
        what = f"row {wrong} is no list" if wrong else "its rows are no list"
        raise Refused.of(f"not an answer from Jobindsats: {what}", where, _FORM, again)
    return Table(
        [plain_text.composed(name) for name in columns],
        [(number, [_composed(cell) for cell in row]) for number, row in enumerate(rows, 2)],
    )


def _composed(cell: Any) -> Any:
    return plain_text.composed(cell) if isinstance(cell, str) else cell


def _words(answer: object) -> str:
    said = said_by(answer)
    return f"; it is one{said}" if said else ""


def _whole(digits: str) -> int | str:
    return int(digits) if len(digits) <= _DIGITS else digits
