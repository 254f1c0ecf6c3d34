"""How stages say what they are doing: a callback that takes the stage's name and a detail."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, str], None]


def silent(stage: str, detail: str) -> None:
    """Take progress and show it to nobody."""
