"""What disclosure control cannot know, and a person can: texts for the analyst, without a value. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, islice

import numpy as np
import pandas as pd

from sigtepunkt.disclosure.adding_up import named, relations, what, whole_of
from sigtepunkt.disclosure.counts import Persons, persons
from sigtepunkt.disclosure.quarters import Shown
from sigtepunkt.disclosure.remembered import Remembered, remembered
from sigtepunkt.edition import Edition
from sigtepunkt.observations import SHOWN
from sigtepunkt.quarter import YEAR, Period
from sigtepunkt.strategy import Definitions, Indicator

_DECLARE = "strategy/disclosure.toml"
_OFTEN = 3  # areas and periods in which a sum has to hold before it is no accident
_MANY = 20_000  # sets of counts tried as the parts of a total
_LISTED = 6
_WHOLE = 100.0
Place = tuple[str, str]


def doubts(
    definitions: Definitions, observations: pd.DataFrame, protected: Shown, published: Sequence[Edition],
) -> tuple[str, ...]:
    """Return what a person should look at, each thing once, in English and without a value that may not be shown.

    `observations` are the newest vintage's before, `protected` what may be shown of them, `published` the editions before.
    """
    known = {key for key in definitions.disclosure if definitions.disclosure[key].persons}
    if not known and not published:
        return ()
    found = persons(definitions, observations)
    told = [
        *_declared_sums(definitions), *_undeclared_sums(definitions, found, observations), *_areas(definitions, found),
        *_rates_of_counts(definitions, found, observations), *_wholes(definitions), *_all_or_none(found, protected),
        *_limited(protected), *_forgotten(definitions, published),
    ]
    return tuple(dict.fromkeys(told))


def _declared_sums(definitions: Definitions) -> Iterator[str]:
    """Tell of sums beside their addends: of an indicator's own measures, and of a source's totals."""
    counting = _counting(definitions)
    declared = _declared_parts(definitions)
    for key, indicator in _of_persons(definitions).items():
        addends = [counting.get(named(indicator.source, (one,)), "") for one in indicator.measures]
        if len(indicator.measures) > 1 and any(addends):
            yield (f"[{key}] is the sum of {_quoted(indicator.measures)}, and {_listed(filter(None, addends))} shows what is added: "
                   "they are protected together, so that more is suppressed than by either alone")
    for source in sorted({one.source for one in _of_persons(definitions).values()}):
        for one in definitions.sources[source].sums:
            total, parts = named(source, (one.total,)), {named(source, (part,)) for part in one.parts}
            inside = parts & counting.keys()
            if total in counting and inside and frozenset({total, *inside}) not in declared:
                yield (f"strategy/sources.toml: [{source}].sums says what {counting[total]!r} is the sum of, {_DECLARE} does not: "
                       f'parts_of = "{counting[total]}" at {_listed(counting[part] for part in sorted(inside))}')


def _undeclared_sums(definitions: Definitions, found: Persons, observations: pd.DataFrame) -> Iterator[str]:
    """Tell of figures of one source that add up to another of them in every area and period, without being declared to.

    They are counts of persons, and whole numbers that nobody protects beside them.
    """
    open_ = _unprotected(definitions, observations)
    counting = {**_counting(definitions), **{name: key for name, (key, _) in open_.items()}}
    declared = {frozenset(name for name, *_ in relation) for relation in relations(definitions, found.cells.keys())}
    for own in _by_source(counting):
        series = {name: open_[name][1] if name in open_ else _series(found, name) for name in own}
        for total, whole in series.items():
            inside = [name for name in own if name != total and series[name].keys() == whole.keys() and any(series[name].values())]
            if len(whole) < _OFTEN:
                continue
            values = {name: np.array([series[name][place] for place in whole]) for name in (total, *inside)}
            below = [name for name in inside if (values[name] <= values[total]).all()]
            sets = (parts for size in range(2, len(below) + 1) for parts in combinations(below, size))
            for parts in islice(sets, _MANY):
                if frozenset({total, *parts}) not in declared and not open_.keys() >= {total, *parts} and (np.sum([values[part] for part in parts], axis=0) == values[total]).all():
                    needs = [f"[{counting[name]}].persons = true" for name in (total, *parts) if name in open_] + [f'parts_of = "{counting[total]}"']
                    yield (f"{_listed(counting[part] for part in parts)} add up to {counting[total]!r} in every area and period, and "
                           f"nobody has said so: if it is no accident, {_DECLARE} needs {', '.join(needs)}")
                    break


def _unprotected(definitions: Definitions, observations: pd.DataFrame) -> dict[str, tuple[str, dict[Place, float]]]:
    """Return the indicators nobody protects in sources that hold counts of persons, by what they show, with figures in whole numbers."""
    protected, found = _of_persons(definitions), {}
    holding = {one.source for one in protected.values()}
    for key, one in definitions.indicators.items():
        if key not in protected and one.source in holding and one.computation in {"value", "sum"}:
            figures = _figures(observations, key)
            if figures and all(value == round(value) for value in figures.values()):
                found[what(one)] = key, figures
    return found


def _areas(definitions: Definitions, found: Persons) -> Iterator[str]:
    """Tell of areas of one kind that add up to the municipality in every period, without being declared to."""
    areas, home = definitions.municipality.areas, definitions.municipality.code
    for name, key in _counting(definitions).items():
        series = _series(found, name)
        periods = sorted({period for area, period in series if area == home})
        for kind in sorted({areas[area].kind for area, _ in series if area in areas and area != home}):
            inside = {area for area, _ in series if area in areas and areas[area].kind == kind and area != home}
            whole = all(
                sum(series.get((area, period), 0.0) for area in inside) == series[home, period] for period in periods
            )
            if whole and len(inside) > 1 and len(periods) >= _OFTEN and kind not in _added_up(definitions, name):
                yield (f"the figures of {key!r} for each {kind} add up to the municipality's in every period, and nobody has said so: "
                       f'if it is no accident, {_DECLARE} needs [{key}].areas_add_up = ["{kind}"]')


def _rates_of_counts(definitions: Definitions, found: Persons, observations: pd.DataFrame) -> Iterator[str]:
    """Tell of figures that are not protected and are a rate, or a growth, of counts that are."""
    counting, protected = _counting(definitions), _of_persons(definitions)
    for own in _by_source(counting):
        source = own[0].partition("/")[0]
        series = {name: _series(found, name) for name in own}
        for key, indicator in definitions.indicators.items():
            if key in protected or indicator.source != source:
                continue
            figures = _figures(observations, key)
            half = 0.5 * 10.0 ** -indicator.decimals + 1e-9
            for name, how in _explanations(series, figures, half, counting):
                yield (f"[{key}] is not protected, and its figures are {how} {counting[name]!r}, which is: if it is no accident, "
                       f"{_DECLARE} needs [{key}].persons = true, and strategy/indicators.toml the measures it is computed from")
                break


def _explanations(
    series: Mapping[str, Mapping[Place, float]], figures: Mapping[Place, float], half: float, counting: Mapping[str, str],
) -> Iterator[tuple[str, str]]:
    for name, counts in series.items():
        earlier = {(area, str(Period.parse(period).back(YEAR))): (area, period) for area, period in counts}
        before = {now: counts[then] for then, now in earlier.items() if then in counts}
        changes = {place: counts[place] - one for place, one in before.items()}
        if any(changes.values()) and _explain(figures, changes, half):
            yield name, "the change on a year before of"
        if _explain(figures, {place: _WHOLE * (counts[place] / one - 1) for place, one in before.items() if one}, half):
            yield name, "the change in per cent on a year before of"
        for other, wholes in series.items():
            for factor, of in ((_WHOLE, "per cent"), (1000.0, "per 1,000")):
                rates = {place: factor * counts[place] / wholes[place] for place in counts if wholes.get(place)}
                if other != name and _explain(figures, rates, half):
                    yield name, f"in {of} of {counting[other]!r}"


def _explain(figures: Mapping[Place, float], by: Mapping[Place, float], half: float) -> bool:
    shared = figures.keys() & by.keys()
    return len(shared) >= _OFTEN and all(abs(figures[place] - by[place]) <= half for place in shared) and any(figures[place] for place in shared)


def _wholes(definitions: Definitions) -> Iterator[str]:
    """Tell of rates of persons whose whole no indicator counts, where other figures tell of it: its parts, or more rates of it."""
    counting, persons_ = _counting(definitions), _of_persons(definitions)
    plain = {what(one) for one in persons_.values() if not one.denominator}
    rates: dict[str, list[str]] = {}
    for key, indicator in persons_.items():
        if indicator.denominator and whole_of(indicator) not in counting:
            rates.setdefault(whole_of(indicator), []).append(key)
    for whole, keys in rates.items():
        if len(keys) > 1 or what(persons_[keys[0]]) in plain:
            yield (f"{_listed(f'[{key}]' for key in keys)}: shares of {whole.partition('/')[2]!r}, which no indicator counts. It is taken to be known to "
                   "everybody, and shares that add up to it are not protected together: an indicator of it with persons = true, and parts_of, would do both")


def _all_or_none(found: Persons, protected: Shown) -> Iterator[str]:
    """Tell of everybody or nobody in a small group: what is said of the group is said of each in it."""
    indicator_of = protected.vintages[-1]["indicator"] if protected.vintages else pd.Series(dtype=str)
    shown = protected.vintages[-1]["status"] == SHOWN if protected.vintages else pd.Series(dtype=bool)
    told: dict[str, list[str]] = {}
    for figure in found.figures:
        if figure.factor and figure.count and figure.whole and bool(shown.get(figure.row, False)):
            count, whole = found.cells[figure.count], found.cells[figure.whole]
            if count.count in {0.0, whole.count} and 0 < whole.count < 2 * count.minimum:
                told.setdefault(str(indicator_of[figure.row]), []).append(f"{figure.count[1]} {figure.count[2]}")
    for key, places in told.items():
        yield (f"[{key}] shows all or none of a small group ({_listed(places)}): what is said of the group is said of each person in it; "
               "consider a larger group")


def _limited(protected: Shown) -> Iterator[str]:
    if protected.limited:
        yield (f"what was published before tells more than it should of {_listed(' '.join(one) for one in protected.limited)}: it is suppressed now, "
               "and what is out cannot be taken back; consider a corrected edition of the quarter that told it")


def _forgotten(definitions: Definitions, published: Sequence[Edition]) -> Iterator[str]:
    """Tell of counts that earlier editions told of, and nothing declared today counts."""
    today = {name for one in _of_persons(definitions).values() for name in (what(one), whole_of(one))}
    ledgers = [ledger for quarter in remembered(definitions, published).values() for ledger in quarter]
    gone = {name for ledger in ledgers for name, *_ in (*ledger.published, *ledger.suppressed)} - today
    gone -= {name for ledger in ledgers if isinstance(ledger, Remembered) for name in ledger.moved}
    if gone:
        yield (f"earlier quarters told of counts of persons that nothing declared counts today: {_listed(sorted(gone))}. If one has another name "
               "today, say so in strategy/sources.toml (renamed), or what was suppressed of it may be shown")


def _of_persons(definitions: Definitions) -> dict[str, Indicator]:
    return {key: definitions.indicators[key] for key, one in definitions.disclosure.items() if one.persons}


def _counting(definitions: Definitions) -> dict[str, str]:
    """Return which indicator counts what, the first where several do."""
    found: dict[str, str] = {}
    for key, one in _of_persons(definitions).items():
        found.setdefault(what(one), key)
    return found


def _declared_parts(definitions: Definitions) -> set[frozenset[str]]:
    """Return every total with its parts, as parts_of says; and each with fewer of them, as it is where not all are indicators."""
    groups: dict[tuple[str, str], set[str]] = {}
    for key, one in definitions.disclosure.items():
        if one.parts_of:
            groups.setdefault((what(definitions.indicators[one.parts_of]), one.breakdown), set()).add(what(definitions.indicators[key]))
    return {frozenset({total, *parts}) for (total, _), parts in groups.items()}


def _added_up(definitions: Definitions, name: str) -> set[str]:
    of = (key for key, one in _of_persons(definitions).items() if what(one) == name)
    return {kind for key in of for kind in definitions.disclosure[key].areas_add_up}


def _by_source(counting: Mapping[str, str]) -> list[list[str]]:
    groups: dict[str, list[str]] = {}
    for name in counting:
        groups.setdefault(name.partition("/")[0], []).append(name)
    return list(groups.values())


def _series(found: Persons, name: str) -> dict[Place, float]:
    return {(area, period): one.count for (counted, area, period), one in found.cells.items() if counted == name}


def _figures(observations: pd.DataFrame, key: str) -> dict[Place, float]:
    rows = observations[(observations["indicator"] == key) & (observations["status"] == SHOWN)]
    return {(str(area), str(period)): float(value) for area, period, value in rows[["area", "period", "value"]].itertuples(index=False, name=None)}


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(map(repr, names))


def _listed(names: Iterable[str]) -> str:
    every = list(dict.fromkeys(names))
    return ", ".join(every) if len(every) <= _LISTED else f"{', '.join(every[:_LISTED])}, … ({len(every)} in all)"

