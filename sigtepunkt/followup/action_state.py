"""The computed state of an action, which page, terminal and comment all read. Pure.

The fields of ActionState are stored with processed data and keep their names.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Literal

import pandas as pd

from sigtepunkt.core.period import QUARTER, YEAR, Period, Quarter
from sigtepunkt.followup import effect as effects
from sigtepunkt.followup.declared_before import is_declared_before
from sigtepunkt.followup.effect import Verdict
from sigtepunkt.followup.looked_at import LookedAt, looked_at
from sigtepunkt.observations.computations import newest
from sigtepunkt.observations.table import SHOWN
from sigtepunkt.signals.answers.answer import in_unit
from sigtepunkt.signals.answers.questions import Question, unfit
from sigtepunkt.strategy import Action, Definitions, Effect

Reason = Literal[
    "",  # tested
    "no effect",  # none was declared
    "not published",  # no released edition had it before the effect could begin, which it now can
    "too early",  # the effect cannot have begun, or the quarter of evaluation has not come
    "too few",  # points before or after
    "break",  # of the series' own
    "held",  # the newest figure is not shown
    "no figures",  # none of the municipality's is shown
    "declared",  # a person declared the movement unfit to be judged
    "full count",  # a register count of everybody, told and not tested
    "not positive",  # values that cannot be logged
]
CLOSES_AFTER, DAYS_OF_A_MONTH = 2, 30  # months after its quarter that a vintage closes
Course = tuple[str, float, float | None, bool]  # period, own figure, the others' course, after the start


@dataclass(frozen=True)
class ActionState:
    """What is known of one action in a reporting quarter.

    `published` is the quarter in whose released edition it first stood with the effect it has now ("" for
    none). Of an effect, `half_width` is half the distance of the limits to be expected from the points before
    (None with too few), `can_show` whether that is no larger than the smallest effect that matters, and
    `planned` how many points before and after there will be by the evaluation. `verdict` is undecided with a
    `reason`; `estimate`, `lower` and `upper` are the step in the indicator's unit, of amounts and counts in
    per cent, `as_agreed` whether it is at least as large as agreed. `look` is the quarter whose figures are
    looked at, `says_in` the quarter it can be said in. `course` has the figures looked at, beside the others'
    mean moved to the own level before. `confidence` is that of the limits.
    """

    action: str
    reason: Reason = "no effect"
    verdict: Verdict = "undecided"
    published: str = ""
    half_width: float | None = None
    can_show: bool | None = None
    planned: tuple[int, int] = (0, 0)
    estimate: float | None = None
    lower: float | None = None
    upper: float | None = None
    as_agreed: bool = False
    confidence: float = 0.95
    look: str = ""
    says_in: str = ""
    before: int = 0
    after: int = 0
    others: int = 0
    course: tuple[Course, ...] = ()

    @property
    def has_too_few(self) -> bool:
        """Whether there will be too few points by the evaluation, so that nothing can be said then."""
        before, after = self.planned
        return self.planned != (0, 0) and (before < effects.FEWEST_BEFORE or after < effects.FEWEST_AFTER)


def follow_actions(
    definitions: Definitions, observations: pd.DataFrame, quarter: str, published: Mapping[str, str]
) -> tuple[ActionState, ...]:
    """Return the state of every action in a reporting quarter, in the order declared.

    `observations` are those of the quarter's vintage that may be shown or are known not to be
    (`observations.table.COLUMNS`); `published` is what `published_in` returns. Raises ValueError for periods
    that are doubled or out of order.
    """
    return tuple(
        ActionState(key)
        if action.effect is None
        else _followed(key, action.effect, definitions, observations, quarter, published.get(key, ""))
        for key, action in definitions.actions.items()
    )


def warnings(state: ActionState, action: Action) -> list[str]:
    """Return what the analyst is told of a declaration; nothing of a demo action, or one without effect."""
    effect = action.effect
    if effect is None or action.demo:
        return []
    remarks = []
    if state.reason == "full count":
        remarks.append(
            "it is declared on a register count of everybody (full_count): its figures are told, and there "
            "is no verdict; declare an indicator that is tested, too"
        )
    elif state.reason == "not published":
        remarks.append(
            "it counts as declared from the first released edition with its effect; none had it before "
            f"{effect.earliest}, when the effect could begin, so there is no verdict"
        )
    elif state.reason == "too early" and not is_declared_before(state.published, effect):
        remarks.append(
            "it counts as declared once an edition with its effect is released, of a quarter before "
            f"{effect.earliest}"
        )
    if state.reason != "full count" and state.has_too_few:
        before, after = state.planned
        remarks.append(
            f"it cannot be judged: by {effect.evaluate} there will be {before} figures before and {after} "
            f"after, and {effects.FEWEST_BEFORE} and {effects.FEWEST_AFTER} are needed. Declare a later "
            "evaluation, or an indicator with more figures"
        )
    elif state.can_show is False and state.half_width is not None:
        remarks.append(
            f"it cannot show an effect of {effect.smallest:g} (kan ikke vise en virkning af den størrelse): "
            f"by the figures before, limits of ±{state.half_width:.2g} are to be expected. Declare a longer "
            "evaluation, an indicator that moves less, or a larger effect"
        )
    return [f"{state.action}: {warning}" for warning in remarks]


def from_record(record: Mapping[str, Any]) -> ActionState:
    """Return the state whose fields were stored as JSON."""
    course = tuple((period, own, others, after) for period, own, others, after in record["course"])
    return ActionState(**{**record, "course": course, "planned": tuple(record["planned"])})


def _followed(
    key: str,
    effect: Effect,
    definitions: Definitions,
    observations: pd.DataFrame,
    quarter: str,
    published: str,
) -> ActionState:
    state = ActionState(key, "no figures", published=published, confidence=effect.confidence)
    indicator = definitions.indicators.get(effect.indicator)
    if indicator is None:  # of another strategy than the one in force
        return state
    rows = observations[observations["indicator"] == effect.indicator]
    shown, municipal = rows[rows["status"] == SHOWN], rows[rows["area"] == definitions.municipality.code]
    if not (municipal["status"] == SHOWN).any():
        return state
    source = definitions.sources[indicator.source]
    question = Question(effect.indicator, indicator, source, definitions.municipality, shown)
    silence = unfit(indicator, source, held=newest(municipal)[1] != SHOWN)
    if silence:
        return replace(state, reason="held" if silence == "held" else "declared")
    if not indicator.full_count:
        planned = looked_at(question, effect, Period.parse(effect.evaluate))
        state = _with_half_width(state, effect, planned)
    look = _look(effect, quarter)
    seen = looked_at(question, effect, Period.parse(look))
    state = replace(
        state,
        look=look,
        says_in=_says_in(effect, seen, source.lag_days),
        course=_course(seen),
        others=seen.others,
    )
    if seen.series is not None:
        before, after = seen.series.counted
        state = replace(state, before=before, after=after)
    unjudged = _unjudged(effect, quarter, published, full_count=indicator.full_count)
    return replace(state, reason=unjudged) if unjudged else _judged(state, effect, seen)


def _unjudged(effect: Effect, quarter: str, published: str, *, full_count: bool) -> Reason:
    """Return why an effect is not tested in a reporting quarter, whatever the figures; "" where it is."""
    if full_count:
        return "full count"
    can_have_begun = Quarter.parse(quarter) >= Quarter.parse(effect.earliest)
    if not is_declared_before(published, effect) and can_have_begun:
        return "not published"
    early = Quarter.parse(quarter) < Quarter.parse(effect.early_look or effect.evaluate)
    return "too early" if early else ""


def _look(effect: Effect, quarter: str) -> str:
    """Return the quarter whose figures a report looks at: its own, and from a declared look on the look's."""
    now = Quarter.parse(quarter)
    passed = [each for each in (effect.early_look, effect.evaluate) if each and Quarter.parse(each) <= now]
    return passed[-1] if passed else quarter


def _with_half_width(state: ActionState, effect: Effect, planned: LookedAt) -> ActionState:
    """Return the state with what limits are to be expected, and whether they can show what matters."""
    before = planned.before()
    if before is None:
        return state
    after = int((planned.whole >= before.start).sum())
    state = replace(state, planned=(len(planned.whole) - after, after))
    expected = effects.expected_half_width(before, planned.whole, effect.confidence)
    if expected is None:
        return state
    half = in_unit(expected, planned.scale)
    return replace(state, half_width=half, can_show=half <= effect.smallest)


def _judged(state: ActionState, effect: Effect, seen: LookedAt) -> ActionState:
    if seen.series is None:
        return replace(state, reason="not positive")
    result = effects.estimated(seen.series, effect.confidence)
    if result is None:
        return replace(state, reason="break" if seen.broken else "too few")
    lower, upper = in_unit(result.lower, seen.scale), in_unit(result.upper, seen.scale)
    return replace(
        state,
        reason="",
        verdict=effects.verdict(lower, upper, direction=effect.direction, smallest=effect.smallest),
        as_agreed=effects.is_as_agreed(lower, upper, direction=effect.direction, smallest=effect.smallest),
        estimate=in_unit(result.estimate, seen.scale),
        lower=lower,
        upper=upper,
    )


def _says_in(effect: Effect, seen: LookedAt, lag_days: int) -> str:
    """Return the quarter it can be said in: that of evaluation, or when the fourth figure after is there."""
    declared = Quarter.parse(effect.evaluate)
    if seen.series is None or len(seen.series.times) < 2:  # noqa: PLR2004 - no distance
        return str(declared)
    periods = [Period.parse(each) for each in seen.periods]
    gap = min(later.first - earlier.first for earlier, later in pairwise(periods))
    start = Period.parse(effect.earliest).first
    last = periods[-1]
    first = last.first + gap * -(-(start - last.first) // gap)
    late = max(0, -(-lag_days // DAYS_OF_A_MONTH) - CLOSES_AFTER)
    end = first + gap * (effects.FEWEST_AFTER - 1) + last.months + late
    enough = Quarter((end - 1) // YEAR, (end - 1) % YEAR // QUARTER + 1)
    return str(max(declared, enough))


def _course(seen: LookedAt) -> tuple[Course, ...]:
    """Return the figures looked at, beside the others' mean moved to the own level before the start."""
    series = seen.series
    if series is None:
        return ()
    after = series.times >= series.start
    own, beside = series.values, [None] * len(series.values)
    if series.others is not None and (~after).any():
        mean = series.others.mean(axis=0)
        beside = [*(mean - mean[~after].mean() + own[~after].mean())]
    figures = zip(seen.periods, own, beside, after, strict=True)
    return tuple(
        (period, _figure(value, seen), None if other is None else _figure(other, seen), bool(is_after))
        for period, value, other, is_after in figures
    )


def _figure(value: float, seen: LookedAt) -> float:
    return math.exp(value) if seen.scale == "log" else float(value)
