"""Raw files → raw frames, exactly as received; raw frames → long tables of measures."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pandas as pd

from sigtepunkt.core import plain_text
from sigtepunkt.core.errors import Problem, Refused, nearest
from sigtepunkt.core.period import FORMS, Period, meant
from sigtepunkt.raw import size_limits
from sigtepunkt.raw.readers import delimited_text, jobindsats, raw_table, workbook
from sigtepunkt.raw.readers.raw_table import Fault, Table, told_once
from sigtepunkt.raw.readers.typed_columns import told, typed
from sigtepunkt.strategy import Source

_NO_MARK = (
    "\u00ef\u00bb\u00bf",
    "\u00ff\u00fe",
    "\u00fe\u00ff",
)  # byte order marks that were read as letters


def read_raw(source: Source, path: Path, name: str) -> pd.DataFrame:
    """Return the file as received, one row per row of the file, indexed by its row number.

    Key columns are text; value columns are floats, NaN where nothing was published. Rows and nameless
    columns that hold
    nothing are passed over. `name` is the file's place as a reader of the repository would write it. Raises
    Refused for a
    file that is missing, empty, too large, in another encoding or delimiter, without the declared columns,
    or with
    something else than a number where one belongs, or one that could be two.
    """
    where = f"{name} ({source.publisher} {source.table})"
    if not path.is_file():
        raise Refused.of("the source file is missing", where, next_step=f"get it from {source.owner}")
    if path.stat().st_size == 0:
        raise Refused.of("the file is empty", where, next_step=f"get it again from {source.owner}")
    if too_much := size_limits.exceeded(path, where):
        raise Refused(too_much)
    table = _READERS[source.format](source, path, where)
    table = replace(table, header=_under_todays_names(source, table.header))
    _require_columns(source, table, where)
    hidden = told_once(raw_table.hidden_texts(table, where, source.owner), where)
    if hidden:
        raise Refused(*hidden)
    table = raw_table.fitted(table, where, source.owner)
    if not table.rows:
        raise Refused.of(
            "the file has a header but no rows", where, next_step=f"get it again from {source.owner}"
        )
    return typed(source, table, where)


def _read_semicolon(source: Source, path: Path, where: str) -> Table:
    return delimited_text.read(source, path.read_bytes(), where)


def _read_jobindsats(source: Source, path: Path, where: str) -> Table:
    return jobindsats.read(path.read_bytes(), where, source.owner)


_READERS: Mapping[str, Callable[[Source, Path, str], Table]] = {
    "statbank": _read_semicolon,
    "semicolon": _read_semicolon,
    "jobindsats": _read_jobindsats,
    "excel": workbook.read,
}


def _under_todays_names(source: Source, header: Sequence[Any]) -> list[Any]:
    """Return the header with columns under today's names, where an earlier one stands there alone."""
    today = source.todays_names
    wanted = {old: new for old, new in today.items() if new in source.columns and new not in header}
    return [wanted.get(name, name) for name in header]


def _require_columns(source: Source, table: Table, where: str) -> None:
    """Raise Refused where a declared column is missing, or a column's name stands there twice."""
    names = [name for name in table.header if not raw_table.is_empty(name)]
    place = f"{where}{', sheet ' + table.sheet if table.sheet else ''}, row {table.header_row}"
    missing = [column for column in source.columns if column not in names]
    if missing:
        misread = raw_table.header_below(table, {*source.columns, *source.todays_names}, where, source.owner)
        misread = misread or (
            delimited_text.another_separator(source, table, where)
            if source.format in {"statbank", "semicolon"}
            else None
        )
        if misread:
            raise Refused(misread)
    twice = sorted({str(name) for name in names if names.count(name) > 1})
    if twice:
        raise Refused.of(
            f"column {plain_text.told(twice[0])!r} stands there twice",
            place,
            "every column once",
            f"ask {source.owner}",
        )
    if missing:
        step = _why_missing(source, names, missing)
        raise Refused(
            *(
                Problem(
                    f"column {column!r} is missing",
                    place,
                    nearest(column, (plain_text.told(str(name)) for name in names)),
                    step,
                )
                for column in missing
            )
        )


def _why_missing(source: Source, names: Sequence[Any], missing: Sequence[str]) -> str:
    if names and str(names[0]).startswith(_NO_MARK):
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
    """Return a name that was read in another encoding as UTF-8; nothing where it is none."""
    try:
        return str(name).encode(encoding).decode("utf-8")
    except UnicodeError:
        return ""


def measures(
    source: Source, frame: pd.DataFrame, *, name: str, codes: Mapping[str, str], home: str
) -> pd.DataFrame:
    """Return the raw frame as a long table: measure, area, period, value, row, column.

    NaN where nothing was published.

    A measure is the row's dimension codes joined by `|`, and the value column's name when there are several,
    under the name it has today (`Source.renamed`). `codes` maps every spelling of an area to its code; `home`
    is the area of a file without an area column. Raises Refused for an unknown area or a malformed period,
    naming the row.
    """
    areas = frame[source.area].map(codes) if source.area else pd.Series(home, index=frame.index)
    periods = {text: _period(text) for text in frame[source.period].unique()}
    faults = _faults_of_keys(
        source, frame, [text for text, period in periods.items() if period is None], areas, codes, name
    )
    if faults:
        raise Refused(*told_once(faults, name))
    tables = []
    for column in source.values:
        parts = [frame[dimension] for dimension in source.dimensions]
        if len(source.values) > 1:
            parts.append(pd.Series(column, index=frame.index))
        joined = ["|".join(map(str, key)) for key in zip(*parts, strict=True)] if parts else ""
        tables.append(
            pd.DataFrame(
                {
                    "measure": joined,
                    "area": areas,
                    "period": frame[source.period].map(periods),
                    "value": frame[column],
                    "row": frame.index,
                    "column": column,
                }
            )
        )
    found = pd.concat(tables, ignore_index=True)
    return found.assign(measure=found["measure"].replace(source.todays_names)) if source.renamed else found


def _faults_of_keys(
    source: Source,
    frame: pd.DataFrame,
    strange: Collection[Any],
    areas: pd.Series[Any],
    codes: Collection[str],
    name: str,
) -> list[Fault]:
    """Return a fault for each cell that does not say which area, period or measure its row is about.

    `strange` are texts that are no period.
    """
    faults: list[Fault] = []
    for column in source.keys:
        if frame[column].isna().any():
            faults += [
                (
                    row,
                    (column, None),
                    Problem(
                        f"row {row}, column {column}: nothing stands there, and so nobody knows "
                        "what the row is about",
                        name,
                        f"something in {', '.join(source.keys)} in every row",
                        f"ask {source.owner}",
                    ),
                )
                for row in frame.index[frame[column].isna()]
            ]
    for row, text in (
        frame.loc[areas.isna(), source.area].dropna().items() if source.area and areas.isna().any() else ()
    ):
        faults.append(
            (
                cast("int", row),
                ("area", text),
                Problem(
                    f"row {row}, column {source.area}: unknown area {told(text)}",
                    name,
                    nearest(str(text), codes),
                    "declare it under [areas] in strategy/municipality.toml",
                ),
            )
        )
    for row, text in (
        frame.loc[frame[source.period].isin(strange), source.period].dropna().items() if strange else ()
    ):
        hint = meant(str(text))
        faults.append(
            (
                cast("int", row),
                ("period", text),
                Problem(
                    f"row {row}, column {source.period}: {told(text)} is not a period",
                    name,
                    FORMS,
                    f"{hint + '; ' if hint else ''}ask {source.owner}",
                ),
            )
        )
    return faults


def published(figures: pd.DataFrame) -> pd.DataFrame:
    """Return those figures of a long table that were published."""
    return figures[figures["value"].notna()].reset_index(drop=True)


def _period(text: object) -> str | None:
    try:
        return str(Period.parse(str(text)))
    except ValueError:
        return None
