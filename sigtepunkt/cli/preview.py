"""The published pages in this machine's browser, in tabs that reload when their page has been made again.

What lies in `reports/` is not touched. The script that reloads, and leave for it in the page's Content-Security-Policy,
are put into the response alone. Nobody but this machine is answered, and only with what is published.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import subprocess
import sys
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import unquote, urlsplit

from sigtepunkt.core import checksum
from sigtepunkt.core.errors import WrongUse

HOME = "127.0.0.1"
_EVENTS = "/.reload"  # no page: what begins with a dot is not answered from the folder
_HEARTBEAT = 10  # seconds after which a tab that was closed is noticed
_KINDS = {".html": "text/html; charset=utf-8", ".json": "application/json"}
_POLICY = '<meta http-equiv="Content-Security-Policy" content="'
_SCRIPT = """
const made = document.currentScript.dataset.made;
const events = new EventSource("/.reload?" + location.pathname);
let notice;
events.onmessage = (event) => {
  const now = JSON.parse(event.data);
  if (now.made && now.made !== made) location.reload();
  if (notice) notice.remove();
  notice = undefined;
  if (!now.refused) return;
  notice = document.createElement("p");
  notice.setAttribute("role", "status");
  notice.style.cssText = "position:fixed;z-index:9;inset:auto 0 0 0;margin:0;padding:.75rem 1rem;background:#5c1a1a;color:#fff;font:1rem/1.4 sans-serif";
  notice.textContent = "Det seneste, der er gemt, kunne ikke blive til en side. Her står den seneste udgave; terminalen siger, hvad der er galt.";
  document.body.append(notice);
};
"""
_NOT_THERE = (
    f'<!DOCTYPE html>\n<html lang="da"><head><meta charset="utf-8">{_POLICY}default-src \'none\'"><title>Ikke dannet</title></head>'
    "<body><p>Siden er ikke dannet. Bliver den det, vises den her; terminalen siger, hvad der mangler.</p></body></html>\n"
)


class Preview:
    """A server of the published pages while it is entered. Raises WrongUse for a port that is taken."""

    def __init__(self, reports: Path, port: int = 0) -> None:
        try:
            self._server = _Server((HOME, port), _Answer)
        except OSError as error:
            raise WrongUse.of(
                f"port {port} cannot be served: {error.strerror}",
                "--port",
                "a port that is free",
                "leave --port out, and a free one is found",
            ) from error
        self._server.reports = reports.resolve()

    @property
    def address(self) -> str:
        """Where the pages are, up to the last slash."""
        return f"http://{HOME}:{self.port}/"

    @property
    def port(self) -> int:
        """The port that is answered."""
        return self._server.server_address[1]

    def tell(self, *, refused: bool) -> None:
        """Let every open tab know that pages were published, or that making them was `refused`."""
        with self._server.news:
            self._server.refused, self._server.told = refused, self._server.told + 1
            self._server.news.notify_all()

    def open(self, page: str) -> None:
        """Open a page in the user's browser; that there is none is no fault."""
        words = [sys.executable, "-m", "webbrowser", f"{self.address}{page}"]
        # A process between, soon gone: a browser that is this one's child would be ended with the kernels.
        threading.Thread(
            target=subprocess.run,
            args=(words,),
            kwargs={"check": False, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL},
            daemon=True,
        ).start()

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.1,), daemon=True, name="preview").start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = os.name != "nt"  # there it would let two processes have one port
    reports: Path
    refused = False
    told = 0

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)  # type: ignore[arg-type]
        self.news = threading.Condition()

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a browser that went away in the middle of an answer."""

    def wait(self, told: int) -> None:
        """Wait until there is more news than what was told, but no longer than a heart beats."""
        with self.news:
            self.news.wait_for(lambda: self.told != told, _HEARTBEAT)

    def page(self, path: str) -> Path | None:
        """Return the published file at a path of the address; None for what is not there, hidden or elsewhere."""
        parts = [part for part in unquote(path).split("/") if part]
        if path.endswith("/"):
            parts.append("index.html")
        if any(part.startswith(".") or "\\" in part or ":" in part or "\0" in part for part in parts):
            return None
        found = self.reports.joinpath(*parts).resolve()
        return found if found.is_relative_to(self.reports) and found.is_file() else None


class _Answer(BaseHTTPRequestHandler):
    server: _Server
    server_version, sys_version = "sigtepunkt", ""

    def do_GET(self) -> None:
        """Answer with a published file, or with news of it."""
        port = self.server.server_address[1]
        if self.headers.get("Host") not in {f"{HOME}:{port}", f"localhost:{port}"}:
            # Another site's name that leads to this machine: its scripts could read the answer.
            self.send_error(HTTPStatus.MISDIRECTED_REQUEST)
            return
        address = urlsplit(self.path)
        if address.path == _EVENTS:
            self._news(address.query)
            return
        found = self.server.page(address.path)
        if found is None:
            self._whole(HTTPStatus.NOT_FOUND, _KINDS[".html"], with_reload(_NOT_THERE, ""))
            return
        content = found.read_bytes()
        if found.suffix == ".html":
            content = with_reload(content.decode(), hashlib.sha256(content).hexdigest()).encode()
        self._whole(HTTPStatus.OK, _KINDS.get(found.suffix, "application/octet-stream"), content)

    def log_message(self, format: str, *arguments: object) -> None:
        """Keep the terminal for what is made."""

    def _whole(self, status: HTTPStatus, kind: str, content: bytes | str) -> None:
        content = content.encode() if isinstance(content, str) else content
        self._head(status, kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _head(self, status: HTTPStatus, kind: str) -> None:
        self.send_response(status)
        for name, value in {
            "Content-Type": kind,
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "Cross-Origin-Resource-Policy": "same-origin",
        }.items():
            self.send_header(name, value)

    def _news(self, path: str) -> None:
        """Say what the page is now, at once and whenever something was made, until the tab is closed."""
        self._head(HTTPStatus.OK, "text/event-stream")
        self.end_headers()
        self.wfile.write(b"retry: 500\n\n")
        while True:
            told, found = self.server.told, self.server.page(path)
            now = {"made": checksum.of_file(found) if found else "", "refused": self.server.refused}
            self.wfile.write(f"data: {json.dumps(now)}\n\n".encode())
            self.server.wait(told)


def with_reload(page: str, made: str) -> str:
    """Return a page that reloads once what lies at its address is not `made`, its SHA-256, any more."""
    allowed = base64.b64encode(hashlib.sha256(_SCRIPT.encode()).digest()).decode()
    head, start, rest = page.partition(_POLICY)
    policy, quote, body = rest.partition('"')
    own, news, leave = (
        "script-src ",
        "connect-src 'self'; ",
        f"script-src 'sha256-{allowed}'",
    )  # of two directives of a name browsers heed the first
    policy = policy.replace(own, f"{news}{leave} ", 1) if own in policy else f"{leave}; {news}{policy}"
    before, end, after = (f"{head}{start}{policy}{quote}{body}" if start else page).rpartition("</body>")
    return f'{before}<script data-made="{made}">{_SCRIPT}</script>{end}{after}' if end else page
