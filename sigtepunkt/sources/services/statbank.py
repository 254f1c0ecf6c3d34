"""Danmarks Statistik's StatBank: `tableinfo` first, then the whole table as CSV, or in parts.

How many cells an answer may have is not known and not written down here: where the service refuses for that
reason, the format without a limit (BULK) is asked for, or the selection is halved until it fits.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Any

from sigtepunkt.core.errors import Refused, nearest
from sigtepunkt.sources.services import statbank_answer, statbank_table
from sigtepunkt.sources.services.connector import JSON, Delivery, service_of
from sigtepunkt.sources.services.source_state import state_of
from sigtepunkt.sources.services.statbank_table import Selected, TableDescription
from sigtepunkt.sources.transport.http_client import HttpClient
from sigtepunkt.sources.transport.request import Answer, Request
from sigtepunkt.strategy import Service, Source

_LANGUAGE = "da"
_TOO_MUCH = {"REQUEST-LIMIT", "EXTRACT-TOOBIG"}
_NOT_FOUND = "EXTRACT-NOTFOUND"
_MOST_PARTS = 256  # requests for one table
_LETTERS = re.compile(r"[A-Za-zÆØÅæøå]*")
Variables = Sequence[tuple[str, Sequence[str]]]


@dataclass
class StatBank:
    """StatBank at an address. A table's description is asked for once."""

    address: str
    _described: dict[tuple[str, str], TableDescription] = field(default_factory=dict, repr=False)

    def requests(self, source: Source) -> tuple[Request, ...]:
        """Return the two requests that a table takes where its cells are not too many for one answer."""
        service = service_of(source)
        return self._description(service), self._data(service, list(service.selection.items()))

    def fetch(self, source: Source, client: HttpClient, today: dt.date) -> Delivery:
        """Return the selected part of a table, whole.

        Raises Refused for a table that is gone, for variables and codes it does not have, and for an answer
        that is not what was asked for.
        """
        service = service_of(source)
        table = self._table(service, client)
        selection = statbank_table.selected(service, table, _where(service))
        parts = tuple(self._parts(service, table, selection, client))
        content = statbank_answer.joined([answer for _, answer in parts])
        converted = f"{len(parts)} answers, one after the other under one header" if len(parts) > 1 else ""
        requests = tuple(request for request, _ in parts)
        return Delivery(
            content, requests, state_of(source, table.publication, today), table.updated, converted
        )

    def _parts(
        self, service: Service, table: TableDescription, selection: Sequence[Selected], client: HttpClient
    ) -> Iterator[tuple[Request, bytes]]:
        """Yield the requests of a table and their answers: one where the service gives the table whole."""
        whole = self._answered(service, selection, client)
        if whole is None and len(selection) == len(table.variables):  # BULK adds up nothing
            with suppress(Refused):
                whole = self._answered(service, selection, client, bulk=True)
        if whole is None:
            yield from self._halved(service, selection, client, _Parts())
        else:
            yield whole

    def _halved(
        self, service: Service, selection: Sequence[Selected], client: HttpClient, parts: _Parts
    ) -> Iterator[tuple[Request, bytes]]:
        """Yield the answers for the two halves of the selection, each halved again where that is too much."""
        longest = max(selection, key=lambda each: len(each.codes))
        middle = len(longest.codes) // 2
        for codes in (longest.codes[:middle], longest.codes[middle:]):
            if not middle or parts.asked >= _MOST_PARTS:
                what = "the service gives too few cells at once for this table"
                step = "select fewer codes in strategy/sources.toml, or get the file by hand"
                raise Refused.of(what, _where(service), f"at most {_MOST_PARTS} requests for a table", step)
            parts.asked += 1
            half = [
                replace(each, codes=codes, asked=codes) if each is longest else each for each in selection
            ]
            if answered := self._answered(service, half, client):
                yield answered
            else:
                yield from self._halved(service, half, client, parts)

    def _answered(
        self, service: Service, selection: Sequence[Selected], client: HttpClient, *, bulk: bool = False
    ) -> tuple[Request, bytes] | None:
        """Return a request and its answer, checked; None where the service does not give that many cells."""
        variables = [(each.variable.identity, each.asked) for each in selection]
        request = self._data(service, variables, form="BULK" if bulk else "CSV")
        answer = client.send(request)
        if answer.status != HTTPStatus.OK:
            if statbank_answer.error_of(answer.content)[0] in _TOO_MUCH:
                return None
            raise _refusal(service, request, answer)
        statbank_answer.refuse_unfit(answer.content, selection, _where(service), every_code=not bulk)
        return request, answer.content

    def _table(self, service: Service, client: HttpClient) -> TableDescription:
        key = service.branch, service.table.upper()
        if key not in self._described:
            request = self._description(service)
            answer = client.send(request)
            if answer.status != HTTPStatus.OK:
                if statbank_answer.error_of(answer.content)[0] == _NOT_FOUND:
                    raise self._withdrawn(service, client)
                raise _refusal(service, request, answer)
            self._described[key] = statbank_table.parse(answer.content, _where(service))
        return self._described[key]

    def _withdrawn(self, service: Service, client: HttpClient) -> Refused:
        """Return the refusal for a table that is gone, with those of its kind, such as next year's."""
        prefix = _LETTERS.match(service.table)
        beginning = prefix[0].upper() if prefix else ""
        ids = [name for name in self._catalogue(service, client) if name.upper().startswith(beginning)]
        allowed = nearest(service.table, ids) if ids else ""
        step = "look for the table that took its place, and declare it in strategy/sources.toml"
        return Refused.of("the table is withdrawn: StatBank does not have it", _where(service), allowed, step)

    def _catalogue(self, service: Service, client: HttpClient) -> list[str]:
        """Return the ids of all tables; none where the service does not say them in a form known here."""
        request = self._request(service, "tables", {"lang": _LANGUAGE, "format": "JSON"}, JSON)
        try:
            answer = client.send(request)
            tables = json.loads(answer.content) if answer.status == HTTPStatus.OK else []
            return [str(table["id"]) for table in tables]
        except (Refused, ValueError, TypeError, KeyError):
            return []

    def _description(self, service: Service) -> Request:
        body = {"table": service.table, "lang": _LANGUAGE, "format": "JSON"}
        return self._request(service, "tableinfo", body, JSON)

    def _data(self, service: Service, variables: Variables, form: str = "CSV") -> Request:
        body = {
            "table": service.table,
            "lang": _LANGUAGE,
            "format": form,
            "valuePresentation": "Code",
            "variables": [{"code": name, "values": list(codes)} for name, codes in variables],
        }
        return self._request(service, "data", body, ("text/csv",))

    def _request(
        self, service: Service, operation: str, body: Mapping[str, Any], accepts: tuple[str, ...]
    ) -> Request:
        path = "/".join(filter(None, ("v1", service.branch, operation)))
        return Request("POST", f"{self.address}/{path}", accepts, body=body)


@dataclass
class _Parts:
    """How many parts of a table have been asked for."""

    asked: int = 0


def _where(service: Service) -> str:
    return f"StatBank {'/'.join(filter(None, (service.branch, service.table)))}"


def _refusal(service: Service, request: Request, answer: Answer) -> Refused:
    code, message = statbank_answer.error_of(answer.content)
    said = f"{code}: {message}" if code else answer.excerpt(request)
    if answer.status == HTTPStatus.NOT_FOUND:
        what, step = f"there is no such service at {request.address}", "check the address"
        return Refused.of(what, _where(service), "", step)
    what = f"the service refuses (HTTP {answer.status}): {said}"
    return Refused.of(what, _where(service), "", "correct [….service] in strategy/sources.toml")
