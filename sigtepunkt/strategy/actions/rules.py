"""What has to hold of an action, by itself and beside what else is declared. Pure, but for today's date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import pairwise

from sigtepunkt.core.errors import Problem, nearest
from sigtepunkt.core.period import Quarter
from sigtepunkt.strategy.actions.action import ENDED, STAGES, Action, Effect, months_of, quarter_of
from sigtepunkt.strategy.definitions import Definitions

FILE = "strategy/actions.toml"
_ORDER = "idé, besluttet, i gang, justeret, gennemført or stoppet: in this order, justeret as often as needed"


def problems(definitions: Definitions, today: dt.date) -> Iterator[Problem]:
    """Yield what is wrong with actions; `today` is the last day anything can have happened on."""
    for key, action in definitions.actions.items():
        where = f"{FILE}: [{key}]"
        yield from _of_names(action, definitions, where)
        yield from _of_history(action, today, where)
        if action.demo_published and not action.demo:
            yield Problem(
                "only a demo action is imagined to have been published",
                f"{where}.demo_published",
                "demo = true, or no such key: of a real one the released editions say it",
            )
        if action.effect:
            yield from _of_indicator(action, action.effect, definitions, where)
            yield from _of_dates(action, action.effect, today, where)
        yield from _of_evaluation(action, today, where)


def _of_names(action: Action, definitions: Definitions, where: str) -> Iterator[Problem]:
    areas = {key: area for each in definitions.strategies for key, area in each.focus_areas.items()}
    committees = {key for each in definitions.strategies for key in each.committees}
    if action.focus_area not in areas:
        allowed = nearest(action.focus_area, areas)
        yield Problem(f"unknown focus area {action.focus_area!r}", f"{where}.focus_area", allowed)
    if action.committee not in committees:
        allowed = nearest(action.committee, committees)
        yield Problem(f"unknown committee {action.committee!r}", f"{where}.committee", allowed)
    elif action.focus_area in areas and areas[action.focus_area].committee != action.committee:
        responsible = areas[action.focus_area].committee
        what = f"{action.focus_area!r} is no focus area of {action.committee!r}"
        yield Problem(what, f"{where}.committee", f"{responsible!r}, which is responsible for it")


def _of_history(action: Action, today: dt.date, where: str) -> Iterator[Problem]:
    for number, each in enumerate(action.history, 1):
        if each.day.first > today:
            what = f"{each.status} on {each.on}, which lies in the future"
            yield Problem(what, f"{where}.history no. {number}.on", f"a day until today, {today}")
    for number, (before, after) in enumerate(pairwise(action.history), 2):
        earlier, later = STAGES[before.status], STAGES[after.status]
        if later < earlier or earlier == ENDED or (later == earlier and after.status != "justeret"):
            what = f"{after.status} cannot follow {before.status}"
            yield Problem(what, f"{where}.history no. {number}.status", _ORDER)
        if after.day.last < before.day.first:
            what = f"{after.status} on {after.on} stands after {before.status} on {before.on}"
            yield Problem(
                what, f"{where}.history no. {number}.on", "the history from its oldest to its newest"
            )


def _of_indicator(action: Action, effect: Effect, definitions: Definitions, where: str) -> Iterator[Problem]:
    key, place = effect.indicator, f"{where}.effect.indicator"
    if key not in definitions.indicators:
        yield Problem(f"unknown indicator {key!r}", place, nearest(key, definitions.indicators))
        return
    indicator = definitions.indicators[key]
    source = definitions.sources.get(indicator.source)
    if source and source.projection:
        yield Problem(f"{key} is a projection", place, "an indicator that is measured")
    if source and action.demo != (source.origin == "demo"):
        what = "a demo action on real figures" if action.demo else "an effect on demo data"
        yield Problem(what, place, "demo actions on demo indicators, real ones on measured indicators")
    if indicator.better not in {"neutral", effect.direction}:
        what = f"{effect.direction!r} is not what {key} declares as better"
        yield Problem(
            what, f"{where}.effect.direction", f"{indicator.better!r}, as in strategy/indicators.toml"
        )


def _of_dates(action: Action, effect: Effect, today: dt.date, where: str) -> Iterator[Problem]:
    inside, started = f"{where}.effect", action.started
    if effect.declared > today:
        what = f"declared {effect.declared}, which lies in the future"
        yield Problem(what, f"{inside}.declared", f"a day until today, {today}")
    if started and effect.declared > started.first:
        what = f"the effect is declared {effect.declared}, after the action started ({started.text})"
        allowed = f"a day no later than {started.first}; an effect named afterwards is not tested"
        yield Problem(
            what, f"{inside}.declared", allowed, "take the effect away: only the story is then shown"
        )
    elif effect.declared >= months_of(effect.earliest).start:
        what = f"the effect is declared {effect.declared}, when it may already have begun"
        yield Problem(what, f"{inside}.declared", f"a day before {months_of(effect.earliest).start}")
    if started and Quarter.parse(effect.earliest) < quarter_of(started.first):
        what = f"an effect from {effect.earliest}, before the action started ({started.text})"
        yield Problem(what, f"{inside}.earliest", f"{quarter_of(started.first)} or later")
    if Quarter.parse(effect.evaluate) <= Quarter.parse(effect.earliest):
        what = f"evaluated in {effect.evaluate}, when the effect begins in {effect.earliest}"
        yield Problem(what, f"{inside}.evaluate", f"a quarter after {effect.earliest}")
    early = effect.early_look
    if early and not effect.earliest < early < effect.evaluate:
        between = f"a quarter between {effect.earliest} and {effect.evaluate}, or no early look"
        yield Problem(f"an early look in {early}", f"{inside}.early_look", between)


def _of_evaluation(action: Action, today: dt.date, where: str) -> Iterator[Problem]:
    evaluation, place = action.evaluation, f"{where}.evaluation"
    if evaluation is None:
        return
    if evaluation.on > today:
        what = f"evaluated on {evaluation.on}, which lies in the future"
        yield Problem(what, f"{place}.on", f"a day until today, {today}")
    if action.effect and evaluation.on <= months_of(action.effect.evaluate).end:
        what = f"evaluated on {evaluation.on}, before its quarter ({action.effect.evaluate}) has ended"
        allowed = f"a day after {months_of(action.effect.evaluate).end}"
        next_step = "an early look is declared in advance: early_look, with limits of its own"
        yield Problem(what, f"{place}.on", allowed, next_step)
