"""Facts about files, series, sums and revisions, as a table that expectations can be checked on. Pure.

Their suite is `expectations/facts.json`, whose limits are the declared tolerances.
"""

from __future__ import annotations

import datetime as dt
import statistics
from collections.abc import Collection, Iterator, Mapping
from itertools import groupby
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from sigtepunkt.core.period import Period
from sigtepunkt.strategy import Source
from sigtepunkt.strategy.sources.due_dates import next_due

Tables = Mapping[str, pd.DataFrame]  # per source: measure, area, period, value, row
Fact = dict[str, Any]
_FIGURE = ["measure", "area", "period"]
KEYS = ["source", *_FIGURE, "row"]
_OF_FILES = ("rows_lost", "areas_lost", "periods_lost", "days_late", "unit_factor")
_OF_SERIES = ("drift", "frozen", "fell_to_zero")
COLUMNS = (*_OF_FILES, *_OF_SERIES, "miss", "bard")  # the last two of sums and of revisions
LONG = 8  # figures a series needs before its own history can say what is unusual
_DIGITS = 9  # decimals beyond which a difference of two figures is only binary arithmetic
_MAD = 1.4826  # a median absolute deviation as a standard deviation, for normal noise


def facts(
    sources: Mapping[str, Source], now: Tables, before: Tables, closed: dt.date, old: Collection[str] = ()
) -> pd.DataFrame:
    """Return one row per fact: KEYS (what it is about; empty and 0 for a whole file) and COLUMNS.

    A row has values only in the columns of its own kind of fact. `now` and `before` are the tables of this
    vintage and of the one before it (empty for the first), `closed` is the day this one was closed, and
    `old` names the files carried over unchanged from the vintage before, or put together from older copies:
    they cannot say whether their publisher is late.
    """
    rows: list[Fact] = []
    for key, table in now.items():
        source, earlier = sources[key], before.get(key)
        again = None if earlier is None else _with_before(table, earlier)
        of_source = [_file(source, table, earlier, again, None if source.file in old else closed)]
        of_source += [] if source.projection else _series(table)
        of_source += _sums(source, table)
        of_source += [] if again is None else _revisions(table, again)
        rows += [{"source": key, **fact} for fact in of_source]
    frame = pd.DataFrame(rows, columns=[*KEYS, *COLUMNS])
    return frame.astype(dict.fromkeys(COLUMNS, "float64"))


def _file(
    source: Source,
    table: pd.DataFrame,
    before: pd.DataFrame | None,
    again: pd.DataFrame | None,
    closed: dt.date | None,
) -> Fact:
    """Return what a file lacks of the one before it, and by how many days its next figure is overdue.

    `again` are the figures that are in both (`_with_before`).
    """
    fact: Fact = {**dict.fromkeys(_FIGURE, ""), "row": 0, **dict.fromkeys(_OF_FILES, 0)}
    if closed and (due := next_due(source, table["period"].unique())):
        fact["days_late"] = max(0, (closed - due[1]).days)
    if before is not None and again is not None:
        fact["rows_lost"] = max(0, len(before) - len(table))
        fact["areas_lost"] = len({*before["area"].unique()} - {*table["area"].unique()})
        fact["periods_lost"] = len({*before["period"].unique()} - {*table["period"].unique()})
        fact["unit_factor"] = _unit_factor(again)
    return fact


def _with_before(table: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    return table.merge(before[[*_FIGURE, "value"]], on=_FIGURE, suffixes=("", "_before"))


def _in_groups(table: pd.DataFrame, columns: list[str]) -> Iterator[npt.NDArray[np.intp]]:
    """Yield the positions of the rows that are equal in these columns, in the order of each group's first."""
    numbers = table[columns].groupby(columns, sort=False).ngroup().to_numpy()
    in_order = np.argsort(numbers, kind="stable")
    ends = np.flatnonzero(np.diff(numbers[in_order])) + 1
    yield from np.split(in_order, ends) if len(table) else ()


def _unit_factor(again: pd.DataFrame) -> float:
    """Return by how many powers of ten figures differ from the same figures before, for the worst measure."""
    both = again[(again["value"] != 0) & (again["value_before"] != 0)]
    ratios = (both["value"] / both["value_before"]).abs().groupby(both["measure"]).median()
    return float(np.abs(np.log10(ratios.to_numpy())).max()) if len(ratios) else 0.0


def _series(table: pd.DataFrame) -> Iterator[Fact]:
    """Yield how unusual the latest figure of each sufficiently long series is by its own history."""
    measures, areas, periods, rows = (table[name].tolist() for name in [*_FIGURE, "row"])
    figures = table["value"].to_numpy(dtype=np.float64)
    first = {text: Period.parse(text).first for text in table["period"].unique()}
    starts = np.array([first[text] for text in periods])
    for group in _in_groups(table, ["measure", "area"]):
        if len(group) < LONG:
            continue
        ordered = group[np.argsort(starts[group], kind="stable")]
        values, last = figures[ordered], ordered[-1]
        yield {
            "measure": measures[last],
            "area": areas[last],
            "period": periods[last],
            "row": int(rows[last]),
            "drift": _drift(values),
            "frozen": _frozen(values),
            "fell_to_zero": int(values[-1] == 0 < np.abs(values[:-1]).min()),
        }


def _drift(values: np.ndarray) -> float:
    """Return the last step relative to the spread of the steps before it.

    The spread is a median absolute deviation, or, where that is 0, the steps' mean size.
    """
    *past, last = np.diff(values).round(_DIGITS).tolist()
    usual = statistics.median(past)  # of so few numbers ten times as quick as numpy's
    spread = _MAD * statistics.median(abs(step - usual) for step in past) or float(np.abs(past).mean())
    return abs(last - usual) / spread if spread > 0 else 0.0


def _frozen(values: np.ndarray) -> int:
    """Return the length of the last run of equal values if it is over twice any earlier run's; else 0."""
    *earlier, last = (len(list(run)) for _, run in groupby(values))
    return last if last > 1 and last > 2 * max(earlier, default=last) else 0


def _sums(source: Source, table: pd.DataFrame) -> Iterator[Fact]:
    """Yield by how much the parts of each declared total miss it beyond the tolerance, for each row."""
    for declared in source.sums:
        members = table[table["measure"].isin((declared.total, *declared.parts))]
        figures = list(members[[*_FIGURE, "row", "value"]].itertuples(index=False, name=None))
        for group in _in_groups(members, ["area", "period"]):
            rows = [figures[position] for position in group]
            values = {measure: value for measure, *_, value in rows}
            if len(values) <= len(declared.parts):  # total or part was not published
                continue
            miss = abs(values[declared.total] - sum(values[part] for part in declared.parts))
            excess = max(0.0, round(miss - declared.tolerance, _DIGITS))
            for measure, area, period, row, _ in rows:
                yield {"measure": measure, "area": area, "period": period, "row": int(row), "miss": excess}


def _revisions(table: pd.DataFrame, again: pd.DataFrame) -> Iterator[Fact]:
    """Yield the size of every revision from a to b: |a-b| / (|a|+|b|+e).

    e is a tenth of the series' span from its 5th to its 95th percentile. Source: the bounded absolute
    relative difference (BARD) of the rule in method.md, section 8: 0.15 and more is large, 0.01 moderate.
    """
    changed = again[again["value"] != again["value_before"]]
    if changed.empty:
        return
    revised = table[table["measure"].isin(changed["measure"]) & table["area"].isin(changed["area"])]
    spans = {
        series: float(np.subtract(*np.percentile(group, [95, 5])) / 10)
        for series, group in revised.groupby(["measure", "area"], sort=False)["value"]
    }
    rows = changed[[*_FIGURE, "row", "value", "value_before"]].itertuples(index=False, name=None)
    for measure, area, period, row, new, old in rows:
        bard = abs(new - old) / (abs(new) + abs(old) + spans[measure, area] or 1.0)
        yield {"measure": measure, "area": area, "period": period, "row": int(row), "bard": bard}
