"""What is followed up: an action on an indicator `x`, beside as many others as asked for; and decisions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from example_actions import EFFECT, action
from judged_indicator import following, rows

from sigtepunkt.core.project import Project
from sigtepunkt.followup import ActionState, follow_actions
from sigtepunkt.followup.decisions import Matter, read_decisions
from sigtepunkt.strategy import Area, Definitions, Indicator, load_definitions

Follow = Callable[..., ActionState]
Decide = Callable[..., tuple[tuple[Matter, ...], list[str]]]


@pytest.fixture
def follow(definitions: Definitions) -> Follow:
    """Return the state of an action, from its indicator's values in periods that follow `first`."""

    def run(
        values: Sequence[float],
        first: str = "2022Q1",
        *,
        others: Sequence[Sequence[float]] = (),
        quarter: str = "2026Q2",
        published: str = "2024Q1",
        effect: dict[str, Any] | None = None,
        unshown: pd.DataFrame | None = None,
        source: dict[str, Any] | None = None,
        **declared: Any,
    ) -> ActionState:
        example = definitions.indicators["ledighed"].model_dump(exclude_unset=True)
        settings = {**example, "kind": "rate", "season": False, "better": "neutral", **declared}
        indicator = Indicator.model_validate(settings)
        codes = [str(100 + number) for number in range(len(others))]
        areas = {**definitions.municipality.areas, **{code: Area(name=code) for code in codes}}
        changed = {"comparison": tuple(codes), "areas": areas}
        known = replace(
            definitions,
            municipality=definitions.municipality.model_copy(update=changed),
            indicators={"x": indicator},
            sources={"proeve-ledige": definitions.sources["proeve-ledige"].model_copy(update=source or {})},
            actions={"a": action({**EFFECT, **(effect or {})})},
        )
        periods = following(first, len(values))
        tables = [
            rows(periods, values),
            *(rows(periods, each, code) for code, each in zip(codes, others, strict=True)),
        ]
        frame = pd.concat([*tables, *([] if unshown is None else [unshown])], ignore_index=True)
        (state,) = follow_actions(known, frame, quarter, {"a": published} if published else {})
        return state

    return run


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
