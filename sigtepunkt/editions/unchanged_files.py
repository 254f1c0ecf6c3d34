"""Whether a run's inputs, and the files only this program may write, stayed unchanged.

A run reads its inputs at different moments: definitions first, raw files next, notebooks when their kernels
start. What is published has to come from one state of them. Checksums at the beginning and the end would miss
a file that was saved and put back in between; the time and identity that the file system records for every
write do not, and cost next to nothing.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from sigtepunkt.core.errors import Problem, Refused
from sigtepunkt.core.period import Quarter
from sigtepunkt.core.project import Project
from sigtepunkt.core.storage import file_states, kept_results
from sigtepunkt.core.storage.file_states import FileStates, files_below
from sigtepunkt.editions import input_checksums


def of_inputs(project: Project, quarter: Quarter) -> FileStates:
    """Return the state (last write, size, identity) of every file in `input_checksums.files`."""
    return file_states.of(input_checksums.files(project, quarter))


def of_outputs(project: Project, quarter: Quarter) -> FileStates:
    """Return the state of what only this program writes: processed data, caches, reports and editions."""
    return file_states.of(path for folder in _outputs(project, quarter) for path in files_below(folder))


def refuse_changed_inputs(project: Project, quarter: Quarter, before: FileStates) -> None:
    """Raise Refused naming every input that was written to since `before`."""
    written = _written(before, of_inputs(project, quarter))
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


def refuse_changed_outputs(project: Project, quarter: Quarter, before: FileStates) -> None:
    """Raise Refused naming what a notebook wrote to, and delete the caches it could have altered.

    Kept results that are sound are accepted: `sigtepunkt check` may have written them meanwhile.
    """
    written = [
        path
        for path in _written(before, of_outputs(project, quarter))
        if not {*_kept(project)} & {*path.parents} or not kept_results.is_sound(path)
    ]
    if not written:
        return
    for folder in (project.processed(quarter), project.block_cache, *_kept(project)):
        if any(path.is_relative_to(folder) for path in written):
            shutil.rmtree(folder, ignore_errors=True)
    raise Refused(
        *(
            Problem(
                "something wrote to it while the notebooks were executed",
                project.relative(path),
                "written by sigtepunkt alone",
                "take what writes there out of the notebook; what lies in data/processed is made anew, "
                "anything else restore from git, or make it again",
            )
            for path in written
        )
    )


def _outputs(project: Project, quarter: Quarter) -> Iterator[Path]:
    yield from (project.processed(quarter), project.block_cache, *_kept(project))
    yield from (project.reports, project.published)


def _kept(project: Project) -> tuple[Path, Path]:
    return project.verdict_cache, project.kept_results


def _written(before: FileStates, now: FileStates) -> list[Path]:
    return sorted(path for path in before.keys() | now.keys() if before.get(path) != now.get(path))
