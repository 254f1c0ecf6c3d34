"""No sentence claims more than its state, and every sentence is as it was last read through."""

from __future__ import annotations

import re
from typing import get_args

import pytest
from every_state import GOLDEN, INDICATOR, UNITS, VERDICTS, every_sentence, every_state, golden, source
from example_states import HIGHER, USUAL, answered, example_state
from places import REPOSITORY

from sigtepunkt.core.period import Quarter
from sigtepunkt.signals import State
from sigtepunkt.signals.answers.answer import Answer
from sigtepunkt.signals.state import Level, Verdict
from sigtepunkt.strategy import Definitions
from sigtepunkt.wording import sentences

SIGNALS = set(VERDICTS)


def said_of(state: State) -> str:
    """Return everything that is said of a state's movement."""
    movement, alt = (
        say(state, INDICATOR, source()) for say in (sentences.movement, sentences.text_alternative)
    )
    return f"{sentences.verdict(state)} {movement} {alt}"


def test_every_sentence_is_as_it_was_last_read_through() -> None:
    """A change of wording is made on purpose: `tests/golden/every_state.py` says how."""
    assert golden() == GOLDEN.read_text(encoding="utf-8")


def test_every_verdict_has_words() -> None:
    assert {state.verdict for state in every_state()} == set(get_args(Verdict)) == set(sentences.VERDICTS)


def test_every_sentence_is_whole() -> None:
    for said in every_sentence():
        sentence = said.sentence.partition("] ")[2] or said.sentence
        if sentence:
            assert re.fullmatch(r"[A-ZÆØÅ0-9–].*\.", sentence), said
            assert ".." not in sentence.replace("\u00a0", " "), said
            assert "  " not in sentence, said


@pytest.mark.parametrize(("words", "verdicts"), [(r"forbedr", {"improvement"}), (r"forværr", {"concern"})])
def test_evaluative_words_are_said_only_where_the_state_says_so(words: str, verdicts: set[str]) -> None:
    states = [state for state in every_state() if re.search(words, said_of(state), re.IGNORECASE)]
    assert {state.verdict for state in states} == verdicts
    assert len(states) == sum(state.verdict in verdicts for state in every_state())


def test_a_rise_is_called_a_rise_only_where_there_is_a_trend() -> None:
    for state in every_state():
        said = said_of(state).lower()
        assert ("steget" in said) == (state.cause == "rising")
        assert ("faldet" in said) == (state.cause == "falling")


def test_a_shift_is_told_with_its_direction() -> None:
    for state in every_state():
        said = sentences.movement(state, INDICATOR, source())
        assert (" højere end ventet" in said) == (state.cause == "higher")
        assert (" lavere end ventet" in said) == (state.cause == "lower")


def test_more_than_noise_is_said_of_signals_and_of_nothing_else() -> None:
    for state in every_state():
        assert ("mere end almindelige udsving" in sentences.movement(state, INDICATOR, source())) == (
            state.verdict in SIGNALS
        )


def test_a_provisional_verdict_is_said_to_be_so() -> None:
    for state in every_state():
        assert ("vejledende" in sentences.movement(state, INDICATOR, source())) == state.trial


def test_the_reason_a_person_declared_is_told_in_their_words() -> None:
    assert (
        sentences.movement(
            example_state(verdict="undecided", method="none", reason="declared"), INDICATOR, source()
        )
        == INDICATOR.no_trend
    )


def test_a_shift_too_small_for_the_decimals_shown_has_no_size_of_nought() -> None:
    state = example_state(verdict="high", cause="higher", level=Level(1, "2026Q2", 0.3, 0.2, 16))
    assert "lidt højere end ventet" in sentences.movement(state, INDICATOR, source())


def test_a_projection_is_called_one() -> None:
    state = example_state(
        (1.0, 2.0),
        "2026",
        verdict="undecided",
        method="none",
        reason="projection",
        year_ago=1.0,
        year_ago_period="2026",
    )
    assert sentences.verdict(state) == "Fremskrivning"
    assert (
        sentences.now(state, INDICATOR, source())
        == "Fremskrevet fra 1\u00a0dag i 2026 til 2\u00a0dage i 2027."
    )
    assert sentences.change(state, INDICATOR, source()) == "", "of what has not happened there is no change"


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        (3.04, 2.96, "Det er det samme som"),
        (3.06, 3.04, "Det er 0,1 procentpoint højere end"),
        (3.04, 3.06, "Det er 0,1 procentpoint lavere end"),
        (3.0, 1.96, "Det er 1,0 procentpoint højere end"),
    ],
)
def test_a_change_is_that_of_the_figures_as_they_are_shown(now: float, before: float, said: str) -> None:
    """A reader subtracts what is printed: 3,1 less 3,0."""
    state = example_state((now,), year_ago=before, year_ago_period="2025Q2")
    text = sentences.change(state, INDICATOR.model_copy(update=UNITS["procent"]), source())
    assert text.replace("\u00a0", " ") == f"{said}{' ' if said else ''}i 2. kvartal 2025."


def test_without_a_comparable_figure_no_change_is_told() -> None:
    assert sentences.change(example_state(), INDICATOR, source()) == ""


@pytest.mark.parametrize(
    ("unit", "words"),
    [("antal", "1 person flere"), ("beløb", "1,0 mio. kr. mere"), ("rate", "1,0 flere pr. 1.000 indb.")],
)
def test_persons_are_more_in_number_and_money_is_more(unit: str, words: str) -> None:
    state = example_state((3.0,), year_ago=2.0, year_ago_period="2025Q2")
    text = sentences.change(state, INDICATOR.model_copy(update=UNITS[unit]), source())
    assert f"{words} end i 2. kvartal 2025." in text.replace("\u00a0", " ")


def test_a_change_of_a_rolling_figure_names_what_both_figures_cover() -> None:
    state = example_state((3.0,), "2026Q2", year_ago=2.0, year_ago_period="2025Q2")
    rolling = INDICATOR.model_copy(update={"window": 4})
    assert sentences.now(state, rolling, source()).startswith("I året til 2. kvartal 2026: ")
    assert sentences.change(state, rolling, source()).endswith("end i året til 2. kvartal 2025.")


def test_a_register_of_everybody_is_said_to_count_all_and_gets_no_mark() -> None:
    state = example_state(verdict="undecided", method="none", reason="full_count")
    assert sentences.verdict(state) == "Tæller alle"
    assert "tæller alle" in sentences.movement(state, INDICATOR, source())


def test_a_trend_is_told_with_the_periods_it_goes_from_and_to() -> None:
    state = example_state(
        (1.0, 2.0), "2024", method="trend", cause="rising", verdict="high", since=answered(trend=HIGHER)
    )
    assert sentences.movement(state, INDICATOR, source()) == (
        "Fra 2024 til 2025 er tallet steget med mellem 1 og 3\u00a0dage om året. "
        "Det er mere end almindelige udsving."
    )


@pytest.mark.parametrize(
    ("change", "begins"), [(USUAL, "Over flere år er udviklingen klarere: Fra 2024"), (HIGHER, "Fra 2024")]
)
def test_a_sure_trend_beside_a_usual_change_is_said_to_be_of_more_years(change: Answer, begins: str) -> None:
    since = answered(trend=HIGHER, change=change)
    state = example_state((1.0, 2.0), "2024", method="trend", cause="rising", verdict="high", since=since)
    assert sentences.movement(state, INDICATOR, source()).startswith(begins)


@pytest.mark.parametrize(
    ("tested", "areas", "share"),
    [
        (14, 0, "0,2"),
        (10, 0, "0,1"),
        (11, 0, "0,2"),
        (1, 0, "0,1"),
        (100, 0, "1"),
        (101, 0, "1,1"),
        (14, 30, "0,2"),
        (14, 31, "0,3"),
        (0, 1, "0,1"),
    ],
)
def test_the_error_budget_is_rounded_up(tested: int, areas: int, share: str) -> None:
    quiet = example_state(method="none", verdict="undecided", since=answered(change=USUAL))
    within = example_state(method="none", verdict="undecided", areas=areas)
    said = sentences.error_budget([quiet] * tested + [within])
    assert f"højst {share} mærke" in said


def test_the_error_budget_adds_up_every_answer_of_every_indicator() -> None:
    every = answered(change=USUAL, trend=USUAL, development=USUAL, level=USUAL)
    page = [example_state(method=method, since=every) for method in ("shift", "trend")]
    assert "højst 0,1 mærke" in sentences.error_budget(page)
    assert "højst 0,5 mærke" in sentences.error_budget(page * 5), "five times 6 % and five times 4 %"


def test_where_nothing_is_tested_nothing_is_promised() -> None:
    assert sentences.error_budget([]) == "Ingen af sidens tal kan vurderes."
    untested = example_state(method="none", verdict="undecided", reason="full_count")
    assert sentences.error_budget([untested]) == "Ingen af sidens tal kan vurderes."


@pytest.mark.parametrize(("count", "text"), [(1, "1\u00a0måling fra"), (2, "2\u00a0målinger fra")])
def test_the_text_alternative_counts_in_singular_and_plural(count: int, text: str) -> None:
    assert text in sentences.text_alternative(example_state([1.0] * count), INDICATOR, source())


def test_the_text_alternative_has_the_finding_and_the_numbers_that_carry_it() -> None:
    state = example_state((2.0, 7.0, 3.0), verdict="improvement", cause="lower")
    said = sentences.text_alternative(state, INDICATOR, source())
    for part in (
        "Ventetid.",
        "4. kvartal 2025 (2\u00a0dage)",
        "2. kvartal 2026 (3\u00a0dage)",
        "Lavest 2\u00a0dage",
        "højest 7\u00a0dage",
        sentences.movement(state, INDICATOR, source()),
    ):
        assert part in said


def test_a_quarter_after_the_strategys_end_is_told_in_the_past_tense(definitions: Definitions) -> None:
    strategy = definitions.strategies[0]
    assert sentences.strategy_is_over(strategy, Quarter(2025, 4)) == ""
    assert sentences.strategy_is_over(strategy, Quarter(2026, 1)).startswith(
        "Strategien gjaldt 2022–2025; en ny er ikke lagt ind."
    )


def test_how_often_quiet_figures_are_marked_is_what_the_benchmark_found() -> None:
    """`docs/method.md` has the table of `benchmarks/looks.py`; the page's numbers are its last row."""
    method = (REPOSITORY / "docs" / "method.md").read_text(encoding="utf-8")
    (row,) = re.findall(r"^\| all \| (\d.*) \|$", method, re.MULTILINE)
    few, many = sentences.LOOKS
    assert (few.looks, many.looks) == (4, 16)
    assert [float(cell) for cell in row.split(" | ")] == [
        few.quarterly,
        many.quarterly,
        few.yearly,
        many.yearly,
    ]


def test_a_requirement_is_quoted_without_whom_it_is_about() -> None:
    assert sentences.unmet_requirement("Tallet springer ikke. Det gælder Billund") == (
        "Kravet »Tallet springer ikke« er ikke opfyldt. Det gælder Billund."
    )
    assert sentences.unmet_requirement("Alle er med.", "kritisk") == (
        "Kravet »Alle er med« er ikke opfyldt (kritisk)."
    )
