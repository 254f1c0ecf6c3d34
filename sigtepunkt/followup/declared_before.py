"""Since when an action counts as declared: what released editions said of it. Pure.

"Declared before" is what was published. An effect that was changed counts from the edition in which it first
stood as it stands now.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sigtepunkt.core import plain_text
from sigtepunkt.core.period import Quarter
from sigtepunkt.strategy import Action, Effect


@dataclass(frozen=True)
class Released:
    """What a released edition of a quarter declared of actions: the text of its `actions.toml`."""

    quarter: Quarter
    actions: str


def published_in(actions: Mapping[str, Action], released: Iterable[Released]) -> dict[str, str]:
    """Return the quarter each action counts as declared from; actions without one are left out.

    `released` are the editions that went to the council, oldest first. It is the first quarter of those, up
    to the newest, whose editions all have the action with the effect it has now. Of a demo action it is the
    quarter it is imagined to have stood in.
    """
    since: dict[str, str] = {}
    for edition in released:
        stated = _effects(edition.actions)
        for key, action in actions.items():
            if action.effect is None or stated.get(key) != action.effect:
                since.pop(key, None)
            else:
                since.setdefault(key, str(edition.quarter))
    imagined = {key: action.demo_published for key, action in actions.items() if action.demo}
    return {**since, **{key: quarter for key, quarter in imagined.items() if quarter}}


def is_declared_before(published: str, effect: Effect) -> bool:
    """Return whether an effect was published in a quarter before its earliest quarter of effect."""
    return bool(published) and Quarter.parse(published) < Quarter.parse(effect.earliest)


def _effects(text: str) -> dict[str, Effect]:
    """Return the effects an edition's text declares; what today's rules cannot read declared none."""
    try:
        tables = plain_text.parse_toml(text.encode())
    except ValueError:
        return {}
    return {key: effect for key, table in tables.items() if (effect := _effect(table)) is not None}


def _effect(table: Any) -> Effect | None:
    stated = table.get("effect") if isinstance(table, Mapping) else None
    try:
        return None if stated is None else Effect.model_validate(stated)
    except ValueError:  # pydantic's own error is one
        return None
