"""An indicator's block: what is drawn is explained, and the table has the numbers of the download."""

from __future__ import annotations

import pytest
from example_blocks import HOME, block, download, rows, table
from example_states import example_state

from sigtepunkt.signals import State
from sigtepunkt.strategy import Definitions, Outlier


@pytest.mark.parametrize(
    ("state", "anchor"),
    [
        (example_state(), "maaneder-og-kvartaler"),
        (example_state(season=4), "aarstid"),
        (example_state(method="trend"), "aar"),
        (example_state(method="none", verdict="undecided", reason="too_few"), "kan-ikke-afgoeres"),
        (example_state((1.0,), "2026Q2"), "sammenligning"),
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


@pytest.mark.parametrize("unit", ["kr.", "mio. kr."])
def test_no_text_alternative_ends_with_two_full_stops(definitions: Definitions, unit: str) -> None:
    series = block(definitions, example_state(), rows(*HOME), unit=unit)
    bars = block(
        definitions,
        example_state((2.0,), "2026Q1"),
        rows(("990", "2026Q1", 2.0), ("991", "2026Q1", 4.0)),
        unit=unit,
    )
    areas = block(definitions, None, rows(("000", "2026Q1", 3.0), ("991", "2026Q1", 4.0)), unit=unit)
    for markup in (series, bars, areas):
        assert "kr.." not in markup


@pytest.mark.parametrize(
    "state",
    [example_state(), example_state((1.0, 2.0)), example_state((-1234.5,), "2026Q2"), None],
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


def test_a_proxy_and_its_reason_are_shown_and_nothing_where_there_is_none(definitions: Definitions) -> None:
    assert "Stedfortræder" in block(definitions, example_state(), rows(*HOME), proxy="Den ligner.")
    assert "Stedfortræder" not in block(definitions, example_state(), rows(*HOME))


def test_context_and_its_reason_are_shown_and_nothing_where_there_is_none(definitions: Definitions) -> None:
    markup = block(definitions, example_state(), rows(*HOME), context="Rammen for det.")
    assert '<span class="badge">Ramme</span>' in markup
    assert "Ramme, ikke et mål:</strong> Rammen for det." in markup
    assert "Ramme" not in block(definitions, example_state(), rows(*HOME))


@pytest.mark.parametrize(
    ("last", "period"), [("2021Q1", "1. kvartal 2020 til 1. kvartal 2021"), ("2020Q1", "")]
)
def test_a_declared_outlier_is_told_with_its_periods_and_its_cause(
    definitions: Definitions, last: str, period: str
) -> None:
    fields = {"from": "2020Q1", "to": last, "cause": "Storm.", "decided_by": "x", "decided": "2025-01-01"}
    markup = block(definitions, example_state(), rows(*HOME), outliers=(Outlier.model_validate(fields),))
    assert f"Ikke regnet med, {period or '1. kvartal 2020'}:</strong> Storm. Tallene vises" in markup
    assert "Ikke regnet med" not in block(definitions, example_state(), rows(*HOME))


def test_a_register_of_everybody_has_its_own_badge(definitions: Definitions) -> None:
    state = example_state(verdict="undecided", method="none", reason="full_count")
    markup = block(definitions, state, rows(*HOME))
    assert "Tæller alle" in markup
    assert "Kan ikke afgøres" not in markup


def test_of_a_single_figure_it_is_said_that_there_is_one(definitions: Definitions) -> None:
    alone = example_state((1.0,), "2026Q2", method="none", verdict="undecided", reason="too_few")
    assert "Der vises kun én måling, så en udvikling kan ikke afgøres." in block(
        definitions, alone, rows(("990", "2026Q2", 1.0))
    )
