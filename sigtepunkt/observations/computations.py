"""Computes observations from measures: indicator, area and period of a vintage → value. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Literal

import numpy as np
import pandas as pd

from sigtepunkt.core.errors import Problem, Refused, nearest
from sigtepunkt.core.period import YEAR, Period, stock_period
from sigtepunkt.observations.table import COLUMNS, COUNT_A_YEAR_BEFORE, SHOWN
from sigtepunkt.strategy import Definitions, Indicator, Source
from sigtepunkt.strategy.sources.due_dates import reference_day

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
            of_source = positions[indicator.source]
            _refuse_unknown(indicator.source, indicator.parts, of_source, where, vintage)
            base = _base_elsewhere(definitions, indicator, tables, where, vintage)
            figures = _figures(indicator, source, table, of_source, base, where)
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
    base: pd.DataFrame | None,
    where: str,
) -> pd.DataFrame:
    """Return an indicator's figures; `positions` are the rows of each measure in its source's `table`.

    `base` is the denominator of each area and period where another source has it.
    """
    rows = np.sort(np.concatenate([positions[measure] for measure in dict.fromkeys(indicator.parts)]))
    figures = _with_base(indicator, table.iloc[rows], base)
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


def _refuse_unknown(
    source: str, measures: Iterable[str], known: Collection[Any], where: str, vintage: str
) -> None:
    problems = [
        Problem(
            f"{source} has no measure {measure!r}",
            where,
            nearest(measure, known),
            how_to_rename(source, measure, vintage),
        )
        for measure in measures
        if measure not in known
    ]
    if problems:
        raise Refused(*problems)


def _base_elsewhere(
    definitions: Definitions,
    indicator: Indicator,
    tables: Mapping[str, pd.DataFrame],
    where: str,
    vintage: str,
) -> pd.DataFrame | None:
    """Return area, period and base of an indicator whose denominator another source has; else None.

    The periods are those of the indicator's own figures.
    """
    name = indicator.denominator_source
    if not name:
        return None
    stocks = tables[name]
    _refuse_unknown(name, [indicator.denominator], stocks["measure"].unique(), where, vintage)
    stocks = stocks[stocks["measure"] == indicator.denominator]
    available, counted = set(stocks["period"]), definitions.sources[name].counted
    periods = pd.DataFrame({"period": tables[indicator.source]["period"].unique()})
    periods["stock"] = [
        stock_period(Period.parse(text), available, counted=counted) for text in periods["period"]
    ]
    stocks = stocks[["area", "period", "value"]].rename(columns={"period": "stock", "value": "base"})
    return periods.merge(stocks, on="stock")[[*_KEYS, "base"]]


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
        if indicator.is_divided and is_part:
            wrong["Delen er større end helheden, og det kan ikke passe."] = figures["value"] > WHOLE
        for reason, is_wrong in wrong.items():
            yield from ((index, reason) for index in figures.index[is_wrong])


# --- the computations ---------------------------------------------------------------------------------------

# What a numerator is multiplied by before it is divided by its base.
_PER: Mapping[str, float] = {"share": WHOLE, "share_of_sum": WHOLE, "per_1000": 1000.0}
# Takes an indicator and its measures; returns area, period, value and row of the numerator.
Computation = Callable[[Indicator, pd.DataFrame], pd.DataFrame]


def _with_base(indicator: Indicator, table: pd.DataFrame, base: pd.DataFrame | None) -> pd.DataFrame:
    """Return area, period, value, row and base; the base is missing where no denominator was published."""
    if base is None and indicator.is_divided:
        base = _base(indicator, table)
    computed = COMPUTATIONS[indicator.computation](indicator, table)
    if base is None:
        return computed.assign(base=float("nan"))
    factor = _PER.get(indicator.computation)
    how: Literal["left", "inner"] = "inner" if factor else "left"
    both = computed.merge(base, on=_KEYS, how=how, validate="one_to_one")
    if not factor:
        return both
    return both.assign(value=factor * both["value"] / both["base"].where(both["base"] != 0))


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
    "share": _value,
    "share_of_sum": _sum,
    "per_1000": _value,
    "growth": _growth,
}
