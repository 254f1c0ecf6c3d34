"""Prøvekommune with an action whose effect was declared before it started."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from municipality import edit

from sigtepunkt.core.errors import Problem, Refused
from sigtepunkt.core.project import Project
from sigtepunkt.strategy import load_definitions

Refuse = Callable[[str, str], tuple[Problem, ...]]
TODAY = dt.date(2026, 11, 1)
ACTIONS = """\
[jobmesse]
title = "Jobmesse"
focus_area = "bosaetning"
committee = "teknik"
owner = "Erhvervschefen"
source = "Prøvekommune"
story = "En messe hvert forår."
history = [
    { status = "idé", on = "2023" },
    { status = "besluttet", on = 2024-02-06, decision = "Udvalget, 6. februar 2024" },
    { status = "i gang", on = 2024-05-02 },
]

[jobmesse.effect]
declared = 2024-02-06
indicator = "ledighed"
direction = "lower"
earliest = "2024Q3"
smallest = 0.2
evaluate = "2026Q2"
achieved = "Ledigheden er mindst 0,2 procentpoint lavere."

[jobmesse.evaluation]
on = 2026-09-01
conclusion = "Messen fortsætter."
decision = "Udvalget, 1. september 2026"
"""


@pytest.fixture
def with_action(project: Project) -> Project:
    """Return Prøvekommune with the action above."""
    (project.strategy / "actions.toml").write_text(ACTIONS, encoding="utf-8")
    return project


@pytest.fixture
def refused_after(with_action: Project) -> Refuse:
    """Return what loading says once `old` reads `new` in actions.toml."""

    def change(old: str, new: str) -> tuple[Problem, ...]:
        edit(with_action.strategy / "actions.toml", old, new)
        with pytest.raises(Refused) as refusal:
            load_definitions(with_action, TODAY)
        return refusal.value.problems

    return change
