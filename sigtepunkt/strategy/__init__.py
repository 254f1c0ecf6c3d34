"""The strategy, what is measured of it, and where the figures come from.

In: the files `strategy/*.toml`. Out: `Definitions`, frozen models whose references to each other are checked.
"""

from sigtepunkt.strategy.definitions import Definitions
from sigtepunkt.strategy.indicator import Break, Capacity, Disclosure, Gap, Indicator, Kind, Target
from sigtepunkt.strategy.loading import load_definitions
from sigtepunkt.strategy.municipality_and_aims import Area, Committee, FocusArea, Municipality, Strategy
from sigtepunkt.strategy.source import Source

__all__ = [
    "Area",
    "Break",
    "Capacity",
    "Committee",
    "Definitions",
    "Disclosure",
    "FocusArea",
    "Gap",
    "Indicator",
    "Kind",
    "Municipality",
    "Source",
    "Strategy",
    "Target",
    "load_definitions",
]
