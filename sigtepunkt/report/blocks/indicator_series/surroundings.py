"""What a series is drawn against: the figures, the columns and the words of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from sigtepunkt import charts
from sigtepunkt.core import danish
from sigtepunkt.core.period import Quarter
from sigtepunkt.report.blocks.elements import IndicatorData
from sigtepunkt.signals import Point, State
from sigtepunkt.wording import units_and_periods

_COMPARABLE = 4  # the nation is drawn too when it is at most this many times as large as the municipality
FEWEST_OTHERS = 5  # municipalities with a figure: of fewer no range is drawn
Columns = dict[str, dict[str, str]]  # the cells of each column, by period


def background(data: IndicatorData, state: State) -> charts.Background:
    """Return what the municipality's series is drawn against, where it exists and one scale holds it."""
    start = float(first_year(data, state))
    if data.indicator.total:
        return charts.Background(start=start)
    rows, home = data.shown, max(abs(point.value) for point in state.points)
    nation = points_of(state, of_nation(data, rows))
    if max((abs(point.value) for point in nation), default=0) > _COMPARABLE * home:
        nation = ()
    return charts.Background(nation, others_of(data, state, of_others(data, rows)), start)


# --- in words and in the table -----------------------------------------------------------------------------


def explained(data: IndicatorData, state: State, behind: charts.Background) -> Mapping[str, bool]:
    """Return what a caption says of what a series is drawn against, each with whether it is drawn."""
    periods = [*(point.period for point in state.points), *data.own_unshown["period"]]
    begins = charts.is_inside(behind.start, periods, data.source.counted)
    measured = " (med sæson)" if state.season else ""
    fewest = "" if _all_have(data, behind) else ", hvor mindst fem af dem har tal"
    who = f"{data.definitions.municipality.comparison_name}{measured}{fewest}"
    nation = _form(state, behind.nation, "stiplet", "gråt punkt")
    others = _form(state, behind.others.lowest if behind.others else (), "lyst felt", "lys søjle")
    return {
        f"{nation}: hele landet{measured}.": bool(behind.nation),
        f"{others}: fra den laveste til den højeste af {who}.": behind.others is not None,
        f"Lodret streg: strategien begynder den 1. januar {behind.start or 0:.0f}.": begins,
    }


def _form(state: State, points: Sequence[Point], joined: str, alone: str) -> str:
    """Return what points are drawn as: `Stiplet`, `Gråt punkt`, or `Stiplet eller gråt punkt`."""
    forms = charts.drawn_as(points, charts.usual_step(state.points))
    names = [name for form, name in (("joined", joined), ("alone", alone)) if form in forms]
    return danish.capitalised(" eller ".join(names))


def _all_have(data: IndicatorData, behind: charts.Background) -> bool:
    """Return whether every neighbour has a figure in each period of the range drawn."""
    if behind.others is None:
        return True
    rows = of_others(data, data.shown)
    drawn = rows[rows["period"].isin([point.period for point in behind.others.lowest])]
    return bool((drawn.groupby("period").size() == len(data.definitions.municipality.comparison)).all())


def in_words(data: IndicatorData, state: State, behind: charts.Background) -> str:
    """Return the numbers beside the newest figure, and the figure at the strategy's start, in sentences."""
    fact, texts = state.since.fact, []

    def amount(value: float) -> str:
        return units_and_periods.value(value, data.indicator)

    if fact is not None:
        figure = amount(fact.start)
        texts.append(f"Ved strategiens begyndelse ({data.label(fact.start_period)}): {figure}")
    if behind.nation:
        last = behind.nation[-1]
        texts.append(f"Hele landet, {data.label(last.period)}: {amount(last.value)}")
    if behind.others:
        low, high = behind.others.lowest[-1], behind.others.highest[-1]
        name = danish.capitalised(data.neighbours)
        texts.append(f"{name}, {data.label(low.period)}: fra {amount(low.value)} til {amount(high.value)}")
    return " ".join(map(danish.sentence, texts))


def columns_of(data: IndicatorData, behind: charts.Background, decimals: int, prefix: str = "") -> Columns:
    """Return the table's columns of the nation and of the lowest and the highest neighbour."""
    columns: Columns = {}
    if behind.nation:
        columns[_heading(prefix, "Hele landet")] = cells_of(behind.nation, decimals)
    if behind.others:
        columns[_heading(prefix, f"Laveste af {data.neighbours}")] = cells_of(behind.others.lowest, decimals)
        columns[_heading(prefix, f"Højeste af {data.neighbours}")] = cells_of(behind.others.highest, decimals)
    return columns


def _heading(prefix: str, name: str) -> str:
    return f"{prefix}{name[:1].lower()}{name[1:]}" if prefix else name


def cells_of(points: Iterable[Point], decimals: int) -> dict[str, str]:
    """Return the cells of a column."""
    return {point.period: danish.number(point.value, decimals) for point in points}


# --- figures -----------------------------------------------------------------------------------------------


def first_year(data: IndicatorData, state: State) -> int:
    """Return the first year of the strategy of the state's quarter."""
    return data.definitions.strategy(Quarter.parse(state.quarter)).first_year


def of_nation(data: IndicatorData, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the nation's rows."""
    return rows[rows["area"] == data.definitions.municipality.country]


def of_others(data: IndicatorData, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the municipalities compared with."""
    return rows[rows["area"].isin(data.definitions.municipality.comparison)]


def points_of(state: State, rows: pd.DataFrame) -> tuple[Point, ...]:
    """Return figures of one area, oldest first, in the periods the municipality has, with its breaks."""
    segments = {point.period: point.segment for point in state.points}
    values = dict(zip(rows["period"], rows["value"], strict=True))
    return tuple(
        Point(period, float(values[period]), segments[period]) for period in segments if period in values
    )


def others_of(data: IndicatorData, state: State, rows: pd.DataFrame) -> charts.Others | None:
    """Return the range of the neighbours in the periods where enough of them have figures; None without."""
    counts = rows.groupby("period")["value"].agg(["size", "min", "max"]).reset_index()
    counts = counts[counts["size"] >= FEWEST_OTHERS]
    low, high = (points_of(state, counts.rename(columns={end: "value"})) for end in ("min", "max"))
    return charts.Others(data.neighbours, low, high) if low else None
