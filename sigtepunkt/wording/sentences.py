"""States → Danish sentences. No sentence claims more than the state it is made from. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sigtepunkt.core import danish
from sigtepunkt.core.period import Period, Quarter
from sigtepunkt.signals import FocusState, State
from sigtepunkt.signals.methods.xmr import Assurance
from sigtepunkt.signals.state import RATES
from sigtepunkt.strategy import Indicator, Source, Strategy
from sigtepunkt.wording import not_shown
from sigtepunkt.wording.units_and_periods import RANK, difference, is_visible, label, value, when

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
    "uneven": "De seneste fem målinger ligger ikke lige langt fra hinanden, "
    "så en udvikling kan ikke afgøres.",
    "too_few_yearly": "Der er under fem sammenlignelige målinger, så en udvikling kan ikke afgøres.",
    "too_few_seasons": "Tallet følger årstiden, og der er for få år i træk til at skille sæsonen fra: "
    "det kræver tre år med kvartaler eller fire år med måneder. Det kan ikke afgøres.",
}
_CAUSES: Mapping[str, str] = {"higher": "højere", "lower": "lavere", "rising": "steget", "falling": "faldet"}
_JUDGED = {"improvement": " Det er en forbedring.", "concern": " Det er en forværring."}
_ASSURANCES: Mapping[Assurance | None, str] = {
    "pass": "Svinger tallet, som det gør nu, ventes målet at være nået hver gang.",
    "fail": "Svinger tallet, som det gør nu, kan målet ikke ventes nået.",
    "hit_or_miss": "Svinger tallet, som det gør nu, vil målet nogle gange være nået og andre gange ikke.",
    None: "Om målet kan ventes nået, kan ikke afgøres.",
}
_ONE_DECIMAL = 0.1  # expected false signals: fewer are shown with two decimals


def verdict(state: State) -> str:
    """Return the words of a state's badge."""
    if state.reason == "projection":
        return "Fremskrivning"
    words = {**VERDICTS, **_TRENDS} if state.method == "trend" else VERDICTS
    return words[state.verdict]


def now(state: State, indicator: Indicator, source: Source) -> str:
    """Say what the latest figure is: `I juli 2026: 1,8 %.`; of a projection, where it starts and ends.

    Where the newest figure is not shown, that is said first, and the latest that is shown is not called the
    newest.
    """
    first, last, period = state.points[0], value(state.latest.value, indicator), state.latest.period
    if state.reason == "projection":
        start = f"{value(first.value, indicator)} {when(first.period, source)}"
        text = f"Fremskrevet fra {start} til {last} {when(period, source)}"
    elif state.held:
        text = f"Det seneste tal, der vises, er fra {label(period, source)}: {last}"
    else:
        text = f"{danish.capitalised(when(period, source))}: {last}"
    return not_shown.period_not_shown(state.held_period, state.held, source) + danish.sentence(text)


def change(state: State, indicator: Indicator, source: Source) -> str:
    """Say how far the latest figure is from that of a year before; arithmetic only, no judgement.

    Empty without a comparable figure.
    """
    if state.change is None or state.year_ago_period is None or state.reason == "projection":
        return ""
    year_ago = when(state.year_ago_period, source)
    if not is_visible(state.change, indicator):
        return f"Det er det samme som {year_ago}."
    more, less = ("flere", "færre") if indicator.total else ("højere", "lavere")
    if indicator.unit == RANK:
        more, less = "længere nede", "længere oppe"
    way = more if state.change > 0 else less
    return f"Det er {difference(state.change, indicator)} {way} end {year_ago}."


def movement(state: State, indicator: Indicator, source: Source) -> str:
    """Say whether the movement is more than noise, and by which rule; or why that cannot be said."""
    if state.method == "shift":
        text = _shift(state, indicator, source)
    else:
        text = _trend(state, indicator) if state.method == "trend" else _silence(state, indicator)
    if state.trial:
        text += " Vurderingen er vejledende, for den hviler på få målinger."
    if state.method != "trend" and state.trend in {"rising", "falling"}:
        same = "samme måned" if Period.parse(state.latest.period).months == 1 else "samme kvartal"
        text += f" Set over fem år, med {same} hvert år, er tallet {_CAUSES[state.trend]}."
    return text


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
    since, size_and_way = label(level.since, source), f"{size} {_CAUSES[state.cause]}"
    if level.points == 1:
        subject = f"målingen for {since}" if season else f"for {since}"
        text = f"{lies} {subject} {size_and_way} end ventet ud fra de tidligere."
    else:
        subject = "tallet siden" if season else "siden"
        text = f"{lies} {subject} {since} i gennemsnit {size_and_way} end ventet ud fra tiden før."
    return f"{text} Det er mere end tilfældige udsving.{_JUDGED.get(state.verdict, '')}"


def _trend(state: State, indicator: Indicator) -> str:
    over = "over de seneste fem målinger"
    if indicator.window > 1 or indicator.computation == "growth":
        over = "over de seneste fem perioder, der ikke overlapper hinanden"
    if not state.cause:
        return f"Der er ingen sikker udvikling {over}."
    judged = _JUDGED.get(state.verdict, "")
    return f"Tallet er {_CAUSES[state.cause]} {over}, og det er mere end tilfældige udsving.{judged}"


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
    """Say how often each method takes chance for a change."""
    shift, slope = (danish.quantity(100 * RATES[method], "%") for method in ("shift", "trend"))
    return (
        f"Metoden for måneder og kvartaler er indstillet, så ca. {shift} af de tal, hvor intet har ændret "
        "sig, alligevel får et mærke ved en tilfældighed. "
        f"For tal, der kun kommer en gang om året, er det højst {slope}. "
        "Derfor står der på hver side, hvor mange falske signaler vi venter."
    )


def error_budget(states: Sequence[State]) -> str:
    """Say how many false signals are to be expected among these states if nothing has changed."""
    rates = [state.false_rate for state in states if state.method != "none"]
    if not rates:
        return "Ingen af indikatorerne har målinger nok til at blive vurderet."
    judged = danish.counted(len(rates), "vurderet indikator", "vurderede indikatorer")
    expected = sum(rates)
    share = danish.number(expected, 1 if expected >= _ONE_DECIMAL else 2).removesuffix(",0")
    signals = "falsk signal" if share == "1" else "falske signaler"
    return f"Af {judged} venter vi højst ca. {share} {signals}, selv om intet skulle have ændret sig."


def unmet_requirement(requirement: str, severity: str = "") -> str:
    """Say that a check's requirement is not met: `Kravet »Alle rækker er med« er ikke opfyldt`."""
    return f"Kravet »{requirement.rstrip('.')}« er ikke opfyldt{f' ({severity})' if severity else ''}."


def text_alternative(state: State, indicator: Indicator, source: Source) -> str:
    """Return the text alternative of a state's chart: the finding and the numbers that carry it."""
    values = [point.value for point in state.points]
    many = danish.counted(len(values), "måling", "målinger")
    start, end = (
        f"{label(p.period, source)} ({value(p.value, indicator)})" for p in (state.points[0], state.latest)
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
