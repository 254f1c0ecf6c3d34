"""Figures computed from counts of persons are shown where every count they rest on may be published."""

from __future__ import annotations

import math

import pytest
from young_people import ALL, HOME, SOURCE, WITH, WITHOUT, by_year, measured, shown_values, suppressed, tables

from sigtepunkt.checks.gate import Withheld
from sigtepunkt.core.errors import Refused
from sigtepunkt.disclosure.ledger import Ledger
from sigtepunkt.disclosure.protected_vintages import suppress
from sigtepunkt.disclosure.warnings.analyst_warnings import disclosure_warnings
from sigtepunkt.observations.computations import impossible, observe
from sigtepunkt.observations.table import COLUMNS, COUNT_A_YEAR_BEFORE, SUPPRESSED, WITHHELD, withhold
from sigtepunkt.strategy import Definitions, Disclosure
from sigtepunkt.strategy.sources.source import Sum

PLAN = {"alle": {"measure": ALL}, "med": {"measure": WITH}, "uden": {"measure": WITHOUT}}
PARTS = {"med": Disclosure(persons=True, parts_of="alle"), "uden": Disclosure(persons=True, parts_of="alle")}
YEARS = by_year(
    y2021={WITH: 27, WITHOUT: 8, ALL: 35},
    y2022={WITH: 26, WITHOUT: 3, ALL: 29},
    y2023={WITH: 29, WITHOUT: 7, ALL: 36},
    y2024={WITH: 25, WITHOUT: 6, ALL: 31},
    y2025={WITH: 50, WITHOUT: 2, ALL: 52},
)


def key(measure: str, period: str, area: str = HOME) -> tuple[str, str, str]:
    return f"{SOURCE}/{measure}", area, period


# --- growth -------------------------------------------------------------------------------------------------


def test_growth_is_suppressed_where_either_end_is_small(definitions: Definitions) -> None:
    """8 to 3 is -62.5 %, 3 to 7 is 133.3 %, 6 to 2 is -66.7 %: with the other end each tells the small."""
    shown = suppressed(measured(definitions, {"vækst": {"measure": WITHOUT, "computation": "growth"}}), YEARS)
    assert shown_values(shown, "vækst") == {"2024": pytest.approx(100 * (6 / 7 - 1))}
    assert shown.suppressed.set_index("period")["rule"].to_dict() == {
        "2022": "small",
        "2023": "small",
        "2025": "small",
    }


def test_growth_is_suppressed_where_an_end_is_suppressed_for_anothers_sake(definitions: Definitions) -> None:
    growing = {"vækst": {"measure": ALL, "computation": "growth"}, **PLAN}
    shown = suppressed(measured(definitions, growing, **PARTS), YEARS)
    lost = [period for period in ("2022", "2025") if period not in shown_values(shown, "alle")]
    for period in lost:
        assert period not in shown_values(shown, "vækst")
        assert str(int(period) + 1) not in shown_values(shown, "vækst")
    assert "2024" in shown_values(shown, "vækst")


def test_what_growth_rests_on_is_published_with_it_and_hidden_with_it(definitions: Definitions) -> None:
    ledger = suppressed(
        measured(definitions, {"vækst": {"measure": WITHOUT, "computation": "growth"}}), YEARS
    ).ledger
    assert ledger.published == {key(WITHOUT, "2023"): 7.0, key(WITHOUT, "2024"): 6.0}
    assert ledger.suppressed == {key(WITHOUT, year) for year in ("2021", "2022", "2025")}


def test_nothing_that_is_shown_keeps_the_count_a_year_before(definitions: Definitions) -> None:
    growing = measured(definitions, {"vækst": {"measure": WITHOUT, "computation": "growth"}})
    observed = observe(growing, tables(YEARS), "2026Q1")
    assert [*observed.columns] == [*COLUMNS, COUNT_A_YEAR_BEFORE]
    assert [*suppress(growing, [observed], {}).vintages[0].columns] == COLUMNS


def test_a_growth_that_is_withheld_where_no_figure_is_left_is_added_like_any_other(
    definitions: Definitions,
) -> None:
    growing = measured(definitions, {"vækst": {"measure": WITHOUT, "computation": "growth"}})
    observed = observe(growing, tables(YEARS), "2026Q1")
    lost = Withheld("vækst", HOME, "2026", "Tallet er forkert.", "unge.csv: row 2")
    from_ = growing.sources[growing.indicators["vækst"].source]
    applied = withhold(observed, [lost], {"vækst": from_}, "2026Q1")
    assert applied.loc[applied["period"] == "2026", "status"].tolist() == [WITHHELD]
    shown = suppress(growing, [applied], {})
    assert shown_values(shown, "vækst") == {"2024": pytest.approx(100 * (6 / 7 - 1))}


def test_growth_whose_year_before_is_not_at_hand_is_suppressed(definitions: Definitions) -> None:
    growing = measured(definitions, {"vækst": {"measure": WITHOUT, "computation": "growth"}})
    observed = observe(growing, tables(YEARS), "2026Q1").drop(columns=COUNT_A_YEAR_BEFORE)
    assert set(suppress(growing, [observed], {}).suppressed["rule"]) == {"unknown"}


def test_what_two_tables_say_of_one_count_holds_at_its_strictest(definitions: Definitions) -> None:
    """Five is few for the growth and not for the count: then it is for both."""
    indicators = {"uden": {"measure": WITHOUT}, "vækst": {"measure": WITHOUT, "computation": "growth"}}
    for first, second in ((3, 7), (7, 3)):
        declared = {
            "uden": Disclosure(persons=True, minimum=first),
            "vækst": Disclosure(persons=True, minimum=second),
        }
        shown = suppressed(
            measured(definitions, indicators, **declared), by_year(y2024={WITHOUT: 20}, y2025={WITHOUT: 5})
        )
        assert shown_values(shown, "uden") == {"2024": 20.0}
        assert shown_values(shown, "vækst") == {}


def test_growth_is_computed_again_from_rounded_counts(definitions: Definitions) -> None:
    rounding = Disclosure(persons=True, round_to=5)
    shown = suppressed(
        measured(definitions, {"vækst": {"measure": WITH, "computation": "growth"}}, vækst=rounding), YEARS
    )
    assert shown_values(shown, "vækst")["2022"] == pytest.approx(0.0)  # 27 to 26, both told as 25


@pytest.mark.parametrize("computation", ["growth", "opposite"])
def test_less_than_nothing_is_possible_of_a_growth_and_of_an_opposite(
    definitions: Definitions, computation: str
) -> None:
    strategy = measured(definitions, {"tal": {"measure": WITHOUT, "computation": computation}})
    assert not [*impossible(strategy, observe(strategy, tables(YEARS), "2026Q1"))]


def test_an_opposite_is_suppressed_with_the_count_it_is_the_opposite_of(definitions: Definitions) -> None:
    shown = suppressed(
        measured(definitions, {"modsat": {"measure": WITHOUT, "computation": "opposite"}}), YEARS
    )
    assert shown_values(shown, "modsat") == {"2021": -8.0, "2023": -7.0, "2024": -6.0}


# --- shares, rates and their wholes -------------------------------------------------------------------------


def test_a_count_whose_whole_was_not_published_is_shown_by_itself(definitions: Definitions) -> None:
    declared = measured(definitions, {"uden": {"measure": WITHOUT, "denominator": ALL, "counted": "count"}})
    shown = suppressed(declared, by_year(y2024={WITHOUT: 9, ALL: 30}, y2025={WITHOUT: 8}))
    assert shown_values(shown, "uden") == {"2024": 9.0, "2025": 8.0}
    assert shown.ledger.published == {
        key(WITHOUT, "2024"): 9.0,
        key(ALL, "2024"): 30.0,
        key(WITHOUT, "2025"): 8.0,
    }


def others(definitions: Definitions) -> tuple[Definitions, dict[tuple[str, str, str], float]]:
    """Return definitions with a third part whose share is shown, and counts: 2 + 20 + 30 = 52."""
    indicators = {
        **PLAN,
        "andre": {"measure": "Andre"},
        "andel": {"measure": "Andre", "denominator": ALL, "computation": "share"},
    }
    declared = {name: Disclosure(persons=True, parts_of="alle") for name in ("med", "uden", "andre")}
    return measured(definitions, indicators, **declared), by_year(
        y2025={WITHOUT: 2, WITH: 20, "Andre": 30, ALL: 52}
    )


def test_a_share_does_not_tell_a_suppressed_whole(definitions: Definitions) -> None:
    """30 of 52 is 57.7 %: beside the shown 30 it would give the suppressed 52, and that the suppressed 2."""
    strategy, counts = others(definitions)
    before = Ledger({key(WITH, "2025"): 20.0, key("Andre", "2025"): 30.0})
    shown = suppressed(strategy, counts, ledgers={"2026Q1": [before]})
    assert shown.ledger.suppressed == {key(WITHOUT, "2025"), key(ALL, "2025")}
    assert shown_values(shown, "andre") == {"2025": 30.0}
    assert shown_values(shown, "andel") == {}


def test_a_whole_that_a_share_told_before_stays_known(definitions: Definitions) -> None:
    """The share gave 52: another part goes with the 2, not the whole."""
    strategy, counts = others(definitions)
    shown = suppressed(
        strategy, counts, ledgers={"2026Q1": [Ledger({key("Andre", "2025"): 30.0, key(ALL, "2025"): 52.0})]}
    )
    assert key(ALL, "2025") in shown.ledger.published
    assert shown.ledger.suppressed == {key(WITHOUT, "2025"), key(WITH, "2025")}


def test_a_shown_share_publishes_its_whole_though_no_indicator_counts_it(definitions: Definitions) -> None:
    only = measured(definitions, {"andel": {"measure": WITH, "denominator": ALL, "computation": "share"}})
    ledger = suppressed(only, by_year(y2024={WITH: 20, ALL: 52}, y2025={WITH: 3, ALL: 52})).ledger
    assert ledger.published == {key(WITH, "2024"): 20.0, key(ALL, "2024"): 52.0}
    assert ledger.suppressed == {key(WITH, "2025")}


@pytest.mark.parametrize(
    ("computation", "fields"),
    [
        ("share", {"measure": WITH, "denominator": ALL}),
        ("per_1000", {"measure": WITH, "denominator": ALL}),
        ("share_of_sum", {"measures": (WITH, WITHOUT), "denominator": ALL}),
    ],
)
def test_a_rate_goes_with_its_suppressed_count(
    definitions: Definitions, computation: str, fields: dict[str, object]
) -> None:
    strategy = measured(
        definitions,
        {
            "rate": {"computation": computation, **fields},
            "med": {"measure": WITH},
            "uden": {"measure": WITHOUT},
        },
    )
    counts = by_year(y2024={WITH: 2, WITHOUT: 1, ALL: 400}, y2025={WITH: 20, WITHOUT: 30, ALL: 400})
    shown = suppressed(strategy, counts)
    assert [*shown_values(shown, "rate")] == ["2025"]


@pytest.mark.parametrize(
    ("whole", "shown_elsewhere", "limited"),
    [(8, False, False), (10, False, False), (8, True, True), (400, False, False)],
)
def test_a_small_whole_goes_with_its_part_unless_it_is_shown_anyway(
    definitions: Definitions, *, whole: int, shown_elsewhere: bool, limited: bool
) -> None:
    """Of 3 in 8 the 8 would leave 1 to 8; where another indicator shows the 8, the count is limited."""
    indicators = {"andel": {"measure": WITH, "denominator": ALL, "computation": "share"}} | (
        {"alle": {"measure": ALL}} if shown_elsewhere else {}
    )
    strategy = measured(definitions, indicators, alle=Disclosure(persons=False))
    shown = suppressed(strategy, by_year(y2025={WITH: 3, ALL: whole}))
    assert shown_values(shown, "andel") == {}
    assert (key(WITH, "2025") in shown.overexposed) is limited


def test_nobody_of_three_hides_the_three_and_not_the_nobody(definitions: Definitions) -> None:
    strategy = measured(
        definitions,
        {"andel": {"measure": WITH, "denominator": ALL, "computation": "share"}, "med": {"measure": WITH}},
    )
    shown = suppressed(strategy, by_year(y2024={WITH: 0, ALL: 52}, y2025={WITH: 0, ALL: 3}))
    assert shown_values(shown, "andel") == {"2024": 0.0}
    assert shown_values(shown, "med") == {"2024": 0.0, "2025": 0.0}
    assert shown.ledger.suppressed == {key(ALL, "2025")}


def test_a_rate_without_its_denominator_is_suppressed(definitions: Definitions) -> None:
    """The source gives 1.5 %, and of how many only for 2024: whether 2025 is of few cannot be known."""
    strategy = measured(
        definitions,
        {"rate": {"measure": "Andel", "denominator": ALL, "counted": "proportion", "decimals": 1}},
    )
    shown = suppressed(strategy, by_year(y2024={"Andel": 25.0, ALL: 400}, y2025={"Andel": 25.0}))
    assert shown_values(shown, "rate") == {"2024": 25.0}
    assert shown.suppressed[["period", "rule"]].to_numpy().tolist() == [["2025", "unknown"]]
    assert not shown.ledger.suppressed


# --- sums ---------------------------------------------------------------------------------------------------


def test_a_sum_does_not_tell_its_suppressed_addend(definitions: Definitions) -> None:
    """Nobody declared it, but 30 + 2 = 32 beside the 30 tells the 2."""
    strategy = measured(
        definitions,
        {
            "sum": {"measures": (WITH, WITHOUT), "computation": "sum"},
            "med": {"measure": WITH},
            "uden": {"measure": WITHOUT},
        },
    )
    shown = suppressed(strategy, by_year(y2025={WITH: 30, WITHOUT: 2}))
    assert shown_values(shown, "uden") == {}
    assert len(shown_values(shown, "med")) + len(shown_values(shown, "sum")) == 1


def test_a_sum_does_not_tell_an_addend_no_indicator_counts(definitions: Definitions) -> None:
    strategy = measured(
        definitions, {"sum": {"measures": (WITH, WITHOUT), "computation": "sum"}, "med": {"measure": WITH}}
    )
    shown = suppressed(strategy, by_year(y2024={WITH: 30, WITHOUT: 20}, y2025={WITH: 30, WITHOUT: 2}))
    assert len(shown_values(shown, "med")) + len(shown_values(shown, "sum")) == 3


def test_two_sums_do_not_tell_what_one_has_and_the_other_has_not(definitions: Definitions) -> None:
    strategy = measured(
        definitions,
        {
            "to": {"measures": (WITH, "Andre"), "computation": "sum"},
            "tre": {"measures": (WITHOUT, "Andre", WITH), "computation": "sum"},
        },
    )
    shown = suppressed(strategy, by_year(y2025={WITH: 30, WITHOUT: 2, "Andre": 20}))
    assert len(shown_values(shown, "to")) + len(shown_values(shown, "tre")) == 1


def test_a_total_of_the_sources_does_not_tell_a_part_no_indicator_counts(definitions: Definitions) -> None:
    """sources.toml says what its total is the sum of: 52 and 50 leave 2."""
    adding = [Sum(total=ALL, parts=(WITH, WITHOUT))]
    strategy = measured(definitions, {"alle": {"measure": ALL}, "med": {"measure": WITH}}, sums=adding)
    shown = suppressed(strategy, YEARS)
    assert len(shown_values(shown, "med")) + len(shown_values(shown, "alle")) == 10 - 2


def test_a_sum_is_one_count_in_whatever_order_its_addends_stand(definitions: Definitions) -> None:
    strategy = measured(
        definitions,
        {
            "en": {"measures": (WITH, WITHOUT), "computation": "sum"},
            "to": {"measures": (WITHOUT, WITH), "computation": "sum"},
        },
    )
    assert suppressed(strategy, by_year(y2025={WITH: 30, WITHOUT: 2})).ledger.published == {
        key(f"{WITH} + {WITHOUT}", "2025"): 32.0
    }


def test_what_the_parts_lack_of_their_total_is_persons_too(definitions: Definitions) -> None:
    """20 and 30 of 52: nobody is measured of whom there are 2."""
    strategy = measured(definitions, PLAN, **PARTS)
    shown = suppressed(strategy, by_year(y2025={WITH: 20, WITHOUT: 30, ALL: 52}))
    assert len(shown.ledger.suppressed) == 1


# --- two breakdowns -----------------------------------------------------------------------------------------

SEX = {"kvinder": {"measure": "Kvinder"}, "mænd": {"measure": "Mænd"}, "ukendt": {"measure": "Ukendt køn"}}
BOTH = by_year(
    y2025={WITHOUT: 2, WITH: 30, "Andre": 20, "Kvinder": 10, "Mænd": 20, "Ukendt køn": 22, ALL: 52}
)


def two_ways(definitions: Definitions, plan: str, sex: str) -> Definitions:
    by_plan = {
        name: Disclosure(persons=True, parts_of="alle", breakdown=plan) for name in ("med", "uden", "andre")
    }
    by_sex = {name: Disclosure(persons=True, parts_of="alle", breakdown=sex) for name in SEX}
    return measured(definitions, {**PLAN, "andre": {"measure": "Andre"}, **SEX}, **by_plan, **by_sex)


def test_two_breakdowns_taken_for_one_are_refused(definitions: Definitions) -> None:
    with pytest.raises(Refused, match="breakdown") as refused:
        suppressed(two_ways(definitions, "", ""), BOTH)
    (problem,) = refused.value.problems
    assert "[uden].breakdown" in problem.where
    assert "[kvinder].breakdown" in problem.where
    assert "(990, 2025, in 2026Q1)" in problem.what


def test_each_breakdown_adds_up_by_itself(definitions: Definitions) -> None:
    shown = suppressed(two_ways(definitions, "plan", "køn"), BOTH)
    assert key(WITHOUT, "2025") in shown.ledger.suppressed
    assert len(shown.ledger.suppressed & {key(measure, "2025") for measure in (WITH, "Andre", ALL)}) == 1
    assert len(shown.ledger.suppressed) == 2


# --- whole numbers, zeros -----------------------------------------------------------------------------------


def test_ten_areas_of_one_person_each_are_not_told_by_their_total(definitions: Definitions) -> None:
    names = {f"kategori {number}": {"measure": f"K{number}"} for number in range(10)}
    strategy = measured(
        definitions,
        {"alle": {"measure": ALL}, **names},
        **{name: Disclosure(persons=True, parts_of="alle") for name in names},
    )
    shown = suppressed(strategy, by_year(y2025={ALL: 10, **{f"K{number}": 1 for number in range(10)}}))
    assert not shown.ledger.published
    assert not shown.overexposed


def test_ten_ones_whose_total_was_told_before_are_told_to_be_limited(definitions: Definitions) -> None:
    names = {f"kategori {number}": {"measure": f"K{number}"} for number in range(10)}
    strategy = measured(
        definitions,
        {"alle": {"measure": ALL}, **names},
        **{name: Disclosure(persons=True, parts_of="alle") for name in names},
    )
    counts = by_year(y2025={ALL: 10, **{f"K{number}": 1 for number in range(10)}})
    shown = suppressed(strategy, counts, ledgers={"2026Q1": [Ledger({key(ALL, "2025"): 10.0})]})
    assert set(shown.overexposed) == {key(f"K{number}", "2025") for number in range(10)}
    (warning,) = [
        text
        for text in disclosure_warnings(strategy, observe(strategy, tables(counts), "2026Q1"), shown, [])
        if "published before" in text
    ]
    assert "unge/K0 990 2025" in warning


def test_a_zero_is_shown_beside_what_is_suppressed(definitions: Definitions) -> None:
    strategy = measured(definitions, {**PLAN, "andre": {"measure": "Andre"}}, **PARTS, andre=PARTS["med"])
    shown = suppressed(strategy, by_year(y2025={WITHOUT: 3, WITH: 0, "Andre": 40, ALL: 43}))
    assert shown_values(shown, "med") == {"2025": 0.0}


# --- what is written ----------------------------------------------------------------------------------------


def test_no_suppressed_value_is_left_in_what_is_shown(definitions: Definitions) -> None:
    indicators = {
        **PLAN,
        "vækst": {"measure": WITHOUT, "computation": "growth"},
        "andel": {"measure": WITHOUT, "denominator": ALL, "computation": "share"},
    }
    shown = suppressed(measured(definitions, indicators, **PARTS), YEARS)
    frame = shown.vintages[0]
    held = frame[frame["status"] == SUPPRESSED]
    assert set(held["indicator"]) >= {"uden", "vækst", "andel"}
    assert held[["value", "base"]].isna().all(axis=None)
    assert not any(
        math.isclose(value, 100 * 2 / 52) or math.isclose(value, 100 * (2 / 6 - 1))
        for value in frame["value"].dropna()
    )
