"""The publishers' formats: a raw file's rows as the bytes that are received."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from typing import Any

Rows = Iterable[Mapping[str, str]]


def statbank(source: Mapping[str, Any], rows: Rows) -> bytes:
    """Return StatBank's CSV: byte-order mark, CRLF, semicolon, decimal comma, `..` where unpublished."""
    columns = [source["area"], *source.get("dimensions", ()), source["period"], *source["values"]]
    return _semicolons(columns, rows, source["values"], "\r\n", "..").encode("utf-8-sig")


def semicolon(source: Mapping[str, Any], rows: Rows) -> bytes:
    """Return a semicolon file with decimal comma, as Danish spreadsheets save it."""
    area = [source["area"]] if "area" in source else []
    columns = [*area, source["period"], *source.get("dimensions", ()), *source["values"]]
    text = _semicolons(columns, rows, source["values"], "\n", "")
    return text.encode(source.get("encoding", "utf-8-sig"))


def _semicolons(columns: list[str], rows: Rows, values: Iterable[str], newline: str, missing: str) -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator=newline)
    writer.writerow(columns)
    numbers = set(values)
    for row in rows:
        cells = {name: row[name].replace(".", ",") or missing for name in numbers}
        writer.writerow([cells.get(column, row[column]) for column in columns])
    return text.getvalue()


def jobindsats(source: Mapping[str, Any], rows: Rows) -> bytes:
    """Return a response of the Jobindsats service, a row to a line."""
    columns = [source["area"], source["period"], *source["values"]]
    names, values = columns[:2], columns[2:]
    cells = [[*(row[name] for name in names), *(_json_number(row[name]) for name in values)] for row in rows]
    head, *lines = (json.dumps(line, ensure_ascii=False) for line in (columns, *cells))
    body = ",\n".join(lines)
    return f'{{"columns": {head},\n"rows": [\n{body}\n]}}\n'.encode()


def _json_number(text: str) -> int | float | str:
    if not text:
        return ""
    return float(text) if "." in text else int(text)


FORMATS = {"statbank": statbank, "semicolon": semicolon, "jobindsats": jobindsats}
