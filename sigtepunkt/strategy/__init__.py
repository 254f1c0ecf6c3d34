"""The strategy, what is measured of it, and where the figures come from.

In: the files `strategy/*.toml`. Out: `Definitions`, frozen models whose references to each other are checked.
"""

from sigtepunkt.strategy.actions.action import Action, Day, Effect, Evaluation, StatusChange
from sigtepunkt.strategy.breaks_and_targets import Break, Outlier, Target
from sigtepunkt.strategy.definitions import Definitions
from sigtepunkt.strategy.indicator import Better, Capacity, Comparative, Disclosure, Gap, Indicator, Kind
from sigtepunkt.strategy.loading import load_definitions
from sigtepunkt.strategy.municipality_and_aims import Area, Committee, FocusArea, Municipality, Strategy
from sigtepunkt.strategy.sources.dialect import Dialect
from sigtepunkt.strategy.sources.service import EVERY, Service, ServiceKind
from sigtepunkt.strategy.sources.source import Source

__all__ = [
    "EVERY",
    "Action",
    "Area",
    "Better",
    "Break",
    "Capacity",
    "Committee",
    "Comparative",
    "Day",
    "Definitions",
    "Dialect",
    "Disclosure",
    "Effect",
    "Evaluation",
    "FocusArea",
    "Gap",
    "Indicator",
    "Kind",
    "Municipality",
    "Outlier",
    "Service",
    "ServiceKind",
    "Source",
    "StatusChange",
    "Strategy",
    "Target",
    "load_definitions",
]
