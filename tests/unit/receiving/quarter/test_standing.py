"""Of each source it is known what came, what is due, and whether it is what was there before."""

from __future__ import annotations

import datetime as dt
import shutil

import pytest
from municipality import FIRST, LAST, edit, reseal

from sigtepunkt.core.period import Quarter
from sigtepunkt.core.project import Project
from sigtepunkt.receiving.quarter.standing import Standing, Way, newest_before, of_quarter
from sigtepunkt.sources.services.source_state import SourceState
from sigtepunkt.strategy import load_definitions

NEXT, DAY = Quarter(2026, 3), dt.date(2026, 10, 2)


def standings(project: Project, quarter: Quarter = NEXT, day: dt.date = DAY) -> dict[str, Standing]:
    return {each.key: each for each in of_quarter(project, load_definitions(project), quarter, day)}


def place(project: Project, name: str, paper: str, content: bytes | None = None) -> None:
    """Put last quarter's file, or other bytes, into the next quarter's vintage, with this in its papers."""
    folder = project.raw(NEXT)
    folder.mkdir(exist_ok=True)
    before = (project.raw(LAST) / name).read_bytes()
    (folder / name).write_bytes(before if content is None else content)
    (folder / "provenance.toml").write_text(f'["{name}"]\n{paper}\n', encoding="utf-8")


def test_before_anything_came_every_source_stands_as_its_newest_file_says(project: Project) -> None:
    by_key = standings(project)
    assert {each.way for each in by_key.values()} == {None}
    people = by_key["proeve-folketal"]
    assert (people.newest, people.due, people.state) == ("2026Q3", dt.date(2026, 11, 12), None)
    assert not people.is_expected(dt.date(2026, 11, 11))
    assert people.is_expected(dt.date(2026, 11, 12))
    assert by_key["proeve-fremskrivning"].due is None, "a projection has no rhythm"
    assert by_key["proeve-fremskrivning"].is_expected(DAY)


@pytest.mark.parametrize(
    ("paper", "content", "way", "same"),
    [
        ('source = "proeve-folketal"\nrequest = "00ff"', None, Way.FETCHED, True),
        ('source = "proeve-folketal"\nvia = "mail"', None, Way.RECEIVED, True),
        (
            'source = "proeve-folketal"\nvia = "mail"',
            b"OMR\xc3\x85DE;TID;INDHOLD\n990;2026K4;1\n",
            Way.RECEIVED,
            False,
        ),
    ],
)
def test_how_a_file_came_is_read_from_its_papers(
    project: Project, paper: str, content: bytes | None, way: Way, same: bool
) -> None:
    place(project, "folketal.csv", paper, content)
    standing = standings(project)["proeve-folketal"]
    assert (standing.way, standing.same) == (way, same)


def test_a_file_with_last_quarters_bytes_and_papers_is_kept_and_nobody_is_late_for_it(
    project: Project,
) -> None:
    shutil.copytree(project.raw(LAST), project.raw(NEXT))
    by_key = standings(project, day=dt.date(2030, 1, 1))
    assert {each.way for each in by_key.values()} == {Way.KEPT}
    assert {each.state for each in by_key.values()} == {None}


def test_a_file_that_came_without_what_is_due_is_late(project: Project) -> None:
    place(project, "folketal.csv", 'source = "proeve-folketal"\nretrieved = "2026-11-13"')
    due = dt.date(2026, 11, 12)
    assert standings(project, day=due)["proeve-folketal"].state is SourceState.CURRENT
    late = standings(project, day=due + dt.timedelta(days=1))["proeve-folketal"]
    assert late.state is SourceState.LATE


def test_of_a_copy_put_together_later_nobody_is_called_late(project: Project) -> None:
    place(project, "folketal.csv", 'source = "proeve-folketal"\nreconstructed = true')
    assert standings(project, day=dt.date(2030, 1, 1))["proeve-folketal"].state is None


def test_what_the_publisher_announced_goes_before_the_rhythm_until_it_has_passed(project: Project) -> None:
    service = '\n[proeve-folketal.service]\nkind = "statbank"\ntable = "FOLK9"\n'
    service += 'selection = { "OMRÅDE" = ["*"], Tid = ["*"] }\nnext_update = 2026-11-05\n'
    path = project.strategy / "sources.toml"
    path.write_text(path.read_text(encoding="utf-8") + service, encoding="utf-8")
    assert standings(project)["proeve-folketal"].due == dt.date(2026, 11, 5)
    assert standings(project, day=dt.date(2026, 11, 6))["proeve-folketal"].due == dt.date(2026, 11, 12)


def test_a_file_that_cannot_be_read_has_no_newest_period(project: Project) -> None:
    (project.raw(LAST) / "folketal.csv").write_bytes(b"")
    standing = standings(project)["proeve-folketal"]
    assert (standing.newest, standing.due) == ("", None)


def test_an_older_quarter_stands_as_it_did_then(project: Project) -> None:
    by_key = standings(project, FIRST)
    assert by_key["proeve-folketal"].newest == "2026Q2"
    assert {each.same for each in by_key.values()} == {False}
    assert newest_before(project, FIRST) is None
    assert newest_before(project, NEXT) == LAST


def test_papers_that_cannot_be_read_say_nothing(project: Project) -> None:
    edit(project.raw(LAST) / "provenance.toml", '["folketal.csv"]', '["folketal.csv"')
    reseal(project.raw(LAST))
    assert standings(project, LAST)["proeve-folketal"].way is Way.RECEIVED
