"""Jobindsats v3, as documented: `{columns, rows}` for an organisation's key. It has never met the service.

An answer of another form is refused, and so is one with a column more or less than the source reads. The file
is the answer, byte for byte.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sigtepunkt.core import plain_text
from sigtepunkt.core.errors import Problem, Refused, abridged, nearest
from sigtepunkt.sources.services import json_answer
from sigtepunkt.sources.services.connector import JSON, Delivery, service_of
from sigtepunkt.sources.services.source_state import Publication, state_of
from sigtepunkt.sources.transport.credentials import Key
from sigtepunkt.sources.transport.http_client import HttpClient
from sigtepunkt.sources.transport.request import Request
from sigtepunkt.strategy import Source

_FORM = '{"columns": […], "rows": [[…], …]}'
_AGAIN = "run the command again; if it is so again, look at the table in Jobindsats"


@dataclass(frozen=True)
class Jobindsats:
    """Jobindsats at an address, for who has this key."""

    address: str
    key: str = field(repr=False)

    def requests(self, source: Source) -> tuple[Request, ...]:
        """Return the one request that a table takes."""
        service = service_of(source)
        query = [(variable, ",".join(codes)) for variable, codes in service.selection.items()]
        key = Key("Authorization", "Bearer ", self.key)
        address = f"{self.address}/v3/data/{service.table}"
        return (Request("GET", address, JSON, (*query, ("format", "json")), key=key),)

    def fetch(self, source: Source, client: HttpClient, today: dt.date) -> Delivery:
        """Return a table; raise Refused for a rejected key, and for an answer that is not what is read."""
        where = f"Jobindsats {service_of(source).table}"
        (request,) = self.requests(source)
        answer = client.send(request)
        content = json_answer.read(request, answer, where)
        columns: Any = content.get("columns")
        rows: Any = content.get("rows")
        if not _is_table(columns, rows):
            raise json_answer.unknown(request, answer, where, _FORM)
        if problems := list(_faults(source, columns, rows, where)):
            raise Refused(*problems)
        period = columns.index(source.period)
        publication = Publication(tuple(dict.fromkeys(str(row[period]) for row in rows)))
        return Delivery(answer.content, (request,), state_of(source, publication, today))


def _is_table(columns: Any, rows: Any) -> bool:
    if not isinstance(columns, list) or not isinstance(rows, list):
        return False
    return all(isinstance(name, str) for name in columns) and all(isinstance(row, list) for row in rows)


def _faults(source: Source, columns: list[str], rows: list[list[Any]], where: str) -> Iterator[Problem]:
    for name in source.columns:
        if name not in columns:
            yield Problem(
                f"column {name!r} is missing", where, nearest(name, map(plain_text.excerpt, columns))
            )
    if more := [name for name in columns if name not in source.columns]:
        what = f"{len(more)} columns that the source does not read: {abridged(map(plain_text.excerpt, more))}"
        step = "declare them in values, or select less of mgroup"
        yield Problem(what, where, "; ".join(source.columns), step)
    if len(set(columns)) != len(columns):
        yield Problem("a column stands there twice", where, "each column once", _AGAIN)
    if not rows:
        yield Problem("the answer has no rows", where, "one row at least", _AGAIN)
    if uneven := [number for number, row in enumerate(rows, 1) if len(row) != len(columns)]:
        what = f"{len(uneven)} of {len(rows)} rows have more or fewer cells than there are columns"
        yield Problem(what, f"{where}, row {uneven[0]}", f"{len(columns)} cells", _AGAIN)
    elif set(source.keys) <= set(columns):
        places = [columns.index(name) for name in source.keys]
        keys = [tuple(str(row[place]) for place in places) for row in rows]
        if repeated := len(keys) - len(set(keys)):
            what = f"{repeated} rows say something that another row says, too"
            yield Problem(what, where, "each once", _AGAIN)
