"""A number is the figure, the figure rounded and told, or refused; nothing in between."""

from __future__ import annotations

from dataclasses import replace

import pytest
from claimed_states import FELL, ROSE, SAME, STATES, around, indicator
from example_states import USUAL, answered

from sigtepunkt.signals import Point, State
from sigtepunkt.signals.answers.since import Fact
from sigtepunkt.strategy import Definitions, Indicator
from sigtepunkt.wording.claims.judgement import Judgement, judged

PERSONS = indicator().model_copy(update={"unit": "personer", "kind": "count", "decimals": 0})
GREW = Fact("2021Q4", 5192.0, "2025Q4", 5396.0)


@pytest.fixture(scope="session")
def here(definitions: Definitions) -> Definitions:
    """Prøvekommune's definitions with the indicator that is claimed of."""
    return around(definitions)


def state(fact: Fact) -> State:
    """Return a state with this difference since the start."""
    newest = (Point("2025Q4", fact.newest, 0),)
    return replace(STATES["rose as usual"], points=newest, since=answered(fact, change=USUAL))


def hold(
    text: str, fact: Fact, here: Definitions, of: Indicator | None = None, question: str = ""
) -> Judgement:
    """Hold a claim against a difference since the start."""
    return judged(text, question, state(fact), of or indicator(), here)


@pytest.mark.parametrize(
    ("text", "is_true"),
    [
        ("5.396", True),
        ("5.396 personer", True),
        ("ca. 5.400", True),
        ("omkring 5.400 personer", True),
        ("5.400", False),  # does not say that it is rounded
        ("ca. 5.390", False),  # rounds upwards
        ("ca. 5.000", False),  # more than a twentieth away
        ("godt 5.000", True),
        ("godt 5.400", False),
        ("knap 5.400", True),
        ("knap 6.000", False),  # more than a tenth away
        ("næsten 5.500", True),
        ("godt 4.000", False),
        ("godt 500", False),
        ("knap 50.000", False),
    ],
)
def test_a_rounding_of_tens_and_more_says_so_and_is_near(text: str, is_true: bool, here: Definitions) -> None:
    judgement = hold(text, GREW, here, PERSONS, "nu")
    assert (not judgement.refusal) == is_true, judgement


@pytest.mark.parametrize(
    ("value", "text", "is_true"),
    [
        (6.25, "6,3", True),  # halves are rounded away from nothing, as pages do
        (6.25, "6,2", False),
        (6.24, "6,2", True),
        (6.24, "6,3", False),
        (6.25, "6,25", True),
        (6.25, "6,250", True),
        (6.25, "6,26", False),
    ],
)
def test_fewer_decimals_are_the_figure_rounded_and_more_are_the_figure(
    value: float, text: str, is_true: bool, here: Definitions
) -> None:
    fine = indicator().model_copy(update={"decimals": 2})
    judgement = hold(text, Fact("2021Q4", 10.0, "2025Q4", value), here, fine, "nu")
    assert (not judgement.refusal) == is_true, judgement


@pytest.mark.parametrize(
    ("fact", "text", "is_true"),
    [
        (FELL, "2,0", True),  # a size alone
        (FELL, "−2,0", True),
        (FELL, "-2,0 procentpoint", True),
        (FELL, "+2,0", False),
        (ROSE, "+2,0", True),
        (ROSE, "−2,0", False),
    ],
)
def test_a_difference_with_a_sign_goes_that_way(
    fact: Fact, text: str, is_true: bool, here: Definitions
) -> None:
    assert (not hold(text, fact, here, question="forskel").refusal) == is_true


@pytest.mark.parametrize("word", ["højere", "lavere"])
def test_no_difference_is_neither_higher_nor_lower(word: str, here: Definitions) -> None:
    judgement = hold(f"0,0 procentpoint {word}", SAME, here)
    assert (judgement.refusal, judgement.true) == ("the data contradict it", ("det samme",))


@pytest.mark.parametrize(
    ("text", "is_true"),
    [
        ("204 personer", True),
        ("204 personer flere", True),
        ("3,9 %", True),
        ("3,9 procent", True),
        ("204 %", False),
        ("3,9 personer", False),
        ("4,9 %", False),
        ("steget med 3,9 %, men ikke mere end almindelige udsving", False),
    ],
)
def test_a_difference_of_counts_is_told_in_their_unit_or_in_per_cent(
    text: str, is_true: bool, here: Definitions
) -> None:
    assert (not hold(text, GREW, here, PERSONS, "forskel").refusal) == is_true


def test_every_figure_of_a_claim_is_remembered_with_its_unit(here: Definitions) -> None:
    for_sure = STATES["rose for sure"]
    moved = judged("steget fra 10,0 til 12,0 %", "siden", for_sure, indicator(), here)
    assert moved.said == (("start", "%", "10,0"), ("nu", "%", "12,0"))
    assert hold("204 personer", GREW, here, PERSONS, "forskel").said == (("forskel", "personer", "204"),)
    assert hold("204 personer flere", GREW, here, PERSONS).said == (("forskel", "personer", "204"),)
    assert hold("3,9 %", GREW, here, PERSONS, "forskel").said == (("forskel", "%", "3,9"),)


def test_a_decimal_point_is_told_to_be_one(here: Definitions) -> None:
    judgement = hold("12.0", ROSE, here, question="nu")
    assert (judgement.refusal, judgement.true) == ("a decimal is written with a comma", ("12,0",))


@pytest.mark.parametrize(("question", "shown"), [("nu", "12,0\u00a0%"), ("start", "10,0\u00a0%")])
def test_words_where_a_figure_is_asked_for_are_told_which(
    question: str, shown: str, here: Definitions
) -> None:
    judgement = hold("steget", ROSE, here, question=question)
    assert judgement.refusal == f"#{question} is a figure, and these are words"
    assert judgement.true == (shown,)
