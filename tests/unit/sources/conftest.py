"""A server on this machine, and a client that does not wait long."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from publishers import Publishers, serving

from sigtepunkt.sources.transport.http_client import HttpClient, Patience

# As patient as a test: what would take a minute takes a second.
IMPATIENT = Patience(attempts=3, first_wait=0.01, connect=2, silence=0.5, whole_answer=1, longest_asked_for=3)


@pytest.fixture(autouse=True)
def _no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the developer's own keyring alone."""
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Publishers]:
    """A server without tables, which is not asked through a proxy."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    with serving(Publishers()) as publishers:
        yield publishers


@pytest.fixture
def waits() -> list[str]:
    """What the client says of waiting."""
    return []


@pytest.fixture
def client(waits: list[str]) -> Iterator[HttpClient]:
    """A client that gives up soon."""
    with HttpClient(waits.append, IMPATIENT) as entered:
        yield entered
