"""Sources that declare a service → their files, each checked, kept as it comes, and asked for once."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sigtepunkt.core import checksum, plain_text
from sigtepunkt.core.errors import Problem, Refused, abridged
from sigtepunkt.core.progress import Progress
from sigtepunkt.sources.connectors import Connectors
from sigtepunkt.sources.services.connector import Delivery, service_of
from sigtepunkt.sources.transport.http_client import HttpClient, NoAnswer, Patience
from sigtepunkt.sources.transport.request import Request
from sigtepunkt.sources.under_way import Arrival, UnderWay
from sigtepunkt.strategy import ServiceKind, Source

Accept = Callable[[Source, Path], list[str]]
_UNKNOWN = "ukendt"
_MOST_UNANSWERED = 2  # tables without an answer, after which a service's others are not asked for
_MOST_QUERIES = 8  # requests of one file that its provenance writes out


def requests(sources: Mapping[str, Source], connectors: Connectors) -> Iterator[tuple[str, Request]]:
    """Yield every request that fetching these sources begins with, and the source it is for."""
    for key, source in sources.items():
        for request in connectors.of(service_of(source).kind).requests(source):
            yield key, request


@dataclass
class Fetching:
    """A quarter's files on their way: where they are asked for, what has come, and what went wrong.

    `accept` raises Refused for a file that may not be used, and returns what is to be noted of another.
    """

    connectors: Connectors
    under_way: UnderWay
    today: dt.date
    accept: Accept
    progress: Progress
    patience: Patience = field(default_factory=Patience)
    _problems: list[Problem] = field(default_factory=list, init=False)
    _unanswered: Counter[ServiceKind] = field(default_factory=Counter, init=False)
    _not_asked: list[str] = field(default_factory=list, init=False)

    def fetch(self, sources: Mapping[str, Source]) -> dict[str, Arrival]:
        """Return the file of every source, in their order; what was had before is not asked for again.

        Raises Refused with everything that went wrong, once every source has been tried; what came is kept.
        """
        arrivals: dict[str, Arrival] = {}
        with HttpClient(lambda fault: self.progress("wait", fault), self.patience) as client:
            for number, (key, source) in enumerate(sources.items()):
                asked = self._asked(source)
                arrival = self.under_way.kept(source.file, asked)
                if arrival is None:
                    self.progress("fetch", f"{source.table} ({key}), {len(sources) - number} left")
                    arrival = self._fetched(key, source, asked, client)
                if arrival is not None:
                    arrivals[key] = arrival
        if self._not_asked:
            what = f"not asked for, since their service does not answer ({len(self._not_asked)})"
            self._problems.append(Problem(f"{what}: {abridged(self._not_asked)}", "strategy/sources.toml"))
        if self._problems:
            had = f"{len(arrivals)} of {len(sources)} files; the same command goes on with the others"
            self.progress("kept", had)
            raise Refused(*self._problems)
        return arrivals

    def _asked(self, source: Source) -> str:
        """Return the checksum of what a file is asked for: where, which table, and what of it."""
        service = service_of(source)
        address = self.connectors.address(service.kind)
        selection = service.model_dump(mode="json", exclude={"next_update"})
        return checksum.of_data([address, selection, source.columns])

    def _fetched(self, key: str, source: Source, asked: str, client: HttpClient) -> Arrival | None:
        """Return a source's file once it is kept; None, with the problem noted, where it did not come."""
        kind = service_of(source).kind
        if self._unanswered[kind] >= _MOST_UNANSWERED:
            self._not_asked.append(key)
            return None
        try:
            delivery = self.connectors.of(kind).fetch(source, client, self.today)
            path = self.under_way.write(source.file, delivery.content)
            notes = self.accept(source, path)
        except Refused as error:
            self._problems += error.problems
            if isinstance(error, NoAnswer):
                self._unanswered[kind] += _MOST_UNANSWERED if error.unreachable else 1
            return None
        return self.under_way.mark(
            path, asked, self._provenance(key, source, delivery, notes), delivery.state
        )

    def _provenance(self, key: str, source: Source, delivery: Delivery, notes: list[str]) -> dict[str, Any]:
        """Return what `provenance.toml` says of a file."""
        asked = [_query(request) for request in delivery.requests]
        if more := len(asked[_MOST_QUERIES:]):
            asked[_MOST_QUERIES:] = [f"… ({more} more)"]
        checksums = [request.checksum for request in delivery.requests]
        address = urlsplit(self.connectors.address(service_of(source).kind))
        return {
            "source": key,
            "publisher": source.publisher,
            "table": source.table,
            "licence": source.licence,
            "via": f"udgiverens tjeneste på {address.netloc}",
            "retrieved": self.today.isoformat(),
            "updated": plain_text.excerpt(delivery.updated) or _UNKNOWN,
            "query": asked,
            "request": checksums[0] if len(checksums) == 1 else checksum.of_data(checksums),
            "how": f"Fetched by sigtepunkt. {delivery.converted or 'The answer, byte for byte.'}",
            "notes": notes,
        }


def _query(request: Request) -> str:
    """Return a request without its host, which `via` names."""
    address = urlsplit(request.url)
    asked = f"{address.path}?{address.query}" if address.query else address.path
    return " ".join(filter(None, (request.method, asked, request.content.decode())))
