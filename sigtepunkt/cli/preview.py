"""Serves the published pages to this machine's browser; tabs reload when their page has been made again.

The files in `reports/` are not touched: the script that reloads, and permission for it in the page's
Content-Security-Policy, are put into the response alone. Only this machine is answered, and only with what is
published.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import MappingProxyType
from typing import Self
from urllib.parse import unquote, urlsplit

from sigtepunkt.core import checksum
from sigtepunkt.core.errors import WrongUse

HOME = "127.0.0.1"
_EVENTS = "/.reload"  # never a page: paths that begin with a dot are not looked up
_HEARTBEAT = 10  # seconds after which a closed tab is noticed
_KINDS = {".html": "text/html; charset=utf-8", ".json": "application/json"}
_HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-origin",
}
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
  notice.style.cssText = "position:fixed;z-index:9;inset:auto 0 0 0;margin:0;padding:.75rem 1rem;"
    + "background:#5c1a1a;color:#fff;font:1rem/1.4 sans-serif";
  notice.textContent = "Det seneste, der er gemt, kunne ikke blive til en side. "
    + "Her står den seneste udgave; terminalen siger, hvad der er galt.";
  document.body.append(notice);
};
"""
_NOT_THERE = (
    f'<!DOCTYPE html>\n<html lang="da"><head><meta charset="utf-8">{_POLICY}default-src \'none\'">'
    "<title>Ikke dannet</title></head><body><p>Siden er ikke dannet. Bliver den det, vises den her; "
    "terminalen siger, hvad der mangler.</p></body></html>\n"
)


class Preview(ThreadingHTTPServer):
    """A server of the published pages while it is entered. Raises WrongUse for a port that is taken."""

    daemon_threads = True
    allow_reuse_address = os.name != "nt"  # there it would let two processes share a port

    def __init__(self, reports: Path, port: int = 0) -> None:
        try:
            super().__init__((HOME, port), _Answer)
        except OSError as error:
            fault = f"port {port} cannot be served: {error.strerror}"
            next_step = "leave --port out, and a free one is found"
            raise WrongUse.of(fault, "--port", "a port that is free", next_step) from error
        self.reports = reports.resolve()
        self.refused, self._version, self._changed = False, 0, threading.Condition()

    @property
    def address(self) -> str:
        """The address of the pages, up to the last slash."""
        return f"http://{HOME}:{self.server_port}/"

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve_forever, args=(0.1,), daemon=True, name="preview").start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self.shutdown()
        self.server_close()

    def handle_error(self, request: object, client_address: object) -> None:
        """Ignore a browser that went away in the middle of an answer."""

    def notify(self, *, refused: bool) -> None:
        """Let every open tab know that pages were published, or that making them was `refused`."""
        with self._changed:
            self.refused, self._version = refused, self._version + 1
            self._changed.notify_all()

    def changes(self) -> Iterator[None]:
        """Yield at once, and whenever tabs are told something or a heartbeat has passed."""
        while True:
            version = self._version
            yield
            with self._changed:
                self._changed.wait_for(lambda: self._version != version, _HEARTBEAT)  # noqa: B023 - at once

    def open(self, page: str) -> None:
        """Open a page in the user's browser, if there is one."""
        words = [sys.executable, "-m", "webbrowser", f"{self.address}{page}"]
        # A short-lived process between: a browser that is this one's child would be ended with the kernels.
        options = {"check": False, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        threading.Thread(target=subprocess.run, args=(words,), kwargs=options, daemon=True).start()

    def page(self, path: str) -> Path | None:
        """Return the published file at a URL path; None for one that is missing, hidden or elsewhere."""
        parts = [part for part in unquote(path).split("/") if part]
        if path.endswith("/"):
            parts.append("index.html")
        if any(part.startswith(".") or not {"\\", ":", "\0"}.isdisjoint(part) for part in parts):
            return None
        file = self.reports.joinpath(*parts).resolve()
        return file if file.is_relative_to(self.reports) and file.is_file() else None


class _Answer(BaseHTTPRequestHandler):
    server: Preview
    server_version, sys_version = "sigtepunkt", ""

    def do_GET(self) -> None:
        """Answer with a published file, or with events about it."""
        port = self.server.server_port
        if self.headers.get("Host") not in {f"{HOME}:{port}", f"localhost:{port}"}:
            # Another site's name that resolves to this machine: its scripts could read the answer.
            self.send_error(HTTPStatus.MISDIRECTED_REQUEST)
            return
        address = urlsplit(self.path)
        if address.path == _EVENTS:
            self._send_events(address.query)
            return
        file = self.server.page(address.path)
        if file is None:
            self._send(HTTPStatus.NOT_FOUND, _KINDS[".html"], with_reload(_NOT_THERE, "").encode())
            return
        content = file.read_bytes()
        if file.suffix == ".html":
            content = with_reload(content.decode(), checksum.of_bytes(content)).encode()
        self._send(HTTPStatus.OK, _KINDS.get(file.suffix, "application/octet-stream"), content)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - its name there
        """Keep the terminal for the builds."""

    def _send(self, status: HTTPStatus, kind: str, content: bytes) -> None:
        self._send_head(status, kind, {"Content-Length": str(len(content))})
        self.wfile.write(content)

    def _send_head(
        self, status: HTTPStatus, kind: str, more: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, **_HEADERS, **more}.items():
            self.send_header(name, value)
        self.end_headers()

    def _send_events(self, path: str) -> None:
        """Say which checksum the page has, at once and after every build, until the tab is closed."""
        self._send_head(HTTPStatus.OK, "text/event-stream")
        self.wfile.write(b"retry: 500\n\n")
        for _ in self.server.changes():
            file = self.server.page(path)
            now = {"made": checksum.of_file(file) if file else "", "refused": self.server.refused}
            self.wfile.write(f"data: {json.dumps(now)}\n\n".encode())


def with_reload(page: str, digest: str) -> str:
    """Return a page that reloads as soon as the file at its address no longer has the SHA-256 `digest`."""
    allowed = base64.b64encode(hashlib.sha256(_SCRIPT.encode()).digest()).decode()
    head, start, rest = page.partition(_POLICY)
    policy, quote, body = rest.partition('"')
    # Of two directives with one name browsers heed the first, so the page's own has to take in the script.
    scripts, events, permission = "script-src ", "connect-src 'self'; ", f"script-src 'sha256-{allowed}'"
    if scripts in policy:
        policy = policy.replace(scripts, f"{events}{permission} ", 1)
    else:
        policy = f"{permission}; {events}{policy}"
    before, end, after = (f"{head}{start}{policy}{quote}{body}" if start else page).rpartition("</body>")
    return f'{before}<script data-made="{digest}">{_SCRIPT}</script>{end}{after}' if end else page
