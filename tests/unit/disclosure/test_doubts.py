"""What disclosure control warns the analyst of: once each, in English, and without a value."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from young_people import ALL, HOME, WITH, WITHOUT, Counts, by_year, measured, suppressed, tables

from sigtepunkt.disclosure.warnings.analyst_warnings import disclosure_warnings
from sigtepunkt.observations.computations import observe
from sigtepunkt.strategy import Area, Definitions, Disclosure
from sigtepunkt.strategy.sources.source import Sum

YEARS = by_year(
    y2023={WITH: 29, WITHOUT: 7, ALL: 36, "Uden plan (pct.)": 19.4, "Vækst": 12.0},
    y2024={WITH: 25, WITHOUT: 6, ALL: 31, "Uden plan (pct.)": 19.4, "Vækst": -13.9},
    y2025={WITH: 50, WITHOUT: 9, ALL: 59, "Uden plan (pct.)": 15.3, "Vækst": 90.3},
    y2026={WITH: 50, WITHOUT: 11, ALL: 61, "Uden plan (pct.)": 18.0, "Vækst": 3.4},
)
PLAN = {"alle": {"measure": ALL}, "med": {"measure": WITH}, "uden": {"measure": WITHOUT}}
PARTS = {"med": Disclosure(persons=True, parts_of="alle"), "uden": Disclosure(persons=True, parts_of="alle")}
NOBODY = Disclosure(persons=False)


def warnings(strategy: Definitions, counts: Counts = YEARS) -> tuple[str, ...]:
    return disclosure_warnings(
        strategy, observe(strategy, tables(counts), "2026Q1"), suppressed(strategy, counts), []
    )


def test_where_all_is_declared_nothing_is_told(definitions: Definitions) -> None:
    assert warnings(measured(definitions, PLAN, sums=[Sum(total=ALL, parts=(WITH, WITHOUT))], **PARTS)) == ()


def test_counts_that_add_up_without_being_declared_to_are_told(definitions: Definitions) -> None:
    (warning,) = warnings(measured(definitions, PLAN))
    assert warning == (
        "med, uden add up to 'alle' in every area and period, and nobody has said so: "
        'if it is no accident, strategy/disclosure.toml needs parts_of = "alle"'
    )


def test_many_parts_are_found_too(definitions: Definitions) -> None:
    """Of twenty counts there are a million sets: all of them, and the small sets, are tried."""
    names = {f"tal {number}": {"measure": f"K{number}"} for number in range(20)}
    counts = {
        (f"K{number}", HOME, year): 10.0 + number for number in range(20) for year in ("2023", "2024", "2025")
    }
    counts |= {
        (ALL, HOME, year): sum(10.0 + number for number in range(20)) for year in ("2023", "2024", "2025")
    }
    texts = warnings(measured(definitions, {"alle": {"measure": ALL}, **names}), counts)
    assert any("add up to 'alle'" in text for text in texts)


def test_a_part_that_nobody_protects_is_told(definitions: Definitions) -> None:
    """Declared to count no persons, it adds up with counts of persons: 61 less the shown 50 is the other."""
    strategy = measured(definitions, PLAN, med=NOBODY)
    (warning,) = warnings(strategy)
    assert warning.endswith('strategy/disclosure.toml needs [med].persons = true, parts_of = "alle"')


def test_counts_that_add_up_in_two_years_only_may_do_so_by_accident(definitions: Definitions) -> None:
    two = {cell: value for cell, value in YEARS.items() if cell[2] in {"2025", "2026"}}
    assert warnings(measured(definitions, PLAN), two) == ()
    wrong = {**YEARS, (ALL, HOME, "2025"): 60.0}
    assert warnings(measured(definitions, PLAN), wrong) == ()


def test_a_sum_beside_its_addends_is_told(definitions: Definitions) -> None:
    (warning,) = warnings(
        measured(
            definitions,
            {"sum": {"measures": (WITH, WITHOUT), "computation": "sum"}, "uden": {"measure": WITHOUT}},
        )
    )
    assert warning.startswith("[sum] is the sum of 'Med plan', 'Uden plan', and uden shows what is added")


def test_a_total_of_the_sources_that_is_not_declared_is_told(definitions: Definitions) -> None:
    (warning,) = warnings(measured(definitions, PLAN, sums=[Sum(total=ALL, parts=(WITH, WITHOUT))]))
    assert warning == (
        "strategy/sources.toml: [unge].sums says what 'alle' is the sum of, strategy/disclosure.toml does "
        'not: parts_of = "alle" at med, uden'
    )


@pytest.mark.parametrize(
    ("fields", "how"),
    [
        ({"measure": "Flere"}, "the change on a year before of 'alle'"),
        ({"measure": "Uden plan (pct.)"}, "in per cent of 'alle' 'uden'"),
        ({"measure": "Vækst"}, "the change in per cent on a year before of 'alle'"),
    ],
)
def test_a_rate_that_is_not_protected_beside_its_count_is_told(
    definitions: Definitions, fields: Mapping[str, str], how: str
) -> None:
    strategy = measured(definitions, {**PLAN, "andel": {**fields, "decimals": 1}}, **PARTS, andel=NOBODY)
    counts = {**YEARS}
    counts |= {("Flere", HOME, year): more for year, more in (("2024", -5.0), ("2025", 28.0), ("2026", 2.0))}
    if fields["measure"] == "Vækst":
        del counts["Vækst", HOME, "2023"]
    (warning,) = warnings(strategy, counts)
    assert warning.startswith(f"[andel] is not protected, and its figures are {how}, which is")


def test_shares_of_a_whole_no_indicator_counts_are_told(definitions: Definitions) -> None:
    shares = {
        f"andel {name}": {"measure": name, "denominator": ALL, "computation": "share"}
        for name in (WITH, WITHOUT)
    }
    (warning,) = warnings(measured(definitions, shares))
    assert warning.startswith(
        "[andel Med plan], [andel Uden plan]: shares of 'I alt', which no indicator counts."
    )
    beside_its_count = {"andel": shares["andel Med plan"], "med": {"measure": WITH}}
    assert len(warnings(measured(definitions, beside_its_count))) == 1
    (alone,) = warnings(measured(definitions, {"andel": shares["andel Med plan"]}))
    assert alone.startswith("[andel]: shares of 'I alt', which no indicator counts.")
    with_its_whole = {"andel": shares["andel Med plan"], "alle": {"measure": ALL}}
    assert warnings(measured(definitions, with_its_whole)) == ()


def test_all_and_none_of_a_small_group_are_told(definitions: Definitions) -> None:
    strategy = measured(definitions, {"andel": {"measure": WITH, "denominator": ALL, "computation": "share"}})
    counts = by_year(
        y2023={WITH: 6, ALL: 6}, y2024={WITH: 0, ALL: 8}, y2025={WITH: 20, ALL: 20}, y2026={WITH: 0, ALL: 90}
    )
    (warning,) = (text for text in warnings(strategy, counts) if "all or none" in text)
    assert warning.startswith("[andel] shows all or none of a small group (990 2023, 990 2024):")


def test_areas_that_add_up_without_being_declared_to_are_told(definitions: Definitions) -> None:
    municipality = definitions.municipality
    areas = {
        **municipality.areas,
        "nord": Area(name="Nord", kind="bydel"),
        "syd": Area(name="Syd", kind="bydel"),
    }
    strategy = measured(definitions, {"uden": {"measure": WITHOUT}})
    strategy = type(strategy)(
        **{**strategy.__dict__, "municipality": municipality.model_copy(update={"areas": areas})}
    )
    counts: dict[tuple[str, str, str], float] = {}
    for number, year in enumerate(("2023", "2024", "2025")):
        counts |= {
            (WITHOUT, "nord", year): 10.0 + number,
            (WITHOUT, "syd", year): 20.0,
            (WITHOUT, HOME, year): 30.0 + number,
        }
    (warning,) = warnings(strategy, counts)
    assert warning.endswith('strategy/disclosure.toml needs [uden].areas_add_up = ["bydel"]')


def test_what_is_told_holds_no_suppressed_value(definitions: Definitions) -> None:
    counts = {**YEARS, (WITHOUT, HOME, "2025"): 3.0, (ALL, HOME, "2025"): 53.0}
    text = " ".join(warnings(measured(definitions, PLAN), counts))
    assert "add up" in text
    assert not set("0123456789") & set(text)
