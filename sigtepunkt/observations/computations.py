"""Computes observations from measures: indicator, area and period of a vintage → value. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from typing import Any

import numpy as np
import pandas as pd

from sigtepunkt.checks.facts import reference_day
from sigtepunkt.core.errors import Problem, Refused, nearest
from sigtepunkt.core.period import YEAR, Period
from sigtepunkt.observations.table import COLUMNS, COUNT_A_YEAR_BEFORE, SHOWN
from sigtepunkt.strategy import Definitions, Indicator, Source

WHOLE = 100.0  # per cent
PARTS_OF_A_WHOLE = frozenset({"share", "share_of_sum"})
_KEYS = ["area", "period"]


def observe(definitions: Definitions, tables: Mapping[str, pd.DataFrame], vintage: str) -> pd.DataFrame:
    """Return one row per indicator, area and period of one vintage.

    `tables` holds, per source, the columns measure, area, period, value, row. The result has COLUMNS: `date`
    is the day the figure refers to (the first or last of the period, as the source counts), `base` is its
    denominator (missing where it has none), `file` and `row` lead back to the raw file, and `status` is
    SHOWN, since nothing is withheld yet. Where a growth counts persons there is a column COUNT_A_YEAR_BEFORE,
    too. A denominator of 0 gives no figure. Raises Refused for an indicator whose measure the source does not
    have, that has no observation, or periods of different lengths.
    """
    problems: list[Problem] = []
    frames = []
    positions = {key: table.groupby("measure", sort=False).indices for key, table in tables.items()}
    for key, indicator in definitions.indicators.items():
        source, table = definitions.sources[indicator.source], tables[indicator.source]
        where = f"strategy/indicators.toml: [{key}]"
        try:
            figures = _figures(indicator, source, table, positions[indicator.source], where, vintage)
        except Refused as error:
            problems += error.problems
        else:
            frames.append(figures.assign(indicator=key, vintage=vintage, status=SHOWN))
    if problems:
        raise Refused(*problems)
    persons = {key for key, declared in definitions.disclosure.items() if declared.persons}
    growing = any(
        definitions.indicators[key].computation == "growth" for key in persons & definitions.indicators.keys()
    )
    observations = pd.concat(frames, ignore_index=True)[
        [*COLUMNS, COUNT_A_YEAR_BEFORE] if growing else COLUMNS
    ]
    in_order = observations.assign(_end=observations["period"].map(_end)).sort_values(
        ["indicator", "area", "_end", "period"], kind="stable", ignore_index=True
    )
    return in_order.drop(columns="_end")


def _figures(
    indicator: Indicator,
    source: Source,
    table: pd.DataFrame,
    positions: Mapping[Any, Any],
    where: str,
    vintage: str,
) -> pd.DataFrame:
    """Return an indicator's figures; `positions` are the rows of each measure in its source's `table`."""
    unknown = [measure for measure in indicator.parts if measure not in positions]
    if unknown:
        raise Refused(
            *(
                Problem(
                    f"{indicator.source} has no measure {measure!r}",
                    where,
                    nearest(measure, positions),
                    how_to_rename(indicator.source, measure, vintage),
                )
                for measure in unknown
            )
        )
    rows = np.sort(np.concatenate([positions[measure] for measure in dict.fromkeys(indicator.parts)]))
    figures = _with_base(indicator, table.iloc[rows])
    figures = figures[figures["base"] != 0]
    if figures.empty:
        next_step = "declare it as a gap in strategy/gaps.toml"
        raise Refused.of("the indicator has no observation", where, next_step=next_step)
    periods = {text: Period.parse(text) for text in figures["period"].unique()}
    lengths = {period.months: text for text, period in periods.items()}
    if len(lengths) > 1:
        raise Refused.of(
            f"its periods are of different lengths: {' and '.join(sorted(lengths.values()))}",
            where,
            "years, or quarters, or months",
            f"declare a measure of {source.file} with one kind of period, or have the file delivered so",
        )
    days = {text: reference_day(source, period) for text, period in periods.items()}
    return figures.assign(
        date=pd.to_datetime(figures["period"].map(days)).astype("datetime64[ms]"),  # as Parquet has it
        projection=source.projection,
        source=indicator.source,
        file=source.file,
    )


def how_to_rename(source: str, measure: str, vintage: str = "a quarter") -> str:
    """Return what to do about a measure that a file has under an earlier name."""
    return (
        f"if the file of {vintage} has it under another name, say so in strategy/sources.toml: "
        f'[{source}].renamed = {{ "{measure}" = ["the name it had"] }}'
    )


def newest(rows: pd.DataFrame) -> tuple[str, str]:
    """Return period and status of the newest of these figures, shown or not; ("", "") for no figures."""
    figures = zip(rows["period"], rows["status"], strict=True)
    return max(figures, key=lambda figure: _end(figure[0]), default=("", ""))


def newest_of_each(rows: pd.DataFrame) -> dict[str, tuple[str, str]]:
    """Return period and status of each indicator's newest figure, shown or not."""
    groups = rows[["indicator", "period", "status"]].groupby("indicator", sort=False)
    return {str(indicator): newest(figures) for indicator, figures in groups}


@cache
def _end(period: str) -> int:
    parsed = Period.parse(period)
    return parsed.first + parsed.months


def impossible(definitions: Definitions, observations: pd.DataFrame) -> Iterator[tuple[Any, str]]:
    """Yield the index of every observation that contradicts its declaration, and the Danish reason."""
    for key, figures in observations.groupby("indicator", sort=False):
        indicator = definitions.indicators[str(key)]
        persons = key in definitions.disclosure and definitions.disclosure[str(key)].persons
        wrong = {"Helheden er negativ, og det kan ikke passe.": figures["base"] < 0}
        if (persons or indicator.counted) and indicator.computation != "growth":
            count = -figures["value"] if indicator.computation == "opposite" else figures["value"]
            wrong["Antallet er negativt, og det kan ikke passe."] = count < 0
        is_part = indicator.counted == "proportion" or (persons and indicator.computation in PARTS_OF_A_WHOLE)
        if indicator.denominator and is_part:
            wrong["Delen er større end helheden, og det kan ikke passe."] = figures["value"] > WHOLE
        for reason, is_wrong in wrong.items():
            yield from ((index, reason) for index in figures.index[is_wrong])


# --- the computations ---------------------------------------------------------------------------------------

# Takes an indicator and its measures; returns area, period, value and row, and base if it has a denominator.
Computation = Callable[[Indicator, pd.DataFrame], pd.DataFrame]


def _with_base(indicator: Indicator, table: pd.DataFrame) -> pd.DataFrame:
    """Return area, period, value, row and base; the base is missing where no denominator was published."""
    computed = COMPUTATIONS[indicator.computation](indicator, table)
    if "base" in computed.columns:
        return computed
    if not indicator.denominator:
        return computed.assign(base=float("nan"))
    return computed.merge(_base(indicator, table), on=_KEYS, how="left", validate="one_to_one")


def _measure(table: pd.DataFrame, measure: str) -> pd.DataFrame:
    return table.loc[table["measure"] == measure, [*_KEYS, "value", "row"]]


def _base(indicator: Indicator, table: pd.DataFrame) -> pd.DataFrame:
    return _measure(table, indicator.denominator).drop(columns="row").rename(columns={"value": "base"})


def _value(indicator: Indicator, table: pd.DataFrame) -> pd.DataFrame:
    return _measure(table, indicator.measure)


def _opposite(indicator: Indicator, table: pd.DataFrame) -> pd.DataFrame:
    """Return the measure with its sign reversed: in accounts, income and a surplus are negative."""
    return _value(indicator, table).assign(value=lambda rows: 0.0 - rows["value"])


def _sum(indicator: Indicator, table: pd.DataFrame) -> pd.DataFrame:
    """Return the sum of the measures where all of them were published."""
    parts = table[table["measure"].isin(indicator.measures)]
    summed = parts.groupby(_KEYS, sort=False).agg(
        value=("value", "sum"), row=("row", "first"), parts=("measure", "nunique")
    )
    return summed[summed.pop("parts") == len(indicator.measures)].reset_index()


def _ratio(numerator: Computation, factor: float, indicator: Indicator, table: pd.DataFrame) -> pd.DataFrame:
    both = numerator(indicator, table).merge(_base(indicator, table), on=_KEYS, validate="one_to_one")
    return both.assign(value=factor * both["value"] / both["base"].where(both["base"] != 0))


def _growth(indicator: Indicator, table: pd.DataFrame) -> pd.DataFrame:
    """Return the change in per cent on the same period a year before, where both were published."""
    now = _value(indicator, table)
    year_before = {text: str(Period.parse(text).back(YEAR)) for text in now["period"].unique()}
    before = now.drop(columns="row").rename(columns={"value": COUNT_A_YEAR_BEFORE, "period": "earlier"})
    now = now.assign(earlier=now["period"].map(year_before))
    both = now.merge(before, on=["area", "earlier"], validate="one_to_one")
    both = both[both[COUNT_A_YEAR_BEFORE] > 0]
    return both.assign(value=WHOLE * (both["value"] / both[COUNT_A_YEAR_BEFORE] - 1))[
        [*_KEYS, "value", "row", COUNT_A_YEAR_BEFORE]
    ]


COMPUTATIONS: Mapping[str, Computation] = {
    "value": _value,
    "opposite": _opposite,
    "sum": _sum,
    "share": partial(_ratio, _value, WHOLE),
    "share_of_sum": partial(_ratio, _sum, WHOLE),
    "per_1000": partial(_ratio, _value, 1000.0),
    "growth": _growth,
}
