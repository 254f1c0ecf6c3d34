"""A raw frame → a long table: one row per measure, area and period."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import cast

import pandas as pd

from sigtepunkt.core.errors import Problem, Refused, nearest
from sigtepunkt.core.period import FORMS, Period, hint
from sigtepunkt.raw.readers.raw_table import Fault, grouped
from sigtepunkt.raw.readers.typed_columns import quoted
from sigtepunkt.strategy import Source


def measures(
    source: Source, frame: pd.DataFrame, *, name: str, codes: Mapping[str, str], home: str
) -> pd.DataFrame:
    """Return the raw frame as a long table: measure, area, period, value, row, column.

    A measure is the row's dimension codes joined by `|`, and the value column's name if there are several,
    under today's name (`Source.renamed`). `value` is NaN where nothing was published. `codes` maps every
    spelling of an area to its code; `home` is the area of a file without an area column. Raises Refused for
    an empty key, an unknown area or a malformed period, naming the row.
    """
    areas = frame[source.area].map(codes) if source.area else pd.Series(home, index=frame.index)
    periods = frame[source.period].map({text: _period(text) for text in frame[source.period].unique()})
    if problems := grouped(_key_faults(source, frame, areas, periods, codes, name), name):
        raise Refused(*problems)
    tables = []
    for column in source.values:
        parts = [frame[dimension] for dimension in source.dimensions]
        if len(source.values) > 1:
            parts.append(pd.Series(column, index=frame.index))
        columns = {
            "measure": ["|".join(map(str, key)) for key in zip(*parts, strict=True)] if parts else "",
            "area": areas,
            "period": periods,
            "value": frame[column],
            "row": frame.index,
            "column": column,
        }
        tables.append(pd.DataFrame(columns))
    table = pd.concat(tables, ignore_index=True)
    return table.assign(measure=table["measure"].replace(source.current_names)) if source.renamed else table


def published(figures: pd.DataFrame) -> pd.DataFrame:
    """Return those figures of a long table that were published."""
    return figures[figures["value"].notna()].reset_index(drop=True)


def _key_faults(
    source: Source,
    frame: pd.DataFrame,
    areas: pd.Series[str],
    periods: pd.Series[str],
    codes: Collection[str],
    name: str,
) -> Iterator[Fault]:
    """Yield a fault for each cell that does not say which area, period or measure its row is about."""
    step = f"ask {source.owner}"
    for column in source.keys:
        for row in frame.index[frame[column].isna()]:
            what = (
                f"row {row}, column {column}: nothing stands there, and so nobody knows what the row is about"
            )
            problem = Problem(what, name, f"something in {', '.join(source.keys)} in every row", step)
            yield row, (column, None), problem
    if source.area:
        for row, text in frame.loc[areas.isna(), source.area].dropna().items():
            what = f"row {row}, column {source.area}: unknown area {quoted(text)}"
            declare = "declare it under [areas] in strategy/municipality.toml"
            yield cast("int", row), ("area", text), Problem(what, name, nearest(str(text), codes), declare)
    for row, text in frame.loc[periods.isna(), source.period].dropna().items():
        what = f"row {row}, column {source.period}: {quoted(text)} is not a period"
        meaning = hint(str(text))
        problem = Problem(what, name, FORMS, f"{meaning}; {step}" if meaning else step)
        yield cast("int", row), ("period", text), problem


def _period(text: object) -> str | None:
    try:
        return str(Period.parse(str(text)))
    except ValueError:
        return None
