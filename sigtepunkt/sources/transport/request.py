"""What a service is asked, and what it answered."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import quote, urlencode, urlsplit

from sigtepunkt.core import checksum, plain_text
from sigtepunkt.sources.transport.credentials import Key


@dataclass(frozen=True)
class Request:
    """A request: where it goes, what it asks, which content types are an answer, and the key it carries."""

    method: Literal["GET", "POST"]
    address: str
    accepts: tuple[str, ...]
    query: tuple[tuple[str, str], ...] = ()
    body: Mapping[str, Any] | None = None
    key: Key | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        """The whole address, with what is asked in it percent-encoded."""
        if not self.query:
            return self.address
        return f"{self.address}?{urlencode(self.query, quote_via=quote, safe='*:,/')}"

    @property
    def content(self) -> bytes:
        """The body as it is sent: JSON in UTF-8."""
        return b"" if self.body is None else json.dumps(self.body, ensure_ascii=False).encode()

    @property
    def line(self) -> str:
        """The request as a person reads it, without its key."""
        return " ".join(filter(None, (self.method, self.url, self.content.decode())))

    def without_key(self, text: str) -> str:
        """Return a text with the key replaced, should a service or a library have repeated it."""
        return self.key.hidden_in(text) if self.key else text

    @property
    def checksum(self) -> str:
        """The SHA-256 of what is asked, whichever host is asked and whoever asks."""
        return checksum.of_data([self.method, urlsplit(self.address).path, self.query, self.body])


@dataclass(frozen=True)
class Answer:
    """A whole answer: HTTP status, content type in lower case without parameters, and the decoded bytes."""

    status: int
    content_type: str
    content: bytes = field(repr=False)

    def excerpt(self, request: Request) -> str:
        """Return the beginning of the answer to a request, as much as a message repeats."""
        text = " ".join(plain_text.decode(self.content[:2000]).split())
        return plain_text.excerpt(request.without_key(text))
