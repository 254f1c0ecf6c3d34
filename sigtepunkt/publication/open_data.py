"""The figures a quarter shows as open data: one tidy CSV file, and what its columns mean (CSV on the Web)."""

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
_COLUMNS = {  # name → description
    "indikator": "Indikatorens faste navn, som det også står i adressen på siden.",
    "titel": "Hvad der er målt.",
    "fokusområde": "Det fokusområde i strategien, indikatoren hører til.",
    "områdekode": "Kommunens nummer, 000 for hele landet, "
    "eller et postdistrikts eller afstemningsområdes kode.",
    "område": "Områdets navn.",
    "periode": "Måned (2026M06), kvartal (2026Q2), år (2026), skoleår (2025/2026) eller dag, "
    "som kilden opgør tallet.",
    "opgjort": "Den dag, tallet gælder for: periodens første eller sidste, som kilden tæller.",
    "værdi": "Tallet, afrundet som på siden.",
    "enhed": "Hvad tallet tæller eller måles i.",
    "fremskrivning": "Ja, når tallet er et regnestykke om fremtiden og ikke en måling.",
    "oprindelse": "Officiel statistik, kommunens egne tal (intern) eller demodata. Demodata er opdigtede.",
    "kilde": "Udgiver og tabel.",
}
_DATATYPES = {  # of the columns that are not texts
    "opgjort": {"base": "date", "format": "yyyy-MM-dd"},
    "værdi": {"base": "number", "format": {"decimalChar": ","}},
    "fremskrivning": {"base": "boolean", "format": "ja|nej"},
}


def files(definitions: Definitions, observations: pd.DataFrame, vintage: Vintage) -> dict[str, str]:
    """Return the quarter's open data by file name: `csv` and its `metadata`."""
    return {CSV: csv(definitions, observations, vintage.quarter), METADATA: metadata(definitions, vintage)}


def csv(definitions: Definitions, observations: pd.DataFrame, quarter: Quarter) -> str:
    """Return every figure of `observations` (`table.COLUMNS`) that the quarter shows, one to a row.

    Other municipalities are in it for the period they are compared in. The columns are those of `metadata`.
    Withheld and suppressed figures are left out altogether, without an empty cell.
    """
    rows = observations[(observations["vintage"] == str(quarter)) & (observations["status"] == SHOWN)]
    rows = rows[_shown(definitions, rows)]
    areas, focus_areas = definitions.municipality.areas, definitions.strategy(quarter).focus_areas
    lines = []
    columns = ["indicator", "area", "period", "date", "value", "projection"]
    for key, area, period, date, value, projection in rows[columns].itertuples(index=False, name=None):
        indicator = definitions.indicators[key]
        source = definitions.sources[indicator.source]
        lines.append(
            [
                key,
                indicator.title,
                focus_areas[indicator.focus_area].name,
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
    lines.sort(key=lambda line: (line[0], line[3], Period.parse(line[5]).first, line[5]))
    return csv_text(list(_COLUMNS), lines)


def _shown(definitions: Definitions, rows: pd.DataFrame) -> pd.Series[bool]:
    """Return which rows a page shows.

    Of other municipalities, those it is compared with, in the municipality's newest period.
    """
    municipality, dates = definitions.municipality, rows["date"]
    elsewhere, compared = (
        rows["area"].isin(codes) for codes in (municipality.elsewhere, municipality.comparison)
    )
    newest = dates.groupby(rows["indicator"]).transform("max")
    newest_own = dates.where(rows["area"] == municipality.code).groupby(rows["indicator"]).transform("max")
    return ~elsewhere & (~compared | (dates == newest_own.fillna(newest)))


def _number(value: float, decimals: int) -> str:
    return str(danish.rounded(value, decimals)).replace(".", ",")


def metadata(definitions: Definitions, vintage: Vintage) -> str:
    """Return what the file `CSV` is and what its columns mean (W3C, "Metadata Vocabulary for Tabular Data").

    A column's title is its heading in the CSV file; its name is the title percent-encoded, as a URI template
    asks.
    """
    shown = {indicator.source for indicator in definitions.indicators.values()}
    sources = [source for key, source in definitions.sources.items() if key in shown]
    columns = [
        {
            "name": quote(name),
            "titles": name,
            "dc:title": danish.capitalised(name),
            "dc:description": description,
            "datatype": _DATATYPES.get(name, "string"),
            "required": name != "enhed",
        }
        for name, description in _COLUMNS.items()
    ]
    strategy = definitions.strategy(vintage.quarter)
    described = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "da"}],
        "url": CSV,
        "dc:title": f"{strategy.title}: alle viste tal, {vintage.quarter.label}",
        "dc:publisher": definitions.municipality.name,
        "dc:description": f"Hvad der var offentliggjort den {vintage.closed.isoformat()}. "
        "Rækker med oprindelsen demodata er opdigtede og siger intet om virkeligheden.",
        "dc:source": [
            {
                "dc:publisher": source.publisher,
                "dc:title": f"{source.table}: {source.title}",
                "dc:license": source.licence,
            }
            for source in sources
        ],
        "dialect": {"delimiter": ";", "encoding": "utf-8", "header": True, "lineTerminators": ["\r\n"]},
        "tableSchema": {
            "columns": columns,
            "primaryKey": [quote(name) for name in ("indikator", "områdekode", "periode")],
        },
    }
    return f"{json.dumps(described, ensure_ascii=False, indent=1)}\n"
