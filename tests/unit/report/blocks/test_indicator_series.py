"""The municipality's own figures: a line over time, or an amount beside its budget, and the table."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from example_blocks import HOME, block, download, rows, table
from example_states import USUAL, answered, example_state

from sigtepunkt.report.blocks.indicator import indicator_block
from sigtepunkt.signals import State
from sigtepunkt.signals.answers.since import Fact
from sigtepunkt.strategy import Area, Definitions


def test_three_points_are_drawn_over_time(definitions: Definitions) -> None:
    markup = block(definitions, example_state(), rows(*HOME))
    assert table(markup) == [
        ["Periode", "Prøve"],
        ["4. kvartal 2025", "1,0"],
        ["1. kvartal 2026", "2,0"],
        ["2. kvartal 2026", "3,0"],
    ]
    assert "<figcaption>Procent, 4. kvartal 2025 til 2. kvartal 2026." in markup


def test_what_is_drawn_is_explained_and_what_is_not_is_not(definitions: Definitions) -> None:
    judged = example_state(points=tuple(replace(point, mean=2.0) for point in example_state().points))
    markup = block(definitions, judged, rows(*HOME))
    assert "Vandret linje: niveauet." in markup
    assert "Gråt felt: hvor tallet skulle ende" in markup
    years = block(definitions, example_state(method="trend"), rows(*HOME))
    assert "Vandret linje" not in years
    assert "Gråt felt" not in years


def test_a_seasonal_series_stands_in_the_table_with_and_without_its_season(definitions: Definitions) -> None:
    state = example_state(
        season=4, points=tuple(replace(point, adjusted=point.value / 2) for point in example_state().points)
    )
    markup = block(definitions, state, rows(*HOME, ("000", "2025Q4", 4.0), ("000", "2026Q2", 5.0)))
    assert table(markup)[:2] == [
        ["Periode", "Prøve", "Uden sæson", "Hele landet"],
        ["4. kvartal 2025", "1,0", "0,5", "4,0"],
    ]
    assert "Tynd streg: de målte tal. Tyk streg: uden sæson." in markup
    assert "Stiplet" not in markup, "the nation's figures have their season still"


def test_the_nation_is_drawn_and_listed_beside_the_municipality(definitions: Definitions) -> None:
    markup = block(
        definitions,
        example_state(),
        rows(*HOME, ("000", "2025Q4", 4.0), ("000", "2026Q2", 5.0), ("000", "2020Q1", 9.0)),
    )
    assert table(markup) == [
        ["Periode", "Prøve", "Hele landet"],
        ["4. kvartal 2025", "1,0", "4,0"],
        ["1. kvartal 2026", "2,0", "–"],
        ["2. kvartal 2026", "3,0", "5,0"],
    ]
    assert "Gråt punkt: hele landet." in markup, "neither figure has a neighbour"
    assert "Stiplet" not in markup


@pytest.mark.parametrize(
    ("nation", "total"),
    [
        ([("000", "2025Q4", 400.0), ("000", "2026Q2", 500.0)], False),
        ([("000", "2024Q4", 4.0), ("000", "2025Q1", 5.0)], True),
    ],
)
def test_a_nation_that_no_scale_can_hold_is_left_out(
    definitions: Definitions, nation: list[tuple[str, str, float]], *, total: bool
) -> None:
    markup = block(definitions, example_state(), rows(*HOME, *nation), total=total)
    assert table(markup)[0] == ["Periode", "Prøve"]
    assert markup.count("<figure>") == 1
    assert "Stiplet" not in markup


def test_a_break_is_told_in_the_caption_only_where_it_lies_in_the_picture(definitions: Definitions) -> None:
    breaks = definitions.indicators["skolefravaer"].breaks
    state = example_state()
    assert "Ny opgørelse fra skoleåret 2021/22 (databrud)" in block(
        definitions, state, rows(*HOME), breaks=breaks
    )
    assert "Prikket lodret linje" not in block(definitions, state, rows(*HOME), breaks=breaks)


# --- the neighbours, and the strategy's start ---------------------------------------------------------------

OTHERS = ("991", "993", "994", "995", "996")
YEARS = ("2019", "2020", "2021", "2022", "2023")


def among_others(definitions: Definitions) -> Definitions:
    """Return definitions with five municipalities to compare with."""
    municipality = definitions.municipality
    areas = {**municipality.areas, **{code: Area(name=f"Nabo {code}") for code in OTHERS}}
    return replace(
        definitions,
        municipality=municipality.model_copy(
            update={"areas": areas, "comparison": OTHERS, "comparison_name": "fem kommuner i nærheden"}
        ),
    )


def of_others(values: Sequence[float], periods: Sequence[str] = YEARS) -> list[tuple[str, str, float]]:
    """Return the same figures in every period, one for each of the first municipalities compared with."""
    return [(code, period, value) for period in periods for code, value in zip(OTHERS, values, strict=False)]


def own(values: Sequence[float] = (1.0, 2.0, 3.0, 4.0, 5.0)) -> list[tuple[str, str, float]]:
    """Return five years of the municipality."""
    return [("990", period, value) for period, value in zip(YEARS, values, strict=True)]


def years(values: Sequence[float] = (1.0, 2.0, 3.0, 4.0, 5.0), **changes: Any) -> State:
    """Return the state of these five years."""
    fact = Fact("2021", values[2], "2023", values[4])
    return example_state(values, "2019", method="trend", **({"since": answered(fact, trend=USUAL)} | changes))


def alternative(markup: str) -> str:
    """Return the text alternative of a block's first chart."""
    return html.unescape(re.findall(r"<desc[^>]*>([^<]*)</desc>", markup)[0]).replace("\u00a0", " ")


def test_the_range_of_the_neighbours_is_drawn_told_and_listed(definitions: Definitions) -> None:
    frame = rows(*own(), *of_others((7.0, 4.0, 9.0, 5.0, 6.0)), ("000", "2023", 6.5))
    markup = block(among_others(definitions), years(), frame)
    assert table(markup)[0] == [
        "Periode",
        "Prøve",
        "Hele landet",
        "Laveste af de fem kommuner",
        "Højeste af de fem kommuner",
    ]
    assert table(markup)[-1] == ["2023", "5,0", "6,5", "4,0", "9,0"]
    assert table(markup)[1] == ["2019", "1,0", "–", "4,0", "9,0"]
    assert "Lyst felt: fra den laveste til den højeste af fem kommuner i nærheden." in markup
    assert ">de fem kommuner<" in markup
    assert alternative(markup).endswith(
        "Ved strategiens begyndelse (2021): 3,0 %. Hele landet, 2023: 6,5 %. "
        "De fem kommuner, 2023: fra 4,0 % til 9,0 %."
    )
    assert download(markup) == table(markup)


def test_of_fewer_than_five_neighbours_no_range_is_drawn(definitions: Definitions) -> None:
    markup = block(among_others(definitions), years(), rows(*own(), *of_others((7.0, 4.0, 9.0, 5.0))))
    assert table(markup)[0] == ["Periode", "Prøve"]
    assert "Lyst felt" not in markup
    assert "de fem kommuner" not in alternative(markup).lower()


def test_where_some_periods_have_too_few_the_caption_says_how_many_are_needed(
    definitions: Definitions,
) -> None:
    figures = [*of_others((7.0, 4.0, 9.0, 5.0, 6.0), YEARS[2:]), *of_others((7.0, 4.0), YEARS[:2])]
    markup = block(among_others(definitions), years(), rows(*own(), *figures))
    assert [row[2:] for row in table(markup)[1:]] == [["–", "–"], ["–", "–"], *[["4,0", "9,0"]] * 3]
    assert "hvor mindst fem af dem har tal" not in markup, "in every period drawn all five have figures"
    six = among_others(definitions)
    six = replace(six, municipality=six.municipality.model_copy(update={"comparison": (*OTHERS, "000")}))
    assert "hvor mindst fem af dem har tal" in block(six, years(), rows(*own(), *figures))


def test_the_strategys_start_is_drawn_and_explained_only_where_it_lies_inside(
    definitions: Definitions,
) -> None:
    markup = block(definitions, years(), rows(*own()))
    assert "Lodret streg: strategien begynder den 1. januar 2022." in markup
    assert markup.count(">Strategien begynder<") == 2, "wide and narrow"
    later = block(definitions, example_state(), rows(*HOME))
    assert "trategien begynder" not in later


def test_figures_that_are_not_counted_in_are_explained(definitions: Definitions) -> None:
    state = years()
    declared = replace(state, points=(replace(state.points[0], outlier=1), *state.points[1:]))
    assert "Hule punkter: tal, der ikke regnes med." in block(definitions, declared, rows(*own()))
    assert "Hule punkter" not in block(definitions, state, rows(*own()))


# --- totals as an index -------------------------------------------------------------------------------------


def total(definitions: Definitions, state: State, *figures: tuple[str, str, float]) -> str:
    """Return the block of a total with these figures beside its own."""
    frame = rows(*((("990", point.period, point.value)) for point in state.points), *figures)
    return block(among_others(definitions), state, frame, total=True, decimals=0, unit="personer")


def test_a_total_stands_beside_others_as_an_index_with_the_start_as_100(definitions: Definitions) -> None:
    nation = [("000", period, 1000.0 + 100 * step) for step, period in enumerate(YEARS)]
    others = [
        (code, period, size * (1 + 0.1 * size * step))
        for size, code in enumerate(OTHERS, start=1)
        for step, period in enumerate(YEARS)
    ]
    markup = total(definitions, years((80.0, 90.0, 100.0, 110.0, 120.0)), *nation, *others)
    assert markup.count("<figure>") == 2
    assert table(markup)[0] == [
        "Periode",
        "Prøve",
        "Indeks, Prøve",
        "Indeks, hele landet",
        "Indeks, laveste af de fem kommuner",
        "Indeks, højeste af de fem kommuner",
    ]
    assert table(markup)[3] == ["2021", "100", "100,0", "100,0", "100,0", "100,0"]
    assert table(markup)[5] == ["2023", "120", "120,0", "116,7", "116,7", "150,0"]
    assert "Samme tal som indeks: 2021 = 100, så 110 er 10\u00a0% mere end dengang." in html.unescape(markup)
    last = html.unescape(re.findall(r"<desc[^>]*>([^<]*)</desc>", markup)[-1])
    assert last.endswith(
        "indeks, 2021 = 100. 2023: Prøve 120,0. Hele landet, 2023: 116,7. "
        "De fem kommuner, 2023: fra 116,7 til 150,0."
    )


def test_where_the_others_lack_the_start_the_newest_common_figure_before_it_is_100(
    definitions: Definitions,
) -> None:
    nation = [("000", period, 1000.0) for period in ("2019", "2020", "2023")]
    markup = total(definitions, years(), *nation)
    assert "2020 = 100" in markup
    after = total(definitions, years(), ("000", "2022", 9.0), ("000", "2023", 9.0))
    assert "2022 = 100" in after


def test_a_declared_break_ends_what_can_be_indexed(definitions: Definitions) -> None:
    state = years()
    broken = replace(
        state, points=tuple(replace(point, segment=int(step >= 3)) for step, point in enumerate(state.points))
    )
    nation = [("000", period, 1000.0) for period in YEARS]
    markup = total(definitions, broken, *nation)
    assert [row[2] for row in table(markup)[1:]] == ["–", "–", "–", "100,0", "125,0"]


def test_a_total_without_anything_beside_it_has_no_index(definitions: Definitions) -> None:
    markup = total(definitions, years())
    assert markup.count("<figure>") == 1
    assert "indeks" not in markup.lower()


# --- money --------------------------------------------------------------------------------------------------


def amount(definitions: Definitions, values: tuple[float, ...], planned: State | None) -> str:
    """Return the block of amounts with a budget beside them."""
    indicator = definitions.indicators["ledighed"].model_copy(
        update={"unit": "mio. kr.", "budget": "plan", "title": "Udgifter"}
    )
    state = replace(
        example_state(values, str(2026 - len(values))), year_ago_period="2024" if len(values) > 1 else None
    )
    return indicator_block(
        "ledighed",
        indicator,
        definitions,
        {"ledighed": state, **({"plan": planned} if planned else {})},
        rows(("990", "2025", values[-1])),
    )


def test_an_amount_stands_beside_its_budget(definitions: Definitions) -> None:
    markup = amount(definitions, (12.5,), example_state((10.0,), "2025"))
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
    markup = amount(definitions, (11.0, 12.5), example_state((10.0,), "2025"))
    assert table(markup)[-1] == ["Regnskab året før", "11,0"]
    assert "Lys: året før." in markup


@pytest.mark.parametrize("planned", [None, example_state((10.0,), "2024")])
def test_a_budget_that_is_not_shown_or_of_another_year_is_not_put_beside(
    definitions: Definitions, planned: State | None
) -> None:
    markup = amount(definitions, (12.5,), planned)
    assert "Budget" not in markup
    assert "<figure>" not in markup
