"""What people wrote of a quarter is read by page; what would never stand on a page is refused."""

from __future__ import annotations

import datetime as dt

import pytest
from municipality import LAST

from sigtepunkt.core.project import Project
from sigtepunkt.followup.follow_up import FollowUp, problems_on, read_follow_up
from sigtepunkt.strategy import load_definitions


def read(project: Project) -> FollowUp:
    """Return what was written of the later quarter."""
    return read_follow_up(project, LAST, load_definitions(project))


def write(project: Project, name: str, text: str = "Hej") -> None:
    """Write a comment."""
    path = project.commentary / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_a_project_without_comments_and_decisions_has_none(project: Project) -> None:
    assert read(project) == FollowUp()


def test_a_quarters_comments_stand_by_page(project: Project) -> None:
    for name in ("2026Q2/teknik.md", "2026Q2/kommunalbestyrelsen.md", "2026Q1/boern.md"):
        write(project, name)
    assert set(read(project).comments) == {"teknik", "kommunalbestyrelsen"}
    assert not read(project).problems


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("2026Q3/teknik.md", "a comment on 2026Q3, of which there are no figures"),
        ("2026Q2/teknikk.md", "did you mean 'teknik.md'"),
        ("2026Q2/datakvalitet.md", "a comment on no page"),
        ("2026Q2/teknik.txt", "a comment on no page"),
        ("teknik.md", "a folder for each quarter"),
        ("2026-Q2/teknik.md", "a folder for each quarter"),
    ],
)
def test_what_would_stand_on_no_page_is_refused(project: Project, name: str, said: str) -> None:
    write(project, name)
    (problem,) = read(project).problems
    assert said in str(problem)
    assert problem.where.startswith("commentary/")


def test_what_a_system_leaves_is_passed_over(project: Project) -> None:
    for name in (".DS_Store", "2026Q2/Thumbs.db", "2026Q2/~$teknik.md"):
        write(project, name)
    assert read(project).problems == ()


def test_faults_of_comments_are_among_the_problems(project: Project) -> None:
    write(project, "2026Q2/teknik.md", "Først\n\n<script>x</script>\n")
    (problem,) = problems_on(read(project), dt.date(2026, 9, 1))
    assert str(problem).startswith("commentary/2026Q2/teknik.md:3: raw HTML")
