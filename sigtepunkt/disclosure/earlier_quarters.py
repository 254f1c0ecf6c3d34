"""Quarter after quarter: what may be shown of a vintage, given what earlier quarters published and suppressed. Pure.

A *fact* is a count with a value: a figure published again unchanged is the same fact, a revised one is another. The same
relations hold in every vintage, each between that vintage's facts, so that what a revision or a later quarter's total
would tell of an earlier suppressed count is in the attacker's linear program. What was published stays known. What was
suppressed stays suppressed in every later vintage, also when revised above the minimum: the ledger, which holds no
suppressed value, could not tell a revision from a disclosure.

A figure is shown if every count it rests on may be shown; then all of them count as published, for whoever
knows the figure is taken to know them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from sigtepunkt.disclosure.counts import Figure, Persons, persons
from sigtepunkt.disclosure.known_facts import (
    BEFORE,
    COMPLEMENT,
    SECONDARY,
    SMALL,
    Fact,
    Memory,
    remember,
    rule_of,
    system,
    tell,
)
from sigtepunkt.disclosure.ledger import Count, Ledger
from sigtepunkt.disclosure.past_ledgers import Remembered
from sigtepunkt.disclosure.protection.suppression import protect
from sigtepunkt.disclosure.relations import refuse_overfull
from sigtepunkt.disclosure.rules import is_small, rounded
from sigtepunkt.observations.table import BEFORE as A_YEAR_BEFORE
from sigtepunkt.observations.table import SUPPRESSED
from sigtepunkt.strategy import Definitions


@dataclass(frozen=True)
class Shown:
    """The vintages as they may be shown; which figures were suppressed and by which rule; and the newest one's ledger.

    `suppressed` has the columns indicator, area, period, vintage, rule, and no value. `hidden` are all counts
    that were ever suppressed, and `limited` those that what was published before tells more of than it
    should.
    """

    vintages: tuple[pd.DataFrame, ...]
    suppressed: pd.DataFrame
    ledger: Ledger
    hidden: frozenset[Count] = frozenset()
    limited: tuple[Count, ...] = ()


def suppress(
    definitions: Definitions, vintages: Sequence[pd.DataFrame], ledgers: Mapping[str, Sequence[Ledger]]
) -> Shown:
    """Return what may be shown of the vintages (oldest first, observations.COLUMNS and BEFORE, which goes).

    `ledgers` hold, by vintage, what its editions published, oldest first; of the newest vintage, which is decided anew,
    the editions before the one to be made. A vintage without one, or a figure that is in none (demo data was left out,
    say), is decided as if in its time, since the decision depends on nothing but the data. Raises Refused for a count that
    is no whole number, and for parts that are more than their total.
    """
    memory, shown, lists, ledger = Memory(), [], [], Ledger()
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
        rules = {figure.row: rule for figure in found.figures if (rule := rule_of(figure, reasons))}
        lists.append(
            vintage.loc[[*rules], ["indicator", "area", "period", "vintage"]].assign(rule=[*rules.values()])
        )
    short = (fact for fact in memory.reach if fact in memory.limited)
    limited = {fact[0] for fact in short if fact[0] in ledger.suppressed or memory.reach[fact]}
    return Shown(
        tuple(shown),
        pd.concat(lists, ignore_index=True),
        ledger,
        frozenset(memory.suppressed),
        tuple(sorted(limited)),
    )


def _decide(
    definitions: Definitions, found: Persons, memory: Memory, decided: Ledger
) -> tuple[dict[Count, str], Ledger]:
    """Return which counts of a vintage are suppressed, with the rule, and its ledger; what it tells is put into `memory`.

    What is in `decided`, the ledger of one of the vintage's editions, stands as it was; the rest is decided now.
    """
    one_of, memory.limited = found.cells, frozenset()
    facts: dict[Count, Fact] = {key: (key, one.count) for key, one in one_of.items()}
    published = {key: decided.published[key] for key in facts if key in decided.published}
    # Where the raw data has been changed since, what was published is what is known.
    facts |= {
        key: (key, then)
        for key, then in published.items()
        if then != rounded(one_of[key].count, one_of[key].round_to)
    }
    tell(memory, {facts[key]: one_of[key] for key in published})
    if isinstance(decided, Remembered):
        memory.known |= {fact: (fact[1], fact[1]) for fact in decided.also if fact not in memory.reach}
    memory.suppressed |= decided.suppressed
    then = {key: BEFORE for key in facts if key in decided.suppressed}
    reasons = then | {
        key: reason for key, reason in _sensitive(found, memory).items() if key not in published
    }
    memory.known |= {
        facts[key]: (0.0, 0.0)
        for key, one in one_of.items()
        if one.count == 0 and key not in reasons and key not in published
    }
    candidates = remember(definitions, found, facts, reasons, memory)
    if facts.keys() - published.keys() - then.keys():
        _choose(found, facts, candidates, reasons, memory)
    published |= {
        key: rounded(one.count, one.round_to)
        for key, one in one_of.items()
        if key not in reasons
        and key not in published
        and (one.declared or key in _told_by(found.figures, reasons))
    }
    memory.suppressed |= reasons.keys()
    for key in reasons:
        memory.reach.setdefault(facts[key], None)
    tell(memory, {facts[key]: one_of[key] for key in published})
    return reasons, Ledger(published, frozenset(reasons))


def _choose(
    found: Persons,
    facts: Mapping[Count, Fact],
    candidates: set[Fact],
    reasons: dict[Count, str],
    memory: Memory,
) -> None:
    """Put into `reasons` what else has to be suppressed, and what no figure that is left would tell."""
    while True:
        decision = protect(system(memory, candidates, facts, found.cells, reasons))
        memory.limited = decision.limited
        reasons |= {
            key: SECONDARY
            for key, fact in facts.items()
            if fact in decision.suppressed and key not in reasons and fact not in memory.known
        }
        told_now = _told_by(found.figures, reasons)
        untold = [
            key
            for key, fact in facts.items()
            if fact in candidates and fact not in memory.known and key not in reasons and key not in told_now
        ]
        if not untold:
            return
        reasons |= dict.fromkeys(untold, SECONDARY)


def _told_by(figures: Sequence[Figure], reasons: Mapping[Count, str]) -> set[Count]:
    """Return every count that a shown figure rests on."""
    return {key for figure in figures if not rule_of(figure, reasons) for key in figure.rests_on}


def _sensitive(found: Persons, memory: Memory) -> dict[Count, str]:
    """Return the counts that are sensitive by themselves or were suppressed before, with the rule."""
    few = {
        key: SMALL for key, one in found.cells.items() if one.declared and is_small(one.count, one.minimum)
    }
    complements = {}
    for figure in found.figures:
        if figure.count and figure.whole and figure.factor:
            count, whole = found.cells[figure.count], found.cells[figure.whole]
            if is_small(whole.count - count.count, count.minimum):
                # Nobody of three: that nobody is counted is no secret, that there are three is.
                complements[figure.count if count.count else figure.whole] = COMPLEMENT
    before = {key: BEFORE for key in found.cells if key in memory.suppressed}
    return before | complements | few


def _without(vintage: pd.DataFrame, found: Persons, reasons: Mapping[Count, str]) -> pd.DataFrame:
    """Return the vintage without what is suppressed, and with what is rounded computed again."""
    frame = vintage.drop(columns=A_YEAR_BEFORE, errors="ignore").copy()
    for figure in found.figures:
        if rule_of(figure, reasons) or figure.count is None:
            frame.loc[figure.row, ["value", "base"]] = float("nan")
            frame.loc[figure.row, "status"] = SUPPRESSED
            continue
        base = found.cells[figure.count].round_to
        strictest = max(found.cells[key].round_to for key in figure.rests_on)
        if strictest > 1:
            count, *others = (
                rounded(found.cells[key].count, max(base, found.cells[key].round_to))
                for key in figure.rests_on
            )
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
