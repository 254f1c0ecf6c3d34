"""Short forms of what is said of an indicator: for tiles, tables, cells and single sentences. Pure."""

from __future__ import annotations

from sigtepunkt.core import danish
from sigtepunkt.signals import State
from sigtepunkt.strategy import Indicator, Source
from sigtepunkt.wording.directions import apart, in_per_cent
from sigtepunkt.wording.since_start import seasons_apart
from sigtepunkt.wording.units_and_periods import shown_difference, value, when

FEWEST_NEIGHBOURS = 5  # fewer make no range


def beside_start(state: State, indicator: Indicator, source: Source) -> str:
    """Say how the newest figure compares with that at the strategy's start: `27 % lavere end i 2021`.

    Empty without a figure from before the strategy. Arithmetic on the shown figures, no judgement.
    """
    fact = state.since.fact
    if fact is None:
        return ""
    start = when(fact.start_period, source, indicator)
    shown = shown_difference(fact.newest, fact.start, indicator)
    if not shown:
        return f"det samme som {start}"
    relative = in_per_cent(fact.newest, fact.start, indicator) if indicator.kind == "amount" else ""
    season = " (en anden årstid)" if seasons_apart(fact, indicator) else ""
    return f"{relative or apart(shown, indicator)} end {start}{season}"


def signed(state: State, indicator: Indicator) -> str:
    """Return the same difference with its sign: `+1.714`, `−27 %`, `+2,3 procentpoint`; a dash without."""
    fact = state.since.fact
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


def neighbours(state: State, indicator: Indicator) -> str:
    """Return the range of the municipalities compared with: `18,5–22,3`; a dash with fewer than five."""
    compared = state.comparison
    if compared.lowest is None or compared.highest is None or compared.group_size < FEWEST_NEIGHBOURS:
        return danish.MISSING
    ends = (danish.number(end, indicator.decimals) for end in (compared.lowest, compared.highest))
    return "–".join(ends)


def beside(state: State, indicator: Indicator) -> str:
    """Say what stands beside the figure in few words: `hele landet 14,0 %`, or the neighbours' range.

    Empty where neither is published.
    """
    if state.comparison.nation is not None:
        return f"hele landet {value(state.comparison.nation, indicator)}"
    span = neighbours(state, indicator)
    return "" if span == danish.MISSING else f"nabokommunerne {span}"


def sentence(state: State, indicator: Indicator, source: Source) -> str:
    """Say the figure, its change and what is beside it, to follow the indicator's title.

    `: 22,5 % i 2025, 2,3 procentpoint højere end i 2021; hele landet 14,0 %.`
    """
    figure = f"{value(state.latest.value, indicator)} {when(state.latest.period, source, indicator)}"
    change, others = beside_start(state, indicator, source), beside(state, indicator)
    text = f"{figure}, {change}" if change else figure
    return danish.sentence(f"{text}; {others}" if others else text)
