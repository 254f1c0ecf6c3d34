"""Example sources of every format, files in their formats, and what reading them returns or refuses."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from sigtepunkt.core.errors import Problem, Refused
from sigtepunkt.raw.long_table import measures, published
from sigtepunkt.raw.source_reader import read_raw
from sigtepunkt.strategy import Source

CODES = {"990": "990", "Prøve": "990", "991": "991", "Nabo": "991", "/": "000"}


def source(**declared: Any) -> Source:
    """Return a StatBank source with these keys declared differently."""
    base = {
        "title": "Prøver",
        "publisher": "Prøvestatistik",
        "table": "P1",
        "licence": "ukendt",
        "origin": "official",
        "owner": "Fru Prøve",
        "format": "statbank",
        "file": "p1.csv",
        "area": "OMRÅDE",
        "period": "TID",
        "values": ("INDHOLD",),
        "lag_days": 0,
    }
    return Source.model_validate(base | declared)


STATBANK = source()
JOBINDSATS = source(format="jobindsats", area="Område", period="Periode", values=("Ledige", "Pct."))
OLDER = source(
    format="semicolon",
    encoding="cp1252",
    area="",
    period="År",
    dimensions=("Køn",),
    values=("Tal",),
    missing=("–",),
)
EXCEL = source(format="excel", sheet="Data", area="", period="Kvartal", values=("Dage",))


def read(declared: Source, content: bytes, folder: Path) -> pd.DataFrame:
    """Write these bytes to a file and return it as read."""
    path = folder / ("fil.xlsx" if declared.format == "excel" else "fil.csv")
    path.write_bytes(content)
    return read_raw(declared, path, "data/raw/2026Q2/fil")


def refused(declared: Source, content: bytes, folder: Path) -> tuple[Problem, ...]:
    """Return the problems for which a file of these bytes is refused."""
    with pytest.raises(Refused) as refusal:
        read(declared, content, folder)
    assert all(
        problem.where.startswith("data/raw/2026Q2/fil (Prøvestatistik P1)")
        for problem in refusal.value.problems
    )
    return refusal.value.problems


def statbank(*rows: str) -> bytes:
    """Return rows as StatBank delivers them: a byte-order mark and CRLF."""
    return ("\ufeff" + "\r\n".join(rows) + "\r\n").encode()


def workbook(rows: Sequence[Sequence[Any]], sheet: str = "Data") -> bytes:
    """Return rows as an Excel workbook."""
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = sheet
    for row in rows:
        book.active.append(list(row))
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def long_table(declared: Source, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame's measures in long form, with Prøvekommune's areas."""
    return published(measures(declared, frame, name="data/raw/2026Q2/fil", codes=CODES, home="990"))
