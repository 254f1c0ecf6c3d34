"""A published quarter made again, aside, from everything anew."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Collection, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from sigtepunkt.core.period import Quarter
from sigtepunkt.core.progress import Progress
from sigtepunkt.core.project import Project, data_within
from sigtepunkt.editions import manifest

if TYPE_CHECKING:
    from sigtepunkt.publication.build import BuildOptions


class Run(Protocol):
    """What makes and publishes a quarter: `pipeline.run`, which rests on this room."""

    def __call__(
        self,
        project: Project,
        quarter: Quarter,
        *,
        only: Sequence[str],
        demo: bool,
        manner: BuildOptions,
        progress: Progress,
    ) -> Path:
        """Publish the quarter's pages in the project; return the address of its index."""


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
    """Return every file of the quarter made again, as it was published (which pages, with demo data or without), aside.

    Nothing that is remembered from before is used, neither checks nor processed data.
    """
    from sigtepunkt.publication.build import BuildOptions, site
    from sigtepunkt.strategy import load_definitions

    def told_of(stage: str, detail: str) -> None:
        if stage not in {"publish", "suggest"}:
            progress(stage, detail)

    with tempfile.TemporaryDirectory(prefix="sigtepunkt-verify-") as folder, data_within():
        aside = Project(Path(folder).resolve())
        _lay_out(project, quarter, aside)
        only = [
            identity
            for identity in site(load_definitions(aside), quarter).pages
            if f"{identity}.html" in pages
        ]
        run(aside, quarter, only=only, demo=demo, manner=BuildOptions(jobs, force=True), progress=told_of)
        return written_files(aside, quarter)


def _lay_out(project: Project, quarter: Quarter, aside: Project) -> None:
    """Give a project in another place the quarter's inputs, and the manifests of the quarters its overview lists."""
    for old, new in (
        (project.strategy, aside.strategy),
        (project.expectations, aside.expectations),
        (project.notebooks, aside.notebooks),
    ):
        shutil.copytree(old, new)
    aside.all_raw.mkdir(parents=True)
    aside.published.mkdir()
    for one, number in (
        (one, number)
        for one, numbers in project.published_quarters().items()
        if one <= quarter
        for number in numbers
    ):
        for place in (Project.edition, Project.release):
            with suppress(FileNotFoundError):
                shutil.copy(place(project, one, number), place(aside, one, number))
    for one in (one for one in project.quarters() if one <= quarter):
        try:
            aside.raw(one).symlink_to(
                project.raw(one).resolve(), target_is_directory=True
            )  # what is confidential is not copied
        except OSError:  # Windows lets not everyone make links
            shutil.copytree(project.raw(one), aside.raw(one))
    if project.key.is_file():
        aside.all_processed.mkdir()
        shutil.copy(project.key, aside.key)
    for folder in project.report(quarter).glob(
        "udgave-*"
    ):  # the raw data of then is not there any more: its pages are an input
        shutil.copytree(folder, aside.report(quarter) / folder.name)
    for folder in project.reports.iterdir():
        if Quarter.is_quarter(folder.name) and folder.name != str(quarter):
            with suppress(OSError):
                content = (folder / manifest.NAME).read_bytes()
                aside.report(Quarter.parse(folder.name)).mkdir(parents=True)
                (aside.report(Quarter.parse(folder.name)) / manifest.NAME).write_bytes(content)


def written_files(project: Project, quarter: Quarter) -> dict[str, bytes]:
    """Return what publishing a quarter writes, by name in the repository: its folder less earlier editions, the overview, what is kept of it."""
    places = [
        *project.report(quarter).glob("*"),
        project.reports / "index.html",
        project.package(quarter),
        *(project.edition(quarter, number) for number in project.editions(quarter)),
    ]
    return {
        project.relative(path): path.read_bytes()
        for path in places
        if path.is_file() and not path.is_symlink()
    }
