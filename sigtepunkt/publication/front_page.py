"""The pages that go with a quarter's others: the front page with its search, and the statement of accessibility."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from sigtepunkt.core import danish
from sigtepunkt.editions.processed_store import Processed
from sigtepunkt.publication import accessibility
from sigtepunkt.publication.page_html import Site, headings, in_frame
from sigtepunkt.raw.vintage import Vintage
from sigtepunkt.report.opening import COUNCIL, METHOD, QUALITY
from sigtepunkt.report.templating import INDEX, render
from sigtepunkt.strategy import Definitions
from sigtepunkt.wording import sentences

ACCESSIBILITY = "tilgaengelighed"
TITLES = {"index": "Forside", ACCESSIBILITY: "Tilgængelighed"}
_TEXTS = {
    QUALITY: "Hvor tallene kommer fra, og hvordan de er kontrolleret.",
    METHOD: "Hvad mærker og figurer betyder, og hvornår en ændring er mere end tilfældig.",
}


def beside(
    definitions: Definitions, site: Site, pages: Mapping[str, str], vintage: Vintage, done: Processed
) -> dict[str, str]:
    """Return the pages that go with the quarter's `pages` (id → HTML), by name of file."""
    label = danish.capitalised(site.quarter.label)
    front = render(
        "quarter_index",
        entries=list(_entries(definitions, site, pages)),
        places=list(_places(definitions, site, pages)),
        quarter_label=label,
        facts={
            "edition": done.correction.number,
            "closed": danish.date(vintage.closed),
            "reconstructed": vintage.reconstructed,
            "demo": done.demo,
            "banner": sentences.tense(definitions.strategy(site.quarter), site.quarter),
        },
    )
    return {
        INDEX: in_frame(site, "index", f"Opfølgning, {site.quarter.label}", front),
        f"{ACCESSIBILITY}.html": in_frame(
            site, ACCESSIBILITY, TITLES[ACCESSIBILITY], _statement(definitions, site, pages)
        ),
    }


def _entries(definitions: Definitions, site: Site, pages: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """Yield every page with what it holds."""
    strategy = definitions.strategy(site.quarter)
    for identity, title in site.pages.items():
        own = strategy.areas_of(committee=identity) if identity in strategy.committees else {}
        official = [
            key
            for key, one in definitions.indicators.items()
            if one.focus_area in own and definitions.origin(key) != "demo"
        ]
        text = (
            f"Alle {len(strategy.focus_areas)} fokusområder, hvad der er nyt, og hvad der mangler."
            if identity == COUNCIL
            else _TEXTS.get(identity)
            or f"{danish.counted(len(own), 'fokusområde', 'fokusområder')}, "
            f"{danish.counted(len(official), 'officiel indikator', 'officielle indikatorer')}."
        )
        yield {"id": identity, "title": title, "text": text, "built": identity in pages}


def _places(definitions: Definitions, site: Site, pages: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """Yield what can be searched for, in the alphabet's order: every heading with an address, and the words an indicator is defined with.

    What is invented is not: the front page shows no demo data.
    """
    known = [(identity, heading) for identity, page in pages.items() for heading in headings(page)]
    times = Counter(heading.text for _, heading in known)  # what every page has, as Kilder, finds nothing
    invented = {key for key in definitions.indicators if definitions.origin(key) == "demo"} | {
        *filter(definitions.invented, definitions.capacities)
    }
    found: list[dict[str, Any]] = [
        {
            "page": identity,
            "anchor": heading.anchor,
            "title": html.unescape(heading.text),
            "where": site.pages[identity],
            "words": definitions.indicators[heading.anchor].definition
            if heading.anchor in definitions.indicators
            else "",
        }
        for identity, heading in known
        if times[heading.text] == 1 and heading.anchor not in invented
    ]
    yield from sorted(found, key=lambda place: (danish.alphabetical(place["title"]), place["where"]))


def _statement(definitions: Definitions, site: Site, pages: Mapping[str, str]) -> str:
    told = accessibility.counted(pages.values())
    return render(
        "accessibility",
        municipality=definitions.municipality.name,
        quarter=site.quarter.label,
        quarter_label=danish.capitalised(site.quarter.label),
        pages=danish.counted(told.pages, "side", "sider"),
        whole=told.whole,
        contact=definitions.municipality.accessibility_contact,
        rows=[
            [what, danish.number(count), danish.number(good)]
            for what, count, good in (
                ("Figurer med en tekst, der siger det samme", told.charts, told.charts_told),
                ("Tabeller med overskrift", told.tables, told.tables_named),
                ("Sider med netop én hovedoverskrift", told.pages, told.pages_headed),
                ("Sider, der siger, at de er på dansk", told.pages, told.pages_danish),
            )
        ],
    )
