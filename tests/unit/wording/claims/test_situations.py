"""Each question finds the one situation that a state is in, and a word against the data is told as such."""

from __future__ import annotations

from dataclasses import replace

import pytest
from claimed_states import ROSE, STATES, around, indicator
from example_states import HIGHER, LOWER, USUAL, answered, example_state

from sigtepunkt.followup import ActionState
from sigtepunkt.signals.answers.since import Fact
from sigtepunkt.strategy import Better, Definitions
from sigtepunkt.wording.claims.judgement import judged
from sigtepunkt.wording.claims.situations import effect_situation, situation
from sigtepunkt.wording.claims.table import BETTER, WORSE, Question, Row, Table, expanded, is_true
from sigtepunkt.wording.claims.words import TABLES

SEASONS = Fact("2021Q4", 10.0, "2026Q1", 12.0)


@pytest.fixture(scope="session")
def here(definitions: Definitions) -> Definitions:
    """Prøvekommune's definitions with the indicator that is claimed of."""
    return around(definitions)


@pytest.mark.parametrize("question", ["siden", "forskel"])
def test_figures_of_two_times_of_the_year_are_neither_higher_nor_lower(question: Question) -> None:
    seasonal = indicator().model_copy(update={"season": True})
    state = replace(STATES["rose as usual"], since=answered(SEASONS, change=USUAL))
    assert situation(question, state, seasonal) == {"siden": "usual_seasons", "forskel": "seasons"}[question]
    assert situation(question, state, indicator()) == {"siden": "usual_up", "forskel": "up"}[question]
    untested = replace(state, since=answered(SEASONS))
    assert situation("siden", untested, seasonal) == "untested_seasons"


def test_a_trend_is_said_only_of_what_is_judged_by_it() -> None:
    shifting = example_state(method="shift", since=answered(ROSE, change=USUAL, trend=HIGHER))
    assert situation("tendens", shifting, indicator()) == "none"
    trending = example_state(method="trend", since=answered(ROSE, change=USUAL, trend=HIGHER))
    assert situation("tendens", trending, indicator()) == "up"


def test_no_shift_is_said_of_what_is_undecided() -> None:
    undecided = example_state(method="shift", verdict="undecided", reason="too_few", cause="higher")
    assert situation("skift", undecided, indicator()) == "none"
    assert situation("skift", example_state(method="trend", cause="higher"), indicator()) == "none"


@pytest.mark.parametrize(("answer", "expected"), [(HIGHER, "sure_up"), (LOWER, "sure_down")])
def test_a_development_beside_others_is_said_the_way_it_went(answer: object, expected: str) -> None:
    state = example_state(since=answered(ROSE, development=answer))  # type: ignore[arg-type]
    assert situation("udvikling", state, indicator()) == expected


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (ActionState("x", "", "worked", as_agreed=True), "consistent_as_agreed"),
        (ActionState("x", "", "worked"), "consistent"),
        (ActionState("x", "", "opposite"), "opposite"),
        (ActionState("x", "", "none"), "no_effect_of_importance"),
        (ActionState("x", "", "undecided"), "undecided"),
        (ActionState("x", "too early", "worked"), "too_early"),
        (ActionState("x", "no effect", "worked"), "no_aim"),
        (ActionState("x", "not published", "worked"), "undecided"),
        (ActionState("x", "full count", "worked"), "undecided"),
    ],
)
def test_no_effect_is_in_a_situation_that_says_more_than_its_state(state: ActionState, expected: str) -> None:
    assert effect_situation(state) == expected


def test_only_words_of_the_other_direction_contradict_the_data(here: Definitions) -> None:
    said = {
        text: judged(text, "siden", STATES["rose for sure"], indicator(), here).refusal
        for text in ("faldet", "ingen sikker ændring", "uændret")
    }
    assert said == {
        "faldet": "the data contradict it",
        "ingen sikker ændring": "the data do not carry it",
        "uændret": "the data do not carry it",
    }


# --- the table, by meaning ----------------------------------------------------------------------------------

# Where a careful person says that words are true, written by hand; of better and worse, which of the two.
MEANT: dict[Question, dict[str, str]] = {
    "siden": {
        "steget": "sure_up everybody_up",
        "faldet": "sure_down everybody_down",
        "forbedret": "better: sure_up sure_down",
        "forværret": "worse: sure_up sure_down",
        "steget, men ikke mere end almindelige udsving": "usual_up",
        "faldet, men ikke mere end almindelige udsving": "usual_down",
        "steget, men der er for få tal til at sige mere": "untested_up",
        "faldet, men der er for få tal til at sige mere": "untested_down",
        "uændret": "usual_same untested_same everybody_same",
        "ingen sikker ændring": "usual_up usual_down usual_same usual_seasons",
        "sikkert steget": "sure_up",
        "sikkert faldet": "sure_down",
        "sikkert ændret": "sure_up sure_down",
        "ikke til at vurdere": "untested_up untested_down untested_same untested_seasons none",
        "stort set uændret": "",
        "markant steget": "",
        "markant faldet": "",
    },
    "forskel": {
        "højere end ved strategiens start": "up",
        "lavere end ved strategiens start": "down",
        "det samme som ved strategiens start": "same",
        "fra en anden tid af året end tallet ved strategiens start": "seasons",
        "uden noget at sammenligne med": "none",
    },
    "tendens": {
        "stigende": "up",
        "faldende": "down",
        "forbedret over årene": "better: up down",
        "forværret over årene": "worse: up down",
        "en sikker udvikling": "up down",
        "ingen sikker udvikling": "unclear",
        "en udvikling, der ikke kan afgøres": "none",
        "stabil": "",
    },
    "skift": {
        "et nyt skift opad": "up",
        "et nyt skift nedad": "down",
        "et nyt skift opad (vejledende)": "trial_up",
        "et nyt skift nedad (vejledende)": "trial_down",
        "forbedret på det seneste": "better: up down",
        "forværret på det seneste": "worse: up down",
        "uden nyt skift": "usual",
        "ikke til at vurdere": "none",
        "stabil på det seneste": "",
    },
    "landet": {
        "højere end landet": "above",
        "lavere end landet": "below",
        "på niveau med landet": "equal",
        "uden et tal for landet": "none",
        "klart højere end landet": "",
        "bedre end landet": "",
    },
    "naboerne": {
        "højere end naboerne": "sure_above",
        "lavere end naboerne": "sure_below",
        "bedre end naboerne": "better: sure_above sure_below",
        "dårligere end naboerne": "worse: sure_above sure_below",
        "højere end naboernes gennemsnit": "sure_above usual_above untested_above",
        "lavere end naboernes gennemsnit": "sure_below usual_below untested_below",
        "ikke klart forskelligt fra naboerne": "usual_above usual_below usual_equal",
        "på niveau med naboerne": "usual_equal untested_equal",
        "ikke testet mod naboerne": "untested_above untested_below untested_equal none",
        "højest af naboerne": "",
    },
    "udvikling": {
        "gået mere op end naboerne": "sure_up",
        "gået mere ned end naboerne": "sure_down",
        "en bedre udvikling end naboerne": "better: sure_up sure_down",
        "en dårligere udvikling end naboerne": "worse: sure_up sure_down",
        "en anden udvikling end naboerne": "sure_up sure_down",
        "ikke sikkert en anden udvikling end naboerne": "usual",
        "en udvikling, der ikke er testet mod naboerne": "none",
        "samme udvikling som naboerne": "",
    },
    "maal": {
        "målet er nået": "reached_pass reached_open reached_fail",
        "målet er ikke nået": "missed_pass missed_open missed_fail",
        "målet kan ventes nået": "reached_pass missed_pass",
        "det er usikkert, om målet nås": "reached_open missed_open",
        "målet kan ikke ventes nået": "reached_fail missed_fail",
        "uden et besluttet mål": "none",
    },
    "virkning": {
        "forenelig med, at handlingen har virket": "consistent_as_agreed consistent",
        "forenelig med, at handlingen har virket mindst så meget som aftalt": "consistent_as_agreed",
        "tallet har bevæget sig den modsatte vej": "opposite",
        "intet tegn på en virkning af betydning": "no_effect_of_importance",
        "virkningen kan ikke afgøres": "undecided",
        "for tidligt at sige": "too_early",
        "intet mål fastsat på forhånd": "no_aim",
        "handlingen har virket": "",
    },
}
UPWARDS = {"up", "above"}


def meant(table: Table, words: str, better: Better) -> set[str]:
    """Return the situations in which words are meant to be true, where `better` is the better direction."""
    way, colon, names = words.rpartition(": ")
    situations = set(names.split())
    assert situations <= set(table.situations), words
    if not colon:
        return situations
    good = {"higher": True, "lower": False}.get(better)
    if good is None:
        return set()
    is_up = good if way == "better" else not good
    return {each for each in situations if (each.rpartition("_")[2] in UPWARDS) is is_up}


def true_in(table: Table, row: Row, better: Better) -> set[str]:
    """Return the situations in which a row's words are true."""
    return {each for each in table.situations if is_true(row, table, each, better)}


@pytest.mark.parametrize("question", TABLES)
@pytest.mark.parametrize("better", ["higher", "lower", "neutral"])
def test_words_are_true_exactly_where_they_are_meant_to_be(question: Question, better: Better) -> None:
    table, words = TABLES[question], MEANT[question]
    rows = {expanded(row.phrases[0])[0]: row for row in table.rows}
    assert rows.keys() == words.keys()
    for text, row in rows.items():
        assert true_in(table, row, better) == meant(table, words[text], better), (text, better)
        assert {BETTER, WORSE}.isdisjoint(row.cells) or ":" in words[text]
