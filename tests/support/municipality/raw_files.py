"""Prøvekommune's raw files, in the four formats that real sources deliver."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import cycle, islice
from types import MappingProxyType

import openpyxl

from sigtepunkt.core.period import Quarter

CLOSED = {"2026Q1": dt.date(2026, 5, 31), "2026Q2": dt.date(2026, 8, 31)}

PROVENANCE = "\n".join(
    f'["{name}"]\nsource = "{source}"\nvia = "ingen"\nretrieved = "2026-05-31"\nhow = "Opdigtet."\n'
    for name, source in (
        ("folketal.csv", "proeve-folketal"),
        ("ledige.json", "proeve-ledige"),
        ("skole.csv", "proeve-skole"),
        ("ventetid.xlsx", "proeve-ventetid"),
        ("fremskrivning.csv", "proeve-fremskrivning"),
        ("nyttehaver.csv", "proeve-nyttehaver"),
    )
)

# A varying series without autocorrelation: its control limits are wide and nothing in it is a signal.
QUIET = (2.6, 2.9, 2.5, 2.8, 2.7, 2.4, 2.8, 2.5, 2.9)


@cache  # writing the workbook takes longer than all the rest of laying the municipality out
def raw_files(quarter: Quarter) -> Mapping[str, bytes]:
    """Return the content of the quarter's raw files by name."""
    later = quarter > Quarter(2026, 1)
    files = {
        "folketal.csv": _population(later=later),
        "ledige.json": _unemployed(later=later),
        "skole.csv": _school(),
        "ventetid.xlsx": _waiting(later=later),
        "fremskrivning.csv": _projection(),
        "nyttehaver.csv": _gardens(),
    }
    return MappingProxyType(files)


def _population(*, later: bool) -> bytes:
    """StatBank's format: byte-order mark, semicolons, CRLF, K-quarters, `..` where nothing is published."""
    periods = _quarters(2018, 35 if later else 34)
    lines = ["OMRÅDE;TID;INDHOLD"]
    for code, first, step in (("000", 500_000, 400), ("990", 5_000, 12), ("991", 7_000, -9)):
        for index, period in enumerate(periods):
            lines.append(f"{code};{period};{first + step * index}")
    text = "\r\n".join(lines) + "\r\n"
    text = text.replace("991;2020K2;6919", "991;2020K2;..")
    if later:
        text = text.replace("990;2026K1;5384", "990;2026K1;5391")  # revised at the source
    return ("\ufeff" + text).encode()


def _quarters(first_year: int, count: int) -> list[str]:
    return [f"{first_year + index // 4}K{index % 4 + 1}" for index in range(count)]


def _months(count: int) -> Iterator[str]:
    return islice((f"{year}M{month:02d}" for year in range(2024, 2030) for month in range(1, 13)), count)


def _unemployed(*, later: bool) -> bytes:
    """Jobindsats' format: columns and rows as JSON. The last month of the later vintage is a signal."""
    count = 31 if later else 27
    rows = []
    for area, size in (("/", 3_000), ("Prøve", 30), ("Nabo", 45)):
        values = list(islice(cycle(QUIET), count))
        if later and area == "Prøve":
            values[-1] = 0.4
        rows += [
            [area, month, round(size * value), value]
            for month, value in zip(_months(count), values, strict=True)
        ]
    return json.dumps(
        {"columns": ["Område", "Periode", "Ledige", "Ledige i pct."], "rows": rows}, ensure_ascii=False
    ).encode()


def _school() -> bytes:
    """An older Danish system's format: Windows-1252, thousands with a point, decimals with a comma."""
    lines = ["Kommune;Skoleår;Elever;Elever i klub;Fravær (pct.)"]
    clubs = {"Prøve": (250, 261, 282, 300, 330, 360, 390), "Nabo": (500, 501, 499, 500, 498, 502, 500)}
    for area, members in clubs.items():
        for index, member in enumerate(members):
            lines.append(f"{area};{2018 + index}/{2019 + index};1.000;{member};{5 + index % 3},{index}")
    return ("\r\n".join(lines) + "\r\n").encode("cp1252")


def _waiting(*, later: bool) -> bytes:
    """A workbook from a municipal system, without areas; the figures are demo data."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Data"
    sheet.append(["Kvartal", "Sagstype", "Dage"])
    for index, period in enumerate(_quarters(2022, 18 if later else 17)):
        sheet.append([period, "Nybyggeri", 60 + (7, 1, 5, 2, 9)[index % 5]])
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def _projection() -> bytes:
    """A hundred more people aged 65+ a year, here and in the nation; one year more than the gardens' plan."""
    lines = ["OMRÅDE;ALDER;TID;INDHOLD"]
    for code, first in (("000", 100_000), ("990", 1_000)):
        lines += [
            f"{code};{age};{2026 + index};{size + 100 * index}"
            for age, size in (("IALT", 5 * first), ("65+", first))
            for index in range(6)
        ]
    return ("\ufeff" + "\r\n".join(lines) + "\r\n").encode()


def _gardens() -> bytes:
    """A municipality's own plan, without areas: in 2028 there are exactly as many gardens as are wanted."""
    lines = ["År;Sted;Haver;Dækning (pct.)", *(f"{year};Byen;120;10,0" for year in range(2026, 2031))]
    return ("\r\n".join(lines) + "\r\n").encode("cp1252")
