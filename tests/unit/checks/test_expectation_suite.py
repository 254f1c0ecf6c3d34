"""A suite is evaluated whole or refused, and what it finds is told with file, row, column and value."""

from __future__ import annotations

import json
import math
import os
import socket
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from municipality import LAST
from municipality.suites import Expectation, expectation, where

from sigtepunkt.checks import expectation_suite, facts
from sigtepunkt.checks.expectation_suite import Finding
from sigtepunkt.core.errors import Refused
from sigtepunkt.core.project import Project
from sigtepunkt.raw.source_reader import read_raw
from sigtepunkt.strategy import Definitions

Check = Callable[..., list[Finding]]
FRAME = pd.DataFrame({"TID": ["2025", "2025", "2026"], "ANTAL": [1.0, -2.0, math.nan]}, index=[2, 3, 5])


@pytest.fixture
def check(tmp_path: Path) -> Check:
    """Return the findings of a suite of these expectations on a frame."""

    def run(*expectations: Expectation, frame: pd.DataFrame = FRAME, **parameters: Any) -> list[Finding]:
        suite = tmp_path / "p1.json"
        suite.write_text(
            json.dumps({"name": "p1", "expectations": expectations, "meta": {}}), encoding="utf-8"
        )
        return expectation_suite.check(suite, "expectations/p1.json", frame, parameters)

    return run


def refused(check: Check, *expectations: Expectation) -> str:
    """Return what is said of a suite that is refused."""
    with pytest.raises(Refused) as refusal:
        check(*expectations)
    assert all(problem.where == "expectations/p1.json" for problem in refusal.value.problems)
    return str(refusal.value)


def test_an_expectation_that_is_met_is_a_finding_too(check: Check) -> None:
    (found,) = check(expectation("column_values_to_not_be_null", "Alle rækker har en tid.", column="TID"))
    assert found == Finding(
        "p1", "expect_column_values_to_not_be_null", "TID", "critical", "Alle rækker har en tid.", met=True
    )


def test_rows_that_do_not_meet_it_are_told_by_their_number_in_the_file(check: Check) -> None:
    (found,) = check(
        expectation("column_values_to_be_between", "Antallet er ikke negativt.", column="ANTAL", min_value=0)
    )
    assert (found.met, found.unexpected, found.examples) == (False, 1, ((3, "-2.0"),))


def test_missing_values_are_told_by_their_row(check: Check) -> None:
    (found,) = check(
        expectation("column_values_to_not_be_null", "Der er et tal i hver række.", "warning", column="ANTAL")
    )
    assert (found.met, found.severity, found.unexpected) == (False, "warning", 1)
    assert [row for row, _ in found.examples] == [5]


def test_duplicates_are_told_by_their_rows_and_keys(check: Check) -> None:
    frame = pd.DataFrame({"A": ["x", "y", "x"], "B": ["1", "1", "1"]}, index=[2, 3, 4])
    (found,) = check(
        expectation("compound_columns_to_be_unique", "Hver række står én gang.", column_list=["A", "B"]),
        frame=frame,
    )
    assert (found.column, [row for row, _ in found.examples]) == ("A + B", [2, 4])
    assert found.examples[0][1] == "A x, B 1"


def test_a_finding_on_the_whole_table_shows_what_was_observed(check: Check) -> None:
    (found,) = check(
        expectation("table_row_count_to_be_between", "Filen har mindst ti rækker.", min_value=10)
    )
    assert found.examples == ((None, "3"),)


def test_only_the_first_rows_are_shown_and_the_rest_counted(check: Check) -> None:
    frame = pd.DataFrame({"ANTAL": [-1.0] * 12}, index=range(2, 14))
    (found,) = check(
        expectation("column_values_to_be_between", "Ikke negativt.", column="ANTAL", min_value=0), frame=frame
    )
    assert [row for row, _ in found.examples] == [2, 3, 4, 5, 6]
    (problem,) = found.problems("data/raw/2026Q2/p1.csv", "Fru Prøve")
    assert problem.what.startswith("12 rows do not meet it: row 2, column ANTAL: found -1.0; row 3, ")
    assert problem.what.endswith("; and 7 more")


def test_a_condition_on_rows_keeps_the_files_row_numbers(check: Check) -> None:
    frame = pd.DataFrame({"SKJULT": [True, False, False], "ANTAL": [-1.0, 1.0, -3.0]}, index=[2, 3, 4])
    (found,) = check(
        expectation(
            "column_values_to_be_between",
            "Ikke negativt.",
            column="ANTAL",
            min_value=0,
            row_condition=where("SKJULT", equals=False),
        ),
        frame=frame,
    )
    assert found.examples == ((4, "-3.0"),)


def test_a_suites_parameters_are_filled_in(check: Check) -> None:
    asked = expectation(
        "column_values_to_be_in_set", "Kendt tid.", column="TID", value_set={"$PARAMETER": "tider"}
    )
    assert [found.met for found in check(asked, tider=["2025", "2026"])] == [True]
    assert [found.met for found in check(asked, tider=["2025"])] == [False]


def test_every_expectation_has_its_finding_in_the_order_written(check: Check) -> None:
    found = check(
        expectation("column_values_to_not_be_null", "Første.", column="ANTAL"),
        expectation("column_values_to_not_be_null", "Anden.", column="TID"),
        expectation("table_row_count_to_be_between", "Tredje.", min_value=1),
    )
    assert sorted(one.sentence for one in found) == ["Anden.", "Første.", "Tredje."]


def test_checking_leaves_the_frame_as_it_was(check: Check) -> None:
    before = FRAME.copy(deep=True)
    check(expectation("column_values_to_be_between", "Ikke negativt.", column="ANTAL", min_value=0))
    pd.testing.assert_frame_equal(FRAME, before)


def test_a_problem_says_file_row_column_value_expectation_and_whom_to_ask() -> None:
    found = Finding(
        "p1",
        "expect_x",
        "ANTAL",
        "critical",
        "Antallet er ikke negativt.",
        met=False,
        unexpected=1,
        examples=((3, "-2.0"),),
    )
    (problem,) = found.problems("data/raw/2026Q2/p1.csv", "Fru Prøve")
    assert problem.where == "data/raw/2026Q2/p1.csv"
    assert problem.what == "row 3, column ANTAL: found -2.0"
    assert problem.allowed == "»Antallet er ikke negativt.«"
    assert "Fru Prøve" in problem.next_step


def test_a_problem_without_examples_still_says_what_was_expected() -> None:
    (problem,) = Finding("p1", "expect_x", "", "critical", "Alt er der.", met=False).problems(
        "p1.csv", "Fru Prøve"
    )
    assert (problem.what, problem.allowed) == ("the check failed", "»Alt er der.«")


def test_a_suite_that_checks_nothing_is_refused(check: Check) -> None:
    assert "checks nothing" in refused(check)


def test_a_misspelt_expectation_is_refused_and_named(check: Check) -> None:
    said = refused(
        check,
        expectation("column_values_to_not_be_null", "Alle har tid.", column="TID"),
        expectation("column_values_to_not_be_nul", "Alle har antal.", column="ANTAL"),
    )
    assert "there is no expectation 'expect_column_values_to_not_be_nul'" in said
    assert "did you mean 'expect_column_values_to_not_be_null'" in said


def test_a_misspelt_severity_is_refused_with_the_expectation_and_the_nearest(check: Check) -> None:
    said = refused(
        check,
        {**expectation("column_values_to_not_be_null", "Alle har tid.", column="TID"), "severity": "critcal"},
    )
    assert "expectation no. 1, expect_column_values_to_not_be_null: unknown severity 'critcal'" in said
    assert "did you mean 'critical'" in said


@pytest.mark.parametrize("declared", ["en liste", [3], [{"type": 3}], {"type": "expect_x"}])
def test_expectations_that_are_none_are_refused(tmp_path: Path, declared: object) -> None:
    suite = tmp_path / "p1.json"
    suite.write_text(json.dumps({"name": "p1", "expectations": declared}), encoding="utf-8")
    with pytest.raises(Refused, match="an expectation has no type"):
        expectation_suite.check(suite, "p1", FRAME, {})


def test_an_expectation_with_arguments_it_does_not_know_is_refused(check: Check) -> None:
    assert "cannot build" in refused(
        check, expectation("column_values_to_be_between", "Ikke negativt.", column="ANTAL", minimum=0)
    )


def test_two_expectations_of_one_kind_of_which_one_is_misspelt_are_refused(check: Check) -> None:
    said = refused(
        check,
        expectation("column_values_to_be_between", "Ikke negativt.", column="ANTAL", min_value=0),
        expectation("column_values_to_be_between", "Ikke for stort.", column="ANTAL", maximum=9),
    )
    assert "cannot build" in said


def test_an_expectation_on_a_column_that_is_not_there_is_refused(check: Check) -> None:
    said = refused(check, expectation("column_values_to_not_be_null", "Alle har alder.", column="ALDER"))
    assert "could not be evaluated" in said
    assert "ALDER" in said


def test_an_expectation_that_asks_for_an_unknown_parameter_is_refused(check: Check) -> None:
    asked = expectation(
        "column_values_to_be_in_set", "Kendt område.", column="TID", value_set={"$PARAMETER": "steder"}
    )
    with pytest.raises(Refused, match="steder"):
        check(asked)


@pytest.mark.parametrize("meta", [{}, {"sentence": ""}, {"note": "x"}])
def test_an_expectation_without_a_sentence_is_refused(check: Check, meta: dict[str, str]) -> None:
    silent = expectation("column_values_to_not_be_null", "", column="TID") | {"meta": meta}
    assert "expect_column_values_to_not_be_null has no sentence" in refused(check, silent)


def test_an_expectation_without_a_type_is_refused(check: Check) -> None:
    nameless = expectation("column_values_to_not_be_null", "Alle har tid.", column="TID")
    del nameless["type"]
    assert refused(check, nameless)


@pytest.mark.parametrize("content", [b"{", b"[]", b"{}", b"\xe6"])
def test_what_is_no_suite_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "p1.json").write_bytes(content)
    with pytest.raises(Refused, match="not a Great Expectations suite"):
        expectation_suite.check(tmp_path / "p1.json", "expectations/p1.json", FRAME, {})


def test_a_missing_suite_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="the suite is missing"):
        expectation_suite.check(tmp_path / "p1.json", "expectations/p1.json", FRAME, {})


def test_checking_asks_the_network_for_nothing(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def connect(_socket: socket.socket, address: object) -> None:
        asked.append(address)
        raise OSError("no network")

    for way in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, way, connect)
    check(expectation("table_row_count_to_be_between", "Mindst én række.", min_value=1))
    assert asked == []
    assert os.environ["GX_ANALYTICS_ENABLED"] == "false", (
        "the switch that Great Expectations reads when it is imported"
    )


@pytest.mark.parametrize("source", ["proeve-skole", "proeve-folketal", "proeve-ledige", "facts"])
def test_what_is_described_and_named_once_is_found_alike(
    source: str, project: Project, definitions: Definitions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Kept from describing and naming itself again and again, no expectation of a real suite finds anything else."""
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
    found = expectation_suite.check(suite, source, frame, parameters)
    assert any(not finding.met for finding in found)
    monkeypatch.setattr(expectation_suite, "_without_repetition", nullcontext)
    assert expectation_suite.check(suite, source, frame, parameters) == found


# --- what was found before -------------------------------------------------------------------------------------


def test_a_file_that_is_the_same_next_quarter_is_checked_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a suite does not ask for, as the day a vintage was closed, does not make its verdict another; what it asks for does."""
    suite, memory = tmp_path / "p1.json", tmp_path / "verdicts"
    suite.write_text(
        json.dumps(
            {
                "name": "p1",
                "expectations": [
                    expectation(
                        "column_values_to_be_between",
                        "Antallet er højst som ventet.",
                        column="ANTAL",
                        max_value={"$PARAMETER": "most"},
                    )
                ],
            }
        ),
        encoding="utf-8",
    )
    found = expectation_suite.check(suite, "p1", FRAME, {"most": 10**9, "closed": 1}, memory)
    with monkeypatch.context() as patch:
        patch.setattr(expectation_suite, "_evaluate", None)
        assert expectation_suite.check(suite, "p1", FRAME, {"most": 10**9, "closed": 2}, memory) == found
    assert [
        finding.met
        for finding in expectation_suite.check(suite, "p1", FRAME, {"most": -(10**9), "closed": 2}, memory)
    ] == [False]


@pytest.fixture
def remembered(tmp_path: Path) -> tuple[Callable[[], list[Finding]], Path]:
    """Return a check that remembers what it finds, and the file it does it in."""
    suite, memory = tmp_path / "p1.json", tmp_path / "verdicts"
    suite.write_text(
        json.dumps(
            {
                "name": "p1",
                "expectations": [
                    expectation(
                        "column_values_to_be_between",
                        "Antallet er ikke negativt.",
                        column="ANTAL",
                        min_value=0,
                    )
                ],
                "meta": {},
            }
        ),
        encoding="utf-8",
    )

    def run() -> list[Finding]:
        return expectation_suite.check(suite, "expectations/p1.json", FRAME, {}, memory)

    run()
    (file,) = memory.glob("*/*")
    return run, file


def test_what_was_found_once_is_not_looked_for_again(
    remembered: tuple[Callable[[], list[Finding]], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    run, _ = remembered
    found = run()
    monkeypatch.setattr(expectation_suite, "_evaluate", None)
    assert run() == found


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"",
        lambda content: content[:-40],
        lambda _: b"\xff\x00",
        lambda _: b"[]",
        lambda _: b"null",
        lambda _: b'{"findings": []}',
        lambda content: content.replace(b'"met": false', b'"met": true'),
        lambda content: json.dumps(json.loads(content)["findings"]).encode(),
    ],
    ids=[
        "empty",
        "cut short",
        "no text",
        "a list",
        "nothing",
        "no checksum",
        "another verdict",
        "an earlier version's",
    ],
)
def test_a_verdict_that_is_not_as_it_was_written_is_not_trusted_but_made_anew(
    remembered: tuple[Callable[[], list[Finding]], Path], damage: Callable[[bytes], bytes]
) -> None:
    run, file = remembered
    before = file.read_bytes()
    assert damage(before) != before
    file.write_bytes(damage(before))
    (found,) = run()
    assert (found.met, found.unexpected) == (False, 1)
    assert file.read_bytes() == before


def test_another_version_of_the_checks_does_not_trust_what_this_one_found(
    remembered: tuple[Callable[[], list[Finding]], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    run, file = remembered
    monkeypatch.setattr(expectation_suite, "_version", lambda: "99")
    run()
    assert len(list(file.parent.parent.glob("*/*.json"))) == 2


def test_only_this_versions_verdicts_are_counted_as_known(
    remembered: tuple[Callable[[], list[Finding]], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, file = remembered
    memory = file.parent.parent
    assert expectation_suite.known(memory) == 1
    monkeypatch.setattr(expectation_suite, "_version", lambda: "99")
    assert expectation_suite.known(memory) == 0


def test_a_verdict_nobody_asked_for_in_a_quarter_of_a_year_is_forgotten(
    remembered: tuple[Callable[[], list[Finding]], Path],
) -> None:
    run, file = remembered
    memory, day = file.parent.parent, 86_400
    for days, kept in ((80, True), (100, False)):
        os.utime(file, (0, time.time() - days * day))
        expectation_suite.forget(memory)
        assert file.exists() == kept
    run()
    os.utime(file, (0, time.time() - 100 * day))
    run()
    expectation_suite.forget(memory)
    assert file.exists(), "it was asked for"


def test_an_expectation_whose_condition_holds_for_no_row_looks_at_nothing(check: Check) -> None:
    frame = pd.DataFrame({"SKJULT": [True, False], "ANTAL": [-1.0, 1.0]}, index=[2, 3])
    within = {"column": "ANTAL", "min_value": 0}
    (found,) = check(
        expectation(
            "column_values_to_be_between", "Ikke negativt.", **within, row_condition=where("ANTAL", equals=99)
        ),
        frame=frame,
    )
    assert (found.met, found.idle) == (True, True)
    (found,) = check(
        expectation(
            "column_values_to_be_between",
            "Ikke negativt.",
            **within,
            row_condition=where("SKJULT", equals=False),
        ),
        frame=frame,
    )
    assert (found.met, found.idle) == (True, False)


def test_a_full_disk_leaves_no_half_verdict(
    remembered: tuple[Callable[[], list[Finding]], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    run, file = remembered
    file.unlink()

    def full(self: Path, text: str, **_how: Any) -> int:
        self.write_bytes(text[:10].encode())
        raise OSError(28, "No space left on device", str(self))

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(OSError, match="No space left"):
        run()
    assert list(file.parent.iterdir()) == []
