"""Raw files → raw frames, exactly as received; raw frames → long tables of measures."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from sigtepunkt import plain_text
from sigtepunkt.errors import Problem, Refused, nearest
from sigtepunkt.quarter import FORMS, Period
from sigtepunkt.strategy import Source

NOT_PUBLISHED = frozenset({"", ".", "..", "...", "-", "–"})
_DANISH_NUMBER = re.compile(r"[-−]?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?")
_SHOWN = 5  # faults of one kind told before the rest is only counted

Rows = list[tuple[int, list[Any]]]


def read_raw(source: Source, path: Path, name: str) -> pd.DataFrame:
    """Return the file as received, one row per row of the file, indexed by its row number.

    Key columns are text; value columns are floats, NaN where nothing was published. `name` is the file's place as a
    reader of the repository would write it. Raises Refused for a file that is missing, empty, in another encoding or
    delimiter, without the declared columns, or with text where a number belongs.
    """
    where = f"{name} ({source.publisher} {source.table})"
    if not path.is_file():
        raise Refused(Problem("the source file is missing", where, next_step=f"get it from {source.owner}"))
    if path.stat().st_size == 0:
        raise Refused(Problem("the file is empty", where, next_step=f"get it again from {source.owner}"))
    header, rows = _READERS[source.format](source, path, where)
    header = _under_todays_names(source, header)
    _require_columns(source, header, where)
    _require_plain_text(header, rows, where, source.owner)
    if not rows:
        raise Refused(Problem("the file has a header but no rows", where, next_step=f"get it again from {source.owner}"))
    ragged = [row for row, cells in rows if len(cells) != len(header)]
    if ragged:
        raise Refused(Problem(f"row {ragged[0]} has {len(dict(rows)[ragged[0]])} cells", where, f"{len(header)} cells in every row"))
    frame = pd.DataFrame([cells for _, cells in rows], columns=header, index=[row for row, _ in rows], dtype=object)
    return _typed(source, frame, where)


def _under_todays_names(source: Source, header: Sequence[Any]) -> list[Any]:
    """Return the header with declared columns under today's names, where an earlier one stands alone."""
    today = source.todays_names
    wanted = {old: new for old, new in today.items() if new in source.columns and new not in header}
    return [wanted.get(name, name) for name in header]


def _typed(source: Source, frame: pd.DataFrame, where: str) -> pd.DataFrame:
    faults: list[Problem] = []
    for column in frame.columns:
        if column in source.values:
            numbers = [_number(cell) for cell in frame[column]]
            faults += [
                Problem(f"row {row}, column {column}: {_told(cell)} is not a number", where,
                        "a number such as 1.234,5, or .. where nothing was published", f"ask {source.owner}")
                for row, cell, number in zip(frame.index, frame[column], numbers, strict=True) if number is None
            ]
            frame[column] = pd.array([math.nan if number is None else number for number in numbers], dtype="float64")
        else:
            frame[column] = [_text(cell) for cell in frame[column]]
    if faults:
        raise Refused(*_shortened(faults, where))
    return frame


def _shortened(faults: list[Problem], where: str) -> list[Problem]:
    extra = len(faults) - _SHOWN
    return faults if extra <= 0 else [*faults[:_SHOWN], Problem(f"and {extra} more cells of the same kind", where)]


def _number(cell: object) -> float | None:
    """Return the cell as a float, NaN when not published, None when it is no number."""
    if cell is None:
        return math.nan
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        return float(cell) if math.isfinite(cell) else None
    text = str(cell).strip()
    if text in NOT_PUBLISHED:
        return math.nan
    if not _DANISH_NUMBER.fullmatch(text):
        return None
    return float(text.replace("−", "-").replace(".", "").replace(",", "."))


def _text(cell: object) -> str | None:
    if cell is None:
        return None
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
    return text.strip() or None


def _require_plain_text(header: Sequence[Any], rows: Rows, where: str, owner: str) -> None:
    """Refuse texts that could not be shown as they are."""
    faults = [
        Problem(f"row {row}, column {plain_text.told(str(header[place])) if row > 1 and place < len(header) else place + 1}: {plain_text.fault(cell)}", where,
                plain_text.ALLOWED, f"ask {owner}")
        for row, cells in [(1, header), *rows] for place, cell in enumerate(cells) if isinstance(cell, str) and plain_text.fault(cell)
    ]
    if faults:
        raise Refused(*_shortened(faults, where))


def _require_columns(source: Source, header: Iterable[Any], where: str) -> None:
    names = list(header)
    twice = sorted({str(name) for name in names if names.count(name) > 1})
    if twice:
        raise Refused(Problem(f"column {plain_text.told(twice[0])!r} stands there twice", f"{where}, row 1", "every column once", f"ask {source.owner}"))
    missing = [column for column in source.columns if column not in names]
    if not missing:
        return
    if len(names) == 1 and re.search(r"[,\t|;]", str(names[0])):
        raise Refused(Problem("the cells are not separated by semicolons", f"{where}, row 1", ";", f"export it again, or ask {source.owner}"))
    raise Refused(*(
        Problem(f"column {column!r} is missing", f"{where}, row 1", nearest(column, (plain_text.told(str(name)) for name in names))) for column in missing
    ))


def _read_semicolon(source: Source, path: Path, where: str) -> tuple[list[str], Rows]:
    try:
        text = path.read_bytes().decode(source.encoding)
    except UnicodeDecodeError as error:
        raise Refused(Problem(
            f"the text is not encoded as declared (byte {error.start})", where, source.encoding,
            "export it again, or declare the encoding in strategy/sources.toml",
        )) from error
    try:
        rows = [row for row in enumerate(csv.reader(io.StringIO(text), delimiter=";"), 1) if row[1]]
    except csv.Error as error:  # a cell longer than csv reads
        raise Refused(Problem(f"the file cannot be taken apart: {error}", where, f"texts of at most {plain_text.LONGEST} characters", f"ask {source.owner}")) from error
    return (rows[0][1], rows[1:]) if rows else ([], [])


def _read_jobindsats(source: Source, path: Path, where: str) -> tuple[list[str], Rows]:
    del source
    try:
        answer = json.loads(path.read_bytes().decode("utf-8"))
        return list(answer["columns"]), [(number, list(row)) for number, row in enumerate(answer["rows"], 2)]
    except (UnicodeDecodeError, json.JSONDecodeError, KeyError, TypeError) as error:
        raise Refused(Problem(f"not an answer from Jobindsats: {error}", where, '{"columns": […], "rows": [[…], …]} in UTF-8')) from error


def _read_excel(source: Source, path: Path, where: str) -> tuple[list[str], Rows]:
    import openpyxl

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except Exception as error:  # openpyxl lets many kinds through for a file that is no workbook
        raise Refused(Problem(f"not an Excel workbook: {error}", where, ".xlsx")) from error
    hidden = [
        Problem(f"the name of sheet {place}, {plain_text.told(name)}: {fault}", where, plain_text.ALLOWED, f"ask {source.owner}")
        for place, name in enumerate(book.sheetnames, 1) if (fault := plain_text.fault(name))
    ]
    if hidden:
        raise Refused(*hidden)
    if source.sheet not in book.sheetnames:
        raise Refused(Problem(f"sheet {source.sheet!r} is missing", where, nearest(source.sheet, book.sheetnames)))
    rows = [
        (number, list(cells)) for number, cells in enumerate(book[source.sheet].iter_rows(values_only=True), 1)
        if any(cell is not None for cell in cells)
    ]
    book.close()
    return ([str(cell) for cell in rows[0][1]], rows[1:]) if rows else ([], [])


_READERS: Mapping[str, Callable[[Source, Path, str], tuple[list[str], Rows]]] = {
    "statbank": _read_semicolon,
    "semicolon": _read_semicolon,
    "jobindsats": _read_jobindsats,
    "excel": _read_excel,
}


def measures(source: Source, frame: pd.DataFrame, *, name: str, codes: Mapping[str, str], home: str) -> pd.DataFrame:
    """Return the raw frame as a long table: measure, area, period, value, row, column; NaN where nothing was published.

    A measure is the row's dimension codes joined by `|`, and the value column's name when there are several,
    under the name it has today (`Source.renamed`). `codes` maps every spelling of an area to its code; `home`
    is the area of a file without an area column. Raises Refused for an unknown area or a malformed period,
    naming the row.
    """
    areas = frame[source.area].map(codes) if source.area else pd.Series(home, index=frame.index)
    periods = {text: _period(text) for text in frame[source.period].unique()}
    faults = [
        Problem(f"row {row}, column {source.area}: unknown area {_told(frame.at[row, source.area])}", name,
                nearest(str(frame.at[row, source.area]), codes), "declare it under [areas] in strategy/municipality.toml")
        for row in frame.index[areas.isna()]
    ] + [
        Problem(f"row {row}, column {source.period}: {'nothing' if pd.isna(text) else _told(text)} is not a period", name, FORMS, f"ask {source.owner}")
        for row, text in frame[source.period].items() if periods[text] is None
    ]
    if faults:
        raise Refused(*_shortened(faults, name))
    tables = []
    for column in source.values:
        parts = [frame[dimension] for dimension in source.dimensions]
        if len(source.values) > 1:
            parts.append(pd.Series(column, index=frame.index))
        joined = ["|".join(map(str, key)) for key in zip(*parts, strict=True)] if parts else ""
        tables.append(pd.DataFrame({
            "measure": joined, "area": areas, "period": frame[source.period].map(periods), "value": frame[column],
            "row": frame.index, "column": column,
        }))
    found = pd.concat(tables, ignore_index=True)
    return found.assign(measure=found["measure"].replace(source.todays_names)) if source.renamed else found


def published(figures: pd.DataFrame) -> pd.DataFrame:
    """Return those figures of a long table that were published."""
    return figures[figures["value"].notna()].reset_index(drop=True)


def _told(cell: object) -> str:
    return repr(plain_text.told(cell) if isinstance(cell, str) else cell)


def _period(text: object) -> str | None:
    try:
        return str(Period.parse(str(text)))
    except ValueError:
        return None
