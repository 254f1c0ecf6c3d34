"""Quarter after quarter: what may be shown of a vintage, given what earlier quarters published and suppressed. Pure.

A *fact* is a count with a value: a figure published again unchanged is the same fact, a revised one is another. The same
relations hold in every vintage, each between that vintage's facts, so that what a revision or a later quarter's total
would tell of an earlier suppressed count is in the attacker's linear program. What was published stays known. What was
suppressed stays suppressed in every later vintage, also when revised above the minimum: the ledger, which holds no
suppressed value, could not tell a revision from a disclosure.

A figure is shown if every count it rests on may be shown; then all of them count as published, for whoever knows the
figure is taken to know them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from sigtepunkt.disclosure.adding_up import refuse_overfull, relations, totals
from sigtepunkt.disclosure.cells import Cell, Key, Relation, System
from sigtepunkt.disclosure.counts import Counted, Figure, Persons, persons, shown_undeclared
from sigtepunkt.disclosure.protection import protect
from sigtepunkt.disclosure.remembered import Remembered
from sigtepunkt.disclosure.rules import is_small, rounded, told
from sigtepunkt.edition import Count, Ledger
from sigtepunkt.observations import BEFORE as A_YEAR_BEFORE
from sigtepunkt.observations import SUPPRESSED
from sigtepunkt.strategy import Definitions

Fact = tuple[Count, float]
SMALL, COMPLEMENT, BEFORE, SECONDARY, UNKNOWN = "small", "complement", "before", "secondary", "unknown"
_REST = " (the rest)"


@dataclass(frozen=True)
class Shown:
    """The vintages as they may be shown; which figures were suppressed and by which rule; and the newest one's ledger.

    `suppressed` has the columns indicator, area, period, vintage, rule, and no value. `hidden` are all counts that were ever
    suppressed, and `limited` those that what was published before tells more of than it should.
    """

    vintages: tuple[pd.DataFrame, ...]
    suppressed: pd.DataFrame
    ledger: Ledger
    hidden: frozenset[Count] = frozenset()
    limited: tuple[Count, ...] = ()


@dataclass
class _Memory:
    """What an attacker has been told up to a vintage, and what must not be told."""

    known: dict[Fact, tuple[float, float]] = field(default_factory=dict)
    reach: dict[Fact, tuple[float, float] | None] = field(default_factory=dict)
    free: set[Fact] = field(default_factory=set)
    counted: set[Fact] = field(default_factory=set)  # facts that are shown where they are 0: hidden, they are not
    relations: dict[frozenset[tuple[Fact, float]], Relation] = field(default_factory=dict)
    suppressed: set[Count] = field(default_factory=set)
    limited: frozenset[Key] = frozenset()
    width: float = 0.0


def suppress(definitions: Definitions, vintages: Sequence[pd.DataFrame], ledgers: Mapping[str, Sequence[Ledger]]) -> Shown:
    """Return what may be shown of the vintages (oldest first, observations.COLUMNS and, of growths, BEFORE; without it after).

    `ledgers` hold, by vintage, what its editions published, oldest first; of the newest vintage, which is decided anew,
    the editions before the one to be made. A vintage without one, or a figure that is in none (demo data was left out,
    say), is decided as if in its time, since the decision depends on nothing but the data. Raises Refused for a count that
    is no whole number, and for parts that are more than their total.
    """
    memory, shown, lists, ledger = _Memory(), [], [], Ledger()
    for place, vintage in enumerate(vintages):
        found = persons(definitions, vintage)
        quarter = str(vintage["vintage"].iloc[0]) if len(vintage) else ""
        refuse_overfull(definitions, {key: one.count for key, one in found.cells.items()}, quarter)
        editions = [*ledgers.get(quarter, ())]
        if not editions or place == len(vintages) - 1:
            editions.append(Ledger())
        for decided in editions:
            reasons, ledger = _decide(definitions, found, memory, decided)
        shown.append(_without(vintage, found, reasons))
        rules = {figure.row: rule for figure in found.figures if (rule := _rule(figure, reasons))}
        lists.append(vintage.loc[[*rules], ["indicator", "area", "period", "vintage"]].assign(rule=[*rules.values()]))
    limited = {fact[0] for fact in memory.limited if fact[0] in ledger.suppressed or memory.reach.get(fact)}  # type: ignore[index,call-overload]
    return Shown(tuple(shown), pd.concat(lists, ignore_index=True), ledger, frozenset(memory.suppressed), tuple(sorted(limited)))


def _decide(definitions: Definitions, found: Persons, memory: _Memory, decided: Ledger) -> tuple[dict[Count, str], Ledger]:
    """Return which counts of a vintage are suppressed, with the rule, and its ledger; what it tells is put into `memory`.

    What is in `decided`, the ledger of one of the vintage's editions, stands as it was; the rest is decided now.
    """
    one_of, memory.limited = found.cells, frozenset()
    facts: dict[Count, Fact] = {key: (key, one.count) for key, one in one_of.items()}
    published = {key: decided.published[key] for key in facts if key in decided.published}
    # Where the raw data has been changed since, what was published is what is known.
    facts |= {key: (key, then) for key, then in published.items() if then != rounded(one_of[key].count, one_of[key].round_to)}
    _tell(memory, {facts[key]: one_of[key] for key in published})
    if isinstance(decided, Remembered):
        memory.known |= {fact: (fact[1], fact[1]) for fact in decided.also if fact not in memory.reach}
    memory.suppressed |= decided.suppressed
    then = {key: BEFORE for key in facts if key in decided.suppressed}
    reasons = then | {key: reason for key, reason in _sensitive(found, memory).items() if key not in published}
    memory.known |= {facts[key]: (0.0, 0.0) for key, one in one_of.items() if one.count == 0 and key not in reasons and key not in published}
    candidates = _remember(definitions, found, facts, reasons, memory)
    if facts.keys() - published.keys() - then.keys():
        _choose(found, facts, candidates, reasons, memory)
    published |= {
        key: rounded(one.count, one.round_to) for key, one in one_of.items()
        if key not in reasons and key not in published and (one.declared or key in _told_by(found.figures, reasons))
    }
    memory.suppressed |= reasons.keys()
    for key in reasons:
        memory.reach.setdefault(facts[key], None)
    _tell(memory, {facts[key]: one_of[key] for key in published})
    return reasons, Ledger(published, frozenset(reasons))


def _choose(found: Persons, facts: Mapping[Count, Fact], candidates: set[Fact], reasons: dict[Count, str], memory: _Memory) -> None:
    """Put into `reasons` what else has to be suppressed, and what no figure that is left would tell."""
    while True:
        decision = protect(_system(memory, candidates, facts, found.cells, reasons))
        memory.limited = decision.limited
        reasons |= {key: SECONDARY for key, fact in facts.items() if fact in decision.suppressed and key not in reasons and fact not in memory.known}
        told_now = _told_by(found.figures, reasons)
        untold = [key for key, fact in facts.items() if fact in candidates and fact not in memory.known and key not in reasons and key not in told_now]
        if not untold:
            return
        reasons |= dict.fromkeys(untold, SECONDARY)


def _told_by(figures: Sequence[Figure], reasons: Mapping[Count, str]) -> set[Count]:
    """Return every count that a shown figure rests on."""
    return {key for figure in figures if not _rule(figure, reasons) for key in figure.rests_on}


def _rule(figure: Figure, reasons: Mapping[Count, str]) -> str:
    """Return the rule a figure is suppressed by; empty where it is shown."""
    if figure.count is None:
        return UNKNOWN
    return next((reasons[key] for key in figure.rests_on if key in reasons), "")


def _tell(memory: _Memory, published: Mapping[Fact, Counted]) -> None:
    """Remember what published figures tell."""
    for fact, one in published.items():
        memory.known.setdefault(fact, told(fact[1], one.round_to, one.minimum) if fact[1] == one.count else (fact[1], fact[1]))


def _sensitive(found: Persons, memory: _Memory) -> dict[Count, str]:
    """Return the counts that are sensitive by themselves or were suppressed before, with the rule."""
    few = {key: SMALL for key, one in found.cells.items() if one.declared and is_small(one.count, one.minimum)}
    complements = {}
    for figure in found.figures:
        if figure.count and figure.whole and figure.factor:
            count, whole = found.cells[figure.count], found.cells[figure.whole]
            if is_small(whole.count - count.count, count.minimum):
                # Nobody of three: that nobody is counted is no secret, that there are three is.
                complements[figure.count if count.count else figure.whole] = COMPLEMENT
    before = {key: BEFORE for key in found.cells if key in memory.suppressed}
    return before | complements | few


def _remember(definitions: Definitions, found: Persons, facts: dict[Count, Fact], reasons: Mapping[Count, str], memory: _Memory) -> set[Fact]:
    """Put the vintage's relations and sensitive facts into `memory`; return the facts there is to decide on."""
    candidates = {facts[key] for key, one in found.cells.items() if one.declared and facts[key] not in memory.known}
    for key, one in found.cells.items():
        memory.width = max(memory.width, 2.0 * one.minimum)
        memory.counted.add(facts[key])
        if reasons.get(key) == SMALL and facts[key] not in memory.known:
            memory.reach[facts[key]] = (1.0, 2.0 * one.minimum)
    _remember_wholes(found, facts, reasons, memory, shown_undeclared(definitions))
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


def _remember_wholes(
    found: Persons, facts: dict[Count, Fact], reasons: Mapping[Count, str], memory: _Memory, public: Collection[str],
) -> None:
    """Put what rates are of into `memory`, and what is left of it beside them. `public` names what other indicators show."""
    hidden_on = {figure.whole for figure in found.figures if figure.factor and _rule(figure, reasons)}
    shown_on = {figure.whole for figure in found.figures if figure.factor and not _rule(figure, reasons)}
    for key, one in found.cells.items():
        if not one.declared and key not in reasons:
            # A whole is taken to be known from elsewhere, except one that is so small and goes with its suppressed part.
            if one.count < 2.0 * one.minimum and key in hidden_on and key not in shown_on and key[0] not in public:
                memory.free.add(facts[key])
            else:
                memory.known.setdefault(facts[key], (facts[key][1],) * 2)
    for figure in found.figures:
        if figure.factor and figure.count and figure.whole:
            minimum, count, whole = found.cells[figure.count].minimum, facts[figure.count], facts[figure.whole]
            rest = ((figure.count[0] + _REST + figure.whole[0], *figure.count[1:]), whole[1] - count[1])
            if rest[1] >= 0:  # more than its whole is no part of it: events per 1,000, say
                _put_rest(memory, rest, minimum)
                _relate(memory, {count: 1.0, rest: 1.0, whole: -1.0})


def _put_rest(memory: _Memory, rest: Fact, minimum: int) -> None:
    """Remember what is never shown: sensitive where it is small, else of no concern."""
    if is_small(rest[1], minimum):
        memory.reach[rest] = memory.reach.get(rest) or (0.0, 2.0 * minimum)
    else:
        memory.free.add(rest)


def _relate(memory: _Memory, relation: Mapping[Fact, float]) -> None:
    memory.relations[frozenset(relation.items())] = relation  # type: ignore[assignment]


def _system(
    memory: _Memory, candidates: set[Fact], facts: Mapping[Count, Fact], one_of: Mapping[Count, Counted], reasons: Mapping[Count, str],
) -> System:
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
            cells[fact] = Cell(fact[1], hidden=key in reasons, told=told(one.count, one.round_to, one.minimum), floor=_floor(memory, fact))
        elif fact not in cells:  # a whole nobody declared that was suppressed when somebody did
            cells[fact] = Cell(fact[1], hidden=True, floor=_floor(memory, fact))
    return System(cells, tuple(memory.relations.values()), memory.width)


def _floor(memory: _Memory, fact: Fact) -> float:
    """Return the least an attacker holds possible: a count that is shown where it is 0 is at least 1 where it is hidden."""
    return min(1.0, fact[1]) if fact in memory.counted else 0.0


def _without(vintage: pd.DataFrame, found: Persons, reasons: Mapping[Count, str]) -> pd.DataFrame:
    """Return the vintage without what is suppressed, and with counts rounded and what is computed from them computed again."""
    frame = vintage.drop(columns=A_YEAR_BEFORE, errors="ignore").copy()
    for figure in found.figures:
        if _rule(figure, reasons) or figure.count is None:
            frame.loc[figure.row, ["value", "base"]] = float("nan")
            frame.loc[figure.row, "status"] = SUPPRESSED
            continue
        base = found.cells[figure.count].round_to
        strictest = max(found.cells[key].round_to for key in figure.rests_on)
        if strictest > 1:
            count, *others = (rounded(found.cells[key].count, max(base, found.cells[key].round_to)) for key in figure.rests_on)
            if figure.before and others[0]:
                frame.loc[figure.row, "value"] = 100 * (count / others[0] - 1)
            elif figure.factor and others[0]:
                frame.loc[figure.row, ["value", "base"]] = [figure.factor * count / others[0], others[0]]
            elif not figure.before and not figure.factor:
                frame.loc[figure.row, ["value"]] = figure.sign * count
            else:
                frame.loc[figure.row, ["value", "base"]] = float("nan")
                frame.loc[figure.row, "status"] = SUPPRESSED
    return frame
