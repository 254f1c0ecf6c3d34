"""Whether the links of a quarter's pages lead somewhere, and every address on a page stands for one thing. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from html import unescape

from sigtepunkt.core.errors import Problem, listed

_ADDRESS = re.compile(r'<[a-zA-Z][^>]*?\sid="([^"]+)"')
_LINK = re.compile(r'<a\b[^>]*?\shref="(?:([a-z0-9-]+)\.html)?#([^"]+)"')


def problems(pages: Mapping[str, str], notebooks: Mapping[str, str]) -> Iterator[Problem]:
    """Yield what is wrong with the addresses of pages (id → HTML): two of the same name, and links to what is not there.

    `notebooks` are the places of the pages' notebooks, where it is put right. Links to pages that are not among these are
    passed over.
    """
    addresses = {identity: Counter(map(unescape, _ADDRESS.findall(text))) for identity, text in pages.items()}
    for identity, own in addresses.items():
        for address, times in own.items():
            if times > 1:
                yield Problem(
                    f"{address!r} is shown {times} times on one page, and can be linked to once",
                    notebooks[identity],
                    "each block once on a page",
                    f"delete the calls but one that show {address!r}",
                )
    dead: dict[tuple[str, str], list[str]] = {}
    for identity, text in pages.items():
        for page, address in dict.fromkeys(_LINK.findall(text)):
            target = page or identity
            if target in addresses and unescape(address) not in addresses[target]:
                dead.setdefault((target, unescape(address)), []).append(identity)
    for (target, address), sources in dead.items():
        yield Problem(
            f"{address!r} is not shown on the page, and these link to it: {listed(sources)}",
            notebooks[target],
            "what other pages link to shown once: indicators, capacities, focus areas, and on the method page headings",
            f'add report.indicator("{address}") (or capacity, or focus_area; on the method page a heading of that name) to the notebook, '
            "or take its declaration away",
        )
