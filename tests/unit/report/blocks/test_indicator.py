"""An indicator's block: a line over time, bars side by side, or the bare figure, always with the same numbers in its table."""

from __future__ import annotations

import base64
import datetime as dt
import html
import math
import re
from dataclasses import replace

import pandas as pd
import pytest
from made_states import made_state

from sigtepunkt.report.blocks.indicator import indicator_block
from sigtepunkt.signals import State
from sigtepunkt.strategy import Definitions, Indicator

CLOSED = dt.date(2026, 8, 31)


def rows(*cells: tuple[str, str, float]) -> pd.DataFrame:
    """Return observations without denominators: area, period, value, base."""
    return pd.DataFrame(cells, columns=["area", "period", "value"]).assign(base=math.nan, status="shown")


def block(definitions: Definitions, state: State | None, frame: pd.DataFrame, **declared: object) -> str:
    """Return the block of the made-up unemployment, otherwise declared as said."""
    indicator: Indicator = definitions.indicators["ledighed"].model_copy(update=declared)
    return indicator_block(
        "ledighed", indicator, definitions, {"ledighed": state} if state else {}, frame, closed=CLOSED
    )


def table(markup: str) -> list[list[str]]:
    """Return the table's rows, its headings first."""
    whole = re.findall(r'<table class="figures">.*?</table>', markup, re.DOTALL)[0]
    return [
        [html.unescape(re.sub(r"<[^>]+>", "", cell)) for cell in re.findall(r"<t[hd][^>]*>.*?</t[hd]>", row)]
        for row in re.findall(r"<tr>.*?</tr>", whole, re.DOTALL)
    ]


def download(markup: str) -> list[list[str]]:
    """Return the rows of the download."""
    data = re.findall(r'href="data:text/csv;charset=utf-8;base64,([^"]+)"', markup)[0]
    return [line.split(";") for line in base64.b64decode(data).decode("utf-8-sig").splitlines()]


HOME = [("990", "2025Q4", 1.0), ("990", "2026Q1", 2.0), ("990", "2026Q2", 3.0)]


def test_three_points_are_drawn_over_time(definitions: Definitions) -> None:
    markup = block(definitions, made_state(), rows(*HOME))
    assert table(markup) == [
        ["Periode", "Prøve"],
        ["4. kvartal 2025", "1,0"],
        ["1. kvartal 2026", "2,0"],
        ["2. kvartal 2026", "3,0"],
    ]
    assert "<figcaption>Procent, 4. kvartal 2025 til 2. kvartal 2026." in markup


def test_what_is_drawn_is_explained_and_what_is_not_is_not(definitions: Definitions) -> None:
    judged = made_state(points=tuple(replace(point, mean=2.0) for point in made_state().points))
    markup = block(definitions, judged, rows(*HOME))
    assert "Vandret linje: niveauet." in markup
    assert "Gråt felt: hvor tallet skulle ende" in markup
    years = block(definitions, made_state(method="trend"), rows(*HOME))
    assert "Vandret linje" not in years
    assert "Gråt felt" not in years


def test_a_seasonal_series_stands_in_the_table_with_and_without_its_season(definitions: Definitions) -> None:
    state = made_state(
        season=4, points=tuple(replace(point, adjusted=point.value / 2) for point in made_state().points)
    )
    markup = block(definitions, state, rows(*HOME, ("000", "2025Q4", 4.0), ("000", "2026Q2", 5.0)))
    assert table(markup)[:2] == [
        ["Periode", "Prøve", "Uden sæson", "Hele landet"],
        ["4. kvartal 2025", "1,0", "0,5", "4,0"],
    ]
    assert "Tynd streg: de målte tal. Tyk streg: uden sæson." in markup
    assert "Stiplet" not in markup, "the nation's figures have their season still"


@pytest.mark.parametrize(
    ("state", "anchor"),
    [
        (made_state(), "maaneder-og-kvartaler"),
        (made_state(season=4), "aarstid"),
        (made_state(method="trend"), "aar"),
        (made_state(method="none", verdict="undecided", reason="too_few"), "kan-ikke-afgoeres"),
        (made_state((1.0,), "2026Q2"), "sammenligning"),
        (None, "sammenligning"),
    ],
)
def test_every_chart_leads_to_how_it_is_read(
    definitions: Definitions, state: State | None, anchor: str
) -> None:
    markup = block(
        definitions,
        state,
        rows(*HOME[:2], ("990", "2026Q2", 3.0), ("991", "2026Q2", 4.0), ("000", "2026Q2", 4.0)),
    )
    assert f'<a href="metode.html#{anchor}">Sådan læses figuren</a>' in markup


def test_areas_within_the_municipality_stand_in_a_funnel_and_not_beside_it(definitions: Definitions) -> None:
    districts = {
        f"7{number}": definitions.municipality.areas["990"].model_copy(
            update={"name": f"Sogn {number}", "kind": "sogn"}
        )
        for number in range(6)
    }
    own = definitions.municipality.model_copy(
        update={"areas": {**definitions.municipality.areas, **districts}}
    )
    indicator = definitions.indicators["ledighed"].model_copy(
        update={"denominator": "Vælgere", "counted": "proportion"}
    )
    shares = (70.0, 71.0, 69.0, 70.0, 71.0, 40.0)
    frame = pd.concat(
        [
            rows(("990", "2025", 65.0), ("991", "2025", 60.0)),
            pd.DataFrame(
                {
                    "area": list(districts),
                    "period": "2025",
                    "value": shares,
                    "base": 1000.0,
                    "status": "shown",
                }
            ),
        ]
    )
    markup = indicator_block(
        "ledighed",
        indicator,
        replace(definitions, municipality=own),
        {"ledighed": made_state((65.0,), "2025")},
        frame,
        closed=CLOSED,
    )
    assert (
        '<th scope="row">Prøve</th><td class="num">65,0</td></tr>\n<tr><th scope="row">Nabo</th><td class="num">60,0</td></tr>\n</tbody>'
        in markup
    )
    assert table(markup)[0] == ["Sogn", "Vælgere", "2025, %", "I forhold til det ventede"]
    assert table(markup)[-1] == ["Sogn 5", "1.000", "40,0", "lavere"]
    assert "Tallet er lavere i Sogn 5" in markup
    assert "metode.html#omraader" in markup


def test_the_nation_is_drawn_and_listed_beside_the_municipality(definitions: Definitions) -> None:
    markup = block(
        definitions,
        made_state(),
        rows(*HOME, ("000", "2025Q4", 4.0), ("000", "2026Q2", 5.0), ("000", "2020Q1", 9.0)),
    )
    assert table(markup) == [
        ["Periode", "Prøve", "Hele landet"],
        ["4. kvartal 2025", "1,0", "4,0"],
        ["1. kvartal 2026", "2,0", "–"],
        ["2. kvartal 2026", "3,0", "5,0"],
    ]
    assert "Stiplet: hele landet." in markup


@pytest.mark.parametrize(
    ("nation", "total"),
    [
        ([("000", "2025Q4", 400.0), ("000", "2026Q2", 500.0)], False),
        ([("000", "2026Q2", 5.0)], False),
        ([("000", "2025Q4", 4.0), ("000", "2026Q2", 5.0)], True),
    ],
)
def test_a_nation_that_no_scale_can_hold_is_left_out(
    definitions: Definitions, nation: list[tuple[str, str, float]], total: bool
) -> None:
    markup = block(definitions, made_state(), rows(*HOME, *nation), total=total)
    assert table(markup)[0] == ["Periode", "Prøve"]
    assert "Stiplet" not in markup


def test_two_points_are_no_series_and_the_areas_stand_side_by_side(definitions: Definitions) -> None:
    frame = rows(
        ("991", "2026Q1", 4.0),
        ("990", "2025Q4", 1.0),
        ("990", "2026Q1", 2.0),
        ("000", "2026Q1", 3.0),
        ("991", "2025Q4", 9.0),
    )
    markup = block(definitions, made_state((1.0, 2.0)), frame)
    assert table(markup) == [
        ["Område", "1. kvartal 2026"],
        ["Prøve", "2,0"],
        ["Hele landet", "3,0"],
        ["Nabo", "4,0"],
        ["Prøve, 4. kvartal 2025", "1,0"],
    ]
    assert markup.count("<desc") == 2
    assert "Prøve 2,0\u00a0%, Hele landet 3,0\u00a0% og Nabo 4,0\u00a0%" in markup
    assert "ikke en rangliste" in markup


@pytest.mark.parametrize(("others", "total"), [([], False), ([("991", "2026Q1", 4.0)], True)])
def test_one_figure_alone_is_not_drawn(
    definitions: Definitions, others: list[tuple[str, str, float]], total: bool
) -> None:
    """One bar shows nothing, and totals of areas of different size show their size."""
    markup = block(
        definitions, made_state((2.0,), "2026Q1"), rows(("990", "2026Q1", 2.0), *others), total=total
    )
    assert "<figure>" not in markup
    assert table(markup) == [["Område", "1. kvartal 2026"], ["Prøve", "2,0"]]


def suppressed(*cells: tuple[str, str]) -> pd.DataFrame:
    """Return observations that are not shown: area and period."""
    return pd.DataFrame(cells, columns=["area", "period"]).assign(
        value=math.nan, base=math.nan, status="suppressed"
    )


def test_beside_other_areas_a_newer_figure_that_is_not_shown_is_told_everywhere(
    definitions: Definitions,
) -> None:
    frame = pd.concat(
        [
            rows(("990", "2026Q1", 2.0), ("000", "2026Q1", 3.0)),
            suppressed(("991", "2026Q1"), ("990", "2026Q2")),
        ],
        ignore_index=True,
    )
    unseen = made_state(
        (2.0,),
        "2026Q1",
        verdict="undecided",
        method="none",
        reason="held",
        held="suppressed",
        held_period="2026Q2",
    )
    markup = block(definitions, unseen, frame)
    assert table(markup) == [
        ["Område", "1. kvartal 2026"],
        ["Prøve", "2,0"],
        ["Hele landet", "3,0"],
        ["Nabo", "diskretioneret"],
        ["Prøve, 2. kvartal 2026", "diskretioneret"],
    ]
    assert download(markup) == table(markup)
    assert (
        "Tallet for 2. kvartal 2026 er diskretioneret. Det seneste tal, der vises, er fra 1. kvartal 2026: 2,0"
        in markup
    )
    for told in re.findall(r"<desc[^>]*>([^<]*)</desc>", markup) + re.findall(
        r"<figcaption>(.*?)</figcaption>", markup
    ):
        assert "Diskretioneret for 2. kvartal 2026. Diskretioneret: Nabo." in told


def test_areas_whose_newest_figures_are_all_suppressed_are_not_shown_as_if_older_ones_were_the_newest(
    definitions: Definitions,
) -> None:
    frame = pd.concat(
        [
            rows(("991", "2026Q1", 4.0), ("000", "2026Q1", 3.0)),
            suppressed(("991", "2026Q2"), ("000", "2026Q2")),
        ],
        ignore_index=True,
    )
    markup = block(definitions, None, frame)
    assert (
        "Tallene for 2. kvartal 2026 er diskretioneret. Opgjort for 2\u00a0områder i 1. kvartal 2026."
        in markup
    )
    assert table(markup)[-2:] == [
        ["Nabo, 2. kvartal 2026", "diskretioneret"],
        ["Hele landet, 2. kvartal 2026", "diskretioneret"],
    ]
    for told in re.findall(r"<desc[^>]*>([^<]*)</desc>", markup) + re.findall(
        r"<figcaption>(.*?)</figcaption>", markup
    ):
        assert "Tallene for 2. kvartal 2026 er diskretioneret." in told


def test_the_newest_period_of_areas_is_not_that_of_the_area_named_last(definitions: Definitions) -> None:
    markup = block(definitions, None, rows(("000", "2026Q2", 3.0), ("991", "2026Q1", 4.0)))
    assert table(markup) == [["Område", "2. kvartal 2026"], ["Hele landet", "3,0"]]


def test_areas_alone_are_shown_side_by_side_without_a_verdict(definitions: Definitions) -> None:
    markup = block(
        definitions, None, rows(("991", "2025Q4", 9.0), ("000", "2026Q1", 3.0), ("991", "2026Q1", 4.0))
    )
    assert table(markup) == [["Område", "1. kvartal 2026"], ["Hele landet", "3,0"], ["Nabo", "4,0"]]
    assert "badge-undecided" in markup
    assert "forskellene er ikke testet" in markup


def test_areas_with_a_course_are_drawn_one_by_one_on_the_same_axes(definitions: Definitions) -> None:
    """Each with its name and its first and newest figure in words; two figures are no course."""
    some = [("000", "2026Q1", 3.0), ("991", "2025Q4", 9.0), ("991", "2026Q1", 4.0)]
    assert 'class="multiples"' not in block(definitions, None, rows(*some))
    markup = block(definitions, None, rows(some[0], ("991", "2025Q3", 1.0), *some[1:]))
    text = re.sub(
        r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", markup.split('class="multiples"')[1]))
    ).replace("\u00a0", " ")
    assert "tegnet på samme akser: fra 1,0 % til 9,0 %." in html.unescape(markup).replace("\u00a0", " ")
    assert "Hele landet 1. kvartal 2026: 3,0 %" in text
    assert "Nabo 3. kvartal 2025: 1,0 % · 1. kvartal 2026: 4,0 %" in text


@pytest.mark.parametrize("unit", ["kr.", "mio. kr."])
def test_no_text_alternative_ends_with_two_full_stops(definitions: Definitions, unit: str) -> None:
    series = block(definitions, made_state(), rows(*HOME), unit=unit)
    bars = block(
        definitions,
        made_state((2.0,), "2026Q1"),
        rows(("990", "2026Q1", 2.0), ("991", "2026Q1", 4.0)),
        unit=unit,
    )
    areas = block(definitions, None, rows(("000", "2026Q1", 3.0), ("991", "2026Q1", 4.0)), unit=unit)
    for markup in (series, bars, areas):
        assert "kr.." not in markup


@pytest.mark.parametrize(
    "state",
    [made_state(), made_state((1.0, 2.0)), made_state((-1234.5,), "2026Q2"), None],
    ids=["series", "bars", "alone", "areas"],
)
def test_the_download_holds_the_tables_numbers(definitions: Definitions, state: State | None) -> None:
    frame = (
        rows(*HOME[:2], ("991", "2026Q1", 4.0), ("991", "2026Q2", 4.0))
        if state is None or len(state.points) == 2
        else rows(("990", "2026Q2", -1234.5))
    )
    markup = block(definitions, state, frame)
    assert download(markup) == [[cell.replace("−", "-") for cell in row] for row in table(markup)]


def test_a_break_is_told_in_the_caption_only_where_it_lies_in_the_picture(definitions: Definitions) -> None:
    breaks = definitions.indicators["skolefravaer"].breaks
    one = made_state()
    assert "Databrud fra skoleåret 2021/22" in block(definitions, one, rows(*HOME), breaks=breaks)
    assert "Prikket lodret linje" not in block(definitions, one, rows(*HOME), breaks=breaks)


def test_a_proxy_and_its_reason_are_shown_and_nothing_where_there_is_none(definitions: Definitions) -> None:
    assert "Stedfortræder" in block(definitions, made_state(), rows(*HOME), proxy="Den ligner.")
    assert "Stedfortræder" not in block(definitions, made_state(), rows(*HOME))


# --- money -----------------------------------------------------------------------------------------------------


def amount(definitions: Definitions, values: tuple[float, ...], planned: State | None) -> str:
    """Return the block of amounts with a budget beside them."""
    indicator = definitions.indicators["ledighed"].model_copy(
        update={"unit": "mio. kr.", "budget": "plan", "title": "Udgifter"}
    )
    state = replace(
        made_state(values, str(2026 - len(values))), year_ago_period="2024" if len(values) > 1 else None
    )
    return indicator_block(
        "ledighed",
        indicator,
        definitions,
        {"ledighed": state, **({"plan": planned} if planned else {})},
        rows(("990", "2025", values[-1])),
        closed=CLOSED,
    )


def test_an_amount_stands_beside_its_budget(definitions: Definitions) -> None:
    markup = amount(definitions, (12.5,), made_state((10.0,), "2025"))
    assert table(markup) == [["Beløb", "2025"], ["Budget", "10,0"], ["Regnskab", "12,5"]]
    assert (
        "Budgetteret var 10,0\u00a0mio.\u00a0kr.; tallet blev 2,5\u00a0mio.\u00a0kr. højere."
        in markup.replace("&nbsp;", "\u00a0").replace("mio. kr.", "mio.\u00a0kr.")
    )
    assert "Omrids: budgettet. Udfyldt: regnskabet." in markup
    assert "Lys: året før." not in markup
    assert "Udgifter, 2025: budget 10,0" in markup, "told to who cannot see it"
    assert 'href="metode.html#sammenligning"' in markup


def test_the_year_before_is_drawn_lighter_where_it_is_known(definitions: Definitions) -> None:
    markup = amount(definitions, (11.0, 12.5), made_state((10.0,), "2025"))
    assert table(markup)[-1] == ["Regnskab året før", "11,0"]
    assert "Lys: året før." in markup


@pytest.mark.parametrize("planned", [None, made_state((10.0,), "2024")])
def test_a_budget_that_is_not_shown_or_of_another_year_is_not_put_beside(
    definitions: Definitions, planned: State | None
) -> None:
    markup = amount(definitions, (12.5,), planned)
    assert "Budget" not in markup
    assert "<figure>" not in markup


def test_of_a_single_figure_it_is_said_that_there_is_one(definitions: Definitions) -> None:
    alone = made_state((1.0,), "2026Q2", method="none", verdict="undecided", reason="too_few")
    assert "Der vises kun én måling, så en udvikling kan ikke afgøres." in block(
        definitions, alone, rows(("990", "2026Q2", 1.0))
    )
