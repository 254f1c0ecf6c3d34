"""A state → the situation it is in, for each question a claim may be about. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

from sigtepunkt.core.period import Quarter
from sigtepunkt.followup.action_state import ActionState
from sigtepunkt.signals import State
from sigtepunkt.signals.answers.answer import Answer
from sigtepunkt.strategy import Definitions, Indicator, Source
from sigtepunkt.wording import comparisons, sentences, since_start
from sigtepunkt.wording.claims.table import Question
from sigtepunkt.wording.units_and_periods import shown_difference

NONE = "none"
_SIDES = ("below", "equal", "above")
_WAYS = ("down", "same", "up")


def situation(question: Question, state: State, indicator: Indicator) -> str:
    """Return the one situation of a question that the state is in."""
    return _SITUATIONS[question](state, indicator)


def effect_situation(state: ActionState) -> str:
    """Return the situation of `TABLES["virkning"]` that an action is in."""
    if state.reason:
        return {"no effect": "no_aim", "too early": "too_early"}.get(state.reason, "undecided")
    if state.verdict == "worked":
        return "consistent_as_agreed" if state.as_agreed else "consistent"
    return "no_effect_of_importance" if state.verdict == "none" else state.verdict


def data_say(
    question: Question | Literal["nu"],
    state: State,
    indicator: Indicator,
    source: Source,
    definitions: Definitions,
) -> str:
    """Return in Danish what the page itself says in answer to a question; of `nu`, what the figure is."""
    beside = comparisons.beside_nation_and_group(state, indicator, source, definitions)
    said: Mapping[str, str] = {
        "nu": "",
        "tendens": sentences.movement(state, indicator, source),
        "skift": sentences.movement(state, indicator, source),
        "landet": beside,
        "naboerne": beside,
        "udvikling": beside,
        "maal": sentences.aim(state, indicator),
    }
    if question not in said:
        first_year = definitions.strategy(Quarter.parse(state.quarter)).first_year
        text = since_start.since_start(state, indicator, source, first_year)
        return text if question == "siden" else text.partition(". ")[0].rstrip(".") + "."
    return " ".join(filter(None, (sentences.now(state, indicator, source), said[question])))


def _change(state: State, indicator: Indicator) -> str:
    fact, change = state.since.fact, state.since.change
    if fact is None:
        return NONE
    if change.direction:
        return f"sure_{'up' if change.direction == 'rising' else 'down'}"
    if change.reason == "full count":
        return f"everybody_{_way(shown_difference(fact.newest, fact.start, indicator), _WAYS)}"
    return f"{'untested' if change.p is None else 'usual'}_{_difference(state, indicator)}"


def _difference(state: State, indicator: Indicator) -> str:
    fact = state.since.fact
    if fact is None:
        return NONE
    if since_start.seasons_apart(fact, indicator):
        return "seasons"
    return _way(shown_difference(fact.newest, fact.start, indicator), _WAYS)


def _trend(state: State, _indicator: Indicator) -> str:
    trend = state.since.trend
    if state.method != "trend" or trend.p is None:
        return NONE
    return {"rising": "up", "falling": "down"}.get(trend.direction, "unclear")


def _shift(state: State, _indicator: Indicator) -> str:
    if state.method != "shift" or state.verdict == "undecided":
        return NONE
    if not state.cause:
        return "usual"
    return f"{'trial_' if state.trial else ''}{'up' if state.cause == 'higher' else 'down'}"


def _nation(state: State, indicator: Indicator) -> str:
    nation = state.comparison.nation
    return NONE if nation is None else _way(shown_difference(state.latest.value, nation, indicator), _SIDES)


def _neighbours(state: State, indicator: Indicator) -> str:
    group, level = state.comparison.group, state.since.level
    if group is None:
        return NONE
    if way := level.direction:
        return f"sure_{'above' if way == 'rising' else 'below'}"
    side = _way(shown_difference(state.latest.value, group, indicator), _SIDES)
    return f"{'untested' if level.p is None else 'usual'}_{side}"


def _development(state: State, _indicator: Indicator) -> str:
    return _tested(state.since.development)


def _target(state: State, _indicator: Indicator) -> str:
    if state.aim is None:
        return NONE
    expected = {"pass": "pass", "fail": "fail"}.get(state.aim.assurance or "", "open")
    return f"{'reached' if state.aim.reached else 'missed'}_{expected}"


def _tested(answer: Answer) -> str:
    if answer.p is None:
        return NONE
    return {"rising": "sure_up", "falling": "sure_down"}.get(answer.direction, "usual")


def _way(difference: float, names: tuple[str, str, str]) -> str:
    less, same, more = names
    return more if difference > 0 else less if difference < 0 else same


_SITUATIONS: Mapping[Question, Callable[[State, Indicator], str]] = {
    "siden": _change,
    "forskel": _difference,
    "tendens": _trend,
    "skift": _shift,
    "landet": _nation,
    "naboerne": _neighbours,
    "udvikling": _development,
    "maal": _target,
}
