"""Checks that links between a quarter's pages lead somewhere, and no address stands twice on a page. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from html import unescape

from sigtepunkt.core.errors import Problem, Refused, abridged
from sigtepunkt.core.project import Project

_ADDRESS = re.compile(r'<[a-zA-Z][^>]*?\sid="([^"]+)"')
_LINK = re.compile(r'<a\b[^>]*?\shref="(?:([a-z0-9-]+)\.html)?#([^"]+)"')


def refuse_broken(project: Project, pages: Mapping[str, str]) -> None:
    """Raise Refused for every broken link and repeated address of the pages (id → HTML)."""
    notebooks = {identity: project.relative(project.notebook(identity)) for identity in pages}
    if broken := list(problems(pages, notebooks)):
        raise Refused(*broken)


def problems(pages: Mapping[str, str], notebooks: Mapping[str, str]) -> Iterator[Problem]:
    """Yield a problem for each address that is twice on a page (id → HTML), or is linked to and missing.

    `notebooks` are the paths of the pages' notebooks, where it is put right. Links to pages that are not
    among these are not checked.
    """
    addresses = {identity: Counter(map(unescape, _ADDRESS.findall(html))) for identity, html in pages.items()}
    for identity, counts in addresses.items():
        for address, times in counts.items():
            if times > 1:
                fault = f"{address!r} is shown {times} times on one page, and can be linked to once"
                next_step = f"delete the calls but one that show {address!r}"
                yield Problem(fault, notebooks[identity], "each block once on a page", next_step)
    dead: dict[tuple[str, str], list[str]] = {}
    for identity, html in pages.items():
        for page, address in dict.fromkeys(_LINK.findall(html)):
            target = page or identity
            if target in addresses and unescape(address) not in addresses[target]:
                dead.setdefault((target, unescape(address)), []).append(identity)
    for (target, address), sources in dead.items():
        yield Problem(
            f"{address!r} is not shown on the page, and these link to it: {abridged(sources)}",
            notebooks[target],
            "what other pages link to shown once: indicators, capacities, focus areas, and on the method "
            "page headings",
            f'add report.indicator("{address}") (or capacity, or focus_area; on the method page a heading '
            "of that name) to the notebook, or take its declaration away",
        )
