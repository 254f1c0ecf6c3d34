"""Short forms of what is said of an indicator: for tiles, tables, cells and single sentences. Pure.

Where the newest figure is not shown, an older one never stands in its place: there is nothing to compare.
A difference that a person declared unfit to be judged (`no_trend`) is told only where its reason is.
"""

from __future__ import annotations

from sigtepunkt.core import danish
from sigtepunkt.signals import State
from sigtepunkt.signals.answers.since import Fact
from sigtepunkt.strategy import Indicator, Municipality, Source
from sigtepunkt.wording.comparisons import who
from sigtepunkt.wording.directions import apart, in_per_cent
from sigtepunkt.wording.since_start import seasons_apart
from sigtepunkt.wording.units_and_periods import RANK, label, shown_difference, value, when

FEWEST_NEIGHBOURS = 5  # fewer make no range
_OTHER_SEASON = "en anden tid af året"


def beside_start(state: State, indicator: Indicator, source: Source) -> str:
    """Say how the newest figure compares with that at the strategy's start: `27 % lavere end i 2021`.

    Empty without a figure from before the strategy. Arithmetic on the shown figures, no judgement.
    """
    fact = _fact(state)
    if fact is None:
        return ""
    start = when(fact.start_period, source, indicator)
    shown = shown_difference(fact.newest, fact.start, indicator)
    text = f"det samme som {start}"
    if shown:
        relative = in_per_cent(fact.newest, fact.start, indicator) if indicator.kind == "amount" else ""
        text = f"{relative or apart(shown, indicator)} end {start}"
    return f"{text}, {_OTHER_SEASON}" if seasons_apart(fact, indicator) else text


def signed(state: State, indicator: Indicator) -> str:
    """Return the same difference with its sign: `+1.714`, `−27 %`, `+2,3 procentpoint`; a dash without."""
    fact = _fact(state)
    if fact is None:
        return danish.MISSING
    shown = shown_difference(fact.newest, fact.start, indicator)
    if not shown:
        return "±0"
    sign = "+" if shown > 0 else danish.MINUS
    relative = in_per_cent(fact.newest, fact.start, indicator) if indicator.kind == "amount" else ""
    if relative:
        return f"{sign}{relative.rpartition(' ')[0]}"
    unit = "procentpoint" if indicator.unit == "%" else ""
    return f"{sign}{danish.quantity(abs(shown), unit, indicator.decimals)}"


def start(state: State, indicator: Indicator, source: Source) -> str:
    """Say what period the difference is counted from, or why there is none, in few words."""
    fact = _fact(state)
    if fact is not None:
        since = f"siden {label(fact.start_period, source, indicator)}"
        return f"{since}, {_OTHER_SEASON}" if seasons_apart(fact, indicator) else since
    if state.held:
        return ""
    if state.reason == "declared":
        return "ændringen kan ikke vurderes"
    return "opgjort på en ny måde" if state.since.change.reason == "break" else "intet tal fra før"


def neighbours(state: State, indicator: Indicator) -> str:
    """Return the range of the municipalities compared with: `18,5–22,3`; a dash with fewer than five."""
    compared = state.comparison
    if compared.lowest is None or compared.highest is None or compared.group_size < FEWEST_NEIGHBOURS:
        return danish.MISSING
    ends = [danish.number(end, indicator.decimals) for end in (compared.lowest, compared.highest)]
    return "–".join(dict.fromkeys(ends))


def beside(state: State, indicator: Indicator, municipality: Municipality) -> str:
    """Say what stands beside the figure: `hele landet 14,0 %`, or the range of those it is compared with.

    Empty where neither is published.
    """
    compared = state.comparison
    if state.held:
        return ""
    if compared.nation is not None:
        return f"hele landet {value(compared.nation, indicator)}"
    span = neighbours(state, indicator)
    if span == danish.MISSING:
        return ""
    unit = "" if indicator.unit == RANK else indicator.unit
    figures = f"nr.{danish.NO_BREAK}{span}" if indicator.unit == RANK else span
    return f"{who(compared.group_size, municipality)} {figures}{danish.NO_BREAK if unit else ''}{unit}"


def sentence(state: State, indicator: Indicator, source: Source, municipality: Municipality) -> str:
    """Say the figure, its change and what is beside it, to follow the indicator's title.

    `: 22,5 % i 2025, 2,3 procentpoint højere end i 2021; hele landet 14,0 %.`
    """
    figure = f"{value(state.latest.value, indicator)} {when(state.latest.period, source, indicator)}"
    change, others = beside_start(state, indicator, source), beside(state, indicator, municipality)
    text = f"{figure}, {change}" if change else figure
    return danish.sentence(f"{text}; {others}" if others else text)


def _fact(state: State) -> Fact | None:
    return None if state.held or state.reason == "declared" else state.since.fact
