"""Pages made again whenever something they are made from is saved. The only door to watchfiles.

A save is only a hint: as in a run, checksums decide what has changed, and what is stale is made. The fork
server of kernels and the imported libraries live on between two builds; the lock is held during a build only.
"""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import watchfiles

from sigtepunkt import pipeline
from sigtepunkt.cli.preview import Preview
from sigtepunkt.cli.terminal import report_fault, say, show_progress
from sigtepunkt.core.errors import Refused
from sigtepunkt.core.period import Quarter
from sigtepunkt.core.project import Project
from sigtepunkt.core.storage import atomic_files, software
from sigtepunkt.editions import input_checksums
from sigtepunkt.execution import executor
from sigtepunkt.publication import build
from sigtepunkt.publication.build import BuildOptions
from sigtepunkt.publication.verification import freshness
from sigtepunkt.report.templating import INDEX
from sigtepunkt.strategy import load_definitions

_PACKAGE = Path(__file__).parent.parent
_TOGETHER = 100  # milliseconds without a further save after which those before are one
_FIRST_LOOK = 300  # milliseconds after the watch began


@dataclass(frozen=True)
class Watch:
    """Keeps drafts of a quarter's pages up to date: `only` some or all, with demo data or without."""

    project: Project
    quarter: Quarter
    only: tuple[str, ...]
    demo: bool
    jobs: int
    debug: bool

    def run(self, port: int, *, browser: bool) -> None:
        """Make what is stale, now and whenever something is saved, until interrupted.

        A build that is refused is reported, and watching goes on. Where the package itself has changed, the
        same command takes this process's place. Raises WrongUse for a page the quarter does not have, and for
        a port that is taken.
        """
        package = software.package()
        with suppress(Refused):  # the first build reports definitions that cannot be read
            build.refuse_unknown_pages(build.site(load_definitions(self.project), self.quarter), self.only)
        executor.prepare()
        try:
            with Preview(self.project.reports, port) as preview:
                self._until_package_changes(package, preview, browser=browser)
                port = preview.server_port
        except KeyboardInterrupt:
            say("Watching has ended.")
            return
        _restart(port)

    def _until_package_changes(self, package: str, preview: Preview, *, browser: bool) -> None:
        """Make pages until the package has another checksum than this, and can be imported as it is now."""
        project, pages = self.project, ", ".join(self.only) or "every page"
        page = f"{project.report(self.quarter).name}/{f'{self.only[0]}.html' if self.only else INDEX}"
        say(f"Watching {pages} of {self.quarter}, shown at {preview.address}{page}; Ctrl-C ends it.")
        is_there = (project.reports / page).is_file()
        if browser and is_there:
            preview.open(page)
        built = self._inputs()  # empty after a build that was refused: then any save tries again
        if freshness.stale(project, self.quarter, demo=self.demo) and not self._build(preview):
            built = {}
        if browser and not is_there:
            preview.open(page)
        folders = (project.notebooks, project.strategy, project.expectations, project.all_raw, _PACKAGE)
        batches = watchfiles.watch(
            *filter(Path.is_dir, folders),
            watch_filter=_is_work,
            step=_TOGETHER,
            rust_timeout=_FIRST_LOOK,
            yield_on_timeout=True,
        )
        for number, saves in enumerate(batches):
            # The first batch counts even if it is empty: something may have been saved before the watch
            # began.
            if number and not saves:
                continue
            now = self._inputs()
            if now["package"] != package:
                if _can_be_imported():
                    return
            elif (saves or built) and now != built:
                built = now if self._build(preview) else {}

    def _build(self, preview: Preview) -> bool:
        """Make a draft of what is stale; report a fault, and return whether there was none."""
        options = BuildOptions(self.jobs, along=True)
        try:
            with show_progress() as progress, atomic_files.write_lock(self.project):
                index = pipeline.run(
                    self.project,
                    self.quarter,
                    only=self.only,
                    demo=self.demo,
                    options=options,
                    progress=progress,
                )
        except Exception as error:  # noqa: BLE001 - whatever it was, the next save may put it right
            report_fault(error, debug=self.debug)
            preview.notify(refused=True)
            return False
        preview.notify(refused=False)
        say(f"Made a draft of {self.quarter}: {self.project.relative(index)}")
        return True

    def _inputs(self) -> dict[str, Any]:
        """Return the inputs of the pages that are watched: of the notebooks only theirs."""
        inputs = input_checksums.checksums(self.project, self.quarter, demo=self.demo)
        names = {self.project.relative(self.project.notebook(identity)) for identity in self.only}
        notebooks = {
            name: digest for name, digest in inputs["notebooks"].items() if not names or name in names
        }
        return inputs | {"notebooks": notebooks}


def _is_work(_change: watchfiles.Change, path: str) -> bool:
    """Return whether a path may be somebody's work, and not a file of Python, Jupyter or an editor."""
    return not any(
        part.startswith((".", "~", "__pycache__")) or part.endswith("~") for part in Path(path).parts[-2:]
    )


def _can_be_imported() -> bool:
    """Return whether the package as it is now can be imported; say what is wrong if not."""
    code = "import sigtepunkt.cli, sigtepunkt.cli.watch"
    outcome = subprocess.run(  # noqa: S603 - this package
        [sys.executable, "-c", code], cwd=_PACKAGE.parent, capture_output=True, text=True, check=False
    )
    if outcome.returncode:
        say(f"sigtepunkt itself has changed, and cannot be imported:\n{outcome.stderr.strip()}")
    return not outcome.returncode


def _restart(port: int) -> None:
    """Let the same command, with the changed package, take the place of this process, and its port."""
    if os.name == "nt":  # where a process cannot take another's place
        say("sigtepunkt itself has changed: start the command again.")
        return
    say("sigtepunkt itself has changed: beginning again.")
    sys.stdout.flush()
    executor.end_kernels()
    with suppress(ChildProcessError):
        while True:  # the new process would not know that it has to wait for these
            os.waitpid(-1, 0)
    words, added = sys.orig_argv[1:], ["--port", str(port), "--no-open"]
    words += [] if words[-len(added) :] == added else added
    os.execv(sys.executable, [sys.executable, *words])  # noqa: S606 - this very command
