"""What the tests of this room share."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from municipality import edit

from sigtepunkt.core.errors import Problem, Refused
from sigtepunkt.core.project import Project
from sigtepunkt.strategy import load_definitions

Change = Callable[[str, str, str], tuple[Problem, ...]]


@pytest.fixture
def refused_after(project: Project) -> Change:
    """Return what loading says once `old` reads `new` in a file under strategy/.

    The number of the line is left out, which test_loading.py holds for every file.
    """

    def change(file: str, old: str, new: str) -> tuple[Problem, ...]:
        edit(project.strategy / file, old, new)
        with pytest.raises(Refused) as refusal:
            load_definitions(project)
        told = refusal.value.problems
        return tuple(replace(each, where=re.sub(r":\d+: ", ": ", each.where, count=1)) for each in told)

    return change
