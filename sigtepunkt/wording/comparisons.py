"""Figures beside others → Danish sentences: the nation, the group, the budget, areas within. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sigtepunkt.core import danish
from sigtepunkt.signals import State
from sigtepunkt.signals.comparison import Place
from sigtepunkt.signals.methods.funnel import Funnel
from sigtepunkt.strategy import Definitions, Indicator
from sigtepunkt.wording.units_and_periods import difference, is_visible, plural, value

POSITIONS: Mapping[str, str] = {  # of areas within the municipality, in a funnel
    "inside": "som ventet",
    "above": "lidt højere",
    "below": "lidt lavere",
    "far above": "højere",
    "far below": "lavere",
}
_PLACES: Mapping[Place, str] = {"higher": "højere", "lower": "lavere"}
_WIDENED = 1.05  # a funnel widened by less is not worth a sentence


def beside_nation_and_group(state: State, indicator: Indicator, definitions: Definitions) -> str:
    """Put the nation and the group beside the figure, and say whether the difference is more than noise.

    Empty where neither is published.
    """
    nation, group, size = state.comparison.nation, state.comparison.group, state.comparison.group_size
    municipality = definitions.municipality
    figures: list[str] = []
    whose: defaultdict[Place, list[str]] = defaultdict(list)
    if nation is not None:
        figures.append(f"hele landet, kommunen medregnet, {value(nation.value, indicator)}")
        whose[nation.place].append("landets")
    if group is not None and size > 1:
        name, mean = municipality.comparison_name, "vægtet" if state.comparison.weighted else "uvægtet"
        who = name if size == len(municipality.comparison) else f"{size} af de {name}"
        figures.append(f"{who} {value(group.value, indicator)} ({mean} gennemsnit)")
        whose[group.place].append("de andres")
    if not figures:
        return ""
    listed = danish.sentence(f"Til sammenligning: {danish.listed(figures)}")
    note = f" {indicator.nation_note}" if indicator.nation_note and nation is not None else ""
    return f"{listed} {_tested(whose, indicator)}{note}"


def _tested(whose: Mapping[Place, Sequence[str]], indicator: Indicator) -> str:
    """Say whose figures the municipality's is above, below or like; `whose` has the owners by its place."""
    sentences = []
    for place, owners in whose.items():
        if place == "similar":
            sentences.append(f"Kommunens tal kan ikke skelnes sikkert fra {' og '.join(owners)}.")
        elif place != "untested":
            good = "bedre" if place == indicator.better else "dårligere"
            judged = "" if indicator.better == "neutral" else f" ({good})"
            both, differences = f"både {' og '.join(owners)}", "forskellene"
            if len(owners) == 1:
                both, differences = owners[0], "forskellen"
            compared = f"Kommunens tal er {_PLACES[place]}{judged} end {both}"
            sentences.append(f"{compared}, og {differences} er mere end tilfældige udsving.")
    several = len(whose.get("untested", ())) > 1
    return " ".join(sentences) or f"{'Forskellene' if several else 'Forskellen'} er ikke testet."


def budget(state: State, planned: State, indicator: Indicator) -> str:
    """Say how far an amount is from its budget; arithmetic only, no judgement."""
    off, amount = state.latest.value - planned.latest.value, value(planned.latest.value, indicator)
    if not is_visible(off, indicator):
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
