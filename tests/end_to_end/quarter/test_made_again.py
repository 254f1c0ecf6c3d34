"""After a change in an input, what rests on it is made again, nothing else, and the pages are --force's."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from municipality import FIRST, LAST, damage, edit, lay_out, reseal
from places import quietly
from tree_bytes import tree_bytes

from sigtepunkt import pipeline
from sigtepunkt.checks import evaluation, vintage_check
from sigtepunkt.core.period import Quarter
from sigtepunkt.core.project import Project
from sigtepunkt.core.storage import software
from sigtepunkt.core.storage.kept_results import KeptResults
from sigtepunkt.core.storage.software import ROOMS
from sigtepunkt.disclosure import protected_vintages
from sigtepunkt.editions import input_checksums, run_inputs
from sigtepunkt.observations import vintages
from sigtepunkt.observations.vintages import COMPUTED_FROM, Vintages
from sigtepunkt.signals import judge
from sigtepunkt.strategy import Indicator, load_definitions

EARLIER = ("2025Q3", "2025Q4")  # vintages with the files of 2026Q1


@dataclass
class Made:
    """What a run makes: files read, suites evaluated, vintages accepted and decided, indicators judged."""

    read: set[str] = field(default_factory=set)
    evaluated: set[str] = field(default_factory=set)
    accepted: set[str] = field(default_factory=set)
    decided: set[str] = field(default_factory=set)
    judged: set[str] = field(default_factory=set)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Made:
    """What is made from now on, in this process: nothing is forked for so few files."""
    made = Made()

    def note(module: Any, name: str, what: set[str], of: Callable[..., str]) -> None:
        original = getattr(module, name)

        def noted(*words: Any, **named: Any) -> Any:
            what.add(of(*words))
            return original(*words, **named)

        monkeypatch.setattr(module, name, noted)

    note(vintage_check.source_reader, "read_raw", made.read, lambda source, *_: str(source.file))
    note(evaluation, "evaluate", made.evaluated, lambda suite, *_: str(suite))
    note(vintages, "open_vintage_check", made.accepted, lambda _, __, quarter, *___: str(quarter))
    note(protected_vintages, "persons_in", made.decided, lambda _, rows: str(rows["vintage"].iloc[0]))
    note(judge, "judge_indicator", made.judged, lambda key, *_: str(key))
    return made


@pytest.fixture(scope="module")
def four_quarters(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Prøvekommune with four vintages, the newest processed after the one before; read-only."""
    home = lay_out(tmp_path_factory.mktemp("four") / "prøvekommune")
    for quarter, closed in zip(EARLIER, ("2025-11-30", "2026-02-28"), strict=True):
        folder = home.all_raw / quarter
        shutil.copytree(home.raw(FIRST), folder)
        edit(folder / "vintage.toml", f'"{FIRST}"', f'"{quarter}"')
        edit(folder / "vintage.toml", "2026-05-31", closed)
        reseal(folder)
    for quarter in (FIRST, LAST):
        process(home, quarter)
    return home


@pytest.fixture
def home(four_quarters: Project, tmp_path: Path) -> Project:
    """A copy that a test may change."""
    return Project(shutil.copytree(four_quarters.root, tmp_path / "prøvekommune"))


def process(home: Project, quarter: Quarter = LAST, **named: Any) -> None:
    pipeline._process(run_inputs.read(home, quarter), strict=False, progress=quietly, **named)


# No other test makes the same changes: verdicts are remembered by all tests together.
def raw_value(home: Project) -> None:
    damage(home, LAST, "skole.csv", lambda content: content.replace(b";390;", b";397;"))


def earlier_raw_value(home: Project) -> None:
    damage(
        home, FIRST, "folketal.csv", lambda content: content.replace(b"990;2018K1;5000", b"990;2018K1;5017")
    )


def wording(home: Project) -> None:
    edit(
        home.strategy / "indicators.toml",
        'definition = "Ledige i procent',
        'definition = "Alle ledige i procent',
    )


def computation(home: Project) -> None:
    edit(home.strategy / "indicators.toml", 'computation = "growth"', 'computation = "value"')


def days_to_wait(home: Project) -> None:
    edit(home.strategy / "sources.toml", "lag_days = 42", "lag_days = 43")


def suite(home: Project) -> None:
    path = home.suite("proeve-skole")
    path.write_text(
        path.read_text(encoding="utf-8").replace('"sentence": "', '"sentence": "Nyt: '), encoding="utf-8"
    )


def disclosure_rule(home: Project) -> None:
    edit(home.strategy / "disclosure.toml", "persons = true", "persons = true\nminimum = 7")


FILES = {"folketal.csv", "ledige.json", "skole.csv", "ventetid.xlsx", "fremskrivning.csv", "nyttehaver.csv"}
SUITES = {f"proeve-{name.partition('.')[0]}" for name in FILES} | {"facts", "observations"}
INDICATORS = {"folketal", "folkevaekst", "ledighed", "klubandel", "skolefravaer", "ventetid"}
ALL = {*EARLIER, "2026Q1", "2026Q2"}
TWO, NEWEST = {"2026Q1", "2026Q2"}, {"2026Q2"}
NOTHING = Made(decided=TWO)  # what may be shown of these two is decided by every run
CHANGES: dict[str, tuple[Callable[[Project], None], Made]] = {
    "nothing": (lambda _: None, NOTHING),
    "a raw value": (
        raw_value,
        Made({"skole.csv"}, {"proeve-skole", "facts", "observations"}, NEWEST, TWO, {"klubandel"}),
    ),
    "an earlier vintage's": (
        earlier_raw_value,
        Made(
            {"folketal.csv"},
            {"proeve-folketal", "facts", "observations"},
            TWO,
            TWO,
            {"folketal", "folkevaekst"},
        ),
    ),
    "an indicator's wording": (wording, Made(decided=TWO, judged={"ledighed"})),
    "an indicator's computation": (computation, Made(set(), {"observations"}, ALL, ALL, {"folkevaekst"})),
    "a source": (days_to_wait, Made({"folketal.csv"}, set(), ALL, ALL, {"folketal", "folkevaekst"})),
    "a suite": (suite, Made({"skole.csv"}, {"proeve-skole"}, ALL, ALL)),
    "a rule of disclosure control": (disclosure_rule, Made(decided=ALL)),
}


@pytest.mark.parametrize("kind", CHANGES)
def test_a_change_makes_again_what_rests_on_it_and_nothing_else(home: Project, made: Made, kind: str) -> None:
    change, expected = CHANGES[kind]
    change(home)
    process(home)
    assert made == expected
    here = tree_bytes(home.processed(LAST))
    process(home, force=True)
    assert tree_bytes(home.processed(LAST)) == here


# What rests on a room's code; a change of a library is one in every room (test_software.py).
CODE: dict[str, Made] = {
    "checks": Made(FILES, SUITES, ALL, ALL, INDICATORS),
    "observations": Made(set(), set(), ALL, ALL, INDICATORS),
    "disclosure": Made(decided=ALL, judged=INDICATORS),
    "signals": Made(decided=TWO, judged=INDICATORS),
    "wording": NOTHING,
}


@pytest.mark.parametrize("room", CODE)
def test_a_change_in_code_makes_again_what_that_room_and_later_ones_make(
    home: Project, made: Made, room: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    of_rooms_until = software.of_rooms_until

    def changed(until: str) -> str:
        here = ROOMS.index(until) >= ROOMS.index(room)
        return f"{of_rooms_until(until)} with another {room}" if here else of_rooms_until(until)

    monkeypatch.setattr(software, "of_rooms_until", changed)
    process(home)
    assert made == CODE[room]


def test_what_was_kept_and_is_damaged_is_made_again(home: Project, made: Made) -> None:
    for path in home.kept_results.rglob("*.kept"):
        path.write_bytes(path.read_bytes()[:-1])
    process(home)
    assert made == Made(FILES, set(), ALL, ALL, INDICATORS), "of verdicts, nothing was damaged"
    for again in vars(made).values():
        again.clear()
    shutil.rmtree(home.processed(LAST))
    process(home)
    assert made == NOTHING, "what was damaged has been replaced"


def test_a_crash_while_results_are_written_leaves_none_that_is_trusted(
    home: Project, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(home.kept_results)
    replace = Path.replace

    def crash(path: Path, target: Path) -> Path:
        if "vintages" in target.parts:
            path.write_bytes(path.read_bytes()[:100])
            raise KeyboardInterrupt
        return replace(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", crash)
        with pytest.raises(KeyboardInterrupt):
            process(home)
    made.read.clear()
    process(home)
    assert made.read == set(), "files are kept once they are checked"
    assert made.accepted == ALL


def test_what_a_vintage_is_accepted_and_protected_by_is_among_what_its_checksums_cover(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a change in how an indicator is computed would leave its figures as they were."""
    read: set[str] = set()
    definitions = load_definitions(project)
    of_model = Indicator.__getattribute__

    def noted(indicator: Indicator, name: str) -> Any:
        if name in Indicator.model_fields:
            read.add(name)
        return of_model(indicator, name)

    def vintages() -> Vintages:
        raw = input_checksums.of_raw_files(project, LAST)
        kept = KeptResults(project.kept_results)
        return Vintages(project, definitions, definitions, [FIRST, LAST], raw, kept, again=True)

    with monkeypatch.context() as patch:
        patch.setattr(Indicator, "__getattribute__", noted)
        protected_vintages.suppress(definitions, vintages().observations[:], {})
    assert {"source", "computation"} <= read <= COMPUTED_FROM
