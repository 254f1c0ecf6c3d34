"""Short forms of what is said of an indicator: for tiles, tables, cells and single sentences. Pure."""

from __future__ import annotations

from sigtepunkt.core import danish
from sigtepunkt.signals import State
from sigtepunkt.signals.answers.answer import Answer
from sigtepunkt.strategy import Indicator, Source
from sigtepunkt.wording.units_and_periods import difference, shown_difference, value, when

FEWEST_NEIGHBOURS = 5  # fewer make no range
_WHOLE = 1.0  # per cent: smaller changes have a decimal


def since_start(state: State, indicator: Indicator, source: Source) -> str:
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
    way = _way(shown, indicator)
    if indicator.kind == "amount" and fact.start > 0:
        return f"{_per_cent(fact.newest, fact.start)} {way} end {start}"
    return f"{difference(shown, indicator)} {way} end {start}"


def signed(state: State, indicator: Indicator) -> str:
    """Return the same difference with its sign: `+1.714`, `−27 %`, `+2,3 procentpoint`; a dash without."""
    fact = state.since.fact
    if fact is None:
        return danish.MISSING
    shown = shown_difference(fact.newest, fact.start, indicator)
    if not shown:
        return "±0"
    sign = "+" if shown > 0 else danish.MINUS
    if indicator.kind == "amount" and fact.start > 0:
        return f"{sign}{_per_cent(fact.newest, fact.start)}"
    if indicator.kind == "count":
        return f"{sign}{danish.number(abs(shown), indicator.decimals)}"
    return f"{sign}{difference(shown, indicator)}"


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


def limits(answer: Answer, indicator: Indicator) -> str:
    """Return the 99 % limits of a sure answer in words: `mellem 0,5 og 15,3 % lavere`.

    Empty for an answer without limits.
    """
    if answer.lower is None or answer.upper is None or not answer.direction:
        return ""
    near, far = sorted((abs(answer.lower), abs(answer.upper)))
    way = _way(answer.estimate or 0.0, indicator)
    if indicator.kind in {"amount", "count"}:
        return f"mellem {danish.number(near, 1)} og {danish.quantity(far, '%', 1)} {way}"
    decimals = max(1, indicator.decimals)
    exact = indicator.model_copy(update={"decimals": decimals})
    return f"mellem {danish.number(near, decimals)} og {difference(far, exact)} {way}"


def sentence(state: State, indicator: Indicator, source: Source) -> str:
    """Say the figure, its change and what is beside it, to follow the indicator's title.

    `: 22,5 % i 2025, 2,3 procentpoint højere end i 2021; hele landet 14,0 %.`
    """
    figure = f"{value(state.latest.value, indicator)} {when(state.latest.period, source, indicator)}"
    change, others = since_start(state, indicator, source), beside(state, indicator)
    text = f"{figure}, {change}" if change else figure
    return danish.sentence(f"{text}; {others}" if others else text)


def _way(amount: float, indicator: Indicator) -> str:
    more, less = ("flere", "færre") if indicator.kind == "count" else ("højere", "lavere")
    return more if amount > 0 else less


def _per_cent(newest: float, start: float) -> str:
    change = abs(100 * (newest / start - 1))
    return danish.quantity(change, "%", 0 if change >= _WHOLE else 1)
