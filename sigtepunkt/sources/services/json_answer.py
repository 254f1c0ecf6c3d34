"""Answers in JSON, of services that give rows: what is no such answer is refused with what it says. Pure."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from http import HTTPStatus
from typing import Any

from sigtepunkt.core import plain_text
from sigtepunkt.core.errors import Refused
from sigtepunkt.sources.transport.request import Answer, Request

Cell = str | None
_NO_ENTRY = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}


class WrittenNumber(str):
    """A number as JSON writes it: with a point, and with every digit that came."""

    __slots__ = ()


def read(request: Request, answer: Answer, where: str) -> dict[str, Any]:
    """Return the object in an answer, its numbers as `WrittenNumber`.

    Raises Refused, with the beginning of the answer and never a key, for a status that refuses and for what
    is no JSON object.
    """
    if answer.status in _NO_ENTRY:
        raise Refused.of(*_without_entry(f"HTTP {answer.status}: {answer.excerpt(request)}", where))
    if answer.status != HTTPStatus.OK:
        what = f"the service refuses (HTTP {answer.status}): {answer.excerpt(request)}"
        raise Refused.of(what, where, "", "correct [….service] in strategy/sources.toml")
    try:
        text = plain_text.composed_text(answer.content)
        content = json.loads(
            text, parse_float=WrittenNumber, parse_int=WrittenNumber, parse_constant=_refuse_constant
        )
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict):
        raise unknown(request, answer, where, "a JSON object")
    return content


def unknown(request: Request, answer: Answer, where: str, form: str) -> Refused:
    """Return the refusal of an answer whose form is not known here; with a key, it may be a rejected one."""
    what = f"the answer has a form that is not known here: {answer.excerpt(request)}"
    if request.key:
        return Refused.of(*_without_entry(what, where, form))
    return Refused.of(what, where, form, "look at the service's documentation")


def _without_entry(said: str, where: str, form: str = "an answer for the key's owner") -> tuple[str, ...]:
    step = "look whether the key is still valid, and what the service's documentation says"
    return f"no figures came, and the key may be rejected: {said}", where, form, step


def _refuse_constant(name: str) -> str:
    raise ValueError(name)


def semicolon_file(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return rows as text with semicolons, in UTF-8 with a byte order mark and CRLF."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(["" if cell is None else cell for cell in row] for row in rows)
    return ("\ufeff" + text.getvalue()).encode()


def cell_text(cell: object, decimal: str) -> Cell:
    """Return a value as it stands in a file whose decimal sign is `decimal` (a comma, if it is empty).

    Raises TypeError for a list or an object.
    """
    if cell is None or isinstance(cell, bool):
        return None if cell is None else str(cell).lower()
    if not isinstance(cell, str):
        raise TypeError("a list or an object stands where a value is to be")
    return cell.replace(".", decimal or ",") if isinstance(cell, WrittenNumber) else cell
