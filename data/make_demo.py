"""Write the demo data: what the municipality's own systems could deliver, at a realistic scale and rhythm.

    python data/make_demo.py

Every figure comes from a seeded generator and says nothing about any municipality. A later vintage has the
figures of the earlier one and one quarter more. Each series has its own stream of random numbers, so that
adding a series leaves the others unchanged. Plans and head counts are written out, not drawn, and so are the
same in every vintage. The head counts include a few small numbers, so that disclosure control has something
to suppress.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import tomllib
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import openpyxl
from reconstruct import CLOSED, RAW, ROOT, provenance, seal

from sigtepunkt.core.period import Period

SEED = 20_220_622
FIRST_YEAR, LAST_YEAR = 2022, 2026
WHOLE, SOCIAL = "Hele kommunen", "Social omsorg"
# Stamped into every workbook, so that its bytes stay the same.
LONG_AGO = dt.datetime(2026, 1, 1)  # noqa: DTZ001 - Excel knows no time zones
HOW = f"Opdigtet af data/make_demo.py med frøet {SEED}. Tallene siger intet om Hedensted Kommune."


@dataclass(frozen=True)
class Series:
    """A quarterly demo series: level, drift per quarter, effect of each season, and noise."""

    level: float
    drift: float
    season: tuple[float, float, float, float]
    noise: float
    decimals: int
    highest: float = float("inf")

    def values(self, stream: int, quarters: int) -> list[float]:
        """Return the series of random-number stream `stream`, one value a quarter."""
        random = np.random.default_rng([SEED, stream]).standard_normal(quarters)
        raw = [
            self.level + self.drift * step + self.season[step % 4] + self.noise * z
            for step, z in enumerate(random)
        ]
        return [round(float(min(value, self.highest)), self.decimals) for value in raw]


FLAT = (0.0, 0.0, 0.0, 0.0)
# Source → (dimension codes, value column) → series. A series' position among all is its stream of random
# numbers.
SERIES: Mapping[str, Mapping[tuple[tuple[str, ...], str], Series]] = {
    "demo-teknik": {
        ((), "Sagsbehandlingstid (dage)"): Series(54, -0.5, (1, -2, 5, -4), 3.5, 0),
        ((), "Tilsyn gennemført til tiden (pct.)"): Series(87, 0.1, (0, 1, -3, 2), 2.5, 1, highest=100),
    },
    "demo-personale-oekonomi": {
        ((WHOLE,), "Sygefravær (pct.)"): Series(5.2, 0.0, (0.8, -0.3, -0.7, 0.2), 0.2, 1),
        ((WHOLE,), "Personaleomsætning (pct.)"): Series(3.3, 0.0, (-0.2, 0.1, 0.5, -0.4), 0.25, 1),
        ((WHOLE,), "Forventet budgetafvigelse (mio. kr.)"): Series(4.0, 0.0, FLAT, 8.0, 1),
        ((SOCIAL,), "Sygefravær (pct.)"): Series(6.6, 0.0, (0.9, -0.3, -0.8, 0.2), 0.3, 1),
        ((SOCIAL,), "Personaleomsætning (pct.)"): Series(4.4, -0.02, (-0.2, 0.1, 0.6, -0.5), 0.35, 1),
        ((SOCIAL,), "Forventet budgetafvigelse (mio. kr.)"): Series(7.0, 0.0, FLAT, 4.0, 1),
    },
    "demo-social-beskaeftigelse": {
        (("Skærmbesøg",), "Værdi"): Series(1_450, 70, (20, 0, -60, 40), 80, 0),
        (("Sager afgjort inden for fristen (pct.)",), "Værdi"): Series(
            86, 0.0, (0, 1, -2, 1), 2.2, 1, highest=100
        ),
        (("Visiterede hjemmeplejetimer",), "Værdi"): Series(43_000, 180, (300, 0, -500, 200), 700, 0),
        (("Sygedagpengeforløb over 26 uger",), "Værdi"): Series(225, 0.0, (8, 4, -6, -6), 10, 0),
        (("Tilfredshed med dialogen (1-5)",), "Værdi"): Series(3.85, 0.0, FLAT, 0.08, 2, highest=5),
    },
    "demo-laering": {((), "Andel i specialtilbud (pct.)"): Series(5.1, 0.04, FLAT, 0.12, 1)},
}


@dataclass(frozen=True)
class Plan:
    """A demo plan: places by the first year that each number holds, and the coverage.

    Coverage is the share of people who need a place, in per cent; `drift` is its change a year, in percentage
    points.
    """

    places: Mapping[int, float]
    coverage: float
    drift: float = 0.0

    def values(self, years: range) -> list[tuple[float, float]]:
        """Return places and coverage for each year."""
        places = [self.places[max(first for first in self.places if first <= year)] for year in years]
        return [(number, round(self.coverage + self.drift * step, 1)) for step, number in enumerate(places)]


PLANNED = range(2026, 2041)  # the years of the population projection
# Source → dimension code → plan.
PLANS: Mapping[str, Mapping[str, Plan]] = {
    "demo-kapacitet": {
        "Dagtilbud": Plan({2026: 2_520.0, 2029: 2_600.0, 2035: 2_820.0}, 78.0),
        "Plejebolig": Plan({2026: 325.0, 2029: 358.0}, 9.6, -0.1),
    }
}


# Source → year → dimension code → persons. The last code is the sum of the others.
HEADS: Mapping[str, Mapping[int, Mapping[str, int]]] = {
    "demo-overgang": {
        year: {"Med plan": with_plan, "Uden plan": without, "I alt": with_plan + without}
        for year, (with_plan, without) in {
            2018: (21, 13),
            2019: (24, 9),
            2020: (20, 11),
            2021: (27, 8),
            2022: (26, 3),
            2023: (29, 7),
            2024: (25, 6),
            2025: (30, 2),
        }.items()
    }
}


def counted(source: Mapping[str, Any], key: str, closed: dt.date) -> list[list[Any]]:
    """Return the source's header and rows, up to the last year delivered when the vintage closed."""
    lag = dt.timedelta(days=source["lag_days"])
    delivered = [year for year in HEADS[key] if dt.date(year, 12, 31) + lag <= closed]
    codes = dict.fromkeys(code for heads in HEADS[key].values() for code in heads)
    return [
        [source["period"], *source["dimensions"], *source["values"]],
        *([str(year), code, float(HEADS[key][year][code])] for code in codes for year in delivered),
    ]


def planned(source: Mapping[str, Any], key: str) -> list[list[Any]]:
    """Return the source's header and rows; a plan reaches beyond the day on which its vintage closed."""
    header: list[Any] = [source["period"], *source["dimensions"], *source["values"]]
    return [
        header,
        *(
            [str(year), code, *cells]
            for code, plan in PLANS[key].items()
            for year, cells in zip(PLANNED, plan.values(PLANNED), strict=True)
        ),
    ]


def rows(source: Mapping[str, Any], key: str, closed: dt.date) -> list[list[Any]]:
    """Return the source's header and rows, up to the last quarter delivered when the vintage closed."""
    periods = [f"{year}K{quarter}" for year in range(FIRST_YEAR, LAST_YEAR + 1) for quarter in range(1, 5)]
    lag = dt.timedelta(days=source["lag_days"])
    delivered = [period for period in periods if Period.parse(period).end + lag <= closed]
    streams = [(name, cell) for name in SERIES for cell in SERIES[name]]
    drawn = {
        cell: series.values(streams.index((key, cell)), len(delivered))
        for cell, series in SERIES[key].items()
    }
    columns, dimensions = source["values"], source.get("dimensions", [])
    table: list[list[Any]] = [[source["period"], *dimensions, *columns]]
    for codes in dict.fromkeys(codes for codes, _ in drawn):
        for step, period in enumerate(delivered):
            table.append([period, *codes, *(drawn[codes, column][step] for column in columns)])
    return table


def excel(source: Mapping[str, Any], table: list[list[Any]]) -> bytes:
    """Return the table as a workbook whose bytes depend only on the table."""
    book = openpyxl.Workbook()
    sheet = book.active
    if sheet is None:  # cannot be: a new workbook has a sheet
        raise RuntimeError(source["file"])
    sheet.title = source["sheet"]
    for row in table:
        sheet.append(row)
    book.properties.creator = "data/make_demo.py"
    book.properties.created = LONG_AGO
    saved = io.BytesIO()
    book.save(saved)
    stamp = LONG_AGO.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    steady = io.BytesIO()
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(steady, "w", zipfile.ZIP_STORED) as new:
        for name in sorted(old.namelist()):
            # Saving puts the time into the properties, and compression differs between versions of zlib.
            content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, old.read(name))
            new.writestr(zipfile.ZipInfo(name, LONG_AGO.timetuple()[:6]), content)
    return steady.getvalue()


def semicolon(source: Mapping[str, Any], table: list[list[Any]]) -> bytes:
    """Return the table as an older Danish system exports it: semicolons, decimal comma, cp1252, CRLF."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    for row in table:
        writer.writerow(["" if cell is None else _danish(cell) for cell in row])
    return text.getvalue().encode(source["encoding"])


def _danish(cell: str | float) -> str:
    return cell if isinstance(cell, str) else str(int(cell) if cell.is_integer() else cell).replace(".", ",")


FORMATS = {"excel": excel, "semicolon": semicolon}


def main() -> None:
    """Write the demo files of every vintage."""
    sources = tomllib.loads((ROOT / "strategy" / "sources.toml").read_text(encoding="utf-8"))
    for quarter, closed in CLOSED.items():
        provenances = {}
        for key in (*SERIES, *PLANS, *HEADS):
            source = sources[key]
            if key in PLANS:
                table = planned(source, key)
            else:
                table = (counted if key in HEADS else rows)(source, key, closed)
            (RAW / quarter / source["file"]).write_bytes(FORMATS[source["format"]](source, table))
            provenances[source["file"]] = provenance(
                key,
                source,
                via="ingen",
                retrieved="ikke hentet",
                reconstructed=False,
                generator="data/make_demo.py",
                seed=SEED,
                how=HOW,
            )
        seal(RAW / quarter, provenances)


if __name__ == "__main__":
    main()
