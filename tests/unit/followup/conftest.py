"""An action on an indicator `x` of a municipality with as many others as are asked for, followed up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from judged_indicator import following, rows

from sigtepunkt.followup import ActionState, follow_actions
from sigtepunkt.strategy import Action, Area, Definitions, Indicator

Follow = Callable[..., ActionState]
EFFECT = {
    "declared": "2023-11-01",
    "indicator": "x",
    "direction": "higher",
    "earliest": "2024Q3",
    "smallest": 1.0,
    "evaluate": "2026Q2",
    "achieved": "Højere.",
}


def action(effect: dict[str, Any] | None, **declared: Any) -> Action:
    """Return an action that started early in 2024."""
    return Action.model_validate(
        {
            "title": "X",
            "focus_area": "bosaetning",
            "committee": "teknik",
            "owner": "chefen",
            "source": "referat",
            "story": "noget",
            "history": [{"status": "i gang", "on": "2024-02-01"}],
            "effect": effect,
            **declared,
        }
    )


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
