"""Statistical disclosure control: no figure that is shown, alone or with all others, tells of a few persons."""

from sigtepunkt.disclosure.capacities import planned
from sigtepunkt.disclosure.earlier_quarters import Shown, suppress
from sigtepunkt.disclosure.past_ledgers import remembered
from sigtepunkt.disclosure.protection.cells import Cell, System
from sigtepunkt.disclosure.protection.suppression import Protection, intervals, protect
from sigtepunkt.disclosure.warnings.check_findings import discreet
from sigtepunkt.disclosure.warnings.doubts import doubts

__all__ = [
    "Cell", "Protection", "Shown", "System", "discreet", "doubts", "intervals", "planned", "protect",
    "remembered", "suppress",
]
