"""Decisions → Danish sentences: how old they are, and what the figures say since. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sigtepunkt.core import danish
from sigtepunkt.core.period import YEAR, Period
from sigtepunkt.followup.decisions import Matter
from sigtepunkt.signals import State
from sigtepunkt.signals.answers.since import Fact
from sigtepunkt.strategy import Indicator, Source
from sigtepunkt.wording.directions import apart
from sigtepunkt.wording.since_start import seasons_apart
from sigtepunkt.wording.units_and_periods import shown_difference, value, when

NOTHING_NEWER = "Der er ikke kommet nye tal siden beslutningen"
NO_CAUSE = "Forskellen siger ikke, om beslutningen er grunden."
_MONTH, _FEW_MONTHS = 30.4, 60  # days


def age(matter: Matter, day: dt.date) -> str:
    """Say how long ago something was decided: `for 12 dage siden`, `for tre måneder siden`."""
    days = (day - matter.date).days
    if not days:
        return "samme dag"
    if days <= _FEW_MONTHS:
        return f"for {danish.counted(days, 'dag', 'dage')} siden"
    return f"for {danish.in_words(int(days / _MONTH))} måneder siden"


def deadline(matter: Matter, day: dt.date) -> str:
    """Say when an answer is due, and that it is late where it is."""
    due = danish.date(matter.decision.due)
    return f"Fristen var {due}; der er ikke svaret." if matter.is_overdue(day) else f"Frist {due}."


def of_committees(waiting: Sequence[Matter]) -> str:
    """Say how many decisions of committees wait for an answer, made-up ones apart; "" for none."""
    made_up = sum(matter.demo for matter in waiting)
    real = len(waiting) - made_up
    sentences = []
    if real:
        counted = danish.counted(real, "beslutning", "beslutninger")
        sentences.append(f"Udvalgene har {counted}, der venter på svar.")
    if made_up:
        also = "Dertil er der" if real else "Der er"
        counted = danish.counted(made_up, "opdigtet beslutning", "opdigtede beslutninger")
        sentences.append(f"{also} {counted} mærket »Demodata«, der viser, hvordan siden vil se ud.")
    return " ".join(sentences)


def since_decision(matter: Matter, state: State | None, indicator: Indicator, source: Source) -> str:
    """Tell the newest figure from before a decision, the newest now, and their difference; no cause is said.

    Where there is nothing newer, or nothing to compare with, that is said.
    """
    if state is None or state.held:
        return f"{indicator.title}: Det nyeste tal vises ikke."
    fact = _fact(matter, state, source)
    if fact is None:
        return f"{indicator.title}: Der er ikke tal fra før beslutningen, der kan sammenlignes."
    before = f"{indicator.title}: {value(fact.start, indicator)} {when(fact.start_period, source, indicator)}"
    if fact.start_period == fact.newest_period:
        return danish.sentence(f"{before}. {NOTHING_NEWER}")
    now = f"{value(fact.newest, indicator)} {when(fact.newest_period, source, indicator)}"
    off = shown_difference(fact.newest, fact.start, indicator)
    size = apart(off, indicator) if off else "det samme"
    if seasons_apart(fact, indicator):
        size += ", men de to tal er fra hver sin tid af året"
    return danish.sentence(f"{before}, {now}: {size}")


def _fact(matter: Matter, state: State, source: Source) -> Fact | None:
    """Return the figures before the decision and now; None unless both are of the same segment."""
    month, latest = matter.date.year * YEAR + matter.date.month - 1, state.latest
    before = [
        point
        for point in state.points
        if point.segment == latest.segment and not point.outlier and _ended(point.period, source) <= month
    ]
    if not before:
        return None
    return Fact(before[-1].period, before[-1].value, latest.period, latest.value)


def _ended(period: str, source: Source) -> int:
    parsed = Period.parse(period)
    return parsed.first if source.counted == "start" else parsed.first + parsed.months
