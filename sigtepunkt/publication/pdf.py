"""Published pages → tagged PDF files for the agenda system, by a Chromium that is on the machine."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from sigtepunkt.core.errors import Problem, Refused, WrongUse, nearest
from sigtepunkt.core.period import Quarter
from sigtepunkt.core.progress import Progress
from sigtepunkt.core.project import Project
from sigtepunkt.core.storage import atomic_files
from sigtepunkt.editions import manifest
from sigtepunkt.execution import sockets

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
    """Print the quarter's published pages, or `only` some, and return the folder of PDF files.

    Title, language, headings and bookmarks are the page's own. Raises WrongUse where the quarter or a page is
    not published and where there is no browser; Refused for a page that has been changed since, or that the
    browser cannot print.
    """
    names = _page_names(project, quarter, only)
    browser = _browser()
    target, pages = project.pdf_pages(quarter), project.report(quarter)
    aside = atomic_files.begin(target)
    try:
        for name in names:
            progress("print", name)
            file = aside / f"{name.removesuffix('.html')}.pdf"
            _print(browser, pages / name, file, project.relative(pages / name))
        atomic_files.swap(target)
    except BaseException:
        atomic_files.discard(target)
        raise
    return target


def _page_names(project: Project, quarter: Quarter, only: Sequence[str]) -> list[str]:
    folder, run = project.relative(project.report(quarter)), f"run: sigtepunkt run {quarter}"
    published = manifest.read(project, quarter)
    if published is None:
        raise WrongUse.of(f"{quarter} is not published", folder, "a quarter that has been published", run)
    names = [name for name in published["pages"] if name.endswith(".html")]
    identities = [name.removesuffix(".html") for name in names]
    unknown = [identity for identity in only if identity not in identities]
    if unknown:
        raise WrongUse(
            *(Problem(f"there is no page {name!r}", "--only", nearest(name, identities)) for name in unknown)
        )
    wanted = [f"{identity}.html" for identity in only] or names
    changed = sorted(set(wanted) - manifest.unaltered(project.report(quarter), published))
    if changed:
        what, allowed = "the page is not as it was published", "what sigtepunkt run wrote"
        raise Refused(*(Problem(what, f"{folder}/{name}", allowed, run) for name in changed))
    return wanted


def _browser() -> str:
    named = os.environ.get(SETTING)
    browser = next(filter(None, map(shutil.which, (named,) if named else NAMES)), None)
    if browser is None:
        missing = "no Chromium, Chrome or Edge is found on this machine"
        raise WrongUse.of(
            f"there is no browser at {named}" if named else missing,
            "pdf",
            f"one of {', '.join(NAMES)} on the PATH, or its place in {SETTING}",
            "install Chromium, or print the pages from any browser",
        )
    return browser


def _print(browser: str, page: Path, file: Path, name: str) -> None:
    """Print a page to a PDF file. Raises Refused, with the page's `name`, where no PDF file comes of it."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0  # for whom Chromium has no sandbox
    flags = [*FLAGS, "--no-sandbox"] if is_root else FLAGS
    fault, short = "", sockets.short_folder()
    # A browser ends at once where the name of its socket, in the folder for temporary files, is too long.
    environment = {**os.environ, **({} if short == tempfile.gettempdir() else {"TMPDIR": short})}
    with tempfile.TemporaryDirectory(
        prefix="sigtepunkt-pdf-", dir=short, ignore_cleanup_errors=True
    ) as profile:
        arguments = (f"--user-data-dir={profile}", f"--print-to-pdf={file}", page.resolve().as_uri())
        try:
            outcome = subprocess.run(  # noqa: S603 - the browser and our own pages
                [browser, *flags, *arguments],
                check=False,
                env=environment,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=_LONGEST,
            )
        except subprocess.TimeoutExpired:
            fault = f"the browser did not print it within {_LONGEST} seconds"
        except OSError as error:  # the file is not a program
            fault = f"the browser did not begin: {error.strerror}"
        else:
            if outcome.returncode or not file.is_file() or not file.read_bytes().startswith(b"%PDF"):
                last_line = (outcome.stderr.strip().splitlines() or ["it said nothing"])[-1]
                fault = f"the browser did not print it: {last_line}"
    if fault:
        raise Refused.of(fault, name, next_step=f"try another browser: {SETTING}=…")
