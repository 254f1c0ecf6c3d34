"""A quarter's pages: which of the published ones are as they would be made now, and making the others."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import asdict, dataclass, field
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any

from sigtepunkt.core import checksum, processes
from sigtepunkt.core.errors import Problem, Refused
from sigtepunkt.core.period import Quarter
from sigtepunkt.core.progress import Progress
from sigtepunkt.core.project import Project
from sigtepunkt.editions import manifest
from sigtepunkt.execution import executor
from sigtepunkt.publication import page_html
from sigtepunkt.publication.page_html import Site
from sigtepunkt.raw.personal_data import scan
from sigtepunkt.report import block_cache
from sigtepunkt.report.dependencies import OUTLINE
from sigtepunkt.report.opening import COUNCIL, METHOD, QUALITY
from sigtepunkt.strategy import Definitions


@dataclass(frozen=True)
class Page:
    """A page and what it is made from: `made_from` holds checksums, under `facts` those of what it read; `blocks` may be kept (`report.memory`)."""

    text: str
    made_from: Mapping[str, Any]
    blocks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class BuildOptions:
    """How pages are made: so many at once, in kernels started anew (`cold`) or forked, and all of them (`force`) or what is stale.

    Where only some are asked for and others would be left stale beside them, those are made too (`along`), or the run is refused.
    """

    jobs: int = processes.NOTEBOOKS_AT_ONCE
    cold: bool = False
    force: bool = False
    along: bool = False


@dataclass(frozen=True)
class BuildContext:
    """What pages are made from: the site they stand in, the checksums of all inputs and of what a page may read; and the contacts that may stand on them."""

    site: Site
    inputs: Mapping[str, Any]
    checksums: Mapping[str, str]
    cleared: frozenset[str] = frozenset()

    def of(self, project: Project, identity: str, facts: Iterable[str]) -> dict[str, Any]:
        """Return what a page that read these facts is made from, as of now. A fact that is no more is empty."""
        return {
            "notebook": self.inputs["notebooks"].get(project.relative(project.notebook(identity)), ""),
            "package": self.inputs["package"],
            "libraries": checksum.of_data(self.inputs["libraries"]),
            "site": checksum.of_data(asdict(self.site)),
            "facts": {name: self.checksums.get(name, "") for name in sorted({OUTLINE, *facts})},
        }


def site(
    definitions: Definitions,
    quarter: Quarter,
    before: Mapping[str, str] = MappingProxyType({}),
    released: Mapping[str, str] = MappingProxyType({}),
) -> Site:
    """Return what every page of the quarter carries.

    `before` are the earlier publications of its pages, `released` when it went to the council (`manifest.inputs`).
    """
    strategy = definitions.strategy(quarter)
    council, about = {COUNCIL: definitions.municipality.council}, {QUALITY: "Datakvalitet", METHOD: "Metode"}
    titles = {key: committee.title for key, committee in strategy.committees.items()}
    menu = {key: committee.short for key, committee in strategy.committees.items()}
    earlier = {PurePosixPath(name).stem: one for name, one in before.items()}
    return Site(
        definitions.municipality.name,
        strategy.title,
        quarter,
        {**council, **titles, **about},
        {**council, **menu, **about},
        earlier,
        released.get("on", ""),
    )


def fresh(project: Project, ground: BuildContext, leave: Collection[str] = ()) -> dict[str, Page]:
    """Return the pages that are there, whole, and would be made from exactly the same now, by identity.

    Those in `leave` are left as they are though their notebook has changed since.
    """
    there = manifest.newest(project, ground.site.quarter)
    if there is None:
        return {}
    folder, then = there
    found = {}
    for name in manifest.whole(folder, then):
        identity, made_from = name.removesuffix(".html"), then.get("made_from", {}).get(name, {})
        now = ground.of(project, identity, made_from.get("facts", ()))
        same = {"notebook": made_from.get("notebook")} if identity in leave else {}
        if identity in ground.site.pages and made_from == now | same:
            found[identity] = Page((folder / name).read_text(encoding="utf-8"), made_from)
    return found


def make(
    project: Project,
    ground: BuildContext,
    identities: Collection[str],
    manner: BuildOptions,
    progress: Progress,
) -> dict[str, Page]:
    """Execute the pages' notebooks, so many at once, and return the pages. Raises Refused with every page's problems."""
    quarter = ground.site.quarter
    believed = {} if manner.force else block_cache.believed(project, quarter)

    def one(identity: str) -> Page:
        name = project.relative(project.notebook(identity))
        progress("notebook", name)
        executed = executor.execute(
            project.notebook(identity),
            name,
            {"quarter": str(quarter)},
            cold=manner.cold,
            settings={block_cache.SETTING: believed.get(identity, "")},
        )
        page = page_html.page(ground.site, identity, page_html.body(executed, name, progress))
        # Publishing searches all of it, and does not search again what was found clean here, while other kernels work.
        scan.refuse_published(
            {f"{identity}.html": page}, project.relative(project.report(quarter)), ground.cleared
        )
        return Page(
            page, ground.of(project, identity, page_html.read_by(executed)), page_html.blocks_of(executed)
        )

    # Kernels start in the process's folder; papermill's own switching of it is not safe with several at once.
    with contextlib.chdir(project.root), ThreadPoolExecutor(max(1, manner.jobs)) as pool:
        futures = {identity: pool.submit(one, identity) for identity in identities}
        problems: list[Problem] = []
        pages = {}
        try:
            if identities:
                page_html.prepare()
            for identity, future in futures.items():
                try:
                    pages[identity] = future.result()
                except Refused as error:
                    problems += error.problems
        except BaseException:
            # Ctrl-C, or a fault nobody foresaw: no notebook is waited for, nor one whose kernel begins at this moment.
            pool.shutdown(wait=False, cancel_futures=True)
            while not all(future.done() for future in futures.values()):
                executor.end_kernels()
                wait(futures.values(), timeout=0.2)
            raise
    if problems:
        raise Refused(*problems)
    return pages
