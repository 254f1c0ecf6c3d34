"""A focus area's actions: status, the aim set in advance, whether it worked, and the drawing of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sigtepunkt import charts
from sigtepunkt.core import danish
from sigtepunkt.core.period import Period, Quarter
from sigtepunkt.followup import ActionState
from sigtepunkt.observations.table import SHOWN
from sigtepunkt.report.blocks.elements import Chart
from sigtepunkt.report.page_data import ACTION, PageData
from sigtepunkt.strategy import Action, Effect, Evaluation, Indicator, StatusChange
from sigtepunkt.wording.followup import actions as words
from sigtepunkt.wording.units_and_periods import label

_FEWEST_DRAWN = 2  # figures


def actions_of(data: PageData, focus_area: str) -> list[dict[str, Any]]:
    """Return what the template of a focus area needs of each of its actions that was known when it closed."""
    declared = data.definitions.actions_of(focus_area)
    known = {key: action.history_until(data.vintage.closed) for key, action in declared.items()}
    return [_action(data, key, declared[key], history) for key, history in known.items() if history]


def _action(data: PageData, key: str, action: Action, history: tuple[StatusChange, ...]) -> dict[str, Any]:
    evaluation = action.evaluation
    if evaluation and evaluation.on > data.vintage.closed:
        evaluation = None
    context: dict[str, Any] = {
        "id": f"{ACTION}{key}",
        "title": action.title,
        "demo": action.demo,
        "status": words.status(history[-1]),
        "owner": action.owner,
        "story": danish.sentence(action.story),
        "source": action.source,
        "history": [words.step(each) for each in history],
        "evaluation": _evaluated(evaluation) if evaluation else "",
        "aim": words.NO_AIM,
        "cannot": False,
        **dict.fromkeys(("aim_label", "published", "expectation", "verdict", "finding", "href"), ""),
        "chart": None,
    }
    effect = action.effect
    if effect is None:
        return context
    if effect.declared > data.vintage.closed:
        return context | {"aim": words.declared_later(effect, data.vintage.closed)}
    return context | _effect(data, key, action, effect)


def _evaluated(evaluation: Evaluation) -> str:
    day = danish.date(evaluation.on)
    return danish.sentence(f"{evaluation.conclusion.rstrip('.')} ({evaluation.decision}, {day})")


def _effect(data: PageData, key: str, action: Action, effect: Effect) -> dict[str, Any]:
    indicator = data.definitions.indicators.get(effect.indicator)
    state = data.action_states.get(key)
    if indicator is None or state is None:
        return {}
    finding = words.heading(state)
    return {
        "aim": words.aim(effect, indicator),
        "aim_label": words.aim_label(state, effect, data.quarter),
        "published": words.published(state, effect, data.quarter, demo=action.demo),
        "expectation": words.expectation(state, effect, indicator),
        "cannot": state.can_show is False or state.has_too_few,
        "finding": finding,
        "verdict": words.verdict(state, effect, indicator),
        "href": data.indicator_address(effect.indicator),
        "chart": _chart(data, key, action, effect, indicator, state),
    }


def _chart(
    data: PageData, key: str, action: Action, effect: Effect, indicator: Indicator, state: ActionState
) -> Mapping[str, Any] | None:
    """Return the drawing of before and after with its caption and its numbers; None with too few figures."""
    if len(state.course) < _FEWEST_DRAWN:
        return None
    _, source = data.declared(effect.indicator)
    mark = charts.ActionMark(action.title, effect.earliest)
    draw = charts.before_and_after(
        state.course, mark, counted=source.counted, unit=indicator.unit, decimals=indicator.decimals
    )
    caption = _caption(data, effect, indicator, state)
    title = f"{action.title}: {indicator.title} før og efter"
    alt = f"{title}. {danish.sentence(words.heading(state) or 'Ingen vurdering')} {caption}"
    picture = charts.picture(draw, name=f"{ACTION}{key}", title=title, alt=alt)
    columns = ["Periode", "Før eller efter", indicator.title, *(["De andres forløb"] if state.others else [])]
    table = [
        [
            danish.capitalised(label(period, source, indicator)),
            "efter" if is_after else "før",
            danish.number(own, indicator.decimals),
            *([danish.number(other, indicator.decimals)] if state.others else []),
        ]
        for period, own, other, is_after in state.course
    ]
    return Chart(picture, caption, columns, table).context()


def _caption(data: PageData, effect: Effect, indicator: Indicator, state: ActionState) -> str:
    """Say what is drawn: which figures are from before and after, beside whom, and what is left out."""
    _, source = data.declared(effect.indicator)
    first, last = (label(state.course[place][0], source, indicator) for place in (0, -1))
    can_begin = Quarter.parse(effect.earliest).label
    beside = (
        "Stiplet: de andre kommuners gennemsnit, flyttet til samme niveau før."
        if state.others
        else (
            "Der er ikke seks kommuner, der har tallene fra hele forløbet; tallet holdes op imod sit eget "
            "forløb før."
        )
    )
    points = (
        "Hule punkter: før virkningen kunne begynde. Fyldte punkter: efter. Stregprikket linje: "
        f"{can_begin}, da den tidligst kunne begynde."
        if any(is_after for *_, is_after in state.course)
        else f"Alle tal er fra før {can_begin}, da virkningen tidligst kan begynde."
    )
    across = _across(data, effect, indicator, state)
    left_out = words.left_out([label(each, source, indicator) for each in across]) if across else ""
    return f"{indicator.title}, {first} til {last}. {points} {beside}{left_out}"


def _across(data: PageData, effect: Effect, indicator: Indicator, state: ActionState) -> list[str]:
    """Return the own periods after the first one drawn that lie on both sides of the start: left out."""
    start, first = Period.parse(effect.earliest).first, Period.parse(state.course[0][0]).first
    drawn = {period for period, *_ in state.course}
    rows = data.rows_of(effect.indicator)
    own = rows[(rows["area"] == data.definitions.municipality.code) & (rows["status"] == SHOWN)]
    periods = (Period.parse(each) for each in sorted(set(own["period"]) - drawn))
    covered = {str(period): indicator.covers(period) for period in periods if period.first > first}
    return [each for each, months in covered.items() if months.first < start < months.first + months.months]
