"""What disclosure control cannot know, and a person can: texts for the analyst, never with a value. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from sigtepunkt.core.errors import abridged
from sigtepunkt.disclosure.counts import Persons, persons_in
from sigtepunkt.disclosure.ledger import PublishedEdition
from sigtepunkt.disclosure.past_ledgers import ledgers_under_current_names
from sigtepunkt.disclosure.protected_vintages import ProtectedVintages
from sigtepunkt.disclosure.relations import (
    breakdowns,
    count_name,
    denominator_name,
    person_indicators,
    sum_name,
)
from sigtepunkt.disclosure.warnings.undeclared_relations import (
    DECLARE,
    added_up_areas,
    exposed_rates,
    indicators_by_count,
    undeclared_sums,
)
from sigtepunkt.observations.table import SHOWN
from sigtepunkt.strategy import Definitions
from sigtepunkt.strategy.cross_checks.disclosure_references import undeclared_parts


def disclosure_warnings(
    definitions: Definitions,
    observations: pd.DataFrame,
    protected: ProtectedVintages,
    editions: Sequence[PublishedEdition],
) -> tuple[str, ...]:
    """Return what a person should look at, each thing once, in English, without a suppressed value.

    `observations` are the newest vintage's before disclosure control, `protected` what may be shown of all
    vintages, `editions` the earlier ones.
    """
    if not person_indicators(definitions) and not editions:
        return ()
    persons = persons_in(definitions, observations)
    warnings = (
        *_declared_sums(definitions),
        *undeclared_sums(definitions, persons, observations),
        *added_up_areas(definitions, persons),
        *exposed_rates(definitions, persons, observations),
        *_uncounted_denominators(definitions),
        *_all_or_none(persons, protected),
        *_undeclared_capacities(definitions),
        *_limited(protected),
        *_counted_no_more(definitions, editions),
    )
    return tuple(dict.fromkeys(warnings))


def _declared_sums(definitions: Definitions) -> Iterator[str]:
    """Yield warnings of sums beside their parts: an indicator's own measures, and a source's totals."""
    key_of, persons = indicators_by_count(definitions), person_indicators(definitions)
    declared_parts = {frozenset({total, *parts}) for total, parts in breakdowns(definitions)}
    for key, indicator in persons.items():
        names = [sum_name(indicator.source, (measure,)) for measure in indicator.measures]
        parts = [key_of[name] for name in names if name in key_of]
        if len(names) > 1 and parts:
            yield (
                f"[{key}] is the sum of {', '.join(map(repr, indicator.measures))}, and {abridged(parts)} "
                "shows what is added: they are protected together, so that more is suppressed than by either "
                "alone"
            )
    for source in sorted({indicator.source for indicator in persons.values()}):
        for declared in definitions.sources[source].sums:
            total = sum_name(source, (declared.total,))
            inside = {sum_name(source, (part,)) for part in declared.parts} & key_of.keys()
            if total in key_of and inside and frozenset({total, *inside}) not in declared_parts:
                yield (
                    f"strategy/sources.toml: [{source}].sums says what {key_of[total]!r} is the sum of, "
                    f"{DECLARE} does not: "
                    f'parts_of = "{key_of[total]}" at {abridged(key_of[part] for part in sorted(inside))}'
                )


def _uncounted_denominators(definitions: Definitions) -> Iterator[str]:
    """Yield warnings of rates whose denominator no indicator counts: with the rate it discloses the count."""
    counted = indicators_by_count(definitions)
    rates: dict[str, list[str]] = {}
    for key, indicator in person_indicators(definitions).items():
        if indicator.is_divided and denominator_name(indicator) not in counted:
            rates.setdefault(denominator_name(indicator), []).append(f"[{key}]")
    for denominator, keys in rates.items():
        yield (
            f"{abridged(keys)}: shares of {denominator.partition('/')[2]!r}, which no "
            "indicator counts. It is taken to be known to everybody, and shares that add up to it are not "
            "protected together: an indicator of it with persons = true, and parts_of, would do both"
        )


def _all_or_none(persons: Persons, protected: ProtectedVintages) -> Iterator[str]:
    """Yield warnings of all or none of a small group: what is said of the group is said of each in it."""
    newest = protected.vintages[-1]
    places: dict[str, list[str]] = {}
    for figure in persons.figures:
        if figure.factor and figure.count and figure.denominator:
            shown = newest["status"].get(figure.row) == SHOWN
            count, denominator = persons.counts[figure.count], persons.counts[figure.denominator]
            all_or_none = count.value in {0.0, denominator.value}
            if shown and all_or_none and 0 < denominator.value < 2 * count.minimum:
                _, area, period = figure.count
                places.setdefault(str(newest["indicator"][figure.row]), []).append(f"{area} {period}")
    for key, names in places.items():
        yield (
            f"[{key}] shows all or none of a small group ({abridged(names)}): what is said of the group is "
            "said of each person in it; consider a larger group"
        )


def _undeclared_capacities(definitions: Definitions) -> Iterator[str]:
    """Yield warnings of parts of capacities that may be counts of persons, where nobody has said whether."""
    for key, capacity in definitions.capacities.items():
        for name, part in undeclared_parts(definitions, capacity).items():
            yield (
                f"strategy/capacity.toml: [{key}].{name}: {part.source} holds counts of persons, and nobody "
                f"has said whether {part.measure!r} is one. If it is not, write persons = false there; "
                f"if it is, give an indicator of it persons = true in {DECLARE}"
            )


def _limited(protected: ProtectedVintages) -> Iterator[str]:
    """Yield a warning of counts of which earlier publications disclose too much."""
    if protected.overexposed:
        yield (
            "what was published before, or is shown without protection, tells more than it should of "
            f"{abridged(map(' '.join, protected.overexposed))}: it is suppressed now, "
            "and what is out cannot be taken back; consider a corrected edition of the quarter that told it"
        )


def _counted_no_more(definitions: Definitions, editions: Sequence[PublishedEdition]) -> Iterator[str]:
    """Yield a warning of counts in the ledgers of earlier editions that no indicator counts today."""
    indicators = person_indicators(definitions).values()
    counted = {*map(count_name, indicators), *map(denominator_name, indicators)}
    ledgers = [
        ledger
        for quarter in ledgers_under_current_names(definitions, editions).values()
        for ledger in quarter
    ]
    replaced = {name for ledger in ledgers for name in ledger.replaced_names}
    earlier = {name for ledger in ledgers for name, *_ in (*ledger.published, *ledger.suppressed)}
    if uncounted := sorted(earlier - counted - replaced):
        yield (
            "earlier quarters told of counts of persons that nothing declared counts today: "
            f"{abridged(uncounted)}. If one has another name today, say so in strategy/sources.toml "
            "(renamed), or what was suppressed of it may be shown"
        )
