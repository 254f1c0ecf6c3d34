"""The raw files of a quarter as plain tables: figure by measure, area and period."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pandas as pd

from recomputed.periods import Period, parse

Declaration = dict[str, Any]
Series = dict[Period, float]
Table = dict[str, dict[str, Series]]  # by measure, then by area

STATBANK_MISSING = ("..", ".")
HOME = ""  # the area of a file that names none


def read(folder: Path, source: Declaration, areas: dict[str, str]) -> Table:
    """Return what a source's file says; `areas` are codes by what a file may call an area."""
    header, rows = _cells(folder / source["file"], source)
    columns = {name: place for place, name in enumerate(header)}
    values = source["values"]
    table: Table = {}
    for row in rows:
        area = areas[str(row[columns[source["area"]]]).strip()] if source.get("area") else HOME
        period = parse(str(row[columns[source["period"]]]).strip())
        codes = [str(row[columns[name]]).strip() for name in source.get("dimensions", [])]
        for name in values:
            figure = _figure(row[columns[name]], source)
            if figure is None:
                continue
            measure = "|".join([*codes, name] if len(values) > 1 else codes)
            series = table.setdefault(measure, {}).setdefault(area, {})
            if period in series:
                raise ValueError(f"{source['file']}: {measure}, {area} and {period} stand twice")
            series[period] = figure
    return table


def _cells(path: Path, source: Declaration) -> tuple[list[str], list[list[Any]]]:
    """Return a file's header and its rows."""
    if source["format"] == "jobindsats":
        content = json.loads(path.read_text(encoding="utf-8-sig"))
        return content["columns"], content["rows"]
    if source["format"] == "excel":
        sheet: pd.DataFrame = pd.read_excel(path, sheet_name=str(source["sheet"]), dtype=object)
        return [str(name) for name in sheet.columns], sheet.to_numpy().tolist()
    text = path.read_bytes().decode(source.get("encoding", "utf-8-sig"))
    header, *rows = [row for row in csv.reader(io.StringIO(text), delimiter=";") if row]
    return header, list(rows)


def _figure(cell: Any, source: Declaration) -> float | None:
    """Return the figure of a cell, None where nothing was published."""
    if not isinstance(cell, str):
        return None if pd.isna(cell) else float(cell)
    text = cell.strip()
    signs = source.get("missing", STATBANK_MISSING if source["format"] == "statbank" else ())
    if not text or text in signs:
        return None
    if text in source.get("zero", ()):
        return 0.0
    if "." in text:
        raise ValueError(f"{text} in {source['file']} may mean two things")
    return float(text.replace(",", "."))
