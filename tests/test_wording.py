"""No sentence claims more than the state it is made from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import get_args

import pytest
from made_states import made_state

from sigtepunkt import wording
from sigtepunkt.comparison import Comparison
from sigtepunkt.quarter import Quarter
from sigtepunkt.signals import FocusState, State
from sigtepunkt.signals.individuals import CAUSES
from sigtepunkt.signals.state import Reason, Verdict
from sigtepunkt.strategy import Definitions, Indicator, Source

UNDECIDED = [reason for reason in get_args(Reason) if reason]
UPWARDS = [cause for cause in CAUSES if "Above" in cause or "Increasing" in cause]
DOWNWARDS = [cause for cause in CAUSES if "Below" in cause or "Decreasing" in cause]


def every_state() -> Iterator[State]:
    """Yield a state of every kind that judging can give."""
    for reason in UNDECIDED:
        yield made_state(verdict="undecided", method="none", reason=reason, cause="")
    for trial in (False, True):
        yield made_state(trial=trial)
        for verdict, causes in (("improvement", CAUSES[1:]), ("concern", CAUSES[1:]), ("high", UPWARDS), ("low", DOWNWARDS)):
            for cause in causes:
                yield made_state(verdict=verdict, cause=cause, trial=trial)
    yield made_state(method="trend", cause="")
    for verdict, direction in (
        ("improvement", "rising"), ("improvement", "falling"), ("concern", "rising"), ("concern", "falling"), ("high", "rising"), ("low", "falling"),
    ):
        yield made_state(verdict=verdict, method="trend", cause=direction)


@pytest.fixture
def indicator(definitions: Definitions) -> Indicator:
    """An indicator with every text that may be asked for."""
    return definitions.indicators["ledighed"].model_copy(update={"no_trend": "Opgørelsen er ny, så en udvikling kan ikke ses."})


@pytest.fixture
def source(definitions: Definitions) -> Source:
    """The indicator's source."""
    return definitions.sources["proeve-ledige"]


def said_of(state: State, indicator: Indicator, source: Source, definitions: Definitions) -> str:
    """Return everything that is said of a state."""
    return " ".join((
        wording.verdict(state), wording.now(state, indicator, source), wording.change(state, indicator, source), wording.movement(state, indicator),
        wording.beside(state, indicator, definitions), wording.alt(state, indicator, source),
    ))


def test_every_state_that_can_be_has_a_verdict_and_a_sentence(indicator: Indicator) -> None:
    states = list(every_state())
    assert {state.verdict for state in states} == set(get_args(Verdict))
    for state in states:
        assert wording.verdict(state)
        assert re.fullmatch(r"[A-ZÆØÅ].+\.", wording.movement(state, indicator)), state
    assert set(wording.FOCUS_STATES) == set(get_args(FocusState))
    assert set(wording.VERDICTS) == set(get_args(Verdict))


@pytest.mark.parametrize(("words", "verdicts"), [
    (r"forbedr", {"improvement"}), (r"forværr", {"concern"}), (r"steget", {"improvement", "concern", "high"}), (r"faldet", {"improvement", "concern", "low"}),
])
def test_evaluative_words_are_said_only_where_the_state_says_so(
    definitions: Definitions, indicator: Indicator, source: Source, words: str, verdicts: set[str],
) -> None:
    told = [state for state in every_state() if re.search(words, said_of(state, indicator, source, definitions), re.IGNORECASE)]
    assert {state.verdict for state in told} == verdicts


def test_an_improvement_is_always_said_to_be_one_and_so_is_a_concern(indicator: Indicator) -> None:
    for state in every_state():
        said = (wording.verdict(state) + wording.movement(state, indicator)).lower()
        assert ("forbedring" in said) == (state.verdict == "improvement")
        assert ("forværring" in said) == (state.verdict == "concern")


def test_a_rise_is_called_a_rise_and_a_fall_a_fall(indicator: Indicator) -> None:
    for state in every_state():
        said = (wording.verdict(state) + wording.movement(state, indicator)).lower()
        assert ("steget" in said) == (state.method == "trend" and state.cause == "rising")
        assert ("faldet" in said) == (state.method == "trend" and state.cause == "falling")


def test_more_than_noise_is_said_of_signals_and_of_nothing_else(indicator: Indicator) -> None:
    for state in every_state():
        said = wording.movement(state, indicator)
        assert ("mere end tilfældige udsving." in said) == (state.verdict in {"improvement", "concern", "high", "low"})


def test_provisional_limits_are_said_to_be_so(indicator: Indicator) -> None:
    for state in every_state():
        assert ("vejledende" in wording.movement(state, indicator)) == state.trial


def test_the_reason_a_person_declared_is_told_in_their_words(indicator: Indicator) -> None:
    assert wording.movement(made_state(verdict="undecided", method="none", reason="declared"), indicator) == indicator.no_trend


def test_a_projection_is_called_one(definitions: Definitions, indicator: Indicator, source: Source) -> None:
    state = made_state((1.0, 2.0), "2026", verdict="undecided", method="none", reason="projection", year_ago=1.0, year_ago_period="2026")
    assert wording.verdict(state) == "Fremskrivning"
    assert wording.now(state, indicator, source) == "Fremskrevet fra 1,0\u00a0% i 2026 til 2,0\u00a0% i 2027."
    assert wording.change(state, indicator, source) == "", "of what has not happened there is no change"
    assert "Fremskrivning" in said_of(state, indicator, source, definitions)


@pytest.mark.parametrize(("unit", "text"), [("%", "I 2. kvartal 2026: 3,0\u00a0%."), ("mio. kr.", "I 2. kvartal 2026: 3,0\u00a0mio. kr."), ("", "I 2. kvartal 2026: 3,0.")])
def test_the_latest_figure_is_told_with_its_period_and_unit(indicator: Indicator, source: Source, unit: str, text: str) -> None:
    assert wording.now(made_state(), indicator.model_copy(update={"unit": unit}), source) == text


def test_a_stock_is_dated_by_its_day(definitions: Definitions) -> None:
    said = wording.now(made_state((5384.0,), "2026Q1"), definitions.indicators["folketal"], definitions.sources["proeve-folketal"])
    assert said == "Den 1. januar 2026: 5.384\u00a0personer."


@pytest.mark.parametrize("unit", ["%", "kr.", "mio. kr.", "dage pr. år", "pr. 1.000 indb.", "kr. pr. indb.", ""])
def test_no_sentence_ends_with_two_full_stops(definitions: Definitions, source: Source, unit: str) -> None:
    indicator = definitions.indicators["ledighed"].model_copy(update={"unit": unit, "no_trend": "Opgørelsen er ny."})
    many = definitions.municipality.model_copy(update={"comparison": ("991", "000")})
    for comparison in (Comparison(None, None, 0), Comparison(2.0, None, 0), Comparison(None, 3.0, 2), Comparison(2.0, 3.0, 2)):
        for state in every_state():
            made = made_state(
                verdict=state.verdict, method=state.method, reason=state.reason, cause=state.cause, trial=state.trial, comparison=comparison,
                year_ago=1.0, year_ago_period="2025Q2",
            )
            said = said_of(made, indicator, source, Definitions(many, definitions.strategies, definitions.sources, definitions.indicators, definitions.gaps))
            assert ".." not in said.replace("\u00a0", " "), said


@pytest.mark.parametrize(("year_ago", "total", "text"), [
    (1.0, False, "Det er 2,0\u00a0procentpoint højere end i 2. kvartal 2025."), (5.0, False, "Det er 2,0\u00a0procentpoint lavere end i 2. kvartal 2025."),
    (1.0, True, "Det er 2,0\u00a0procentpoint flere end i 2. kvartal 2025."), (5.0, True, "Det er 2,0\u00a0procentpoint færre end i 2. kvartal 2025."),
    (3.0, False, "Det er det samme som i 2. kvartal 2025."), (3.04, False, "Det er det samme som i 2. kvartal 2025."), (None, False, ""),
])
def test_a_change_is_plain_arithmetic(indicator: Indicator, source: Source, year_ago: float | None, total: bool, text: str) -> None:  # noqa: FBT001
    state = made_state(year_ago=year_ago, year_ago_period="2025Q2" if year_ago else None)
    assert wording.change(state, indicator.model_copy(update={"total": total}), source) == text


def test_only_per_cent_differ_in_percentage_points(indicator: Indicator, source: Source) -> None:
    state = made_state(year_ago=1.0, year_ago_period="2025Q2")
    assert "2,0\u00a0dage højere" in wording.change(state, indicator.model_copy(update={"unit": "dage"}), source)


def test_a_comparison_says_that_it_is_not_tested_and_the_mean_not_weighted(definitions: Definitions, indicator: Indicator) -> None:
    own = definitions.municipality.model_copy(update={"comparison": ("991", "000"), "comparison_name": "to kommuner"})
    wide = Definitions(own, definitions.strategies, definitions.sources, definitions.indicators, definitions.gaps)
    both = wording.beside(made_state(comparison=Comparison(2.0, 3.5, 2)), indicator, wide)
    assert "hele landet 2,0\u00a0%" in both
    assert "to kommuner 3,5\u00a0% (uvægtet gennemsnit)" in both
    assert "ikke testet" in both
    some = definitions.municipality.model_copy(update={"comparison": ("991", "000", "990"), "comparison_name": "tre kommuner"})
    part = wording.beside(made_state(comparison=Comparison(None, 3.5, 2)), indicator, Definitions(some, (), {}, {}, ()))
    assert "2 af de tre kommuner 3,5" in part


def test_one_neighbour_is_no_group_and_nobody_is_no_sentence(definitions: Definitions, indicator: Indicator) -> None:
    assert wording.beside(made_state(comparison=Comparison(None, 3.5, 1)), indicator, definitions) == ""
    assert wording.beside(made_state(), indicator, definitions) == ""


def test_what_must_be_said_of_the_nations_figure_is_said_beside_it(definitions: Definitions, indicator: Indicator) -> None:
    noted = indicator.model_copy(update={"nation_note": "Beregnet af tredjepart."})
    assert wording.beside(made_state(comparison=Comparison(2.0, None, 0)), noted, definitions).endswith("Beregnet af tredjepart.")
    assert "tredjepart" not in wording.beside(made_state(comparison=Comparison(None, 3.0, 2)), noted, definitions)


@pytest.mark.parametrize(("count", "text"), [(1, "1\u00a0måling fra"), (2, "2\u00a0målinger fra")])
def test_the_text_alternative_counts_in_singular_and_plural(indicator: Indicator, source: Source, count: int, text: str) -> None:
    assert text in wording.alt(made_state([1.0] * count), indicator, source)


def test_the_text_alternative_has_the_finding_and_the_numbers_that_carry_it(indicator: Indicator, source: Source) -> None:
    state = made_state((2.0, 7.0, 3.0), verdict="improvement", cause="Below LCL")
    said = wording.alt(state, indicator, source)
    for part in ("Ledighed.", "4. kvartal 2025 (2,0\u00a0%)", "2. kvartal 2026 (3,0\u00a0%)", "Lavest 2,0\u00a0%", "højest 7,0\u00a0%", wording.movement(state, indicator)):
        assert part in said


def test_units_begin_a_caption_in_words(indicator: Indicator) -> None:
    assert wording.unit(indicator) == "Procent"
    assert wording.unit(indicator.model_copy(update={"unit": "kr. pr. indbygger"})) == "Kr. pr. indbygger"
    assert wording.unit(indicator.model_copy(update={"unit": ""})) == "Tal"


def test_a_quarter_after_the_strategys_end_is_told_in_the_past_tense(definitions: Definitions) -> None:
    strategy = definitions.strategies[0]
    assert wording.tense(strategy, Quarter(2025, 4)) == ""
    assert wording.tense(strategy, Quarter(2026, 1)).startswith("Strategien gjaldt 2022–2025; en ny er ikke lagt ind.")


def test_trends_of_overlapping_periods_say_that_others_were_used(indicator: Indicator) -> None:
    state = made_state(method="trend", cause="")
    assert "ikke overlapper" in wording.movement(state, indicator.model_copy(update={"window": 4}))
    assert "ikke overlapper" not in wording.movement(state, indicator)
