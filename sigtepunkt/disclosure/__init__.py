"""Statistical disclosure control: no figure that is shown, alone or with all others, tells of a few persons."""

from sigtepunkt.disclosure.cells import Cell, System
from sigtepunkt.disclosure.doubts import doubts
from sigtepunkt.disclosure.findings import discreet
from sigtepunkt.disclosure.planned import planned
from sigtepunkt.disclosure.protection import Protection, intervals, protect
from sigtepunkt.disclosure.quarters import Shown, suppress
from sigtepunkt.disclosure.remembered import remembered

__all__ = [
    "Cell", "Protection", "Shown", "System", "discreet", "doubts", "intervals", "planned", "protect",
    "remembered", "suppress",
]
