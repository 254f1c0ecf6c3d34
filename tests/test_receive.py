"""Files are read and checked in other processes where there are many; what is received is the same as from this one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd
import pytest
from municipality import FIRST, LAST, damage

from sigtepunkt import checks, forked, receive
from sigtepunkt.errors import Refused
from sigtepunkt.project import Project
from sigtepunkt.receive import Received
from sigtepunkt.strategy import load_definitions

Told = list[tuple[str, str]]
Receive = Callable[[Project, int], tuple[Sequence[Received], Told]]


@pytest.fixture
def received(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Receive:
    """Return what is received where nothing is remembered, and what is told, if so `few` files are few."""

    def run(project: Project, few: int) -> tuple[Sequence[Received], Told]:
        told: Told = []
        definitions = load_definitions(project)
        monkeypatch.setattr(receive, "FEW", few)
        monkeypatch.setattr(Project, "verdicts", property(lambda _: tmp_path / f"verdicts-{few}"))
        return receive.receive(project, definitions, definitions, [FIRST, LAST], lambda stage, detail: told.append((stage, detail))), told

    return run


@pytest.mark.skipif(not forked.is_possible(), reason="this system cannot share work: every file is read by one process")
def test_what_other_processes_read_is_what_this_one_reads(project: Project, received: Receive, monkeypatch: pytest.MonkeyPatch) -> None:
    here, told_here = received(project, 100)
    asked: list[bool] = []
    shared = forked.shared
    monkeypatch.setattr(forked, "shared", lambda work, tasks, *, fork: asked.append(fork) or shared(work, tasks, fork=fork))
    there, told_there = received(project, 1)
    assert asked == [True]
    assert told_there == told_here
    for one, other in zip(here, there, strict=True):
        pd.testing.assert_frame_equal(one.observations, other.observations)
        pd.testing.assert_frame_equal(one.capacities, other.capacities)
        assert (one.findings, one.withheld, one.warnings, one.problems) == (other.findings, other.withheld, other.warnings, other.problems)
        assert one.tables.keys() == other.tables.keys()


@pytest.mark.parametrize("few", [100, 1], ids=["here", "in other processes"])
def test_a_faulty_suite_is_refused_by_name_wherever_files_are_read(project: Project, received: Receive, few: int) -> None:
    project.suite("proeve-skole").write_text("{", encoding="utf-8")
    with pytest.raises(Refused, match=r"expectations/proeve-skole\.json"):
        received(project, few)


@pytest.mark.parametrize("few", [100, 1], ids=["here", "in other processes"])
def test_a_file_that_cannot_be_read_is_a_problem_and_the_others_are_received(project: Project, received: Receive, few: int) -> None:
    damage(project, LAST, "skole.csv", lambda _: b"")
    (_, last), _ = received(project, few)
    assert [problem.where.partition(" ")[0] for problem in last.problems] == ["data/raw/2026Q2/skole.csv"]
    assert last.tables.keys() == load_definitions(project).sources.keys() - {"proeve-skole"}


def test_what_is_remembered_is_checked_in_no_process(project: Project, received: Receive, monkeypatch: pytest.MonkeyPatch) -> None:
    before, _ = received(project, 100)
    monkeypatch.setattr(checks, "_evaluate", None)
    after, _ = received(project, 100)
    assert [one.findings for one in after] == [one.findings for one in before]


def test_a_row_about_nothing_is_told_in_words_and_never_as_nan(project: Project, received: Receive) -> None:
    damage(project, LAST, "folketal.csv", lambda content: content + b";2026K2;3\r\n")
    (_, last), _ = received(project, 100)
    told = [str(problem) for problem in last.problems]
    assert any("row 107, column OMRÅDE: nothing stands there" in text for text in told)
    assert any("row 107, column OMRÅDE: found nothing" in text for text in told)
    assert not any("nan" in text for text in told)
