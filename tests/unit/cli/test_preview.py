"""Published pages are served to this machine only, with a script in the response, and nothing else is."""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from sigtepunkt.cli.preview import Preview, with_reload
from sigtepunkt.core import checksum
from sigtepunkt.core.errors import WrongUse
from sigtepunkt.report import templating

PAGE = (
    '<!DOCTYPE html>\n<html lang="da"><head>'
    '<meta http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;">'
    "</head><body><p>Æble</p></body></html>\n"
)


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """A published quarter, one half made, and a secret beside them."""
    folder = tmp_path / "reports"
    for quarter in ("2026Q1", ".new-2026Q1"):
        (folder / quarter).mkdir(parents=True)
        (folder / quarter / "boern.html").write_text(PAGE, encoding="utf-8")
    (folder / "2026Q1" / "manifest.json").write_text("{}", encoding="utf-8")
    (folder / "index.html").write_text(PAGE.replace("Æble", "Oversigt"), encoding="utf-8")
    (tmp_path / "secret.html").write_text("hemmelig", encoding="utf-8")
    (folder / "2026Q1" / "link.html").symlink_to(tmp_path / "secret.html")
    return folder


@pytest.fixture
def preview(reports: Path) -> Iterator[Preview]:
    """It being served."""
    with Preview(reports) as opened:
        yield opened


def asked(preview: Preview, path: str, host: str | None = None) -> tuple[int, http.client.HTTPMessage, str]:
    """Return the answer to a request for exactly this path, to a server the browser knows as `host`."""
    connection = http.client.HTTPConnection("127.0.0.1", preview.server_port, timeout=10)
    connection.putrequest("GET", path, skip_host=True)
    connection.putheader("Host", host or f"127.0.0.1:{preview.server_port}")
    connection.endheaders()
    answer = connection.getresponse()
    status, content = answer.status, answer.read().decode()
    connection.close()
    return status, answer.headers, content


def test_a_page_is_given_with_the_script_and_lies_there_without_it(preview: Preview, reports: Path) -> None:
    status, headers, content = asked(preview, "/2026Q1/boern.html")
    assert (status, headers["Content-Type"], headers["Cache-Control"]) == (
        200,
        "text/html; charset=utf-8",
        "no-store",
    )
    assert "Æble" in content
    assert f'<script data-made="{checksum.of_file(reports / "2026Q1" / "boern.html")}">' in content
    assert (reports / "2026Q1" / "boern.html").read_text(encoding="utf-8") == PAGE


def test_of_a_pages_policy_only_the_one_script_and_its_news_are_let_through(preview: Preview) -> None:
    _, _, content = asked(preview, "/2026Q1/boern.html")
    assert content.count("Content-Security-Policy") == 1
    assert "content=\"script-src 'sha256-" in content
    assert "'; connect-src 'self'; default-src &#39;none&#39;\"" in content


def test_the_policy_of_a_real_page_is_found() -> None:
    """One directive permits the page's own script and the one that reloads: browsers heed the first."""
    for margins, scripts in (("", 1), ("@page {}", 2)):
        policy = templating.content_security_policy(margins)
        page = f'<meta http-equiv="Content-Security-Policy" content="{policy}"><body></body>'
        (allowed,) = re.findall("script-src ([^;]*);", with_reload(page, ""))
        assert allowed.count("'sha256-") == scripts
    written = (templating.FOLDER / "page.html.j2").read_text(encoding="utf-8")
    assert '<meta http-equiv="Content-Security-Policy" content="{{ policy(margins) | safe }}">' in written


@pytest.mark.parametrize(
    ("path", "part"), [("/", "Oversigt"), ("/2026Q1/manifest.json", "{}"), ("/2026Q1/boern.html?x=1", "Æble")]
)
def test_what_is_published_is_given(preview: Preview, path: str, part: str) -> None:
    status, _, content = asked(preview, path)
    assert status == 200
    assert part in content


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.html",
        "/2026Q1/../../secret.html",
        "/%2e%2e/secret.html",
        "/2026Q1/%2e%2e/%2e%2e/secret.html",
        "/..%2fsecret.html",
        "/..\\secret.html",
        "/%00",
        "//secret.html",
        "/2026Q1/link.html",
        "/.new-2026Q1/boern.html",
        "/2026Q1",
        "/2026Q1/",
        "/2026Q1/teknik.html",
        "http://127.0.0.1/../secret.html",
    ],
)
def test_what_is_hidden_or_elsewhere_or_not_made_is_not_there(preview: Preview, path: str) -> None:
    status, _, content = asked(preview, path)
    assert status == 404
    assert "hemmelig" not in content
    assert "Siden er ikke dannet." in content


def test_an_absolute_path_is_not_there_either(preview: Preview, reports: Path) -> None:
    assert asked(preview, f"/{reports.parent / 'secret.html'}")[0] == 404


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "127.0.0.1", "127.0.0.1.evil.example", "[::1]"]
)
def test_who_calls_the_server_by_another_name_is_refused(preview: Preview, host: str) -> None:
    status, _, content = asked(preview, "/2026Q1/boern.html", host)
    assert status == 421
    assert "Æble" not in content


def test_localhost_is_this_machine(preview: Preview) -> None:
    assert asked(preview, "/2026Q1/boern.html", f"localhost:{preview.server_port}")[0] == 200


def test_news_of_a_page_come_at_once_and_when_something_was_made(preview: Preview, reports: Path) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", preview.server_port, timeout=10)
    connection.request("GET", "/.reload?/2026Q1/boern.html")
    lines = connection.getresponse()

    def event() -> dict[str, object]:
        line = b""
        while not line.startswith(b"data: "):
            line = lines.readline()
        return dict(json.loads(line.removeprefix(b"data: ")))

    page = reports / "2026Q1" / "boern.html"
    before = checksum.of_file(page)
    assert event() == {"made": before, "refused": False}
    preview.notify(refused=True)
    assert event() == {"made": before, "refused": True}
    page.write_text("ny", encoding="utf-8")
    preview.notify(refused=False)
    assert event() == {"made": checksum.of_text("ny"), "refused": False}
    lines.close()
    connection.close()


def test_a_port_that_is_taken_is_wrong_use(preview: Preview, reports: Path) -> None:
    with pytest.raises(WrongUse, match=f"port {preview.server_port} cannot be served"):
        Preview(reports, preview.server_port)


def test_a_port_is_free_again_once_it_was_served(reports: Path) -> None:
    with Preview(reports) as first:
        port = first.server_port
        asked(first, "/")
    with Preview(reports, port) as second:
        assert asked(second, "/")[0] == 200


def test_what_a_page_says_of_a_policy_gives_no_leave() -> None:
    page = (
        f'<meta http-equiv="Content-Security-Policy" content="{templating.content_security_policy()}">'
        "<body><p>script-src *; </p></body>"
    )
    shown = with_reload(page, "")
    assert "<p>script-src *; </p>" in shown
    assert re.findall("script-src ([^;]*);", shown)[0].count("'sha256-") == 1
