"""The figures a quarter shows as open data: one tidy CSV file, and what its columns mean (CSV on the Web)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from urllib.parse import quote

import pandas as pd

from sigtepunkt.core import danish
from sigtepunkt.core.period import Period, Quarter
from sigtepunkt.observations.table import SHOWN
from sigtepunkt.raw.vintage import Vintage
from sigtepunkt.report.output import csv_text
from sigtepunkt.signals import State
from sigtepunkt.strategy import Definitions, Indicator
from sigtepunkt.wording.marks import with_answers
from sigtepunkt.wording.units_and_periods import shown_difference

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
    "siden strategien begyndte": "Kun ved kommunens nyeste tal: forskellen fra tallet ved strategiens "
    "start, i enheden og mellem tallene, som de er vist.",
    "strategiens start": "Perioden, som forskellen er regnet fra: den sidste før strategien.",
    "hele landet": "Kun ved kommunens nyeste tal: hele landets tal for samme periode.",
    "mærker": "Kun ved kommunens nyeste tal: hvad der er mere end almindelige udsving, hvis noget er.",
    "nedre grænse": "Den nedre 99 %-grænse for det første mærke: i enheden, og i procent for beløb og antal.",
    "øvre grænse": "Den øvre 99 %-grænse for det første mærke.",
}
_ANSWERS = 6  # the last columns are filled at the municipality's newest figure alone
_DATATYPES = {  # of the columns that are not texts
    "opgjort": {"base": "date", "format": "yyyy-MM-dd"},
    "værdi": {"base": "number", "format": {"decimalChar": ","}},
    "fremskrivning": {"base": "boolean", "format": "ja|nej"},
}
_NUMBERS = ("siden strategien begyndte", "hele landet", "nedre grænse", "øvre grænse")
_DATATYPES |= dict.fromkeys(_NUMBERS, _DATATYPES["værdi"])


def files(
    definitions: Definitions, observations: pd.DataFrame, states: Iterable[State], vintage: Vintage
) -> dict[str, str]:
    """Return the quarter's open data by file name: `csv` and its `metadata`."""
    text = csv(definitions, observations, vintage.quarter, states)
    return {CSV: text, METADATA: metadata(definitions, vintage)}


def csv(
    definitions: Definitions, observations: pd.DataFrame, quarter: Quarter, states: Iterable[State] = ()
) -> str:
    """Return every figure of `observations` (`table.COLUMNS`) that the quarter shows, one to a row.

    The municipality's newest figure of each indicator has what is said of it in the last columns, from its
    state.
    Other municipalities are in it for the period they are compared in. The columns are those of `metadata`.
    Withheld and suppressed figures are left out altogether, without an empty cell.
    """
    rows = observations[(observations["vintage"] == str(quarter)) & (observations["status"] == SHOWN)]
    rows = rows[_shown(definitions, rows)]
    areas, focus_areas = definitions.municipality.areas, definitions.strategy(quarter).focus_areas
    lines = []
    newest = {(state.indicator, state.latest.period): state for state in states}
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
                *_answers(
                    newest.get((key, period)) if area == definitions.municipality.code else None, indicator
                ),
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


def _answers(state: State | None, indicator: Indicator) -> list[str]:
    """Return the cells of what is said of an indicator; empty ones where nothing is."""
    if state is None or state.held:
        return [""] * _ANSWERS
    fact, nation, decimals = state.since.fact, state.comparison.nation, indicator.decimals
    given = list(with_answers(state, indicator))
    first = given[0][1] if given else None
    limits = (first.lower, first.upper) if first else (None, None)
    return [
        _number(shown_difference(fact.newest, fact.start, indicator), decimals) if fact else "",
        fact.start_period if fact else "",
        "" if nation is None else _number(nation, decimals),
        "; ".join(mark.text for mark, _ in given),
        *("" if limit is None else _number(limit, max(1, decimals)) for limit in limits),
    ]


def _number(value: float, decimals: int) -> str:
    return str(danish.rounded(value, decimals)).replace(".", ",")


def metadata(definitions: Definitions, vintage: Vintage) -> str:
    """Return what the file `CSV` is and what its columns mean (W3C, "Metadata Vocabulary for Tabular Data").

    A column's title is its heading in the CSV file; its name is the title percent-encoded, as a URI template
    asks.
    """
    shown = {name for indicator in definitions.indicators.values() for name in indicator.sources}
    sources = [source for key, source in definitions.sources.items() if key in shown]
    columns = [
        {
            "name": quote(name),
            "titles": name,
            "dc:title": danish.capitalised(name),
            "dc:description": description,
            "datatype": _DATATYPES.get(name, "string"),
            "required": place < len(_COLUMNS) - _ANSWERS and name != "enhed",
        }
        for place, (name, description) in enumerate(_COLUMNS.items())
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
