"""Many files are read and checked in other processes; the accepted vintages are the same as from this one."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd
import pytest
from municipality import FIRST, LAST, damage, edit, reseal
from municipality.acceptance import accept_all

from sigtepunkt.checks import evaluation
from sigtepunkt.core import processes
from sigtepunkt.core.errors import Refused
from sigtepunkt.core.project import Project
from sigtepunkt.observations import accepted_vintage
from sigtepunkt.observations.accepted_vintage import AcceptedVintage
from sigtepunkt.strategy import load_definitions

Messages = list[tuple[str, str]]
Accept = Callable[[Project, int], tuple[Sequence[AcceptedVintage], Messages]]


@pytest.fixture
def accepted(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Accept:
    """Return a function that accepts both vintages, forking from `fewest` checks on.

    Where it forks, its cache is empty at first; else it is the one that all tests share.
    """
    shared = project.verdict_cache

    def run(project: Project, fewest: int) -> tuple[Sequence[AcceptedVintage], Messages]:
        messages: Messages = []
        definitions = load_definitions(project)
        monkeypatch.setattr(accepted_vintage, "FEWEST_TO_FORK", fewest)
        cache = tmp_path / "verdicts" if fewest == 1 else shared
        monkeypatch.setattr(Project, "verdict_cache", property(lambda _: cache))
        monkeypatch.setattr(Project, "kept_results", property(lambda _: tmp_path / f"kept-{fewest}"))
        quarters = [FIRST, LAST]
        return accept_all(
            project, definitions, quarters, lambda stage, detail: messages.append((stage, detail))
        ), messages

    return run


@pytest.mark.skipif(
    not processes.is_possible(), reason="this system cannot share work: every file is read by one process"
)
def test_what_other_processes_read_is_what_this_one_reads(
    project: Project, accepted: Accept, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, messages_here = accepted(project, 100)
    asked: list[bool] = []
    shared = processes.share_work
    monkeypatch.setattr(
        processes,
        "share_work",
        lambda work, tasks, *, fork: asked.append(fork) or shared(work, tasks, fork=fork),
    )
    there, messages_there = accepted(project, 1)
    assert asked == [True, True], "to read, and to observe"
    assert messages_there == messages_here
    for local, forked in zip(here, there, strict=True):
        pd.testing.assert_frame_equal(local.observations, forked.observations)
        pd.testing.assert_frame_equal(local.capacities, forked.capacities)
        assert (local.findings, local.withheld, local.warnings, local.problems) == (
            forked.findings,
            forked.withheld,
            forked.warnings,
            forked.problems,
        )
        assert local.tables.keys() == forked.tables.keys()


@pytest.mark.parametrize("fewest", [100, 1], ids=["here", "in other processes"])
def test_a_faulty_suite_is_refused_by_name_wherever_files_are_read(
    project: Project, accepted: Accept, fewest: int
) -> None:
    project.suite("proeve-skole").write_text("{", encoding="utf-8")
    with pytest.raises(Refused, match=r"expectations/proeve-skole\.json"):
        accepted(project, fewest)


@pytest.mark.parametrize("fewest", [100, 1], ids=["here", "in other processes"])
def test_a_file_that_cannot_be_read_is_a_problem_and_the_others_are_received(
    project: Project, accepted: Accept, fewest: int
) -> None:
    damage(project, LAST, "skole.csv", lambda _: b"")
    (_, last), _ = accepted(project, fewest)
    assert [problem.where.partition(" ")[0] for problem in last.problems] == ["data/raw/2026Q2/skole.csv"]
    assert last.tables.keys() == load_definitions(project).sources.keys() - {"proeve-skole"}


def test_findings_in_the_cache_are_evaluated_in_no_process(
    project: Project, accepted: Accept, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, _ = accepted(project, 100)
    monkeypatch.setattr(evaluation, "evaluate", None)
    after, _ = accepted(project, 100)
    assert [vintage.findings for vintage in after] == [vintage.findings for vintage in before]


@pytest.fixture
def copied(project: Project) -> Project:
    """A project whose last vintage is the one before, closed on a later day."""
    for name in ("vintage.toml", "provenance.toml"):
        (project.raw(LAST) / name).write_bytes(
            (project.raw(FIRST) / name).read_bytes().replace(b"2026Q1", b"2026Q2")
        )
    for name in ("folketal.csv", "ledige.json", "ventetid.xlsx"):
        (project.raw(LAST) / name).write_bytes((project.raw(FIRST) / name).read_bytes())
    edit(project.raw(LAST) / "vintage.toml", "2026-05-31", "2026-11-01")
    reseal(project.raw(LAST))
    return project


def late(accepted: Accept, project: Project, wanted: int) -> tuple[list[str], str]:
    """Return which sources of the last vintage are late, and what is said of files that nobody got anew."""
    (_, last), messages = accepted(project, wanted)
    (line,) = (detail for stage, detail in messages if stage == "copied")
    faults = [finding for finding in last.findings if finding.column == "days_late" and not finding.met]
    return [finding.suite for finding in faults], line


def test_an_unchanged_file_is_reported_by_name_and_its_publisher_is_not_called_late(
    copied: Project, accepted: Accept
) -> None:
    projection = copied.raw(LAST) / "fremskrivning.csv"
    projection.write_bytes(projection.read_bytes() + b"\r\n")
    reseal(copied.raw(LAST))
    names = "folketal.csv, ledige.json, nyttehaver.csv, skole.csv, ventetid.xlsx"
    line = f"{names}: byte for byte, and with the same papers, as in 2026Q1"
    assert late(accepted, copied, 100) == ([], line)
    get_anew(copied, "folketal")
    sources, _ = late(accepted, copied, 99)
    assert sources == ["proeve-folketal"], "it was fetched again, and had nothing new"


def get_anew(project: Project, name: str) -> None:
    """Let the papers of a file say that it was fetched again."""
    edit(
        project.raw(LAST) / "provenance.toml",
        f'["{name}.csv"]\nsource = "proeve-{name}"\nvia = "ingen"',
        f'["{name}.csv"]\nsource = "proeve-{name}"\nvia = "hentet igen"',
    )
    reseal(project.raw(LAST))


def test_where_nothing_is_new_every_file_is_told_and_nobody_is_called_late_whatever_papers_say(
    copied: Project, accepted: Accept
) -> None:
    get_anew(copied, "folketal")
    names = "folketal.csv, fremskrivning.csv, ledige.json, nyttehaver.csv, skole.csv, ventetid.xlsx"
    line = f"every file is byte for byte as in 2026Q1, and no publisher is late for it: {names}"
    assert late(accepted, copied, 100) == ([], line)


def test_what_belongs_to_no_source_is_reported_and_passed_over(project: Project, accepted: Accept) -> None:
    (project.raw(LAST) / "rest.csv").write_text("a;b\n", encoding="utf-8")
    reseal(project.raw(LAST))
    (project.raw(LAST) / "Thumbs.db").write_bytes(b"\xd0\xcf\x11\xe0")
    project.suite("nedlagt").write_text("{}", encoding="utf-8")
    _, messages = accepted(project, 100)
    assert [detail.partition(":")[0] for stage, detail in messages if stage == "passed over"] == [
        "expectations/nedlagt.json",
        "data/raw/2026Q2/Thumbs.db",
        "data/raw/2026Q2/rest.csv",
    ]


def test_a_condition_that_holds_for_no_row_is_reported(project: Project, accepted: Accept) -> None:
    suite = json.loads(project.suite("proeve-skole").read_text(encoding="utf-8"))
    for declared in suite["expectations"]:
        if declared["kwargs"].get("column") == "Elever":
            declared["kwargs"]["row_condition"] = {
                "type": "comparison",
                "column": {"name": "Kommune"},
                "operator": "==",
                "parameter": "Ingen",
            }
    project.suite("proeve-skole").write_text(json.dumps(suite, ensure_ascii=False), encoding="utf-8")
    _, messages = accepted(project, 100)
    assert [detail for stage, detail in messages if stage == "idle"]


def test_with_all_findings_in_the_cache_no_process_is_forked_and_great_expectations_is_not_imported(
    project: Project, accepted: Accept, monkeypatch: pytest.MonkeyPatch
) -> None:
    accepted(project, 1)
    monkeypatch.setattr(evaluation, "prepare", None)
    asked: list[bool] = []
    shared = processes.share_work
    monkeypatch.setattr(
        processes,
        "share_work",
        lambda work, tasks, *, fork: asked.append(fork) or shared(work, tasks, fork=fork),
    )
    accepted(project, 1)
    assert asked == [False, False], "neither to read nor to observe"


def test_an_empty_key_is_reported_in_words_and_never_as_nan(project: Project, accepted: Accept) -> None:
    damage(project, LAST, "folketal.csv", lambda content: content + b";2026K2;3\r\n")
    (_, last), _ = accepted(project, 100)
    lines = [str(problem) for problem in last.problems]
    assert any("row 107, column OMRÅDE: nothing stands there" in text for text in lines)
    assert any("row 107, column OMRÅDE: found nothing" in text for text in lines)
    assert not any("nan" in text for text in lines)
