"""Pages made again as what they rest on is saved, for an analyst at work. The only door to watchfiles.

A save is only a hint: what has changed is decided by the bytes, as in a run, and a run makes what is stale. The kernels' server and
the imported libraries live on between two builds, and the lock is held during a build only.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import watchfiles

from sigtepunkt import pipeline
from sigtepunkt.cli.preview import Preview
from sigtepunkt.core import atomic_files, processes
from sigtepunkt.core.errors import Refused
from sigtepunkt.core.period import Quarter
from sigtepunkt.core.project import Project
from sigtepunkt.editions import freshness, run_inputs
from sigtepunkt.execution import executor
from sigtepunkt.publication import build
from sigtepunkt.publication.build import BuildOptions
from sigtepunkt.report.templating import INDEX
from sigtepunkt.strategy import load_definitions

_PACKAGE = Path(__file__).parent.parent
_TOGETHER = 100  # milliseconds without a further save after which those before are one
_FIRST_LOOK = 300  # milliseconds after the watch began


@dataclass(frozen=True)
class WatchOptions:
    """What is watched: the pages `only`, or all; with demo data or without; and how it is made and shown."""

    only: tuple[str, ...] = ()
    demo: bool = True
    jobs: int = processes.NOTEBOOKS_AT_ONCE
    port: int = 0
    browser: bool = True


@dataclass(frozen=True)
class Terminal:
    """How the analyst is told: a line, the progress of a build, and a fault in the words a run has for it."""

    say: Callable[[str], None]
    progress: Callable[[], AbstractContextManager[Callable[[str, str], None]]]
    fault: Callable[[Exception], None]


def watch(project: Project, quarter: Quarter, wish: WatchOptions, terminal: Terminal) -> None:
    """Make what is stale, now and whenever something is saved, until interrupted; a build that is refused is told, and watching goes on.

    Where the package itself has changed, the same command takes this process's place. Raises WrongUse for a page the
    quarter does not have, and for a port that is taken.
    """
    project = project.as_draft(quarter)
    package = run_inputs.package()
    with suppress(Refused):  # definitions that cannot be read are told by the first build
        pipeline.refuse_unknown(build.site(load_definitions(project), quarter), wish.only)
    executor.prepare()
    try:
        with Preview(project.reports, wish.port) as preview:
            _keep_up(project, quarter, wish, terminal, preview, package)
            port = preview.port
    except KeyboardInterrupt:
        terminal.say("Watching has ended.")
        return
    _begin_again(port, terminal)


def _keep_up(
    project: Project, quarter: Quarter, wish: WatchOptions, terminal: Terminal, preview: Preview, package: str
) -> None:
    """Make pages until the package is another."""
    page = f"{project.report(quarter).name}/{f'{wish.only[0]}.html' if wish.only else INDEX}"
    terminal.say(
        f"Watching {', '.join(wish.only) or 'every page'} of {quarter}, shown at {preview.address}{page}; Ctrl-C ends it."
    )
    there = (project.reports / page).is_file()
    if wish.browser and there:
        preview.open(page)
    made = _inputs(project, quarter, wish)
    if freshness.stale(project, quarter, demo=wish.demo) and not _build(
        project, quarter, wish, terminal, preview
    ):
        made = {}
    if wish.browser and not there:
        preview.open(page)
    looked = False
    for saved in watchfiles.watch(
        *_folders(project),
        watch_filter=_is_work,
        step=_TOGETHER,
        rust_timeout=_FIRST_LOOK,
        yield_on_timeout=True,
    ):
        if looked and not saved:
            continue
        looked = True  # the first time without a save: there may have been one during the build, before there was a watch
        now = _inputs(project, quarter, wish)
        if now["package"] != package:
            if _can_be_imported(terminal):
                return
        elif (saved or made) and now != made:  # after a build that was refused, any save tries again
            made = now if _build(project, quarter, wish, terminal, preview) else {}


def _build(
    project: Project, quarter: Quarter, wish: WatchOptions, terminal: Terminal, preview: Preview
) -> bool:
    """Make a draft of what is stale; tell what is refused, and return whether nothing was."""
    try:
        with terminal.progress() as progress, atomic_files.only_writer(project):
            pipeline.run(
                project,
                quarter,
                only=wish.only,
                demo=wish.demo,
                manner=BuildOptions(wish.jobs, along=True),
                progress=progress,
            )
    except Exception as error:
        terminal.fault(error)
        preview.tell(refused=True)
        return False
    preview.tell(refused=False)
    terminal.say(f"Made a draft of {quarter}: {project.relative(project.report(quarter))}/{INDEX}")
    return True


def _inputs(project: Project, quarter: Quarter, wish: WatchOptions) -> dict[str, Any]:
    """Return what the pages that are watched are made from."""
    found = run_inputs.inputs(project, quarter, demo=wish.demo)
    own = {project.relative(project.notebook(identity)) for identity in wish.only}
    return found | {
        "notebooks": {name: digest for name, digest in found["notebooks"].items() if not own or name in own}
    }


def _folders(project: Project) -> list[Path]:
    return [
        folder
        for folder in (project.notebooks, project.strategy, project.expectations, project.all_raw, _PACKAGE)
        if folder.is_dir()
    ]


def _is_work(_change: watchfiles.Change, path: str) -> bool:
    """Return whether a path may be somebody's work: not Python's, Jupyter's or an editor's own."""
    return not any(
        part.startswith((".", "~", "__pycache__")) or part.endswith("~") for part in Path(path).parts[-2:]
    )


def _can_be_imported(terminal: Terminal) -> bool:
    """Return whether the package as it is now can be begun with; say what is wrong if not."""
    code = "import sigtepunkt.cli, sigtepunkt.cli.watch"
    tried = subprocess.run(
        [sys.executable, "-c", code], cwd=_PACKAGE.parent, capture_output=True, text=True, check=False
    )
    if tried.returncode:
        terminal.say(f"sigtepunkt itself has changed, and cannot be imported:\n{tried.stderr.strip()}")
    return not tried.returncode


def _begin_again(port: int, terminal: Terminal) -> None:
    """Let the same command, with the package as it is now, take this process's place and its port, to which open tabs come back."""
    if os.name == "nt":  # there a process does not take another's place
        terminal.say("sigtepunkt itself has changed: start the command again.")
        return
    terminal.say("sigtepunkt itself has changed: beginning again.")
    sys.stdout.flush()
    executor.end_kernels()
    with suppress(ChildProcessError):
        while True:  # whoever takes this process's place does not know them
            os.waitpid(-1, 0)
    words, kept = sys.orig_argv[1:], ["--port", str(port), "--no-open"]
    os.execv(sys.executable, [sys.executable, *words, *(() if words[-len(kept) :] == kept else kept)])
