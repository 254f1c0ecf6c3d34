"""Figures beside others → Danish sentences: the nation, the group, the budget, areas within. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sigtepunkt.core import danish
from sigtepunkt.signals import State
from sigtepunkt.signals.answers.answer import Answer
from sigtepunkt.signals.methods.funnel import Funnel
from sigtepunkt.strategy import Better, Definitions, Indicator
from sigtepunkt.wording.units_and_periods import difference, plural, shown_difference, value

POSITIONS: Mapping[str, str] = {  # of areas within the municipality, in a funnel
    "inside": "som ventet",
    "above": "lidt højere",
    "below": "lidt lavere",
    "far above": "højere",
    "far below": "lavere",
}
_PLACES: Mapping[Better, str] = {"higher": "højere", "lower": "lavere"}
_WIDENED = 1.05  # a funnel widened by less is not worth a sentence


def beside_nation_and_group(state: State, indicator: Indicator, definitions: Definitions) -> str:
    """Put the nation and the group beside the figure, and say whether the difference from the group is usual.

    Empty where neither is published. Nobody has a spread to hold the nation's difference against: it is told.
    """
    compared, municipality = state.comparison, definitions.municipality
    figures: list[str] = []
    if compared.nation is not None:
        figures.append(f"hele landet {value(compared.nation, indicator)}")
    if compared.group is not None and compared.group_size > 1:
        name, size = municipality.comparison_name, compared.group_size
        who = name if size == len(municipality.comparison) else f"{size} af de {name}"
        figures.append(f"{who} {value(compared.group, indicator)} i gennemsnit")
    if not figures:
        return ""
    listed = danish.sentence(f"Til sammenligning: {danish.listed(figures)}")
    note = f" {indicator.nation_note}" if indicator.nation_note and compared.nation is not None else ""
    return f"{listed} {_level(state.since.level, indicator)}{note}"


def _level(level: Answer, indicator: Indicator) -> str:
    """Say whether the difference from the group's mean is larger than municipalities usually differ."""
    if level.reason == "chance in counting":
        return "Forskellen fra de andre kommuner kan være en tilfældighed i optællingen."
    if level.p is None:
        return "Forskellen er ikke testet."
    if not level.sure:
        return "Forskellen fra de andre kommuner er ikke større, end der plejer at være mellem kommuner."
    way: Better = "higher" if level.direction == "rising" else "lower"
    judged = f" ({'bedre' if way == indicator.better else 'dårligere'})"
    if indicator.better == "neutral":
        judged = ""
    return (
        f"Kommunens tal er {_PLACES[way]}{judged} end de andre kommuners gennemsnit, og forskellen er "
        "større, end der plejer at være mellem kommuner."
    )


def budget(state: State, planned: State, indicator: Indicator) -> str:
    """Say how far an amount is from its budget; arithmetic only, no judgement."""
    off = shown_difference(state.latest.value, planned.latest.value, indicator)
    amount = value(planned.latest.value, indicator)
    if not off:
        return danish.sentence(f"Budgetteret var det samme, {amount}")
    way = "højere" if off > 0 else "lavere"
    return danish.sentence(f"Budgetteret var {amount}; tallet blev {difference(off, indicator)} {way}")


def areas_within(limits: Funnel, names: Sequence[str], kind: str) -> str:
    """Say which areas lie further from the municipality's share than chance and their size explain.

    `names` are the areas', in the order of `limits`, and `kind` is what such an area is called.
    """
    placed = list(zip(names, limits.positions, strict=True))
    outside = {far: [name for name, place in placed if place == far] for far in ("far above", "far below")}
    apart = [f"{POSITIONS[far]} i {danish.listed(areas)}" for far, areas in outside.items() if areas]
    many = danish.counted(len(names), kind, plural(kind))
    where = "hvor det kan ventes for områder af deres størrelse"
    text = f"Alle kommunens {many} ligger, {where}."
    if apart:
        inside = danish.number(len(names) - sum(map(len, outside.values())))
        text = f"Af kommunens {many} ligger {inside}, {where}. "
        text += f"Tallet er {' og '.join(apart)}, mere end tilfældige udsving."
    if limits.spread > _WIDENED:
        text += " Områderne er mere forskellige, end tilfældigheder alene gør dem; "
        text += f"feltet er derfor gjort {danish.number(limits.spread, 1)} gange så bredt."
    return text
