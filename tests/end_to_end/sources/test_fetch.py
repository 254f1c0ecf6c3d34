"""`sigtepunkt fetch`, as a person meets it, against services on this machine."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator

import pytest
from command_line import AT_A_CONSOLE, CommandLine
from municipality import LAST
from publishers import Publishers, Reply, json_reply, serving
from publishers.declared import KEY, declare_services, publishers_of

from sigtepunkt.core.period import Quarter
from sigtepunkt.core.project import Project
from sigtepunkt.raw.vintage import open_vintage
from sigtepunkt.receiving.filing import RawFile, file_away

NEXT = Quarter(2026, 3)
VARIABLE = "SIGTEPUNKT_JOBINDSATS_KEY"
FETCHED = {"folketal.csv", "ledige.json", "fremskrivning.csv"}


@pytest.fixture
def served(project: Project, monkeypatch: pytest.MonkeyPatch) -> Iterator[Publishers]:
    """Prøvekommune's services, with a key in the environment."""
    monkeypatch.setenv(VARIABLE, KEY)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    with serving(publishers_of(declare_services(project), LAST)) as publishers:
        yield publishers


def words(project: Project, served: Publishers, *more: str, quarter: str = "2026Q3") -> list[str]:
    return ["fetch", quarter, "--project", str(project.root), "--base-url", served.address, *more]


def today() -> dt.date:
    return dt.datetime.now().astimezone().date()


def file_the_rest(project: Project) -> None:
    """File what a person gets by hand: last quarter's files, with their papers."""
    folder = project.raw(LAST)
    papers = tomllib.loads((folder / "provenance.toml").read_text(encoding="utf-8"))
    there = {path.name for path in project.raw_files(NEXT)}
    rest = [RawFile(name, folder / name, table) for name, table in papers.items() if name not in there]
    file_away(project, NEXT, rest, (), today=today())


def test_a_quarter_comes_from_its_publishers_and_is_published(
    command: CommandLine, project: Project, served: Publishers
) -> None:
    outcome = command(*words(project, served))
    assert outcome.code == 0, outcome.err
    assert "Fetched 3 files into data/raw/2026Q3." in outcome.out
    assert "Not fetched, since they declare no service (3); receive them by hand:" in outcome.out
    assert "  proeve-skole: ask Skoleafdelingen, Elevudtræk, save it as skole.csv" in outcome.out
    assert "Fetching FREM9 (proeve-fremskrivning), 1 left" in outcome.err
    vintage = open_vintage(project, NEXT)
    assert {*vintage.provenance} == FETCHED
    assert vintage.closed == today()
    assert not project.under_way(NEXT).exists()
    for name in FETCHED:
        assert (vintage.folder / name).read_bytes() == (project.raw(LAST) / name).read_bytes()

    file_the_rest(project)
    outcome = command("run", "2026Q3", "--project", project.root)
    assert outcome.code == 0, outcome.err
    page = (project.report(NEXT) / "teknik.html").read_text(encoding="utf-8")
    assert f"via udgiverens tjeneste på 127.0.0.1:{served.server_port}" in page
    assert KEY not in "".join(
        path.read_text(encoding="utf-8", errors="replace")
        for path in project.root.rglob("*")
        if path.is_file()
    )


def test_a_dry_run_prints_the_requests_and_sends_none(
    command: CommandLine, project: Project, served: Publishers
) -> None:
    outcome = command(*words(project, served, "--dry-run"))
    assert outcome.code == 0
    lines = [line for line in outcome.out.splitlines() if served.address in line]
    assert lines[1].startswith(f'proeve-folketal: POST {served.address}/v1/data {{"table": "FOLK9"')
    query = "mgroup.*=*&period.M=latest:60&format=json"
    assert lines[2] == f"proeve-ledige: GET {served.address}/v3/data/y99?{query}"
    assert len(lines) == 5
    assert served.asked == []
    assert not project.under_way(NEXT).exists()
    assert KEY not in outcome.said


def test_a_vintage_that_is_there_is_never_overwritten(
    command: CommandLine, project: Project, served: Publishers
) -> None:
    command(*words(project, served))
    served.asked.clear()
    outcome = command(*words(project, served))
    assert outcome.code == 1
    assert "data/raw/2026Q3: all 3 files that a service gives lie there" in outcome.err
    assert "never overwritten" in outcome.err
    assert "A correction" in outcome.err
    outcome = command(*words(project, served, "--source", "proeve-ledige"))
    assert outcome.code == 1
    assert "ledige.json: the file lies in the vintage already" in outcome.err
    assert served.asked == []


def test_what_a_vintage_lacks_is_added_to_it(
    command: CommandLine, project: Project, served: Publishers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE)
    outcome = command(*words(project, served))
    assert outcome.code == 0
    assert f"Not fetched, since {VARIABLE} is not set (1): proeve-ledige" in outcome.out
    monkeypatch.setenv(VARIABLE, KEY)
    served.asked.clear()
    outcome = command(*words(project, served))
    assert outcome.code == 0
    assert served.data_asked() == ["y99"]
    assert {*open_vintage(project, NEXT).provenance} == FETCHED


def test_single_sources_are_fetched_by_name(
    command: CommandLine, project: Project, served: Publishers
) -> None:
    outcome = command(*words(project, served, "--source", "proeve-fremskrivning"))
    assert outcome.code == 0
    assert served.data_asked() == ["FREM9"]
    assert outcome.out == "Fetched 1 file into data/raw/2026Q3.\n"


def test_what_fails_is_told_together_and_nothing_appears(
    command: CommandLine, project: Project, served: Publishers
) -> None:
    served.tables.statbank.pop(("", "FREM9"))
    served.key = "another"
    outcome = command(*words(project, served, "--debug"))
    assert outcome.code == 1
    assert "StatBank FREM9: the table is withdrawn" in outcome.err
    assert "may be rejected: HTTP 401" in outcome.err
    assert "Kept: 1 of 3 files; the same command goes on with the others" in outcome.err
    assert KEY not in outcome.said
    assert not project.raw(NEXT).exists()
    assert command("run", "2026Q3", "--project", project.root).code == 2


def test_figures_that_went_backwards_are_refused_until_somebody_says_why(
    command: CommandLine, project: Project, served: Publishers
) -> None:
    (table,) = served.tables.statbank["", "FOLK9"]
    kept = tuple(row for row in table.rows if row[0] != "991" and row[1] < "2026K2")
    served.tables.statbank["", "FOLK9"] = [type(table)(table.variables, kept)]
    outcome = command(*words(project, served))
    assert outcome.code == 1
    assert "folketal.csv, as fetched: 1 area is gone since 2026Q2: Nabo" in outcome.err
    assert "its newest period is 2026Q1, and in 2026Q2 it was 2026Q3" in outcome.err
    assert "say why with --reason" in outcome.err
    outcome = command(*words(project, served, "--reason", "Nabo er nedlagt"))
    assert outcome.code == 0, outcome.err
    provenance = open_vintage(project, NEXT).provenance
    assert {name: paper.notes for name, paper in provenance.items() if paper.notes} == {
        "folketal.csv": ("Nabo er nedlagt",)
    }


@pytest.mark.parametrize(
    ("quarter", "code", "what"),
    [
        ("2026K3", 2, "did you mean 2026Q3?"),
        ("2999Q1", 1, "2999Q1 begins on 2999-01-01, which is still to come"),
    ],
)
def test_a_quarter_that_cannot_be_is_refused(
    command: CommandLine, project: Project, served: Publishers, quarter: str, code: int, what: str
) -> None:
    outcome = command(*words(project, served, quarter=quarter))
    assert (outcome.code, what in outcome.err, served.asked) == (code, True, [])


def test_the_states_of_tables_are_told_apart(
    command: CommandLine, project: Project, served: Publishers
) -> None:
    path = project.strategy / "sources.toml"
    text = path.read_text(encoding="utf-8")
    planned = text.replace(
        'table = "FREM9"\nselection', 'table = "FREM9"\nnext_update = 2026-01-02\nselection'
    )
    path.write_text(planned, encoding="utf-8")
    served.tables.updated, served.tables.inactive = "2025-12-01T08:00:00", {"FOLK9"}
    outcome = command(*words(project, served))
    assert "Withdrawn (1): proeve-folketal\n" in outcome.out
    assert "Not updated as planned (1): proeve-fremskrivning\n" in outcome.out
    assert "Late (1): proeve-ledige\n" in outcome.out


def test_no_key_goes_over_the_open_network(
    command: CommandLine, project: Project, served: Publishers
) -> None:
    outcome = command("fetch", "2026Q3", "--project", project.root, "--base-url", "http://udgiver.invalid")
    assert outcome.code == 2
    assert "for everybody to read" in outcome.err
    assert not project.under_way(NEXT).exists()
    assert served.asked == []


def test_ctrl_c_keeps_what_has_come(command: CommandLine, project: Project, served: Publishers) -> None:
    served.always["/v3/data/y99"] = Reply(b"", "application/json", manner="silent", pause=20)
    process = subprocess.Popen(
        (sys.executable, "-c", AT_A_CONSOLE, *words(project, served)),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ,
    )
    while "y99" not in served.data_asked():
        time.sleep(0.05)
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "What has been fetched is kept: the same command goes on with it." in err
    assert "Traceback" not in err
    assert not project.raw(NEXT).exists()
    served.always.clear()
    served.asked.clear()
    assert command(*words(project, served)).code == 0
    assert served.data_asked() == ["y99", "FREM9"]


def test_two_fetch_one_after_the_other(command: CommandLine, project: Project, served: Publishers) -> None:
    from sigtepunkt.core.storage import atomic_files

    with atomic_files.write_lock(project):
        outcome = command(*words(project, served))
    assert outcome.code == 1
    assert "another sigtepunkt is writing here" in outcome.err


def test_an_answer_that_holds_a_mark_of_direction_is_refused(
    command: CommandLine, project: Project, served: Publishers
) -> None:
    described = served.tables.description("", "FOLK9")
    assert described is not None
    described["updated"] = "2026-11-11\u202e"
    served.first("/v1/tableinfo", json_reply(described))
    assert command(*words(project, served)).code == 0
    open_vintage(project, NEXT)
