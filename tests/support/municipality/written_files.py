"""Figures written as a source's dialect says, in any form that offices and publishers deliver."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import openpyxl
from openpyxl.styles import Font

from sigtepunkt.core.period import MONTH, QUARTER, Period
from sigtepunkt.strategy import Source

Row = dict[str, Any]  # a code or a figure by column; areas as (code, name), no figure as None
Cells = list[list[Any]]
MONTHS = (
    "jan.",
    "februar",
    "mar.",
    "april",
    "maj",
    "juni",
    "juli",
    "aug.",
    "sept.",
    "oktober",
    "nov.",
    "dec.",
)


@dataclass(frozen=True)
class Manner:
    """What a file has besides its figures, and that no declaration has to say."""

    newline: str = "\r\n"
    mark: bool = False  # a byte order mark
    separator_line: bool = False
    trailing: int = 0  # empty cells after each row, and empty rows below
    decomposed: bool = False
    titles: Sequence[str] = ()
    notes: Sequence[str] = ()
    as_text: bool = False  # numbers of a workbook kept as text
    empty_sheets: Sequence[str] = ()
    styled: bool = False  # formatted cells without content beyond the table
    merged: bool = False  # labels merged downwards rather than left blank


def written(source: Source, rows: Sequence[Row], manner: Manner = Manner()) -> bytes:
    """Return a file of these figures as the source declares it."""
    keys = [name for name in source.keys if name not in {source.dialect.across, *source.dialect.constant}]
    header, table = _laid_out(source, rows, keys)
    if source.format in {"json", "jobindsats", "jsonstat"}:
        return _as_json(source, header, table, manner)
    stub = len(source.dialect.stub)
    if source.dialect.fill_down and not manner.merged:
        table = _without_repeated(table, [keys.index(name) for name in source.dialect.fill_down])
    above = [[title] for title in manner.titles]
    below = [[note] for note in manner.notes]
    lines = [*above, [""] * stub + header[stub:], *table, *below]
    if source.format == "excel":
        return _as_workbook(source, lines, len(above), keys, manner)
    return _as_text(source, lines, manner)


def _laid_out(source: Source, rows: Sequence[Row], keys: list[str]) -> tuple[list[str], Cells]:
    across = source.dialect.across
    if not across:
        cells = [[_key(source, name, row[name]) for name in keys] for row in rows]
        figures = [[_figure(source, row[name]) for name in source.values] for row in rows]
        return [*keys, *source.values], [[*key, *of] for key, of in zip(cells, figures, strict=True)]
    lying = list(dict.fromkeys(row[across] for row in rows))
    of_key: dict[tuple[Any, ...], dict[Any, Any]] = {}
    for row in rows:
        of_key.setdefault(tuple(row[name] for name in keys), {})[row[across]] = row[source.values[0]]
    table = [
        [*(_key(source, name, part) for name, part in zip(keys, key, strict=True))]
        + [_figure(source, of[each]) for each in lying]
        for key, of in of_key.items()
    ]
    return [*keys, *(_key(source, across, each) for each in lying)], table


def _key(source: Source, name: str, value: Any) -> Any:
    if name == source.area:
        code, area = value
        alias = next((text for text, meant in source.dialect.areas.items() if meant == code), "")
        return alias or source.dialect.area_form.format(code=code, name=area)
    if name != source.period or source.dialect.periods == "codes":
        return value
    period = Period.parse(value)
    if source.dialect.periods == "dates":
        return period.end if source.format == "excel" else f"{period.end:%d-%m-%Y}"
    if period.months == QUARTER:
        return f"{period.start.month // QUARTER + 1}. kvt. {period.start.year}"
    if period.months == MONTH:
        return f"{MONTHS[period.start.month - 1]} {period.start.year}"
    return value


def _figure(source: Source, value: float | None) -> Any:
    if value is None:
        return source.missing_signs[0] if source.missing_signs else None
    return source.zero[0] if value == 0 and source.zero else value


def number(source: Source, value: float) -> str:
    """Return a figure as text, with the source's signs."""
    decimal = source.decimal or ","
    thousands = source.dialect.thousands or {",": ".", ".": ","}[decimal]
    text = f"{value:,.10f}".rstrip("0").rstrip(".") if value % 1 else f"{value:,.0f}"
    return text.translate(str.maketrans({",": thousands, ".": decimal}))


def _without_repeated(table: Cells, columns: list[int]) -> Cells:
    """Blank every label that is the one above, from the left, until one is new."""
    blanked, above = [], [None] * len(table[0])
    for row in table:
        cells, renewed = list(row), False
        for column in columns:
            renewed = renewed or row[column] != above[column]
            cells[column] = row[column] if renewed else None
        blanked.append(cells)
        above = list(row)
    return blanked


def _as_text(source: Source, lines: Cells, manner: Manner) -> bytes:
    saved, delimiter = io.StringIO(), source.dialect.delimiter
    writer = csv.writer(saved, delimiter=delimiter, lineterminator=manner.newline)
    if manner.separator_line:
        saved.write(f"sep={delimiter}{manner.newline}")
    for line in lines:
        texts = [number(source, cell) if isinstance(cell, float) else cell or "" for cell in line]
        writer.writerow([*texts, *[""] * manner.trailing])
    for _ in range(manner.trailing):
        saved.write(delimiter * manner.trailing + manner.newline)
    text = unicodedata.normalize("NFD" if manner.decomposed else "NFC", saved.getvalue())
    encoding = source.encoding.removesuffix("-sig")
    return ("\ufeff" if manner.mark else "").encode(encoding) + text.encode(encoding)


def _as_workbook(source: Source, lines: Cells, titles: int, keys: list[str], manner: Manner) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = source.sheet or "Ark1"
    for line in lines:
        sheet.append([_cell(source, cell, manner) for cell in line])
    if manner.merged:
        for column in (keys.index(name) + 1 for name in source.dialect.fill_down):
            _merge(sheet, column, titles + 2, sheet.max_row - len(manner.notes))
    for title in manner.empty_sheets:
        book.create_sheet(title)
    if manner.styled:
        for name in ("X1", "Z40", "AB2"):
            sheet[name].font = Font(bold=True)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def _cell(source: Source, cell: Any, manner: Manner) -> Any:
    if isinstance(cell, dt.date):
        return dt.datetime.combine(cell, dt.time())
    return number(source, cell) if manner.as_text and isinstance(cell, float) else cell


def _merge(sheet: Any, column: int, first: int, last: int) -> None:
    """Merge every run of the same label in a column."""
    start = first
    for row in range(first + 1, last + 2):
        if row > last or sheet.cell(row, column).value != sheet.cell(start, column).value:
            if row - 1 > start:
                sheet.merge_cells(start_row=start, start_column=column, end_row=row - 1, end_column=column)
            start = row


def _as_json(source: Source, header: list[str], table: Cells, manner: Manner) -> bytes:
    if source.format == "jobindsats":
        answer: Any = {"columns": header, "rows": table}
    elif source.format == "json":
        records = [dict(zip(header, row, strict=True)) for row in table]
        answer = {source.dialect.records: records} if source.dialect.records else records
    else:
        codes = {
            name: list(dict.fromkeys(row[place] for row in table)) for place, name in enumerate(header[:-1])
        }
        figures = {tuple(row[:-1]): row[-1] for row in table}
        dimension: dict[str, Any] = {
            name: {"category": {"index": {code: place for place, code in enumerate(each)}}}
            for name, each in codes.items()
        }
        dimension |= {"id": list(codes), "size": [len(each) for each in codes.values()]}
        answer = {
            "dataset": {"dimension": dimension, "value": [figures[key] for key in product(*codes.values())]}
        }
    return (b"\xef\xbb\xbf" if manner.mark else b"") + json.dumps(answer, ensure_ascii=False).encode()
