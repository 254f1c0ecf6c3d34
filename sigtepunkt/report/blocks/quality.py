"""The data-quality page: the verdict on every source, what failed, and what was revised at the source."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence

from sigtepunkt.checks.finding import Finding
from sigtepunkt.checks.gate import EVERYTHING
from sigtepunkt.core import danish
from sigtepunkt.core.period import Quarter
from sigtepunkt.editions.processed_store import Processed
from sigtepunkt.raw.vintage import Provenance, Vintage
from sigtepunkt.report.blocks.elements import Item, item, listing, source_name
from sigtepunkt.report.templating import render
from sigtepunkt.strategy import Definitions, Source
from sigtepunkt.wording import sentences, units_and_periods

SEVERITIES = {"critical": "kritisk", "warning": "advarsel", "info": "til orientering"}
_MOST_ROWS = 40  # of revised figures in the table


def sources_block(definitions: Definitions, vintage: Vintage, findings: Sequence[Finding]) -> str:
    """Return the table of sources with their verdicts, and the failed expectations in plain words."""
    used = definitions.used_sources
    findings = [
        finding for finding in findings if finding.suite in used or finding.suite not in definitions.sources
    ]
    failed = [finding for finding in findings if not finding.met]
    checks, failures = (Counter(finding.suite for finding in group) for group in (findings, failed))
    rows = []
    for key in used:
        source, met = definitions.sources[key], checks[key] - failures[key]
        count = f"{danish.number(met)} af {danish.number(checks[key])}"
        rows.append([f"{source.title} ({source_name(source)})", count, _origin(source, vintage)])
    sources = danish.counted(len(rows), "kilde", "kilder")
    return render(
        "table",
        caption=f"Kontrol af {sources}, {danish.counted(len(findings), 'kontrol', 'kontroller')} i alt",
        columns=["Kilde", "Bestået", "Herkomst"],
        numeric=["Bestået"],
        rows=rows,
    ) + listing(
        "ikke-opfyldt",
        "Det, der ikke er opfyldt",
        [_failure(finding, definitions) for finding in failed],
        headed=True,
        empty="Alle kontroller er bestået.",
    )


def _origin(source: Source, vintage: Vintage) -> str:
    """Return in words how a source's file came: demo data, reconstructed, as received, or not at all."""
    provenance = vintage.provenance.get(source.file) if source.file in vintage.hashes else None
    if provenance is None:
        return "mangler"
    if source.origin == "demo":
        return "demodata"
    return "samlet bagefter" if provenance.reconstructed else "som modtaget"


def _failure(finding: Finding, definitions: Definitions) -> Item:
    """Return an expectation that is not met, with how many rows it concerns, as an item of a listing."""
    text = sentences.unmet_requirement(finding.sentence, SEVERITIES[finding.severity])
    if finding.unexpected:
        text += f" Det gælder {danish.counted(finding.unexpected, 'række', 'rækker')}."
    if finding.column == "days_late":
        text = (
            f"Tallet er gammelt ({SEVERITIES[finding.severity]}). {_lateness(finding, definitions)}".strip()
        )
    kind = "concern" if finding.severity == "critical" else "undecided"
    return item(kind, _suite_name(finding.suite, definitions), text)


def _suite_name(suite: str, definitions: Definitions) -> str:
    source = definitions.sources.get(suite)
    return source_name(source) if source else "Alle indikatorer"


def late(definitions: Definitions, findings: Sequence[Finding]) -> list[Item]:
    """Return every official source whose next figure is overdue, as items of a listing."""
    return [
        item(
            "undecided",
            _suite_name(finding.suite, definitions),
            f"er forsinket. {_lateness(finding, definitions)}",
            "datakvalitet.html#ikke-opfyldt",
        )
        for finding in findings
        if not finding.met
        and finding.column == "days_late"
        and finding.suite in definitions.used_sources
        and definitions.sources[finding.suite].origin != "demo"
    ]


def _lateness(finding: Finding, definitions: Definitions) -> str:
    """Say how late a source is, and whom to ask; empty where the finding is about no single source."""
    owner = definitions.sources[finding.suite].owner if finding.suite in definitions.sources else ""
    if finding.value is None:
        return ""
    ago = danish.counted(int(finding.value), "dag", "dage")
    return f"Den næste periode skulle have været der for {ago} siden. Ejer: {owner}."


def provenance_block(definitions: Definitions, vintage: Vintage, used: Iterable[str]) -> str:
    """Return the sources a page rests on: licence, when and how each was fetched, and its checksum."""
    items = []
    for key in used:
        source = definitions.sources[key]
        digest = vintage.hashes.get(source.file)
        provenance = vintage.provenance.get(source.file) or Provenance(key)
        items.append(
            {
                **source.model_dump(include={"publisher", "table", "title", "licence", "file"}),
                "missing": digest is None,
                "retrieved": _date_or_words(provenance.retrieved),
                "via": provenance.via,
                "reconstructed": provenance.reconstructed,
                "demo": source.origin == "demo",
                "digest": "" if source.confidential else (digest or "")[:12],
            }
        )
    count = danish.counted(len(items), "kilde", "kilder")
    return render("provenance", note=vintage.note, sources=items, count=count)


def _date_or_words(retrieved: str) -> str:
    """Return an ISO date as a Danish reader expects it, and any other words as they are."""
    try:
        return danish.date(dt.date.fromisoformat(retrieved))
    except ValueError:
        return retrieved


def withheld_block(processed: Processed, definitions: Definitions) -> str:
    """Return every indicator with withheld figures, how many they are, and why."""
    counts = Counter((figure.indicator, figure.reason) for figure in processed.withheld)
    everything = {figure.indicator for figure in processed.withheld if figure.period == EVERYTHING}
    items = []
    for (key, reason), count in counts.items():
        figures = danish.capitalised(danish.counted(count, "tal", "tal"))
        amount = "Alle tal." if key in everything else f"{figures}."
        text = f"{amount} {sentences.unmet_requirement(reason)}"
        items.append(item("undecided", definitions.indicators[key].title, text))
    return listing(
        "tilbageholdt",
        "Tilbageholdte tal",
        items,
        headed=True,
        empty="Ingen tal er tilbageholdt.",
        intro="Tal, der ikke har bestået en kritisk kontrol, vises ikke på siderne. "
        "Resten af deres kilde vises.",
    )


def history_block(processed: Processed) -> str:
    """Return what the checks of each vintage found, oldest first."""
    rows = []
    for past in processed.history:
        counts = (past.evaluated, past.critical, past.warning, past.withheld)
        rows.append([Quarter.parse(past.quarter).label, *map(danish.number, counts)])
    columns = ["Kvartal", "I alt", "Kritiske", "Advarsler", "Holdt tilbage"]
    caption = "Kontroller af hvert kvartals tal, hvad de fandt, og tal, der derfor er holdt tilbage"
    table = render("table", caption=caption, columns=columns, numeric=columns[1:], rows=rows)
    return render("section", id="kontroller-over-tid", title="Kontrollen kvartal for kvartal", content=table)


def revisions_block(processed: Processed, definitions: Definitions) -> str:
    """Return the figures the sources changed since the quarter before: a count by indicator, and a table."""
    if len(processed.history) < 2:  # noqa: PLR2004 - this vintage, and one before it
        intro = "Der er ikke et tidligere kvartal at sammenligne med."
        return listing("revisioner", "Ændret ved kilden", [], intro=intro, empty="Ingen tal er ændret.")
    revised, before = processed.revised, Quarter.parse(processed.history[-2].quarter)
    rows, items = [], []
    for key, group in revised.groupby("indicator", sort=False):
        indicator = definitions.indicators[str(key)]
        source = definitions.sources[indicator.source]
        items.append(item("common", indicator.title, f"– {danish.counted(len(group), 'tal', 'tal')}"))
        rows += [
            [
                indicator.title,
                definitions.municipality.areas[area].name,
                units_and_periods.label(period, source, indicator),
                units_and_periods.value(former, indicator),
                units_and_periods.value(now, indicator),
            ]
            for _, area, period, former, now in group.itertuples(index=False, name=None)
        ]
    count = danish.capitalised(danish.counted(len(revised), "tal er ændret", "tal er ændret"))
    columns = ["Indikator", "Område", "Periode", "Før", "Nu"]
    title = f"De første {_MOST_ROWS} ændrede tal" if len(revised) > _MOST_ROWS else "Hvert ændret tal"
    table = render("table", caption=title, columns=columns, numeric=columns[3:], rows=rows[:_MOST_ROWS])
    return listing(
        "revisioner",
        "Ændret ved kilden",
        items,
        intro=f"{count} af kilden siden {before.label}.",
        empty="Ingen tal er ændret.",
        fold={"title": title, "table": table} if rows else None,
    )
