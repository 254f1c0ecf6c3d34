"""The pages that no notebook makes: the front page with its search, and the statement of accessibility."""

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
from sigtepunkt.report.page_data import COUNCIL, METHOD, QUALITY
from sigtepunkt.report.templating import INDEX, render
from sigtepunkt.strategy import Definitions
from sigtepunkt.wording import sentences

ACCESSIBILITY = "tilgaengelighed"
TITLES = {"index": "Forside", ACCESSIBILITY: "Tilgængelighed"}
_TEXTS = {
    QUALITY: "Hvor tallene kommer fra, og hvordan de er kontrolleret.",
    METHOD: "Hvad mærker og figurer betyder, og hvornår en ændring er mere end tilfældig.",
}


def files(
    definitions: Definitions, site: Site, pages: Mapping[str, str], vintage: Vintage, processed: Processed
) -> dict[str, str]:
    """Return the front page and the statement of accessibility of `pages` (id → HTML), by file name."""
    front = render(
        "quarter_index",
        entries=list(_entries(definitions, site, pages)),
        places=list(_search_entries(definitions, site, pages)),
        quarter_label=danish.capitalised(site.quarter.label),
        facts={
            "edition": processed.correction.number,
            "closed": danish.date(vintage.closed),
            "reconstructed": vintage.reconstructed,
            "demo": processed.demo,
            "banner": sentences.strategy_is_over(definitions.strategy(site.quarter), site.quarter),
        },
    )
    statement = _statement(definitions, site, pages)
    return {
        INDEX: in_frame(site, "index", f"Opfølgning, {site.quarter.label}", front),
        f"{ACCESSIBILITY}.html": in_frame(site, ACCESSIBILITY, TITLES[ACCESSIBILITY], statement),
    }


def _entries(definitions: Definitions, site: Site, pages: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """Yield every page of the site with a sentence about what is on it."""
    strategy = definitions.strategy(site.quarter)
    for identity, title in site.pages.items():
        areas = strategy.areas_of(committee=identity) if identity in strategy.committees else {}
        official = sum(
            indicator.focus_area in areas and definitions.origin(key) != "demo"
            for key, indicator in definitions.indicators.items()
        )
        if identity == COUNCIL:
            text = f"Alle {len(strategy.focus_areas)} fokusområder, hvad der er nyt, og hvad der mangler."
        else:
            text = _TEXTS.get(identity) or (
                f"{danish.counted(len(areas), 'fokusområde', 'fokusområder')}, "
                f"{danish.counted(official, 'officiel indikator', 'officielle indikatorer')}."
            )
        yield {"id": identity, "title": title, "text": text, "built": identity in pages}


def _search_entries(
    definitions: Definitions, site: Site, pages: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    """Yield what can be searched for, in Danish alphabetical order.

    That is every heading with an address and, of an indicator's, the words of its definition. Demo data is
    left out, as everywhere on the front page.
    """
    linked = [(identity, heading) for identity, page in pages.items() for heading in headings(page)]
    times = Counter(heading.text for _, heading in linked)  # one that many pages have (Kilder) finds nothing
    demo = {key for key in definitions.indicators if definitions.origin(key) == "demo"}
    demo.update(filter(definitions.demo_parts, definitions.capacities))
    entries: list[dict[str, Any]] = [
        {
            "page": identity,
            "anchor": heading.anchor,
            "title": html.unescape(heading.text),
            "where": site.pages[identity],
            "words": indicator.definition
            if (indicator := definitions.indicators.get(heading.anchor))
            else "",
        }
        for identity, heading in linked
        if times[heading.text] == 1 and heading.anchor not in demo
    ]
    yield from sorted(entries, key=lambda entry: (danish.alphabetical(entry["title"]), entry["where"]))


def _statement(definitions: Definitions, site: Site, pages: Mapping[str, str]) -> str:
    counts = accessibility.count(pages.values())
    rows = (
        ("Figurer med en tekst, der siger det samme", counts.charts, counts.charts_described),
        ("Tabeller med overskrift", counts.tables, counts.tables_captioned),
        ("Sider med netop én hovedoverskrift", counts.pages, counts.pages_headed),
        ("Sider, der siger, at de er på dansk", counts.pages, counts.pages_danish),
    )
    return render(
        "accessibility",
        municipality=definitions.municipality.name,
        quarter=site.quarter.label,
        quarter_label=danish.capitalised(site.quarter.label),
        pages=danish.counted(counts.pages, "side", "sider"),
        whole=counts.complete,
        contact=definitions.municipality.accessibility_contact,
        rows=[[label, danish.number(number), danish.number(good)] for label, number, good in rows],
    )
