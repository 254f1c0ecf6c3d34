"""States → Danish sentences. No sentence claims more than the state it is made from. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sigtepunkt.core import danish
from sigtepunkt.core.period import Quarter
from sigtepunkt.signals import State
from sigtepunkt.signals.answers import answer
from sigtepunkt.signals.methods.shift import RATE
from sigtepunkt.signals.methods.xmr import Assurance
from sigtepunkt.strategy import Indicator, Source, Strategy
from sigtepunkt.wording import not_shown, since_start
from sigtepunkt.wording.directions import apart, higher_by, slightly
from sigtepunkt.wording.since_start import ALONE, HELD
from sigtepunkt.wording.units_and_periods import is_visible, label, shown_difference, since_label, value, when

VERDICTS: Mapping[str, str] = {
    "improvement": "Forbedring",
    "concern": "Forværring",
    "high": "Højere end normalt",
    "low": "Lavere end normalt",
    "common": "Ingen sikker ændring",
    "undecided": "Kan ikke afgøres",
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
    "held": HELD,
    "too_few": "Der er for få målinger i træk til at se et nyt skift: Det kræver mindst tolv.",
    "full_count": "Tallet tæller alle og hviler ikke på et udsnit; derfor har det intet mærke.",
    "exact": "Tallene ligger helt jævnt, så der er ingen udsving at holde en udvikling op imod.",
    "not_positive": "Tallet har været nul eller mindre, så en udvikling i procent kan ikke regnes ud.",
    "too_few_yearly": "Der er for få tal til at se en udvikling over årene: Det kræver mindst syv, "
    "der kan sammenlignes.",
    "too_few_seasons": "Der er for få år i træk til at regne årstiden fra og se et nyt skift: "
    "Det kræver tre hele år.",
}
_SAID_BEFORE: Mapping[str, frozenset[answer.Reason]] = {  # of the change since the start
    "too_few": frozenset({"too few", "too few outside"}),
    "too_few_yearly": frozenset({"too few", "too few outside"}),
    "too_few_seasons": frozenset({"too few", "too few outside"}),
    "exact": frozenset({"exact"}),
    "not_positive": frozenset({"not positive"}),
}
PLAIN: Mapping[str, str] = {"projection": "Fremskrivning", "full_count": "Tæller alle"}
_ROSE: Mapping[str, str] = {"rising": "steget", "falling": "faldet"}
_JUDGED = {"improvement": " Det er en forbedring.", "concern": " Det er en forværring."}
_ASSURANCES: Mapping[Assurance | None, str] = {
    "pass": "Svinger tallet, som det gør nu, ventes målet at være nået hver gang.",
    "fail": "Svinger tallet, som det gør nu, kan målet ikke ventes nået.",
    "hit_or_miss": "Svinger tallet, som det gør nu, vil målet nogle gange være nået og andre gange ikke.",
    None: "Om målet kan ventes nået, kan ikke afgøres.",
}


class Looks(NamedTuple):
    """The per cent of quiet series that have had a mark after so many looks: quarterly and yearly figures."""

    looks: int
    quarterly: float
    yearly: float


LOOKS = (Looks(4, 6.1, 6.1), Looks(16, 17.1, 20.8))  # the last row of benchmarks/looks.py; docs/method.md


def verdict(state: State) -> str:
    """Return the words of a state's badge."""
    if state.reason in PLAIN:
        return PLAIN[state.reason]
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
    return f"Det er {apart(shown, indicator)} end {year_ago}."


def movement(state: State, indicator: Indicator, source: Source) -> str:
    """Say whether the movement is more than noise, and by which rule; or why that cannot be said."""
    if state.method == "shift":
        text = _shift(state, indicator, source)
    else:
        text = _trend(state, indicator, source) if state.method == "trend" else _silence(state, indicator)
    return f"{text} Vurderingen er vejledende, for den hviler på få målinger." if state.trial else text


def recent(state: State, indicator: Indicator, source: Source) -> str:
    """Say what is more than usual ups and downs of late, after what is said since the strategy began.

    A reason that was already given there (`since_start`) is not given again.
    """
    if state.method != "none" or state.reason == "projection":
        return movement(state, indicator, source)
    if len(state.points) == 1 or state.reason in {"held", "declared", "full_count"}:
        return ""
    said = state.since.fact is not None and state.since.change.reason in _SAID_BEFORE.get(state.reason, ())
    return "" if said else movement(state, indicator, source)


def _silence(state: State, indicator: Indicator) -> str:
    if len(state.points) == 1 and state.reason.startswith("too_few"):
        return ALONE
    return indicator.no_trend if state.reason == "declared" else _REASONS[state.reason]


def _shift(state: State, indicator: Indicator, source: Source) -> str:
    season, level = state.season, state.level
    if level is None or not state.cause:
        return f"De seneste målinger viser intet nyt skift{', når årstiden er regnet fra' if season else ''}."
    since = label(level.since, source, indicator)
    size = slightly(indicator, lower=state.cause == "lower")
    if is_visible(level.size, indicator):
        size = f"ca.{danish.NO_BREAK}{higher_by(level.size, indicator)}"
    if level.points == 1:
        verb, subject, usual = "er", f"tallet for {since}", "ud fra de tidligere"
        text = f"{verb} {subject}" if season else f"{subject} {verb}"
    else:
        text = f"har tallet siden {since}" if season else f"siden {since} har tallet"
        text, usual = f"{text} i gennemsnit ligget", "ud fra tiden før"
    text = f"Når årstiden er regnet fra, {text}" if season else danish.capitalised(text)
    return f"{text} {size} end ventet {usual}. Det er mere end almindelige udsving.{_judged(state)}"


def _trend(state: State, indicator: Indicator, source: Source) -> str:
    trend = state.since.trend
    first, last = (since_label(end, source, indicator) for end in (trend.since, state.latest.period))
    if not state.cause:
        return f"Der er ingen sikker udvikling fra {first} til {last}."
    moved = f"{_ROSE[state.cause]} med {since_start.size(trend, indicator)} om året"
    text = f"Fra {first} til {last} er tallet {moved}. Det er mere end almindelige udsving.{_judged(state)}"
    change = state.since.change
    if change.p is None or change.sure:
        return text
    # Else two true sentences in a row, one of the strategy's years and one of more, contradict each other.
    return f"Over flere år er udviklingen klarere: {text}"


def _judged(state: State) -> str:
    return _JUDGED.get(state.verdict, "")


def uncertainty(state: State, indicator: Indicator) -> str:
    """Say how far chance alone may move the latest figure.

    Empty where its counts are not at hand, and of what counts everybody.
    """
    if state.interval is None or indicator.full_count:
        return ""
    low, high = (danish.number(limit, indicator.decimals) for limit in state.interval)
    if low == high:
        return ""
    upper = danish.quantity(state.interval.upper, indicator.unit, indicator.decimals)
    return f"Tilfældigheder alene kan flytte tallet mellem {low} og {upper} (i 95 af 100 tilfælde)."


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
    shift, each = (danish.quantity(100 * rate, "%") for rate in (RATE, answer.ALPHA))
    return (
        f"Et nyt skift i tal for måneder og kvartaler bliver fejlagtigt mærket hos højst ca. {shift} af de "
        "tal, hvor intet har ændret sig. Hvert af de andre svar – ændringen siden strategiens start, "
        "udviklingen over årene, udviklingen og niveauet ved siden af andre kommuner – tager fejl for højst "
        f"ca. {each} af de tal, hvor der ingen ændring eller forskel er. Derfor står der på hver side, hvor "
        "mange falske mærker vi højst venter."
    )


def repeated_looks() -> str:
    """Say how often figures without any change have had a mark, once they have been looked at many times."""
    quarterly, yearly = (
        " og ".join(
            f"ca.{danish.NO_BREAK}{danish.quantity(share, '%')} efter {danish.in_words(looks)} kig"
            for looks, share in shares
        )
        for shares in (
            [(each.looks, each.quarterly) for each in LOOKS],
            [(each.looks, each.yearly) for each in LOOKS],
        )
    )
    return (
        "Siderne ser på tallene igen og igen, og hvert kig er en ny chance for et falsk mærke. Af tal for "
        f"kvartaler, hvor intet har ændret sig, har {quarterly} haft mindst ét falsk mærke; af tal for år, "
        f"som får flere spørgsmål, {yearly}. Et mærke, der kun har været der én gang, kan være et tilfælde."
    )


def error_budget(states: Sequence[State]) -> str:
    """Say how many marks are to be expected if nothing has changed and nothing differs."""
    expected = sum(state.alpha for state in states)
    if not expected:
        return "Ingen af sidens tal kan vurderes."
    most = math.ceil(round(10 * expected, 6)) / 10  # rounded up: it is said to be the most
    # A number of marks and not "0,1 af sidens tal", which reads as a tenth of them.
    marks = f"{danish.number(most, 1).removesuffix(',0')} {'mærke' if most <= 1 else 'mærker'}"
    return (
        f"Selv uden nogen ændring ville en side som denne i gennemsnit få højst {marks} ved en tilfældighed."
    )


def unmet_requirement(requirement: str, severity: str = "") -> str:
    """Say that a check's requirement is not met: `Kravet »Alle rækker er med« er ikke opfyldt`."""
    what, whom, where = requirement.rstrip(".").partition(". Det gælder ")
    said = f"Kravet »{what}« er ikke opfyldt{f' ({severity})' if severity else ''}"
    return f"{said}{whom}{where}."


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
