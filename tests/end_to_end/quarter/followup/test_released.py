"""What the council received is not said otherwise in silence: a comment changes with a reason only."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import CommandLine
from executed_notebooks import execute_at_once
from html_pages import read_page
from municipality import FIRST
from places import quietly
from tree_bytes import tree_bytes
from written import COMMENTS, TEKNIK, comment

from sigtepunkt import pipeline
from sigtepunkt.core.project import Project
from sigtepunkt.editions import edition
from sigtepunkt.execution import executor

REASON, BY = "Kommentaren var en anden.", "Økonomisekretariatet"
COUNCIL = "kommunalbestyrelsen"
Change = Callable[[Project], object]


@pytest.fixture(scope="module")
def released_once(followed_once: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The quarter with its comments, as it went to the council; read-only."""
    home = Project(shutil.copytree(followed_once.root, tmp_path_factory.mktemp("sent") / "prøvekommune"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(executor, "execute", execute_at_once)
        pipeline.release_edition(home, FIRST, BY, quietly)
    return home


@pytest.fixture
def released(released_once: Project, tmp_path: Path) -> Project:
    """A copy of it, which a test may change."""
    return Project(shutil.copytree(released_once.root, tmp_path / "sendt"))


@pytest.fixture(scope="module")
def corrected_once(released_once: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """It, corrected by real notebooks: a comment was changed, another is new, and the council's is gone."""
    home = Project(shutil.copytree(released_once.root, tmp_path_factory.mktemp("again") / "prøvekommune"))
    comment(home, "teknik", f"{TEKNIK}\nOg mere.\n")
    comment(home, "boern", "Hej.\n")
    home.comment(FIRST, COUNCIL).unlink()
    pipeline.run(home, FIRST, reason=REASON, progress=quietly)
    return home


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages whose text does not matter."""
    monkeypatch.setattr(executor, "execute", execute_at_once)


def everything(project: Project) -> dict[str, bytes]:
    """Return all that was published."""
    recorded = tree_bytes(project.published).items()
    return {**tree_bytes(project.reports), **{f"published/{name}": content for name, content in recorded}}


def erratum(project: Project, page: str) -> str:
    """Return what a page says of its correction."""
    (section,) = read_page(project.report(FIRST) / f"{page}.html").all("section", class_="erratum")
    return section.text


def test_an_edition_remembers_what_its_comments_said(released_once: Project) -> None:
    said = edition.read(released_once, FIRST, 1).said
    comments = {name for name in said if name.startswith("kommentar:")}
    assert comments == {f"kommentar:{page}" for page in COMMENTS}


@pytest.mark.parametrize(
    ("change", "page"),
    [
        pytest.param(lambda project: comment(project, "teknik", f"{TEKNIK}\nOg.\n"), "teknik", id="changed"),
        pytest.param(lambda project: comment(project, "boern", "Hej.\n"), "boern", id="new"),
        pytest.param(lambda project: project.comment(FIRST, "teknik").unlink(), "teknik", id="gone"),
        pytest.param(
            lambda project: comment(
                project, "teknik", TEKNIK.replace("[5.396 personer](indikator:folketal#nu)", "5.396 personer")
            ),
            "teknik",
            id="a number that is no claim any more",
        ),
    ],
)
def test_another_comment_in_a_release_needs_a_reason(
    released: Project, command: CommandLine, change: Change, page: str
) -> None:
    change(released)
    before = everything(released)
    outcome = command("run", FIRST, "--project", released.root)
    today = dt.datetime.now().astimezone().date().isoformat()
    assert (outcome.code, outcome.out) == (1, "")
    assert (
        f"data/published/2026Q1-1.json: edition 1 of 2026Q1, released on {today} by {BY}, "
        f"has other figures, verdicts or words: the comment on {page}\n" in outcome.err
    )
    assert 'run: sigtepunkt run 2026Q1 --reason "what was wrong"' in outcome.err
    assert everything(released) == before


def test_another_decision_in_a_release_needs_a_reason(released: Project, command: CommandLine) -> None:
    path = next(
        path for path in sorted(released.decisions.glob("*.toml")) if "stier" in path.read_text("utf-8")
    )
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('owner = "', 'owner = "Ny ', 1), encoding="utf-8")
    before = everything(released)
    outcome = command("run", FIRST, "--project", released.root)
    assert (outcome.code, outcome.out) == (1, "")
    assert "has other figures, verdicts or words: the decision " in outcome.err
    assert everything(released) == before


@pytest.mark.parametrize(
    "text",
    [f"<!-- husk at spørge -->\n\n{TEKNIK}", f"{TEKNIK}\n## Kortere vej til en tilladelse\n"],
    ids=["a note", "a heading with nothing under it"],
)
@pytest.mark.usefixtures("quick")
def test_what_no_reader_sees_needs_no_reason(released: Project, command: CommandLine, text: str) -> None:
    record = tree_bytes(released.published)
    comment(released, "teknik", text)
    outcome = command("run", FIRST, "--project", released.root)
    assert outcome.code == 0, outcome.err
    assert tree_bytes(released.published) == record


@pytest.mark.usefixtures("quick")
def test_an_edition_from_before_there_were_comments_stays_to_the_byte(
    published_once: Project, tmp_path: Path, command: CommandLine
) -> None:
    home = Project(shutil.copytree(published_once.root, tmp_path / "prøvekommune"))
    assert command("release", FIRST, "--by", BY, "--project", home.root).code == 0
    record = tree_bytes(home.published)
    assert b'"said"' not in record["2026Q1-1.json"]
    assert command("run", FIRST, "--force", "--project", home.root).code == 0
    assert tree_bytes(home.published) == record
    comment(home, "teknik", "Hej.\n")
    outcome = command("run", FIRST, "--project", home.root)
    assert (outcome.code, "the comment on teknik\n" in outcome.err) == (1, True)


@pytest.mark.parametrize(
    ("page", "told"),
    [
        ("teknik", "Kommentaren på »Teknikudvalget« er ændret."),
        ("boern", "Kommentaren på »Børneudvalget« er kommet til."),
        (
            COUNCIL,
            (
                "Kommentaren på »Teknikudvalget« er ændret. Kommentaren på »Børneudvalget« er kommet til. "
                "Kommentaren på »Kommunalbestyrelsen« er taget væk."
            ),
        ),
    ],
)
def test_a_corrected_edition_tells_which_comments_are_others(
    corrected_once: Project, page: str, told: str
) -> None:
    said = erratum(corrected_once, page)
    assert f"Grunden til rettelsen: {REASON}" in said
    assert f"Ingen tal og ingen vurdering på denne side er ændret. {told} Tidligere: udgave 1" in said


def test_what_the_council_received_lies_beside_it(released_once: Project, corrected_once: Project) -> None:
    assert tree_bytes(corrected_once.report(FIRST) / "udgave-1") == tree_bytes(released_once.report(FIRST))
    said = edition.read(corrected_once, FIRST, 2).said
    comments = {name for name in said if name.startswith("kommentar:")}
    assert comments == {"kommentar:teknik", "kommentar:boern"}


def test_a_correction_is_told_anew_when_its_comment_changes_again(
    corrected_once: Project, tmp_path: Path
) -> None:
    home = Project(shutil.copytree(corrected_once.root, tmp_path / "prøvekommune"))
    comment(home, "teknik", TEKNIK)  # as the council received it
    pipeline.run(home, FIRST, progress=quietly)
    assert "Kommentaren på" not in erratum(home, "teknik")
    assert "»Teknikudvalget«" not in erratum(home, COUNCIL)


@pytest.mark.usefixtures("quick")
def test_a_draft_is_made_anew_with_another_comment_and_tells_of_it(
    published: Project, command: CommandLine
) -> None:
    comment(published, COUNCIL, "Hej.\n")
    outcome = command("run", FIRST, "--project", published.root)
    assert outcome.code == 0, outcome.err
    assert "Other than in the draft before: the comment on kommunalbestyrelsen\n" in outcome.err
    assert published.editions(FIRST) == [1]
