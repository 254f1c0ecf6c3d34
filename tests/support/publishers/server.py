"""A server of all services at one address, as `--base-url` names it: StatBank and Jobindsats from tables.

What it was asked is kept, and any answer can be replaced by others, which are sent first and once each.
"""

from __future__ import annotations

import json
import threading
import time
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from math import prod
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from publishers.replies import CSV, Reply, json_reply, recorded, refusal
from publishers.tables import Tables
from sigtepunkt.sources.transport import http_client

NOT_FOUND = Reply(b"", "text/html", 404)


@dataclass(frozen=True)
class Asked:
    """A request as it came."""

    method: str
    path: str
    query: Mapping[str, list[str]]
    body: Any
    headers: Mapping[str, str]
    at: float

    @property
    def table(self) -> str:
        """The table that is asked for."""
        return str(self.body["table"]) if self.body else self.path.rpartition("/")[2]

    @property
    def is_data(self) -> bool:
        """Whether figures are asked for."""
        return self.path.endswith("/data") or "/v3/data/" in self.path


class Publishers(ThreadingHTTPServer):
    """The services, from `tables`; `cell_limit` is StatBank's, `key` Jobindsats'."""

    daemon_threads = True

    def __init__(self, tables: Tables | None = None, *, key: str = "", cell_limit: int = 1_000_000) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.tables = tables or Tables()
        self.key, self.cell_limit, self.delay, self.bulk = key, cell_limit, 0.0, True
        self.asked: list[Asked] = []
        self._first: dict[str, deque[Reply]] = defaultdict(deque)
        self.always: dict[str, Reply] = {}

    @property
    def address(self) -> str:
        """The address that stands for every service's."""
        return f"http://127.0.0.1:{self.server_port}"

    def first(self, path: str, *replies: Reply) -> None:
        """Answer the next requests of a path with these, one after the other."""
        self._first[path].extend(replies)

    def data_asked(self) -> list[str]:
        """Return the tables whose figures were asked for, in order."""
        return [asked.table for asked in self.asked if asked.is_data]

    def reply(self, asked: Asked) -> Reply:
        """Return the answer to a request."""
        self.asked.append(asked)
        time.sleep(self.delay)
        if self._first[asked.path]:
            return self._first[asked.path].popleft()
        if asked.path in self.always:
            return self.always[asked.path]
        if asked.path.startswith("/v3/data/"):
            return self._jobindsats(asked)
        parts = asked.path.strip("/").split("/")
        if parts[0] != "v1" or asked.body is None:
            return NOT_FOUND
        branch = "/".join(parts[1:-1])
        answer = {"tableinfo": self._tableinfo, "data": self._data, "tables": self._catalogue}.get(parts[-1])
        return answer(branch, asked.body) if answer else NOT_FOUND

    def handle_error(self, request: object, client_address: object) -> None:
        """Ignore a client that went away, as a killed one does."""

    def _tableinfo(self, branch: str, body: Mapping[str, Any]) -> Reply:
        if body["table"] == "STRAF42":
            return recorded(f"table_info_straf42{'_da' if body['lang'] == 'da' else ''}.json")
        described = self.tables.description(branch, body["table"])
        return json_reply(described) if described else refusal("EXTRACT-NOTFOUND", "Table not found")

    def _catalogue(self, branch: str, _body: Mapping[str, Any]) -> Reply:
        return json_reply(
            [{"id": name, "text": name} for place, name in self.tables.statbank if place == branch]
        )

    def _data(self, branch: str, body: Mapping[str, Any]) -> Reply:
        if body["format"] not in {"CSV", "BULK"}:
            return recorded("statbank_error_format_http400.json", status=400)
        if body["table"] == "STRAF42":
            return recorded("data_straf42_csv.csv", CSV)
        chosen = {variable["code"].upper(): variable["values"] for variable in body["variables"]}
        if refused := self._refused(branch, body, chosen):
            return refused
        plain = {name: codes for name, codes in chosen.items() if "TOT" not in codes}
        for table in self.tables.statbank[branch, body["table"]]:
            if table.offers(plain):
                return Reply(_with_totals(table.csv(plain), chosen, plain), CSV)
        return refusal("EXTRACT-NOTALLOWED", "No such combination")

    def _refused(self, branch: str, body: Mapping[str, Any], chosen: Mapping[str, list[str]]) -> Reply | None:
        """Return StatBank's refusal of a selection: a table, a code, a combination, too many cells."""
        described = self.tables.description(branch, body["table"])
        if described is None:
            return refusal("EXTRACT-NOTFOUND", "Table not found")
        variables = described["variables"]
        known = {each["id"].upper(): [value["id"] for value in each["values"]] for each in variables}
        for name, codes in chosen.items():
            if gone := [code for code in codes if code != "*" and code not in known.get(name, ())]:
                return refusal("EXTRACT-NOTFOUND", f"Can't find value: {gone[0]} ({name})")
        if body["format"] == "BULK" and (not self.bulk or set(chosen) != set(known)):
            return refusal("EXTRACT-NOTALLOWED", "Every variable has to be selected")
        cells = prod(len(known[name]) if "*" in codes else len(codes) for name, codes in chosen.items())
        if body["format"] == "CSV" and cells > self.cell_limit:
            return refusal("REQUEST-LIMIT", f"More than {self.cell_limit} cells; use BULK")
        return None

    def _jobindsats(self, asked: Asked) -> Reply:
        if asked.headers.get("Authorization") != f"Bearer {self.key}":
            return json_reply({"message": f"rejected: {asked.headers.get('Authorization')}"}, 401)
        answer = self.tables.jobindsats.get(asked.table)
        return NOT_FOUND if answer is None else Reply(answer, "application/json")


def _with_totals(content: bytes, chosen: Mapping[str, Any], plain: Mapping[str, Any]) -> bytes:
    """Return the answer with a column for each variable of which the total was asked for."""
    totals = [name for name in chosen if name not in plain]
    head, *lines = content.decode("utf-8-sig").splitlines()
    rows = [
        f"{';'.join([*totals, head])}",
        *(f"{';'.join(['TOT'] * len(totals) + [line])}" for line in lines),
    ]
    return ("\ufeff" + "".join(f"{row}\r\n" for row in rows)).encode()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Publishers

    def do_GET(self) -> None:
        self._answer(None)

    def do_POST(self) -> None:
        self._answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

    def _answer(self, body: Any) -> None:
        parts = urlsplit(self.path)
        query = parse_qs(parts.query, keep_blank_values=True)
        asked = Asked(self.command, parts.path, query, body, dict(self.headers), time.monotonic())
        self.server.reply(asked).send(self)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@contextmanager
def serving(server: Publishers) -> Iterator[Publishers]:
    """Serve until left. Clients in this process need not spare it: they send one request after the other."""
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(http_client, "_BETWEEN", 0.0)
            yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
