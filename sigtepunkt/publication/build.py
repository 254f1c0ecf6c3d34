"""A quarter's pages: which of the published ones are still what would be made now, and making the others."""

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
    """A page's HTML, the checksums of its inputs, and its blocks for the cache (`report.block_cache`).

    The checksums of the facts that the page read stand under `facts` in `made_from`.
    """

    text: str
    made_from: Mapping[str, Any]
    blocks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class BuildOptions:
    """How pages are made.

    How many notebooks are executed at once (`jobs`), in new kernels (`cold`) or forked ones, and whether
    pages with unchanged inputs are made too (`force`). Where only some pages are asked for and others would
    be left stale beside them, those are made as well (`along`), or the run is refused.
    """

    jobs: int = processes.NOTEBOOKS_AT_ONCE
    cold: bool = False
    force: bool = False
    along: bool = False


@dataclass(frozen=True)
class BuildContext:
    """What pages are made from: site, checksums of all inputs and facts, and contacts they may show."""

    site: Site
    inputs: Mapping[str, Any]
    checksums: Mapping[str, str]
    cleared: frozenset[str] = frozenset()

    def of(self, project: Project, identity: str, facts: Iterable[str]) -> dict[str, Any]:
        """Return the checksums a page that read these facts has now; that of a fact that is gone is empty."""
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

    `before` has the quarter in which each page was published before, by path, and `released` when the edition
    went to the council, both as `run_inputs.inputs` has them.
    """
    strategy = definitions.strategy(quarter)
    council, about = {COUNCIL: definitions.municipality.council}, {QUALITY: "Datakvalitet", METHOD: "Metode"}
    titles = {key: committee.title for key, committee in strategy.committees.items()}
    menu = {key: committee.short for key, committee in strategy.committees.items()}
    return Site(
        definitions.municipality.name,
        strategy.title,
        quarter,
        {**council, **titles, **about},
        {**council, **menu, **about},
        {PurePosixPath(path).stem: earlier for path, earlier in before.items()},
        released.get("on", ""),
    )


def fresh(project: Project, context: BuildContext, leave: Collection[str] = ()) -> dict[str, Page]:
    """Return the published pages, by identity, that are undamaged and whose inputs are unchanged.

    Pages in `leave` count as unchanged even though their notebook has changed.
    """
    newest = manifest.newest(project, context.site.quarter)
    if newest is None:
        return {}
    folder, published = newest
    pages = {}
    for name in manifest.whole(folder, published):
        identity, made_from = name.removesuffix(".html"), published.get("made_from", {}).get(name, {})
        now = context.of(project, identity, made_from.get("facts", ()))
        if identity in leave:
            now["notebook"] = made_from.get("notebook")
        if identity in context.site.pages and made_from == now:
            pages[identity] = Page((folder / name).read_text(encoding="utf-8"), made_from)
    return pages


def make(
    project: Project,
    context: BuildContext,
    identities: Collection[str],
    options: BuildOptions,
    progress: Progress,
) -> dict[str, Page]:
    """Execute the pages' notebooks; return the pages by id. Raises Refused with every page's problems."""
    quarter = context.site.quarter
    believed = {} if options.force else block_cache.believed(project, quarter)

    def make_page(identity: str) -> Page:
        notebook = project.notebook(identity)
        name = project.relative(notebook)
        progress("notebook", name)
        parameters, settings = {"quarter": str(quarter)}, {block_cache.SETTING: believed.get(identity, "")}
        executed = executor.execute(notebook, name, parameters, cold=options.cold, settings=settings)
        html = page_html.page(context.site, identity, page_html.body(executed, name, progress))
        # Publishing scans all files, but remembers what was clean here, where other kernels work meanwhile.
        folder = project.relative(project.report(quarter))
        scan.refuse_published({f"{identity}.html": html}, folder, context.cleared)
        made_from = context.of(project, identity, page_html.facts_read(executed))
        return Page(html, made_from, page_html.blocks_of(executed))

    # Kernels start in this process's folder; papermill's own way to change it is not safe with several.
    with contextlib.chdir(project.root), ThreadPoolExecutor(max(1, options.jobs)) as pool:
        futures = {identity: pool.submit(make_page, identity) for identity in identities}
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
            # After Ctrl-C or an unforeseen fault no notebook is waited for, nor a kernel only starting.
            pool.shutdown(wait=False, cancel_futures=True)
            while not all(future.done() for future in futures.values()):
                executor.end_kernels()
                wait(futures.values(), timeout=0.2)
            raise
    if problems:
        raise Refused(*problems)
    return pages
