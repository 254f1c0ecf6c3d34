"""Executed notebooks → pages, index and manifest, swapped into place as a whole. The only door to nbconvert."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sigtepunkt.core import atomic_files, checksum, danish, plain_text
from sigtepunkt.core.errors import Problem, Refused
from sigtepunkt.core.period import Quarter
from sigtepunkt.core.progress import Progress, silent
from sigtepunkt.core.project import Project
from sigtepunkt.editions import manifest as manifests
from sigtepunkt.editions.corrections import Kept
from sigtepunkt.publication import overview, prose
from sigtepunkt.raw.personal_data import scan
from sigtepunkt.report.output import MARK, slug
from sigtepunkt.report.templating import FOLDER, INDEX, plain_page, render

if TYPE_CHECKING:
    from nbformat import NotebookNode

_NAMELESS = re.compile(r"<h([23])>([^<]+)</h\1>")  # of a notebook's own prose: what is linked to has a name
_ID = re.compile(r'\sid="([^"]+)"')
_UNSEEN = re.compile(
    r'<img(?![^>]*\balt="[^"]*\w)[^>]*>|<img(?![^>]*\bsrc="data:)[^>]*>'
)  # attributes as BeautifulSoup writes them
_PICTURE = (  # what is allowed, and what to do next
    "a picture in the notebook itself, and what it shows: ![what it shows](attachment:…)",
    "drag the picture into its cell in JupyterLab, and write between the brackets what it shows",
)
_SHOWN = 80  # characters of a picture's element
_HEADING = re.compile(r'<h([23])[^>]*\bid="([^"]+)"[^>]*>(.*?)</h\1>', re.DOTALL)


@dataclass(frozen=True)
class Site:
    """What every page of a quarter carries.

    Whose it is, which quarter, the pages beside it (id → title; id → menu) and before it (id → quarter); and when it went
    to the council (ISO date), empty for a draft.
    """

    municipality: str
    strategy: str
    quarter: Quarter
    pages: Mapping[str, str]
    menu: Mapping[str, str]
    before: Mapping[str, str] = field(default_factory=dict)
    released: str = ""


def read_by(notebook: NotebookNode) -> frozenset[str]:
    """Return the names of everything the executed notebook's blocks say they read (`report.dependencies`)."""
    outputs = (output for cell in notebook.cells for output in cell.get("outputs", ()))
    return frozenset(
        name for output in outputs for name in output.get("data", {}).get(MARK, {}).get("reads", ())
    )


def blocks_of(notebook: NotebookNode) -> dict[str, str]:
    """Return the blocks of the executed notebook that may be kept for its next execution, by the key of what they were made from."""
    shown = (output.get("data", {}) for cell in notebook.cells for output in cell.get("outputs", ()))
    return {
        data[MARK]["key"]: data["text/html"]
        for data in shown
        if data.get(MARK, {}).get("key") and "text/html" in data
    }


def body(notebook: NotebookNode, name: str, progress: Progress = silent) -> str:
    """Return the published part of an executed notebook as HTML; what was left out of its prose (`sigtepunkt.publication.prose`) is told.

    Frames and text the notebook shows on its way are working material and stay in it, like the code. Raises Refused for
    a picture the report did not make (it has no text alternative, no numbers and no Danish axis), for one in the prose
    without alternative or from elsewhere, for a text that cannot be shown as it is, and for a CPR number anywhere in the
    notebook.
    """
    scan.refuse_notebook(notebook, name)
    written = dict(enumerate(_written(notebook), 1))
    for number, cell in written.items():
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            if MARK not in data and any(kind.startswith("image/") for kind in data):
                raise Refused.of(
                    f"cell {number} shows a picture of its own",
                    name,
                    "report.figure(draw, title=…, subtitle=…, alt=…, data=…)",
                    f"the cell begins: {cell.source.splitlines()[0]}",
                )
    hidden = [
        *prose.faults(
            {number: cell.source for number, cell in written.items() if cell.cell_type == "markdown"}, name
        ),
        *_hidden(written, name),
    ]
    if hidden:
        raise Refused(*hidden)
    html, left_out = _exporter()(notebook, name)
    for number, elements in left_out.items():
        progress("sanitise", f"{name}, cell {number}: {', '.join(elements)}")
    unseen = [
        Problem(f"a picture in the text that not every reader sees: {one[0][:_SHOWN]}", name, *_PICTURE)
        for one in _UNSEEN.finditer(html)
    ]
    if unseen:
        raise Refused(*unseen)
    taken = Counter(_ID.findall(html))

    def named(heading: re.Match[str]) -> str:
        address = slug(unescape(heading[2]))
        taken[address] += 1
        number = (
            f"-{taken[address]}" if taken[address] > 1 else ""
        )  # a heading that stands twice has two addresses
        return f'<h{heading[1]} id="{address}{number}">{heading[2]}</h{heading[1]}>'

    return _NAMELESS.sub(named, html)


def _written(notebook: NotebookNode) -> list[NotebookNode]:
    """Return the cells its author wrote, as they are counted: without the parameters that were put in."""
    return [cell for cell in notebook.cells if "injected-parameters" not in cell.metadata.get("tags", ())]


def _hidden(cells: Mapping[int, NotebookNode], name: str) -> list[Problem]:
    """Return a problem for each block that shows an invisible character: a title, say, that a cell spells itself."""
    shown = (
        (number, output.data.get("text/html", ""))
        for number, cell in cells.items()
        for output in cell.get("outputs", ())
        if MARK in output.get("data", {})
    )
    return [
        Problem(
            f"cell {number}, what it shows: {fault}",
            name,
            plain_text.ALLOWED,
            "see which text of the cell, or which data it shows, holds it",
        )
        for number, html in shown
        if (fault := plain_text.unseen(unescape(html)))
    ]


def prepare() -> None:
    """Import what makes pages of notebooks, while kernels run."""
    _exporter()


@cache
def _exporter() -> Callable[[NotebookNode, str], tuple[str, Mapping[int, Sequence[str]]]]:
    """Return what makes HTML of an executed notebook, and what it left out of each cell's prose."""
    from nbconvert.exporters import HTMLExporter, TemplateExporter
    from nbconvert.filters.markdown_mistune import InvalidNotebook

    def sanitised(html: str, number: int, left_out: dict[int, tuple[str, ...]]) -> str:
        made = prose.sanitised(html)
        if made.left_out:
            left_out[number] = made.left_out
        return made.html

    exporter = HTMLExporter(
        template_name="fragment",
        extra_template_basedirs=[str(FOLDER)],
        exclude_anchor_links=True,
        filters={"sanitised": sanitised},
        default_preprocessors=[],  # they tend to code, widgets and styles, of which a page has none; each holds the whole notebook against its schema
    )

    def made(notebook: NotebookNode, name: str) -> tuple[str, Mapping[int, Sequence[str]]]:
        # HTMLExporter's own way reads the whole page again to mend what the report's blocks have already; that took longer than all else.
        try:
            html, resources = TemplateExporter.from_notebook_node(exporter, notebook, {prose.LEFT_OUT: {}})
        except InvalidNotebook as error:
            raise Refused.of(
                f"a picture in the text that the notebook does not hold: {plain_text.told(str(error))}",
                name,
                *_PICTURE,
            ) from error
        return str(html), resources[prose.LEFT_OUT]

    return made


def page(site: Site, identity: str, content: str) -> str:
    """Return a whole page: the site's frame around `content`, with contents made from its second-level headings."""
    return in_frame(
        site,
        identity,
        site.pages[identity],
        content,
        [(one.anchor, one.text) for one in headings(content) if one.level == 2],
    )


def in_frame(
    site: Site, identity: str, title: str, content: str, contents: Sequence[tuple[str, str]] = ()
) -> str:
    """Return `content` in the site's frame: menu, way back, the same page a quarter before, and what the page holds."""
    earlier = site.before.get(identity)
    before = {"id": earlier, "label": f"i {Quarter.parse(earlier).label}"} if earlier else None
    released = danish.date(dt.date.fromisoformat(site.released)) if site.released else ""
    return (
        render(
            "page",
            site=site,
            title=title,
            identity=identity,
            content=content,
            contents=contents,
            before=before,
            released=released,
            quarter_label=danish.capitalised(site.quarter.label),
        )
        + "\n"
    )


@dataclass(frozen=True)
class Heading:
    """A heading on a page that can be linked to: its level, address and text (HTML, without elements)."""

    level: int
    anchor: str
    text: str


def headings(content: str) -> list[Heading]:
    """Return the headings of levels 2 and 3 that have an address, in order."""
    return [
        Heading(int(level), anchor, re.sub(r"<[^>]+>", "", text).strip())
        for level, anchor, text in _HEADING.findall(content)
    ]


def swap_in(
    project: Project,
    quarter: Quarter,
    files: Mapping[str, str],
    manifest: dict[str, Any],
    *,
    municipality: str,
    kept: Kept | None = None,
    cleared: Collection[str] = (),
) -> Path:
    """Put the quarter, the overview of quarters, the package and what is `kept` of the edition in place as one; return the quarter's index.

    Of a draft, the quarter's pages alone.

    A reader meets the old quarter or the new; whatever fails before that leaves everything as it was. Earlier editions stay
    in the quarter's folder as they were, but for those withdrawn. `manifest` is completed with the SHA-256 of each file.
    Raises Refused for a CPR number, or a contact not `cleared`, in any of it.
    """
    target = project.report(quarter)
    number, withdrawn = (
        (kept.number, kept.withdrawn) if kept else (manifests.edition_of(manifest), frozenset())
    )
    records = _records(project, quarter, kept)
    manifest["municipality"] = municipality
    manifest["pages"] = {name: checksum.of_text(text) for name, text in sorted(files.items())}
    manifest["records"] = {path.name: checksum.of_text(text) for path, text in records.items()}
    beside = () if project.draft else (project.overview, project.package(quarter), project.sums)
    followers = (*records, *beside)
    aside = atomic_files.begin(target, followers)
    try:
        manifest["earlier"] = {
            path.relative_to(aside).as_posix(): checksum.of_file(path)
            for one in range(1, number)
            for path in _keep(project, quarter, one, aside, municipality, gone=one in withdrawn)
        }
        around = overview.around(quarter, manifest, municipality)
        manifest["around"] = {name: checksum.of_text(text) for name, text in sorted(around.items())}
        papers = {**files, manifests.NAME: manifests.as_text(manifest)}
        scan.refuse_published(
            {**papers, **{path.name: text for path, text in records.items()}},
            project.relative(target),
            cleared,
        )
        for name, text in papers.items():
            atomic_files.write(aside / name, text.encode())
        for path, text in records.items():
            atomic_files.write(atomic_files.aside(path), text.encode())
        if beside:
            package = overview.package(aside, str(quarter), manifest, around)
            over_all = overview.overview(
                {**manifests.read_all(project), quarter: manifest}, municipality
            ).encode()
            sums = manifests.sums(project) | {
                project.overview.name: checksum.of_bytes(over_all),
                project.package(quarter).name: checksum.of_bytes(package),
            }
            for path, content in zip(beside, (over_all, package, manifests.as_sums(sums)), strict=True):
                atomic_files.write(atomic_files.aside(path), content)
        atomic_files.swap(target, followers)
        if not project.draft:
            shutil.rmtree(project.printed(quarter), ignore_errors=True)  # printed from what the pages were
    except BaseException:
        atomic_files.discard(target, followers)
        raise
    return target / INDEX


def _records(project: Project, quarter: Quarter, kept: Kept | None) -> dict[Path, str]:
    """Return what is kept of an edition and its release, by place."""
    if kept is None:
        return {}
    release = {project.release(quarter, kept.number): kept.release} if kept.release else {}
    return {project.edition(quarter, kept.number): kept.text, **release}


def _keep(
    project: Project, quarter: Quarter, number: int, aside: Path, municipality: str, *, gone: bool
) -> list[Path]:
    """Put the pages of an earlier edition beside those to come, and return their files; a page in their place where there are none.

    Raises Refused for pages that are not as they were published: they would be kept as what the council saw.
    """
    public, folder = project.public, aside / f"udgave-{number}"
    then = manifests.read(public, quarter)
    lies = (
        public.report(quarter)
        if manifests.edition_of(then) == number
        else public.report(quarter) / folder.name
    )
    folder.mkdir()
    if lies.is_dir() and not gone:
        listed = {} if then is None else manifests.files_of_edition(then, number)
        there = {path.name: path for path in lies.iterdir() if path.is_file()}
        for name, path in there.items():
            if then is not None and name != manifests.NAME and listed.get(name) != checksum.of_file(path):
                raise Refused.of(
                    f"edition {number} is not as it was published, and would be kept so",
                    project.relative(path),
                    "the pages as they were published",
                    f"restore it; or delete {project.relative(lies)}, and a page says that the edition's pages are not there",
                )
            shutil.copyfile(path, folder / name)
    else:
        label = danish.capitalised(quarter.label)
        content = render("edition_gone", quarter_label=label, number=number, withdrawn=gone)
        text = plain_page(f"Udgave {number} · {label}", municipality, content, home=f"../{INDEX}")
        atomic_files.write(folder / INDEX, text.encode())
    return sorted(folder.iterdir())
