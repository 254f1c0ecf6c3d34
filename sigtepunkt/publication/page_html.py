"""Executed notebook → the HTML of its page, in the site's frame. The only door to nbconvert."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from html import unescape
from typing import TYPE_CHECKING

from sigtepunkt.core import danish, plain_text
from sigtepunkt.core.errors import Problem, Refused
from sigtepunkt.core.period import Quarter
from sigtepunkt.core.progress import Progress, silent
from sigtepunkt.publication import prose
from sigtepunkt.raw.personal_data import scan
from sigtepunkt.report import templating
from sigtepunkt.report.output import MIME_TYPE, slug
from sigtepunkt.report.templating import FOLDER, render

if TYPE_CHECKING:
    from nbformat import NotebookNode

_NAMELESS = re.compile(r"<h([23])>([^<]+)</h\1>")  # a heading of the prose, without an address yet
_ID = re.compile(r'\sid="([^"]+)"')
# A picture without alternative text, or from elsewhere; attributes stand as BeautifulSoup writes them.
_UNSEEN = re.compile(r'<img(?![^>]*\balt="[^"]*\w)[^>]*>|<img(?![^>]*\bsrc="data:)[^>]*>')
_PICTURE = (  # what is allowed, and what to do next
    "a picture in the notebook itself, and what it shows: ![what it shows](attachment:…)",
    "drag the picture into its cell in JupyterLab, and write between the brackets what it shows",
)
_SHOWN = 80  # characters of a picture's element that a message repeats
_LISTED = 2  # the level of the headings that a page's table of contents lists
_HEADING = re.compile(r'<h([23])[^>]*\bid="([^"]+)"[^>]*>(.*?)</h\1>', re.DOTALL)


@dataclass(frozen=True)
class Site:
    """What every page of a quarter carries.

    The municipality and its strategy, the quarter, the titles of its pages and their names in the menu (by
    id), the quarter in which each page was published before, and the date of the release (ISO; empty for a
    draft).
    """

    municipality: str
    strategy: str
    quarter: Quarter
    pages: Mapping[str, str]
    menu: Mapping[str, str]
    before: Mapping[str, str] = field(default_factory=dict)
    released: str = ""


def facts_read(notebook: NotebookNode) -> frozenset[str]:
    """Return the names of every fact that the blocks of an executed notebook read (`report.dependencies`)."""
    return frozenset(
        name for data in _outputs(notebook.cells) for name in data.get(MIME_TYPE, {}).get("reads", ())
    )


def blocks_of(notebook: NotebookNode) -> dict[str, str]:
    """Return the HTML of an executed notebook's blocks that may be cached, by their key in the cache."""
    return {
        data[MIME_TYPE]["key"]: data["text/html"]
        for data in _outputs(notebook.cells)
        if data.get(MIME_TYPE, {}).get("key") and "text/html" in data
    }


def _outputs(cells: Sequence[NotebookNode]) -> list[NotebookNode]:
    """Return what the cells show, each by MIME type."""
    return [output.get("data", {}) for cell in cells for output in cell.get("outputs", ())]


def body(notebook: NotebookNode, name: str, progress: Progress = silent) -> str:
    """Return the published part of an executed notebook as HTML; report what sanitising removed.

    Code is left out, and so are the data frames and texts the notebook shows as working material. Raises
    Refused for a picture the report did not make (it has no text alternative, no numbers and no Danish axis),
    for a picture in the prose without alternative text or from elsewhere, for a text that cannot be shown as
    it is, and for a CPR number anywhere in the notebook.
    """
    scan.refuse_notebook(notebook, name)
    # Cells are numbered as their author sees them: without the parameters that were put in.
    authored = (cell for cell in notebook.cells if "injected-parameters" not in cell.metadata.get("tags", ()))
    cells = dict(enumerate(authored, 1))
    for number, cell in cells.items():
        for data in _outputs([cell]):
            if MIME_TYPE not in data and any(kind.startswith("image/") for kind in data):
                fault = f"cell {number} shows a picture of its own"
                allowed = "report.figure(draw, title=…, subtitle=…, alt=…, data=…)"
                raise Refused.of(fault, name, allowed, f"the cell begins: {cell.source.splitlines()[0]}")
    markdown = {number: cell.source for number, cell in cells.items() if cell.cell_type == "markdown"}
    _refuse([*prose.faults(markdown, name), *_hidden(cells, name)])
    html, left_out = _exporter()(notebook, name)
    for number, elements in left_out.items():
        progress("sanitise", f"{name}, cell {number}: {', '.join(elements)}")
    fault = "a picture in the text that not every reader sees"
    _refuse([Problem(f"{fault}: {tag[0][:_SHOWN]}", name, *_PICTURE) for tag in _UNSEEN.finditer(html)])
    taken = Counter(_ID.findall(html))

    def with_address(heading: re.Match[str]) -> str:
        address = slug(unescape(heading[2]))
        taken[address] += 1  # a heading that stands twice has two addresses
        number = f"-{taken[address]}" if taken[address] > 1 else ""
        return f'<h{heading[1]} id="{address}{number}">{heading[2]}</h{heading[1]}>'

    return _NAMELESS.sub(with_address, html)


def _refuse(problems: Sequence[Problem]) -> None:
    if problems:
        raise Refused(*problems)


def _hidden(cells: Mapping[int, NotebookNode], name: str) -> list[Problem]:
    """Return a problem for each block with an invisible character, such as in a title a cell gives it."""
    next_step = "see which text of the cell, or which data it shows, holds it"
    return [
        Problem(f"cell {number}, what it shows: {fault}", name, plain_text.ALLOWED, next_step)
        for number, cell in cells.items()
        for data in _outputs([cell])
        if MIME_TYPE in data
        and (fault := plain_text.invisible_character(unescape(data.get("text/html", ""))))
    ]


def prepare() -> None:
    """Import what turns notebooks into HTML, and compile pages' templates; called while kernels run."""
    _exporter()
    templating.prepare()


@cache
def _exporter() -> Callable[[NotebookNode, str], tuple[str, Mapping[int, Sequence[str]]]]:
    """Return a function of an executed notebook and its name: HTML, and what sanitising removed, by cell."""
    from nbconvert.exporters import HTMLExporter, TemplateExporter
    from nbconvert.filters.markdown_mistune import InvalidNotebook

    def sanitised(html: str, number: int, left_out: dict[int, tuple[str, ...]]) -> str:
        result = prose.sanitised(html)
        if result.left_out:
            left_out[number] = result.left_out
        return result.html

    exporter = HTMLExporter(
        template_name="fragment",
        extra_template_basedirs=[str(FOLDER)],
        exclude_anchor_links=True,
        filters={"sanitised": sanitised},
        # The default ones see to code, widgets and styles, which no page has; each validates the notebook.
        default_preprocessors=[],
    )

    def export(notebook: NotebookNode, name: str) -> tuple[str, Mapping[int, Sequence[str]]]:
        # HTMLExporter's own method parses the page again, which takes longest, for what blocks have already.
        try:
            html, resources = TemplateExporter.from_notebook_node(exporter, notebook, {prose.LEFT_OUT: {}})
        except InvalidNotebook as error:
            missing = (
                f"a picture in the text that the notebook does not hold: {plain_text.excerpt(str(error))}"
            )
            raise Refused.of(missing, name, *_PICTURE) from error
        return str(html), resources[prose.LEFT_OUT]

    return export


def page(site: Site, identity: str, content: str) -> str:
    """Return a whole page: the site's frame around `content`, with a table of its second-level headings."""
    shown = headings(content)
    contents = [(heading.anchor, heading.text) for heading in shown if heading.level == _LISTED]
    return in_frame(site, identity, site.pages[identity], content, contents)


def in_frame(
    site: Site, identity: str, title: str, content: str, contents: Sequence[tuple[str, str]] = ()
) -> str:
    """Return `content` in the site's frame: menu, table of contents, and the same page a quarter before."""
    earlier = site.before.get(identity)
    html = render(
        "page",
        site=site,
        title=title,
        identity=identity,
        content=content,
        contents=contents,
        before={"id": earlier, "label": f"i {Quarter.parse(earlier).label}"} if earlier else None,
        released=danish.date(dt.date.fromisoformat(site.released)) if site.released else "",
        quarter_label=danish.capitalised(site.quarter.label),
    )
    return f"{html}\n"


@dataclass(frozen=True)
class Heading:
    """A heading that can be linked to: its level, its address, and its text (HTML without elements)."""

    level: int
    anchor: str
    text: str


def headings(content: str) -> list[Heading]:
    """Return the headings of levels 2 and 3 that have an address, in order."""
    return [
        Heading(int(level), anchor, re.sub(r"<[^>]+>", "", text).strip())
        for level, anchor, text in _HEADING.findall(content)
    ]
