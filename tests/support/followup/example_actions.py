"""An action as a committee declares it."""

from __future__ import annotations

from typing import Any

from sigtepunkt.strategy import Action

EFFECT: dict[str, Any] = {
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
