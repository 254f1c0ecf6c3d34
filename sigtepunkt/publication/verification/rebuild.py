"""A published quarter made again in a temporary folder, with nothing cached."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Collection
from contextlib import suppress
from pathlib import Path

from sigtepunkt.core.period import Quarter
from sigtepunkt.core.progress import Progress
from sigtepunkt.core.project import Project, ignoring_setting
from sigtepunkt.editions import manifest

Run = Callable[..., Path]  # `pipeline.run`, which makes and publishes a quarter and rests on this room


def rebuilt_files(
    project: Project,
    quarter: Quarter,
    *,
    pages: Collection[str],
    demo: bool,
    jobs: int,
    run: Run,
    progress: Progress,
) -> dict[str, bytes]:
    """Return every file of the quarter made again, by name: the same `pages`, with `demo` data or without.

    Neither remembered verdicts of checks nor processed data nor cached blocks are used.
    """
    from sigtepunkt.publication.build import BuildOptions, site
    from sigtepunkt.strategy import load_definitions

    def forwarded(stage: str, detail: str) -> None:
        if stage not in {"publish", "suggest"}:
            progress(stage, detail)

    with tempfile.TemporaryDirectory(prefix="sigtepunkt-verify-") as folder, ignoring_setting():
        aside = Project(Path(folder).resolve())
        _lay_out(project, quarter, aside)
        identities = site(load_definitions(aside), quarter).pages
        only = [identity for identity in identities if f"{identity}.html" in pages]
        run(aside, quarter, only=only, demo=demo, options=BuildOptions(jobs, force=True), progress=forwarded)
        return written_files(aside, quarter)


def _lay_out(project: Project, quarter: Quarter, aside: Project) -> None:
    """Give the project `aside` the quarter's inputs, and the manifests of the quarters its overview lists."""
    shutil.copytree(project.strategy, aside.strategy)
    shutil.copytree(project.expectations, aside.expectations)
    shutil.copytree(project.notebooks, aside.notebooks)
    if project.decisions.is_dir():
        shutil.copytree(project.decisions, aside.decisions)
    aside.all_raw.mkdir(parents=True)
    aside.published.mkdir()
    _copy_records(project, quarter, aside)
    for received in project.quarters():
        if received <= quarter:
            if project.comments(received).is_dir():
                shutil.copytree(project.comments(received), aside.comments(received))
            raw = project.raw(received)
            try:  # a link: confidential data is not copied
                aside.raw(received).symlink_to(raw.resolve(), target_is_directory=True)
            except OSError:  # Windows does not let everyone make links
                shutil.copytree(raw, aside.raw(received))
    if project.checksum_key.is_file():
        aside.all_processed.mkdir()
        shutil.copy(project.checksum_key, aside.checksum_key)
    # The raw data of earlier editions is gone: their pages are an input.
    for folder in project.report(quarter).glob("udgave-*"):
        shutil.copytree(folder, aside.report(quarter) / folder.name)
    for other in manifest.published(project):
        if other != quarter:
            with suppress(OSError):
                content = (project.report(other) / manifest.NAME).read_bytes()
                aside.report(other).mkdir(parents=True)
                (aside.report(other) / manifest.NAME).write_bytes(content)


def _copy_records(project: Project, quarter: Quarter, aside: Project) -> None:
    """Copy what is recorded of the editions and releases up to the quarter."""
    for published, numbers in project.published_quarters().items():
        for number in numbers if published <= quarter else ():
            for path in (Project.edition, Project.release):
                with suppress(FileNotFoundError):
                    shutil.copy(path(project, published, number), path(aside, published, number))


def written_files(project: Project, quarter: Quarter) -> dict[str, bytes]:
    """Return every file that publishing the quarter writes, by name in the repository.

    That is the quarter's folder without earlier editions, the overview, the package, and editions' records.
    """
    paths = [
        *project.report(quarter).glob("*"),
        project.overview,
        project.package(quarter),
        *(project.edition(quarter, number) for number in project.editions(quarter)),
    ]
    return {
        project.relative(path): path.read_bytes()
        for path in paths
        if path.is_file() and not path.is_symlink()
    }
