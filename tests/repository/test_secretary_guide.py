"""What the secretary's page tells one to write is accepted, as it stands there."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import textwrap
from pathlib import Path

import pytest
from places import REPOSITORY

from sigtepunkt.core.project import Project
from sigtepunkt.followup.decisions import read_decisions
from sigtepunkt.strategy import load_definitions

GUIDE = (REPOSITORY / "docs" / "secretary.md").read_text(encoding="utf-8")
EXAMPLES = [
    textwrap.dedent(text) for text in re.findall(r"^ *```toml\n(.*?)^ *```$", GUIDE, re.DOTALL | re.MULTILINE)
]
OF_DECISIONS = [text for text in EXAMPLES if "decisions." in text]
OF_ACTIONS = [text for text in EXAMPLES if "decisions." not in text]
AFTER = dt.date(2026, 12, 31)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """The shipped strategy, without its decisions."""
    shutil.copytree(REPOSITORY / "strategy", tmp_path / "strategy")
    (tmp_path / "decisions").mkdir()
    return Project(tmp_path)


def test_there_are_examples_of_each() -> None:
    assert (len(OF_DECISIONS), len(OF_ACTIONS)) == (2, 2)


def test_an_action_can_be_declared_as_the_guide_shows(project: Project) -> None:
    path = project.strategy / "actions.toml"
    path.write_text("\n".join([path.read_text(encoding="utf-8"), *OF_ACTIONS]), encoding="utf-8")
    action = load_definitions(project, AFTER).actions["jobmesse"]
    assert action.effect is not None


def test_a_decision_and_its_answer_can_be_written_as_the_guide_shows(project: Project) -> None:
    (project.decisions / "2026-06-09-vtf.toml").write_text("\n".join(OF_DECISIONS), encoding="utf-8")
    (matter,), problems = read_decisions(project, load_definitions(project, AFTER))
    assert problems == []
    assert matter.decision.answer is not None
