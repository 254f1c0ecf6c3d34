"""The shipped vintages: their ledgers are what the data gives, and the attack on what is published."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace

import pytest
from attack import attack
from places import REPOSITORY

from sigtepunkt.core.period import Quarter
from sigtepunkt.core.project import Project
from sigtepunkt.disclosure.counts import persons_in
from sigtepunkt.disclosure.past_ledgers import ledgers_under_current_names
from sigtepunkt.disclosure.protected_vintages import suppress
from sigtepunkt.disclosure.relations import additive_relations
from sigtepunkt.editions import edition
from sigtepunkt.observations import computations
from sigtepunkt.raw.long_table import measures, published
from sigtepunkt.raw.source_reader import read_raw
from sigtepunkt.strategy import load_definitions

SHIPPED = Project(REPOSITORY)


@pytest.mark.parametrize("quarter", SHIPPED.quarters())
def test_the_shipped_ledgers_and_the_attack_on_them(quarter: Quarter) -> None:
    """Some shipped counts of persons are small (in the demo table of young people): secondary ones go too."""
    definitions = load_definitions(SHIPPED)
    until = [current for current in SHIPPED.quarters() if current <= quarter]
    persons = {key for key, table in definitions.disclosure.items() if table.persons}
    vintages = []
    for current in until:
        frames = {
            key: read_raw(source, SHIPPED.raw(current) / source.file, source.file)
            for key, source in definitions.sources.items()
            if any(definitions.indicators[name].source == key for name in persons)
        }
        municipality = definitions.municipality
        tables = {
            key: published(
                measures(
                    definitions.sources[key],
                    frame,
                    name=key,
                    codes=municipality.codes(),
                    home=municipality.code,
                )
            )
            for key, frame in frames.items()
        }
        of_persons = replace(definitions, indicators={key: definitions.indicators[key] for key in persons})
        observed = computations.observe(of_persons, tables, str(current))
        vintages.append(observed[observed["indicator"].isin(persons)].reset_index(drop=True))
    shown = suppress(
        definitions,
        vintages,
        ledgers_under_current_names(definitions, edition.editions_before(SHIPPED, quarter)),
    )
    following = Quarter(quarter.year + 1, 1)
    assert [
        edition_.ledger
        for edition_ in edition.editions_before(SHIPPED, following)
        if edition_.quarter == quarter
    ] == [shown.ledger]
    counts = persons_in(definitions, vintages[-1]).counts
    true = {key: count.value for key, count in counts.items() if count.declared}
    public: dict[Hashable, tuple[float, float]] = {
        key: (value, value) for key, value in shown.ledger.published.items()
    }
    assert public.keys() | shown.ledger.suppressed == true.keys()
    assert not any(0 < low < 5 for low, _ in public.values())
    small = {key for key in shown.ledger.suppressed if 0 < true[key] < 5}
    assert small
    assert small < shown.ledger.suppressed
    assert set(shown.suppressed.loc[shown.suppressed["vintage"] == str(quarter), "rule"]) >= {
        "small",
        "secondary",
    }
    adding_up = [*additive_relations(definitions, set(true))]
    ends = attack(public, adding_up, shown.ledger.suppressed)
    assert ends.keys() == shown.ledger.suppressed
    assert all(high - low >= 10 for low, high in ends.values())
    # Without what was suppressed beside them, the small counts are found to the person: the attack is one.
    careless = {**public, **{key: (true[key], true[key]) for key in shown.ledger.suppressed - small}}
    assert attack(careless, adding_up, small) == {
        key: (pytest.approx(true[key]), pytest.approx(true[key])) for key in small
    }
