"""The table of wording is whole: each situation has true words, and no spelling has two meanings."""

from __future__ import annotations

from collections import Counter
from typing import get_args

import pytest
from claimed_states import STATES, indicator

from sigtepunkt.wording.claims.situations import situation
from sigtepunkt.wording.claims.table import BETTER, NEVER, TRUE, WORSE, Question, expanded, is_true
from sigtepunkt.wording.claims.words import EVALUATIVE, TABLES, true_words

QUESTIONS: tuple[Question, ...] = get_args(Question)
DIRECTIONS = ("higher", "lower", "neutral")


def test_every_question_has_its_table() -> None:
    assert set(TABLES) == set(QUESTIONS)


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_row_has_a_cell_for_every_situation(question: Question) -> None:
    table = TABLES[question]
    for row in table.rows:
        assert len(row.cells) == len(table.situations), row
        assert set(row.cells) <= {TRUE, BETTER, WORSE, NEVER}


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_spelling_stands_twice(question: Question) -> None:
    spellings = Counter(
        spelling for row in TABLES[question].rows for phrase in row.phrases for spelling in expanded(phrase)
    )
    assert [spelling for spelling, count in spellings.items() if count > 1] == []


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("better", DIRECTIONS)
def test_something_true_can_be_said_in_every_situation(question: Question, better: str) -> None:
    for here in TABLES[question].situations:
        assert true_words(question, here, better), here


@pytest.mark.parametrize("question", QUESTIONS)
def test_words_that_are_never_true_say_why(question: Question) -> None:
    for row in TABLES[question].rows:
        assert bool(row.why) == (set(row.cells) == {NEVER}), row


@pytest.mark.parametrize("question", QUESTIONS)
def test_better_and_worse_are_never_true_together_nor_of_a_neutral_figure(question: Question) -> None:
    table = TABLES[question]
    better = [row for row in table.rows if BETTER in row.cells]
    worse = [row for row in table.rows if WORSE in row.cells]
    for here in table.situations:
        for direction in DIRECTIONS:
            good = any(is_true(row, table, here, direction) for row in better)
            bad = any(is_true(row, table, here, direction) for row in worse)
            assert not (good and bad)
            assert direction != "neutral" or not (good or bad)


@pytest.mark.parametrize("question", QUESTIONS)
def test_nothing_moves_both_ways(question: Question) -> None:
    table = TABLES[question]
    assert table.rising.isdisjoint(table.falling)
    assert table.rising | table.falling <= set(table.situations)


def test_every_situation_of_an_indicator_is_met_by_some_state() -> None:
    """But those of figures from two times of the year, and of targets and untested neighbours that differ."""
    met = {
        (question, situation(question, state, indicator()))
        for question in QUESTIONS
        if question != "virkning"
        for state in STATES.values()
    }
    for question, here in met:
        assert here in TABLES[question].situations, (question, here)
    assert len(met) >= 40


def test_judging_words_are_known_as_such() -> None:
    for word in ("forbedringen", "Steget", "faldende", "bedre", "stabilt", "rekordhøj", "når målet"):
        assert EVALUATIVE.search(word), word
    for word in ("stige", "faldskærm", "vejen", "folk", "måling"):
        assert not EVALUATIVE.fullmatch(word), word
