"""An indicator or capacity declares what its computation needs."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sigtepunkt.core.errors import Problem
from sigtepunkt.strategy import Definitions

Change = Callable[[str, str, str], tuple[Problem, ...]]
TARGET_2025 = '{ year = 2025, value = 1, decision = "x", decided = 2025-01-01 }'


def test_an_indicators_parts_are_its_measures_with_the_denominator_last(definitions: Definitions) -> None:
    assert definitions.indicators["klubandel"].parts == ("Elever i klub", "Elever")
    assert definitions.indicators["ledighed"].parts == ("Ledige i pct.",)


def test_a_break_is_kept_in_the_one_spelling_of_periods(definitions: Definitions) -> None:
    indicator = definitions.indicators["skolefravaer"]
    declared = indicator.model_dump() | {
        "breaks": [{"at": "2022K3", "cause": "x", "decided_by": "x", "decided": "2022-01-01"}]
    }
    assert type(indicator).model_validate(declared).breaks[0].at == "2022Q3"


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ('denominator = "Elever"\n', "", "'share' needs a denominator"),
        (
            'computation = "growth"',
            'computation = "growth"\ndenominator = "Folketal"',
            "'growth' takes no denominator",
        ),
        (
            'measure = "Ledige i pct."',
            'measure = "Ledige i pct."\ncounted = "proportion"',
            "'proportion' needs a denominator",
        ),
        ('better = "neutral"', f'better = "neutral"\ntargets = [{TARGET_2025}]', "a target needs better"),
        (
            "total = true",
            f"total = true\ntargets = [{TARGET_2025.replace('year = 2025', 'year = 2026')}, {TARGET_2025}]",
            "in the order of their years",
        ),
        (
            'computation = "share"\nmeasure = "Elever i klub"',
            'computation = "share_of_sum"\nmeasure = "Elever i klub"',
            "'share_of_sum' takes measures = […]",
        ),
        ('measure = "Nybyggeri"', 'measures = ["Nybyggeri"]', "'value' takes measure"),
        ('computation = "growth"', 'computation = "groth"', "unknown value 'groth'"),
        ('decimals = 1\nbetter = "neutral"', 'decimals = 1.5\nbetter = "neutral"', "[folkevaekst].decimals"),
        ('at = "2021/2022"', 'at = "2021/2023"', "is not a period"),
        ('better = "neutral"', 'better = "upwards"', "one of: higher, lower, neutral"),
        ('kind = "rate"\n', "", "[ventetid].kind: is missing"),
        ('kind = "rate"', 'kind = "days"', "one of: amount, count, rate, share"),
        ('kind = "rate"', 'kind = ""', "unknown value ''"),
        (
            'proxy = "Fravær viser',
            'context = "Rammen."\nproxy = "Fravær viser',
            "either a proxy, which says something of the matter, or context",
        ),
        (
            'proxy = "Fravær viser',
            'lead = true\nproxy = "Fravær viser',
            "lead = true is for what measures the focus area, not for proxy",
        ),
        (
            "core = true",
            'core = true\nlead = true\ncontext = "Rammen."',
            "lead = true is for what measures the focus area, not for context",
        ),
    ],
)
def test_an_indicator_declares_what_its_computation_needs(
    refused_after: Change, old: str, new: str, what: str
) -> None:
    problems = refused_after("indicators.toml", old, new)
    assert any(what in str(problem) for problem in problems)
    assert all(problem.where.startswith("strategy/indicators.toml: [") for problem in problems)


@pytest.mark.parametrize("unit", ['["have"]', '["have", "haver", "haverne"]', '["have", ""]', '"haver"'])
def test_a_place_has_a_singular_and_a_plural(refused_after: Change, unit: str) -> None:
    problems = refused_after("capacity.toml", 'unit = ["have", "haver"]', f"unit = {unit}")
    assert problems
    assert all(problem.where.startswith("strategy/capacity.toml: [nyttehaver].unit") for problem in problems)
