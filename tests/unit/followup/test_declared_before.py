"""An action counts from the quarter in whose released edition it first stood with its effect."""

from __future__ import annotations

import pytest

from sigtepunkt.core.period import Quarter
from sigtepunkt.followup.declared_before import Released, is_declared_before, published_in
from sigtepunkt.strategy import Action

EFFECT = """
[x.effect]
declared = 2024-02-06
indicator = "ledighed"
direction = "lower"
earliest = "2024Q3"
smallest = 0.2
evaluate = "2026Q2"
achieved = "Lavere."
"""


def action(**declared: object) -> Action:
    return Action.model_validate(
        {
            "title": "X",
            "focus_area": "a",
            "committee": "b",
            "owner": "c",
            "source": "d",
            "story": "e",
            "history": [{"status": "i gang", "on": "2024-05-02"}],
            "effect": {
                "declared": "2024-02-06",
                "indicator": "ledighed",
                "direction": "lower",
                "earliest": "2024Q3",
                "smallest": 0.2,
                "evaluate": "2026Q2",
                "achieved": "Lavere.",
            },
            **declared,
        }
    )


def released(*editions: tuple[str, str]) -> list[Released]:
    return [Released(Quarter.parse(quarter), text) for quarter, text in editions]


def test_it_counts_from_the_first_edition_that_had_its_effect() -> None:
    editions = released(("2023Q4", ""), ("2024Q1", EFFECT), ("2024Q2", EFFECT))
    assert published_in({"x": action()}, editions) == {"x": "2024Q1"}


def test_without_a_released_edition_it_counts_from_nowhere() -> None:
    assert published_in({"x": action()}, []) == {}


def test_an_edition_that_had_the_action_without_its_effect_does_not_count() -> None:
    editions = released(("2023Q4", '[x]\ntitle = "X"\n'), ("2024Q2", EFFECT))
    assert published_in({"x": action()}, editions) == {"x": "2024Q2"}


@pytest.mark.parametrize(
    "change", ["0.2 → 0.1", "2024Q3 → 2024Q4", "2026Q2 → 2025Q4", '"lower" → "higher"', "ledighed → folketal"]
)
def test_an_effect_that_was_changed_counts_from_its_change(change: str) -> None:
    """Goalposts that were moved stand where they stand only since they were moved."""
    old, new = change.split(" → ")
    editions = released(("2024Q1", EFFECT.replace(old, new)), ("2024Q2", EFFECT))
    assert published_in({"x": action()}, editions) == {"x": "2024Q2"}


def test_an_effect_that_was_taken_away_and_put_back_counts_from_its_return() -> None:
    editions = released(("2024Q1", EFFECT), ("2024Q2", ""), ("2024Q3", EFFECT))
    assert published_in({"x": action()}, editions) == {"x": "2024Q3"}


@pytest.mark.parametrize("text", ["not toml [", "x = 1", "[x]\neffect = 3", "[x.effect]\ndeclared = 1"])
def test_an_edition_that_cannot_be_read_declared_nothing(text: str) -> None:
    assert published_in({"x": action()}, released(("2024Q1", text))) == {}


def test_a_demo_action_counts_from_where_it_is_imagined() -> None:
    assert published_in({"x": action(demo=True, demo_published="2023Q4")}, []) == {"x": "2023Q4"}


@pytest.mark.parametrize(
    ("published", "is_before"), [("2024Q2", True), ("2024Q3", False), ("2025Q1", False), ("", False)]
)
def test_only_what_was_published_before_the_effect_could_begin_was_declared_before(
    published: str, is_before: bool
) -> None:
    effect = action().effect
    assert effect is not None
    assert is_declared_before(published, effect) is is_before


def test_a_real_action_is_imagined_nowhere() -> None:
    """`demo_published` of one that is no demo is refused when it is loaded; here it counts for nothing."""
    assert published_in({"x": action(demo_published="2023Q4")}, []) == {}
