"""What disclosure control cannot know, and a person can: texts for the analyst, never with a value. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from sigtepunkt.core.errors import listed
from sigtepunkt.core.period import YEAR, Period
from sigtepunkt.disclosure.counts import Persons, persons_in
from sigtepunkt.disclosure.earlier_quarters import Shown
from sigtepunkt.disclosure.ledger import PublishedEdition
from sigtepunkt.disclosure.past_ledgers import TranslatedLedger, remembered
from sigtepunkt.disclosure.relations import count_name, denominator_name, person_indicators
from sigtepunkt.disclosure.warnings.undeclared_sums import (
    DECLARE,
    OFTEN,
    Place,
    added_up_areas,
    by_source,
    declared_sums,
    figures_of,
    indicators_by_count,
    undeclared_sums,
    values_of_count,
)
from sigtepunkt.observations.table import SHOWN
from sigtepunkt.strategy import Definitions
from sigtepunkt.strategy.disclosure_references import unspoken

_PERCENT, _PER_1000 = 100.0, 1000.0


def doubts(
    definitions: Definitions,
    observations: pd.DataFrame,
    protected: Shown,
    published: Sequence[PublishedEdition],
) -> tuple[str, ...]:
    """Return what a person should look at, each thing once, in English, without a suppressed value.

    `observations` are the newest vintage's before disclosure control, `protected` what may be shown of all
    vintages, `published` the earlier editions.
    """
    if not person_indicators(definitions) and not published:
        return ()
    persons = persons_in(definitions, observations)
    warnings = (
        *declared_sums(definitions),
        *undeclared_sums(definitions, persons, observations),
        *added_up_areas(definitions, persons),
        *_unprotected_rates(definitions, persons, observations),
        *_uncounted_denominators(definitions),
        *_all_or_none(persons, protected),
        *_undeclared_capacities(definitions),
        *_limited(protected),
        *_counted_no_more(definitions, published),
    )
    return tuple(dict.fromkeys(warnings))


def _unprotected_rates(
    definitions: Definitions, persons: Persons, observations: pd.DataFrame
) -> Iterator[str]:
    """Yield warnings of figures that are not protected and are a rate, or a growth, of counts that are."""
    key_of, protected = indicators_by_count(definitions), person_indicators(definitions)
    for names in by_source(key_of):
        source = names[0].partition("/")[0]
        series = {name: values_of_count(persons, name) for name in names}
        for key, indicator in definitions.indicators.items():
            if key in protected or indicator.source != source:
                continue
            figures = figures_of(observations, key)
            rounding = 0.5 * 10.0**-indicator.decimals + 1e-9
            for name, how, explanation in _explanations(series, key_of):
                if _explains(figures, explanation, rounding):
                    yield (
                        f"[{key}] is not protected, and its figures are {how} {key_of[name]!r}, which is: "
                        f"if it is no accident, {DECLARE} needs [{key}].persons = true, and "
                        "strategy/indicators.toml the measures it is computed from"
                    )
                    break


def _explanations(
    series: Mapping[str, Mapping[Place, float]], key_of: Mapping[str, str]
) -> Iterator[tuple[str, str, dict[Place, float]]]:
    """Yield what a figure could be: the count's name, what it would be of it, and its values then."""
    for name, counts in series.items():
        year_before = {place: (place[0], str(Period.parse(place[1]).back(YEAR))) for place in counts}
        before = {place: counts[then] for place, then in year_before.items() if then in counts}
        changes = {place: counts[place] - earlier for place, earlier in before.items()}
        if any(changes.values()):
            yield name, "the change on a year before of", changes
        growth = {
            place: _PERCENT * (counts[place] / earlier - 1) for place, earlier in before.items() if earlier
        }
        yield name, "the change in per cent on a year before of", growth
        for other, wholes in series.items():
            for factor, per in ((_PERCENT, "per cent"), (_PER_1000, "per 1,000")) if other != name else ():
                rates = {
                    place: factor * count / wholes[place]
                    for place, count in counts.items()
                    if wholes.get(place)
                }
                yield name, f"in {per} of {key_of[other]!r}", rates


def _explains(figures: Mapping[Place, float], values: Mapping[Place, float], rounding: float) -> bool:
    shared = figures.keys() & values.keys()
    return (
        len(shared) >= OFTEN
        and all(abs(figures[place] - values[place]) <= rounding for place in shared)
        and any(figures[place] for place in shared)
    )


def _uncounted_denominators(definitions: Definitions) -> Iterator[str]:
    """Yield warnings of rates whose denominator no indicator counts: with the rate it discloses the count."""
    counted = indicators_by_count(definitions)
    rates: dict[str, list[str]] = {}
    for key, indicator in person_indicators(definitions).items():
        if indicator.denominator and denominator_name(indicator) not in counted:
            rates.setdefault(denominator_name(indicator), []).append(f"[{key}]")
    for denominator, keys in rates.items():
        yield (
            f"{listed(keys)}: shares of {denominator.partition('/')[2]!r}, which no "
            "indicator counts. It is taken to be known to everybody, and shares that add up to it are not "
            "protected together: an indicator of it with persons = true, and parts_of, would do both"
        )


def _all_or_none(persons: Persons, protected: Shown) -> Iterator[str]:
    """Yield warnings of all or none of a small group: what is said of the group is said of each in it."""
    newest = protected.vintages[-1] if protected.vintages else pd.DataFrame(columns=["indicator", "status"])
    places: dict[str, list[str]] = {}
    for figure in persons.figures:
        shown = newest["status"].get(figure.row) == SHOWN
        if shown and figure.factor and figure.count and figure.denominator:
            count, denominator = persons.counts[figure.count], persons.counts[figure.denominator]
            if count.count in {0.0, denominator.count} and 0 < denominator.count < 2 * count.minimum:
                _, area, period = figure.count
                places.setdefault(str(newest["indicator"][figure.row]), []).append(f"{area} {period}")
    for key, names in places.items():
        yield (
            f"[{key}] shows all or none of a small group ({listed(names)}): what is said of the group is "
            "said of each person in it; consider a larger group"
        )


def _undeclared_capacities(definitions: Definitions) -> Iterator[str]:
    """Yield warnings of parts of capacities that may be counts of persons, where nobody has said whether."""
    for key, capacity in definitions.capacities.items():
        for name, part in unspoken(definitions, capacity).items():
            yield (
                f"strategy/capacity.toml: [{key}].{name}: {part.source} holds counts of persons, and nobody "
                f"has said whether {part.measure!r} is one. If it is not, write persons = false there; if it is, "
                f"give an indicator of it persons = true in {DECLARE}"
            )


def _limited(protected: Shown) -> Iterator[str]:
    """Yield a warning of counts of which earlier publications disclose too much."""
    if protected.limited:
        yield (
            "what was published before, or is shown without protection, tells more than it should of "
            f"{listed(map(' '.join, protected.limited))}: it is suppressed now, "
            "and what is out cannot be taken back; consider a corrected edition of the quarter that told it"
        )


def _counted_no_more(definitions: Definitions, published: Sequence[PublishedEdition]) -> Iterator[str]:
    """Yield a warning of counts in the ledgers of earlier editions that no indicator counts today."""
    counted = {
        name
        for indicator in person_indicators(definitions).values()
        for name in (count_name(indicator), denominator_name(indicator))
    }
    ledgers = [ledger for quarter in remembered(definitions, published).values() for ledger in quarter]
    replaced = {
        name for ledger in ledgers if isinstance(ledger, TranslatedLedger) for name in ledger.replaced_names
    }
    earlier = {name for ledger in ledgers for name, *_ in (*ledger.published, *ledger.suppressed)}
    if uncounted := sorted(earlier - counted - replaced):
        yield (
            "earlier quarters told of counts of persons that nothing declared counts today: "
            f"{listed(uncounted)}. If one has another name today, say so in strategy/sources.toml "
            "(renamed), or what was suppressed of it may be shown"
        )
