"""What an attacker knows is kept from quarter to quarter, and decides as if it had been found out anew."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from four_quarters import KINDS, QUARTERS, counted, delivered, frame, of_cases
from hypothesis import given, settings
from hypothesis import strategies as st
from municipality import lay_out

from sigtepunkt.core import checksum
from sigtepunkt.core.storage import software
from sigtepunkt.core.storage.kept_results import KeptResults
from sigtepunkt.disclosure import protected_vintages
from sigtepunkt.disclosure.attacker.kept_knowledge import KeptKnowledge
from sigtepunkt.disclosure.counts import Persons
from sigtepunkt.disclosure.ledger import Ledger
from sigtepunkt.disclosure.protected_vintages import ProtectedVintages, suppress
from sigtepunkt.strategy import Definitions, load_definitions

Vintages = list[pd.DataFrame]


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> Definitions:
    return of_cases(load_definitions(lay_out(tmp_path_factory.mktemp("cases") / "prøvekommune")))


@pytest.fixture
def decided(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The newest period in each vintage that is decided, in the order they are."""
    periods: list[str] = []
    persons_in = protected_vintages.persons_in

    def noted(definitions: Definitions, vintage: pd.DataFrame) -> Persons:
        periods.append(str(vintage["period"].max()))
        return persons_in(definitions, vintage)

    monkeypatch.setattr(protected_vintages, "persons_in", noted)
    return periods


def known(folder: Path, vintages: Vintages) -> KeptKnowledge:
    named = [
        (quarter, checksum.of_text(vintage.to_csv()))
        for quarter, vintage in zip(QUARTERS, vintages, strict=False)
    ]
    return KeptKnowledge(KeptResults(folder), named)


def assert_alike(here: ProtectedVintages, there: ProtectedVintages) -> None:
    assert here.ledger == there.ledger
    assert (here.ever_suppressed, here.overexposed) == (there.ever_suppressed, there.overexposed)
    pd.testing.assert_frame_equal(here.suppressed, there.suppressed)
    for one, other in zip(reversed(here.vintages), reversed(there.vintages), strict=False):
        pd.testing.assert_frame_equal(one, other)


inner = st.dictionaries(
    st.tuples(st.sampled_from(KINDS), st.sampled_from(["2025Q4", "2026Q1", "2026Q2"])),
    st.tuples(*[st.integers(0, 12)] * 3),
    min_size=1,
)


@settings(max_examples=10 if os.environ.get("SIGTEPUNKT_NIGHTLY") is None else 100)
@given(st.lists(inner, min_size=4, max_size=4), st.booleans())
def test_with_what_was_kept_the_same_is_decided(
    tmp_path_factory: pytest.TempPathFactory,
    cases: Definitions,
    years: list[dict[tuple[str, str], tuple[int, int, int]]],
    published: bool,
) -> None:
    folder = tmp_path_factory.mktemp("kept")
    vintages = [frame(counted(numbers), quarter) for numbers, quarter in zip(years, QUARTERS, strict=True)]
    ledgers: dict[str, list[Ledger]] = {}
    for number, quarter in enumerate(QUARTERS, 1):
        before = known(folder, vintages[:number])
        here = suppress(cases, vintages[:number], ledgers, before)
        assert_alike(here, suppress(cases, vintages[:number], ledgers))
        before.keep()
        if published:
            ledgers[quarter] = [here.ledger]


VINTAGES = [frame(delivered(number), quarter) for number, quarter in enumerate(QUARTERS)]
PERIODS = ["2025Q4", "2026Q1", "2026Q2", "2026Q3"]


@pytest.fixture
def kept(tmp_path: Path, cases: Definitions) -> Path:
    """What was found out of four quarters, three of them published."""
    before = known(tmp_path, VINTAGES)
    suppress(cases, VINTAGES, ledgers(), before)
    before.keep()
    return tmp_path


def ledgers(published: float = 20.0) -> dict[str, list[Ledger]]:
    return {"2026Q1": [Ledger({("proeve-ventetid/korte", "syd", "2025Q4"): published}, frozenset())]}


def test_only_the_two_newest_vintages_are_decided_again(
    cases: Definitions, kept: Path, decided: list[str]
) -> None:
    suppress(cases, VINTAGES, ledgers(), known(kept, VINTAGES))
    assert decided == PERIODS[2:]


def test_an_explanation_decides_the_newest_alone(cases: Definitions, kept: Path, decided: list[str]) -> None:
    suppress(cases, VINTAGES, ledgers(), known(kept, VINTAGES), newest=1)
    assert decided == PERIODS[3:]


def test_all_are_decided_where_nothing_kept_is_to_be_used(
    cases: Definitions, kept: Path, decided: list[str]
) -> None:
    suppress(cases, VINTAGES, ledgers(), replace(known(kept, VINTAGES), again=True))
    assert decided == PERIODS


@pytest.mark.parametrize("number", range(4))
def test_a_vintage_that_changed_is_decided_again_and_those_after_it(
    cases: Definitions, kept: Path, decided: list[str], number: int
) -> None:
    changed = [*VINTAGES]
    changed[number] = changed[number].assign(value=2 * changed[number]["value"])
    suppress(cases, changed, ledgers(), known(kept, changed))
    assert decided == PERIODS[min(number, 2) :]


def test_so_are_all_since_an_edition_that_published_something_else(
    cases: Definitions, kept: Path, decided: list[str]
) -> None:
    suppress(cases, VINTAGES, ledgers(published=21.0), known(kept, VINTAGES))
    assert decided == PERIODS


def test_another_rule_is_decided_from_the_beginning(
    cases: Definitions, kept: Path, decided: list[str]
) -> None:
    stricter = {key: each.model_copy(update={"minimum": 6}) for key, each in cases.disclosure.items()}
    suppress(replace(cases, disclosure=stricter), VINTAGES, ledgers(), known(kept, VINTAGES))
    assert decided == PERIODS


def test_so_is_everything_by_other_code(
    cases: Definitions, kept: Path, decided: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(software, "of_rooms_until", lambda room: f"another up to {room}")
    suppress(cases, VINTAGES, ledgers(), known(kept, VINTAGES))
    assert decided == PERIODS
