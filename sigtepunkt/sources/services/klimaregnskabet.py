"""Klimaregnskabet's `municipality-data`, as documented: a request for each municipality, year and type.

It has never met the service. Answers are objects with a list `data`; their entries become rows of a file with
semicolons, with every key the entries have.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from sigtepunkt.core.errors import Problem, Refused, nearest
from sigtepunkt.sources.services import json_answer
from sigtepunkt.sources.services.connector import JSON, Delivery, service_of
from sigtepunkt.sources.services.source_state import Publication, state_of
from sigtepunkt.sources.transport.credentials import Key
from sigtepunkt.sources.transport.http_client import HttpClient
from sigtepunkt.sources.transport.request import Request
from sigtepunkt.strategy import EVERY, Source

_VARIABLES = ("municipality", "year", "type")
_DOCUMENTED = ("kategori", "undertype_3", "værdi")
_VALUE = "værdi"
_FORM = '{"data": [{"kategori": …, "undertype_3": …, "værdi": …}]}'
_CONVERTED = "The answers' entries as rows, each with what was asked for before it."


@dataclass(frozen=True)
class Klimaregnskabet:
    """Klimaregnskabet at an address, for who has this key."""

    address: str
    key: str = field(repr=False)

    def requests(self, source: Source) -> tuple[Request, ...]:
        """Return a request for each municipality, year and type of the selection.

        Raises Refused for a selection of anything else, and for every code of a variable, which the service
        is not documented to give.
        """
        service, key = service_of(source), Key("x-api-key", "", self.key)
        where, selection = f"Klimaregnskabet {service.table}", service.selection
        problems = [
            Problem(f"the service has no variable {name!r}", where, nearest(name, _VARIABLES))
            for name in selection
            if name not in _VARIABLES
        ]
        problems += [
            Problem(f"the selection does not say which {name}", where, "its codes, one by one")
            for name in _VARIABLES
            if name not in selection or EVERY in selection[name]
        ]
        if problems:
            raise Refused(*problems)
        address = f"{self.address}/api/{service.table}"
        return tuple(
            Request("GET", address, JSON, tuple(zip(_VARIABLES, values, strict=True)), key=key)
            for values in product(*(selection[name] for name in _VARIABLES))
        )

    def fetch(self, source: Source, client: HttpClient, today: dt.date) -> Delivery:
        """Return the entries of all answers.

        Raises Refused for a rejected key and an answer of another form.
        """
        where = f"Klimaregnskabet {service_of(source).table}"
        requests = self.requests(source)
        rows = [row for request in requests for row in _rows(source, request, client, where)]
        if not rows:
            raise Refused.of("the answers have no entries", where, _FORM)
        columns = list(dict.fromkeys(name for row in rows for name in row))
        columns = [*(name for name in columns if name != _VALUE), _VALUE]
        table = _without_repetition(columns, rows, where)
        publication = Publication(tuple(row["year"] or "" for row in rows))
        content = json_answer.semicolon_file(columns, table)
        return Delivery(content, requests, state_of(source, publication, today), converted=_CONVERTED)


def _rows(
    source: Source, request: Request, client: HttpClient, where: str
) -> Iterator[Mapping[str, json_answer.Cell]]:
    answer = client.send(request)
    entries: Any = json_answer.read(request, answer, where).get("data")
    try:
        for entry in entries:
            row = {name: json_answer.cell_text(cell, source.decimal) for name, cell in entry.items()}
            if not set(_DOCUMENTED) <= set(row):
                raise json_answer.unknown(request, answer, where, _FORM)
            yield {**dict(request.query), **row}
    except (TypeError, AttributeError):
        raise json_answer.unknown(request, answer, where, _FORM) from None


def _without_repetition(
    columns: list[str], rows: list[Mapping[str, json_answer.Cell]], where: str
) -> list[list[json_answer.Cell]]:
    """Return the rows, those that are wholly alike once; raise Refused where they differ in their value."""
    table = list(dict.fromkeys(tuple(row.get(name) for name in columns) for row in rows))
    keys = [row[:-1] for row in table]
    if repeated := len(keys) - len(set(keys)):
        twice = next(key for key in keys if keys.count(key) > 1)
        what = f"{repeated} rows have another value than a row of the same name"
        raise Refused.of(what, f"{where}: {'; '.join(cell or '' for cell in twice)}", "one value for each")
    return [list(row) for row in table]
