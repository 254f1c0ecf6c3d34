"""States → Danish sentences. No sentence claims more than the state it is made from. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from sigtepunkt import danish
from sigtepunkt.quarter import Period, Quarter
from sigtepunkt.signals import FocusState, State
from sigtepunkt.strategy import Definitions, Indicator, Source, Strategy

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
    "common": "Ingen sikker ændring",
    "undecided": "Kan ikke afgøres",
    "demo": "Kun demodata",
    "gap": "Måles ikke",
}
_TRENDS: Mapping[str, str] = {"high": "Steget", "low": "Faldet"}  # of a trend there is no normal to be above
_REASONS: Mapping[str, str] = {
    "projection": "Det er en fremskrivning, ikke en måling, og den er offentliggjort uden usikkerhed.",
    "too_few": "Der er under syv målinger, så det kan ikke afgøres, hvad der er tilfældige udsving.",
    "too_few_yearly": "Der er under fem sammenlignelige målinger, så en udvikling kan ikke afgøres.",
    "autocorrelated": "Hver måling ligner den forrige for meget (høj selvkorrelation) til, at metoden kan skelne en ændring fra tilfældige udsving. Det kan ikke afgøres.",
    "season": "Tallet følger årstiden, og der er endnu ikke korrigeret for det. Det kan derfor ikke afgøres, om en ændring er mere end sæson.",
}
_CAUSES: Mapping[str, str] = {
    "Above UCL": "Den seneste måling ligger over det normale udsving.",
    "Below LCL": "Den seneste måling ligger under det normale udsving.",
    "7 Point Trend (Increasing)": "De seneste syv målinger er hver især højere end den forrige.",
    "7 Point Trend (Decreasing)": "De seneste syv målinger er hver især lavere end den forrige.",
    "2 in 3 Above CL": "To af de seneste tre målinger ligger tæt på den øvre grænse.",
    "2 in 3 Below CL": "To af de seneste tre målinger ligger tæt på den nedre grænse.",
    "7 Points Above CL": "De seneste syv målinger ligger alle over gennemsnittet.",
    "7 Points Below CL": "De seneste syv målinger ligger alle under gennemsnittet.",
}


def verdict(state: State) -> str:
    """Return the words of a state's badge."""
    if state.reason == "projection":
        return "Fremskrivning"
    if state.method == "trend" and state.verdict in _TRENDS:
        return _TRENDS[state.verdict]
    return VERDICTS[state.verdict]


def when(period: str, source: Source) -> str:
    """Return the period with its preposition: `i juli 2026`, `den 1. januar 2026`, `i skoleåret 2024/25`."""
    parsed = Period.parse(period)
    label = parsed.label(counted=source.counted)
    return f"den {label}" if source.counted == "start" else f"i {label}"


def value(amount: float | None, indicator: Indicator) -> str:
    """Return an amount with the indicator's unit and decimals."""
    return danish.quantity(amount, indicator.unit, indicator.decimals)


def now(state: State, indicator: Indicator, source: Source) -> str:
    """Say what the latest figure is: `I juli 2026: 1,8 %.`; of a projection, where it starts and ends."""
    if state.reason == "projection":
        first = state.points[0]
        return danish.sentence(
            f"Fremskrevet fra {value(first.value, indicator)} {when(first.period, source)} "
            f"til {value(state.latest.value, indicator)} {when(state.latest.period, source)}"
        )
    return danish.sentence(f"{danish.capitalised(when(state.latest.period, source))}: {value(state.latest.value, indicator)}")


def change(state: State, indicator: Indicator, source: Source) -> str:
    """Say how far the latest figure is from a year before; arithmetic only, no judgement. Empty without one."""
    if state.change is None or state.year_ago_period is None or state.reason == "projection":
        return ""
    unit = "procentpoint" if indicator.unit == "%" else indicator.unit
    amount = danish.quantity(abs(state.change), unit, indicator.decimals)
    then = when(state.year_ago_period, source)
    if danish.number(abs(state.change), indicator.decimals) == danish.number(0, indicator.decimals):
        return f"Det er det samme som {then}."
    more, less = ("flere", "færre") if indicator.total else ("højere", "lavere")
    return f"Det er {amount} {more if state.change > 0 else less} end {then}."


def movement(state: State, indicator: Indicator) -> str:
    """Say whether the movement is more than noise, and by which rule; or why that cannot be said."""
    if state.verdict == "undecided":
        return indicator.no_trend if state.reason == "declared" else _REASONS[state.reason]
    if state.method == "trend":
        return _trend(state, indicator)
    if state.verdict == "common":
        text = "Tallet svinger, som det plejer. Der er ingen sikker ændring."
    else:
        text = f"{_CAUSES[state.cause]} Det er mere end tilfældige udsving.{_judged(state)}"
    return f"{text} Grænserne er vejledende, for de hviler på få målinger." if state.trial else text


def _trend(state: State, indicator: Indicator) -> str:
    overlapping = indicator.window > 1 or indicator.computation == "growth"
    over = "over de seneste fem perioder, der ikke overlapper hinanden" if overlapping else "over de seneste fem målinger"
    if state.verdict == "common":
        return f"Der er ingen sikker udvikling {over}."
    way = "steget" if state.cause == "rising" else "faldet"
    return f"Tallet er {way} {over}, og det er mere end tilfældige udsving.{_judged(state)}"


def _judged(state: State) -> str:
    return {"improvement": " Det er en forbedring.", "concern": " Det er en forværring."}.get(state.verdict, "")


def beside(state: State, indicator: Indicator, definitions: Definitions) -> str:
    """Put the nation and the comparison group beside the figure, and say that it is not tested."""
    found = state.comparison
    parts: list[str] = []
    if found.nation is not None:
        parts.append(f"hele landet {value(found.nation, indicator)}")
    if found.group is not None and found.group_size > 1:
        whole = len(definitions.municipality.comparison)
        size = definitions.municipality.comparison_name if found.group_size == whole else f"{found.group_size} af de {definitions.municipality.comparison_name}"
        parts.append(f"{size} {value(found.group, indicator)} (uvægtet gennemsnit)")
    if not parts:
        return ""
    note = f" {indicator.nation_note}" if indicator.nation_note and found.nation is not None else ""
    return f"{danish.sentence(f'Til sammenligning: {danish.listed(parts)}')} Forskellen er ikke testet.{note}"


def unit(indicator: Indicator) -> str:
    """Return the unit as it begins a caption: `Procent`, `Kr. pr. indbygger`."""
    return "Procent" if indicator.unit == "%" else danish.capitalised(indicator.unit) or "Tal"


def alt(state: State, indicator: Indicator, source: Source) -> str:
    """Return the text alternative of a state's chart: the finding and the numbers that carry it."""
    first = state.points[0]
    numbers = [point.value for point in state.points]
    span = danish.sentence(
        f"{danish.counted(len(numbers), 'måling', 'målinger')} fra {Period.parse(first.period).label(counted=source.counted)}"
        f" ({value(first.value, indicator)}) til {Period.parse(state.latest.period).label(counted=source.counted)}"
        f" ({value(state.latest.value, indicator)}). Lavest {value(min(numbers), indicator)}, højest {value(max(numbers), indicator)}"
    )
    return f"{indicator.title}. {span} {movement(state, indicator)}"


def tense(strategy: Strategy, quarter: Quarter) -> str:
    """Return the banner of a quarter outside the strategy's period; empty within it."""
    if not strategy.is_over(quarter):
        return ""
    return (
        f"Strategien gjaldt {strategy.first_year}–{strategy.last_year}; en ny er ikke lagt ind. "
        "Siderne følger fortsat dens fokusområder."
    )

