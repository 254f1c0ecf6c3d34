"""Long tables of measures → facts about files, series, sums and revisions that expectations can be held against. Pure.

Their suite is `expectations/facts.json`, whose limits are the declared tolerances.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from sigtepunkt.core.period import Period
from sigtepunkt.strategy import Source

Tables = Mapping[str, pd.DataFrame]  # per source: measure, area, period, value, row
KEYS = ["source", "measure", "area", "period", "row"]
LONG = 8  # figures a series needs before its own history can say what is unusual
_MAD = 1.4826  # a median absolute deviation as a standard deviation, for normal noise


def facts(
    sources: Mapping[str, Source], now: Tables, before: Tables, closed: dt.date, copied: Collection[str] = ()
) -> pd.DataFrame:
    """Return one row per fact: KEYS (what it is about; empty and 0 for a whole file) and COLUMNS, of which each row has its own.

    `now` and `before` are the tables of this vintage and of the one before it (empty without one), `closed` the day this
    one was closed, `copied` the files nobody got anew: they say nothing of whether their publisher is late.
    """
    found: list[dict[str, Any]] = []
    for key, table in now.items():
        source, earlier = sources[key], before.get(key)
        found.append(_file(key, source, table, earlier, None if source.file in copied else closed))
        found += [] if source.projection else _series(key, table)
        found += _sums(key, source, table)
        found += _revisions(key, table, earlier)
    frame = pd.DataFrame(found, columns=[*KEYS, *COLUMNS])
    return frame.astype(dict.fromkeys(COLUMNS, "float64"))


COLUMNS = (
    "rows_lost",
    "areas_lost",
    "periods_lost",
    "days_late",
    "unit_factor",  # of a file
    "drift",
    "frozen",
    "fell_to_zero",  # of a series
    "miss",  # of a sum
    "bard",  # of a revision
)


# --- files ---------------------------------------------------------------------------------------------------------


def _file(
    key: str, source: Source, table: pd.DataFrame, before: pd.DataFrame | None, closed: dt.date | None
) -> dict[str, Any]:
    """Return what a file lacks of the one before it, and how many days its next figure is overdue, if it was got until then."""
    lost = {
        name: 0 if before is None else len(set(before[column]) - set(table[column]))
        for name, column in (("areas_lost", "area"), ("periods_lost", "period"))
    }
    return {
        **_whole(key),
        **lost,
        "rows_lost": 0 if before is None else max(0, len(before) - len(table)),
        "days_late": _days_late(source, table, closed) if closed else 0,
        "unit_factor": 0.0 if before is None else _unit_factor(table, before),
    }


def _unit_factor(table: pd.DataFrame, before: pd.DataFrame) -> float:
    """Return by how many powers of ten a measure's figures differ from the same figures before: the largest of the file's measures."""
    keys = ["measure", "area", "period"]
    both = table.merge(before[[*keys, "value"]], on=keys, suffixes=("", "_before"))
    both = both[(both["value"] != 0) & (both["value_before"] != 0)]
    ratios = (both["value"] / both["value_before"]).abs().groupby(both["measure"]).median()
    return float(np.abs(np.log10(ratios.to_numpy())).max()) if len(ratios) else 0.0


def _whole(key: str) -> dict[str, Any]:
    return {"source": key, "measure": "", "area": "", "period": "", "row": 0}


def _days_late(source: Source, table: pd.DataFrame, closed: dt.date) -> int:
    """Return the days from when the next period was due to the closing; 0 where nothing tells when it is due."""
    due = next_due(source, table["period"].unique())
    return max(0, (closed - due[1]).days) if due else 0


def next_due(source: Source, periods: Iterable[str]) -> tuple[Period, dt.date] | None:
    """Return the period that follows a source's `periods` in their usual rhythm, and the day it is due; None for a projection or without a rhythm."""
    known = sorted({Period.parse(text) for text in periods})
    if source.projection or len(known) < 2:
        return None
    rhythm = int(np.median([two.first + two.months - one.first - one.months for one, two in pairwise(known)]))
    due = known[-1].back(-rhythm)
    return due, (due.start if source.counted == "start" else due.end) + dt.timedelta(days=source.lag_days)


# --- series --------------------------------------------------------------------------------------------------------


def _series(key: str, table: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Yield what is unusual about the latest figure of each series long enough to say, by its own history."""
    for (measure, area), group in table.groupby(["measure", "area"], sort=False):
        if len(group) < LONG:
            continue
        ordered = group.iloc[
            np.argsort([Period.parse(text).first for text in group["period"]], kind="stable")
        ]
        values = ordered["value"].to_numpy(dtype=np.float64)
        yield {
            "source": key,
            "measure": measure,
            "area": area,
            "period": ordered["period"].iloc[-1],
            "row": int(ordered["row"].iloc[-1]),
            "drift": _drift(values),
            "frozen": _frozen(values),
            "fell_to_zero": int(values[-1] == 0 < np.abs(values[:-1]).min()),
        }


def _drift(values: np.ndarray) -> float:
    """Return the last step over the spread of the steps before it (a median absolute deviation, or where that is 0 their mean size)."""
    steps = np.diff(values)
    past = steps[:-1]
    spread = _MAD * float(np.median(np.abs(past - np.median(past)))) or float(np.abs(past).mean())
    return float(abs(steps[-1] - np.median(past)) / spread) if spread > 0 else 0.0


def _frozen(values: np.ndarray) -> int:
    """Return how often the last value stands there in a row, where that is oftener than any value did before; else 0."""
    runs, length = [], 1
    for one, two in pairwise(values):
        if one == two:
            length += 1
        else:
            runs.append(length)
            length = 1
    return length if length > 1 and length > 2 * max(runs, default=length) else 0


# --- sums ----------------------------------------------------------------------------------------------------------


def _sums(key: str, source: Source, table: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Yield by how much the parts of each declared total miss it, beyond the source's own tolerance; a row for each of them."""
    for declared in source.sums:
        rows = table[table["measure"].isin((declared.total, *declared.parts))]
        for (area, period), group in rows.groupby(["area", "period"], sort=False):
            values = dict(zip(group["measure"], group["value"], strict=True))
            if len(values) <= len(declared.parts):  # one of them was not published
                continue
            miss = (
                abs(values[declared.total] - sum(values[part] for part in declared.parts))
                - declared.tolerance
            )
            for measure, row in zip(group["measure"], group["row"], strict=True):
                yield {
                    "source": key,
                    "measure": measure,
                    "area": area,
                    "period": period,
                    "row": int(row),
                    "miss": max(0.0, round(miss, 9)),
                }


# --- revisions -----------------------------------------------------------------------------------------------------


def _revisions(key: str, table: pd.DataFrame, before: pd.DataFrame | None) -> Iterator[dict[str, Any]]:
    """Yield the size of every revision: |a-b| / (|a|+|b|+e), e a tenth of the series' span from its 5th to its 95th per cent.

    Source: the bounded absolute relative difference (BARD) of method.md section 8's rule: 0.15 and more is large, 0.01 moderate.
    """
    if before is None:
        return
    keys = ["measure", "area", "period"]
    both = table.merge(before[[*keys, "value"]], on=keys, suffixes=("", "_before"))
    changed = both[both["value"] != both["value_before"]]
    spans = (
        {
            name: np.subtract(*np.percentile(group["value"], [95, 5])) / 10
            for name, group in table.groupby(["measure", "area"], sort=False)
        }
        if len(changed)
        else {}
    )
    for measure, area, period, row, new, old in changed[[*keys, "row", "value", "value_before"]].itertuples(
        index=False, name=None
    ):
        yield {
            "source": key,
            "measure": measure,
            "area": area,
            "period": period,
            "row": int(row),
            "bard": abs(new - old) / (abs(new) + abs(old) + float(spans[measure, area]) or 1.0),
        }
