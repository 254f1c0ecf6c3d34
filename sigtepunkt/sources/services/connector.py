"""What every connector offers, and where the services are."""

from __future__ import annotations

import datetime as dt
import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Protocol
from urllib.parse import urlsplit

from sigtepunkt.core.errors import WrongUse
from sigtepunkt.sources.services.source_state import SourceState
from sigtepunkt.sources.transport.http_client import HttpClient
from sigtepunkt.sources.transport.request import Request
from sigtepunkt.strategy import Service, ServiceKind, Source

ADDRESSES: Mapping[ServiceKind, str] = MappingProxyType(
    {
        "statbank": "https://api.statbank.dk",
        "jobindsats": "https://api.jobindsats.dk",
        "klimaregnskabet": "https://klimaregnskabet.dk",
        "energi_data_service": "https://api.energidataservice.dk",
    }
)
JSON = ("application/json", "text/json")


@dataclass(frozen=True)
class Delivery:
    """A source's file as its service gave it.

    `requests` are those whose answers are in `content`: more than one where the service would not give the
    whole table at once. `converted` says how an answer became the file, where it is not byte for byte the
    answer. `updated` is when the publisher last updated the table, in the service's own words.
    """

    content: bytes = field(repr=False)
    requests: tuple[Request, ...]
    state: SourceState
    updated: str = ""
    converted: str = ""


class Connector(Protocol):
    """Speaks one service's protocol, at one address."""

    def requests(self, source: Source) -> tuple[Request, ...]:
        """Return what a source's file takes, as far as it is known before the service has answered."""

    def fetch(self, source: Source, client: HttpClient, today: dt.date) -> Delivery:
        """Return a source's file; raise Refused with everything that is wrong with what was answered."""


def service_of(source: Source) -> Service:
    """Return the service that a source declares; only such a source comes to a connector."""
    if source.service is None:
        raise LookupError(source.table)
    return source.service


def checked_address(base_url: str) -> str:
    """Return the address in `--base-url`, which stands for every service's host, without a last slash.

    Raises WrongUse for what is no such address.
    """
    parts = urlsplit(base_url)
    try:
        is_address = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number
        is_address = False
    if not is_address or parts.username or parts.query or parts.fragment:
        what, allowed = "this is no address of a service", "such as http://127.0.0.1:8000"
        raise WrongUse.of(what, "--base-url", allowed)
    return base_url.rstrip("/")


def refuse_open_key(address: str) -> None:
    """Raise WrongUse where a key that is sent to this address would go over the network unencrypted."""
    parts = urlsplit(address)
    if parts.scheme == "https" or _is_this_machine(parts.hostname or ""):
        return
    what = "the service's key would go over the network for everybody to read"
    raise WrongUse.of(what, "--base-url", "https, or an address of this machine")


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
