"""A suite's file is read whole, or refused with the expectation that is at fault."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from municipality.suites import Expectation, expectation

from sigtepunkt.checks import evaluation, expectation_suite
from sigtepunkt.checks.finding import Finding
from sigtepunkt.core.errors import Refused
from sigtepunkt.core.storage.kept_results import KeptResults

FRAME = pd.DataFrame({"TID": ["2025"]}, index=[2])
Refuse = Callable[..., str]


@pytest.fixture
def refused(tmp_path: Path) -> Refuse:
    """Return the message of a suite of these expectations, which is refused."""

    def run(*expectations: Expectation) -> str:
        suite = tmp_path / "p1.json"
        content = {"name": "p1", "expectations": expectations, "meta": {}}
        suite.write_text(json.dumps(content), encoding="utf-8")
        with pytest.raises(Refused) as refusal:
            expectation_suite.check(suite, "expectations/p1.json", FRAME, {})
        assert all(problem.where == "expectations/p1.json" for problem in refusal.value.problems)
        return str(refusal.value)

    return run


def test_a_suite_that_checks_nothing_is_refused(refused: Refuse) -> None:
    assert "checks nothing" in refused()


def test_a_misspelt_severity_is_refused_with_the_expectation_and_the_nearest(refused: Refuse) -> None:
    message = refused(
        {**expectation("column_values_to_not_be_null", "Alle har tid.", column="TID"), "severity": "critcal"}
    )
    assert "expectation no. 1, expect_column_values_to_not_be_null: unknown severity 'critcal'" in message
    assert "did you mean 'critical'" in message


@pytest.mark.parametrize("declared", ["en liste", [3], [{"type": 3}], {"type": "expect_x"}])
def test_expectations_that_are_none_are_refused(tmp_path: Path, declared: object) -> None:
    suite = tmp_path / "p1.json"
    suite.write_text(json.dumps({"name": "p1", "expectations": declared}), encoding="utf-8")
    with pytest.raises(Refused, match="an expectation has no type"):
        expectation_suite.check(suite, "p1", FRAME, {})


@pytest.mark.parametrize("meta", [{}, {"sentence": ""}, {"note": "x"}])
def test_an_expectation_without_a_sentence_is_refused(refused: Refuse, meta: dict[str, str]) -> None:
    silent = expectation("column_values_to_not_be_null", "", column="TID") | {"meta": meta}
    assert "expect_column_values_to_not_be_null has no sentence" in refused(silent)


def test_an_expectation_without_a_type_is_refused(refused: Refuse) -> None:
    nameless = expectation("column_values_to_not_be_null", "Alle har tid.", column="TID")
    del nameless["type"]
    assert refused(nameless)


@pytest.mark.parametrize("content", [b"{", b"[]", b"{}", b"\xe6"])
def test_what_is_no_suite_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "p1.json").write_bytes(content)
    with pytest.raises(Refused, match="not a Great Expectations suite"):
        expectation_suite.check(tmp_path / "p1.json", "expectations/p1.json", FRAME, {})


def test_a_missing_suite_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="the suite is missing"):
        expectation_suite.check(tmp_path / "p1.json", "expectations/p1.json", FRAME, {})


FIGURES = pd.DataFrame({"TID": ["2025", "2025", "2026"], "ANTAL": [1.0, -2.0, math.nan]}, index=[2, 3, 5])


def test_findings_that_are_kept_are_not_evaluated_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A parameter that the suite does not use (the closing day) is no change; others are."""
    within = expectation(
        "column_values_to_be_between", "Højst som ventet.", column="ANTAL", max_value={"$PARAMETER": "most"}
    )
    suite, kept = tmp_path / "p1.json", KeptResults(tmp_path / "kept")
    suite.write_text(json.dumps({"name": "p1", "expectations": [within], "meta": {}}), encoding="utf-8")

    def check(most: int, closed: int, frame: pd.DataFrame = FIGURES) -> list[Finding]:
        parameters = {"most": most, "closed": closed}
        return expectation_suite.check(suite, "p1", frame, parameters, kept)

    findings = check(10**9, 1)
    with monkeypatch.context() as patch:
        patch.setattr(evaluation, "evaluate", None)
        assert check(10**9, 2) == findings
    assert [finding.met for finding in check(-(10**9), 2)] == [False]
    changed = FIGURES.assign(ANTAL=[1.0, 2e9, math.nan])
    assert [finding.rows for finding in check(10**9, 1, changed)] == [(3,)]
