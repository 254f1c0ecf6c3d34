"""The data-quality page: the verdict on every source, what failed, and what was revised at the source."""

from __future__ import annotations

from collections.abc import Sequence

from sigtepunkt import danish, wording
from sigtepunkt.checks import Finding
from sigtepunkt.processed import Processed
from sigtepunkt.quarter import Period
from sigtepunkt.report.council import revisions
from sigtepunkt.strategy import Definitions
from sigtepunkt.templates import render
from sigtepunkt.vintage import Vintage

SEVERITIES = {"critical": "kritisk", "warning": "advarsel", "info": "til orientering"}
_SHOWN = 40


def sources_block(definitions: Definitions, vintage: Vintage, findings: Sequence[Finding]) -> str:
    """Return the table of sources with their verdicts, and the failed expectations in plain words."""
    used = definitions.used
    findings = [finding for finding in findings if finding.suite in used or finding.suite not in definitions.sources]
    rows = []
    for key in used:
        source = definitions.sources[key]
        own = [finding for finding in findings if finding.suite == key]
        failed = [finding for finding in own if not finding.met]
        paper = vintage.provenance[source.file]
        rows.append([
            f"{source.publisher}, {source.table}", source.title, danish.number(len(own)),
            f"{danish.counted(len(failed), 'afvigelse', 'afvigelser')}" if failed else "bestået",
            "demodata" if source.origin == "demo" else "rekonstrueret" if paper.reconstructed else "som modtaget",
        ])
    failures = [
        {
            "kind": "concern" if finding.severity == "critical" else "undecided", "href": "",
            "title": _name(finding.suite, definitions),
            "text": f"Ikke opfyldt ({SEVERITIES[finding.severity]}): {finding.sentence}"
            + (f" Det gælder {danish.counted(finding.unexpected, 'række', 'rækker')}." if finding.unexpected else ""),
        }
        for finding in findings if not finding.met
    ]
    columns = ["Kilde", "Hvad", "Kontroller", "Resultat", "Herkomst"]
    return render(
        "table", caption=f"Kontrol af {danish.counted(len(rows), 'kilde', 'kilder')}, {danish.counted(len(findings), 'kontrol', 'kontroller')} i alt",
        columns=columns, numeric=["Kontroller"], rows=rows,
    ) + render(
        "listing", id="ikke-opfyldt", title="Det, der ikke er opfyldt", items=failures, intro="",
        empty="Alle kontroller er bestået.",
    )


def _name(suite: str, definitions: Definitions) -> str:
    source = definitions.sources.get(suite)
    return f"{source.publisher}, {source.table}." if source else "Alle indikatorer."


def revisions_block(processed: Processed, definitions: Definitions) -> str:
    """Return the figures the sources changed since the quarter before."""
    vintages = sorted(processed.observations["vintage"].unique())
    before = [vintage for vintage in vintages if vintage < str(processed.quarter)]
    items = []
    if before:
        found = revisions(processed.observations, str(processed.quarter), before[-1])
        for record in found.to_dict("records")[:_SHOWN]:
            indicator = definitions.indicators[record["indicator"]]
            source = definitions.sources[indicator.source]
            area = definitions.municipality.areas[record["area"]].name
            items.append({
                "kind": "common", "href": "", "title": indicator.title,
                "text": danish.sentence(
                    f"({area}, {Period.parse(record['period']).label(counted=source.counted)}): fra {wording.value(record['before'], indicator)} "
                    f"til {wording.value(record['now'], indicator)}"
                ),
            })
        intro = f"{danish.capitalised(danish.counted(len(found), 'tal er ændret', 'tal er ændret'))} af kilden siden leverancen for {before[-1]}."
        if len(found) > _SHOWN:
            intro += f" De første {_SHOWN} vises."
    else:
        intro = "Der er ingen tidligere leverance at sammenligne med."
    return render("listing", id="revisioner", title="Ændret ved kilden", items=items, intro=intro, empty="Ingen tal er ændret.")
