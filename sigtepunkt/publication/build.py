"""A quarter's pages: which of the published ones are still what would be made now, and making the others."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import asdict, dataclass, field
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any

from sigtepunkt.core import checksum, processes
from sigtepunkt.core.errors import Problem, Refused, WrongUse, nearest
from sigtepunkt.core.period import Quarter
from sigtepunkt.core.progress import Progress
from sigtepunkt.core.project import Project
from sigtepunkt.editions import manifest
from sigtepunkt.execution import executor
from sigtepunkt.followup.decisions import COUNCIL
from sigtepunkt.publication import accessibility, page_html
from sigtepunkt.publication.page_html import Site
from sigtepunkt.raw.personal_data import scan
from sigtepunkt.report import block_cache
from sigtepunkt.report.dependencies import OUTLINE
from sigtepunkt.report.page_data import METHOD, QUALITY
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
    cleared_contacts: frozenset[str] = frozenset()

    def page_inputs(self, project: Project, identity: str, facts: Iterable[str]) -> dict[str, Any]:
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
    released_on: str = "",
) -> Site:
    """Return what every page of the quarter carries.

    `before` has the quarter in which each page was last published, by path, and `released_on` the day the
    edition went to the council (ISO date), empty for a draft.
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
        released_on,
    )


def unchanged_pages(project: Project, context: BuildContext, leave: Collection[str] = ()) -> dict[str, Page]:
    """Return the published pages, by identity, that are undamaged and whose inputs are unchanged.

    Pages in `leave` count as unchanged even though their notebook has changed.
    """
    newest = manifest.newest(project, context.site.quarter)
    if newest is None:
        return {}
    folder, published = newest
    pages = {}
    for name in manifest.unaltered(folder, published):
        identity, made_from = name.removesuffix(".html"), published.get("made_from", {}).get(name, {})
        now = context.page_inputs(project, identity, made_from.get("facts", ()))
        if identity in leave:
            now["notebook"] = made_from.get("notebook")
        if identity in context.site.pages and made_from == now:
            pages[identity] = Page((folder / name).read_text(encoding="utf-8"), made_from)
    return pages


@dataclass(frozen=True)
class Plan:
    """Which pages are taken over as they are published, by identity, and which are made."""

    unchanged: Mapping[str, Page]
    stale: Sequence[str]


def plan(project: Project, context: BuildContext, only: Collection[str], options: BuildOptions) -> Plan:
    """Return which pages to make: all, or those in `only`, unless their inputs are unchanged.

    Published pages that would become stale beside those in `only` are made too for a draft or where the
    options say so (`along`); otherwise raises Refused.
    """
    pages = context.site.pages
    chosen = [identity for identity in pages if not only or identity in only]
    unchanged = unchanged_pages(project, context, [identity for identity in pages if identity not in chosen])
    stale = [identity for identity in chosen if options.force or identity not in unchanged]
    newest = manifest.newest(project, context.site.quarter)
    published = newest[1]["pages"] if newest else {}
    others = [
        identity
        for identity in pages
        if f"{identity}.html" in published and identity not in unchanged and identity not in stale
    ]
    if others and not (options.along or project.draft):
        raise Refused.of(
            f"the other published pages were made from other data or definitions: {', '.join(others)}",
            project.relative(project.report(context.site.quarter)),
            "--only where nothing but notebooks has changed",
            f"run: sigtepunkt run {context.site.quarter}",
        )
    return Plan(unchanged, [*stale, *others])


def refuse_unknown_pages(site: Site, only: Collection[str]) -> None:
    """Raise WrongUse for each page asked for that the quarter does not have."""
    unknown = [name for name in only if name not in site.pages]
    if unknown:
        raise WrongUse(
            *(Problem(f"there is no page {name!r}", "--only", nearest(name, site.pages)) for name in unknown)
        )


def report_unused_notebooks(project: Project, site: Site, progress: Progress) -> None:
    """Report each notebook that no page of the quarter is named after."""
    for path in sorted(project.notebooks.glob("*.ipynb")):
        if path.stem not in site.pages:
            pages = ", ".join(site.pages)
            progress(
                "passed over",
                f"{project.relative(path)}: no page of {site.quarter} has this name; one of: {pages}",
            )


def search(files: Mapping[str, str], context: BuildContext) -> None:
    """Search files to be published, by name, ahead of time: what is found is told as they are published."""
    with contextlib.suppress(Refused):
        scan.refuse_published(files, "", context.cleared_contacts)


def examine(project: Project, context: BuildContext, pages: Mapping[str, str]) -> None:
    """Count and search the HTML of pages, by identity, as publishing does, which remembers what it found.

    Raises Refused for a CPR number, or a contact that is not cleared.
    """
    accessibility.count(pages.values())
    folder = project.relative(project.report(context.site.quarter))
    files = {f"{identity}.html": html for identity, html in pages.items()}
    scan.refuse_published(files, folder, context.cleared_contacts)


def make_pages(
    project: Project, context: BuildContext, plan: Plan, options: BuildOptions, progress: Progress
) -> dict[str, Page]:
    """Execute the notebooks of pages that are stale, and return all pages of the plan by identity.

    Raises Refused with every page's problems.
    """
    quarter = context.site.quarter
    believed = {} if options.force else block_cache.trusted_checksums(project, quarter)
    code = block_cache.code_checksum()
    begun = threading.Event()

    def make_page(identity: str) -> Page:
        notebook = project.notebook(identity)
        name = project.relative(notebook)
        progress("notebook", name)
        settings = {block_cache.SETTING: believed.get(identity, ""), block_cache.CODE: code}
        parameters = {"quarter": str(quarter)}
        try:
            executed = executor.execute(
                notebook, name, parameters, cold=options.cold, settings=settings, begun=begun
            )
        finally:
            begun.set()  # or, if all are refused before that, nobody would
        html = page_html.page(context.site, identity, page_html.body(executed, name, progress))
        examine(project, context, {identity: html})  # here, where other kernels work meanwhile
        made_from = context.page_inputs(project, identity, page_html.facts_read(executed))
        return Page(html, made_from, page_html.blocks_of(executed))

    if plan.stale:
        executor.import_libraries()
    # Kernels start in this process's folder; papermill's own way to change it is not safe with several.
    with contextlib.chdir(project.root), ThreadPoolExecutor(max(1, options.jobs)) as pool:
        futures = {identity: pool.submit(make_page, identity) for identity in plan.stale}
        problems: list[Problem] = []
        pages = dict(plan.unchanged)
        try:
            if len(plan.stale) > 1:
                begun.wait()  # threads take turns: the imports would hold up those that start the kernels
            if plan.stale:
                page_html.prepare()
            with contextlib.suppress(Refused):  # publishing tells it, with all else that it finds
                examine(project, context, {name: page.text for name, page in plan.unchanged.items()})
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
