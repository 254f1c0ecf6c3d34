"""The municipality's own figures over time, beside the nation's and the neighbours'."""

from __future__ import annotations

from sigtepunkt import charts
from sigtepunkt.core import danish
from sigtepunkt.core.period import Period
from sigtepunkt.report.blocks.elements import Chart, IndicatorData
from sigtepunkt.report.blocks.indicator_series.index import index_chart, indexed_of
from sigtepunkt.report.blocks.indicator_series.surroundings import (
    Columns,
    background,
    cells_of,
    columns_of,
    explained,
    in_words,
)
from sigtepunkt.signals import State
from sigtepunkt.wording import not_shown, sentences, units_and_periods


def over_time(data: IndicatorData, state: State) -> Chart:
    """Return the series of the municipality beside the nation's and the range of the neighbours'.

    Where one scale cannot hold them they are in an index of their own. The table has every number that is
    drawn in either chart, and a row, in words, for each of the municipality's figures that is not shown.
    """
    indicator, source, seasonal = data.indicator, data.source, bool(state.season)
    unshown, behind = data.own_unshown, background(data, state)
    not_drawn = not_shown.not_drawn(unshown, source, indicator)
    columns: Columns = {data.home: {point.period: data.number(point.value) for point in state.points}}
    if seasonal:
        columns["Uden sæson"] = {point.period: data.number(point.adjusted) for point in state.points}
    columns |= columns_of(data, behind, indicator.decimals)
    if indexed := indexed_of(data, state):
        columns |= {
            f"Indeks, {data.home}": cells_of(indexed.own, charts.INDEX_DECIMALS),
            **columns_of(data, indexed.background, charts.INDEX_DECIMALS, "Indeks, "),
        }
    periods = {point.period: data.heading(point.period) for point in state.points}
    rows = [
        [heading, *(cells.get(period, danish.MISSING) for cells in columns.values())]
        for period, heading in periods.items()
    ]
    dashes = [danish.MISSING] * (len(columns) - 1)
    by_period = dict(zip(periods, rows, strict=True))
    for period, status in zip(unshown["period"], unshown["status"], strict=True):
        by_period[period] = [data.heading(period), not_shown.WORDS[status], *dashes]
    draw = charts.series(
        state,
        counted=source.counted,
        unit=indicator.unit,
        decimals=indicator.decimals,
        background=behind,
        held=unshown["period"].tolist(),
        actions=marks_on(data),
    )
    alternative = sentences.text_alternative(state, indicator, source)
    alt = " ".join(filter(None, (alternative, in_words(data, state, behind), not_drawn)))
    return Chart(
        charts.picture(draw, name=data.key, title=indicator.title, alt=alt),
        _caption(data, state, behind, not_drawn),
        ["Periode", *columns],
        [by_period[period] for period in sorted(by_period, key=Period.parse)],
        index_chart(data, state, indexed) if indexed else None,
    )


def marks_on(data: IndicatorData) -> list[charts.ActionMark]:
    """Return the marks of the actions that declared an effect on the indicator."""
    actions = data.definitions.actions_on(data.key).values()
    return [charts.ActionMark(action.title, action.effect.earliest) for action in actions if action.effect]


def _caption(data: IndicatorData, state: State, behind: charts.Background, not_drawn: str) -> str:
    """Explain exactly what is drawn."""
    indicator, seasonal = data.indicator, bool(state.season)
    line = "den tykke streg" if seasonal else "tallet"
    broken = any(point.segment != state.points[0].segment for point in state.points)
    drawn = {
        "Tynd streg: de målte tal. Tyk streg: uden sæson.": seasonal,
        "Vandret linje: niveauet.": any(point.mean is not None for point in state.points),
        f"Gråt felt: hvor {line} skulle ende, hvis intet var ændret.": state.level is not None,
        "Nr. 1 er øverst.": indicator.unit == units_and_periods.RANK,
        "Hule punkter: tal, der ikke regnes med.": any(point.outlier for point in state.points),
        "Kryds på tidsaksen: et tal, der ikke vises.": bool(not_drawn),
        **explained(data, state, behind),
        "Prikket lodret linje: databrud.": broken,
        **_marked(data, [point.period for point in state.points]),
    }
    first, last = data.label(state.points[0].period), data.label(state.latest.period)
    caption = [f"{units_and_periods.unit(indicator)}, {first} til {last}.", not_drawn]
    return " ".join(filter(None, [*caption, *(text for text, holds in drawn.items() if holds)]))


def _marked(data: IndicatorData, periods: list[str]) -> dict[str, bool]:
    """Say what each action's line in the picture is."""
    inside = charts.marks_inside(marks_on(data), periods, data.source.counted)
    return {
        f"Stregprikket linje: handlingen »{mark.name}« kan tidligst virke fra "
        f"{Period.parse(mark.earliest).label()}.": True
        for mark in inside
    }
