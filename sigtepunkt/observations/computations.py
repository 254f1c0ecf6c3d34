"""Long tables of measures → observations: indicator x area x period x vintage → value. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from sigtepunkt.core.errors import Problem, Refused, nearest
from sigtepunkt.core.period import YEAR, Period
from sigtepunkt.observations.table import BEFORE, COLUMNS, SHOWN
from sigtepunkt.strategy import Definitions, Indicator

WHOLE = 100.0  # per cent
PARTS_OF_A_WHOLE = frozenset({"share", "share_of_sum"})
_KEYS = ["area", "period"]


def observe(definitions: Definitions, tables: Mapping[str, pd.DataFrame], vintage: str) -> pd.DataFrame:
    """Return one row per indicator, area and period of one vintage.

    `tables` holds, per source, the columns measure, area, period, value, row. The result has COLUMNS: `date` is the day
    the figure refers to (the first or last of the period, as the source counts), `base` its denominator (missing where it
    has none), `file` and `row` lead back to the raw file; `status` is SHOWN, for nothing has been taken out yet.
    Where a growth is of persons there is a column BEFORE too. A whole of 0 leaves no figure. Raises Refused
    for an indicator whose measure the source does not have, or without any observation.
    """
    problems, frames = [], []
    places = {
        key: {str(measure): own for measure, own in table.groupby("measure", sort=False).indices.items()}
        for key, table in tables.items()
    }
    for key, indicator in definitions.indicators.items():
        where = f"strategy/indicators.toml: [{key}]"
        present = places[indicator.source]
        unknown = [measure for measure in indicator.parts if measure not in present]
        problems += [
            Problem(
                f"{indicator.source} has no measure {measure!r}",
                where,
                nearest(measure, present),
                renamed(indicator.source, measure, vintage),
            )
            for measure in unknown
        ]
        if unknown:
            continue
        source = definitions.sources[indicator.source]
        own = np.sort(np.concatenate([present[measure] for measure in dict.fromkeys(indicator.parts)]))
        frame = _with_base(indicator, tables[indicator.source].iloc[own])
        frame = frame[~(frame["base"] == 0)]
        if frame.empty:
            problems.append(
                Problem(
                    "the indicator has no observation",
                    where,
                    next_step="declare it as a gap in strategy/gaps.toml",
                )
            )
            continue
        periods = {text: Period.parse(text) for text in frame["period"].unique()}
        lengths = {period.months: text for text, period in periods.items()}
        if len(lengths) > 1:
            problems.append(
                Problem(
                    f"its periods are of different lengths: {' and '.join(sorted(lengths.values()))}",
                    where,
                    "years, or quarters, or months",
                    f"declare a measure of {source.file} with one kind of period, or have the file delivered so",
                )
            )
            continue
        dates = {
            text: period.start if source.counted == "start" else period.end
            for text, period in periods.items()
        }
        frames.append(
            frame.assign(
                indicator=key,
                vintage=vintage,
                date=pd.to_datetime(frame["period"].map(dates)),
                projection=source.projection,
                source=indicator.source,
                file=source.file,
                status=SHOWN,
            )
        )
    if problems:
        raise Refused(*problems)
    observations = pd.concat(frames, ignore_index=True)
    growing = any(map(_is_growth_of_persons(definitions), definitions.indicators))
    observations = observations[[*COLUMNS, BEFORE] if growing else COLUMNS]
    order = observations["period"].map({text: Period.parse(text) for text in observations["period"].unique()})
    ends = order.map(lambda period: period.first + period.months)
    return (
        observations.assign(_end=ends)
        .sort_values(["indicator", "area", "_end", "period"], kind="stable")
        .drop(columns="_end")
        .reset_index(drop=True)
    )


def _is_growth_of_persons(definitions: Definitions) -> Callable[[str], bool]:
    persons = {key for key, declared in definitions.disclosure.items() if declared.persons}
    return lambda key: key in persons and definitions.indicators[key].computation == "growth"


def renamed(source: str, measure: str, vintage: str = "a quarter") -> str:
    """Return what to do about a measure that a file has under an earlier name."""
    return (
        f"if the file of {vintage} has it under another name, say so in strategy/sources.toml: "
        f'[{source}].renamed = {{ "{measure}" = ["the name it had"] }}'
    )


def newest(rows: pd.DataFrame) -> tuple[str, str]:
    """Return period and status of the newest of these figures, shown or not; empty texts where there is none."""
    return _newest(rows[["period", "status"]].itertuples(index=False, name=None))


def newest_of_each(rows: pd.DataFrame) -> dict[str, tuple[str, str]]:
    """Return period and status of each indicator's newest figure, shown or not, by indicator."""
    own: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for indicator, period, status in rows[["indicator", "period", "status"]].itertuples(
        index=False, name=None
    ):
        own[indicator].append((period, status))
    return {indicator: _newest(figures) for indicator, figures in own.items()}


def _newest(figures: Iterable[tuple[str, str]]) -> tuple[str, str]:
    return max(figures, key=lambda one: _end(one[0]), default=("", ""))


@cache
def _end(period: str) -> int:
    parsed = Period.parse(period)
    return parsed.first + parsed.months


def impossible(definitions: Definitions, observations: pd.DataFrame) -> Iterator[tuple[Any, str]]:
    """Yield the index of every observation that cannot be what it is declared to count, and the Danish reason."""
    for key, own in observations.groupby("indicator", sort=False):
        indicator = definitions.indicators[str(key)]
        persons = key in definitions.disclosure and definitions.disclosure[str(key)].persons
        wrong = {"Helheden er negativ, og det kan ikke passe.": own["base"] < 0}
        if (persons or indicator.counted) and indicator.computation != "growth":
            count = -own["value"] if indicator.computation == "opposite" else own["value"]
            wrong["Antallet er negativt, og det kan ikke passe."] = count < 0
        if indicator.denominator and (
            indicator.counted == "proportion" or (persons and indicator.computation in PARTS_OF_A_WHOLE)
        ):
            wrong["Delen er større end helheden, og det kan ikke passe."] = own["value"] > WHOLE
        for reason, marked in wrong.items():
            yield from ((row, reason) for row in own.index[marked])


def _with_base(indicator: Indicator, table: pd.DataFrame) -> pd.DataFrame:
    """Return area, period, value, row and base; a whole that was not published leaves the base missing."""
    computed = COMPUTATIONS[indicator.computation](indicator, table)
    if "base" in computed.columns:
        return computed
    if not indicator.denominator:
        return computed.assign(base=float("nan"))
    whole = _measure(table, indicator.denominator).drop(columns="row").rename(columns={"value": "base"})
    return computed.merge(whole, on=_KEYS, how="left", validate="one_to_one")


def _measure(table: pd.DataFrame, measure: str) -> pd.DataFrame:
    return table.loc[table["measure"] == measure, [*_KEYS, "value", "row"]]


def _value(indicator: Indicator, table: pd.DataFrame) -> pd.DataFrame:
    return _measure(table, indicator.measure)


def _opposite(indicator: Indicator, table: pd.DataFrame) -> pd.DataFrame:
    """Return the measure with its sign turned: accounts write what comes in, and a surplus, with a minus."""
    return _measure(table, indicator.measure).assign(value=lambda rows: 0.0 - rows["value"])


def _sum(indicator: Indicator, table: pd.DataFrame) -> pd.DataFrame:
    """Add the measures where all of them were published."""
    parts = table[table["measure"].isin(indicator.measures)]
    summed = parts.groupby(_KEYS, sort=False).agg(
        value=("value", "sum"), row=("row", "first"), parts=("measure", "nunique")
    )
    return summed[summed.pop("parts") == len(indicator.measures)].reset_index()


def _ratio(numerator: pd.DataFrame, indicator: Indicator, table: pd.DataFrame, factor: float) -> pd.DataFrame:
    whole = _measure(table, indicator.denominator).drop(columns="row").rename(columns={"value": "base"})
    both = numerator.merge(whole, on=_KEYS, validate="one_to_one")
    return both.assign(value=factor * both["value"] / both["base"].where(both["base"] != 0))


def _share(indicator: Indicator, table: pd.DataFrame) -> pd.DataFrame:
    return _ratio(_value(indicator, table), indicator, table, WHOLE)


def _share_of_sum(indicator: Indicator, table: pd.DataFrame) -> pd.DataFrame:
    return _ratio(_sum(indicator, table), indicator, table, WHOLE)


def _per_1000(indicator: Indicator, table: pd.DataFrame) -> pd.DataFrame:
    return _ratio(_value(indicator, table), indicator, table, 1000)


def _growth(indicator: Indicator, table: pd.DataFrame) -> pd.DataFrame:
    """Return the change in per cent on the same period a year before, where both were published."""
    now = _measure(table, indicator.measure)
    year_before = {text: str(Period.parse(text).back(YEAR)) for text in now["period"].unique()}
    before = now.drop(columns="row").rename(columns={"value": "before", "period": "earlier"})
    both = now.assign(earlier=now["period"].map(year_before)).merge(
        before, on=["area", "earlier"], validate="one_to_one"
    )
    both = both[both["before"] > 0]
    return both.assign(value=WHOLE * (both["value"] / both["before"] - 1))[[*_KEYS, "value", "row", BEFORE]]


COMPUTATIONS: Mapping[str, Callable[[Indicator, pd.DataFrame], pd.DataFrame]] = {
    "value": _value,
    "opposite": _opposite,
    "sum": _sum,
    "share": _share,
    "share_of_sum": _share_of_sum,
    "per_1000": _per_1000,
    "growth": _growth,
}
