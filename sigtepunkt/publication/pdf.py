"""Published pages → tagged PDF files for the agenda system, by a Chromium that is on the machine."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from sigtepunkt.core import atomic_files
from sigtepunkt.core.errors import Problem, Refused, WrongUse, nearest
from sigtepunkt.core.period import Quarter
from sigtepunkt.core.progress import Progress
from sigtepunkt.core.project import Project
from sigtepunkt.editions import manifest

SETTING = "SIGTEPUNKT_BROWSER"  # the environment variable that names the browser
NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "msedge",
)
FLAGS = (
    "--headless",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-pdf-header-footer",
    "--generate-pdf-document-outline",
    "--export-tagged-pdf",
)
_LONGEST = 120  # seconds a page may take


def print_pages(project: Project, quarter: Quarter, *, only: Sequence[str] = (), progress: Progress) -> Path:
    """Print the quarter's published pages, or `only` some, and return the folder of the PDF files, which takes the place of an earlier one.

    Title, language, headings and bookmarks are the page's own. Raises WrongUse where nothing is published, for a page that is
    not, and without a browser; Refused for a page that is not as it was published, or that the browser cannot print.
    """
    pages = _pages(project, quarter, only)
    browser = _browser()
    target = project.printed(quarter)
    aside = atomic_files.begin(target)
    try:
        for name in pages:
            progress("print", name)
            _print(
                browser,
                project.report(quarter) / name,
                aside / f"{name.removesuffix('.html')}.pdf",
                project.relative(project.report(quarter) / name),
            )
        atomic_files.swap(target)
    except BaseException:
        atomic_files.discard(target)
        raise
    return target


def _pages(project: Project, quarter: Quarter, only: Sequence[str]) -> list[str]:
    folder = project.relative(project.report(quarter))
    published = manifest.read(project, quarter)
    if published is None:
        raise WrongUse.of(
            f"{quarter} is not published",
            folder,
            "a quarter that has been published",
            f"run: sigtepunkt run {quarter}",
        )
    there = [name for name in published["pages"] if name.endswith(".html")]
    identities = [name.removesuffix(".html") for name in there]
    unknown = [one for one in only if one not in identities]
    if unknown:
        raise WrongUse(
            *(Problem(f"there is no page {one!r}", "--only", nearest(one, identities)) for one in unknown)
        )
    wanted = [f"{one}.html" for one in only] or there
    broken = sorted(set(wanted) - manifest.whole(project.report(quarter), published))
    if broken:
        raise Refused(
            *(
                Problem(
                    "the page is not as it was published",
                    f"{folder}/{name}",
                    "what sigtepunkt run wrote",
                    f"run: sigtepunkt run {quarter}",
                )
                for name in broken
            )
        )
    return wanted


def _browser() -> str:
    named = os.environ.get(SETTING)
    found = next(filter(None, map(shutil.which, (named,) if named else NAMES)), None)
    if found is None:
        what = (
            f"there is no browser at {named}"
            if named
            else "no Chromium, Chrome or Edge is found on this machine"
        )
        raise WrongUse.of(
            what,
            "pdf",
            f"one of {', '.join(NAMES)} on the PATH, or its place in {SETTING}",
            "install Chromium, or print the pages from any browser",
        )
    return found


def _print(browser: str, page: Path, file: Path, name: str) -> None:
    root = (
        ("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()
    )  # Chromium has no sandbox for root
    with tempfile.TemporaryDirectory(prefix="sigtepunkt-pdf-", ignore_cleanup_errors=True) as profile:
        words = [
            browser,
            *FLAGS,
            *root,
            f"--user-data-dir={profile}",
            f"--print-to-pdf={file}",
            page.resolve().as_uri(),
        ]
        try:
            outcome = subprocess.run(
                words, check=False, capture_output=True, text=True, errors="replace", timeout=_LONGEST
            )
        except subprocess.TimeoutExpired as error:
            raise Refused.of(
                f"the browser did not print it within {_LONGEST} seconds",
                name,
                next_step=f"try another browser: {SETTING}=…",
            ) from error
        except OSError as error:  # a file that is no program
            raise Refused.of(
                f"the browser did not begin: {error.strerror}",
                name,
                next_step=f"try another browser: {SETTING}=…",
            ) from error
    if outcome.returncode or not file.is_file() or not file.read_bytes().startswith(b"%PDF"):
        said = (outcome.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise Refused.of(
            f"the browser did not print it: {said}", name, next_step=f"try another browser: {SETTING}=…"
        )
