"""What the tests of this room share."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from municipality import edit

from sigtepunkt.core.errors import Problem, Refused
from sigtepunkt.core.project import Project
from sigtepunkt.strategy import load_definitions

Change = Callable[[str, str, str], tuple[Problem, ...]]


@pytest.fixture
def refused_after(project: Project) -> Change:
    """Return what loading says once `old` reads `new` in a file under strategy/."""

    def change(file: str, old: str, new: str) -> tuple[Problem, ...]:
        edit(project.strategy / file, old, new)
        with pytest.raises(Refused) as refusal:
            load_definitions(project)
        return refusal.value.problems

    return change
