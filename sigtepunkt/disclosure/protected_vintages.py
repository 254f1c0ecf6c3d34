"""What may be shown of each vintage, given what earlier quarters published and suppressed. Pure.

A count published again unchanged is the same cell, a revised one is another. The same relations hold in
every vintage, between that vintage's cells, so that what a revision or a later quarter's total discloses of
an earlier suppressed count is in the attacker's linear program. What was published stays known. What was
suppressed stays suppressed in every later vintage, even when revised above the minimum: the ledger, which
holds no suppressed value, could not tell a revision from a disclosure.

A figure is shown if every count it rests on may be shown; then all of them count as published, for whoever
knows the figure is taken to know them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from sigtepunkt.disclosure.attacker.kept_knowledge import KeptKnowledge
from sigtepunkt.disclosure.attacker.knowledge import AttackerKnowledge, CellKey, VintageDecision
from sigtepunkt.disclosure.counts import Figure, PersonCount, Persons, persons_in
from sigtepunkt.disclosure.ledger import Count, Ledger
from sigtepunkt.disclosure.past_ledgers import PastLedger
from sigtepunkt.disclosure.protection.suppression import protect
from sigtepunkt.disclosure.relations import refuse_overfull
from sigtepunkt.disclosure.rules import BEFORE, COMPLEMENT, SECONDARY, SMALL, is_small, rounded
from sigtepunkt.observations.table import COUNT_A_YEAR_BEFORE, SUPPRESSED
from sigtepunkt.strategy import Definitions

_NOTHING = pd.DataFrame(columns=["indicator", "area", "period", "vintage", "rule"], dtype=str)


@dataclass(frozen=True)
class ProtectedVintages:
    """The vintages as they may be shown, which figures were suppressed, and the newest vintage's ledger.

    `vintages` are the newest ones, oldest first: of those before, only what is known of them is needed.
    `suppressed` has the columns indicator, area, period, vintage and rule, and no value. `ever_suppressed`
    are all counts ever suppressed, `overexposed` those of which earlier publications disclose more than they
    should.
    """

    vintages: tuple[pd.DataFrame, ...]
    suppressed: pd.DataFrame
    ledger: Ledger
    ever_suppressed: frozenset[Count] = frozenset()
    overexposed: tuple[Count, ...] = ()


def suppress(
    definitions: Definitions,
    vintages: Sequence[pd.DataFrame],
    ledgers: Mapping[str, Sequence[Ledger]],
    before: KeptKnowledge | None = None,
    newest: int = 2,
) -> ProtectedVintages:
    """Return what may be shown of the vintages, oldest first.

    They have `observations.table.COLUMNS`, and perhaps COUNT_A_YEAR_BEFORE, which is dropped.
    `ledgers` hold, by vintage, what its editions published, oldest first; of the newest vintage, which is
    decided anew, the editions before the one to be made. A vintage without one, or a figure that is in none
    (demo data was left out, say), is decided as if in its time, since the decision depends on nothing but the
    data. Given what was found out `before`, only vintages that are new to it are decided, and the `newest`
    ones. Raises Refused for a count that is no whole number, and for parts that exceed their total.
    """
    knowledge, shown, ledger, decided = AttackerKnowledge(), [], Ledger(), 0
    suppressed = _NOTHING
    keys = before.keys(definitions, ledgers) if before else []
    if before and (known := before.newest(keys[: max(0, len(vintages) - newest)])):
        decided, knowledge, suppressed = known
    for number in range(decided + 1, len(vintages) + 1):
        vintage = vintages[number - 1]
        persons = persons_in(definitions, vintage)
        quarter = str(vintage["vintage"].iloc[0]) if len(vintage) else ""
        refuse_overfull(definitions, {key: count.value for key, count in persons.counts.items()}, quarter)
        editions = [*ledgers.get(quarter, ())]
        if not editions or number == len(vintages):
            editions.append(Ledger())
        for edition in editions:
            decision, ledger = _decide(definitions, persons, knowledge, edition)
        shown.append(_without_suppressed(vintage, decision))
        rules = {figure.row: rule for figure in persons.figures if (rule := decision.rule_of(figure))}
        rows = vintage.loc[[*rules], ["indicator", "area", "period", "vintage"]]
        suppressed = pd.concat(
            [suppressed, rows.assign(rule=pd.array([*rules.values()], dtype="str"))], ignore_index=True
        )
        if before and number < len(vintages):
            before.find(keys[number - 1], knowledge, suppressed)
    limited = {
        key
        for (key, value), interval in knowledge.required.items()
        if (key, value) in knowledge.limited and (interval or key in ledger.suppressed)
    }
    hidden = frozenset(knowledge.suppressed)
    return ProtectedVintages(tuple(shown), suppressed, ledger, hidden, tuple(sorted(limited)))


def _decide(
    definitions: Definitions, persons: Persons, knowledge: AttackerKnowledge, edition: Ledger
) -> tuple[VintageDecision, Ledger]:
    """Return the decision on a vintage, and its ledger; what becomes public is added to `knowledge`.

    What stands in `edition`, the ledger of one of the vintage's editions, stays as it was; the rest is
    decided now.
    """
    counts, knowledge.limited = persons.counts, frozenset()
    cells: dict[Count, CellKey] = {key: (key, count.value) for key, count in counts.items()}
    published = {key: edition.published[key] for key in counts if key in edition.published}
    for key, value in published.items():
        # Where the raw data has been changed since, what was published is what is known.
        if value != rounded(counts[key].value, counts[key].round_to):
            cells[key] = (key, value)
    knowledge.learn({cells[key]: counts[key] for key in published})
    if isinstance(edition, PastLedger):
        possible = sorted(edition.possibly_published - knowledge.required.keys())
        knowledge.known |= {cell: (cell[1], cell[1]) for cell in possible}
    knowledge.suppressed |= edition.suppressed
    before = {key: BEFORE for key in counts if key in edition.suppressed}
    sensitive = _sensitive(persons, knowledge.suppressed)
    reasons = before | {key: rule for key, rule in sensitive.items() if key not in published}
    for key, count in counts.items():
        if count.value == 0 and key not in reasons and key not in published:
            knowledge.known[cells[key]] = (0.0, 0.0)
    decision = VintageDecision(persons, cells, reasons)
    knowledge.add_vintage(definitions, decision)
    if counts.keys() - published.keys() - before.keys():
        _choose(decision, knowledge)
    shown = decision.disclosed()
    published |= {
        key: rounded(count.value, count.round_to)
        for key, count in counts.items()
        if key not in reasons and key not in published and (count.declared or key in shown)
    }
    knowledge.suppressed |= reasons.keys()
    for key in reasons:
        knowledge.required.setdefault(cells[key], None)
    knowledge.learn({cells[key]: counts[key] for key in published})
    return decision, Ledger(published, frozenset(reasons))


def _choose(decision: VintageDecision, knowledge: AttackerKnowledge) -> None:
    """Add the secondary suppressions, and the counts that no shown figure rests on any more."""
    reasons = decision.reasons
    undecided = {key: cell for key, cell in decision.cells.items() if cell not in knowledge.known}
    while True:
        protection = protect(knowledge.system(decision))
        knowledge.limited = protection.limited
        for key, cell in undecided.items():
            if cell in protection.suppressed:
                reasons.setdefault(key, SECONDARY)
        shown, counts = decision.disclosed(), decision.persons.counts
        undisclosed = [
            key for key in undecided if counts[key].declared and key not in reasons and key not in shown
        ]
        if not undisclosed:
            return
        reasons |= dict.fromkeys(undisclosed, SECONDARY)


def _sensitive(persons: Persons, suppressed: Collection[Count]) -> dict[Count, str]:
    """Return the counts that are sensitive in themselves or were suppressed before, each with its rule."""
    counts = persons.counts
    rules = {key: BEFORE for key in counts if key in suppressed}
    for figure in persons.figures:
        if figure.count and figure.denominator and figure.factor:
            count, denominator = counts[figure.count], counts[figure.denominator]
            if is_small(denominator.value - count.value, count.minimum):
                # Nobody of three: that nobody is counted is no secret, that there are three is.
                rules[figure.count if count.value else figure.denominator] = COMPLEMENT
    for key, count in counts.items():
        if count.declared and is_small(count.value, count.minimum):
            rules[key] = SMALL
    return rules


def _without_suppressed(vintage: pd.DataFrame, decision: VintageDecision) -> pd.DataFrame:
    """Return the vintage without what is suppressed, and with rates of rounded counts computed again."""
    frame = vintage.drop(columns=COUNT_A_YEAR_BEFORE, errors="ignore").copy()
    for figure in decision.persons.figures:
        columns = None if decision.rule_of(figure) else _recomputed(figure, decision.persons.counts)
        if columns is None:
            columns = {"value": float("nan"), "base": float("nan"), "status": SUPPRESSED}
        for column, value in columns.items():
            frame.loc[figure.row, column] = value
    return frame


def _recomputed(figure: Figure, counts: Mapping[Count, PersonCount]) -> dict[str, float | str] | None:
    """Return what a figure shows of rounded counts; None for a rate or growth of a count rounded to 0."""
    rests_on = [counts[key] for key in figure.rests_on]
    if all(count.round_to == 1 for count in rests_on):
        return {}
    base = rests_on[0].round_to
    count, *others = (rounded(each.value, max(base, each.round_to)) for each in rests_on)
    if not figure.year_before and not figure.factor:
        return {"value": figure.sign * count}
    if not others[0]:
        return None
    if figure.year_before:
        return {"value": 100 * (count / others[0] - 1)}
    return {"value": figure.factor * count / others[0], "base": others[0]}
