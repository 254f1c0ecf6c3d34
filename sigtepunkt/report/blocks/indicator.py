"""The block of one indicator: finding, chart, what it stands beside, definition, source and numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from sigtepunkt import charts
from sigtepunkt.observations.table import SHOWN
from sigtepunkt.report.blocks.indicator_areas import areas_only, side_by_side, unshown_rows, within
from sigtepunkt.report.blocks.indicator_series import beside_budget, budget_beside, over_time
from sigtepunkt.report.blocks.parts import Chart, IndicatorData, source_name
from sigtepunkt.report.templating import render
<<<<<<< HEAD
from sigtepunkt.signals import State
from sigtepunkt.strategy import Definitions, Indicator
from sigtepunkt.wording import comparisons, not_shown, numbers, sentences
=======
from sigtepunkt.signals import Point, State
from sigtepunkt.signals.methods.funnel import funnel
from sigtepunkt.strategy import Definitions, Indicator, Source
from sigtepunkt.wording import comparisons, figures, not_shown, sentences
>>>>>>> w-e

# What the template needs of an indicator without a state; the block adds what it has.
_WITHOUT_STATE: Mapping[str, Any] = {
    "kind": "undecided",
    "kind_text": sentences.VERDICTS["undecided"],
    "trial": False,
    **dict.fromkeys(("change", "movement", "uncertainty", "aim", "beside"), ""),
    "within": {},
    "multiples": {},
}


def indicator_block(
    key: str,
    indicator: Indicator,
    definitions: Definitions,
    states: Mapping[str, State],
    rows: pd.DataFrame,
    *,
    closed: dt.date,
    reasons: Sequence[str] = (),
    warnings: Sequence[str] = (),
) -> str:
    """Return the block's HTML.

    `rows` are the indicator's observations (area, period, value, base, status) in the vintage closed on
    `closed`; `reasons` say why some are withheld, `warnings` which expectations its source did not meet.
    `states` may have its state, and its budget's.
    """
<<<<<<< HEAD
    shown = rows["status"] == SHOWN
    data = IndicatorData(key, indicator, definitions, rows[shown], rows[~shown])
    state = states.get(key)
    if state:
        specific = _judged(data, state, states.get(indicator.budget))
    elif data.shown.empty or not data.own_unshown.empty:
        specific = _nothing_shown(data)
    else:
        specific = areas_only(data)
    source = data.source
    return render(
        "indicator",
        id=key,
=======
    source = definitions.sources[indicator.source]
    state, budget = states.get(key), states.get(indicator.budget)
    if state and budget and (budget.latest.period != state.latest.period or len(state.points) > _FEW_AMOUNTS):
        budget = None
    received = rows["period"].unique()
    held, rows = rows[rows["status"] != SHOWN], rows[rows["status"] == SHOWN]
    own_held = held[held["area"] == definitions.municipality.code]
    common = {
        "id": key,
        "title": indicator.title,
        "is_demo": source.origin == "demo",
        "proxy": indicator.proxy,
        "municipality": definitions.municipality.name,
        "caveat": indicator.caveat,
        "definition": indicator.definition,
        "notes": source.notes,
        "unit": indicator.unit,
        "source": f"{source.publisher}, {source.table} ({source.title}), licens: {source.licence}",
        "next": figures.next_figure(source, received, closed),
        "held": not_shown.held(own_held, source, reasons)
        if not rows.empty or not own_held.empty
        else [f"Tilbageholdt. {' '.join(reasons)}"],
        "warnings": [sentences.unmet(one) for one in warnings],
        "breaks": [
            {"at": Period.parse(one.at).label(counted=source.counted), "cause": one.cause.rstrip(".")}
            for one in indicator.breaks
        ],
    }
    if state is None and (rows.empty or not own_held.empty):
        return render("indicator", **common, **_nothing(own_held, source))
    if state is None:
        return render("indicator", **common, **_areas_only(key, indicator, definitions, rows, held))
    nation = _nation(rows, indicator, definitions, state)
    inside = _within(key, indicator, definitions, rows, held, state.latest.period)
    over_time = charts.is_series(state) and not budget
    drawn, caption, columns, table = (
        _over_time(
            key,
            indicator,
            source,
            definitions.municipality.areas[definitions.municipality.code].name,
            state,
            nation,
            held=own_held,
        )
        if over_time
        else beside_budget.beside_budget(key, indicator, source, state, budget)
        if budget
        else _side_by_side(key, indicator, source, definitions, state, rows, held=held)
    )
    table = _with_held(table, columns, held, state, definitions, over_time=over_time)
    return render(
        "indicator",
        **common,
        kind=state.verdict,
        kind_text=sentences.verdict(state),
        trial=state.trial,
        now=sentences.now(state, indicator, source),
        change=sentences.change(state, indicator, source),
        movement=sentences.movement(state, indicator, source),
        uncertainty=sentences.uncertainty(state, indicator),
        aim=sentences.aim(state, indicator),
        beside=" ".join(
            filter(
                None,
                [
                    comparisons.budget(state, budget, indicator) if budget else "",
                    comparisons.beside(state, indicator, definitions),
                ],
            )
        ),
        picture=drawn,
        caption=caption,
        columns=columns,
        table=table,
        csv=csv_address(columns, table),
        within=inside,
        multiples={},
        method=sentences.METHODS["season" if state.season else state.method if over_time else "areas"],
    )


_Drawn = tuple[charts.Picture | None, str, list[str], list[list[str]]]


def _over_time(
    key: str,
    indicator: Indicator,
    source: Source,
    home: str,
    state: State,
    nation: list[Point],
    *,
    held: pd.DataFrame,
) -> _Drawn:
    not_drawn = not_shown.not_drawn(held, source)
    drawn = charts.picture(
        charts.series(
            state,
            counted=source.counted,
            unit=indicator.unit,
            decimals=indicator.decimals,
            nation=() if state.season else nation,
            held=held["period"].tolist(),
        ),
        name=key,
>>>>>>> w-e
        title=indicator.title,
        is_demo=source.origin == "demo",
        proxy=indicator.proxy,
        municipality=definitions.municipality.name,
        caveat=indicator.caveat,
        definition=indicator.definition,
        notes=source.notes,
        unit=indicator.unit,
        source=f"{source_name(source)} ({source.title}), licens: {source.licence}",
        next=numbers.next_figure(source, rows["period"].unique(), closed),
        unshown=[f"Tilbageholdt. {' '.join(reasons)}"]
        if data.shown.empty and data.own_unshown.empty
        else not_shown.held(data.own_unshown, source, reasons),
        warnings=[sentences.unmet(requirement) for requirement in warnings],
        breaks=[{"at": data.label(gap.at), "cause": gap.cause.rstrip(".")} for gap in indicator.breaks],
        **{**_WITHOUT_STATE, **specific},
    )
<<<<<<< HEAD


def _judged(data: IndicatorData, state: State, budget: State | None) -> dict[str, Any]:
    """Return the template's context for an indicator with a state."""
    indicator, source = data.indicator, data.source
    budget = budget_beside(state, budget)
    is_series = charts.is_series(state) and not budget
    if is_series:
        chart = over_time(data, state)
    else:
        chart = beside_budget(data, state, budget) if budget else side_by_side(data, state)
        chart = replace(chart, table=chart.table + unshown_rows(data, state.latest.period))
    beside = (
        comparisons.budget(state, budget, indicator) if budget else "",
        comparisons.beside(state, indicator, data.definitions),
    )
    return {
        **chart.context(),
        "kind": state.verdict,
        "kind_text": sentences.verdict(state),
        "trial": state.trial,
        "now": sentences.now(state, indicator, source),
        "change": sentences.change(state, indicator, source),
        "movement": sentences.movement(state, indicator, source),
        "uncertainty": sentences.uncertainty(state, indicator),
        "aim": sentences.aim(state, indicator),
        "beside": " ".join(filter(None, beside)),
        "within": within(data, state.latest.period),
        "method": sentences.METHODS["season" if state.season else state.method if is_series else "areas"],
    }


def _nothing_shown(data: IndicatorData) -> dict[str, Any]:
    """Return the template's context for an indicator with no figure of the municipality that may be shown."""
    rows = data.own_unshown
    pairs = zip(rows["period"], rows["status"], strict=True)
    table = [[data.heading(period), not_shown.HELD[status]] for period, status in pairs]
    chart = Chart(None, "", ["Periode", "Tal"], table)
    return chart.context() | {"now": "Der vises ingen tal.", "method": sentences.METHODS["none"]}
=======
    caption = f"{figures.unit(indicator)}, {_span(state, source)}. {not_drawn}".strip()
    if state.season:
        caption += " Tynd streg: de målte tal. Tyk streg: uden sæson."
    if any(point.mean is not None for point in state.points):
        caption += " Vandret linje: niveauet."
    if state.level is not None:
        caption += f" Gråt felt: hvor {'den tykke streg' if state.season else 'tallet'} skulle ende, hvis intet var ændret."
    if indicator.unit == figures.RANK:
        caption += " Nr. 1 er øverst."
    if not_drawn:
        caption += " Kryds på tidsaksen: et tal, der ikke vises."
    if nation and not state.season:
        caption += " Stiplet: hele landet."
    if any(one.segment != state.points[0].segment for one in state.points):
        caption += " Prikket lodret linje: databrud."
    beside = {point.period: point.value for point in nation}
    columns = [
        "Periode",
        home,
        *(["Uden sæson"] if state.season else []),
        *(["Hele landet"] if nation else []),
    ]
    table = [
        [
            danish.capitalised(Period.parse(point.period).label(counted=source.counted)),
            danish.number(point.value, indicator.decimals),
            *([danish.number(point.adjusted, indicator.decimals)] if state.season else []),
            *([danish.number(beside.get(point.period), indicator.decimals)] if nation else []),
        ]
        for point in state.points
    ]
    return drawn, caption, columns, table


def _side_by_side(
    key: str,
    indicator: Indicator,
    source: Source,
    definitions: Definitions,
    state: State,
    rows: pd.DataFrame,
    *,
    held: pd.DataFrame,
) -> _Drawn:
    period = state.latest.period
    left_out = " ".join(
        filter(
            None,
            [
                not_shown.not_drawn(held[held["area"] == definitions.municipality.code], source),
                not_shown.in_areas(
                    _peers(held[held["period"] == period], definitions), definitions.municipality
                ),
            ],
        )
    )
    values = _named(_peers(rows[rows["period"] == period], definitions), definitions)
    home = definitions.municipality.areas[definitions.municipality.code].name
    label = Period.parse(period).label(counted=source.counted)
    # One bar shows nothing, and totals of areas of different size side by side show their size.
    alone = indicator.total or len(values) == 1
    drawn = None if alone else _bars(key, indicator, values, home=home, label=label, left_out=left_out)
    values = values[:1] if alone else values
    caption = f"{figures.unit(indicator)}, {label}. Rækkefølgen er ikke en rangliste. {left_out}".strip()
    table = [[name, danish.number(value, indicator.decimals)] for name, value in values]
    earlier = [
        [
            f"{home}, {Period.parse(point.period).label(counted=source.counted)}",
            danish.number(point.value, indicator.decimals),
        ]
        for point in state.points[:-1]
    ]
    return drawn, caption, ["Område", danish.capitalised(label)], [*table, *earlier]


def _within(
    key: str,
    indicator: Indicator,
    definitions: Definitions,
    rows: pd.DataFrame,
    held: pd.DataFrame,
    period: str,
) -> dict[str, object]:
    """Return the funnel of areas within the municipality; empty where there are none with counts of their own."""
    known = definitions.municipality.areas
    own = rows[
        (rows["period"] == period)
        & (rows["base"] > 0)
        & ~rows["area"].map(lambda code: known[code].kind in _PEERS)
    ]
    if indicator.counted != "proportion" or len(own) < _ENOUGH_AREAS:
        return {}
    own = own.assign(name=own["area"].map(lambda code: known[code].name)).sort_values("name")
    found = funnel(own["value"] * own["base"] / 100, own["base"])
    names, kind = own["name"].tolist(), known[own["area"].iloc[0]].kind
    text = comparisons.within(found, names, kind)
    title = f"{indicator.title}: {figures.plural(kind)}ne"
    label = Period.parse(period).label(counted=definitions.sources[indicator.source].counted)
    picture = charts.picture(
        charts.funnel(found, names, counted=indicator.denominator),
        name=f"{key}-omraader",
        title=title,
        alt=f"{title}, {label}. {text}",
    )
    table = [
        [name, danish.number(whole), danish.number(100 * share, indicator.decimals), comparisons.PLACES[place]]
        for name, whole, share, place in zip(names, found.wholes, found.shares, found.places, strict=True)
    ]
    unseen = held[
        (held["period"] == period) & held["area"].map(lambda code: known[code].kind == kind).astype(bool)
    ]
    table += [
        [known[code].name, danish.MISSING, not_shown.HELD[status], danish.MISSING]
        for code, status in unseen[["area", "status"]].itertuples(index=False, name=None)
    ]
    columns = [
        danish.capitalised(kind),
        indicator.denominator,
        f"{danish.capitalised(label)}, {indicator.unit}",
        "I forhold til det ventede",
    ]
    return {
        "title": title,
        "text": text,
        "picture": picture,
        "columns": columns,
        "table": table,
        "csv": csv_address(columns, table),
        "caption": f"{figures.unit(indicator)}, {label}. Jo færre bag tallet, jo mere svinger det: lyst felt 95 %, mørkt felt 99,8 % af, hvad der kan være tilfældigt.",
    }


def _with_held(
    table: list[list[str]],
    columns: list[str],
    held: pd.DataFrame,
    state: State,
    definitions: Definitions,
    *,
    over_time: bool,
) -> list[list[str]]:
    """Return the table with a row, in words, for each figure that is not shown: of the municipality over time, of areas side by side."""
    known, home = definitions.municipality.areas, definitions.municipality.code
    source = definitions.sources[definitions.indicators[state.indicator].source]
    if over_time:
        rows = {Period.parse(point.period): row for point, row in zip(state.points, table, strict=True)}
        for period, status in held.loc[held["area"] == home, ["period", "status"]].itertuples(
            index=False, name=None
        ):
            parsed = Period.parse(period)
            rows[parsed] = [
                danish.capitalised(parsed.label(counted=source.counted)),
                not_shown.HELD[status],
                *[danish.MISSING] * (len(columns) - 2),
            ]
        return [rows[period] for period in sorted(rows)]
    own, beside = held[held["area"] == home], _peers(held[held["period"] == state.latest.period], definitions)
    return [
        *table,
        *(
            [known[code].name, not_shown.HELD[status]]
            for code, status in beside[["area", "status"]].itertuples(index=False, name=None)
        ),
        *(
            [
                f"{known[home].name}, {Period.parse(period).label(counted=source.counted)}",
                not_shown.HELD[status],
            ]
            for period, status in own[["period", "status"]].itertuples(index=False, name=None)
        ),
    ]


def _nothing(held: pd.DataFrame, source: Source) -> dict[str, object]:
    """Return what is special of an indicator none of whose figures for the municipality may be shown."""
    columns = ["Periode", "Tal"]
    table = [
        [danish.capitalised(Period.parse(period).label(counted=source.counted)), not_shown.HELD[status]]
        for period, status in held[["period", "status"]].itertuples(index=False, name=None)
    ]
    return {
        "kind": "undecided",
        "kind_text": sentences.VERDICTS["undecided"],
        "trial": False,
        "beside": "",
        "uncertainty": "",
        "aim": "",
        "within": {},
        "now": "Der vises ingen tal.",
        "change": "",
        "movement": "",
        "picture": None,
        "caption": "",
        "columns": columns,
        "table": table,
        "csv": csv_address(columns, table),
        "method": sentences.METHODS["none"],
        "multiples": {},
    }


def _areas_only(
    key: str, indicator: Indicator, definitions: Definitions, rows: pd.DataFrame, held: pd.DataFrame
) -> dict[str, object]:
    """Return what is special of an indicator that has figures for areas within or across the municipality only."""
    source, known = definitions.sources[indicator.source], definitions.municipality.areas
    (period, _), (last, status) = newest(rows), newest(pd.concat([rows, held]))
    values = _named(rows[rows["period"] == period], definitions)
    newer = held[held["period"] == last] if last != period else held.iloc[:0]
    label = Period.parse(period).label(counted=source.counted)
    columns, table = (
        ["Område", danish.capitalised(label)],
        [[name, danish.number(value, indicator.decimals)] for name, value in values],
    )
    table += [
        [known[code].name, not_shown.HELD[why]]
        for code, why in held.loc[held["period"] == period, ["area", "status"]].itertuples(
            index=False, name=None
        )
    ]
    table += [
        [f"{known[code].name}, {Period.parse(last).label(counted=source.counted)}", not_shown.HELD[why]]
        for code, why in newer[["area", "status"]].itertuples(index=False, name=None)
    ]
    unseen = "" if newer.empty else not_shown.not_shown(last, status, source, what="Tallene")
    left_out = (
        f"{not_shown.in_areas(held[held['period'] == period], definitions.municipality)} {unseen}".strip()
    )
    return {
        "kind": "undecided",
        "kind_text": sentences.VERDICTS["undecided"],
        "trial": False,
        "beside": "",
        "uncertainty": "",
        "aim": "",
        "within": {},
        "method": sentences.METHODS["areas"],
        "now": f"{unseen}Opgjort for {danish.counted(len(values), 'område', 'områder')} {figures.when(period, source)}.",
        "change": "",
        "movement": "Områderne er små og vises side om side; forskellene er ikke testet, og rækkefølgen er ikke en rangliste.",
        "picture": _bars(key, indicator, values, home="", label=label, left_out=left_out),
        "caption": f"{figures.unit(indicator)}, {label}. {left_out}".strip(),
        "columns": columns,
        "table": table,
        "csv": csv_address(columns, table),
        "multiples": _multiples(indicator, definitions, rows),
    }


def _multiples(indicator: Indicator, definitions: Definitions, rows: pd.DataFrame) -> dict[str, object]:
    """Return the areas' courses on the same axes; nothing where no area has a course."""
    source, known = definitions.sources[indicator.source], definitions.municipality.areas
    series = {
        str(code): [
            Point(period, float(value), 0)
            for period, value in own[["period", "value"]].itertuples(index=False, name=None)
        ]
        for code, own in rows.groupby("area", sort=False)
    }
    every = [point for points in series.values() for point in points]
    if max(map(len, series.values())) < charts.FEW:
        return {}
    low, high = (figures.value(end(point.value for point in every), indicator) for end in (min, max))
    return {
        "caption": f"Hvert område for sig, tegnet på samme akser: fra {low} til {high}.",
        "items": [
            {
                "name": known[code].name,
                "spark": charts.sparkline(points, counted=source.counted, scale=every),
                "text": " · ".join(
                    f"{Period.parse(point.period).label(counted=source.counted)}: {figures.value(point.value, indicator)}"
                    for point in dict.fromkeys((points[0], points[-1]))
                ),
            }
            for code, points in sorted(series.items(), key=lambda one: known[one[0]].name)
        ],
    }


def _bars(
    key: str,
    indicator: Indicator,
    values: list[tuple[str, float]],
    *,
    home: str,
    label: str,
    left_out: str = "",
) -> charts.Picture:
    told = danish.sentence(
        danish.listed([f"{name} {figures.value(value, indicator)}" for name, value in values])
    )
    alt = f"{indicator.title}, {label}. {told} {left_out}".strip()
    return charts.picture(
        charts.areas(values, home=home, unit=indicator.unit, decimals=indicator.decimals),
        name=key,
        title=indicator.title,
        alt=alt,
        height=charts.height_of_areas(len(values)),
    )


def _peers(rows: pd.DataFrame, definitions: Definitions) -> pd.DataFrame:
    """Return the rows of municipalities and the nation: areas within are not beside it."""
    known = definitions.municipality.areas
    return rows[rows["area"].map(lambda code: known[code].kind in _PEERS).astype(bool)]


def _named(rows: pd.DataFrame, definitions: Definitions) -> list[tuple[str, float]]:
    """Return (name, value): the municipality, the nation, then the rest by name."""
    own = definitions.municipality
    order = {own.code: 0, own.country: 1}
    pairs = sorted(
        (order.get(code, 2), own.areas[code].name, float(value))
        for code, value in zip(rows["area"], rows["value"], strict=True)
    )
    return [(name, value) for _, name, value in pairs]


def _nation(rows: pd.DataFrame, indicator: Indicator, definitions: Definitions, state: State) -> list[Point]:
    """Return the nation's series within the municipality's span, when one scale can hold both."""
    nation = rows[rows["area"] == definitions.municipality.country]
    spans = {point.period: point.segment for point in state.points}
    points = [
        Point(period, float(value), spans[period])
        for period, value in zip(nation["period"], nation["value"], strict=True)
        if period in spans
    ]
    largest = max((abs(point.value) for point in state.points), default=0.0)
    fits = (
        points and not indicator.total and max(abs(point.value) for point in points) <= _COMPARABLE * largest
    )
    return points if fits and len(points) > 1 else []


def _span(state: State, source: Source) -> str:
    first, last = (
        Period.parse(point.period).label(counted=source.counted) for point in (state.points[0], state.latest)
    )
    return f"{first} til {last}"
>>>>>>> w-e
