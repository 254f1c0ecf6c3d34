"""All pages are printed or none, by an installed browser; where printing fails, nothing changes."""

from __future__ import annotations

import os
import re
import shlex
import sys
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from command_line import CommandLine, Outcome
from municipality import FIRST, LAST
from places import quietly
from tree_bytes import tree_bytes

from sigtepunkt import pipeline
from sigtepunkt.core.errors import Refused, WrongUse
from sigtepunkt.core.project import Project
from sigtepunkt.core.storage import atomic_files
from sigtepunkt.editions import manifest
from sigtepunkt.publication import pdf, release
from sigtepunkt.publication.pdf import NAMES, SETTING, print_pages

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="the browser of these tests is a shell script"
)

PAGES = ("boern", "index", "kommunalbestyrelsen", "teknik", "tilgaengelighed")
# Every browser of these tests is a shell script that begins so: it knows the file to print to, the page, its
# profile.
HEAD = """\
#!/bin/sh
for word; do
  case "$word" in
    --print-to-pdf=*) file="${word#--print-to-pdf=}" ;;
    --user-data-dir=*) profile="${word#--user-data-dir=}" ;;
    file:*) page="$word" ;;
  esac
done
"""
PRINTS = 'printf "%%PDF-1.7 %s" "$page" > "$file"\n'
Browser = Callable[[str], Path]


@pytest.fixture
def browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Browser:
    """Return a function that makes a browser of shell commands and sets it as the one to use."""

    def make(does: str) -> Path:
        path = tmp_path / "en browser"
        path.write_text(HEAD + does, encoding="utf-8")
        path.chmod(0o755)
        monkeypatch.setenv(SETTING, str(path))
        return path

    return make


@pytest.fixture
def home(project: Project) -> Project:
    """Prøvekommune with pages of 2026Q1 that no notebook made; they are printed like any others."""
    put(project, "side")
    return project


def put(project: Project, text: str) -> None:
    """Publish pages with this text, and a file of figures."""
    files = {f"{name}.html": f"<!DOCTYPE html><title>{name}</title>{text}" for name in PAGES}
    release.swap_in(
        project,
        FIRST,
        {**files, "tal.csv": "tal"},
        {"closed_label": "31. maj 2026", "inputs": {}},
        municipality="Prøvekommune",
    )


@pytest.fixture
def printed(home: Project, command: CommandLine) -> Callable[..., Outcome]:
    """Print by the command."""
    return lambda *words: command("pdf", FIRST, *words, "--project", home.root)


def names(project: Project) -> list[str]:
    """Return the names of the printed files."""
    return sorted(path.name for path in project.pdf_pages(FIRST).iterdir())


# --- printing -----------------------------------------------------------------------------------------------


def test_every_page_is_printed_and_nothing_else(
    home: Project, browser: Browser, printed: Callable[..., Outcome]
) -> None:
    browser(PRINTS)
    before = tree_bytes(home.reports)
    outcome = printed()
    assert (outcome.code, outcome.out) == (0, "Printed 5 pages: reports/2026Q1-pdf\n")
    assert names(home) == [f"{name}.pdf" for name in PAGES]
    for name in PAGES:
        page = (home.report(FIRST) / f"{name}.html").resolve().as_uri()
        assert (home.pdf_pages(FIRST) / f"{name}.pdf").read_text(encoding="utf-8") == f"%PDF-1.7 {page}"
    after = tree_bytes(home.reports)
    assert {
        name: content for name, content in after.items() if not name.startswith("2026Q1-pdf/")
    } == before, "and nothing is left aside"
    assert all(f"Printing {name}.html" in outcome.err for name in PAGES)


def test_only_some_are_printed_and_the_others_of_before_are_gone(
    home: Project, browser: Browser, printed: Callable[..., Outcome]
) -> None:
    browser(PRINTS)
    assert printed().code == 0
    assert printed("--only", "teknik", "--only", "index").out == "Printed 2 pages: reports/2026Q1-pdf\n"
    assert names(home) == ["index.pdf", "teknik.pdf"]
    assert printed("--only", "boern", "--only", "boern").out == "Printed 1 page: reports/2026Q1-pdf\n"
    assert names(home) == ["boern.pdf"]


def test_the_browser_is_asked_for_a_tagged_file_without_headers_and_kept_off_the_network(
    home: Project, browser: Browser, printed: Callable[..., Outcome], tmp_path: Path
) -> None:
    browser(f'{PRINTS}printf "%s\\n" "$@" > {shlex.quote(str(tmp_path / "ord"))}\n[ -d "$profile" ]\n')
    assert printed("--only", "index").code == 0
    *flags, page = (tmp_path / "ord").read_text(encoding="utf-8").splitlines()
    assert page == (home.report(FIRST) / "index.html").resolve().as_uri()
    assert {
        "--headless",
        "--export-tagged-pdf",
        "--generate-pdf-document-outline",
        "--no-pdf-header-footer",
        "--disable-background-networking",
    } <= set(flags)
    assert ("--no-sandbox" in flags) == (os.geteuid() == 0)
    (profile,) = [flag.partition("=")[2] for flag in flags if flag.startswith("--user-data-dir=")]
    assert not Path(profile).exists(), "what the browser kept is gone with it"


def test_without_a_name_the_first_browser_on_the_path_prints(
    home: Project,
    browser: Browser,
    printed: Callable[..., Outcome],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = browser(PRINTS)
    (tmp_path / "bin").mkdir()
    path.rename(tmp_path / "bin" / "google-chrome")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv(SETTING, "")
    assert printed("--only", "index").code == 0
    monkeypatch.setenv(SETTING, "google-chrome")
    assert printed("--only", "teknik").code == 0
    assert names(home) == ["teknik.pdf"]


def test_the_newest_quarter_is_meant_where_none_is_named(
    home: Project, browser: Browser, command: CommandLine
) -> None:
    browser(PRINTS)
    outcome = command("pdf", "--project", home.root)
    assert outcome.code == 2
    assert "2026Q2 is not published" in outcome.err
    assert "run: sigtepunkt run 2026Q2" in outcome.err


# --- refusals -----------------------------------------------------------------------------------------------


def refused(home: Project, printed: Callable[..., Outcome], *words: str, code: int = 1) -> str:
    """Print, which must fail without a change in reports/, and return the message."""
    before = tree_bytes(home.reports)
    outcome = printed(*words)
    assert outcome.code == code
    assert outcome.out == ""
    assert "Nothing in reports/ was changed." in outcome.err
    assert tree_bytes(home.reports) == before
    return outcome.err


def test_a_page_that_is_not_there_is_named_with_those_that_are(
    home: Project, browser: Browser, printed: Callable[..., Outcome]
) -> None:
    browser(PRINTS)
    said = refused(home, printed, "--only", "tekni", "--only", "index", "--only", "tal.csv", code=2)
    assert "there is no page 'tekni'" in said
    assert "did you mean 'teknik'? One of: boern, index, kommunalbestyrelsen, teknik, tilgaengelighed" in said
    assert "there is no page 'tal.csv'" in said
    assert "no page 'index'" not in said


def test_what_is_not_published_cannot_be_printed(
    project: Project, browser: Browser, command: CommandLine
) -> None:
    browser(PRINTS)
    outcome = command("pdf", FIRST, "--project", project.root)
    assert outcome.code == 2
    assert "reports/2026Q1: 2026Q1 is not published" in outcome.err
    assert "run: sigtepunkt run 2026Q1" in outcome.err
    assert not project.reports.exists()


@pytest.mark.parametrize("pages_before", [False, True])
def test_without_any_browser_it_is_said_which_are_looked_for(
    home: Project,
    printed: Callable[..., Outcome],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    pages_before: bool,
) -> None:
    if pages_before:
        home.pdf_pages(FIRST).mkdir()
        (home.pdf_pages(FIRST) / "index.pdf").write_bytes(b"%PDF-1.7 gammel")
    monkeypatch.delenv(SETTING, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path / "tom"))
    said = refused(home, printed, code=2)
    assert "no Chromium, Chrome or Edge is found on this machine" in said
    assert all(name in said for name in (*NAMES, SETTING))
    assert "install Chromium, or print the pages from any browser" in said


def test_a_named_browser_that_is_not_there_is_named_and_no_other_is_taken(
    home: Project, printed: Callable[..., Outcome], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for named in (tmp_path / "ingenting", tmp_path):
        monkeypatch.setenv(SETTING, str(named))
        assert f"there is no browser at {named}" in refused(home, printed, code=2)


@pytest.mark.parametrize(
    ("does", "said"),
    [
        ("exit 1", "it said nothing"),
        ('echo "først" >&2\necho "ingen skærm" >&2\nexit 3', "ingen skærm"),
        (f"{PRINTS}echo 'gik ned' >&2\nexit 1", "gik ned"),
        (f"{PRINTS}kill -9 $$", "it said nothing"),
        ("exit 0", "it said nothing"),
        ('echo "skrev intet" >&2', "skrev intet"),
        (': > "$file"', "it said nothing"),
        ('echo "<html>" > "$file"', "it said nothing"),
        ('mkdir "$file"', "it said nothing"),
        ('printf "\\377\\376 ulæseligt\\n" >&2\nexit 1', "ulæseligt"),
    ],
    ids=[
        "fails",
        "says why",
        "prints and fails",
        "is killed",
        "does nothing",
        "says and does nothing",
        "empty file",
        "no PDF",
        "a folder",
        "other letters",
    ],
)
def test_a_browser_that_does_not_print_is_refused_with_its_last_words(
    home: Project, browser: Browser, printed: Callable[..., Outcome], does: str, said: str
) -> None:
    browser(PRINTS)
    assert printed("--only", "index").code == 0
    browser(does)
    message = refused(home, printed)
    assert re.search(
        rf"^reports/2026Q1/boern\.html: the browser did not print it: .*{said}$", message, re.MULTILINE
    )
    assert "først" not in message
    assert f"try another browser: {SETTING}=…" in message
    assert names(home) == ["index.pdf"], "what was printed before stays"


def test_when_the_last_page_fails_none_is_put_in_place(
    home: Project, browser: Browser, printed: Callable[..., Outcome]
) -> None:
    browser(f'case "$page" in *tilgaengelighed*) exit 1 ;; esac\n{PRINTS}')
    assert "reports/2026Q1/tilgaengelighed.html" in refused(home, printed)
    assert not home.pdf_pages(FIRST).exists()


def test_a_browser_that_hangs_is_ended_and_what_was_printed_before_stays(
    home: Project, browser: Browser, printed: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    browser(PRINTS)
    assert printed().code == 0
    browser(f"{PRINTS}exec sleep 60")
    monkeypatch.setattr(pdf, "_LONGEST", 0.2)
    began = time.monotonic()
    message = refused(home, printed)
    assert time.monotonic() - began < 30
    assert "reports/2026Q1/boern.html: the browser did not print it within 0.2 seconds" in message
    assert len(names(home)) == len(PAGES)


def test_a_file_that_is_no_program_is_refused(
    home: Project, browser: Browser, printed: Callable[..., Outcome]
) -> None:
    browser("").write_bytes(b"\x00\x01")
    assert "the browser did not begin: Exec format error" in refused(home, printed)


def test_what_a_browser_still_writes_when_it_is_gone_spoils_nothing(
    home: Project,
    browser: Browser,
    printed: Callable[..., Outcome],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Chromium's helpers outlive it by a moment, and their folder is being cleared away."""
    (tmp_path / "kladder").mkdir()
    monkeypatch.setattr(pdf.tempfile, "tempdir", str(tmp_path / "kladder"))
    # Until its folder is gone.
    writes = '(i=0; while [ $i -lt 100000 ]; do : > "$profile/a/$i"; i=$((i+1)); done)'
    browser(f'{PRINTS}mkdir "$profile/a"\n{writes} > /dev/null 2>&1 &\nsleep 0.05\n')
    assert printed("--only", "index").code == 0
    assert names(home) == ["index.pdf"]


@pytest.mark.parametrize(
    "change",
    [
        lambda page: page.write_text("en anden side", encoding="utf-8"),
        lambda page: page.unlink(),
        lambda page: page.write_bytes(page.read_bytes() + b"\n"),
    ],
    ids=["another", "gone", "one byte more"],
)
def test_a_page_that_is_not_as_it_was_published_is_refused(
    home: Project, browser: Browser, printed: Callable[..., Outcome], change: Callable[[Path], object]
) -> None:
    browser(PRINTS)
    change(home.report(FIRST) / "teknik.html")
    said = refused(home, printed)
    assert "reports/2026Q1/teknik.html: the page is not as it was published" in said
    assert "boern.html" not in said
    assert "run: sigtepunkt run 2026Q1" in said
    assert printed("--only", "boern").code == 0, "a page that is may be printed"


def test_a_manifest_that_cannot_be_read_is_no_publication(
    home: Project, browser: Browser, printed: Callable[..., Outcome]
) -> None:
    browser(PRINTS)
    (home.report(FIRST) / manifest.NAME).write_text("{", encoding="utf-8")
    assert "2026Q1 is not published" in refused(home, printed, code=2)


@pytest.mark.parametrize("fault", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_whatever_fails_between_leaves_what_was_there(
    home: Project, browser: Browser, fault: BaseException
) -> None:
    browser(PRINTS)
    print_pages(home, FIRST, progress=quietly)
    before = tree_bytes(home.reports)
    stages: list[str] = []

    def tell(stage: str, detail: str) -> None:
        stages.append(f"{stage} {detail}")
        if len(stages) == 3:
            raise fault

    with pytest.raises(type(fault)):
        print_pages(home, FIRST, progress=tell)
    assert stages == ["print boern.html", "print index.html", "print kommunalbestyrelsen.html"]
    assert tree_bytes(home.reports) == before


def test_pages_left_aside_by_a_crash_are_not_printed_along(home: Project, browser: Browser) -> None:
    browser(PRINTS)
    left = atomic_files.begin(home.pdf_pages(FIRST))
    (left / "gammel.pdf").write_bytes(b"%PDF-1.7 halv")
    atomic_files.repair_unless_locked(home)
    assert print_pages(home, FIRST, only=["index"], progress=quietly) == home.pdf_pages(FIRST)
    assert names(home) == ["index.pdf"]
    assert not left.exists()


def test_errors_are_those_of_the_package(home: Project, browser: Browser) -> None:
    browser("exit 1")
    with pytest.raises(Refused):
        print_pages(home, FIRST, progress=quietly)
    with pytest.raises(WrongUse):
        print_pages(home, LAST, progress=quietly)
    with pytest.raises(WrongUse):
        print_pages(home, FIRST, only=["x"], progress=quietly)


# --- with what is published ---------------------------------------------------------------------------------


def test_printing_is_no_change_and_a_new_run_removes_what_was_printed(
    published: Project, browser: Browser, command: CommandLine
) -> None:
    browser(PRINTS)
    assert command("pdf", FIRST, "--project", published.root).code == 0
    assert len(names(published)) == len([*published.report(FIRST).glob("*.html")])
    assert (
        "Nothing has changed since 2026Q1 was published"
        in command("run", FIRST, "--project", published.root).out
    )
    assert manifest.published(published) == [FIRST], "a folder of PDF files is no quarter"
    assert published.pdf_pages(FIRST).is_dir()
    pipeline.run(published, FIRST, progress=quietly)
    assert not published.pdf_pages(FIRST).exists()


def objects(content: bytes) -> bytes:
    """Return everything a PDF file says, with its compressed streams unpacked."""
    unpacked = []
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", content, re.DOTALL):
        reader: Any = zlib.decompressobj()
        try:
            unpacked.append(reader.decompress(stream))
        except zlib.error:  # a picture, or a font packed otherwise
            continue
    return b"\n".join([content, *unpacked])


@pytest.mark.browser
def test_a_real_browser_prints_a_tagged_file_in_danish_with_bookmarks(
    published: Project, command: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(SETTING, raising=False)
    outcome = command("pdf", FIRST, "--only", "boern", "--project", published.root)
    assert (outcome.code, outcome.out) == (0, "Printed 1 page: reports/2026Q1-pdf\n"), outcome.err
    said = objects((published.pdf_pages(FIRST) / "boern.pdf").read_bytes())
    assert re.search(rb"/MarkInfo\s*<<[^>]*/Marked\s+true", said), "tagged"
    assert b"/StructTreeRoot" in said
    assert re.search(rb"/Lang\s*\(da\)", said), "read aloud as Danish"
    assert b"/Outlines" in said
    bookmarks = re.findall(rb"/Title <FEFF([0-9A-F]+)>", said)
    assert {"Alle børn er med", "Fravær i skolen", "Børneudvalget"} <= {
        bytes.fromhex(title.decode()).decode("utf-16-be") for title in bookmarks
    }
