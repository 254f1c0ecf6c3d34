"""Areas in an indicator's block: side by side, in a funnel, and one small chart for each."""

from __future__ import annotations

from typing import Any

import pandas as pd

from sigtepunkt import charts
from sigtepunkt.core import danish
from sigtepunkt.observations.computations import newest
from sigtepunkt.report.blocks.elements import Chart, IndicatorData
from sigtepunkt.signals import Point, State
from sigtepunkt.signals.comparison import areas_tested
from sigtepunkt.signals.methods.funnel import funnel
from sigtepunkt.wording import comparisons, not_shown, sentences, units_and_periods


def side_by_side(data: IndicatorData, state: State) -> Chart:
    """Return the municipality's newest figure beside those of the other municipalities and of the nation."""
    indicator, municipality, period = data.indicator, data.definitions.municipality, state.latest.period
    unshown = data.unshown[data.unshown["period"] == period]
    not_drawn = not_shown.not_drawn(data.own_unshown, data.source, data.indicator)
    left_out = f"{not_drawn} {not_shown.in_areas(_peers(unshown, data), municipality)}".strip()
    values = _by_name(_peers(data.shown[data.shown["period"] == period], data), data)
    label = data.label(period)
    picture = None
    if indicator.total or len(values) == 1:
        # A single dot shows nothing, and totals of areas of different size only show their size.
        values = values[:1]
    else:
        picture = _dots(data, values, home=data.home, label=label, left_out=left_out)
    explained = _order_explained(data, values) if picture else ""
    caption = [f"{units_and_periods.unit(indicator)}, {label}.", explained, left_out]
    table = [[name, data.number(value)] for name, value in values]
    table += [
        [f"{data.home}, {data.label(point.period)}", data.number(point.value)] for point in state.points[:-1]
    ]
    return Chart(picture, " ".join(filter(None, caption)), ["Område", danish.capitalised(label)], table)


def unshown_rows(data: IndicatorData, period: str) -> list[list[str]]:
    """Return a table's rows, in words, for figures that are not shown.

    First those of `period` in the areas the municipality is compared with, then the municipality's own.
    """
    peers = _peers(data.unshown[data.unshown["period"] == period], data)
    return _areas_in_words(peers, data) + _periods_in_words(data.own_unshown, data)


def areas_only(data: IndicatorData) -> dict[str, Any]:
    """Return the template's context for an indicator without figures for the municipality as a whole."""
    indicator, municipality = data.indicator, data.definitions.municipality
    period, _ = newest(data.shown)
    last, status = newest(pd.concat([data.shown, data.unshown]))
    values = _by_name(data.shown[data.shown["period"] == period], data)
    unshown = data.unshown[data.unshown["period"] == period]
    newer = data.unshown[data.unshown["period"] == last] if last != period else data.unshown.iloc[:0]
    notice = (
        ""
        if newer.empty
        else not_shown.period_not_shown(last, status, data.source, indicator, what="Tallene")
    )
    left_out = f"{not_shown.in_areas(unshown, municipality)} {notice}".strip()
    label = data.label(period)
    table = [[name, data.number(value)] for name, value in values]
    table += _areas_in_words(unshown, data) + _periods_in_words(newer, data)
    picture = _dots(data, values, home="", label=label, left_out=left_out)
    explained = _order_explained(data, values) if picture else ""
    caption = [f"{units_and_periods.unit(indicator)}, {label}.", explained, left_out]
    chart = Chart(picture, " ".join(filter(None, caption)), ["Område", danish.capitalised(label)], table)
    count = danish.counted(len(values), "område", "områder")
    return chart.context() | {
        "method": sentences.METHODS["areas"],
        "now": f"{notice}Opgjort for {count} {units_and_periods.when(period, data.source, indicator)}.",
        "movement": "Områderne er små og vises side om side; forskellene er ikke testet, "
        "og rækkefølgen er ikke en rangliste.",
        "multiples": _multiples(data),
    }


def within(data: IndicatorData, period: str) -> dict[str, Any]:
    """Return the funnel of the areas within the municipality; empty where too few have denominators."""
    indicator, areas = data.indicator, data.areas
    rows = areas_tested(data.shown, indicator, data.definitions.municipality, period)
    if rows.empty:
        return {}
    rows = rows.assign(name=rows["area"].map(lambda code: areas[code].name)).sort_values("name")
    result = funnel(rows["value"] * rows["base"] / 100, rows["base"])
    counted = indicator.denominator or data.definitions.sources[indicator.sources[-1]].title
    names, kind = rows["name"].tolist(), areas[rows["area"].iloc[0]].kind
    text = comparisons.areas_within(result, names, kind)
    title, label = f"{indicator.title}: {units_and_periods.plural(kind)}ne", data.label(period)
    picture = charts.picture(
        charts.funnel(result, names, counted=counted),
        name=f"{data.key}-omraader",
        title=title,
        alt=f"{title}, {label}. {text}",
    )
    positions = [comparisons.POSITIONS[place] for place in result.positions]
    table = [
        [name, danish.number(size), data.number(100 * share), position]
        for name, size, share, position in zip(
            names, result.denominators, result.shares, positions, strict=True
        )
    ]
    same_kind = [code for code, area in areas.items() if area.kind == kind]
    unshown = data.unshown[(data.unshown["period"] == period) & data.unshown["area"].isin(same_kind)]
    table += [[name, danish.MISSING, words, danish.MISSING] for name, words in _areas_in_words(unshown, data)]
    caption = (
        f"{units_and_periods.unit(indicator)}, {label}. Jo færre bag tallet, jo mere svinger det: "
        "lyst felt 95 %, mørkt felt 99,8 % af, hvad der kan være tilfældigt."
    )
    share = f"{danish.capitalised(label)}, {indicator.unit}"
    columns = [danish.capitalised(kind), counted, share, "I forhold til det ventede"]
    return {"title": title, "text": text, **Chart(picture, caption, columns, table).context()}


def _multiples(data: IndicatorData) -> dict[str, Any]:
    """Return a small chart of each area, all on the same axes; empty where no area has enough figures."""
    series = {
        str(code): [
            Point(period, float(value), 0)
            for period, value in zip(rows["period"], rows["value"], strict=True)
        ]
        for code, rows in data.shown.groupby("area", sort=False)
    }
    if max(map(len, series.values())) < charts.FEW:
        return {}
    scale = [point for points in series.values() for point in points]
    low, high = (
        units_and_periods.value(end(point.value for point in scale), data.indicator) for end in (min, max)
    )
    return {
        "caption": f"Hvert område for sig, tegnet på samme akser: fra {low} til {high}.",
        "items": [
            {
                "name": data.areas[code].name,
                "spark": charts.sparkline(points, counted=data.source.counted, scale=scale),
                "text": " · ".join(
                    f"{data.label(point.period)}: {units_and_periods.value(point.value, data.indicator)}"
                    for point in dict.fromkeys((points[0], points[-1]))
                ),
            }
            for code, points in sorted(series.items(), key=lambda pair: data.areas[pair[0]].name)
        ],
    }


def _dots(
    data: IndicatorData, values: list[tuple[str, float]], *, home: str, label: str, left_out: str
) -> charts.Picture | None:
    """Return the areas as dots, with the nation among them as a line; None where there is no other area."""
    indicator, country = data.indicator, _country(data)
    alt = f"{indicator.title}, {label}. {danish.sentence(data.listed(values))} {left_out}".strip()
    rows = [(name, value) for name, value in values if name != country]
    if not rows:
        return None
    nation = next((value for name, value in values if name == country), None)
    draw = charts.dots(rows, home=home, nation=nation, unit=indicator.unit, decimals=indicator.decimals)
    height = charts.height_of_dots(len(rows))
    return charts.picture(draw, name=data.key, title=indicator.title, alt=alt, height=height)


def _order_explained(data: IndicatorData, values: list[tuple[str, float]]) -> str:
    """Explain the dots: their order, the nation's line, and where the axis begins."""
    country, rank = _country(data), data.indicator.unit == units_and_periods.RANK
    explained = {
        f"En prik for hvert område, {'nr. 1' if rank else 'det højeste tal'} øverst.": True,
        "Rækkefølgen er ikke en rangliste.": True,
        "Stiplet lodret linje: hele landet.": any(name == country for name, _ in values),
        "Aksen begynder ikke ved nul.": not charts.reaches_zero([value for _, value in values]),
    }
    return " ".join(text for text, holds in explained.items() if holds)


def _country(data: IndicatorData) -> str:
    return data.areas[data.definitions.municipality.country].name


def _peers(rows: pd.DataFrame, data: IndicatorData) -> pd.DataFrame:
    """Return the rows of the municipality, the nation and the municipalities shown beside it."""
    return rows[rows["area"].isin(data.definitions.municipality.shown_beside)]


def _by_name(rows: pd.DataFrame, data: IndicatorData) -> list[tuple[str, float]]:
    """Return name and value of each area: the municipality, the nation, then the rest by name."""
    municipality = data.definitions.municipality
    first = {municipality.code: 0, municipality.country: 1}
    ordered = sorted(
        (first.get(code, 2), data.areas[code].name, float(value))
        for code, value in zip(rows["area"], rows["value"], strict=True)
    )
    return [(name, value) for _, name, value in ordered]


def _areas_in_words(rows: pd.DataFrame, data: IndicatorData) -> list[list[str]]:
    """Return, for each unshown figure, the name of its area and the word that stands for the figure."""
    pairs = zip(rows["area"], rows["status"], strict=True)
    return [[data.areas[code].name, not_shown.WORDS[status]] for code, status in pairs]


def _periods_in_words(rows: pd.DataFrame, data: IndicatorData) -> list[list[str]]:
    """Return the same with the period after the area's name."""
    return [
        [f"{name}, {data.label(period)}", words]
        for (name, words), period in zip(_areas_in_words(rows, data), rows["period"], strict=True)
    ]
