"""What an attacker knows of counts of persons: what has been published, and their relations. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sigtepunkt.disclosure.counts import Figure, PersonCount, Persons
from sigtepunkt.disclosure.ledger import Count
from sigtepunkt.disclosure.protection.cells import Cell, Interval, Key, Relation, System
from sigtepunkt.disclosure.relations import additive_relations, complete_totals, count_name, person_indicators
from sigtepunkt.disclosure.rules import SMALL, UNKNOWN, attacker_interval, is_small
from sigtepunkt.strategy import Definitions

CellKey = tuple[Count, float]  # a count and its value: unchanged in a later vintage it is the same cell
_REST = " (the rest)"


@dataclass
class VintageDecision:
    """One vintage: the cell of each count, and the rule by which each suppressed one is suppressed so far."""

    persons: Persons
    cells: dict[Count, CellKey]
    reasons: dict[Count, str]

    def rule_of(self, figure: Figure) -> str:
        """Return the rule a figure is suppressed by; empty where it is shown."""
        if figure.count is None:
            return UNKNOWN
        return next((self.reasons[key] for key in figure.rests_on if key in self.reasons), "")

    def disclosed(self) -> set[Count]:
        """Return every count that a shown figure rests on."""
        shown = (figure for figure in self.persons.figures if not self.rule_of(figure))
        return {key for figure in shown for key in figure.rests_on}


@dataclass
class AttackerKnowledge:
    """What is public up to a vintage, and what must not be disclosed.

    `known` holds what was published of a cell; `required` the interval an attacker must still hold possible
    of a suppressed cell, None of one that is not sensitive itself; `free` the cells that are never published
    and need no protection; `positive` those that would be published if they were 0. `suppressed` are all
    counts ever suppressed, `limited` the cells that cannot have their interval, `width` how wide it must be.
    """

    known: dict[CellKey, Interval] = field(default_factory=dict)
    required: dict[CellKey, Interval | None] = field(default_factory=dict)
    free: dict[CellKey, None] = field(default_factory=dict)  # ordered: the solver's choice hangs on the order
    positive: set[CellKey] = field(default_factory=set)
    relations: dict[frozenset[tuple[CellKey, float]], Relation] = field(default_factory=dict)
    suppressed: set[Count] = field(default_factory=set)
    limited: frozenset[Key] = frozenset()
    width: float = 0.0

    def learn(self, published: Mapping[CellKey, PersonCount]) -> None:
        """Add what published counts disclose: an interval where they are rounded."""
        for (key, value), count in published.items():
            base = count.round_to if value == count.value else 1  # else it is from other raw data
            self.known.setdefault((key, value), attacker_interval(value, base, count.minimum))

    def add_vintage(self, definitions: Definitions, vintage: VintageDecision) -> None:
        """Add the vintage's relations and sensitive cells."""
        counts, cells = vintage.persons.counts, vintage.cells
        for key, count in counts.items():
            self.width = max(self.width, 2.0 * count.minimum)
            self.positive.add(cells[key])
            if vintage.reasons.get(key) == SMALL and cells[key] not in self.known:
                self.required[cells[key]] = (1.0, 2.0 * count.minimum)
        self._add_denominators(definitions, vintage)
        complete = {frozenset(relation.items()) for relation in complete_totals(definitions, counts)}
        for relation in additive_relations(definitions, counts):
            present = {cells[key]: factor for key, factor in relation.items() if key in counts}
            minimum = max(counts[key].minimum for key in relation if key in counts)
            lacking = -sum(factor * value for (_, value), factor in present.items())
            rest = next((key for key in relation if key not in counts), None)
            if rest is None and frozenset(relation.items()) in complete and is_small(lacking, minimum):
                total = next(key for key, factor in relation.items() if factor < 0)
                rest = _rest_of(total, ", ".join(sorted({name for name, *_ in relation})))
            if rest is None:
                self._relate(present)
            elif lacking >= 0:  # else the source's sum does not hold, and nothing follows from it
                self._add_rest((rest, lacking), minimum)
                self._relate(present | {(rest, lacking): 1.0})

    def system(self, vintage: VintageDecision) -> System:
        """Return the cells and relations of every vintage so far, and what this one leaves to decide."""
        system: dict[Key, Cell] = {
            cell: Cell(cell[1], known=True, rounding_interval=interval)
            for cell, interval in self.known.items()
        }
        for cell, required in self.required.items():
            secret = Cell(cell[1], required=required, suppressed=True, floor=self._floor(cell))
            system.setdefault(cell, secret)
        for cell in self.free:
            system.setdefault(cell, Cell(cell[1], free=True))
        for key, cell in vintage.cells.items():
            count, floor = vintage.persons.counts[key], self._floor(cell)
            base = count.round_to if count.declared else 1
            interval = attacker_interval(count.value, base, count.minimum)
            # What is not declared is a denominator that was suppressed while it was.
            suppressed = key in vintage.reasons or not count.declared
            if cell not in system:
                system[cell] = Cell(cell[1], suppressed=suppressed, rounding_interval=interval, floor=floor)
        return System(system, tuple(self.relations.values()), self.width)

    def _add_denominators(self, definitions: Definitions, vintage: VintageDecision) -> None:
        """Add the denominators of rates, and what is left of them."""
        persons = person_indicators(definitions)
        public = {
            count_name(indicator)
            for key, indicator in definitions.indicators.items()
            if key not in persons and indicator.computation in {"value", "opposite", "sum"}
        }
        counts, cells = vintage.persons.counts, vintage.cells
        rates = [figure for figure in vintage.persons.figures if figure.factor]
        of_suppressed = {rate.denominator for rate in rates if vintage.rule_of(rate)}
        of_shown = {rate.denominator for rate in rates if not vintage.rule_of(rate)}
        for key, count in counts.items():
            if not count.declared and key not in vintage.reasons:
                # It is taken to be known from elsewhere, but for a small one of suppressed rates alone.
                unseen = key in of_suppressed - of_shown and key[0] not in public
                if unseen and count.value <= 2.0 * count.minimum:
                    self.free[cells[key]] = None
                else:
                    self.known.setdefault(cells[key], (cells[key][1],) * 2)
        for rate in rates:
            if rate.count and rate.denominator:
                part, whole = cells[rate.count], cells[rate.denominator]
                rest = _rest_of(rate.count, rate.denominator[0]), whole[1] - part[1]
                if rest[1] >= 0:  # what exceeds its denominator is no part of it: events per 1,000, say
                    self._add_rest(rest, counts[rate.count].minimum)
                    self._relate({part: 1.0, rest: 1.0, whole: -1.0})

    def _add_rest(self, rest: CellKey, minimum: int) -> None:
        """Add what is never published: sensitive where it is small, else free."""
        if is_small(rest[1], minimum):
            self.required[rest] = self.required.get(rest) or (0.0, 2.0 * minimum)
        else:
            self.free[rest] = None

    def _relate(self, relation: Mapping[CellKey, float]) -> None:
        self.relations[frozenset(relation.items())] = dict[Key, float](relation.items())

    def _floor(self, cell: CellKey) -> float:
        """Return the least an attacker holds possible: 1 of what would be published if it were 0."""
        return min(1.0, cell[1]) if cell in self.positive else 0.0


def _rest_of(count: Count, name: str) -> Count:
    return f"{count[0]}{_REST}{name}", count[1], count[2]
