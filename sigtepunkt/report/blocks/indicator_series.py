"""The municipality's own figures in an indicator's block: over time, or an amount beside its budget."""

from __future__ import annotations

from sigtepunkt import charts
from sigtepunkt.core import danish
from sigtepunkt.core.period import Period
from sigtepunkt.report.blocks.elements import Chart, IndicatorData
from sigtepunkt.signals import Point, State
from sigtepunkt.wording import not_shown, sentences, units_and_periods

_MOST_AMOUNTS = 4  # an amount with more years than this is drawn over time, not beside its budget
_COMPARABLE = 4  # the nation is drawn too when it is at most this many times as large as the municipality


def budget_beside(state: State, budget: State | None) -> State | None:
    """Return the budget if the amount is drawn beside it: of the same period, with few years of amounts."""
    if budget is None or budget.latest.period != state.latest.period or len(state.points) > _MOST_AMOUNTS:
        return None
    return budget


def over_time(data: IndicatorData, state: State) -> Chart:
    """Return the series of the municipality, with the nation's where one scale holds both.

    The table has a row, in words, for each of the municipality's figures that is not shown.
    """
    indicator, source, seasonal = data.indicator, data.source, bool(state.season)
    nation = _nation(data, state)
    unshown = data.own_unshown
    not_drawn = not_shown.not_drawn(unshown, source, indicator)
    line = "den tykke streg" if seasonal else "tallet"
    broken = any(point.segment != state.points[0].segment for point in state.points)
    explained = {
        "Tynd streg: de målte tal. Tyk streg: uden sæson.": seasonal,
        "Vandret linje: niveauet.": any(point.mean is not None for point in state.points),
        f"Gråt felt: hvor {line} skulle ende, hvis intet var ændret.": state.level is not None,
        "Nr. 1 er øverst.": indicator.unit == units_and_periods.RANK,
        "Kryds på tidsaksen: et tal, der ikke vises.": bool(not_drawn),
        "Stiplet: hele landet.": bool(nation) and not seasonal,
        "Prikket lodret linje: databrud.": broken,
    }
    first, last = data.label(state.points[0].period), data.label(state.latest.period)
    caption = [f"{units_and_periods.unit(indicator)}, {first} til {last}.", not_drawn]
    columns = ["Periode", data.home]
    columns += ["Uden sæson"] if seasonal else []
    columns += ["Hele landet"] if nation else []
    nation_values = {point.period: point.value for point in nation}
    cells = {
        point.period: [
            data.number(point.value),
            *([data.number(point.adjusted)] if seasonal else []),
            *([data.number(nation_values.get(point.period))] if nation else []),
        ]
        for point in state.points
    }
    dashes = [danish.MISSING] * (len(columns) - 2)
    for period, status in zip(unshown["period"], unshown["status"], strict=True):
        cells[period] = [not_shown.WORDS[status], *dashes]
    draw = charts.series(
        state,
        counted=source.counted,
        unit=indicator.unit,
        decimals=indicator.decimals,
        nation=() if seasonal else nation,
        held=unshown["period"].tolist(),
    )
    alt = f"{sentences.text_alternative(state, indicator, source)} {not_drawn}".strip()
    return Chart(
        charts.picture(draw, name=data.key, title=indicator.title, alt=alt),
        " ".join(filter(None, [*caption, *(text for text, holds in explained.items() if holds)])),
        columns,
        [[data.heading(period), *cells[period]] for period in sorted(cells, key=Period.parse)],
    )


def beside_budget(data: IndicatorData, state: State, budget: State) -> Chart:
    """Return the newest amount beside its budget (both of the same period), and the amount a year before."""
    indicator, label = data.indicator, data.label(state.latest.period)
    before = next((point.value for point in state.points if point.period == state.year_ago_period), None)
    amounts = [("Budget", budget.latest.value), ("Regnskab", state.latest.value)]
    if before is not None:
        amounts.append(("Regnskab året før", before))
    in_words = data.listed((name.lower(), amount) for name, amount in amounts)
    draw = charts.beside_budget(
        state.latest.value, budget.latest.value, before, unit=indicator.unit, decimals=indicator.decimals
    )
    return Chart(
        charts.picture(
            draw,
            name=data.key,
            title=indicator.title,
            alt=danish.sentence(f"{indicator.title}, {label}: {in_words}"),
            height=charts.HEIGHT_BESIDE_BUDGET,
        ),
        f"{units_and_periods.unit(indicator)}, {label}. Omrids: budgettet. Udfyldt: regnskabet."
        + ("" if before is None else " Lys: året før."),
        ["Beløb", danish.capitalised(label)],
        [[name, data.number(amount)] for name, amount in amounts],
    )


def _nation(data: IndicatorData, state: State) -> list[Point]:
    """Return the nation's series within the municipality's span; empty where one scale cannot hold both."""
    rows = data.shown[data.shown["area"] == data.definitions.municipality.country]
    segments = {point.period: point.segment for point in state.points}
    points = [
        Point(period, float(value), segments[period])
        for period, value in zip(rows["period"], rows["value"], strict=True)
        if period in segments
    ]
    if data.indicator.total or len(points) <= 1:
        return []
    largest, home = (max(abs(point.value) for point in series) for series in (points, state.points))
    return points if largest <= _COMPARABLE * home else []
