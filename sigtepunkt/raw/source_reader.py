"""A raw file → a frame with its cells exactly as received, refused unless it is what its source declares."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from sigtepunkt.core import plain_text
from sigtepunkt.core.errors import Problem, Refused, nearest
from sigtepunkt.raw import size_limits
from sigtepunkt.raw.readers import delimited_text, jobindsats, json_tables, layout, raw_table, workbook
from sigtepunkt.raw.readers.raw_table import Table
from sigtepunkt.raw.readers.typed_columns import typed
from sigtepunkt.strategy import Source

# Byte order marks that were decoded as letters.
_MISREAD_MARKS = ("\u00ef\u00bb\u00bf", "\u00ff\u00fe", "\u00fe\u00ff")


def read_raw(source: Source, path: Path, name: str) -> pd.DataFrame:
    """Return the file as received, one row per row of the file, indexed by its row number.

    Key columns are text; value columns are floats, NaN where nothing was published. Empty rows, and empty
    columns without a name, are left out. `name` is the file's path as a reader of the repository would write
    it. Raises Refused for a file that is missing, empty, too large, in another encoding or with another
    separator, without the declared columns, or with a cell in a value column that is no number or could be
    two.
    """
    where = f"{name} ({source.publisher} {source.table})"
    again = f"get it again from {source.owner}"
    if not path.is_file():
        raise Refused.of("the source file is missing", where, next_step=f"get it from {source.owner}")
    if path.stat().st_size == 0:
        raise Refused.of("the file is empty", where, next_step=again)
    if excess := size_limits.exceeded(path, where, source.dialect.delimiter):
        raise Refused(excess)
    table = _READERS[source.format](source, path, where)
    table = replace(table, header=raw_table.under_todays_names(source, table.header))
    file = layout.delivered(source, table.header, _header_place(table, where))
    _require_columns(file, table, where)
    if faults := raw_table.grouped(raw_table.hidden_texts(table, where, source.owner), where):
        raise Refused(*faults)
    table = raw_table.fitted(layout.without_notes(file, table), where, source.owner)
    if not table.rows:
        raise Refused.of("the file has a header but no rows", where, next_step=again)
    table = layout.filled_down(file, table, where)
    return layout.with_period_codes(source, layout.unfolded(source, typed(file, table, where)), where)


def _read_text(source: Source, path: Path, where: str) -> Table:
    return delimited_text.read(source, path.read_bytes(), where)


def _read_jobindsats(source: Source, path: Path, where: str) -> Table:
    return jobindsats.read(path.read_bytes(), where, source.owner)


def _read_records(source: Source, path: Path, where: str) -> Table:
    return json_tables.read_records(source, path.read_bytes(), where)


def _read_jsonstat(source: Source, path: Path, where: str) -> Table:
    return json_tables.read_jsonstat(path.read_bytes(), where, source.owner)


_READERS: Mapping[str, Callable[[Source, Path, str], Table]] = {
    "statbank": _read_text,
    "semicolon": _read_text,
    "csv": _read_text,
    "jobindsats": _read_jobindsats,
    "json": _read_records,
    "jsonstat": _read_jsonstat,
    "excel": workbook.read,
}


def _header_place(table: Table, where: str) -> str:
    return f"{where}{', sheet ' + table.sheet if table.sheet else ''}, row {table.header_row}"


def _require_columns(source: Source, table: Table, where: str) -> None:
    """Raise Refused for a declared column that is missing, or a column name that is there twice."""
    names = [name for name in table.header if not raw_table.is_empty(name)]
    missing = [column for column in source.columns if column not in names]
    if missing:
        misread = raw_table.header_below(table, {*source.columns, *source.current_names}, where, source.owner)
        if not misread and _READERS[source.format] is _read_text:
            misread = delimited_text.another_separator(source, table, where)
        if misread:
            raise Refused(misread)
    place = _header_place(table, where)
    if repeated := sorted({str(name) for name in names if names.count(name) > 1}):
        what = f"column {plain_text.excerpt(repeated[0])!r} stands there twice"
        raise Refused.of(what, place, "every column once", f"ask {source.owner}")
    if missing:
        step, shown = _why_missing(source, names, missing), [plain_text.excerpt(str(name)) for name in names]
        raise Refused(
            *(
                Problem(f"column {column!r} is missing", place, nearest(column, shown), step)
                for column in missing
            )
        )


def _why_missing(source: Source, names: Sequence[Any], missing: Sequence[str]) -> str:
    """Return the likely reason for missing columns and what to do about it; empty if there is none."""
    if names and str(names[0]).startswith(_MISREAD_MARKS):
        return (
            "the file begins with a byte order mark: export it in the declared encoding, "
            'or declare "utf-8-sig" or "utf-16"'
        )
    if any(_as_utf8(name, source.encoding) in missing for name in names):
        return (
            'the file seems to be in UTF-8: declare encoding = "utf-8-sig" in strategy/sources.toml, '
            "or export it in the declared encoding"
        )
    if names and len(missing) == len(source.columns):
        return (
            "none of the declared columns is there: is it another table, or one in another language? "
            f"Ask {source.owner}"
        )
    return ""


def _as_utf8(name: object, encoding: str) -> str:
    """Return a name decoded anew as UTF-8; empty if its bytes are not UTF-8."""
    try:
        return str(name).encode(encoding).decode("utf-8")
    except UnicodeError:
        return ""
