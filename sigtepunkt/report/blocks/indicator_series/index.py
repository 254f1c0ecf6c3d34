"""Totals as an index beside the nation's and the neighbours', which no common scale could hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from sigtepunkt import charts
from sigtepunkt.core import danish
from sigtepunkt.core.period import Period
from sigtepunkt.report.blocks.elements import Captioned, IndicatorData
from sigtepunkt.report.blocks.indicator_series.surroundings import (
    FEWEST_OTHERS,
    explained,
    first_year,
    of_nation,
    of_others,
    others_of,
    points_of,
)
from sigtepunkt.signals import Point, State


@dataclass(frozen=True)
class Indexed:
    """The municipality's series and what it stands against, each 100 in the period `base`."""

    base: str
    own: Sequence[Point]
    background: charts.Background


def index_chart(data: IndicatorData, state: State, indexed: Indexed) -> Captioned:
    """Return the index beside the nation's and the neighbours', which no common scale could hold."""
    title, label, behind = f"{data.indicator.title}: indeks", data.label(indexed.base), indexed.background
    last = indexed.own[-1]
    texts = [f"{title}, {label} = 100. {data.label(last.period)}: {data.home} {_index(last)}"]
    if behind.nation:
        newest = behind.nation[-1]
        texts.append(f"Hele landet, {data.label(newest.period)}: {_index(newest)}")
    if behind.others:
        low, high = behind.others.lowest[-1], behind.others.highest[-1]
        name = danish.capitalised(data.neighbours)
        texts.append(f"{name}, {data.label(low.period)}: fra {_index(low)} til {_index(high)}")
    texts_of = explained(data, replace(state, points=tuple(indexed.own)), behind)
    caption = [
        f"Samme tal som indeks: {label} = 100, så 110 er 10{danish.NO_BREAK}% mere end dengang.",
        "Vandret streg: 100.",
        *(text for text, holds in texts_of.items() if holds),
    ]
    picture = charts.picture(
        charts.index(indexed.own, counted=data.source.counted, background=behind),
        name=f"{data.key}-indeks",
        title=title,
        alt=" ".join(map(danish.sentence, texts)),
        height=charts.HEIGHT_OF_INDEX,
    )
    return Captioned(picture, " ".join(caption))


def _index(point: Point) -> str:
    return danish.number(point.value, charts.INDEX_DECIMALS)


def indexed_of(data: IndicatorData, state: State) -> Indexed | None:
    """Return the series as an index; None where the figures share a scale, or nothing can be put beside.

    100 is the newest figure by the strategy's start that all have in common, else the first. A declared break
    ends what can be indexed.
    """
    if not data.indicator.total or not charts.is_series(state):
        return None
    since_break = [
        point for point in state.points if point.segment == state.latest.segment and point.value > 0
    ]
    periods = {point.period for point in since_break}
    rows = data.shown[data.shown["period"].isin(periods) & (data.shown["value"] > 0)]
    nation, others = of_nation(data, rows), of_others(data, rows)
    counts = others.groupby("period").size()
    known_of = [set(nation["period"]), set(counts.index[counts >= FEWEST_OTHERS])]
    common = periods.intersection(*filter(None, known_of))
    if not any(known_of) or not common:
        return None
    fact = state.since.fact
    by_start = [each for each in common if fact and Period.parse(each) <= Period.parse(fact.start_period)]
    base = max(by_start, key=Period.parse) if by_start else min(common, key=Period.parse)
    at_base = next(point.value for point in since_break if point.period == base)
    own = [replace(each, value=charts.BASE * each.value / at_base, adjusted=None) for each in since_break]
    nation, others = _as_index(nation, base), _as_index(others, base)
    beside = charts.Background(
        points_of(state, nation), others_of(data, state, others), float(first_year(data, state))
    )
    return Indexed(base, own, beside)


def _as_index(rows: pd.DataFrame, base: str) -> pd.DataFrame:
    """Return the figures of the areas that have one in the period `base`, each area's 100 in it."""
    chosen = rows[rows["period"] == base]
    at_base = rows["area"].map(dict(zip(chosen["area"], chosen["value"], strict=True))).astype(float)
    return rows.assign(value=charts.BASE * rows["value"] / at_base).dropna(subset="value")
