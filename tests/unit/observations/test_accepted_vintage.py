"""Files are read and checked in other processes where there are many; what is received is the same as from this one."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd
import pytest
from municipality import FIRST, LAST, damage, edit, reseal

from sigtepunkt.checks import expectation_suite
from sigtepunkt.core import processes
from sigtepunkt.core.errors import Refused
from sigtepunkt.core.project import Project
from sigtepunkt.observations import accepted_vintage
from sigtepunkt.observations.accepted_vintage import AcceptedVintage
from sigtepunkt.strategy import load_definitions

Told = list[tuple[str, str]]
Receive = Callable[[Project, int], tuple[Sequence[AcceptedVintage], Told]]


@pytest.fixture
def received(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Receive:
    """Return what is received where nothing is remembered, and what is told, if so `few` files are few."""

    def run(project: Project, few: int) -> tuple[Sequence[AcceptedVintage], Told]:
        told: Told = []
        definitions = load_definitions(project)
        monkeypatch.setattr(accepted_vintage, "FEW", few)
        monkeypatch.setattr(Project, "verdicts", property(lambda _: tmp_path / f"verdicts-{few}"))
        return accepted_vintage.accept_vintages(
            project,
            definitions,
            definitions,
            [FIRST, LAST],
            lambda stage, detail: told.append((stage, detail)),
        ), told

    return run


@pytest.mark.skipif(
    not processes.is_possible(), reason="this system cannot share work: every file is read by one process"
)
def test_what_other_processes_read_is_what_this_one_reads(
    project: Project, received: Receive, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, told_here = received(project, 100)
    asked: list[bool] = []
    shared = processes.shared
    monkeypatch.setattr(
        processes, "shared", lambda work, tasks, *, fork: asked.append(fork) or shared(work, tasks, fork=fork)
    )
    there, told_there = received(project, 1)
    assert asked == [True]
    assert told_there == told_here
    for one, other in zip(here, there, strict=True):
        pd.testing.assert_frame_equal(one.observations, other.observations)
        pd.testing.assert_frame_equal(one.capacities, other.capacities)
        assert (one.findings, one.withheld, one.warnings, one.problems) == (
            other.findings,
            other.withheld,
            other.warnings,
            other.problems,
        )
        assert one.tables.keys() == other.tables.keys()


@pytest.mark.parametrize("few", [100, 1], ids=["here", "in other processes"])
def test_a_faulty_suite_is_refused_by_name_wherever_files_are_read(
    project: Project, received: Receive, few: int
) -> None:
    project.suite("proeve-skole").write_text("{", encoding="utf-8")
    with pytest.raises(Refused, match=r"expectations/proeve-skole\.json"):
        received(project, few)


@pytest.mark.parametrize("few", [100, 1], ids=["here", "in other processes"])
def test_a_file_that_cannot_be_read_is_a_problem_and_the_others_are_received(
    project: Project, received: Receive, few: int
) -> None:
    damage(project, LAST, "skole.csv", lambda _: b"")
    (_, last), _ = received(project, few)
    assert [problem.where.partition(" ")[0] for problem in last.problems] == ["data/raw/2026Q2/skole.csv"]
    assert last.tables.keys() == load_definitions(project).sources.keys() - {"proeve-skole"}


def test_what_is_remembered_is_checked_in_no_process(
    project: Project, received: Receive, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, _ = received(project, 100)
    monkeypatch.setattr(expectation_suite, "_evaluate", None)
    after, _ = received(project, 100)
    assert [one.findings for one in after] == [one.findings for one in before]


def test_of_a_file_nobody_got_anew_it_is_told_by_name_and_its_publisher_is_not_called_late(
    project: Project, received: Receive
) -> None:
    for name in ("vintage.toml", "provenance.toml"):
        (project.raw(LAST) / name).write_bytes(
            (project.raw(FIRST) / name).read_bytes().replace(b"2026Q1", b"2026Q2")
        )
    for name in ("folketal.csv", "ledige.json", "ventetid.xlsx"):
        (project.raw(LAST) / name).write_bytes((project.raw(FIRST) / name).read_bytes())
    edit(project.raw(LAST) / "vintage.toml", "2026-05-31", "2026-11-01")
    reseal(project.raw(LAST))
    (_, last), told = received(project, 100)
    (line,) = (detail for stage, detail in told if stage == "copied")
    assert (
        line
        == "folketal.csv, fremskrivning.csv, ledige.json, nyttehaver.csv, skole.csv, ventetid.xlsx: byte for byte, and with the same papers, as in 2026Q1"
    )
    assert [one for one in last.findings if one.column == "days_late" and not one.met] == []
    edit(
        project.raw(LAST) / "provenance.toml",
        '["folketal.csv"]\nsource = "proeve-folketal"\nvia = "ingen"',
        '["folketal.csv"]\nsource = "proeve-folketal"\nvia = "Danmarks Statistik, hentet igen"',
    )
    reseal(project.raw(LAST))
    (_, last), _ = received(project, 99)
    assert [one.suite for one in last.findings if one.column == "days_late" and not one.met] == [
        "proeve-folketal"
    ], "it was got anew, and had nothing new"


def test_what_belongs_to_no_source_is_told_and_passed_over(project: Project, received: Receive) -> None:
    (project.raw(LAST) / "rest.csv").write_text("a;b\n", encoding="utf-8")
    reseal(project.raw(LAST))
    (project.raw(LAST) / "Thumbs.db").write_bytes(b"\xd0\xcf\x11\xe0")
    project.suite("nedlagt").write_text("{}", encoding="utf-8")
    _, told = received(project, 100)
    assert [detail.partition(":")[0] for stage, detail in told if stage == "passed over"] == [
        "expectations/nedlagt.json",
        "data/raw/2026Q2/Thumbs.db",
        "data/raw/2026Q2/rest.csv",
    ]


def test_a_condition_that_holds_for_no_row_is_told(project: Project, received: Receive) -> None:
    suite = json.loads(project.suite("proeve-skole").read_text(encoding="utf-8"))
    for one in suite["expectations"]:
        if one["kwargs"].get("column") == "Elever":
            one["kwargs"]["row_condition"] = {
                "type": "comparison",
                "column": {"name": "Kommune"},
                "operator": "==",
                "parameter": "Ingen",
            }
    project.suite("proeve-skole").write_text(json.dumps(suite, ensure_ascii=False), encoding="utf-8")
    _, told = received(project, 100)
    assert [detail for stage, detail in told if stage == "idle"]


def test_with_every_verdict_known_no_process_is_begun_and_great_expectations_is_not_asked(
    project: Project, received: Receive, monkeypatch: pytest.MonkeyPatch
) -> None:
    received(project, 1)
    monkeypatch.setattr(expectation_suite, "prepare", None)
    asked: list[bool] = []
    shared = processes.shared
    monkeypatch.setattr(
        processes, "shared", lambda work, tasks, *, fork: asked.append(fork) or shared(work, tasks, fork=fork)
    )
    received(project, 1)
    assert asked == [False]


def test_a_row_about_nothing_is_told_in_words_and_never_as_nan(project: Project, received: Receive) -> None:
    damage(project, LAST, "folketal.csv", lambda content: content + b";2026K2;3\r\n")
    (_, last), _ = received(project, 100)
    told = [str(problem) for problem in last.problems]
    assert any("row 107, column OMRÅDE: nothing stands there" in text for text in told)
    assert any("row 107, column OMRÅDE: found nothing" in text for text in told)
    assert not any("nan" in text for text in told)
