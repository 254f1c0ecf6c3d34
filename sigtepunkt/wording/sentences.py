"""States → Danish sentences. No sentence claims more than the state it is made from. Pure."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sigtepunkt.checks.facts import next_due
from sigtepunkt.core import danish
from sigtepunkt.core.period import Period, Quarter
from sigtepunkt.signals import FocusState, State
from sigtepunkt.signals.comparison import Place
from sigtepunkt.signals.methods.funnel import Funnel
from sigtepunkt.signals.methods.xmr import Assurance
from sigtepunkt.signals.state import RATES
from sigtepunkt.strategy import Definitions, Indicator, Source, Strategy
from sigtepunkt.wording import not_shown

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
_TRENDS: Mapping[str, str] = {"high": "Steget", "low": "Faldet"}  # of a trend there is no normal to be above
_REASONS: Mapping[str, str] = {
    "projection": "Det er en fremskrivning, ikke en måling, og den er offentliggjort uden usikkerhed.",
    "held": "Det nyeste tal vises ikke, så det kan ikke afgøres, om der er sket en ændring.",
    "too_few": "Der er for få målinger i træk til at skelne en ændring fra tilfældige udsving: det kræver mindst tolv. Det kan ikke afgøres.",
    "uneven": "De seneste fem målinger ligger ikke lige langt fra hinanden, så en udvikling kan ikke afgøres.",
    "too_few_yearly": "Der er under fem sammenlignelige målinger, så en udvikling kan ikke afgøres.",
    "too_few_seasons": "Tallet følger årstiden, og der er for få år i træk til at skille sæsonen fra: det kræver tre år med kvartaler eller fire år med måneder. Det kan ikke afgøres.",
}
METHODS: Mapping[str, str] = {  # the heading of the method page that explains a chart
    "shift": "maaneder-og-kvartaler",
    "season": "aarstid",
    "trend": "aar",
    "none": "kan-ikke-afgoeres",
    "areas": "sammenligning",
}
_WAYS: Mapping[str, str] = {"higher": "højere", "lower": "lavere", "rising": "steget", "falling": "faldet"}
_ASSURANCES: Mapping[Assurance | None, str] = {
    "pass": "Svinger tallet, som det gør nu, ventes målet at være nået hver gang.",
    "fail": "Svinger tallet, som det gør nu, kan målet ikke ventes nået.",
    "hit_or_miss": "Svinger tallet, som det gør nu, vil målet nogle gange være nået og andre gange ikke.",
    None: "Om målet kan ventes nået, kan ikke afgøres.",
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
    """Return an amount with the indicator's unit and decimals; a rank as `nr. 3`."""
    if indicator.unit == RANK:
        return danish.MISSING if amount is None else f"nr.{danish.NO_BREAK}{danish.number(amount)}"
    return danish.quantity(amount, indicator.unit, indicator.decimals)


def now(state: State, indicator: Indicator, source: Source) -> str:
    """Say what the latest figure is: `I juli 2026: 1,8 %.`; of a projection, where it starts and ends.

    Where the newest figure is not shown, that is said first, and the latest that is shown is not called the
    newest.
    """
    unseen = not_shown.not_shown(state.held_period, state.held, source)
    if state.reason == "projection":
        first = state.points[0]
        return unseen + danish.sentence(
            f"Fremskrevet fra {value(first.value, indicator)} {when(first.period, source)} "
            f"til {value(state.latest.value, indicator)} {when(state.latest.period, source)}"
        )
    if state.held:
        label = Period.parse(state.latest.period).label(counted=source.counted)
        return unseen + danish.sentence(
            f"Det seneste tal, der vises, er fra {label}: {value(state.latest.value, indicator)}"
        )
    return danish.sentence(
        f"{danish.capitalised(when(state.latest.period, source))}: {value(state.latest.value, indicator)}"
    )


def change(state: State, indicator: Indicator, source: Source) -> str:
    """Say how far the latest figure is from a year before; arithmetic only, no judgement. Empty without one."""
    if state.change is None or state.year_ago_period is None or state.reason == "projection":
        return ""
    then = when(state.year_ago_period, source)
    if not _shows(state.change, indicator):
        return f"Det er det samme som {then}."
    more, less = (
        ("længere nede", "længere oppe")
        if indicator.unit == RANK
        else ("flere", "færre")
        if indicator.total
        else ("højere", "lavere")
    )
    return f"Det er {difference(state.change, indicator)} {more if state.change > 0 else less} end {then}."


def _shows(amount: float, indicator: Indicator) -> bool:
    """Return whether a difference is not lost in the decimals shown."""
    return danish.number(abs(amount), indicator.decimals) != danish.number(0, indicator.decimals)


def difference(amount: float, indicator: Indicator) -> str:
    """Return the size of a difference with its unit: between percentages, percentage points."""
    unit = {"%": "procentpoint", RANK: "pladser"}.get(indicator.unit, indicator.unit)
    return danish.quantity(abs(amount), unit, indicator.decimals)


def movement(state: State, indicator: Indicator, source: Source) -> str:
    """Say whether the movement is more than noise, and by which rule; or why that cannot be said."""
    said = {"none": _silence, "trend": _trend, "shift": _shift}[state.method](state, indicator, source)
    if state.trial:
        said += " Vurderingen er vejledende, for den hviler på få målinger."
    if state.method != "trend" and state.trend in {"rising", "falling"}:
        same = "samme måned" if Period.parse(state.latest.period).months == 1 else "samme kvartal"
        said += f" Set over fem år, med {same} hvert år, er tallet {_WAYS[state.trend]}."
    return said


def _silence(state: State, indicator: Indicator, source: Source) -> str:
    del source
    if len(state.points) == 1 and state.reason.startswith("too_few"):
        return "Der vises kun én måling, så en udvikling kan ikke afgøres."
    return indicator.no_trend if state.reason == "declared" else _REASONS[state.reason]


def _shift(state: State, indicator: Indicator, source: Source) -> str:
    cleaned = "Når sæsonen er trukket fra, ligger" if state.season else "Tallet ligger"
    if state.level is None or not state.cause:
        the_latest = (
            "de seneste målinger, hvor de kan ventes"
            if state.season
            else "i de seneste målinger, hvor det kan ventes"
        )
        return f"{cleaned} {the_latest} ud fra de tidligere. Der er ingen sikker ændring."
    way = _WAYS[state.cause]
    size = f"ca. {difference(state.level.size, indicator)}" if _shows(state.level.size, indicator) else "lidt"
    label = Period.parse(state.level.since).label(counted=source.counted)
    if state.level.points == 1:
        subject = f"målingen for {label}" if state.season else f"for {label}"
        told = f"{cleaned} {subject} {size} {way} end ventet ud fra de tidligere."
    else:
        subject = "tallet " if state.season else ""
        told = f"{cleaned} {subject}siden {label} i gennemsnit {size} {way} end ventet ud fra tiden før."
    return f"{told} Det er mere end tilfældige udsving.{_judged(state)}"


def _trend(state: State, indicator: Indicator, source: Source) -> str:
    del source
    overlapping = indicator.window > 1 or indicator.computation == "growth"
    over = (
        "over de seneste fem perioder, der ikke overlapper hinanden"
        if overlapping
        else "over de seneste fem målinger"
    )
    if not state.cause:
        return f"Der er ingen sikker udvikling {over}."
    return f"Tallet er {_WAYS[state.cause]} {over}, og det er mere end tilfældige udsving.{_judged(state)}"


def _judged(state: State) -> str:
    return {"improvement": " Det er en forbedring.", "concern": " Det er en forværring."}.get(
        state.verdict, ""
    )


def uncertainty(state: State, indicator: Indicator) -> str:
    """Say how far chance alone may move the latest figure; empty where the counts behind it are not at hand."""
    if state.interval is None:
        return ""
    low, high = (danish.number(limit, indicator.decimals) for limit in state.interval)
    if low == high:
        return ""
    return f"Tallet bygger på en optælling; tilfældigheder alene kan flytte det mellem {low} og {danish.quantity(state.interval.upper, indicator.unit, indicator.decimals)} (95 %-interval)."


def aim(state: State, indicator: Indicator) -> str:
    """Say where the figure stands against the decided target, and whether it can be expected to be reached; empty without one."""
    if state.aim is None:
        return ""
    latest = "Det seneste tal, der vises," if state.held else "Den seneste måling"
    reached = f"{latest} når målet." if state.aim.reached else f"{latest} når ikke målet."
    return f"{danish.sentence(f'Målet er {value(state.aim.value, indicator)} ({state.aim.decision})')} {reached} {_ASSURANCES[state.aim.assurance]}"


def beside(state: State, indicator: Indicator, definitions: Definitions) -> str:
    """Put the nation and the comparison group beside the figure, and say whether the difference is more than noise."""
    found = state.comparison
    parts: list[str] = []
    whose: defaultdict[Place, list[str]] = defaultdict(list)
    if found.nation is not None:
        parts.append(f"hele landet, kommunen medregnet, {value(found.nation.value, indicator)}")
        whose[found.nation.place].append("landets")
    if found.group is not None and found.group_size > 1:
        whole = len(definitions.municipality.comparison)
        size = (
            definitions.municipality.comparison_name
            if found.group_size == whole
            else f"{found.group_size} af de {definitions.municipality.comparison_name}"
        )
        parts.append(
            f"{size} {value(found.group.value, indicator)} ({'vægtet' if found.weighted else 'uvægtet'} gennemsnit)"
        )
        whose[found.group.place].append("de andres")
    if not parts:
        return ""
    note = f" {indicator.nation_note}" if indicator.nation_note and found.nation is not None else ""
    return (
        f"{danish.sentence(f'Til sammenligning: {danish.listed(parts)}')} {_tested(whose, indicator)}{note}"
    )


def budget(state: State, planned: State, indicator: Indicator) -> str:
    """Say how far an amount is from its budget; arithmetic only, no judgement."""
    off = state.latest.value - planned.latest.value
    if not _shows(off, indicator):
        return danish.sentence(f"Budgetteret var det samme, {value(planned.latest.value, indicator)}")
    return danish.sentence(
        f"Budgetteret var {value(planned.latest.value, indicator)}; tallet blev {difference(off, indicator)} {'højere' if off > 0 else 'lavere'}"
    )


def _tested(whose: Mapping[Place, Sequence[str]], indicator: Indicator) -> str:
    """Say, for each place, whose figures the municipality's lies so beside."""
    said = []
    for place, those in whose.items():
        both = f"både {' og '.join(those)}" if len(those) > 1 else those[0]
        if place == "similar":
            said.append(f"Kommunens tal kan ikke skelnes sikkert fra {both.removeprefix('både ')}.")
        elif place != "untested":
            good = (
                ""
                if indicator.better == "neutral"
                else " (bedre)"
                if place == indicator.better
                else " (dårligere)"
            )
            differences = "forskellene" if len(those) > 1 else "forskellen"
            said.append(
                f"Kommunens tal er {_WAYS[place]}{good} end {both}, og {differences} er mere end tilfældige udsving."
            )
    return " ".join(said) or (
        "Forskellene er ikke testet." if len(whose["untested"]) > 1 else "Forskellen er ikke testet."
    )


RANK = "placering"  # the unit of a place in a list
_WIDENED = 1.05  # a funnel widened by less is not worth a sentence
PLACES: Mapping[str, str] = {
    "inside": "som ventet",
    "above": "lidt højere",
    "below": "lidt lavere",
    "far above": "højere",
    "far below": "lavere",
}


def within(found: Funnel, names: Sequence[str], kind: str) -> str:
    """Say which areas within the municipality lie further from the whole than chance and their size explain."""
    lists = {
        far: [name for name, place in zip(names, found.places, strict=True) if place == far]
        for far in ("far above", "far below")
    }
    apart = [
        f"{_WAYS[way]} i {danish.listed(lists[far])}"
        for far, way in (("far above", "higher"), ("far below", "lower"))
        if lists[far]
    ]
    many = danish.counted(len(names), kind, plural(kind))
    where = "hvor det kan ventes for områder af deres størrelse"
    if apart:
        said = f"Af kommunens {many} ligger {danish.number(len(names) - sum(map(len, lists.values())))}, {where}. Tallet er {' og '.join(apart)}, mere end tilfældige udsving."
    else:
        said = f"Alle kommunens {many} ligger, {where}."
    if found.spread > _WIDENED:
        said += f" Områderne er mere forskellige, end tilfældigheder alene gør dem; feltet er derfor gjort {danish.number(found.spread, 1)} gange så bredt."
    return said


def plural(kind: str) -> str:
    """Return a kind of area in the plural: `afstemningsområder`, `postdistrikter`."""
    return f"{kind}{'r' if kind.endswith('e') else 'er'}"


def error_rates() -> str:
    """Say how often each method takes chance for a change."""
    shift, slope = (danish.quantity(100 * RATES[method], "%") for method in ("shift", "trend"))
    return (
        f"Metoden for måneder og kvartaler er indstillet, så ca. {shift} af de tal, hvor intet har ændret sig, alligevel får et mærke ved en tilfældighed. "
        f"For tal, der kun kommer en gang om året, er det højst {slope}. Derfor står der på hver side, hvor mange falske signaler vi venter."
    )


def error_budget(states: Sequence[State]) -> str:
    """Say how many false signals are to be expected among these states, were nothing to change."""
    judged = [state for state in states if state.method != "none"]
    if not judged:
        return "Ingen af indikatorerne har målinger nok til at blive vurderet."
    expected = sum(state.false_rate for state in judged)
    share = danish.number(expected, 1 if expected >= 0.1 else 2).removesuffix(",0")
    signals = "falsk signal" if share == "1" else "falske signaler"
    return f"Af {danish.counted(len(judged), 'vurderet indikator', 'vurderede indikatorer')} venter vi højst ca. {share} {signals}, selv om intet skulle have ændret sig."


def next_figure(source: Source, periods: Iterable[str], closed: dt.date) -> str:
    """Say which period comes next and when the source usually publishes it; that it is late, where it was due before `closed`."""
    due = next_due(source, periods)
    if due is None:
        return ""
    label, month = due[0].label(counted=source.counted), f"{danish.month_name(due[1].month)} {due[1].year}"
    return (
        f"Tallet for {label} skulle have været der omkring {month}."
        if due[1] < closed
        else f"Næste tal, for {label}, ventes omkring {month}."
    )


def unmet(requirement: str, severity: str = "") -> str:
    """Say that what a check requires, a Danish sentence, is not the case: `Kravet »Alle rækker er med« er ikke opfyldt.`."""
    return f"Kravet »{requirement.rstrip('.')}« er ikke opfyldt{f' ({severity})' if severity else ''}."


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
    return f"{indicator.title}. {span} {movement(state, indicator, source)}"


def tense(strategy: Strategy, quarter: Quarter) -> str:
    """Return the banner of a quarter outside the strategy's period; empty within it."""
    if not strategy.is_over(quarter):
        return ""
    return (
        f"Strategien gjaldt {strategy.first_year}–{strategy.last_year}; en ny er ikke lagt ind. "
        "Siderne følger fortsat dens fokusområder."
    )
