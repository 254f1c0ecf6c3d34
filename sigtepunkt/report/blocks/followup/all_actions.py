"""The council's overview of actions: how many are decided, under way, ended, evaluated, without an aim."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sigtepunkt.core import danish
from sigtepunkt.report.blocks.followup.comment_and_decisions import MEMO, decisions_of_committees
from sigtepunkt.report.page_data import ACTION, PageData
from sigtepunkt.report.templating import render
from sigtepunkt.strategy import Action
from sigtepunkt.wording.followup import actions as words

COLUMNS = ("Idé", "Besluttet", "I gang", "Gennemført", "Stoppet", "Vurderet", "Uden mål")
_COLUMN = {"idé": 0, "besluttet": 1, "i gang": 2, "justeret": 2, "gennemført": 3, "stoppet": 4}
_EVALUATED, _WITHOUT = 5, 6


def actions(data: PageData) -> str:
    """Return the overview of all committees' real actions, and how many of their decisions wait.

    Demo actions are counted apart, as made up.
    """
    known = {
        key: action
        for key, action in data.definitions.actions.items()
        if action.focus_area in data.focus_areas and action.history_until(data.vintage.closed)
    }
    real = {key: action for key, action in known.items() if not action.demo}
    committees = data.strategy.committees.items()
    rows = [
        {
            "name": committee.short,
            "href": f"{name}.html",
            "cells": _counts(data, of := _of(real, name)),
            "count": danish.number(len(of)),
            "actions": [_line(data, key, action) for key, action in _of(known, name).items()],
        }
        for name, committee in committees
    ]
    return render(
        "actions",
        columns=COLUMNS,
        rows=rows,
        total=_counts(data, real),
        count=danish.number(len(real)),
        text=_in_words(data, real),
        decisions=decisions_of_committees(data),
        memo=f"{MEMO}.html",
        demo=len(known) - len(real),
        demo_text=danish.counted(len(known) - len(real), "opdigtet handling", "opdigtede handlinger"),
    )


def _of(actions: Mapping[str, Action], committee: str) -> dict[str, Action]:
    return {key: action for key, action in actions.items() if action.committee == committee}


def _counts(data: PageData, actions: Mapping[str, Action]) -> list[str]:
    """Return a row's numbers: each action by its status, those evaluated, and those without an aim."""
    return [danish.number(count) for count in _numbers(data, actions)]


def _numbers(data: PageData, actions: Mapping[str, Action]) -> Sequence[int]:
    numbers = [0] * len(COLUMNS)
    for key, action in actions.items():
        history = action.history_until(data.vintage.closed)
        numbers[_COLUMN[history[-1].status]] += 1
        numbers[_EVALUATED] += is_evaluated(data, key, action)
        numbers[_WITHOUT] += action.effect is None or action.effect.declared > data.vintage.closed
    return numbers


def is_evaluated(data: PageData, key: str, action: Action) -> bool:
    """Return whether an action's effect has been judged in its quarter of evaluation."""
    state = data.action_states.get(key)
    return bool(action.effect and state and not state.reason and state.look == action.effect.evaluate)


def _in_words(data: PageData, real: Mapping[str, Action]) -> str:
    """Say how many actions are known, and of how many it can ever be said whether they worked."""
    if not real:
        return "Der er ikke lagt nogen handlinger ind."
    numbers = _numbers(data, real)
    count = danish.counted(len(real), "handling", "handlinger")
    without = numbers[_WITHOUT]
    if without == len(real):
        who, they = ("Den har ikke", "den") if without == 1 else ("Ingen af dem har", "de")
        aim = f"{who} et mål, der er fastsat på forhånd, så det kan ikke siges, om {they} har virket."
    else:
        aim = (
            f"{danish.number(without)} af dem har intet mål, der er fastsat på forhånd; "
            f"{danish.number(numbers[_EVALUATED])} er vurderet."
        )
    return f"Der er kendskab til {count}. {aim}"


def _line(data: PageData, key: str, action: Action) -> dict[str, Any]:
    state, history = data.action_states.get(key), action.history_until(data.vintage.closed)
    finding = words.heading(state) if state and action.effect else words.NO_AIM
    return {
        "title": action.title,
        "href": data.address(action.focus_area, f"{ACTION}{key}"),
        "demo": action.demo,
        "text": f"{words.status(history[-1])} {danish.sentence(finding) if finding else ''}".strip(),
    }
