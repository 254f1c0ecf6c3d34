"""A suite's expectations are evaluated to the last, or refused; a finding has rows, columns and values."""

from __future__ import annotations

import gc
import math
import os
import socket
import subprocess
import sys
from contextlib import nullcontext
from typing import Any

import pandas as pd
import pytest
from municipality import LAST
from municipality.suites import Expectation, expectation, where
from places import REPOSITORY

from sigtepunkt.checks import evaluation, expectation_suite, facts
from sigtepunkt.checks.finding import Finding
from sigtepunkt.core.errors import Refused
from sigtepunkt.core.project import Project
from sigtepunkt.raw.source_reader import read_raw
from sigtepunkt.strategy import Definitions

FRAME = pd.DataFrame({"TID": ["2025", "2025", "2026"], "ANTAL": [1.0, -2.0, math.nan]}, index=[2, 3, 5])


def check(*expectations: Expectation, frame: pd.DataFrame = FRAME, **parameters: Any) -> list[Finding]:
    """Return the findings of these expectations on a frame."""
    return evaluation.evaluate("p1", "expectations/p1.json", [*expectations], frame, parameters)


def refused(*expectations: Expectation) -> str:
    """Return the message of a suite that is refused."""
    with pytest.raises(Refused) as refusal:
        check(*expectations)
    assert all(problem.where == "expectations/p1.json" for problem in refusal.value.problems)
    return str(refusal.value)


def test_garbage_is_collected_again_once_great_expectations_is_imported() -> None:
    evaluation._great_expectations.__wrapped__()
    assert gc.isenabled()


def test_an_expectation_that_is_met_is_a_finding_too() -> None:
    (finding,) = check(expectation("column_values_to_not_be_null", "Alle rækker har en tid.", column="TID"))
    assert finding == Finding(
        "p1", "expect_column_values_to_not_be_null", "TID", "critical", "Alle rækker har en tid.", met=True
    )


def test_rows_that_do_not_meet_it_are_told_by_their_number_in_the_file() -> None:
    (finding,) = check(
        expectation("column_values_to_be_between", "Antallet er ikke negativt.", column="ANTAL", min_value=0)
    )
    assert (finding.met, finding.unexpected, finding.examples) == (False, 1, ((3, "-2.0"),))


def test_missing_values_are_told_by_their_row() -> None:
    (finding,) = check(
        expectation("column_values_to_not_be_null", "Der er et tal i hver række.", "warning", column="ANTAL")
    )
    assert (finding.met, finding.severity, finding.unexpected) == (False, "warning", 1)
    assert [row for row, _ in finding.examples] == [5]


def test_duplicates_are_told_by_their_rows_and_keys() -> None:
    frame = pd.DataFrame({"A": ["x", "y", "x"], "B": ["1", "1", "1"]}, index=[2, 3, 4])
    (finding,) = check(
        expectation("compound_columns_to_be_unique", "Hver række står én gang.", column_list=["A", "B"]),
        frame=frame,
    )
    assert (finding.column, [row for row, _ in finding.examples]) == ("A + B", [2, 4])
    assert finding.examples[0][1] == "A x, B 1"


def test_a_finding_on_the_whole_table_shows_what_was_observed() -> None:
    (finding,) = check(
        expectation("table_row_count_to_be_between", "Filen har mindst ti rækker.", min_value=10)
    )
    assert finding.examples == ((None, "3"),)


DISTRIBUTIONS = """
import sys
import pandas as pd
from municipality.suites import expectation
from sigtepunkt.checks import evaluation
evaluation.prepare()
print('scipy.stats' in sys.modules)
for share in (0.5, 0.01):
    expected = expectation(
        'column_kl_divergence_to_be_less_than', 'Fordelingen er den ventede.', column='TID', threshold=0.1,
        partition_object={'values': ['2025', '2026'], 'weights': [share, 1 - share]},
    )
    frame = pd.DataFrame({'TID': ['2025', '2025', '2026']})
    (finding,) = evaluation.evaluate('p1', 'expectations/p1.json', [expected], frame, {})
    print(finding.met)
"""


def test_distributions_are_compared_though_what_compares_them_is_imported_only_then() -> None:
    """In a process of its own: tests import scipy.stats, and it is postponed only where it is not there."""
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY / "tests/support")}
    words = [sys.executable, "-c", DISTRIBUTIONS]
    done = subprocess.run(words, capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.split() == ["False", "True", "False"]


def test_only_the_first_rows_are_shown_and_the_rest_counted() -> None:
    frame = pd.DataFrame({"ANTAL": [-1.0] * 12}, index=range(2, 14))
    (finding,) = check(
        expectation("column_values_to_be_between", "Ikke negativt.", column="ANTAL", min_value=0), frame=frame
    )
    assert [row for row, _ in finding.examples] == [2, 3, 4, 5, 6]
    (problem,) = finding.problems("data/raw/2026Q2/p1.csv", "Fru Prøve")
    assert problem.what.startswith("12 rows do not meet it: row 2, column ANTAL: found -1.0; row 3, ")
    assert problem.what.endswith("; and 7 more")


def test_a_condition_on_rows_keeps_the_files_row_numbers() -> None:
    frame = pd.DataFrame({"SKJULT": [True, False, False], "ANTAL": [-1.0, 1.0, -3.0]}, index=[2, 3, 4])
    (finding,) = check(
        expectation(
            "column_values_to_be_between",
            "Ikke negativt.",
            column="ANTAL",
            min_value=0,
            row_condition=where("SKJULT", equals=False),
        ),
        frame=frame,
    )
    assert finding.examples == ((4, "-3.0"),)


def test_an_expectation_whose_condition_holds_for_no_row_looks_at_nothing() -> None:
    frame = pd.DataFrame({"SKJULT": [True, False], "ANTAL": [-1.0, 1.0]}, index=[2, 3])
    within = {"column": "ANTAL", "min_value": 0}
    (finding,) = check(
        expectation(
            "column_values_to_be_between", "Ikke negativt.", **within, row_condition=where("ANTAL", equals=99)
        ),
        frame=frame,
    )
    assert (finding.met, finding.idle) == (True, True)
    (finding,) = check(
        expectation(
            "column_values_to_be_between",
            "Ikke negativt.",
            **within,
            row_condition=where("SKJULT", equals=False),
        ),
        frame=frame,
    )
    assert (finding.met, finding.idle) == (True, False)


def test_a_suites_parameters_are_filled_in() -> None:
    declared = expectation(
        "column_values_to_be_in_set", "Kendt tid.", column="TID", value_set={"$PARAMETER": "tider"}
    )
    assert [finding.met for finding in check(declared, tider=["2025", "2026"])] == [True]
    assert [finding.met for finding in check(declared, tider=["2025"])] == [False]


def test_every_expectation_has_its_finding_in_the_order_written() -> None:
    findings = check(
        expectation("column_values_to_not_be_null", "Første.", column="ANTAL"),
        expectation("column_values_to_not_be_null", "Anden.", column="TID"),
        expectation("table_row_count_to_be_between", "Tredje.", min_value=1),
    )
    assert sorted(finding.sentence for finding in findings) == ["Anden.", "Første.", "Tredje."]


def test_checking_leaves_the_frame_as_it_was() -> None:
    before = FRAME.copy(deep=True)
    check(expectation("column_values_to_be_between", "Ikke negativt.", column="ANTAL", min_value=0))
    pd.testing.assert_frame_equal(FRAME, before)


def test_a_misspelt_expectation_is_refused_and_named() -> None:
    message = refused(
        expectation("column_values_to_not_be_null", "Alle har tid.", column="TID"),
        expectation("column_values_to_not_be_nul", "Alle har antal.", column="ANTAL"),
    )
    assert "there is no expectation 'expect_column_values_to_not_be_nul'" in message
    assert "did you mean 'expect_column_values_to_not_be_null'" in message


def test_an_expectation_with_arguments_it_does_not_know_is_refused() -> None:
    assert "cannot build" in refused(
        expectation("column_values_to_be_between", "Ikke negativt.", column="ANTAL", minimum=0)
    )


def test_two_expectations_of_one_kind_of_which_one_is_misspelt_are_refused() -> None:
    message = refused(
        expectation("column_values_to_be_between", "Ikke negativt.", column="ANTAL", min_value=0),
        expectation("column_values_to_be_between", "Ikke for stort.", column="ANTAL", maximum=9),
    )
    assert "cannot build" in message


def test_an_expectation_on_a_column_that_is_not_there_is_refused() -> None:
    message = refused(expectation("column_values_to_not_be_null", "Alle har alder.", column="ALDER"))
    assert "could not be evaluated" in message
    assert "ALDER" in message


def test_an_expectation_that_asks_for_an_unknown_parameter_is_refused() -> None:
    declared = expectation(
        "column_values_to_be_in_set", "Kendt område.", column="TID", value_set={"$PARAMETER": "steder"}
    )
    with pytest.raises(Refused, match="steder"):
        check(declared)


def test_checking_asks_the_network_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def connect(_socket: socket.socket, address: object) -> None:
        asked.append(address)
        raise OSError("no network")

    for method in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, method, connect)
    check(expectation("table_row_count_to_be_between", "Mindst én række.", min_value=1))
    assert asked == []
    assert os.environ["GX_ANALYTICS_ENABLED"] == "false", (
        "the switch that Great Expectations reads when it is imported"
    )


@pytest.mark.parametrize("source", ["proeve-skole", "proeve-folketal", "proeve-ledige", "facts"])
def test_what_is_described_and_named_once_is_found_alike(
    source: str, project: Project, definitions: Definitions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cached conversions and ids change no finding of a real suite."""
    suite, parameters = project.suite(source), {"areas": ["990"], "closed": pd.Timestamp("2020-01-01")}
    if source == "facts":
        frame = pd.DataFrame(
            [
                {**dict.fromkeys(facts.KEYS, "x"), **dict.fromkeys(facts.COLUMNS, float(number))}
                for number in (0, 1, 100)
            ]
        )
    else:
        declared = definitions.sources[source]
        frame = read_raw(declared, project.raw(LAST) / declared.file, source)
        frame.loc[frame.index[:2], list(declared.values)] = -1.0
    findings = expectation_suite.check(suite, source, frame, parameters)
    assert any(not finding.met for finding in findings)
    monkeypatch.setattr(evaluation, "_without_repetition", nullcontext)
    assert expectation_suite.check(suite, source, frame, parameters) == findings
