"""Figures beside others: who is named, which side is better, and what has to be said of the nation's."""

from __future__ import annotations

import pytest
from every_state import DEFINITIONS, INDICATOR, UNITS
from example_states import HIGHER, LOWER, USUAL, answered, beside, example_state

from sigtepunkt.signals import State
from sigtepunkt.signals.answers.answer import Answer
from sigtepunkt.strategy import Definitions
from sigtepunkt.wording import comparisons


def said(state: State, better: str = "lower") -> str:
    """Return what stands beside a state's figure."""
    indicator = INDICATOR.model_copy(update={"better": better})
    return comparisons.beside_nation_and_group(state, indicator, DEFINITIONS).replace("\u00a0", " ")


def test_a_part_of_the_group_is_called_a_part_and_one_neighbour_no_group() -> None:
    three = DEFINITIONS.municipality.model_copy(
        update={"comparison": ("0", "2", "3"), "comparison_name": "tre kommuner"}
    )
    wide = Definitions(three, (), {}, {}, ())
    assert "2 af de tre kommuner 3" in comparisons.beside_nation_and_group(
        example_state(comparison=beside(None, 3.0, 2)), INDICATOR, wide
    )
    assert (
        comparisons.beside_nation_and_group(example_state(comparison=beside(None, 3.0, 1)), INDICATOR, wide)
        == ""
    )
    assert comparisons.beside_nation_and_group(example_state(), INDICATOR, wide) == ""


@pytest.mark.parametrize(
    ("level", "better", "words"),
    [
        (LOWER, "lower", "lavere (bedre) end de andre kommuners gennemsnit"),
        (LOWER, "higher", "lavere (dårligere) end"),
        (LOWER, "neutral", "lavere end"),
        (HIGHER, "lower", "højere (dårligere) end"),
        (HIGHER, "higher", "højere (bedre) end"),
        (HIGHER, "neutral", "højere end"),
    ],
)
def test_the_better_side_is_named_only_where_there_is_one(level: Answer, better: str, words: str) -> None:
    state = example_state(comparison=beside(2.5, 3.0, 2), since=answered(level=level))
    assert words in said(state, better)


@pytest.mark.parametrize(
    ("level", "words"),
    [
        (USUAL, "ikke større, end der plejer at være mellem kommuner"),
        (Answer(3.0, 1.0, 5.0, 0.001, reason="chance in counting"), "en tilfældighed i optællingen"),
        (Answer(reason="few others"), "Forskellen er ikke testet."),
        (Answer(3.0, reason="no spread"), "Forskellen er ikke testet."),
    ],
)
def test_a_difference_that_is_not_sure_is_neither_high_nor_low(level: Answer, words: str) -> None:
    text = said(example_state(comparison=beside(2.5, 3.0, 2), since=answered(level=level)))
    assert words in text
    assert not any(word in text for word in ("højere", "lavere", "bedre", "dårligere"))


def test_what_must_be_said_of_the_nations_figure_is_said_beside_it() -> None:
    noted = INDICATOR.model_copy(update={"nation_note": "Beregnet af tredjepart."})
    assert comparisons.beside_nation_and_group(
        example_state(comparison=beside(2.0, None)), noted, DEFINITIONS
    ).endswith("Beregnet af tredjepart.")
    assert "tredjepart" not in comparisons.beside_nation_and_group(
        example_state(comparison=beside(None, 3.0, 2)), noted, DEFINITIONS
    )


@pytest.mark.parametrize(
    ("planned", "words"),
    [
        (12.44, "Budgetteret var det samme, 12,4 mio. kr."),
        (12.46, "Budgetteret var 12,5 mio. kr.; tallet blev 0,1 mio. kr. lavere."),
    ],
)
def test_a_budget_is_the_same_only_where_the_shown_figures_are(planned: float, words: str) -> None:
    money = INDICATOR.model_copy(update=UNITS["beløb"])
    text = comparisons.budget(example_state((12.36,), "2025"), example_state((planned,), "2025"), money)
    assert text.replace("\u00a0", " ") == words
