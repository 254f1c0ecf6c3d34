"""Quarter after quarter: what may be shown of a vintage, given what earlier quarters published and suppressed. Pure.

A *fact* is a count with a value: a figure published again unchanged is the same fact, a revised one is another. The same
relations hold in every vintage, each between that vintage's facts, so that what a revision or a later quarter's total
would tell of an earlier suppressed count is in the attacker's linear program. What was published stays known. What was
suppressed stays suppressed in every later vintage, also when revised above the minimum: the ledger, which holds no
suppressed value, could not tell a revision from a disclosure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from sigtepunkt.disclosure.cells import Cell, Key, Relation, System
from sigtepunkt.disclosure.counts import Counted, counts, relations
from sigtepunkt.disclosure.protection import protect
from sigtepunkt.disclosure.rules import is_small, rounded, told
from sigtepunkt.edition import Count, Ledger
from sigtepunkt.observations import SUPPRESSED
from sigtepunkt.strategy import Definitions

Fact = tuple[Count, float]
SMALL, COMPLEMENT, BEFORE, SECONDARY = "small", "complement", "before", "secondary"
_REST = " (the rest)"


@dataclass(frozen=True)
class Shown:
    """The vintages as they may be shown; which figures were suppressed and by which rule; and the newest one's ledger.

    `suppressed` has the columns indicator, area, period, vintage, rule, and no value.
    """

    vintages: tuple[pd.DataFrame, ...]
    suppressed: pd.DataFrame
    ledger: Ledger


@dataclass
class _Memory:
    """What an attacker has been told up to a vintage, and what must not be told."""

    known: dict[Fact, tuple[float, float]] = field(default_factory=dict)
    reach: dict[Fact, tuple[float, float] | None] = field(default_factory=dict)
    free: set[Fact] = field(default_factory=set)
    relations: dict[frozenset[tuple[Fact, float]], Relation] = field(default_factory=dict)
    suppressed: set[Count] = field(default_factory=set)
    width: float = 0.0


def suppress(definitions: Definitions, vintages: Sequence[pd.DataFrame], ledgers: Mapping[str, Sequence[Ledger]]) -> Shown:
    """Return what may be shown of the vintages (oldest first, observations.COLUMNS).

    `ledgers` hold, by vintage, what its editions published, oldest first; of the newest vintage, which is decided anew,
    the editions before the one to be made. A vintage without one, or a figure that is in none (demo data was left out,
    say), is decided as if in its time, since the decision depends on nothing but the data. Raises Refused for a count that
    is no whole number.
    """
    memory, shown, lists, ledger = _Memory(), [], [], Ledger()
    for place, vintage in enumerate(vintages):
        found = counts(definitions, vintage)
        quarter = str(vintage["vintage"].iloc[0]) if len(vintage) else ""
        editions = [*ledgers.get(quarter, ())]
        if not editions or place == len(vintages) - 1:
            editions.append(Ledger())
        for decided in editions:
            reasons, ledger = _decide(definitions, found, memory, decided)
        frame = _without(vintage, found, reasons)
        shown.append(frame)
        rows = [one.row for one in found if one.key in reasons]
        lists.append(vintage.loc[rows, ["indicator", "area", "period", "vintage"]].assign(rule=[reasons[one.key] for one in found if one.key in reasons]))
    return Shown(tuple(shown), pd.concat(lists, ignore_index=True), ledger)


def _decide(definitions: Definitions, found: Sequence[Counted], memory: _Memory, decided: Ledger) -> tuple[dict[Count, str], Ledger]:
    """Return which counts of a vintage are suppressed, with the rule, and its ledger; what it tells is put into `memory`.

    What is in `decided`, the ledger of one of the vintage's editions, stands as it was; the rest is decided now.
    """
    one_of = {one.key: one for one in found}
    facts: dict[Count, Fact] = {key: (key, one.count) for key, one in one_of.items()}
    published = {key: decided.published[key] for key in facts if key in decided.published}
    # Where the raw data has been changed since, what was published is what is known.
    facts |= {key: (key, then) for key, then in published.items() if then != rounded(one_of[key].count, one_of[key].round_to)}
    _tell(memory, {facts[key]: one_of[key] for key in published})
    then = {key: BEFORE for key in facts if key in decided.suppressed}
    reasons = then | {one.key: reason for one in found if one.key not in published and (reason := _reason(one, memory))}
    candidates = _remember(definitions, found, facts, reasons, memory)
    if facts.keys() - published.keys() - then.keys():
        chosen = protect(_system(memory, candidates, facts, one_of, reasons)).suppressed
        reasons |= {key: SECONDARY for key, fact in facts.items() if fact in chosen and key not in reasons and fact not in memory.known}
    published |= {key: rounded(one.count, one.round_to) for key, one in one_of.items() if key not in reasons and key not in published}
    memory.suppressed |= reasons.keys()
    for key in reasons:
        memory.reach.setdefault(facts[key], None)
    _tell(memory, {facts[key]: one_of[key] for key in published})
    return reasons, Ledger(published, frozenset(reasons))


def _tell(memory: _Memory, published: Mapping[Fact, Counted]) -> None:
    """Remember what published figures tell."""
    for fact, one in published.items():
        memory.known.setdefault(fact, told(fact[1], one.round_to, one.minimum) if fact[1] == one.count else (fact[1], fact[1]))


def _reason(one: Counted, memory: _Memory) -> str:
    if is_small(one.count, one.minimum):
        return SMALL
    if one.whole_key and is_small(one.whole - one.count, one.minimum):
        return COMPLEMENT
    return BEFORE if one.key in memory.suppressed else ""


def _remember(
    definitions: Definitions, found: Sequence[Counted], facts: dict[Count, Fact], reasons: Mapping[Count, str], memory: _Memory,
) -> set[Fact]:
    """Put the vintage's relations and sensitive facts into `memory`; return the facts there is to decide on."""
    candidates = {fact for fact in facts.values() if fact not in memory.known}
    for one in found:
        protected = (0.0, 2.0 * one.minimum)
        memory.width = max(memory.width, protected[1])
        fact = facts[one.key]
        if reasons.get(one.key) == SMALL and fact not in memory.known:
            memory.reach[fact] = protected
        if one.whole_key is None:
            continue
        rest = ((one.key[0] + _REST, *one.key[1:]), one.whole - one.count)
        if is_small(rest[1], one.minimum):
            memory.reach[rest] = protected
        else:
            memory.free.add(rest)
        whole = facts.get(one.whole_key, (one.whole_key, one.whole))
        if one.whole_key not in facts:
            # A whole is taken to be known from elsewhere, except one that is so small and goes with its suppressed part.
            if one.whole < protected[1] and one.key in reasons:
                memory.free.add(whole)
            else:
                memory.known.setdefault(whole, (one.whole, one.whole))
        _relate(memory, {fact: 1.0, rest: 1.0, whole: -1.0})
    for relation in relations(definitions, set(facts)):
        if len(relation) > 1:
            _relate(memory, {facts[key]: factor for key, factor in relation.items()})
    return candidates


def _relate(memory: _Memory, relation: Relation) -> None:
    memory.relations[frozenset(relation.items())] = relation  # type: ignore[arg-type]


def _system(
    memory: _Memory, candidates: set[Fact], facts: Mapping[Count, Fact], one_of: Mapping[Count, Counted], reasons: Mapping[Count, str],
) -> System:
    cells: dict[Key, Cell] = {}
    for fact, ends in memory.known.items():
        cells[fact] = Cell(fact[1], known=True, told=ends)
    for fact, reach in memory.reach.items():
        if fact not in cells:
            cells[fact] = Cell(fact[1], reach=reach, hidden=True)
    for fact in memory.free:
        cells.setdefault(fact, Cell(fact[1], free=True))
    for key, fact in facts.items():
        if fact in candidates and fact not in cells:
            one = one_of[key]
            cells[fact] = Cell(fact[1], hidden=key in reasons, told=told(one.count, one.round_to, one.minimum))
    return System(cells, tuple(memory.relations.values()), memory.width)


def _without(vintage: pd.DataFrame, found: Sequence[Counted], reasons: Mapping[Count, str]) -> pd.DataFrame:
    """Return the vintage without what is suppressed, and with counts rounded and rates computed again where declared."""
    frame = vintage.copy()
    for one in found:
        if one.key in reasons:
            frame.loc[one.row, ["value", "base"]] = float("nan")
            frame.loc[one.row, "status"] = SUPPRESSED
        elif one.round_to > 1:
            count, whole = rounded(one.count, one.round_to), rounded(one.whole, one.round_to) if one.factor else float("nan")
            if one.factor and whole:
                frame.loc[one.row, ["value", "base"]] = [one.factor * count / whole, whole]
            elif not one.factor:
                frame.loc[one.row, "value"] = count
    return frame
