"""The quarter's shown figures as open data: one tidy CSV file, and what its columns mean (W3C CSV on the Web)."""

from __future__ import annotations

import json
from urllib.parse import quote

import pandas as pd

from sigtepunkt.core import danish
from sigtepunkt.core.period import Period, Quarter
from sigtepunkt.observations.table import SHOWN
from sigtepunkt.raw.vintage import Vintage
from sigtepunkt.report.output import csv_text
from sigtepunkt.strategy import Definitions

CSV, METADATA = "tal.csv", "tal.csv-metadata.json"
ORIGINS = {"official": "officiel", "internal": "intern", "demo": "demodata"}
_COLUMNS = (
    ("indikator", "Indikator", "string", "Indikatorens faste navn, som det også står i adressen på siden."),
    ("titel", "Titel", "string", "Hvad der er målt."),
    ("fokusområde", "Fokusområde", "string", "Det fokusområde i strategien, indikatoren hører til."),
    (
        "områdekode",
        "Områdekode",
        "string",
        "Kommunens nummer, 000 for hele landet, eller et postdistrikts eller afstemningsområdes kode.",
    ),
    ("område", "Område", "string", "Områdets navn."),
    (
        "periode",
        "Periode",
        "string",
        "Måned (2026M06), kvartal (2026Q2), år (2026), skoleår (2025/2026) eller dag, som kilden opgør tallet.",
    ),
    (
        "opgjort",
        "Opgjort",
        "date",
        "Den dag, tallet gælder for: periodens første eller sidste, som kilden tæller.",
    ),
    ("værdi", "Værdi", "number", "Tallet, afrundet som på siden."),
    ("enhed", "Enhed", "string", "Hvad tallet tæller eller måles i."),
    (
        "fremskrivning",
        "Fremskrivning",
        "boolean",
        "Ja, når tallet er et regnestykke om fremtiden og ikke en måling.",
    ),
    (
        "oprindelse",
        "Oprindelse",
        "string",
        "Officiel statistik, kommunens egne tal (intern) eller demodata. Demodata er opdigtede.",
    ),
    ("kilde", "Kilde", "string", "Udgiver og tabel."),
)


def files(definitions: Definitions, observations: pd.DataFrame, vintage: Vintage) -> dict[str, str]:
    """Return the quarter's open data by name of file: `csv` and its `metadata`."""
    return {CSV: csv(definitions, observations, vintage.quarter), METADATA: metadata(definitions, vintage)}


def csv(definitions: Definitions, observations: pd.DataFrame, quarter: Quarter) -> str:
    """Return every figure of `observations` (`observations.COLUMNS`) that is shown in the quarter, one to a row.

    Of other municipalities that is the period they are held against. The columns are those of `metadata`. Figures that are
    withheld or suppressed are not in it, not even as empty cells.
    """
    rows = observations[(observations["vintage"] == str(quarter)) & (observations["status"] == SHOWN)]
    rows = rows[_shown(definitions, rows)]
    areas, areas_of = definitions.municipality.areas, definitions.strategy(quarter).focus_areas
    found = []
    for key, area, period, date, value, projection in rows[
        ["indicator", "area", "period", "date", "value", "projection"]
    ].itertuples(index=False, name=None):
        indicator = definitions.indicators[key]
        source = definitions.sources[indicator.source]
        found.append(
            [
                key,
                indicator.title,
                areas_of[indicator.focus_area].name,
                area,
                areas[area].name,
                period,
                date.date().isoformat(),
                _number(value, indicator.decimals),
                indicator.unit,
                "ja" if projection else "nej",
                ORIGINS[source.origin],
                f"{source.publisher}, {source.table}",
            ]
        )
    found.sort(key=lambda row: (row[0], row[3], Period.parse(row[5]).first, row[5]))
    return csv_text([name for name, *_ in _COLUMNS], found)


def _shown(definitions: Definitions, rows: pd.DataFrame) -> pd.Series[bool]:
    """Return which rows a page may show: all but other municipalities' of other periods than the municipality's newest."""
    own = definitions.municipality
    beside = {code for code, area in own.areas.items() if area.kind == "kommune" and code != own.code}
    newest = {
        **rows.groupby("indicator")["date"].max(),
        **rows[rows["area"] == own.code].groupby("indicator")["date"].max(),
    }
    kept = [
        area not in beside or date == newest[key]
        for key, area, date in rows[["indicator", "area", "date"]].itertuples(index=False, name=None)
    ]
    return pd.Series(kept, index=rows.index, dtype=bool)


def _number(value: float, decimals: int) -> str:
    return str(danish.rounded(value, decimals)).replace(".", ",")


def metadata(definitions: Definitions, vintage: Vintage) -> str:
    """Return what the file `CSV` is and what its columns mean, as W3C's "Metadata Vocabulary for Tabular Data" asks.

    A column's title is what stands in the CSV file; its name is the title as a URI template has it: in ASCII.
    """
    types = {
        "number": {"base": "number", "format": {"decimalChar": ","}},
        "date": {"base": "date", "format": "yyyy-MM-dd"},
        "boolean": {"base": "boolean", "format": "ja|nej"},
        "string": "string",
    }
    shown = {indicator.source for indicator in definitions.indicators.values()}
    return (
        json.dumps(
            {
                "@context": ["http://www.w3.org/ns/csvw", {"@language": "da"}],
                "url": CSV,
                "dc:title": f"{definitions.strategy(vintage.quarter).title}: alle viste tal, {vintage.quarter.label}",
                "dc:publisher": definitions.municipality.name,
                "dc:description": f"Hvad der var offentliggjort den {vintage.closed.isoformat()}. Rækker med oprindelsen demodata er opdigtede og siger intet om virkeligheden.",
                "dc:source": [
                    {
                        "dc:publisher": one.publisher,
                        "dc:title": f"{one.table}: {one.title}",
                        "dc:license": one.licence,
                    }
                    for key, one in definitions.sources.items()
                    if key in shown
                ],
                "dialect": {
                    "delimiter": ";",
                    "encoding": "utf-8",
                    "header": True,
                    "lineTerminators": ["\r\n"],
                },
                "tableSchema": {
                    "columns": [
                        {
                            "name": quote(name),
                            "titles": name,
                            "dc:title": title,
                            "dc:description": told,
                            "datatype": types[kind],
                            "required": name != "enhed",
                        }
                        for name, title, kind, told in _COLUMNS
                    ],
                    "primaryKey": [quote(name) for name in ("indikator", "områdekode", "periode")],
                },
            },
            ensure_ascii=False,
            indent=1,
        )
        + "\n"
    )
