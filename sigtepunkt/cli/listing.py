"""What is declared, as a tree: aim, focus area, indicator, capacity and gap. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sigtepunkt.core.period import Quarter
from sigtepunkt.strategy import Definitions

_ORIGINS = {"official": "official", "internal": "internal", "demo": "DEMO"}


def tree(definitions: Definitions, quarters: Sequence[Quarter]) -> Iterator[str]:
    """Yield the lines of the strategy in force in the newest of the quarters (the last one without any), and how much of it is covered."""
    strategy = definitions.strategy(quarters[-1]) if quarters else definitions.strategies[-1]
    yield strategy.title
    covered = 0
    for key, aim in strategy.aims.items():
        yield f"\n{aim.title}"
        for name, area in strategy.areas_of(aim=key).items():
            indicators, gaps = definitions.indicators_of(name), definitions.gaps_of(name)
            covered += bool(indicators or gaps)
            yield f"  {area.name} ({strategy.committees[area.committee].short})"
            for identity, indicator in indicators.items():
                proxy = ", proxy" if indicator.proxy else ""
                yield f"    {identity}: {indicator.title} [{_ORIGINS[definitions.origin(identity)]}{proxy}]"
            for identity, capacity in definitions.capacities_of(name).items():
                yield f"    {identity}: {capacity.title} [capacity{', DEMO' if definitions.invented(identity) else ''}]"
            yield from (f"    gap: {gap.title}" for gap in gaps)
    yield f"\n{covered} of {len(strategy.focus_areas)} focus areas covered or declared"
