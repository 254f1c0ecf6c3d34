"""`sigtepunkt new quarter` leads through a quarter: what came, what is left, by which command, from whom."""

from __future__ import annotations

import datetime as dt
import io
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from command_line import CommandLine, Outcome
from municipality import LAST, edit, reseal
from publishers import Publishers, serving
from publishers.declared import KEY, declare_services, publishers_of

from sigtepunkt.core.period import Quarter
from sigtepunkt.core.project import Project
from sigtepunkt.raw.vintage import open_vintage

NEXT, DAY = Quarter(2026, 3), dt.date(2026, 11, 26)
BY_HAND = {
    "proeve-skole": "skole.csv",
    "proeve-ventetid": "ventetid.xlsx",
    "proeve-nyttehaver": "nyttehaver.csv",
}
NEWER = b"990;2026K4;5400\r\n"


class Person:
    """Somebody at a terminal, whose answers are given beforehand."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._patch = monkeypatch

    def answers(self, *lines: str) -> None:
        """Let these lines be typed."""
        keyboard = io.StringIO("".join(f"{line}\n" for line in lines))
        self._patch.setattr(keyboard, "isatty", lambda: True)
        self._patch.setattr("sys.stdin", keyboard)


@pytest.fixture
def person(monkeypatch: pytest.MonkeyPatch) -> Person:
    return Person(monkeypatch)


@pytest.fixture
def served(project: Project, monkeypatch: pytest.MonkeyPatch) -> Iterator[Publishers]:
    """Prøvekommune's services, with a key in the environment, on a given day."""
    monkeypatch.setenv("SIGTEPUNKT_JOBINDSATS_KEY", KEY)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    for module in ("quarter_walk", "fetch_command", "source_commands"):
        monkeypatch.setattr(f"sigtepunkt.cli.delivery.{module}.today", lambda: DAY)
    with serving(publishers_of(declare_services(project), LAST)) as publishers:
        yield publishers


@pytest.fixture
def walk(command: CommandLine, project: Project, served: Publishers) -> Walk:
    return Walk(command, project, served)


class Walk:
    """The command, with the project and the services it is about."""

    def __init__(self, command: CommandLine, project: Project, served: Publishers) -> None:
        self.command, self.project, self.served = command, project, served

    def __call__(self, *words: object, quarter: str = "2026Q3") -> Outcome:
        where = ("--project", self.project.root, "--base-url", self.served.address)
        return self.command("new", "quarter", quarter, *where, *words)

    def run(self, *words: object) -> Outcome:
        """Run a command that was proposed, where nothing is asked."""
        outcome = self.command(*words, "--project", self.project.root)
        assert outcome.code == 0, outcome.said
        return outcome


def test_it_says_what_is_left_from_whom_and_by_which_command(walk: Walk) -> None:
    outcome = walk()
    assert outcome.code == 1
    lines = outcome.out.splitlines()
    assert lines[0] == "2026Q3: 0 of 6 files are there"
    assert "Left to fetch (3, 2 of them due): proeve-folketal, proeve-ledige, proeve-fremskrivning" in lines
    assert "  sigtepunkt fetch 2026Q3" in lines
    (school,) = (line for line in lines if line.startswith("  proeve-skole:"))
    assert school.endswith("; owner: Skoleafdelingen")
    assert "    sigtepunkt receive FILE --source proeve-skole --quarter 2026Q3" in lines
    assert lines[-1] == "6 of 6 are left; then, again: sigtepunkt new quarter 2026Q3"
    assert not walk.project.raw(NEXT).exists()
    assert walk.served.asked == []


def test_a_quarter_is_complete_by_the_commands_it_names(walk: Walk, tmp_path: Path) -> None:
    newer = tmp_path / "udtræk.csv"
    newer.write_bytes(
        (walk.project.raw(LAST) / "skole.csv").read_bytes() + b"Nabo;2025/2026;1.000;499;6,1\r\n"
    )
    walk.run("fetch", NEXT, "--base-url", walk.served.address)
    walk.run("receive", newer, "--source", "proeve-skole", "--quarter", NEXT)
    outcome = walk("--keep", "proeve-nyttehaver")
    assert outcome.code == 1
    lines = outcome.out.splitlines()
    assert lines[:4] == [
        "2026Q3: 5 of 6 files are there",
        "Fetched (3): proeve-folketal, proeve-ledige, proeve-fremskrivning",
        "Received (1): proeve-skole",
        "Kept, with the papers of the vintage before (1): proeve-nyttehaver",
    ]
    assert "Unchanged, byte for byte as in 2026Q2 (4): " in outcome.out
    assert "Late (2):" in outcome.out
    assert "  proeve-folketal: newest 2026Q3, the next was due on 2026-11-12, ask Prøvestatistik" in lines
    assert lines[-1] == "1 of 6 are left; then, again: sigtepunkt new quarter 2026Q3"
    shutil.copy(walk.project.raw(LAST) / "ventetid.xlsx", walk.project.raw(NEXT))
    outcome = walk()
    assert outcome.code == 0
    assert outcome.out.splitlines()[0] == "Sealed, with papers (1): ventetid.xlsx"
    assert outcome.out.splitlines()[-1] == "Next: sigtepunkt check 2026Q3, then sigtepunkt run 2026Q3"
    vintage = open_vintage(walk.project, NEXT)
    assert len(vintage.provenance) == 6
    assert vintage.closed == DAY


def test_at_a_terminal_it_asks_for_one_thing_after_the_other(
    walk: Walk, person: Person, tmp_path: Path
) -> None:
    newer = tmp_path / "nye ventetider.xlsx"
    shutil.copy(walk.project.raw(LAST) / "ventetid.xlsx", newer)
    person.answers("y", str(tmp_path / "findes ikke.csv"), f'"{newer}"', "=")
    outcome = walk()
    assert outcome.code == 1
    assert "Fetch 3 files from their publishers now?" in outcome.said
    assert "there is no such file" in outcome.err
    assert "Its file, = to keep the one before, Enter for later" in outcome.said
    assert {path.name for path in walk.project.raw_files(NEXT)} >= {
        "folketal.csv",
        "ventetid.xlsx",
        "nyttehaver.csv",
    }
    person.answers("=")
    outcome = walk()
    assert "Fetch" not in outcome.out.splitlines()[0], "nothing is left to fetch"
    assert outcome.code == 1
    assert (
        "Every file is byte for byte that of 2026Q2: nothing new has come, and nobody is late" in outcome.out
    )
    for key in (*BY_HAND, "proeve-folketal"):
        assert key in outcome.out
    assert "Late" not in outcome.out
    assert outcome.out.splitlines()[-1].startswith("Nothing is new in 2026Q3")


def test_what_is_asked_may_be_left_for_later(walk: Walk, person: Person) -> None:
    person.answers("n", "", "", "")
    outcome = walk()
    assert outcome.code == 1
    assert "6 of 6 are left" in outcome.out
    assert not walk.project.raw(NEXT).exists()


def test_without_a_key_it_says_which(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SIGTEPUNKT_JOBINDSATS_KEY")
    assert "SIGTEPUNKT_JOBINDSATS_KEY: the service needs a key, and none is set" in walk().out


def test_a_copied_quarter_is_not_taken_for_a_new_one(walk: Walk) -> None:
    """The whole folder copied, with another quarter and day written into it: nothing of it is new."""
    folder = walk.project.raw(NEXT)
    shutil.copytree(walk.project.raw(LAST), folder)
    edit(folder / "vintage.toml", '"2026Q2"', '"2026Q3"')
    reseal(folder)
    outcome = walk()
    assert outcome.code == 1
    assert "Kept, with the papers of the vintage before (6)" in outcome.out
    assert "Every file is byte for byte that of 2026Q2" in outcome.out
    edit(folder / "vintage.toml", "2026-08-31", "2026-11-27")
    reseal(folder)
    outcome = walk()
    assert outcome.code == 1
    assert "the vintage is closed on 2026-11-27, which is still to come" in outcome.err


def test_provenance_copied_from_another_quarter_is_refused(walk: Walk) -> None:
    folder = walk.project.raw(NEXT)
    shutil.copytree(walk.project.raw(LAST), folder)
    edit(folder / "vintage.toml", '"2026Q2"', '"2026Q3"')
    (folder / "folketal.csv").write_bytes((folder / "folketal.csv").read_bytes() + NEWER)
    reseal(folder)
    outcome = walk()
    assert outcome.code == 1
    assert (
        "what it says of 1 file is what 2026Q2 says, and their bytes are others: folketal.csv" in outcome.err
    )


def test_what_belongs_to_no_source_is_told_or_refused(walk: Walk) -> None:
    walk.run("fetch", NEXT, "--base-url", walk.served.address)
    folder = walk.project.raw(NEXT)
    for name in ("Thumbs.db", "desktop.ini", "~$skole.xlsx"):
        (folder / name).write_bytes(b"\xd0\xcf")
    walk.project.suite("nedlagt").write_text("{}", encoding="utf-8")
    outcome = walk()
    assert "Passed over: data/raw/2026Q3/Thumbs.db: left there by a system or a program" in outcome.out
    assert "Passed over: data/raw/2026Q3/~$skole.xlsx: left there by a system or a program" in outcome.out
    assert (
        "Passed over: expectations/nedlagt.json: no source in strategy/sources.toml has this name"
        in outcome.out
    )
    (folder / "skole (1).csv").write_bytes(b"x")
    outcome = walk()
    assert "data/raw/2026Q3/skole (1).csv: no source in strategy/sources.toml has this file" in outcome.err
    assert "did you mean 'skole.csv'?" in outcome.err


@pytest.mark.parametrize(
    ("quarter", "code", "what"),
    [
        ("2026Q4", 1, "2026Q4 begins on 2026-10-01"),
        ("2027Q1", 1, "2027Q1 begins on 2027-01-01, which is still to come"),
        ("2019Q1", 2, "no raw data for 2019Q1"),
        ("2026K3", 2, "did you mean 2026Q3?"),
    ],
)
def test_a_quarter_that_cannot_be_begun_is_refused(
    walk: Walk, monkeypatch: pytest.MonkeyPatch, quarter: str, code: int, what: str
) -> None:
    monkeypatch.setattr("sigtepunkt.cli.delivery.quarter_walk.today", lambda: dt.date(2026, 9, 30))
    outcome = walk(quarter=quarter)
    assert (outcome.code, what in outcome.err) == (code, True), outcome.err


def test_a_published_quarter_is_corrected_not_begun(walk: Walk) -> None:
    walk.project.published.mkdir(parents=True)
    walk.project.edition(LAST, 1).write_text("{}", encoding="utf-8")
    outcome = walk(quarter="2026Q2")
    assert outcome.code == 1
    assert "2026Q2 has been published" in outcome.err
    assert "A correction" in outcome.err


def test_every_source_is_listed_with_table_file_owner_newest_period_and_what_is_due(walk: Walk) -> None:
    lines = walk.run("list", "--sources").out.splitlines()
    assert lines[0].split() == ["source", "table", "file", "newest", "due", "owner"]
    assert len(lines) == 7
    (people,) = (line for line in lines if line.startswith("proeve-folketal "))
    assert people.split()[1:4] == ["FOLK9", "folketal.csv", "2026Q3"]
    assert people.endswith("Prøvestatistik")
    rows = json.loads(walk.run("list", "--sources", "--json").out)
    assert {row["source"]: row["file"] for row in rows}.items() >= BY_HAND.items()
    (people,) = (row for row in rows if row["source"] == "proeve-folketal")
    assert (people["newest"], people["due"]) == ("2026Q3", "2026-11-12")
    assert (people["owner"], people["service"]) == ("Prøvestatistik", "statbank")
