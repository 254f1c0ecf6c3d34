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

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from sigtepunkt.disclosure.attacker_knowledge import (
    BEFORE,
    COMPLEMENT,
    SECONDARY,
    SMALL,
    AttackerKnowledge,
    CellKey,
    rule_of,
)
from sigtepunkt.disclosure.counts import Figure, PersonCount, Persons, persons_in
from sigtepunkt.disclosure.ledger import Count, Ledger
from sigtepunkt.disclosure.past_ledgers import TranslatedLedger
from sigtepunkt.disclosure.protection.suppression import protect
from sigtepunkt.disclosure.relations import refuse_overfull
from sigtepunkt.disclosure.rules import is_small, rounded
from sigtepunkt.observations.table import BEFORE as A_YEAR_BEFORE
from sigtepunkt.observations.table import SUPPRESSED
from sigtepunkt.strategy import Definitions


@dataclass(frozen=True)
class Shown:
    """The vintages as they may be shown, which figures were suppressed, and the newest vintage's ledger.

    `suppressed` has the columns indicator, area, period, vintage and rule, and no value. `hidden` are all
    counts ever suppressed, `limited` those of which earlier publications disclose more than they should.
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

    `ledgers` hold, by vintage, what its editions published, oldest first; of the newest vintage, which is
    decided anew, the editions before the one to be made. A vintage without one, or a figure that is in none
    (demo data was left out, say), is decided as if in its time, since the decision depends on nothing but the
    data. Raises Refused for a count that is no whole number, and for parts that exceed their total.
    """
    knowledge, shown, suppressed, ledger = AttackerKnowledge(), [], [], Ledger()
    for number, vintage in enumerate(vintages, 1):
        persons = persons_in(definitions, vintage)
        quarter = str(vintage["vintage"].iloc[0]) if len(vintage) else ""
        values = {key: count.count for key, count in persons.counts.items()}
        refuse_overfull(definitions, values, quarter)
        editions = [*ledgers.get(quarter, ())]
        if not editions or number == len(vintages):
            editions.append(Ledger())
        for edition in editions:
            reasons, ledger = _decide(definitions, persons, knowledge, edition)
        shown.append(_without_suppressed(vintage, persons, reasons))
        rules = {figure.row: rule for figure in persons.figures if (rule := rule_of(figure, reasons))}
        rows = vintage.loc[[*rules], ["indicator", "area", "period", "vintage"]]
        suppressed.append(rows.assign(rule=[*rules.values()]))
    limited = {
        key
        for (key, value), interval in knowledge.required.items()
        if (key, value) in knowledge.limited and (interval or key in ledger.suppressed)
    }
    return Shown(
        tuple(shown),
        pd.concat(suppressed, ignore_index=True),
        ledger,
        frozenset(knowledge.suppressed),
        tuple(sorted(limited)),
    )


def _decide(
    definitions: Definitions, persons: Persons, knowledge: AttackerKnowledge, edition: Ledger
) -> tuple[dict[Count, str], Ledger]:
    """Return which counts of a vintage are suppressed, each with its rule, and its ledger.

    What stands in `edition`, the ledger of one of the vintage's editions, stays as it was; the rest is
    decided now. What becomes public or suppressed is added to `knowledge`.
    """
    counts, knowledge.limited = persons.counts, frozenset()
    cells: dict[Count, CellKey] = {key: (key, count.count) for key, count in counts.items()}
    published = {key: edition.published[key] for key in counts if key in edition.published}
    for key, value in published.items():
        # Where the raw data has been changed since, what was published is what is known.
        if value != rounded(counts[key].count, counts[key].round_to):
            cells[key] = (key, value)
    knowledge.learn({cells[key]: counts[key] for key in published})
    if isinstance(edition, TranslatedLedger):
        possible = sorted(edition.possibly_published - knowledge.required.keys())
        knowledge.known |= {cell: (cell[1], cell[1]) for cell in possible}
    knowledge.suppressed |= edition.suppressed
    before = {key: BEFORE for key in counts if key in edition.suppressed}
    sensitive = _sensitive(persons, knowledge)
    reasons = before | {key: rule for key, rule in sensitive.items() if key not in published}
    for key, count in counts.items():
        if count.count == 0 and key not in reasons and key not in published:
            knowledge.known[cells[key]] = (0.0, 0.0)
    candidates = knowledge.add_vintage(definitions, persons, cells, reasons)
    if counts.keys() - published.keys() - before.keys():
        _choose(persons, cells, candidates, reasons, knowledge)
    shown = _rested_on(persons.figures, reasons)
    published |= {
        key: rounded(count.count, count.round_to)
        for key, count in counts.items()
        if key not in reasons and key not in published and (count.declared or key in shown)
    }
    knowledge.suppressed |= reasons.keys()
    for key in reasons:
        knowledge.required.setdefault(cells[key], None)
    knowledge.learn({cells[key]: counts[key] for key in published})
    return reasons, Ledger(published, frozenset(reasons))


def _choose(
    persons: Persons,
    cells: Mapping[Count, CellKey],
    candidates: set[CellKey],
    reasons: dict[Count, str],
    knowledge: AttackerKnowledge,
) -> None:
    """Add to `reasons` the secondary suppressions, and the counts that no shown figure rests on any more."""
    while True:
        decision = protect(knowledge.system(candidates, persons, cells, reasons))
        knowledge.limited = decision.limited
        undecided = {key: cell for key, cell in cells.items() if cell not in knowledge.known}
        reasons |= {
            key: SECONDARY
            for key, cell in undecided.items()
            if cell in decision.suppressed and key not in reasons
        }
        shown = _rested_on(persons.figures, reasons)
        without_figure = [
            key
            for key, cell in undecided.items()
            if cell in candidates and key not in reasons and key not in shown
        ]
        if not without_figure:
            return
        reasons |= dict.fromkeys(without_figure, SECONDARY)


def _rested_on(figures: Sequence[Figure], reasons: Mapping[Count, str]) -> set[Count]:
    """Return every count that a shown figure rests on."""
    return {key for figure in figures if not rule_of(figure, reasons) for key in figure.rests_on}


def _sensitive(persons: Persons, knowledge: AttackerKnowledge) -> dict[Count, str]:
    """Return the counts that are sensitive in themselves or were suppressed before, each with its rule."""
    counts = persons.counts
    before = {key: BEFORE for key in counts if key in knowledge.suppressed}
    complements = {}
    for figure in persons.figures:
        if figure.count and figure.denominator and figure.factor:
            count, denominator = counts[figure.count], counts[figure.denominator]
            if is_small(denominator.count - count.count, count.minimum):
                # Nobody of three: that nobody is counted is no secret, that there are three is.
                complements[figure.count if count.count else figure.denominator] = COMPLEMENT
    small = {
        key: SMALL for key, count in counts.items() if count.declared and is_small(count.count, count.minimum)
    }
    return before | complements | small


def _without_suppressed(
    vintage: pd.DataFrame, persons: Persons, reasons: Mapping[Count, str]
) -> pd.DataFrame:
    """Return the vintage without what is suppressed, and with rates of rounded counts computed again."""
    frame = vintage.drop(columns=A_YEAR_BEFORE, errors="ignore").copy()
    for figure in persons.figures:
        columns = None if rule_of(figure, reasons) else _recomputed(figure, persons.counts)
        if columns is None:
            columns = {"value": float("nan"), "base": float("nan"), "status": SUPPRESSED}
        for column, value in columns.items():
            frame.loc[figure.row, column] = value
    return frame


def _recomputed(figure: Figure, counts: Mapping[Count, PersonCount]) -> dict[str, float | str] | None:
    """Return what a figure shows of rounded counts; None for a rate or growth of a count rounded to 0."""
    bases = [counts[key].round_to for key in figure.rests_on]
    if max(bases) <= 1:
        return {}
    count, *others = (
        rounded(counts[key].count, max(bases[0], base))
        for key, base in zip(figure.rests_on, bases, strict=True)
    )
    if not figure.year_before and not figure.factor:
        return {"value": figure.sign * count}
    if not others[0]:
        return None
    if figure.year_before:
        return {"value": 100 * (count / others[0] - 1)}
    return {"value": figure.factor * count / others[0], "base": others[0]}
