"""The municipality's own figures: a line over time, or an amount beside its budget, and the table."""

from __future__ import annotations

from dataclasses import replace

import pytest
from example_blocks import HOME, block, rows, table
from example_states import example_state

from sigtepunkt.report.blocks.indicator import indicator_block
from sigtepunkt.signals import State
from sigtepunkt.strategy import Definitions


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
    definitions: Definitions, nation: list[tuple[str, str, float]], *, total: bool
) -> None:
    markup = block(definitions, example_state(), rows(*HOME, *nation), total=total)
    assert table(markup)[0] == ["Periode", "Prøve"]
    assert "Stiplet" not in markup


def test_a_break_is_told_in_the_caption_only_where_it_lies_in_the_picture(definitions: Definitions) -> None:
    breaks = definitions.indicators["skolefravaer"].breaks
    state = example_state()
    assert "Ny opgørelse fra skoleåret 2021/22 (databrud)" in block(
        definitions, state, rows(*HOME), breaks=breaks
    )
    assert "Prikket lodret linje" not in block(definitions, state, rows(*HOME), breaks=breaks)


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
