"""Everything declared, together: which indicators, capacities and gaps a focus area has, and where figures come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sigtepunkt.core.period import Quarter
from sigtepunkt.strategy.indicator import Capacity, Disclosure, Gap, Indicator
from sigtepunkt.strategy.municipality_and_aims import Municipality, Strategy
from sigtepunkt.strategy.source import Origin, Source


@dataclass(frozen=True)
class Definitions:
    """Everything declared under `strategy/`, with all cross-references checked; `left_out` are the indicators of other strategies."""

    municipality: Municipality
    strategies: tuple[Strategy, ...]
    sources: Mapping[str, Source]
    indicators: Mapping[str, Indicator]
    gaps: tuple[Gap, ...]
    capacities: Mapping[str, Capacity] = field(default_factory=dict)
    disclosure: Mapping[str, Disclosure] = field(default_factory=dict)
    left_out: Mapping[str, Indicator] = field(default_factory=dict)

    def strategy(self, quarter: Quarter) -> Strategy:
        """Return the strategy in force in `quarter`, or the last one before it (the first, when there is none)."""
        begun = [strategy for strategy in self.strategies if strategy.first_year <= quarter.year]
        return begun[-1] if begun else self.strategies[0]

    def origin(self, indicator: str) -> Origin:
        """Return where an indicator's figures are from: official, internal or demo."""
        return self.sources[self.indicators[indicator].source].origin

    def indicators_of(self, focus_area: str) -> dict[str, Indicator]:
        """Return a focus area's indicators, in the order declared."""
        return {key: one for key, one in self.indicators.items() if one.focus_area == focus_area}

    def capacities_of(self, focus_area: str) -> dict[str, Capacity]:
        """Return a focus area's capacities, in the order declared."""
        return {key: one for key, one in self.capacities.items() if one.focus_area == focus_area}

    def gaps_of(self, focus_area: str) -> tuple[Gap, ...]:
        """Return a focus area's declared gaps."""
        return tuple(gap for gap in self.gaps if gap.focus_area == focus_area)

    def invented(self, capacity: str) -> tuple[str, ...]:
        """Return which parts of a capacity (demand, coverage, places) are demo data."""
        return tuple(
            name
            for name, part in self.capacities[capacity].parts.items()
            if self.sources[part.source].origin == "demo"
        )

    @property
    def used(self) -> tuple[str, ...]:
        """The sources something declared rests on, in the order they are declared."""
        named = {one.source for one in self.indicators.values()}.union(
            *(one.sources for one in self.capacities.values())
        )
        return tuple(key for key in self.sources if key in named)

    def in_force(self, quarter: Quarter, *, demo: bool = True) -> Definitions:
        """Return the definitions less what belongs to focus areas of another strategy than the quarter's; without demo data, if it is off."""
        own = self if demo else self.without_demo()
        areas = self.strategy(quarter).focus_areas
        indicators = {key: one for key, one in own.indicators.items() if one.focus_area in areas}
        return replace(
            own,
            indicators=indicators,
            gaps=tuple(gap for gap in own.gaps if gap.focus_area in areas),
            capacities={key: one for key, one in own.capacities.items() if one.focus_area in areas},
            disclosure={key: one for key, one in own.disclosure.items() if key in indicators},
            left_out={key: one for key, one in self.indicators.items() if one.focus_area not in areas},
        )

    def without_demo(self) -> Definitions:
        """Return the definitions with every demo indicator and capacity replaced by the gap it declares."""
        indicators = {key: one for key, one in self.indicators.items() if self.origin(key) != "demo"}
        capacities = {key: one for key, one in self.capacities.items() if not self.invented(key)}
        disclosure = {key: one for key, one in self.disclosure.items() if key in indicators}
        left_out: tuple[Indicator | Capacity, ...] = (
            *(one for key, one in self.indicators.items() if key not in indicators),
            *(one for key, one in self.capacities.items() if key not in capacities),
        )
        gaps = tuple(
            Gap(focus_area=one.focus_area, title=one.title, **one.gap.model_dump())
            for one in left_out
            if one.gap
        )
        return replace(
            self,
            indicators=indicators,
            capacities=capacities,
            disclosure=disclosure,
            gaps=(*self.gaps, *gaps),
        )
