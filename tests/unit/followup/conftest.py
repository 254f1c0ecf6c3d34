"""Decisions of Prøvekommune's committees, written as a secretary writes them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sigtepunkt.core.project import Project
from sigtepunkt.followup.decisions import Matter, read_decisions
from sigtepunkt.strategy import load_definitions

Decide = Callable[..., tuple[tuple[Matter, ...], list[str]]]


@pytest.fixture
def decide(project: Project) -> Decide:
    """Write files of decisions and return what is read, and what is wrong with them."""

    def write(*texts: str) -> tuple[tuple[Matter, ...], list[str]]:
        project.decisions.mkdir(exist_ok=True)
        for number, text in enumerate(texts, 1):
            (project.decisions / f"møde-{number}.toml").write_text(text, encoding="utf-8")
        matters, problems = read_decisions(project, load_definitions(project))
        return matters, [str(problem) for problem in problems]

    return write
