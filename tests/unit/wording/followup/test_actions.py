"""What is said of an action is no more than its state, and never that a figure moved because of it."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from sigtepunkt.core.period import Quarter
from sigtepunkt.followup import ActionState
from sigtepunkt.strategy import Effect, Indicator, StatusChange
from sigtepunkt.wording.followup import actions

EFFECT = Effect.model_validate(
    {
        "declared": "2024-02-06",
        "indicator": "x",
        "direction": "lower",
        "earliest": "2024Q3",
        "smallest": 0.5,
        "evaluate": "2026Q2",
        "achieved": "Andelen er mindst et halvt point lavere",
    }
)
SHARE = Indicator.model_validate(
    {
        "title": "Andel",
        "focus_area": "a",
        "source": "s",
        "unit": "%",
        "kind": "share",
        "better": "lower",
        "decimals": 1,
        "definition": "D",
    }
)
COUNT = SHARE.model_copy(update={"unit": "personer", "kind": "count", "decimals": 0})
TESTED = ActionState(
    "a",
    "",
    "worked",
    published="2024Q1",
    half_width=0.4,
    can_show=True,
    estimate=-1.2,
    lower=-2.0,
    upper=-0.4,
    look="2026Q2",
    says_in="2026Q2",
    others=8,
)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("on", "said"), [("2022-10-26", "26. oktober 2022"), ("2023-06", "juni 2023"), ("2022", "2022")]
)
def test_a_day_is_told_as_far_as_it_is_known(on: str, said: str) -> None:
    assert plain(actions.day(StatusChange(status="besluttet", on=on).day)) == said


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("idé", "Idé (26. oktober 2022)."),
        ("besluttet", "Besluttet 26. oktober 2022."),
        ("i gang", "I gang (26. oktober 2022)."),
        ("justeret", "I gang, justeret 26. oktober 2022."),
        ("gennemført", "Gennemført 26. oktober 2022."),
        ("stoppet", "Stoppet 26. oktober 2022."),
    ],
)
def test_the_status_is_told_with_its_day(status: str, said: str) -> None:
    change = StatusChange.model_validate({"status": status, "on": "2022-10-26"})
    assert plain(actions.status(change)) == said


def test_a_step_has_its_decision_and_what_was_decided() -> None:
    change = StatusChange(status="justeret", on="2025-04", decision="Udvalget", note="Flere er med.")
    assert plain(actions.step(change)) == "Justeret april 2025 (Udvalget): Flere er med."


def test_the_aim_has_all_that_was_declared() -> None:
    assert plain(actions.aim(EFFECT, SHARE)) == (
        "Andelen er mindst et halvt point lavere. Det måles på »Andel«, som skal blive lavere, tidligst "
        "fra 3. kvartal 2024. Mindre end 0,5 procentpoint er uden betydning. Det vurderes i rapporten for "
        "2. kvartal 2026."
    )


def test_an_early_look_is_told_with_the_aim() -> None:
    early = EFFECT.model_copy(update={"early_look": "2025Q2"})
    assert "med et tidligt blik i 2. kvartal 2025." in plain(actions.aim(early, SHARE))


@pytest.mark.parametrize(
    ("published", "quarter", "said"),
    [
        ("2024Q1", "2026Q2", "Målet stod første gang i rapporten for 1. kvartal 2024."),
        ("", "2024Q2", "Målet tæller, fra det har stået i en rapport, der er sendt til kommunalbestyrelsen."),
        ("2024Q3", "2026Q2", "Målet stod ikke i nogen rapport, der var sendt til kommunalbestyrelsen"),
        ("", "2026Q2", "Målet stod ikke i nogen rapport, der var sendt til kommunalbestyrelsen"),
    ],
)
def test_since_when_the_aim_counts_is_told(published: str, quarter: str, said: str) -> None:
    state = replace(TESTED, published=published)
    assert plain(actions.published(state, EFFECT, Quarter.parse(quarter))).startswith(said)


def test_of_a_demo_action_nobody_believes_that_it_was_published() -> None:
    text = actions.published(TESTED, EFFECT, Quarter(2026, 2), demo=True)
    assert plain(text) == "Eksemplet lader, som om målet stod i rapporten for 1. kvartal 2024."


def test_what_the_figures_cannot_show_is_told_at_once() -> None:
    state = replace(TESTED, half_width=0.9, can_show=False)
    assert plain(actions.expectation(state, EFFECT, SHARE)) == (
        "Kan ikke vise en virkning af den størrelse: Med tallene fra før ventes en usikkerhed på ± 0,9 "
        "procentpoint, og det er mere end 0,5 procentpoint."
    )
    assert plain(actions.expectation(TESTED, EFFECT, SHARE)) == (
        "Med tallene fra før ventes en usikkerhed på ± 0,4 procentpoint."
    )
    assert actions.expectation(replace(TESTED, half_width=None), EFFECT, SHARE) == ""


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, "Tallene er forenelige med, at handlingen har virket"),
        ({"as_agreed": True}, f"{actions.VERDICTS['worked']}, mindst så meget som aftalt"),
        ({"verdict": "opposite"}, "Tallet har bevæget sig den modsatte vej"),
        ({"verdict": "none"}, "Intet tegn på en virkning af betydning"),
        ({"verdict": "undecided"}, "Kan ikke afgøres"),
        ({"verdict": "undecided", "reason": "too few"}, "Kan ikke afgøres endnu"),
        ({"verdict": "undecided", "reason": "break"}, "Kan ikke afgøres"),
        ({"verdict": "undecided", "reason": "not published"}, ""),
        ({"verdict": "undecided", "reason": "no effect"}, ""),
        ({"reason": "too early"}, "For tidligt: kan siges i rapporten for 2. kvartal 2026"),
    ],
)
def test_each_state_has_its_words(changed: dict[str, str], said: str) -> None:
    assert plain(actions.heading(replace(TESTED, **changed))) == said  # type: ignore[arg-type]


def test_the_verdict_is_told_with_its_limits_beside_the_others() -> None:
    assert plain(actions.verdict(TESTED, EFFECT, SHARE)) == (
        "Med tallene til og med 2. kvartal 2026 ligger tallet 1,2 procentpoint lavere, end de otte andre "
        "kommuners forløb ville have givet; det er med 95 % sikkerhed mellem 0,4 og 2,0 procentpoint lavere."
    )


def test_limits_on_both_sides_of_nothing_are_told_with_their_sides() -> None:
    state = replace(TESTED, verdict="undecided", estimate=3.0, lower=-4.0, upper=12.4, others=0)
    assert plain(actions.verdict(state, EFFECT, COUNT)) == (
        "Med tallene til og med 2. kvartal 2026 ligger tallet 3,0 % højere, end forløbet før ville have "
        "givet; det er med 95 % sikkerhed mellem 4,0 % lavere og 12 % højere."
    )


def test_an_early_look_says_that_it_is_early() -> None:
    early = EFFECT.model_copy(update={"early_look": "2026Q2"})
    text = actions.verdict(replace(TESTED, confidence=0.975), early, SHARE)
    assert "med 97,5 % sikkerhed" in text
    assert text.endswith("Det er et tidligt blik.")


def test_no_words_say_that_something_moved_because_of_an_action() -> None:
    verdicts = ("worked", "opposite", "none", "undecided")
    reasons = ("", "too early", "too few", "break", "held", "no figures", "declared", "not positive")
    for verdict, reason in itertools.product(verdicts, reasons):
        state = replace(TESTED, verdict=verdict, reason=reason, as_agreed=True)  # type: ignore[arg-type]
        said = f"{actions.heading(state)} {actions.verdict(state, EFFECT, SHARE)}".lower()
        for word in ("på grund af", "skyldes", "fordi", "takket være", "har ført til", "medført", "bevis"):
            assert word not in said
