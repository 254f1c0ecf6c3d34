"""A finding says file, row, column and value, what was expected, and whom to ask."""

from __future__ import annotations

import json
from dataclasses import asdict

from sigtepunkt.checks.finding import Finding, from_record


def test_a_problem_says_file_row_column_value_expectation_and_whom_to_ask() -> None:
    finding = Finding(
        "p1",
        "expect_x",
        "ANTAL",
        "critical",
        "Antallet er ikke negativt.",
        met=False,
        unexpected=1,
        examples=((3, "-2.0"),),
    )
    (problem,) = finding.problems("data/raw/2026Q2/p1.csv", "Fru Prøve")
    assert problem.where == "data/raw/2026Q2/p1.csv"
    assert problem.what == "row 3, column ANTAL: found -2.0"
    assert problem.allowed == "»Antallet er ikke negativt.«"
    assert "Fru Prøve" in problem.next_step


def test_a_problem_without_examples_still_says_what_was_expected() -> None:
    (problem,) = Finding("p1", "expect_x", "", "critical", "Alt er der.", met=False).problems(
        "p1.csv", "Fru Prøve"
    )
    assert (problem.what, problem.allowed) == ("the check failed", "»Alt er der.«")


def test_a_finding_is_read_back_from_json_as_it_was_written() -> None:
    finding = Finding(
        "p1",
        "expect_x",
        "A + B",
        "warning",
        "Ét.",
        met=False,
        unexpected=2,
        examples=((3, "x"), (None, "y")),
        rows=(3, 4),
    )
    assert from_record(json.loads(json.dumps(asdict(finding)))) == finding
