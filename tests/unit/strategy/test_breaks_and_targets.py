"""What people decided about a series: an outlier holds whole periods, and is refused with key and file."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from municipality import edit

from sigtepunkt.core.errors import Problem
from sigtepunkt.core.period import Period
from sigtepunkt.core.project import Project
from sigtepunkt.strategy import Break, Outlier, load_definitions

Change = Callable[[str, str, str], tuple[Problem, ...]]
WHY = 'cause = "Storm", decided_by = "Fru Prøve", decided = 2025-01-01'
WHEN = 'cause = "Storm", decided_by = "x", decided = "i går"'
WHERE = "strategy/indicators.toml: [ledighed].outliers"


def outlier(first: str, last: str) -> Outlier:
    """Return a declared outlier."""
    fields = {"from": first, "to": last, "cause": "Storm", "decided_by": "x", "decided": "2025-01-01"}
    return Outlier.model_validate(fields)


def test_an_outlier_is_declared_by_from_and_to_and_kept_in_the_one_spelling_of_periods(
    project: Project,
) -> None:
    declared = f'outliers = [{{ from = "2020K1", to = "2020M05", {WHY} }}]'
    edit(project.strategy / "indicators.toml", "core = true", declared)
    (read,) = load_definitions(project).indicators["ledighed"].outliers
    assert (read.first, read.last, read.cause) == ("2020Q1", "2020M05", "Storm")
    assert read.model_dump(mode="json")["from"] == "2020Q1", "it is stored by the names it is declared by"
    assert Outlier.model_validate(read.model_dump()) == read


@pytest.mark.parametrize(
    ("declared", "where", "what"),
    [
        (
            f'from = "2021", to = "2020", {WHY}',
            "",
            "an outlier ends no earlier than it begins: from 2021, to 2020",
        ),
        (f'from = "2020Q2", to = "2020M05", {WHY}', "", "from 2020Q2, to 2020M05"),
        (f'from = "2020", {WHY}', "to", "is missing"),
        (f'to = "2020", {WHY}', "from", "is missing"),
        (f'from = "i fjor", to = "2020", {WHY}', "from", "'i fjor' is not a period; write 2025, 2025K2"),
        (f'from = "2020", to = "U5", {WHY}', "to", "'U5' is not a period"),
        ('from = "2020", to = "2020", decided_by = "x", decided = 2025-01-01', "cause", "is missing"),
        ('from = "2020", to = "2020", cause = "x", decided = 2025-01-01', "decided_by", "is missing"),
        ('from = "2020", to = "2020", cause = "x", decided_by = "x"', "decided", "is missing"),
        (f'from = "2020", to = "2020", {WHY.replace("Storm", "")}', "cause", "at least 1 character"),
        (f'from = "2020", to = "2020", {WHEN}', "decided", "i går"),
    ],
)
def test_an_outlier_that_cannot_be_is_told_with_file_and_key(
    refused_after: Change, declared: str, where: str, what: str
) -> None:
    problems = refused_after("indicators.toml", "core = true", f"outliers = [{{ {declared} }}]")
    (problem,) = problems
    assert problem.where.startswith(WHERE)
    assert problem.where.endswith(f".{where}" if where else "outliers no. 1")
    assert what in str(problem)


@pytest.mark.parametrize(
    ("key", "nearest"), [("fom", "from"), ("first", "from"), ("last", "cause"), ("until", "")]
)
def test_an_unknown_key_of_an_outlier_is_told_with_those_there_are(
    refused_after: Change, key: str, nearest: str
) -> None:
    """By the names that are declared, never by what they are called in code."""
    declared = f'outliers = [{{ {key} = "2020", from = "2020", to = "2020", {WHY} }}]'
    (problem,) = refused_after("indicators.toml", "core = true", declared)
    assert problem.what == f"unknown key {key!r}"
    assert nearest in problem.allowed
    assert "'first'" not in problem.allowed
    assert "'last'" not in problem.allowed


@pytest.mark.parametrize(
    ("period", "held"),
    [
        ("2019", False),
        ("2020", True),
        ("2020M03", True),
        ("2020M02", False),
        ("2020Q1", True),
        ("2020Q2", True),
        ("2020Q3", False),
        ("2019/2020", True),
        ("2020/2021", False),
        ("2021", False),
    ],
)
def test_an_outlier_holds_what_has_a_month_in_it(period: str, *, held: bool) -> None:
    parsed = Period.parse(period)
    assert outlier("2020M03", "2020M06").holds(parsed.first, parsed.first + parsed.months) == held


@given(st.integers(24000, 24400), st.integers(0, 30), st.integers(24000, 24400), st.integers(1, 30))
def test_an_outlier_holds_exactly_the_months_from_its_first_to_its_last(
    first: int, more: int, begin: int, months: int
) -> None:
    declared = outlier(str(Period(first, 1)), str(Period(first + more, 1)))
    shared = set(range(first, first + more + 1)) & set(range(begin, begin + months))
    assert declared.holds(begin, begin + months) == bool(shared)


def test_a_break_is_the_municipalitys_own_unless_it_is_said_to_be_nationwide() -> None:
    fields = {"at": "2025M07", "cause": "Reform", "decided_by": "x", "decided": "2025-01-01"}
    assert not Break.model_validate(fields).nationwide
    assert Break.model_validate({**fields, "nationwide": True}).nationwide
