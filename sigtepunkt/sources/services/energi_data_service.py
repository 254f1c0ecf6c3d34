"""Energi Data Service's datasets, as documented: every row (`limit=0`) as JSON. It has never met the service.

The answer's `records` become rows of a file with semicolons; times stay as they come, Danish local time. Of
the selection, `start`, `end` and `columns` are the service's own words, and any other name is a column whose
values are filtered by.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from sigtepunkt.core.errors import Refused
from sigtepunkt.sources.services import json_answer
from sigtepunkt.sources.services.connector import JSON, Delivery, service_of
from sigtepunkt.sources.services.source_state import Publication, state_of
from sigtepunkt.sources.transport.http_client import HttpClient
from sigtepunkt.sources.transport.request import Request
from sigtepunkt.strategy import EVERY, Service, Source

_OWN_WORDS = ("start", "end", "columns")
_FORM = '{"total": …, "records": [{…}, …]}'
_CONVERTED = "The answer's records as rows."


@dataclass(frozen=True)
class EnergiDataService:
    """Energi Data Service at an address."""

    address: str

    def requests(self, source: Source) -> tuple[Request, ...]:
        """Return the one request that a dataset takes."""
        service = service_of(source)
        return (Request("GET", f"{self.address}/dataset/{service.table}", JSON, _query(service)),)

    def fetch(self, source: Source, client: HttpClient, today: dt.date) -> Delivery:
        """Return the selected records; raise Refused for an answer of another form, or not all of them."""
        where = f"Energi Data Service {service_of(source).table}"
        (request,) = self.requests(source)
        answer = client.send(request)
        content = json_answer.read(request, answer, where)
        records: Any = content.get("records")
        try:
            columns = list(dict.fromkeys(name for record in records for name in record))
            rows = [
                [json_answer.cell_text(record[name], source.decimal) for name in columns]
                for record in records
            ]
        except (TypeError, KeyError, AttributeError):
            raise json_answer.unknown(request, answer, where, _FORM) from None
        if not rows or str(content.get("total", len(rows))) != str(len(rows)):
            what = f"{len(rows)} of {content.get('total', 'no')} records came"
            raise Refused.of(what, where, "every record", "run the command again")
        periods = tuple(str(record.get(source.period)) for record in records)
        state = state_of(source, Publication(periods), today)
        file = json_answer.semicolon_file(columns, rows)
        return Delivery(file, (request,), state, converted=_CONVERTED)


def _query(service: Service) -> tuple[tuple[str, str], ...]:
    """Return what is asked: every record, of the columns and the values that are selected."""
    chosen = {name: codes for name, codes in service.selection.items() if EVERY not in codes}
    own = [(name, ",".join(chosen[name])) for name in _OWN_WORDS if name in chosen]
    values = {name: list(codes) for name, codes in chosen.items() if name not in _OWN_WORDS}
    filtered = [("filter", json.dumps(values, ensure_ascii=False))] if values else []
    return (*own, *filtered, ("limit", "0"))
