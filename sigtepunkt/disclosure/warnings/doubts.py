"""What disclosure control cannot know, and a person can: texts for the analyst, without a value. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from sigtepunkt.core.errors import listed
from sigtepunkt.core.period import YEAR, Period
from sigtepunkt.disclosure.counts import Persons, persons
from sigtepunkt.disclosure.earlier_quarters import Shown
from sigtepunkt.disclosure.ledger import PublishedEdition
from sigtepunkt.disclosure.past_ledgers import Remembered, remembered
from sigtepunkt.disclosure.relations import what, whole_of
from sigtepunkt.disclosure.warnings.undeclared_sums import (
    DECLARE,
    OFTEN,
    Place,
    added_up_areas,
    by_source,
    counted_by,
    declared_sums,
    figures_of,
    of_persons,
    series_of,
    undeclared_sums,
)
from sigtepunkt.observations.table import SHOWN
from sigtepunkt.strategy import Definitions
from sigtepunkt.strategy.disclosure_references import unspoken

_WHOLE = 100.0


def doubts(
    definitions: Definitions,
    observations: pd.DataFrame,
    protected: Shown,
    published: Sequence[PublishedEdition],
) -> tuple[str, ...]:
    """Return what a person should look at, each thing once, in English, without a suppressed value.

    `observations` are the newest vintage's before, `protected` what may be shown of them, `published` the
    editions before.
    """
    known = {key for key in definitions.disclosure if definitions.disclosure[key].persons}
    if not known and not published:
        return ()
    found = persons(definitions, observations)
    told = [
        *declared_sums(definitions),
        *undeclared_sums(definitions, found, observations),
        *added_up_areas(definitions, found),
        *_rates_of_counts(definitions, found, observations),
        *_wholes(definitions),
        *_all_or_none(found, protected),
        *_unspoken(definitions),
        *_limited(protected),
        *_forgotten(definitions, published),
    ]
    return tuple(dict.fromkeys(told))


def _rates_of_counts(definitions: Definitions, found: Persons, observations: pd.DataFrame) -> Iterator[str]:
    """Progress of figures that are not protected and are a rate, or a growth, of counts that are."""
    counting, protected = counted_by(definitions), of_persons(definitions)
    for own in by_source(counting):
        source = own[0].partition("/")[0]
        series = {name: series_of(found, name) for name in own}
        for key, indicator in definitions.indicators.items():
            if key in protected or indicator.source != source:
                continue
            figures = figures_of(observations, key)
            half = 0.5 * 10.0**-indicator.decimals + 1e-9
            for name, how in _explanations(series, figures, half, counting):
                yield (
                    f"[{key}] is not protected, and its figures are {how} {counting[name]!r}, which is: "
                    f"if it is no accident, {DECLARE} needs [{key}].persons = true, and strategy/indicators.toml the "
                    "measures it is computed from"
                )
                break


def _explanations(
    series: Mapping[str, Mapping[Place, float]],
    figures: Mapping[Place, float],
    half: float,
    counting: Mapping[str, str],
) -> Iterator[tuple[str, str]]:
    for name, counts in series.items():
        earlier = {(area, str(Period.parse(period).back(YEAR))): (area, period) for area, period in counts}
        before = {now: counts[then] for then, now in earlier.items() if then in counts}
        changes = {place: counts[place] - one for place, one in before.items()}
        if any(changes.values()) and _explain(figures, changes, half):
            yield name, "the change on a year before of"
        if _explain(
            figures, {place: _WHOLE * (counts[place] / one - 1) for place, one in before.items() if one}, half
        ):
            yield name, "the change in per cent on a year before of"
        for other, wholes in series.items():
            for factor, of in ((_WHOLE, "per cent"), (1000.0, "per 1,000")):
                rates = {
                    place: factor * counts[place] / wholes[place] for place in counts if wholes.get(place)
                }
                if other != name and _explain(figures, rates, half):
                    yield name, f"in {of} of {counting[other]!r}"


def _explain(figures: Mapping[Place, float], by: Mapping[Place, float], half: float) -> bool:
    shared = figures.keys() & by.keys()
    return (
        len(shared) >= OFTEN
        and all(abs(figures[place] - by[place]) <= half for place in shared)
        and any(figures[place] for place in shared)
    )


def _wholes(definitions: Definitions) -> Iterator[str]:
    """Progress of rates whose whole no indicator counts: with the rate it gives the count, whoever publishes it."""
    counting, persons_ = counted_by(definitions), of_persons(definitions)
    rates: dict[str, list[str]] = {}
    for key, indicator in persons_.items():
        if indicator.denominator and whole_of(indicator) not in counting:
            rates.setdefault(whole_of(indicator), []).append(key)
    for whole, keys in rates.items():
        yield (
            f"{listed(f'[{key}]' for key in keys)}: shares of {whole.partition('/')[2]!r}, which no "
            "indicator counts. It is taken to be known to everybody, and shares that add up to it are not "
            "protected together: an indicator of it with persons = true, and parts_of, would do both"
        )


def _all_or_none(found: Persons, protected: Shown) -> Iterator[str]:
    """Progress of everybody or nobody in a small group: what is said of the group is said of each in it."""
    indicator_of = protected.vintages[-1]["indicator"] if protected.vintages else pd.Series(dtype=str)
    shown = protected.vintages[-1]["status"] == SHOWN if protected.vintages else pd.Series(dtype=bool)
    told: dict[str, list[str]] = {}
    for figure in found.figures:
        if figure.factor and figure.count and figure.whole and bool(shown.get(figure.row, False)):
            count, whole = found.cells[figure.count], found.cells[figure.whole]
            if count.count in {0.0, whole.count} and 0 < whole.count < 2 * count.minimum:
                told.setdefault(str(indicator_of[figure.row]), []).append(
                    f"{figure.count[1]} {figure.count[2]}"
                )
    for key, places in told.items():
        yield (
            f"[{key}] shows all or none of a small group ({listed(places)}): what is said of the group is "
            "said of each person in it; consider a larger group"
        )


def _unspoken(definitions: Definitions) -> Iterator[str]:
    """Progress of parts of capacities, in sources with counts of persons, that nobody has spoken for."""
    for key, capacity in definitions.capacities.items():
        for name, part in unspoken(definitions, capacity).items():
            yield (
                f"strategy/capacity.toml: [{key}].{name}: {part.source} holds counts of persons, and nobody "
                f"has said whether {part.measure!r} is one. If it is not, write persons = false there; if it is, "
                f"give an indicator of it persons = true in {DECLARE}"
            )


def _limited(protected: Shown) -> Iterator[str]:
    if protected.limited:
        yield (
            "what was published before, or is shown without protection, tells more than it should of "
            f"{listed(' '.join(one) for one in protected.limited)}: it is suppressed now, "
            "and what is out cannot be taken back; consider a corrected edition of the quarter that told it"
        )


def _forgotten(definitions: Definitions, published: Sequence[PublishedEdition]) -> Iterator[str]:
    """Progress of counts that earlier editions told of, and nothing declared today counts."""
    today = {name for one in of_persons(definitions).values() for name in (what(one), whole_of(one))}
    ledgers = [ledger for quarter in remembered(definitions, published).values() for ledger in quarter]
    gone = {name for ledger in ledgers for name, *_ in (*ledger.published, *ledger.suppressed)} - today
    gone -= {name for ledger in ledgers if isinstance(ledger, Remembered) for name in ledger.moved}
    if gone:
        yield (
            "earlier quarters told of counts of persons that nothing declared counts today: "
            f"{listed(sorted(gone))}. If one has another name today, say so in strategy/sources.toml "
            "(renamed), or what was suppressed of it may be shown"
        )
