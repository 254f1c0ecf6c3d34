"""States → Danish sentences. No sentence claims more than the state it is made from. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from sigtepunkt.core import danish
from sigtepunkt.core.period import Quarter
from sigtepunkt.signals import FocusState, State
from sigtepunkt.signals.answers.answer import ALPHA
from sigtepunkt.signals.methods.shift import RATE
from sigtepunkt.signals.methods.xmr import Assurance
from sigtepunkt.strategy import Indicator, Source, Strategy
from sigtepunkt.wording import not_shown
from sigtepunkt.wording.units_and_periods import (
    RANK,
    difference,
    is_visible,
    label,
    shown_difference,
    value,
    when,
)

VERDICTS: Mapping[str, str] = {
    "improvement": "Forbedring",
    "concern": "Forværring",
    "high": "Højere end normalt",
    "low": "Lavere end normalt",
    "common": "Ingen sikker ændring",
    "undecided": "Kan ikke afgøres",
}
FOCUS_STATES: Mapping[FocusState, str] = {
    "improvement": "Forbedring",
    "concern": "Forværring",
    "mixed": "Både forbedring og forværring",
    "changed": "Sikker ændring",
    "common": "Ingen sikker ændring",
    "undecided": "Kan ikke afgøres",
    "demo": "Kun demodata",
    "gap": "Måles ikke",
}
METHODS: Mapping[str, str] = {  # the heading of the method page that explains a chart
    "shift": "maaneder-og-kvartaler",
    "season": "aarstid",
    "trend": "aar",
    "none": "kan-ikke-afgoeres",
    "areas": "sammenligning",
}
_TRENDS: Mapping[str, str] = {"high": "Steget", "low": "Faldet"}  # of a trend there is no normal to be above
_REASONS: Mapping[str, str] = {
    "projection": "Det er en fremskrivning, ikke en måling, og den er offentliggjort uden usikkerhed.",
    "held": "Det nyeste tal vises ikke, så det kan ikke afgøres, om der er sket en ændring.",
    "too_few": "Der er for få målinger i træk til at skelne en ændring fra tilfældige udsving: "
    "det kræver mindst tolv. Det kan ikke afgøres.",
    "full_count": "Tallet tæller alle og hviler ikke på et udsnit; derfor har det intet mærke.",
    "exact": "Tallene følger en helt jævn linje uden udsving, så der er intet at holde en udvikling op imod.",
    "not_positive": "Tallet har været nul eller mindre, så en udvikling i procent kan ikke regnes ud.",
    "too_few_yearly": "Der er færre end syv sammenlignelige målinger, så en udvikling kan ikke afgøres.",
    "too_few_seasons": "Tallet følger årstiden, og der er for få år i træk til at skille sæsonen fra: "
    "det kræver tre hele år. Det kan ikke afgøres.",
}
_PLAIN: Mapping[str, str] = {"projection": "Fremskrivning", "full_count": "Tæller alle"}
_CAUSES: Mapping[str, str] = {"higher": "højere", "lower": "lavere", "rising": "steget", "falling": "faldet"}
_JUDGED = {"improvement": " Det er en forbedring.", "concern": " Det er en forværring."}
_ASSURANCES: Mapping[Assurance | None, str] = {
    "pass": "Svinger tallet, som det gør nu, ventes målet at være nået hver gang.",
    "fail": "Svinger tallet, som det gør nu, kan målet ikke ventes nået.",
    "hit_or_miss": "Svinger tallet, som det gør nu, vil målet nogle gange være nået og andre gange ikke.",
    None: "Om målet kan ventes nået, kan ikke afgøres.",
}


def verdict(state: State) -> str:
    """Return the words of a state's badge."""
    if state.reason in _PLAIN:
        return _PLAIN[state.reason]
    words = {**VERDICTS, **_TRENDS} if state.method == "trend" else VERDICTS
    return words[state.verdict]


def now(state: State, indicator: Indicator, source: Source) -> str:
    """Say what the latest figure is: `I juli 2026: 1,8 %.`; of a projection, where it starts and ends.

    Where the newest figure is not shown, that is said first, and the latest that is shown is not called the
    newest.
    """
    first, last, period = state.points[0], value(state.latest.value, indicator), state.latest.period
    if state.reason == "projection":
        start = f"{value(first.value, indicator)} {when(first.period, source, indicator)}"
        text = f"Fremskrevet fra {start} til {last} {when(period, source, indicator)}"
    elif state.held:
        text = f"Det seneste tal, der vises, er fra {label(period, source, indicator)}: {last}"
    else:
        text = f"{danish.capitalised(when(period, source, indicator))}: {last}"
    return not_shown.period_not_shown(state.held_period, state.held, source, indicator) + danish.sentence(
        text
    )


def change(state: State, indicator: Indicator, source: Source) -> str:
    """Say how far the latest figure is from that of a year before; arithmetic only, no judgement.

    Empty without a comparable figure.
    """
    if state.year_ago is None or state.year_ago_period is None or state.reason == "projection":
        return ""
    year_ago = when(state.year_ago_period, source, indicator)
    shown = shown_difference(state.latest.value, state.year_ago, indicator)
    if not shown:
        return f"Det er det samme som {year_ago}."
    more, less = "højere", "lavere"
    if indicator.total:
        more, less = ("flere", "færre") if indicator.kind == "count" else ("mere", "mindre")
    if indicator.unit == RANK:
        more, less = "længere nede", "længere oppe"
    way = more if shown > 0 else less
    return f"Det er {difference(shown, indicator)} {way} end {year_ago}."


def movement(state: State, indicator: Indicator, source: Source) -> str:
    """Say whether the movement is more than noise, and by which rule; or why that cannot be said."""
    if state.method == "shift":
        text = _shift(state, indicator, source)
    else:
        text = _trend(state, indicator, source) if state.method == "trend" else _silence(state, indicator)
    return f"{text} Vurderingen er vejledende, for den hviler på få målinger." if state.trial else text


def _silence(state: State, indicator: Indicator) -> str:
    if len(state.points) == 1 and state.reason.startswith("too_few"):
        return "Der vises kun én måling, så en udvikling kan ikke afgøres."
    return indicator.no_trend if state.reason == "declared" else _REASONS[state.reason]


def _shift(state: State, indicator: Indicator, source: Source) -> str:
    season, level = state.season, state.level
    lies = "Når sæsonen er trukket fra, ligger" if season else "Tallet ligger"
    if level is None or not state.cause:
        usual = "i de seneste målinger, hvor det kan ventes"
        if season:
            usual = "de seneste målinger, hvor de kan ventes"
        return f"{lies} {usual} ud fra de tidligere. Der er ingen sikker ændring."
    size = f"ca. {difference(level.size, indicator)}" if is_visible(level.size, indicator) else "lidt"
    since, size_and_way = label(level.since, source, indicator), f"{size} {_CAUSES[state.cause]}"
    if level.points == 1:
        subject = f"målingen for {since}" if season else f"for {since}"
        text = f"{lies} {subject} {size_and_way} end ventet ud fra de tidligere."
    else:
        subject = "tallet siden" if season else "siden"
        text = f"{lies} {subject} {since} i gennemsnit {size_and_way} end ventet ud fra tiden før."
    return f"{text} Det er mere end tilfældige udsving.{_JUDGED.get(state.verdict, '')}"


def _trend(state: State, indicator: Indicator, source: Source) -> str:
    first, last = (label(end, source, indicator) for end in (state.since.trend.since, state.latest.period))
    period = f"mellem {first} og {last}" if " til " in first + last else f"fra {first} til {last}"
    if not state.cause:
        return f"Der er ingen sikker udvikling {period}."
    judged = _JUDGED.get(state.verdict, "")
    return f"Tallet er {_CAUSES[state.cause]} {period}, og det er mere end tilfældige udsving.{judged}"


def uncertainty(state: State, indicator: Indicator) -> str:
    """Say how far chance alone may move the latest figure; empty where its counts are not at hand."""
    if state.interval is None:
        return ""
    low, high = (danish.number(limit, indicator.decimals) for limit in state.interval)
    if low == high:
        return ""
    upper = danish.quantity(state.interval.upper, indicator.unit, indicator.decimals)
    chance = "Tallet bygger på en optælling; tilfældigheder alene kan flytte det"
    return f"{chance} mellem {low} og {upper} (95 %-interval)."


def aim(state: State, indicator: Indicator) -> str:
    """Say where the figure stands against the target in force, and whether that can be expected.

    Empty without a target.
    """
    target = state.aim
    if target is None:
        return ""
    declared = danish.sentence(f"Målet er {value(target.value, indicator)} ({target.decision})")
    latest = "Det seneste tal, der vises," if state.held else "Den seneste måling"
    reaches = "når målet" if target.reached else "når ikke målet"
    return f"{declared} {latest} {reaches}. {_ASSURANCES[target.assurance]}"


def error_rates() -> str:
    """Say how often each answer takes chance for a change or a difference."""
    shift, each = (danish.quantity(100 * rate, "%") for rate in (RATE, ALPHA))
    return (
        f"Et nyt skift i tal for måneder og kvartaler bliver fejlagtigt mærket hos højst ca. {shift} af de "
        "tal, hvor intet har ændret sig. Hvert af de andre svar – ændringen siden strategiens start, "
        "udviklingen over årene, udviklingen og niveauet ved siden af andre kommuner – tager fejl for højst "
        f"ca. {each} af de tal, hvor der ingen ændring eller forskel er. Derfor står der på hver side, hvor "
        "mange falske mærker vi højst venter."
    )


def error_budget(states: Sequence[State]) -> str:
    """Say how many marks are to be expected if nothing has changed and nothing differs."""
    expected = sum(state.alpha for state in states)
    if not expected:
        return "Ingen af sidens tal kan vurderes."
    most = math.ceil(round(10 * expected, 6)) / 10  # rounded up: it is said to be the most
    share = danish.number(most, 1).removesuffix(",0")
    return f"Selv uden nogen ændring ville højst ca. {share} af sidens tal blive mærket ved en tilfældighed."


def unmet_requirement(requirement: str, severity: str = "") -> str:
    """Say that a check's requirement is not met: `Kravet »Alle rækker er med« er ikke opfyldt`."""
    return f"Kravet »{requirement.rstrip('.')}« er ikke opfyldt{f' ({severity})' if severity else ''}."


def text_alternative(state: State, indicator: Indicator, source: Source) -> str:
    """Return the text alternative of a state's chart: the finding and the numbers that carry it."""
    values = [point.value for point in state.points]
    many = danish.counted(len(values), "måling", "målinger")
    start, end = (
        f"{label(p.period, source, indicator)} ({value(p.value, indicator)})"
        for p in (state.points[0], state.latest)
    )
    low, high = value(min(values), indicator), value(max(values), indicator)
    span = danish.sentence(f"{many} fra {start} til {end}. Lavest {low}, højest {high}")
    return f"{indicator.title}. {span} {movement(state, indicator, source)}"


def strategy_is_over(strategy: Strategy, quarter: Quarter) -> str:
    """Return the banner of a quarter outside the strategy's period; empty within it."""
    if not strategy.is_over(quarter):
        return ""
    return (
        f"Strategien gjaldt {strategy.first_year}–{strategy.last_year}; en ny er ikke lagt ind. "
        "Siderne følger fortsat dens fokusområder."
    )
