"""Everything declared, together, and the parts of it that a focus area, a quarter or a page is about."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from sigtepunkt.core.period import Quarter
from sigtepunkt.strategy.actions.action import Action
from sigtepunkt.strategy.indicator import Capacity, Disclosure, Gap, Indicator
from sigtepunkt.strategy.municipality_and_aims import Municipality, Strategy
from sigtepunkt.strategy.sources.source import Origin, Source

_Declared = TypeVar("_Declared", Indicator, Capacity, Action)


@dataclass(frozen=True)
class Definitions:
    """Everything declared under `strategy/`, with all references checked.

    `left_out` are the indicators of other strategies than the one in force.
    """

    municipality: Municipality
    strategies: tuple[Strategy, ...]
    sources: Mapping[str, Source]
    indicators: Mapping[str, Indicator]
    gaps: tuple[Gap, ...]
    capacities: Mapping[str, Capacity] = field(default_factory=dict)
    disclosure: Mapping[str, Disclosure] = field(default_factory=dict)
    left_out: Mapping[str, Indicator] = field(default_factory=dict)
    actions: Mapping[str, Action] = field(default_factory=dict)

    def strategy(self, quarter: Quarter) -> Strategy:
        """Return the strategy in force in `quarter`, or the last before it; the first, when there is none."""
        begun = [strategy for strategy in self.strategies if strategy.first_year <= quarter.year]
        return begun[-1] if begun else self.strategies[0]

    def origin(self, indicator: str) -> Origin:
        """Return where an indicator's figures are from: official, internal or demo."""
        return self.sources[self.indicators[indicator].source].origin

    def indicators_of(self, focus_area: str) -> dict[str, Indicator]:
        """Return a focus area's indicators, in the order declared."""
        return _of(self.indicators, {focus_area})

    def capacities_of(self, focus_area: str) -> dict[str, Capacity]:
        """Return a focus area's capacities, in the order declared."""
        return _of(self.capacities, {focus_area})

    def actions_of(self, focus_area: str) -> dict[str, Action]:
        """Return a focus area's actions, in the order declared."""
        return _of(self.actions, {focus_area})

    def actions_on(self, indicator: str) -> dict[str, Action]:
        """Return the actions that declared an effect on an indicator, in the order declared."""
        declared = self.actions.items()
        return {key: item for key, item in declared if item.effect and item.effect.indicator == indicator}

    def gaps_of(self, focus_area: str) -> tuple[Gap, ...]:
        """Return a focus area's declared gaps."""
        return tuple(gap for gap in self.gaps if gap.focus_area == focus_area)

    def demo_parts(self, capacity: str) -> tuple[str, ...]:
        """Return which parts of a capacity (demand, coverage, places) are demo data."""
        parts = self.capacities[capacity].parts.items()
        return tuple(name for name, part in parts if self.sources[part.source].origin == "demo")

    @property
    def used_sources(self) -> tuple[str, ...]:
        """The sources of indicators and capacities, in the order declared."""
        used = {name for indicator in self.indicators.values() for name in indicator.sources}
        used.update(*(capacity.sources for capacity in self.capacities.values()))
        return tuple(key for key in self.sources if key in used)

    def in_force(self, quarter: Quarter, *, demo: bool = True) -> Definitions:
        """Return the definitions for the strategy of `quarter`; unless `demo`, with gaps for demo data."""
        definitions = self if demo else self.without_demo()
        areas = self.strategy(quarter).focus_areas
        indicators = _of(definitions.indicators, areas)
        return replace(
            definitions,
            indicators=indicators,
            gaps=tuple(gap for gap in definitions.gaps if gap.focus_area in areas),
            capacities=_of(definitions.capacities, areas),
            disclosure={key: table for key, table in definitions.disclosure.items() if key in indicators},
            left_out={key: item for key, item in self.indicators.items() if item.focus_area not in areas},
            actions=_of(definitions.actions, areas),
        )

    def without_demo(self) -> Definitions:
        """Return the definitions without demo actions, demo indicators and demo capacities.

        Indicators and capacities are replaced by the gap each declares.
        """
        demo: tuple[Indicator | Capacity, ...] = (
            *(indicator for key, indicator in self.indicators.items() if self.origin(key) == "demo"),
            *(capacity for key, capacity in self.capacities.items() if self.demo_parts(key)),
        )
        gaps = (
            Gap(focus_area=item.focus_area, title=item.title, **item.gap.model_dump())
            for item in demo
            if item.gap
        )
        indicators = {key: item for key, item in self.indicators.items() if self.origin(key) != "demo"}
        return replace(
            self,
            indicators=indicators,
            gaps=(*self.gaps, *gaps),
            capacities={key: item for key, item in self.capacities.items() if not self.demo_parts(key)},
            disclosure={key: table for key, table in self.disclosure.items() if key in indicators},
            actions={key: action for key, action in self.actions.items() if not action.demo},
        )


def _of(declared: Mapping[str, _Declared], focus_areas: Container[str]) -> dict[str, _Declared]:
    return {key: item for key, item in declared.items() if item.focus_area in focus_areas}
