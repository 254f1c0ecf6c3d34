"""Actions and their states → Danish sentences that claim no more than the state. Pure.

No sentence says that a figure moved because of an action: figures are consistent with it, or they are not.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from sigtepunkt.core import danish
from sigtepunkt.core.period import Period, Quarter
from sigtepunkt.followup.action_state import ActionState, Reason
from sigtepunkt.followup.declared_before import is_declared_before
from sigtepunkt.followup.effect import FEWEST_AFTER, FEWEST_BEFORE, Verdict
from sigtepunkt.strategy import Day, Effect, Indicator, StatusChange
from sigtepunkt.strategy.actions.action import Status
from sigtepunkt.wording.directions import between
from sigtepunkt.wording.units_and_periods import RANK, difference_unit

NO_AIM = "Intet mål fastsat på forhånd."
AIM = "Mål fastsat på forhånd"
AIM_TOO_LATE = "Mål"  # that stood in no report before the effect could begin
CANNOT_SHOW = "Kan ikke vise en virkning af den størrelse"
VERDICTS: Mapping[Verdict, str] = {
    "worked": "Tallene er forenelige med, at handlingen har virket",
    "opposite": "Tallet har bevæget sig den modsatte vej",
    "none": "Intet tegn på en virkning af betydning",
    "undecided": "Kan ikke afgøres",
}
UNDECIDED_YET = "Kan ikke afgøres endnu"
AS_AGREED = ", mindst så meget som aftalt"
_RELATIVE = frozenset({"amount", "count"})  # kinds whose effects are in per cent
_FINEST, _ONE_DECIMAL_BELOW, _NAMED = 4, 10, 2
_WHY: Mapping[Reason, str] = {
    "too few": "Der er for få tal før eller efter.",
    "break": "Tallet er gjort op på en ny måde undervejs, så før og efter ikke kan holdes op imod hinanden.",
    "held": "Det nyeste tal vises ikke.",
    "no figures": "Der vises ingen tal.",
    "declared": "Tallets udvikling kan ikke vurderes.",
    "full count": "Tallet tæller alle og hviler ikke på et udsnit; derfor fortælles det, uden at det prøves.",
    "not positive": "Tallet har været nul eller mindre, så ændringen kan ikke regnes om til procent.",
}
_STATUS: Mapping[Status, str] = {  # with its day
    "idé": "idé ({})",
    "besluttet": "besluttet {}",
    "i gang": "i gang ({})",
    "justeret": "i gang, justeret {}",
    "gennemført": "gennemført {}",
    "stoppet": "stoppet {}",
}


def day(known: Day) -> str:
    """Return a date as far as it is known: `26. oktober 2022`, `juni 2023`, `2022`."""
    if known.first == known.last:
        return danish.date(known.first)
    return Period.parse(known.text.replace("-", "M")).label()


def status(change: StatusChange) -> str:
    """Return the status it has now, with its day: `Besluttet 26. oktober 2022.`."""
    return danish.sentence(danish.capitalised(_STATUS[change.status].format(day(change.day))))


def step(change: StatusChange) -> str:
    """Return one line of the history: what, when, by which decision, and what was decided."""
    decision = f" ({change.decision})" if change.decision else ""
    note = f": {change.note.rstrip('.')}" if change.note else ""
    return danish.sentence(f"{danish.capitalised(change.status)} {day(change.day)}{decision}{note}")


def aim(effect: Effect, indicator: Indicator) -> str:
    """Return what was declared in advance: indicator, direction, when, how much, and when it is evaluated."""
    way = "højere" if effect.direction == "higher" else "lavere"
    first, last = (Quarter.parse(each).label for each in (effect.earliest, effect.evaluate))
    early = f", med et tidligt blik i {Quarter.parse(effect.early_look).label}" if effect.early_look else ""
    return (
        f"{danish.sentence(effect.achieved)} Det måles på »{indicator.title}«, som skal blive {way}, "
        f"tidligst fra {first}. Mindre end {declared(effect.smallest, indicator)} er uden betydning. "
        f"Det vurderes i rapporten for {last}{early}."
    )


def published(state: ActionState, effect: Effect, quarter: Quarter, *, demo: bool = False) -> str:
    """Say since when it counts as declared in advance, or that it does not, and what follows."""
    if is_declared_before(state.published, effect) and demo:
        quarter = Quarter.parse(state.published)
        return f"Eksemplet lader, som om målet stod i rapporten for {quarter.label}."
    if is_declared_before(state.published, effect):
        return f"Målet stod første gang i rapporten for {Quarter.parse(state.published).label}."
    if quarter < Quarter.parse(effect.earliest):
        return "Målet tæller, fra det har stået i en rapport, der er sendt til kommunalbestyrelsen."
    return (
        "Målet stod ikke i nogen rapport, der var sendt til kommunalbestyrelsen, før virkningen kunne "
        "begynde. Derfor siges intet om, hvorvidt handlingen har virket."
    )


def aim_label(state: ActionState, effect: Effect, quarter: Quarter) -> str:
    """Return what stands before the aim: that it was set in advance, unless it was published too late."""
    in_time = is_declared_before(state.published, effect) or quarter < Quarter.parse(effect.earliest)
    return AIM if in_time else AIM_TOO_LATE


def left_out(periods: Sequence[str]) -> str:
    """Say which figures are neither before nor after; many are not named one by one."""
    named = danish.listed(periods) if len(periods) <= _NAMED else danish.counted(len(periods), "tal", "tal")
    return f" {danish.capitalised(named)} ligger på begge sider af stregen og er ikke med."


def declared_later(effect: Effect, closed: dt.date) -> str:
    """Say of an effect that was declared after the figures closed, that a later page has it."""
    return (
        f"Et mål er fastsat {danish.date(effect.declared)}, efter at siden blev gjort op "
        f"{danish.date(closed)}. Det vises fra næste kvartal."
    )


def expectation(state: ActionState, effect: Effect, indicator: Indicator) -> str:
    """Say how large an effect the figures can show, or that there will be too few of them."""
    if state.has_too_few and state.reason != "full count":
        before, after = (danish.counted(count, "tal", "tal") for count in state.planned)
        return (
            f"Kan ikke vurderes: I {Quarter.parse(effect.evaluate).label} vil der være {before} fra før og "
            f"{after} fra efter, og der skal være mindst {danish.in_words(FEWEST_BEFORE)} og "
            f"{danish.in_words(FEWEST_AFTER)}."
        )
    if state.half_width is None:
        return ""
    width = amount(state.half_width, indicator)
    if state.can_show:
        return f"Med tallene fra før ventes en usikkerhed på ±{danish.NO_BREAK}{width}."
    smallest = declared(effect.smallest, indicator)
    return (
        f"{CANNOT_SHOW}: Med tallene fra før ventes en usikkerhed på ±{danish.NO_BREAK}{width}, og det er "
        f"mere end {smallest}."
    )


def heading(state: ActionState) -> str:
    """Return the verdict in a few words; empty where none can be given."""
    if state.reason == "too early" and not state.has_too_few:
        return f"For tidligt: kan siges i rapporten for {Quarter.parse(state.says_in).label}"
    if state.reason in {"no effect", "not published", "full count", "too early"}:
        return ""
    if state.reason in {"", "too few", "held", "no figures"}:
        words = UNDECIDED_YET if state.reason else VERDICTS[state.verdict]
        return f"{words}{AS_AGREED}" if state.verdict == "worked" and state.as_agreed else words
    return VERDICTS["undecided"]


def verdict(state: ActionState, effect: Effect, indicator: Indicator) -> str:
    """Return the estimate with its limits, or why there is none; empty without a verdict."""
    if state.reason:
        return _WHY.get(state.reason, "")
    if state.estimate is None or state.lower is None or state.upper is None:
        return ""
    than = (
        f"end de {danish.in_words(state.others)} andre kommuners forløb ville have givet"
        if state.others
        else "end forløbet før ville have givet"
    )
    confidence = danish.number(100 * state.confidence, 0 if state.confidence == 0.95 else 1)  # noqa: PLR2004
    look = Quarter.parse(state.look).label
    early = " Det er et tidligt blik." if state.look == effect.early_look else ""
    return (
        f"Med tallene til og med {look} ligger tallet {_placed(state.estimate, indicator)}, {than}; "
        f"det er med {confidence} % sikkerhed {_between(state.lower, state.upper, indicator)}.{early}"
    )


def amount(size: float, indicator: Indicator) -> str:
    """Return the size of an effect: in per cent of amounts and counts, else in the unit of a difference."""
    relative = indicator.kind in _RELATIVE
    unit = "%" if relative else difference_unit(indicator)
    size = abs(size)
    decimals = (0 if size >= _ONE_DECIMAL_BELOW else 1) if relative else indicator.decimals
    while size and decimals < _FINEST and not danish.rounded(size, decimals):
        decimals += 1
    return danish.quantity(size, unit, decimals)


def declared(size: float, indicator: Indicator) -> str:
    """Return the size of an effect as it was declared, with the decimals it was written with."""
    unit = "%" if indicator.kind in _RELATIVE else difference_unit(indicator)
    decimals = next((places for places in range(_FINEST) if round(size, places) == size), _FINEST)
    return danish.quantity(size, unit, decimals)


def _placed(size: float, indicator: Indicator) -> str:
    return f"{amount(size, indicator)} {_way(size, indicator)}"


def _between(lower: float, upper: float, indicator: Indicator) -> str:
    """Return limits on one or on both sides of zero: `mellem 0,5 lavere og 1,2 procentpoint højere`."""
    if lower * upper > 0:
        return between(lower, upper, indicator, relative=indicator.kind in _RELATIVE)
    return f"mellem {_placed(lower, indicator)} og {_placed(upper, indicator)}"


def _way(size: float, indicator: Indicator) -> str:
    if indicator.unit == RANK:
        return "længere nede" if size > 0 else "længere oppe"
    return "højere" if size > 0 else "lavere"
