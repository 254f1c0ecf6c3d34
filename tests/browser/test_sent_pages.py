"""Pages work wherever they end up: unpacked from the package, on a web server, alone in an e-mail."""

from __future__ import annotations

import shutil
import threading
import zipfile
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from municipality import FIRST

from sigtepunkt.core.project import Project

pytestmark = pytest.mark.browser
LINKS = "() => [...document.querySelectorAll('a[href]')].map(a => a.href)"
STYLED = "() => getComputedStyle(document.body).fontFamily + document.querySelectorAll('figure svg').length"


class Visitor:
    """A browser that records what failed to load and the complaints in its console."""

    def __init__(self, browser: Any) -> None:
        self.page = browser.new_page()
        self.complaints: list[str] = []
        self.page.on("requestfailed", lambda request: self.complaints.append(request.url))
        self.page.on(
            "response",
            lambda response: self.complaints.append(response.url) if response.status >= 400 else None,
        )
        self.page.on(
            "console",
            lambda message: (
                self.complaints.append(message.text) if message.type in {"error", "warning"} else None
            ),
        )

    def links(self, address: str) -> set[str]:
        """Open a page and return the addresses it links to."""
        self.page.goto(address)
        return {link for link in self.page.evaluate(LINKS) if not link.startswith("data:")}

    def all_from(self, address: str, home: str) -> set[str]:
        """Follow links from an address, opening each page, and return every address reached under `home`."""
        reached, waiting = set(), [address]
        while waiting:
            here = waiting.pop()
            if here not in reached:
                reached.add(here)
                if here.endswith(".html"):
                    waiting += sorted(
                        {link.partition("#")[0] for link in self.links(here) if link.startswith(home)}
                        - reached
                    )
        return reached


@pytest.fixture(scope="module")
def visitor(browser: Any) -> Visitor:
    """A reader with a browser."""
    return Visitor(browser)


@pytest.fixture
def unpacked(published_once: Project, tmp_path: Path) -> Path:
    """The folder somebody unpacked the package in."""
    with zipfile.ZipFile(published_once.package(FIRST)) as archive:
        archive.extractall(tmp_path / "hentet fra e-mail")
    return tmp_path / "hentet fra e-mail"


def test_from_the_unpacked_package_every_link_leads_to_a_page_or_a_file(
    unpacked: Path, visitor: Visitor
) -> None:
    home = unpacked.as_uri()
    reached = visitor.all_from(f"{home}/index.html", home)
    lie_there = {path.as_uri() for path in unpacked.rglob("*") if path.is_file()}
    assert reached <= lie_there
    assert {address for address in lie_there if address.endswith(".html")} <= reached
    assert not visitor.complaints


def test_so_it_is_below_a_path_of_a_web_server(
    published_once: Project, tmp_path: Path, visitor: Visitor
) -> None:
    shutil.copytree(published_once.reports, tmp_path / "politik" / "opfølgning")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        home = f"http://127.0.0.1:{server.server_port}/politik/opf%C3%B8lgning"
        reached = visitor.all_from(f"{home}/index.html", f"http://127.0.0.1:{server.server_port}/")
        server.shutdown()
    assert all(address.startswith(home) for address in reached)
    assert {f"{home}/{FIRST}/{path.name}" for path in published_once.report(FIRST).glob("*.html")} <= reached
    assert not visitor.complaints


def test_a_page_alone_is_as_it_is_among_the_others(
    published_once: Project, tmp_path: Path, visitor: Visitor
) -> None:
    for path in sorted(published_once.report(FIRST).glob("*.html")):
        visitor.page.goto(path.as_uri())
        among = visitor.page.evaluate(STYLED)
        shutil.copy(path, tmp_path / "vedhæftet.html")
        visitor.page.goto((tmp_path / "vedhæftet.html").as_uri())
        assert visitor.page.evaluate(STYLED) == among, path.name
    assert not visitor.complaints


class Quiet(SimpleHTTPRequestHandler):
    """A web server that writes no log."""

    def log_message(self, *_words: object) -> None:
        """Say nothing."""
