"""An indicator's block: what is drawn is explained, and the table has the numbers of the download."""

from __future__ import annotations

import datetime as dt
import html
import re

import pytest
from example_blocks import HOME, block, download, rows, table
from example_states import HIGHER, LOWER, USUAL, answered, example_state

from sigtepunkt.report.blocks.indicator import Delivery, indicator_block
from sigtepunkt.signals import State
from sigtepunkt.signals.answers.answer import Answer
from sigtepunkt.signals.answers.since import Fact, Since
from sigtepunkt.signals.comparison import Comparison
from sigtepunkt.strategy import Break, Definitions, Outlier


def words(markup: str) -> str:
    """Return a block's words as they are read, without its charts."""
    text = re.sub(r"<svg.*?</svg>|<[^>]+>", " ", markup, flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(text)).replace(" :", ":")


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
    markup = block(definitions, example_state(), rows(*HOME), proxy="Den ligner.")
    assert '<a class="badge" href="metode.html#stedfortraeder">Stedfortræder</a>' in markup
    assert "Måler ikke selve sagen:</strong> Den ligner." in markup
    assert "Stedfortræder" not in block(definitions, example_state(), rows(*HOME))


def test_context_and_its_reason_are_shown_and_nothing_where_there_is_none(definitions: Definitions) -> None:
    markup = block(definitions, example_state(), rows(*HOME), context="Rammen for det.")
    assert '<a class="badge" href="metode.html#ramme">Ramme</a>' in markup
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
    text = words(block(definitions, alone, rows(("990", "2026Q2", 1.0))))
    assert "Vi har kun ét tal at vise, så udviklingen kan ikke ses." in text
    assert "for få" not in text, "nothing is said twice"


def test_a_block_answers_in_order_and_says_nothing_twice(definitions: Definitions) -> None:
    state = example_state(
        (1.0, 2.0, 4.0, 3.0),
        "2021",
        method="trend",
        verdict="improvement",
        cause="falling",
        since=answered(Fact("2021", 1.0, "2024", 3.0), change=HIGHER, trend=LOWER, level=USUAL),
        comparison=Comparison(2.5, 3.0, 2, 2.0, 4.0, nation_change=0.5),
    )
    text = words(block(definitions, state, rows(*HOME), caveat="Et forbehold.", survey=True))
    told = [
        "I 2024: 3,0 %. Spørgeskema; hvor mange der svarede, er ikke oplyst.",
        "er tallet steget fra 1,0 til 3,0 %: 2,0 procentpoint højere.",
        "Det er mere end almindelige udsving: Tallet har siden strategiens start",
        "Hele landet: 2,5 %, 0,5 procentpoint højere end i 2021.",
        "Niveauet skiller sig ikke klart ud",
        "er tallet faldet med mellem 1,0 og 3,0 procentpoint om året.",
        "Forbehold: Et forbehold.",
    ]
    places = [text.find(each) for each in told]
    assert -1 not in places, told[places.index(-1)]
    assert places == sorted(places)
    assert [text.count(each) for each in told] == [1] * len(told)


@pytest.mark.parametrize(
    ("since", "badges"),
    [
        (answered(), []),
        (answered(change=LOWER), ["Sikkert fald siden strategien"]),
        (
            answered(change=LOWER, level=HIGHER),
            ["Sikkert fald siden strategien", "Højere end de andre kommuner"],
        ),
    ],
    ids=["nothing", "a change", "two answers"],
)
def test_each_sure_answer_has_a_mark_and_nothing_else_has(
    definitions: Definitions, since: Since, badges: list[str]
) -> None:
    markup = block(definitions, example_state(since=since), rows(*HOME))
    assert re.findall(r'<span class="badge[^"]*">.*?</svg> ([^<]*)</span>', markup, re.DOTALL) == badges


@pytest.mark.parametrize(
    ("closed", "said"),
    [
        (dt.date(2026, 5, 31), "(databrud), erklæret senere, 22. november 2026:"),
        (dt.date(2026, 11, 22), "(databrud):"),
    ],
)
def test_what_was_declared_after_a_pages_closing_day_is_said_to_be_later(
    definitions: Definitions, closed: dt.date, said: str
) -> None:
    declared = {"cause": "Ny lov", "decided_by": "x", "decided": "2026-11-22"}
    indicator = definitions.indicators["ledighed"].model_copy(
        update={
            "breaks": (Break.model_validate({"at": "2026Q1", **declared}),),
            "outliers": (Outlier.model_validate({"from": "2025Q4", "to": "2025Q4", **declared}),),
        }
    )
    states = {"ledighed": example_state()}
    text = words(
        indicator_block("ledighed", indicator, definitions, states, rows(*HOME), Delivery(closed=closed))
    )
    assert f"Ny opgørelse fra 1. kvartal 2026 {said}" in text
    later = " (erklæret senere, 22. november 2026)" if "senere" in said else ""
    assert f"Ikke regnet med, 4. kvartal 2025{later}:" in text


def test_a_break_that_hides_the_start_is_told_as_the_reason_and_not_again(definitions: Definitions) -> None:
    fields = {"at": "2026Q1", "cause": "Ny lov", "decided_by": "x", "decided": "2026-01-01"}
    breaks = (Break.model_validate(fields),)
    hidden = example_state(since=answered(change=Answer(reason="break")))
    told = words(block(definitions, hidden, rows(*HOME), breaks=breaks))
    assert "opgjort på en ny måde siden 1. kvartal 2026, så det kan ikke sammenlignes med tiden før." in told
    assert "Tallene før og efter" not in told
    seen = words(block(definitions, example_state(), rows(*HOME), breaks=breaks))
    assert "Ny lov. Tallene før og efter kan ikke sammenlignes." in seen
