"""The data-quality page: the verdict on every source, what failed, and what was revised at the source."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

import pandas as pd

from sigtepunkt.checks.expectation_suite import Finding
from sigtepunkt.checks.gate import EVERYTHING
from sigtepunkt.core import danish
from sigtepunkt.core.period import Period, Quarter
from sigtepunkt.editions.processed_store import Processed
from sigtepunkt.observations.table import SHOWN
from sigtepunkt.raw.vintage import Provenance, Vintage
from sigtepunkt.report.templating import render
from sigtepunkt.strategy import Definitions
from sigtepunkt.wording import figures, sentences

SEVERITIES = {"critical": "kritisk", "warning": "advarsel", "info": "til orientering"}
_SHOWN = 40


def sources_block(definitions: Definitions, vintage: Vintage, findings: Sequence[Finding]) -> str:
    """Return the table of sources with their verdicts, and the failed expectations in plain words."""
    used = definitions.used
    findings = [
        finding for finding in findings if finding.suite in used or finding.suite not in definitions.sources
    ]
    rows = []
    for key in used:
        source = definitions.sources[key]
        own = [finding for finding in findings if finding.suite == key]
        failed = [finding for finding in own if not finding.met]
        paper = vintage.provenance.get(source.file) if source.file in vintage.hashes else None
        rows.append(
            [
                f"{source.title} ({source.publisher}, {source.table})",
                f"{danish.number(len(own) - len(failed))} af {danish.number(len(own))}",
                "mangler i leverancen"
                if paper is None
                else "demodata"
                if source.origin == "demo"
                else "rekonstrueret"
                if paper.reconstructed
                else "som modtaget",
            ]
        )
    failures = [
        {
            "kind": "concern" if finding.severity == "critical" else "undecided",
            "href": "",
            "title": _name(finding.suite, definitions),
            "text": sentences.unmet(finding.sentence, SEVERITIES[finding.severity])
            + (
                f" Det gælder {danish.counted(finding.unexpected, 'række', 'rækker')}."
                if finding.unexpected
                else ""
            )
            + (f" {_late(finding, definitions)}" if finding.column == "days_late" else ""),
        }
        for finding in findings
        if not finding.met
    ]
    columns = ["Kilde", "Bestået", "Herkomst"]
    return render(
        "table",
        caption=f"Kontrol af {danish.counted(len(rows), 'kilde', 'kilder')}, {danish.counted(len(findings), 'kontrol', 'kontroller')} i alt",
        columns=columns,
        numeric=["Bestået"],
        rows=rows,
    ) + render(
        "listing",
        id="ikke-opfyldt",
        title="Det, der ikke er opfyldt",
        items=failures,
        intro="",
        headed=True,
        empty="Alle kontroller er bestået.",
    )


def _on(retrieved: str) -> str:
    """Return the day a file was fetched as a reader expects it; what is not known says so in words."""
    try:
        return danish.date(dt.date.fromisoformat(retrieved))
    except ValueError:
        return retrieved


def _name(suite: str, definitions: Definitions) -> str:
    source = definitions.sources.get(suite)
    return f"{source.publisher}, {source.table}" if source else "Alle indikatorer"


def late(definitions: Definitions, findings: Sequence[Finding]) -> list[dict[str, str]]:
    """Return every official source whose next figure is overdue, as items of a listing."""
    return [
        {
            "kind": "undecided",
            "href": "datakvalitet.html#ikke-opfyldt",
            "title": _name(finding.suite, definitions),
            "text": f"er forsinket. {_late(finding, definitions)}",
        }
        for finding in findings
        if not finding.met
        and finding.column == "days_late"
        and finding.suite in definitions.used
        and definitions.sources[finding.suite].origin != "demo"
    ]


def _late(finding: Finding, definitions: Definitions) -> str:
    """Say how late a source is, and whom to ask."""
    days = finding.examples[0][1].rpartition(" ")[2] if finding.examples else ""
    owner = definitions.sources[finding.suite].owner if finding.suite in definitions.sources else ""
    return (
        f"Den næste periode skulle have været der for {danish.counted(int(days), 'dag', 'dage')} siden. Ejer: {owner}."
        if days.isdigit()
        else ""
    )


def provenance_block(definitions: Definitions, vintage: Vintage, used: Iterable[str]) -> str:
    """Return the sources a page rests on, each with its licence, when and how it was fetched, and its checksum."""
    items = []
    for key in used:
        source = definitions.sources[key]
        digest = vintage.hashes.get(source.file)
        paper = vintage.provenance.get(source.file) or Provenance(key)
        items.append(
            {
                "publisher": source.publisher,
                "table": source.table,
                "title": source.title,
                "licence": source.licence,
                "missing": digest is None,
                "retrieved": _on(paper.retrieved),
                "via": paper.via,
                "reconstructed": paper.reconstructed,
                "demo": source.origin == "demo",
                "file": source.file,
                "digest": "" if source.confidential else (digest or "")[:12],
            }
        )
    return render(
        "provenance", note=vintage.note, sources=items, count=danish.counted(len(items), "kilde", "kilder")
    )


def withheld_block(processed: Processed, definitions: Definitions) -> str:
    """Return every indicator figures of which are withheld, how many, and why."""
    found: dict[tuple[str, str], int] = {}
    for one in processed.withheld:
        found[one.indicator, one.reason] = found.get((one.indicator, one.reason), 0) + 1
    items = []
    for (key, reason), count in found.items():
        whole = any(one.indicator == key and one.period == EVERYTHING for one in processed.withheld)
        amount = "Alle tal." if whole else f"{danish.capitalised(danish.counted(count, 'tal', 'tal'))}."
        items.append(
            {
                "kind": "undecided",
                "href": "",
                "title": definitions.indicators[key].title,
                "text": f"{amount} {sentences.unmet(reason)}",
            }
        )
    return render(
        "listing",
        id="tilbageholdt",
        title="Tilbageholdte tal",
        items=items,
        empty="Ingen tal er tilbageholdt.",
        headed=True,
        intro="Tal, der ikke har bestået en kritisk kontrol, vises ikke på siderne. Resten af deres kilde vises.",
    )


def history_block(processed: Processed) -> str:
    """Return what the checks of each vintage found, oldest first."""
    rows = [
        [
            Quarter.parse(past.quarter).label,
            *(danish.number(count) for count in (past.evaluated, past.critical, past.warning, past.withheld)),
        ]
        for past in processed.history
    ]
    columns = ["Leverance", "I alt", "Kritiske", "Advarsler", "Holdt tilbage"]
    return render(
        "section",
        id="kontroller-over-tid",
        title="Kontrollen kvartal for kvartal",
        content=render(
            "table",
            caption="Kontroller af hver leverance, hvad de fandt, og tal, der derfor er tilbageholdt",
            columns=columns,
            numeric=columns[1:],
            rows=rows,
        ),
    )


def revisions_block(processed: Processed, definitions: Definitions) -> str:
    """Return the figures the sources changed since the quarter before: how many of each indicator, and each one in a table."""
    vintages = sorted(processed.observations["vintage"].unique())
    before = [vintage for vintage in vintages if vintage < str(processed.quarter)]
    title, empty = "Ændret ved kilden", "Ingen tal er ændret."
    if not before:
        return render(
            "listing",
            id="revisioner",
            title=title,
            items=[],
            intro="Der er ingen tidligere leverance at sammenligne med.",
            empty=empty,
        )
    found = revisions(processed.observations, str(processed.quarter), before[-1])
    rows, items = [], []
    for key, own in found.groupby("indicator", sort=False):
        indicator = definitions.indicators[str(key)]
        source = definitions.sources[indicator.source]
        items.append(
            {
                "kind": "common",
                "href": "",
                "title": indicator.title,
                "text": f"– {danish.counted(len(own), 'tal', 'tal')}",
            }
        )
        rows += [
            [
                indicator.title,
                definitions.municipality.areas[area].name,
                Period.parse(period).label(counted=source.counted),
                figures.value(then, indicator),
                figures.value(now, indicator),
            ]
            for area, period, then, now in own[["area", "period", "before", "now"]].itertuples(
                index=False, name=None
            )
        ]
    count = danish.counted(len(found), "tal er ændret", "tal er ændret")
    columns = ["Indikator", "Område", "Periode", "Før", "Nu"]
    shown = f"De første {_SHOWN} ændrede tal" if len(found) > _SHOWN else "Hvert ændret tal"
    return render(
        "listing",
        id="revisioner",
        title=title,
        items=items,
        empty=empty,
        intro=f"{danish.capitalised(count)} af kilden siden leverancen for {Quarter.parse(before[-1]).label}.",
        fold={
            "title": shown,
            "table": render("table", caption=shown, columns=columns, numeric=columns[3:], rows=rows[:_SHOWN]),
        }
        if rows
        else None,
    )


def revisions(observations: pd.DataFrame, quarter: str, before: str) -> pd.DataFrame:
    """Return figures both vintages have with different values: indicator, area, period, before, now."""
    columns = ["indicator", "area", "period", "value"]
    shown = observations[observations["status"] == SHOWN]
    now, then = (shown.loc[shown["vintage"] == vintage, columns] for vintage in (quarter, before))
    both = then.merge(now, on=columns[:3], suffixes=("_before", "_now"))
    changed = both[both["value_before"] != both["value_now"]]
    return changed.rename(columns={"value_before": "before", "value_now": "now"}).reset_index(drop=True)
