"""A table as it is laid out in a file → the plain form: a name above every column, a row for each figure.

The dialect of the source says what deviates: columns without a name, labels that stand once, notes below,
periods (or areas, or codes) that lie across. Whatever it does not say is refused. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from sigtepunkt.core import plain_text
from sigtepunkt.core.errors import Problem, Refused
from sigtepunkt.raw.readers import period_spelling
from sigtepunkt.raw.readers.raw_table import Fault, Rows, Table, grouped, is_empty
from sigtepunkt.strategy import Source


def split(source: Source, rows: Rows, place: str) -> tuple[int, list[Any], Rows]:
    """Return the number of the header's row, the header and the rows below it; titles above are left out.

    `rows` are those that hold anything. Raises Refused where the declared row holds nothing.
    """
    number = source.dialect.header_row
    if number is None:
        return rows[0][0], rows[0][1], rows[1:]
    below = [row for row in rows if row[0] >= number]
    if not below or below[0][0] != number:
        what = f"row {number} is empty, and the names of the columns should stand in it"
        raise Refused.of(what, place, "the table where the dialect says", _see(source))
    return number, below[0][1], below[1:]


def named(source: Source, header: Sequence[Any], place: str) -> list[str]:
    """Return the names of the columns: what the header says, in its first columns what the dialect says.

    Raises Refused for a name where the dialect says that there is none.
    """
    names = ["" if is_empty(name) else plain_text.composed(str(name).strip()) for name in header]
    stub = source.dialect.stub
    taken = [name for name, declared in zip(names, stub, strict=False) if name not in {"", declared}]
    if taken or len(names) < len(stub):
        what = f"{plain_text.excerpt(taken[0])!r} stands" if taken else "too few columns stand"
        what += f" where the first {len(stub)} columns should have no name"
        raise Refused.of(what, place, f"nothing above: {', '.join(stub)}", _see(source))
    return [*stub, *names[len(stub) :]]


def delivered(source: Source, names: Sequence[str], place: str) -> Source:
    """Return the source with the columns that its file has: keys that lie across are value columns.

    `names` are today's names of the file's columns. Raises Refused for a column across that is no period,
    where periods lie across, and for a file that has none across.
    """
    dialect, across = source.dialect, source.dialect.across
    fields: dict[str, Any] = {}
    if source.area in {across, *dialect.constant}:
        fields["area"] = ""
    if source.period in {across, *dialect.constant}:
        fields["period"] = ""
    gone = {across, *dialect.constant}
    fields["dimensions"] = tuple(name for name in source.dimensions if name not in gone)
    if across:
        own = {*source.columns, *dialect.ignored, ""} - set(source.values) - {across}
        fields["values"] = tuple(dict.fromkeys(name for name in names if name not in own))
        _refuse_other_columns(source, fields["values"], place)
    return source.model_copy(update=fields)


def _refuse_other_columns(source: Source, across: Sequence[str], place: str) -> None:
    dialect = source.dialect
    if not across:
        what = f"no column holds figures: {dialect.across} should lie across"
        raise Refused.of(
            what, place, f"a column for each {dialect.across}, with its name above", _see(source)
        )
    if dialect.across != source.period:
        return
    others = [name for name in across if period_spelling.code(dialect, name) is None]
    if others:
        shown = ", ".join(repr(plain_text.excerpt(name)) for name in others[:3])
        what = f"{shown} {'is' if len(others) == 1 else 'are'} above columns beside the periods"
        if len(others) == len(across):
            what = f"no column is named after a period, but {shown}"
        declare = "declare it in the dialect if it is to be passed over: ignored = […]"
        step = period_spelling.next_step(dialect, others[0]) or f"{declare}; or ask {source.owner}"
        raise Refused.of(what, place, period_spelling.allowed(dialect), step)


def without_notes(source: Source, table: Table) -> Table:
    """Return the table without the declared notes below it; `source` is as `delivered`.

    A note is a row without any figure, and without all of what a row is about. Where all but a single column
    of keys lies across, every row without figures is one: an area alone says no more than a note does.
    """
    if not source.dialect.notes_below:
        return table
    values = [index for index, name in enumerate(table.header) if name in source.values]
    keys = [index for index, name in enumerate(table.header) if name in source.keys]
    needed = [index for index in keys if table.header[index] not in source.dialect.fill_down] or keys[-1:]
    is_told = len(keys) > 1 or (bool(keys) and not source.dialect.across)
    rows = list(table.rows)
    while (
        rows and not _holds(rows[-1][1], values, any) and not (is_told and _holds(rows[-1][1], needed, all))
    ):
        rows.pop()
    return replace(table, rows=rows)


def _holds(cells: Sequence[Any], indices: Sequence[int], combine: Any) -> bool:
    return bool(combine(index < len(cells) and not is_empty(cells[index]) for index in indices))


def filled_down(source: Source, table: Table, where: str) -> Table:
    """Return the table with every label that stands once in all the rows it is meant for.

    Raises Refused for a new label with a blank one to its right: which group the row is of cannot be said.
    """
    columns = [table.header.index(name) for name in source.dialect.fill_down if name in table.header]
    if not columns:
        return table
    rows, last = [], dict.fromkeys(columns)
    faults: list[Fault] = []
    for number, cells in table.rows:
        filled, renewed = list(cells), False
        for column in columns:
            if not is_empty(cells[column]):
                renewed, last[column] = True, cells[column]
            elif renewed or last[column] is None:
                name = table.header[column]
                what = f"row {number}, column {name}: nothing stands there, beside a new label"
                allowed = "a label in every column that is filled down, where a new group begins"
                place = f"{where}{table.at(number, column)}"
                faults.append((number, column, Problem(what, place, allowed, f"ask {source.owner}")))
            else:
                filled[column] = last[column]
        rows.append((number, filled))
    if faults:
        raise Refused(*grouped(faults, where))
    return replace(table, rows=rows)


def unfolded(source: Source, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame of a file with a row for each figure, and with the columns that are constant.

    Rows keep the number of the file's row: figures that stood beside each other have the same.
    """
    dialect = source.dialect
    if dialect.across:
        beside = [name for name in source.columns if name in frame.columns and name not in source.values]
        across = [name for name in frame.columns if name not in {*beside, *dialect.ignored}]
        frame = frame.melt(beside, across, dialect.across, source.values[0], ignore_index=False)
        frame = frame.sort_index(kind="stable")
    for name, value in dialect.constant.items():
        frame = frame.assign(**{name: value})
    return frame


def with_period_codes(source: Source, frame: pd.DataFrame, where: str) -> pd.DataFrame:
    """Return the frame with every period as a code. Raises Refused for a text that is none in the dialect."""
    dialect = source.dialect
    if dialect.periods == "codes":
        return frame
    texts = [text for text in frame[source.period].unique() if isinstance(text, str)]
    codes = {text: period_spelling.code(dialect, text) for text in texts}
    if unread := {text for text, code in codes.items() if code is None}:
        raise Refused(*grouped(_unread(source, frame, unread, where), where))
    return frame.assign(**{source.period: frame[source.period].map(codes)})


def _unread(source: Source, frame: pd.DataFrame, unread: set[str], where: str) -> Iterator[Fault]:
    for row, text in frame[source.period].items():
        if text in unread:
            what = (
                f"row {row}, column {source.period}: {plain_text.excerpt(text)!r} is not a period as declared"
            )
            step = period_spelling.next_step(source.dialect, text) or f"ask {source.owner}"
            problem = Problem(what, where, period_spelling.allowed(source.dialect), step)
            yield int(str(row)), text, problem


def _see(source: Source) -> str:
    return f"correct the dialect in strategy/sources.toml, or ask {source.owner} what has changed"
