"""Figures beside others: who is named, which side is better, and what has to be said of the nation's."""

from __future__ import annotations

import pytest
from every_state import DEFINITIONS, INDICATOR, UNITS, source
from example_states import HIGHER, LOWER, USUAL, answered, beside, example_state

from sigtepunkt.signals import State
from sigtepunkt.signals.answers.answer import Answer
from sigtepunkt.signals.answers.since import Fact
from sigtepunkt.signals.comparison import Comparison
from sigtepunkt.signals.methods.funnel import funnel
from sigtepunkt.strategy import Definitions
from sigtepunkt.wording import comparisons


def said(state: State, better: str = "lower") -> str:
    """Return what stands beside a state's figure."""
    indicator = INDICATOR.model_copy(update={"better": better})
    return comparisons.beside_nation_and_group(state, indicator, source(), DEFINITIONS).replace("\u00a0", " ")


def test_a_part_of_the_group_is_called_a_part_and_one_neighbour_no_group() -> None:
    three = DEFINITIONS.municipality.model_copy(
        update={"comparison": ("0", "2", "3"), "comparison_name": "tre kommuner"}
    )
    wide = Definitions(three, (), {}, {}, ())
    assert "To af de tre kommuner: mellem 3 og 4\u00a0dage." in comparisons.beside_nation_and_group(
        example_state(comparison=beside(None, 3.0, 2)), INDICATOR, source(), wide
    )
    assert (
        comparisons.beside_nation_and_group(
            example_state(comparison=beside(None, 3.0, 1)), INDICATOR, source(), wide
        )
        == ""
    )
    assert comparisons.beside_nation_and_group(example_state(), INDICATOR, source(), wide) == ""


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
        (USUAL, "Niveauet skiller sig ikke klart ud fra de andre kommuners."),
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
        example_state(comparison=beside(2.0, None)), noted, source(), DEFINITIONS
    ).startswith("Hele landet: 2\u00a0dage. Beregnet af tredjepart.")
    assert "tredjepart" not in comparisons.beside_nation_and_group(
        example_state(comparison=beside(None, 3.0, 2)), noted, source(), DEFINITIONS
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


def test_the_nations_change_is_that_of_the_figures_as_they_are_shown() -> None:
    percent = INDICATOR.model_copy(update=UNITS["procent"] | {"total": False})
    compared = Comparison(nation=22.04, nation_change=1.98)
    state = example_state(comparison=compared, since=answered(Fact("2021", 1.0, "2025", 2.0)))
    text = comparisons.beside_nation_and_group(state, percent, source(), DEFINITIONS)
    assert text.startswith("Hele landet: 22,0\u00a0%, 1,9\u00a0procentpoint højere end i 2021.")


def test_totals_are_compared_by_their_changes_in_per_cent() -> None:
    persons = INDICATOR.model_copy(update=UNITS["antal"])
    compared = Comparison(nation_change=31.3, group_change=-4.26, group_changed=2)
    state = example_state(comparison=compared, since=answered(Fact("2021", 362.0, "2025", 451.0)))
    said = comparisons.beside_nation_and_group(state, persons, source(), DEFINITIONS).replace("\u00a0", " ")
    assert said == (
        "Hele landet: 31 % højere end i 2021. De to nabokommuner: i gennemsnit 4,3 % lavere end i 2021."
    )


@pytest.mark.parametrize(
    ("level", "development", "words"),
    [
        (USUAL, USUAL, "Hverken niveauet eller udviklingen skiller sig klart ud"),
        (USUAL, Answer(reason="too few"), "Niveauet skiller sig ikke klart ud"),
        (Answer(reason="few others"), USUAL, "Udviklingen skiller sig ikke klart ud"),
        (USUAL, LOWER, "I forhold til dem er tallet blevet mellem 1 og 3 dage lavere."),
    ],
)
def test_what_does_not_surely_differ_is_one_clause_and_what_does_has_limits(
    level: Answer, development: Answer, words: str
) -> None:
    text = said(
        example_state(comparison=beside(2.5, 3.0, 2), since=answered(level=level, development=development))
    )
    assert words in text
    assert text.count("skiller sig") == (development is not LOWER)


def test_areas_that_differ_a_little_are_counted_and_never_said_to_be_as_expected() -> None:
    """The table calls them slightly lower; the sentence above it may not call them all as expected."""
    shares = [0.7] * 9 + [0.66]
    funnel_of = funnel([share * 1000 for share in shares], [1000] * 10)
    assert "below" in funnel_of.positions
    text = comparisons.areas_within(funnel_of, list("ABCDEFGHIJ"), "afstemningsområde")
    assert "Ingen af kommunens 10\u00a0afstemningsområder skiller sig klart ud; 1 ligger lidt lavere" in text
