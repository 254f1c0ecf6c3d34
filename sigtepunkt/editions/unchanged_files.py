"""Whether any file a run rests on was written to while the run was going on.

A run reads its inputs at different moments: definitions, raw files, notebooks when their kernels begin. What is published
has to come from one state of them. Checksums at the beginning and the end would not see a file that was saved and put back
between; what the system notes of every writing does, and costs next to nothing.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from sigtepunkt.core import checksum
from sigtepunkt.core.errors import Problem, Refused
from sigtepunkt.core.period import Quarter
from sigtepunkt.core.project import Project
from sigtepunkt.editions import run_inputs

Stamps = Mapping[Path, object]


def of_inputs(project: Project, quarter: Quarter) -> Stamps:
    """Return what the system notes of every file the quarter is made from (`manifest.inputs`): when it was written, and which it is."""
    return _stamps(run_inputs.files(project, quarter))


def of_kept(project: Project, quarter: Quarter) -> Stamps:
    """Return the same of what is kept from before or made for the notebooks, and of everything published: no notebook may write there.

    Of verdicts of checks, which `sigtepunkt check` may be writing again meanwhile, it is what they say.
    """
    verdicts = {path: checksum.of_file(path) for path in _below(project.verdicts)}
    return {**_stamps(_kept(project, quarter)), **verdicts}


def refuse_written(project: Project, before: Stamps, now: Stamps) -> None:
    """Raise Refused naming every file that is not `now` the one it was `before`."""
    written = _written(before, now)
    if written:
        raise Refused(
            *(
                Problem(
                    "it was written to while the run was reading",
                    project.relative(path),
                    "inputs that stay as they are until the run is done",
                    "run the command again",
                )
                for path in written
            )
        )


def refuse_tampered(project: Project, quarter: Quarter, before: Stamps) -> None:
    """Raise Refused naming what was written to while notebooks were executed, which only this program does; forget what could be reused of it.

    Files that came into the folder of remembered verdicts are let pass: `sigtepunkt check` may have put them there.
    """
    now = of_kept(project, quarter)
    written = [
        path for path in _written(before, now) if path in before or project.verdicts not in path.parents
    ]
    if not written:
        return
    for folder in (project.processed(quarter), project.blocks, project.verdicts):
        if any(path.is_relative_to(folder) for path in written):
            shutil.rmtree(folder, ignore_errors=True)
    raise Refused(
        *(
            Problem(
                "something wrote to it while the notebooks were executed",
                project.relative(path),
                "written by sigtepunkt alone",
                "take what writes there out of the notebook; what lies in data/processed is made anew, anything else restore from git, or make it again",
            )
            for path in written
        )
    )


def _written(before: Stamps, now: Stamps) -> list[Path]:
    return sorted(path for path in before.keys() | now.keys() if before.get(path) != now.get(path))


def _stamps(paths: Iterator[Path]) -> dict[Path, object]:
    found: dict[Path, object] = {}
    for path in paths:
        try:
            told = path.stat()
        except OSError:  # gone meanwhile: told as a difference
            continue
        found[path] = (told.st_mtime_ns, told.st_ctime_ns, told.st_size, told.st_ino)
    return found


def _kept(project: Project, quarter: Quarter) -> Iterator[Path]:
    for folder in (project.processed(quarter), project.blocks, project.reports, project.published):
        yield from _below(folder)


def _below(folder: Path) -> Iterator[Path]:
    for place, _, names in os.walk(folder):
        yield from (Path(place, name) for name in names)
