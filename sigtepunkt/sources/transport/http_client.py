"""Asks services over HTTP, modestly and with patience. The only door to httpx2 and stamina.

At most four requests a second; 429, 5xx and broken connections are tried again, after the delay the server
asks for where it does. Proxies (`HTTPS_PROXY`) and the operating system's certificates are respected. An
answer is whole, of the type asked for and no larger than is read here, or there is none.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Self
from urllib.parse import urljoin, urlsplit

from sigtepunkt import __version__
from sigtepunkt.core import plain_text
from sigtepunkt.core.errors import Problem, Refused, WrongUse
from sigtepunkt.sources.transport.request import Answer, Request
from sigtepunkt.sources.transport.server_delay import seconds_asked_for

_BETWEEN = 0.25  # seconds from one request to the next
_MOST_BYTES = 50_000_000  # of an answer
_MOST_OF_A_REFUSAL = 100_000  # bytes of an answer that says no
_MOST_REDIRECTS = 3
_REDIRECTS = {301, 302, 303, 307, 308}
_METHOD_KEPT = {307, 308}  # the others turn a POST into a GET
_TRY_AGAIN_LATER = "run the command again later: what has been fetched is kept"


@dataclass(frozen=True)
class Patience:
    """How long is waited, in seconds, and how often a request is tried."""

    attempts: int = 6
    first_wait: float = 0.5
    longest_wait: float = 20.0
    connect: float = 15.0
    silence: float = 60.0  # without a byte
    whole_answer: float = 600.0
    longest_asked_for: float = 120.0  # a server that asks for more is asked another day


class NoAnswer(Refused):
    """The service gave no answer, however often it was asked. `unreachable`: not even a connection."""

    unreachable = False


class Unreachable(NoAnswer):
    """The service could not be reached at all."""

    unreachable = True


class _TransientError(Exception):
    """A fault that may pass, and the seconds the server asked for, if it did."""

    def __init__(self, fault: str, *, asked_for: float | None = None, unreachable: bool = False) -> None:
        super().__init__(fault)
        self.fault, self.asked_for, self.unreachable = fault, asked_for, unreachable


class HttpClient:
    """Sends requests while it is entered; `notify` gets a sentence whenever a request has to wait."""

    def __init__(
        self,
        notify: Callable[[str], None] = lambda _: None,
        patience: Patience | None = None,
        *,
        most_bytes: int = _MOST_BYTES,
    ) -> None:
        import httpx2
        import stamina

        stamina.instrumentation.set_on_retry_hooks([])  # waiting is told by `notify`
        self._patience = patience or Patience()
        self._notify, self._most_bytes = notify, most_bytes
        self._earliest = 0.0  # the clock's time before which nothing is sent
        timeout = httpx2.Timeout(self._patience.silence, connect=self._patience.connect)
        agent = {"User-Agent": f"sigtepunkt/{__version__}"}
        try:
            self._http = httpx2.Client(timeout=timeout, headers=agent, follow_redirects=False)
        except (ValueError, ImportError, httpx2.InvalidURL):  # their text may hold the proxy's password
            allowed = "http:// or https://, host and port"
            raise WrongUse.of(
                "the proxy cannot be used", "HTTPS_PROXY, HTTP_PROXY, ALL_PROXY", allowed
            ) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._http.close()

    def send(self, request: Request) -> Answer:
        """Return the service's answer: of status 200 and an accepted type, or a refusal of its own (4xx).

        Raises NoAnswer where there is none after several attempts, and Refused for a redirect to another
        host, a type that was not asked for, and an answer that is too large.
        """
        import stamina

        patience = self._patience
        try:
            for attempt in stamina.retry_context(
                on=self._wait,
                attempts=patience.attempts,
                timeout=None,
                wait_initial=patience.first_wait,
                wait_max=patience.longest_wait,
                wait_jitter=patience.first_wait,
            ):
                with attempt:
                    return self._attempt(request)
        except _TransientError as error:
            kind = Unreachable if error.unreachable else NoAnswer
            what = f"{error.fault}, {patience.attempts} times"
            raise kind(_problem(request, what, "an answer", _TRY_AGAIN_LATER)) from None
        raise AssertionError  # the last attempt returns or raises

    def _wait(self, error: Exception) -> bool | float:
        """Return whether a request is tried again, or the seconds after which the server wants it to be."""
        if not isinstance(error, _TransientError):
            return False
        asked_for = f"; it asks for {error.asked_for:.0f} seconds" if error.asked_for else ""
        self._notify(f"{error.fault}{asked_for}; trying again")
        return error.asked_for or True

    def _attempt(self, request: Request) -> Answer:
        import httpx2

        try:
            return self._follow(request)
        except httpx2.ConnectTimeout:
            fault = f"no connection within {self._patience.connect:g} seconds"
            raise _TransientError(fault, unreachable=True) from None
        except httpx2.TimeoutException:
            fault = f"nothing came for {self._patience.silence:g} seconds"
            raise _TransientError(fault) from None
        except httpx2.ProxyError:  # its text may hold the proxy's password
            raise _TransientError("the proxy refused", unreachable=True) from None
        except httpx2.ConnectError as error:
            fault = f"no connection ({_excerpt(request, error)})"
            raise _TransientError(fault, unreachable=True) from None
        except httpx2.TransportError as error:
            raise _TransientError(f"the connection broke ({_excerpt(request, error)})") from None
        except httpx2.DecodingError:
            raise _TransientError("the answer's compression is damaged") from None
        except (httpx2.InvalidURL, UnicodeError):
            what, allowed = "this is no address", "such as http://127.0.0.1:8000"
            raise WrongUse(_problem(request, what, allowed, "check --base-url")) from None

    def _follow(self, request: Request) -> Answer:
        """Send the request, to another address of the same host where the server says so."""
        url = request.url
        for _ in range(_MOST_REDIRECTS):
            self._pace()
            with self._http.stream(
                request.method,
                url,
                content=request.content or None,
                headers={
                    "Accept": ", ".join(request.accepts),
                    **({"Content-Type": "application/json"} if request.body is not None else {}),
                    **(request.key.headers if request.key else {}),
                },
            ) as response:
                if response.status_code not in _REDIRECTS:
                    return self._read(request, response)
                url = _redirected(request, url, response)
        what = f"the service sends on more than {_MOST_REDIRECTS} times"
        raise Refused(_problem(request, what, "an answer", "check the address"))

    def _pace(self) -> None:
        now = time.monotonic()
        if now < self._earliest:
            time.sleep(self._earliest - now)
        self._earliest = max(now, self._earliest) + _BETWEEN

    def _read(self, request: Request, response: Any) -> Answer:
        status, kind = response.status_code, response.headers.get("Content-Type", "")
        kind = kind.partition(";")[0].strip().lower()
        if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise self._refused_for_now(request, response)
        if status >= HTTPStatus.BAD_REQUEST:
            return Answer(status, kind, self._content(request, response, _MOST_OF_A_REFUSAL))
        if status != HTTPStatus.OK:
            raise Refused(_problem(request, f"the service answers HTTP {status}", "HTTP 200"))
        if kind not in request.accepts:
            what = f"the answer's type is {plain_text.excerpt(kind) or 'not given'}"
            step = "look at the address in a browser: the service may be closed, or have moved"
            raise Refused(_problem(request, what, " or ".join(request.accepts), step))
        return Answer(status, kind, self._content(request, response, self._most_bytes))

    def _refused_for_now(self, request: Request, response: Any) -> Exception:
        fault = f"the service answers HTTP {response.status_code}"
        now = dt.datetime.now(dt.UTC)
        asked_for = seconds_asked_for(response.headers.get("Retry-After"), now)
        if asked_for is not None and asked_for > self._patience.longest_asked_for:
            what = f"{fault}, and asks for {asked_for:.0f} seconds"
            return NoAnswer(_problem(request, what, "an answer", _TRY_AGAIN_LATER))
        return _TransientError(fault, asked_for=asked_for)

    def _content(self, request: Request, response: Any, most: int) -> bytes:
        """Read the answer to its end; a body shorter than its declared length breaks the connection."""
        parts, size, ends = [], 0, time.monotonic() + self._patience.whole_answer
        for part in response.iter_bytes():
            size += len(part)
            if size > most:
                what, allowed = "the answer is larger than is read here", f"at most {most / 1e6:g} MB"
                raise Refused(_problem(request, what, allowed, "select fewer codes in strategy/sources.toml"))
            if time.monotonic() > ends:
                raise _TransientError(f"the answer took over {self._patience.whole_answer:g} seconds")
            parts.append(part)
        return b"".join(parts)


def _redirected(request: Request, url: str, response: Any) -> str:
    """Return where the server sends on to.

    Raises Refused for another host, and where a POST would become a GET.
    """
    location = str(response.headers.get("Location", ""))
    try:
        target = urljoin(url, location)
        here, there = urlsplit(url), urlsplit(target)
    except ValueError:
        what = f"the service sends on to what is no address, {plain_text.excerpt(location)!r}"
        raise Refused(_problem(request, what, "an answer")) from None
    if (there.scheme, there.netloc) != (here.scheme, here.netloc):
        what = f"the service sends on to another host, {plain_text.excerpt(there.netloc)!r}"
        step = "look whether the publisher has moved its service, and nobody else has"
        raise Refused(_problem(request, what, f"an answer from {here.netloc}", step))
    if request.method == "POST" and response.status_code not in _METHOD_KEPT:
        what = f"the service sends on with HTTP {response.status_code}, which loses what was asked"
        raise Refused(_problem(request, what, "an answer, or HTTP 307 or 308"))
    return target


def _problem(request: Request, what: str, allowed: str, next_step: str = "") -> Problem:
    where = f"{request.method} {request.address}"
    return Problem(what, where, allowed, next_step)


def _excerpt(request: Request, error: Exception) -> str:
    return plain_text.excerpt(request.without_key(str(error) or type(error).__name__))
