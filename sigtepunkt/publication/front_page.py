"""The pages that no notebook makes: the front page with its search, and the statement of accessibility."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from sigtepunkt.core import danish
from sigtepunkt.editions.processed_store import Processed
from sigtepunkt.followup.decisions import COUNCIL
from sigtepunkt.publication import accessibility
from sigtepunkt.publication.page_html import Site, headings, in_frame
from sigtepunkt.raw.vintage import Vintage
from sigtepunkt.report.blocks.summaries.importance import telling
from sigtepunkt.report.page_data import METHOD, QUALITY, PageData
from sigtepunkt.report.templating import INDEX, render
from sigtepunkt.signals import State
from sigtepunkt.strategy import Definitions
from sigtepunkt.wording import sentences
from sigtepunkt.wording.units_and_periods import label, value

ACCESSIBILITY = "tilgaengelighed"
TITLES = {"index": "Forside", ACCESSIBILITY: "Tilgængelighed"}
_FIGURES = 3  # beside each link
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
        entries=list(_entries(definitions, site, pages, vintage, processed)),
        places=list(_search_entries(definitions, site, pages, processed)),
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


def _entries(
    definitions: Definitions, site: Site, pages: Mapping[str, str], vintage: Vintage, processed: Processed
) -> Iterator[dict[str, Any]]:
    """Yield every page of the site with its three most telling figures and a sentence about what is on it."""
    strategy = definitions.strategy(site.quarter)
    for identity, title in site.pages.items():
        data = PageData(identity, site.quarter, definitions, strategy, vintage, processed)
        figures: list[str] = []
        if identity in strategy.committees or identity == COUNCIL:
            chosen = telling(data, data.leads if identity == COUNCIL else data.direct)[:_FIGURES]
            figures = [_figure(definitions, state) for state in chosen]
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
        yield {"id": identity, "title": title, "text": text, "figures": figures, "built": identity in pages}


def _figure(definitions: Definitions, state: State) -> str:
    """Return an indicator's newest figure with its name: `25-29-årige med kun grundskole: 22,5 % (2025)`."""
    indicator = definitions.indicators[state.indicator]
    period = label(state.latest.period, definitions.sources[indicator.source], indicator)
    return f"{indicator.name}: {value(state.latest.value, indicator)} ({period})"


def _search_entries(
    definitions: Definitions, site: Site, pages: Mapping[str, str], processed: Processed
) -> Iterator[dict[str, Any]]:
    """Yield what can be searched for, in Danish alphabetical order.

    That is every heading with an address and, of an indicator's, its newest figure and the words of its
    definition. Demo data is left out, as everywhere on the front page.
    """
    figures = {
        state.indicator: value(state.latest.value, definitions.indicators[state.indicator])
        for state in processed.states
        if not state.held
    }
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
            "figure": figures.get(heading.anchor, ""),
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
