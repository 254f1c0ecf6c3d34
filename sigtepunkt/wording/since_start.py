"""What has happened since the strategy began → Danish sentences: the told difference, then the test. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from sigtepunkt.core import danish
from sigtepunkt.core.period import MONTH, QUARTER, YEAR, Period
from sigtepunkt.signals import State
from sigtepunkt.signals.answers.answer import Answer, Reason
from sigtepunkt.signals.answers.since import Fact
from sigtepunkt.strategy import Indicator, Source
from sigtepunkt.wording.directions import apart, between, in_per_cent, span
from sigtepunkt.wording.units_and_periods import (
    RANK,
    difference_unit,
    label,
    shown_difference,
    since_label,
    value,
    when,
)

RELATIVE = frozenset({"amount", "count"})  # kinds whose tested changes are in per cent
ALONE = "Vi har kun ét tal at vise, så udviklingen kan ikke ses."
HELD = "Det nyeste tal vises ikke, så vi kan ikke sige, om der er sket en ændring."
_USUAL = "Det kan ikke skelnes fra almindelige udsving."
_USUAL_YEAR = "I gennemsnit kan det seneste år ikke skelnes fra strategiens første år."
_FEW = "Der er for få tal til at sige, om det er mere end almindelige udsving."
_UNTESTED: Mapping[Reason, str] = {
    "too few": _FEW,
    "too few outside": _FEW,
    "exact": "Tallene ligger helt jævnt, så der er ingen udsving at holde ændringen op imod.",
    "not positive": "Tallet har været nul eller mindre, så ændringen kan ikke regnes om til procent.",
}
_LENGTHS: Mapping[int, str] = {
    MONTH: "måneden før strategien begyndte",
    QUARTER: "kvartalet før strategien begyndte",
    YEAR: "det sidste hele år før strategien",
}


def since_start(state: State, indicator: Indicator, source: Source, first_year: int) -> str:
    """Tell the figure at the strategy's start, the newest and their difference, and if it is chance.

    `first_year` is the strategy's first. Where there is no figure to tell it from, the reason is said. Empty
    for projections.
    """
    if state.reason == "projection":
        return ""
    if state.held:
        return HELD
    if len(state.points) == 1:
        return ALONE
    fact = state.since.fact
    if fact is None:
        why = _why_none(state, indicator, source, first_year)
        return f"{why} {indicator.no_trend}" if state.reason == "declared" else why
    return f"{_told(fact, state, indicator, source, first_year)} {tested(state, indicator)}".strip()


def _told(fact: Fact, state: State, indicator: Indicator, source: Source, first_year: int) -> str:
    which = _which(fact, state, indicator, source, first_year)
    off = shown_difference(fact.newest, fact.start, indicator)
    if not off:
        return f"Tallet var det samme {when(fact.start_period, source, indicator)}, {which}."
    newest = value(fact.newest, indicator)
    if indicator.unit == RANK:
        moved = f"gået fra {value(fact.start, indicator)} til {newest}"
    else:
        start = danish.number(fact.start, indicator.decimals)
        moved = f"{'steget' if off > 0 else 'faldet'} fra {start} til {newest}"
    relative = in_per_cent(fact.newest, fact.start, indicator)
    size = apart(off, indicator) + (f" ({relative})" if relative else "")
    if seasons_apart(fact, indicator):
        size += ", men de to tal er fra hver sin tid af året"
    start = since_label(fact.start_period, source, indicator)
    return danish.sentence(f"Siden {start}, {which}, er tallet {moved}: {size}")


def _which(fact: Fact, state: State, indicator: Indicator, source: Source, first_year: int) -> str:
    """Say what figure that at the start is: of the last whole year, the month before, or simply the last."""
    start, begin = Period.parse(fact.start_period), first_year * YEAR
    if source.counted == "start":
        return "da strategien begyndte" if start.first == begin else "det sidste tal fra før strategien"
    later = [
        point
        for point in state.points
        if start < Period.parse(point.period) and _end(Period.parse(point.period)) <= begin
    ]
    if later:
        kept = "kan regnes med" if later[-1].outlier else "ikke overlapper det nyeste"
        return f"det sidste tal fra før strategien, der {kept}"
    covered = indicator.covers(start)
    if covered.is_school_year and not indicator.survey:
        return "det sidste hele skoleår før strategien"
    if _end(covered) != begin or indicator.survey:
        return "det sidste tal fra før strategien"
    return _LENGTHS.get(covered.months, "det sidste tal fra før strategien")


def _end(period: Period) -> int:
    return period.first + period.months


def seasons_apart(fact: Fact, indicator: Indicator) -> bool:
    """Return whether the two figures of an indicator with a season are from different times of the year."""
    first, last = Period.parse(fact.start_period), Period.parse(fact.newest_period)
    return indicator.season and first.months < YEAR and first.first % YEAR != last.first % YEAR


def _why_none(state: State, indicator: Indicator, source: Source, first_year: int) -> str:
    """Say why there is no figure to tell the difference from."""
    begin, latest = first_year * YEAR, Period.parse(state.latest.period)
    if latest.first < begin and _end(latest) <= begin:
        return "Vi har ikke et nyere tal end fra før strategien."
    if state.since.change.reason == "break":
        at = max((each.at for each in indicator.breaks), key=Period.parse)
        return (
            f"Tallet er opgjort på en ny måde siden {label(at, source, indicator)}, "
            "så det kan ikke sammenlignes med tiden før."
        )
    if any(point.outlier and _end(Period.parse(point.period)) <= begin for point in state.points):
        return "Fra før strategien har vi kun tal, der ikke regnes med."
    return "Vi har ikke et tal fra før strategien."


def tested(state: State, indicator: Indicator) -> str:
    """Say whether the change since the start is beyond chance, with its limits; "" of what counts everybody.

    Nothing either where the figure is the same, and the test found nothing.
    """
    change, fact = state.since.change, state.since.fact
    if change.reason == "declared":
        return indicator.no_trend
    same = fact is not None and not shown_difference(fact.newest, fact.start, indicator)
    if change.p is None:
        return "" if same else _UNTESTED.get(change.reason, "")
    monthly = _is_monthly(state)
    if not change.sure:
        return "" if same else (_USUAL_YEAR if monthly else _USUAL)
    between_limits = limits(change, indicator)
    if monthly:
        said = f"Det seneste år har tallet i gennemsnit ligget {between_limits} end i strategiens første år."
    else:
        said = f"Tallet har siden strategiens start i gennemsnit ligget {between_limits} end i årene før."
    lead = "Gennemsnittet har flyttet sig mere" if same else "Det er mere"
    return f"{lead} end almindelige udsving: {said}"


def limits(answer: Answer, indicator: Indicator) -> str:
    """Return a sure answer's limits in words, in the unit it was tested in; else its estimate."""
    return between(*_ends(answer), indicator, relative=indicator.kind in RELATIVE)


def size(answer: Answer, indicator: Indicator) -> str:
    """Return the same without its direction: `mellem 0,4 og 4,1 procentpoint`."""
    if indicator.kind in RELATIVE:
        return span(*_ends(answer), "%", 0)
    return span(*_ends(answer), difference_unit(indicator), indicator.decimals)


def _ends(answer: Answer) -> tuple[float, float]:
    low, high = answer.lower, answer.upper
    if low is None or high is None or low * high <= 0:
        return answer.estimate or 0.0, answer.estimate or 0.0
    return low, high


def _is_monthly(state: State) -> bool:
    """Return whether its figures come each month, so that the first twelve are held against the newest."""
    firsts = [Period.parse(point.period).first for point in state.points]
    return min(later - earlier for earlier, later in pairwise(firsts)) == MONTH
