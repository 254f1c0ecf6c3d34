"""Figures beside others → Danish sentences: the nation, the group, the budget, areas within. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sigtepunkt.core import danish
from sigtepunkt.signals import State
from sigtepunkt.signals.answers.answer import Answer
from sigtepunkt.signals.methods.funnel import Funnel
from sigtepunkt.strategy import Better, Definitions, Indicator, Municipality, Source
from sigtepunkt.wording.directions import apart, higher_by, per_cent
from sigtepunkt.wording.since_start import limits
from sigtepunkt.wording.units_and_periods import RANK, plural, shown_difference, since_label, value, when

POSITIONS: Mapping[str, str] = {  # of areas within the municipality, in a funnel
    "inside": "som ventet",
    "above": "lidt højere",
    "below": "lidt lavere",
    "far above": "klart højere",
    "far below": "klart lavere",
}
_FAR = ("far above", "far below")
_PLACES: Mapping[Better, str] = {"higher": "højere", "lower": "lavere"}
_WIDENED = 1.05  # a funnel widened by less is not worth a sentence


def beside_nation_and_group(
    state: State, indicator: Indicator, source: Source, definitions: Definitions
) -> str:
    """Put the nation and the group beside the figure, and say what is surely different.

    Empty where neither is published. Nobody has a spread to hold the nation's difference against: it is told.
    """
    figures = _totals(state, indicator, source, definitions)
    if not indicator.total:
        figures = _figures(state, indicator, source, definitions)
    if not figures:
        return ""
    note = indicator.nation_note if state.comparison.nation is not None else ""
    return " ".join(filter(None, [*figures, note, _surely(state, indicator, source)]))


def _figures(state: State, indicator: Indicator, source: Source, definitions: Definitions) -> list[str]:
    """Return sentences with the nation's figure, its change since the start, and the others' extremes."""
    compared, fact = state.comparison, state.since.fact
    said: list[str] = []
    if compared.nation is not None:
        text = f"Hele landet: {value(compared.nation, indicator)}"
        if fact is not None and compared.nation_change is not None:
            start = when(fact.start_period, source, indicator)
            off = shown_difference(compared.nation, compared.nation - compared.nation_change, indicator)
            text += f", {apart(off, indicator)} end {start}" if off else f", det samme som {start}"
        said.append(danish.sentence(text))
    if compared.lowest is not None and compared.highest is not None and compared.group_size > 1:
        others = _others(compared.group_size, definitions.municipality)
        low, high = value(compared.lowest, indicator), value(compared.highest, indicator)
        number = low if indicator.unit == RANK else danish.number(compared.lowest, indicator.decimals)
        said.append(
            danish.sentence(f"{others}: {f'alle {high}' if low == high else f'mellem {number} og {high}'}")
        )
    return said


def _totals(state: State, indicator: Indicator, source: Source, definitions: Definitions) -> list[str]:
    """Return sentences with the others' changes in per cent: their totals are of other sizes."""
    compared, fact = state.comparison, state.since.fact
    if fact is None:
        return []
    start, said = when(fact.start_period, source, indicator), []
    if compared.nation_change is not None:
        said.append(f"Hele landet: {per_cent(compared.nation_change)} end {start}.")
    if compared.group_change is not None and compared.group_changed > 1:
        others = _others(compared.group_changed, definitions.municipality)
        said.append(f"{others}: i gennemsnit {per_cent(compared.group_change)} end {start}.")
    return said


def who(size: int, municipality: Municipality) -> str:
    """Return what `size` of the municipalities compared with are called: `de otte kommuner i nærheden`."""
    everybody = f"de {municipality.comparison_name}"
    return everybody if size == len(municipality.comparison) else f"{danish.in_words(size)} af {everybody}"


def _others(size: int, municipality: Municipality) -> str:
    return danish.capitalised(who(size, municipality))


def _surely(state: State, indicator: Indicator, source: Source) -> str:
    """Say in what the municipality surely differs from the others, with limits; else one short clause."""
    level, development = state.since.level, state.since.development
    said = [_development(development, indicator, source), _level(level, indicator)]
    if any(said):
        return " ".join(filter(None, said))
    if level.reason == "chance in counting":
        return "Forskellen fra de andre kommuner kan være en tilfældighed i optællingen."
    tested = [
        name for name, answer in (("niveauet", level), ("udviklingen", development)) if answer.p is not None
    ]
    if not tested:
        return "" if indicator.full_count or indicator.total else "Forskellen er ikke testet."
    if len(tested) > 1:
        return "Hverken niveauet eller udviklingen skiller sig klart ud fra de andre kommuners."
    return f"{danish.capitalised(tested[0])} skiller sig ikke klart ud fra de andre kommuners."


def _level(level: Answer, indicator: Indicator) -> str:
    if not level.sure:
        return ""
    way: Better = "higher" if level.direction == "rising" else "lower"
    judged = f" ({'bedre' if way == indicator.better else 'dårligere'})"
    if indicator.better == "neutral":
        judged = ""
    return (
        f"Tallet er {_PLACES[way]}{judged} end de andre kommuners gennemsnit, mere end kommuner plejer at "
        f"være forskellige: {limits(level, indicator)}."
    )


def _development(development: Answer, indicator: Indicator, source: Source) -> str:
    if not development.sure:
        return ""
    start = since_label(development.since, source, indicator)
    return (
        f"Siden {start} har udviklingen været en anden end de andre kommuners: "
        f"I forhold til dem er tallet blevet {limits(development, indicator)}."
    )


def budget(state: State, planned: State, indicator: Indicator) -> str:
    """Say how far an amount is from its budget; arithmetic only, no judgement."""
    off = shown_difference(state.latest.value, planned.latest.value, indicator)
    amount = value(planned.latest.value, indicator)
    if not off:
        return danish.sentence(f"Budgetteret var det samme, {amount}")
    return danish.sentence(f"Budgetteret var {amount}; tallet blev {higher_by(off, indicator)}")


def areas_within(funnel: Funnel, names: Sequence[str], kind: str) -> str:
    """Say which areas lie further from the municipality's share than chance and their size explain.

    `names` are the areas', in the order of `funnel`, and `kind` is what such an area is called.
    """
    placed = list(zip(names, funnel.positions, strict=True))
    outside = {far: [name for name, place in placed if place == far] for far in _FAR}
    apart_from = [f"{POSITIONS[far]} i {danish.listed(areas)}" for far, areas in outside.items() if areas]
    many = danish.counted(len(names), kind, plural(kind))
    if apart_from:
        text = f"Tallet er {' og '.join(apart_from)}, mere end almindelige udsving. "
        text += f"De andre af kommunens {many} skiller sig ikke klart ud"
    else:
        text = f"Ingen af kommunens {many} skiller sig klart ud"
    slight = [
        f"{danish.number(count)} ligger {POSITIONS[place]}"
        for place in ("above", "below")
        if (count := sum(position == place for position in funnel.positions))
    ]
    text += f"; {' og '.join(slight)}, men det kan være tilfældigt." if slight else "."
    if funnel.spread > _WIDENED:
        text += " Områderne er mere forskellige, end tilfældigheder alene gør dem; "
        text += f"feltet er derfor gjort {danish.number(funnel.spread, 1)} gange så bredt."
    return text
