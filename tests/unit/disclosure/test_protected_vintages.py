"""Which observations may be shown, quarter after quarter; and an attack on those that were."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from itertools import pairwise

import pandas as pd
import pytest
from attack import attack
from four_quarters import HOME, INNER, KINDS, PARTS, QUARTERS, counted, delivered, frame, of_cases

from sigtepunkt.checks.finding import Finding
from sigtepunkt.core.errors import Refused
from sigtepunkt.disclosure.ledger import Ledger
from sigtepunkt.disclosure.protected_vintages import ProtectedVintages, suppress
from sigtepunkt.disclosure.warnings.check_findings import without_protected_values
from sigtepunkt.observations.table import SHOWN, SUPPRESSED
from sigtepunkt.strategy import Definitions, Disclosure


@pytest.fixture
def cases(definitions: Definitions) -> Definitions:
    """Return definitions of cases: three areas add up to the municipality, two kinds to all."""
    return of_cases(definitions)


def key(name: str, area: str, period: str) -> tuple[str, str, str]:
    return f"proeve-ventetid/{name}", area, period


def year(cases: Definitions) -> tuple[list[ProtectedVintages], dict[str, list[Ledger]], list[pd.DataFrame]]:
    """Publish four quarters, each from the ledgers of those before."""
    vintages, ledgers, shown = [], {}, []
    for number, quarter in enumerate(QUARTERS):
        vintages.append(frame(delivered(number), quarter))
        shown.append(suppress(cases, vintages, ledgers))
        ledgers[quarter] = [shown[-1].ledger]
    return shown, ledgers, vintages


def test_a_suppressed_figure_has_its_status_and_no_value(cases: Definitions) -> None:
    shown, _, vintages = year(cases)
    for protected in shown:
        for vintage in protected.vintages:
            held = vintage[vintage["status"] == SUPPRESSED]
            assert len(held)
            assert held[["value", "base"]].isna().all(axis=None)
            assert vintage.loc[vintage["status"] == SHOWN, "value"].notna().all()
            assert not vintage.loc[vintage["status"] == SHOWN, "value"].between(1, 4).any()
    assert (vintages[0]["status"] == SHOWN).all()  # inputs are left as they are


def test_which_rule_is_told_and_no_value(cases: Definitions) -> None:
    suppressed = year(cases)[0][0].suppressed
    assert [*suppressed.columns] == ["indicator", "area", "period", "vintage", "rule"]
    assert suppressed.loc[
        (suppressed["area"] == "nord") & (suppressed["indicator"] == "korte"), "rule"
    ].tolist() == ["small"]
    assert set(suppressed["rule"]) == {"small", "secondary"}


def test_the_attack_fails_on_four_quarters_of_vintages(cases: Definitions) -> None:
    """The attacker takes every figure to be unrevised unless it was published anew with another value."""
    _, ledgers, vintages = year(cases)
    public: dict[Hashable, tuple[float, float]] = {}
    relations, suppressed, small = [], set(), set()
    for vintage, quarter in zip(vintages, QUARTERS, strict=True):
        cell_of = {
            (name, area, period): (name, area, period, value)
            for name, area, period, value in vintage[["indicator", "area", "period", "value"]].itertuples(
                index=False
            )
        }
        for (name, area, period), cell in cell_of.items():
            published = ledgers[quarter][0].published.get(key(name, area, period))
            if published is None:
                suppressed.add(cell)
                small |= {cell} if 0 < cell[3] < 5 else set()
            else:
                public[cell] = (published, published)
            if area == HOME:
                relations.append({cell: -1.0, **{cell_of[name, part, period]: 1.0 for part in PARTS}})
            if name == "alle":
                relations.append({cell: -1.0, **{cell_of[kind, area, period]: 1.0 for kind in KINDS}})
    ends = attack(public, relations, suppressed - public.keys())
    assert len(small) == 4
    assert all(high - low >= 10 - 1e-4 for low, high in ends.values())
    assert all(ends[cell][0] <= 1 + 1e-4 and ends[cell][1] >= 10 - 1e-4 for cell in small)


def test_what_was_suppressed_stays_suppressed(cases: Definitions) -> None:
    _, ledgers, _ = year(cases)
    for earlier, later in pairwise(QUARTERS):
        assert ledgers[earlier][0].suppressed <= ledgers[later][0].suppressed


def test_what_was_suppressed_is_remembered_though_the_quarter_lacks_it_now(cases: Definitions) -> None:
    """Its indicator was left out when the quarter is read again, say: the edition still has it suppressed."""
    later = counted(
        {name: numbers for name, numbers in INNER.items() if name[1] == "2025Q4"}
        | {("korte", "2025Q4"): (9, 20, 30)}
    )
    earlier = {cell: value for cell, value in later.items() if cell[0] != "korte"}
    edition = Ledger({}, frozenset({key("korte", "nord", "2025Q4")}))
    shown = suppress(cases, [frame(earlier, "2026Q1"), frame(later, "2026Q2")], {"2026Q1": [edition]})
    assert key("korte", "nord", "2025Q4") in shown.ledger.suppressed


def test_a_revision_above_the_minimum_does_not_lift_it(cases: Definitions) -> None:
    before = delivered(0)
    inner = {
        **{name: numbers for name, numbers in INNER.items() if name[1] == "2025Q4"},
        ("korte", "2025Q4"): (9, 20, 30),
    }
    first = suppress(cases, [frame(before, "2026Q1")], {})
    second = suppress(
        cases, [frame(before, "2026Q1"), frame(counted(inner), "2026Q2")], {"2026Q1": [first.ledger]}
    )
    assert key("korte", "nord", "2025Q4") in second.ledger.suppressed
    rule = second.suppressed[second.suppressed["vintage"] == "2026Q2"].set_index(["indicator", "area"])[
        "rule"
    ]
    assert rule["korte", "nord"] == "before"


def test_without_earlier_ledgers_the_same_is_decided(cases: Definitions) -> None:
    shown, _, vintages = year(cases)
    again = suppress(cases, vintages, {})
    assert again.ledger == shown[-1].ledger
    for first, second in zip(again.vintages, shown[-1].vintages, strict=True):
        pd.testing.assert_frame_equal(first, second)


def test_a_figure_left_out_of_an_earlier_quarter_is_not_taken_for_suppressed(cases: Definitions) -> None:
    """Published without demo data, say: its ledger has neither its value nor its key."""
    vintages = [frame(delivered(number), quarter) for number, quarter in enumerate(QUARTERS[:2])]
    complete = suppress(cases, vintages, {})
    first = suppress(cases, vintages[:1], {}).ledger
    half = Ledger(
        {key: value for key, value in first.published.items() if "lange" not in key[0]},
        frozenset(key for key in first.suppressed if "lange" not in key[0]),
    )
    assert half != first
    assert suppress(cases, vintages, {"2026Q1": [half]}).ledger == complete.ledger


def test_what_an_earlier_edition_suppressed_stays_suppressed_in_a_corrected_one(cases: Definitions) -> None:
    vintage = frame(delivered(0), "2026Q1")
    first = suppress(cases, [vintage], {}).ledger
    raised = counted(
        {
            **{name: numbers for name, numbers in INNER.items() if name[1] == "2025Q4"},
            ("korte", "2025Q4"): (9, 20, 30),
        }
    )
    alone = suppress(cases, [frame(raised, "2026Q1")], {}).ledger
    second = suppress(cases, [frame(raised, "2026Q1")], {"2026Q1": [first]}).ledger
    assert key("korte", "nord", "2025Q4") in alone.published
    assert key("korte", "nord", "2025Q4") in second.suppressed


def test_what_an_earlier_edition_published_is_known_to_who_attacks_the_corrected_one(
    cases: Definitions,
) -> None:
    """It published two of three parts and no total: with the total, the third would be told."""
    counts = delivered(0)
    edition = Ledger(
        {key("korte", area, "2025Q4"): counts["korte", area, "2025Q4"] for area in PARTS if area != "nord"},
        frozenset({key("korte", "nord", "2025Q4")}),
    )
    again = suppress(cases, [frame(counts, "2026Q1")], {"2026Q1": [edition]}).ledger
    assert {key("korte", "nord", "2025Q4"), key("korte", HOME, "2025Q4")} <= again.suppressed


def test_shares_are_held_back_with_small_counts_and_small_complements(cases: Definitions) -> None:
    indicator = cases.indicators["alle"].model_copy(
        update={"computation": "share", "denominator": "borgere", "unit": "%"}
    )
    alone = replace(cases, indicators={"andel": indicator}, disclosure={"andel": Disclosure(persons=True)})
    rows = frame(
        {
            ("andel", "nord", "2025"): 10.0,
            ("andel", "syd", "2025"): 95.0,
            ("andel", "vest", "2025"): 50.0,
            ("andel", HOME, "2025"): 100.0,
        },
        "2026Q1",
    )
    rows["base"] = [30.0, 60.0, 80.0, 170.0]
    shown = suppress(alone, [rows], {})
    assert shown.suppressed.set_index("area")["rule"].to_dict() == {"nord": "small", "syd": "complement"}


def test_counts_are_rounded_and_rates_computed_again(cases: Definitions) -> None:
    indicator = cases.indicators["alle"].model_copy(
        update={"computation": "share", "denominator": "borgere", "unit": "%"}
    )
    alone = replace(
        cases, indicators={"andel": indicator}, disclosure={"andel": Disclosure(persons=True, round_to=5)}
    )
    rows = frame({("andel", "nord", "2025"): 100 * 13 / 61}, "2026Q1").assign(base=61.0)
    shown = suppress(alone, [rows], {}).vintages[0]
    assert shown.loc[0, ["value", "base"]].tolist() == [25.0, 60.0]


def test_a_count_of_persons_is_a_whole_number(cases: Definitions) -> None:
    with pytest.raises(Refused, match="whole numbers"):
        suppress(cases, [frame({("alle", HOME, "2025"): 7.5}, "2026Q1")], {})


def test_a_withheld_figure_is_left_as_it_is(cases: Definitions) -> None:
    rows = frame({("alle", HOME, "2025"): 3.0}, "2026Q1").assign(status="withheld", value=float("nan"))
    assert suppress(cases, [rows], {}).vintages[0]["status"].tolist() == ["withheld"]


def test_findings_keep_the_row_and_lose_the_value(cases: Definitions) -> None:
    findings = [
        Finding(suite, "e", "c", "warning", "s", False, 1, ((0, "3"),))
        for suite in ("observations", "proeve-ventetid", "proeve-folketal")
    ]
    hidden = without_protected_values(cases, findings, frame(delivered(0), "2026Q1"))
    assert [finding.examples for finding in hidden] == [
        ((0, "diskretioneret"),),
        ((0, "diskretioneret"),),
        ((0, "3"),),
    ]
