"""Executed notebooks → pages, index and manifest, swapped into place as a whole. The only door to nbconvert."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sigtepunkt import checksum, danish, personal_data, swap
from sigtepunkt import manifest as manifests
from sigtepunkt.errors import Problem, Refused
from sigtepunkt.project import Project
from sigtepunkt.quarter import Quarter
from sigtepunkt.report.blocks import MARK
from sigtepunkt.templates import FOLDER, render

if TYPE_CHECKING:
    from nbformat import NotebookNode

INDEX = "index.html"
_HEADING = re.compile(r'<h2[^>]*\bid="([^"]+)"[^>]*>(.*?)</h2>', re.DOTALL)


@dataclass(frozen=True)
class Site:
    """What every page of a quarter carries: whose it is, which quarter, and the pages beside it (id → title; id → menu)."""

    municipality: str
    strategy: str
    quarter: Quarter
    pages: Mapping[str, str]
    menu: Mapping[str, str]


def read_by(notebook: NotebookNode) -> frozenset[str]:
    """Return the names of everything the executed notebook's blocks say they read (`report.dependencies`)."""
    outputs = (output for cell in notebook.cells for output in cell.get("outputs", ()))
    return frozenset(name for output in outputs for name in output.get("data", {}).get(MARK, {}).get("reads", ()))


def body(notebook: NotebookNode, name: str) -> str:
    """Return the published part of an executed notebook as HTML.

    Frames and text the notebook shows on its way are working material and stay in it, like the code. Raises Refused for
    a picture the report did not make (it has no text alternative, no numbers and no Danish axis), and for a CPR number
    anywhere in the notebook.
    """
    personal_data.refuse_notebook(notebook, name)
    written = [cell for cell in notebook.cells if "injected-parameters" not in cell.metadata.get("tags", ())]
    for number, cell in enumerate(written, 1):
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            if MARK not in data and any(kind.startswith("image/") for kind in data):
                raise Refused(Problem(
                    f"cell {number} shows a picture of its own", name, "report.figure(draw, title=…, alt=…, data=…)",
                    f"the cell begins: {cell.source.splitlines()[0]}",
                ))
    html, _ = _exporter().from_notebook_node(notebook)
    return str(html)


@cache
def _exporter() -> Any:
    from nbconvert.exporters import HTMLExporter

    return HTMLExporter(template_name="fragment", extra_template_basedirs=[str(FOLDER)], exclude_anchor_links=True)


def page(site: Site, identity: str, content: str) -> str:
    """Return a whole page: the site's frame around `content`, with contents made from its second-level headings."""
    contents = [(anchor, re.sub(r"<[^>]+>", "", text).strip()) for anchor, text in _HEADING.findall(content)]
    return render(
        "page", site=site, title=site.pages[identity], identity=identity, content=content, contents=contents,
        quarter_label=site.quarter.label,
    ) + "\n"


def front_page(site: Site, entries: Sequence[Mapping[str, Any]], facts: Mapping[str, Any]) -> str:
    """Return the quarter's index: every page with what it holds."""
    content = render("quarter_index", site=site, entries=entries, facts=facts, quarter_label=danish.capitalised(site.quarter.label))
    return render(
        "page", site=site, title=f"Opfølgning, {site.quarter.label}", identity="index", content=content, contents=[],
        quarter_label=site.quarter.label,
    ) + "\n"


def swap_in(project: Project, quarter: Quarter, files: Mapping[str, str], manifest: dict[str, Any], *, municipality: str,
            ledger: str = "", cleared: Collection[str] = ()) -> Path:
    """Put the quarter, the overview of quarters and the quarter's `ledger` in place as one, and return the quarter's index.

    A reader meets the old quarter or the new; whatever fails before that leaves everything as it was. `manifest` is
    completed with the SHA-256 of each file. Raises Refused for a CPR number, or a contact not `cleared`, in any of it.
    """
    target, overview, kept = project.report(quarter), project.reports / INDEX, project.ledger(quarter)
    manifest["pages"] = {name: checksum.of_text(text) for name, text in sorted(files.items())}
    papers = {**files, manifests.NAME: json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"}
    personal_data.refuse_published(papers, project.relative(target), cleared)
    aside, followers = swap.aside(target), (*((kept,) if ledger or kept.is_file() else ()), overview)
    try:
        aside.mkdir(parents=True)
        for name, text in papers.items():
            swap.write(aside / name, text.encode())
        if ledger:
            kept.parent.mkdir(parents=True, exist_ok=True)
            swap.write(swap.aside(kept), ledger.encode())
        swap.write(swap.aside(overview), _overview({**_manifests(project), quarter: manifest}, municipality).encode())
        swap.swap(target, followers)
    except BaseException:
        swap.discard(target, followers)
        raise
    return target / INDEX


def _manifests(project: Project) -> dict[Quarter, dict[str, Any]]:
    quarters = [Quarter.parse(folder.name) for folder in project.reports.iterdir() if Quarter.is_quarter(folder.name)]
    return {quarter: manifest for quarter in quarters if (manifest := manifests.read(project, quarter))}


def _overview(manifests: Mapping[Quarter, Mapping[str, Any]], municipality: str) -> str:
    """Return the page over every published quarter, newest first."""
    quarters = [{"id": str(quarter), "label": danish.capitalised(quarter.label), "closed": manifests[quarter]["closed_label"]}
                for quarter in sorted(manifests, reverse=True)]
    return render("overview", municipality=municipality, quarters=quarters) + "\n"
