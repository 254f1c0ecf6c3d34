"""What an attacker has been told of persons, and the relations that hold among counts. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from sigtepunkt.disclosure.counts import Counted, Figure, Persons, shown_undeclared
from sigtepunkt.disclosure.ledger import Count
from sigtepunkt.disclosure.protection.cells import Cell, Key, Relation, System
from sigtepunkt.disclosure.relations import relations, totals
from sigtepunkt.disclosure.rules import is_small, told
from sigtepunkt.strategy import Definitions

Fact = tuple[Count, float]
SMALL, COMPLEMENT, BEFORE, SECONDARY, UNKNOWN = "small", "complement", "before", "secondary", "unknown"
_REST = " (the rest)"


@dataclass
class Memory:
    """What an attacker has been told up to a vintage, and what must not be told."""

    known: dict[Fact, tuple[float, float]] = field(default_factory=dict)
    reach: dict[Fact, tuple[float, float] | None] = field(default_factory=dict)
    free: set[Fact] = field(default_factory=set)
    counted: set[Fact] = field(default_factory=set)  # shown where they are 0: hidden, they are not
    relations: dict[frozenset[tuple[Fact, float]], Relation] = field(default_factory=dict)
    suppressed: set[Count] = field(default_factory=set)
    limited: frozenset[Key] = frozenset()
    width: float = 0.0


def rule_of(figure: Figure, reasons: Mapping[Count, str]) -> str:
    """Return the rule a figure is suppressed by; empty where it is shown."""
    if figure.count is None:
        return UNKNOWN
    return next((reasons[key] for key in figure.rests_on if key in reasons), "")


def tell(memory: Memory, published: Mapping[Fact, Counted]) -> None:
    """Remember what published figures tell."""
    for fact, one in published.items():
        memory.known.setdefault(
            fact, told(fact[1], one.round_to, one.minimum) if fact[1] == one.count else (fact[1], fact[1])
        )


def remember(
    definitions: Definitions,
    found: Persons,
    facts: dict[Count, Fact],
    reasons: Mapping[Count, str],
    memory: Memory,
) -> set[Fact]:
    """Put the vintage's relations and sensitive facts into `memory`; return the facts to decide on."""
    candidates = {
        facts[key] for key, one in found.cells.items() if one.declared and facts[key] not in memory.known
    }
    for key, one in found.cells.items():
        memory.width = max(memory.width, 2.0 * one.minimum)
        memory.counted.add(facts[key])
        if reasons.get(key) == SMALL and facts[key] not in memory.known:
            memory.reach[facts[key]] = (1.0, 2.0 * one.minimum)
    _wholes(found, facts, reasons, memory, shown_undeclared(definitions))
    full = {frozenset(relation.items()) for relation in totals(definitions, facts.keys())}
    for relation in relations(definitions, facts.keys()):
        known = {facts[key]: factor for key, factor in relation.items() if key in facts}
        least = max(found.cells[key].minimum for key in relation if key in facts)
        lacking = -sum(factor * fact[1] for fact, factor in known.items())
        rest = next((key for key in relation if key not in facts), None)
        if rest is None and frozenset(relation.items()) in full and is_small(lacking, least):
            (total,) = (key for key, factor in relation.items() if factor < 0)
            rest = (total[0] + _REST + ", ".join(sorted({part for part, *_ in relation})), *total[1:])
        if rest is not None and lacking < 0:  # a source's sum that does not hold: nothing follows from it
            continue
        if rest is not None:
            _put_rest(memory, (rest, lacking), least)
            known[rest, lacking] = 1.0
        _relate(memory, known)
    return candidates


def _wholes(
    found: Persons,
    facts: dict[Count, Fact],
    reasons: Mapping[Count, str],
    memory: Memory,
    public: Collection[str],
) -> None:
    """Put what rates are of into `memory`, and what is left beside them; `public`: what others show."""
    hidden_on = {figure.whole for figure in found.figures if figure.factor and rule_of(figure, reasons)}
    shown_on = {figure.whole for figure in found.figures if figure.factor and not rule_of(figure, reasons)}
    for key, one in found.cells.items():
        if not one.declared and key not in reasons:
            # A whole is taken to be known from elsewhere, but a small one that goes with its suppressed part.
            untold = key in hidden_on and key not in shown_on and key[0] not in public
            if untold and one.count <= 2.0 * one.minimum:
                memory.free.add(facts[key])
            else:
                memory.known.setdefault(facts[key], (facts[key][1],) * 2)
    for figure in found.figures:
        if figure.factor and figure.count and figure.whole:
            minimum, count, whole = (
                found.cells[figure.count].minimum,
                facts[figure.count],
                facts[figure.whole],
            )
            rest = ((figure.count[0] + _REST + figure.whole[0], *figure.count[1:]), whole[1] - count[1])
            if rest[1] >= 0:  # more than its whole is no part of it: events per 1,000, say
                _put_rest(memory, rest, minimum)
                _relate(memory, {count: 1.0, rest: 1.0, whole: -1.0})


def _put_rest(memory: Memory, rest: Fact, minimum: int) -> None:
    """Remember what is never shown: sensitive where it is small, else of no concern."""
    if is_small(rest[1], minimum):
        memory.reach[rest] = memory.reach.get(rest) or (0.0, 2.0 * minimum)
    else:
        memory.free.add(rest)


def _relate(memory: Memory, relation: Mapping[Fact, float]) -> None:
    memory.relations[frozenset(relation.items())] = relation  # type: ignore[assignment]


def system(
    memory: Memory,
    candidates: set[Fact],
    facts: Mapping[Count, Fact],
    one_of: Mapping[Count, Counted],
    reasons: Mapping[Count, str],
) -> System:
    """Return the cells and relations to decide on: every vintage so far, and what this one leaves open."""
    cells: dict[Key, Cell] = {}
    for fact, ends in memory.known.items():
        cells[fact] = Cell(fact[1], known=True, told=ends)
    for fact, reach in memory.reach.items():
        if fact not in cells:
            cells[fact] = Cell(fact[1], reach=reach, hidden=True, floor=_floor(memory, fact))
    for fact in memory.free:
        cells.setdefault(fact, Cell(fact[1], free=True))
    for key, fact in facts.items():
        if fact in candidates and fact not in cells:
            one = one_of[key]
            cells[fact] = Cell(
                fact[1],
                hidden=key in reasons,
                told=told(one.count, one.round_to, one.minimum),
                floor=_floor(memory, fact),
            )
        elif fact not in cells:  # a whole nobody declared that was suppressed when somebody did
            cells[fact] = Cell(fact[1], hidden=True, floor=_floor(memory, fact))
    return System(cells, tuple(memory.relations.values()), memory.width)


def _floor(memory: Memory, fact: Fact) -> float:
    """Return the least an attacker holds possible: 1 of what would be shown if it were 0."""
    return min(1.0, fact[1]) if fact in memory.counted else 0.0
