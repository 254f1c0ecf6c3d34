"""Measures become observations by computations that can be followed by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, get_args

import pandas as pd
import pytest

from sigtepunkt.core.errors import Refused
from sigtepunkt.observations.computations import COMPUTATIONS, impossible, observe
from sigtepunkt.observations.table import COLUMNS
from sigtepunkt.strategy import Definitions, Disclosure, Indicator
from sigtepunkt.strategy.indicator import NEEDS_DENOMINATOR, NEEDS_SEVERAL, Computation

Row = tuple[str, str, str, float]
Compute = Callable[..., dict[tuple[str, str], float]]


def table(*rows: Row) -> pd.DataFrame:
    """Return measures as sources give them, with rows numbered from 2."""
    frame = pd.DataFrame(rows, columns=["measure", "area", "period", "value"])
    return frame.assign(value=frame["value"].astype(float), row=range(2, len(rows) + 2))


@pytest.fixture
def declare(definitions: Definitions) -> Callable[..., Definitions]:
    """Return definitions of a single indicator `x`, declared otherwise than the example in what is given."""

    def with_indicator(**declared: Any) -> Definitions:
        example = (
            definitions.indicators["ledighed"].model_dump(exclude_unset=True) | {"measure": "a"} | declared
        )
        return replace(
            definitions,
            indicators={
                "x": Indicator.model_validate(
                    {key: value for key, value in example.items() if value is not None}
                )
            },
        )

    return with_indicator


@pytest.fixture
def computed(declare: Callable[..., Definitions]) -> Compute:
    """Return (area, period) → value of one indicator computed from rows."""

    def compute(*rows: Row, **declared: Any) -> dict[tuple[str, str], float]:
        observations = observe(declare(**declared), {"proeve-ledige": table(*rows)}, "2026Q2")
        return {
            (area, period): value
            for area, period, value in zip(
                observations["area"], observations["period"], observations["value"], strict=True
            )
        }

    return compute


def test_every_computation_that_can_be_declared_exists_and_no_other() -> None:
    assert set(COMPUTATIONS) == set(get_args(Computation))
    assert set(COMPUTATIONS) >= NEEDS_DENOMINATOR | NEEDS_SEVERAL


def test_a_value_is_the_measure_itself(computed: Compute) -> None:
    assert computed(("a", "990", "2025", 3.5), ("b", "990", "2025", 9), ("a", "991", "2025", 4)) == {
        ("990", "2025"): 3.5,
        ("991", "2025"): 4,
    }


def test_accounts_are_read_with_their_sign_turned_and_nothing_stays_nothing(computed: Compute) -> None:
    values = computed(("a", "990", "2024", -174.5), ("a", "990", "2025", 0.0), computation="opposite")
    assert values == {("990", "2024"): 174.5, ("990", "2025"): 0.0}
    assert str(values["990", "2025"]) == "0.0", "and not minus nothing"


def test_a_sum_adds_the_measures_only_where_all_of_them_were_published(computed: Compute) -> None:
    rows = (
        ("a", "990", "2024", 1),
        ("b", "990", "2024", 2),
        ("a", "990", "2025", 10),
        ("c", "990", "2024", 100),
        ("a", "991", "2024", 5),
        ("b", "991", "2024", 6),
    )
    assert computed(*rows, computation="sum", measure=None, measures=("a", "b")) == {
        ("990", "2024"): 3,
        ("991", "2024"): 11,
    }


def test_a_share_is_in_per_cent_of_the_same_area_and_period(computed: Compute) -> None:
    rows = (
        ("a", "990", "2025", 3),
        ("all", "990", "2025", 12),
        ("a", "991", "2025", 5),
        ("all", "991", "2025", 10),
        ("a", "990", "2024", 1),
    )
    assert computed(*rows, computation="share", denominator="all") == {
        ("990", "2025"): 25,
        ("991", "2025"): 50,
    }


def test_a_share_of_nothing_is_no_figure(computed: Compute) -> None:
    rows = (
        ("a", "990", "2024", 0),
        ("all", "990", "2024", 0),
        ("a", "990", "2025", 1),
        ("all", "990", "2025", 1),
    )
    assert computed(*rows, computation="share", denominator="all") == {("990", "2025"): 100}


def test_a_share_of_a_sum_needs_every_part_and_the_whole(computed: Compute) -> None:
    rows = (
        ("a", "990", "2024", 1),
        ("b", "990", "2024", 2),
        ("all", "990", "2024", 12),
        ("a", "990", "2025", 1),
        ("all", "990", "2025", 12),
    )
    assert computed(
        *rows, computation="share_of_sum", measure=None, measures=("a", "b"), denominator="all"
    ) == {("990", "2024"): 25}


def test_a_rate_is_per_thousand(computed: Compute) -> None:
    assert computed(
        ("a", "990", "2025", 3), ("all", "990", "2025", 1200), computation="per_1000", denominator="all"
    ) == {("990", "2025"): 2.5}


def test_growth_is_the_change_in_per_cent_on_the_same_period_a_year_before(computed: Compute) -> None:
    rows = (
        ("a", "990", "2024Q2", 200),
        ("a", "990", "2024Q3", 7),
        ("a", "990", "2025Q2", 210),
        ("a", "991", "2025Q2", 210),
    )
    assert computed(*rows, computation="growth") == {("990", "2025Q2"): pytest.approx(5)}


@pytest.mark.parametrize("computation", sorted(NEEDS_DENOMINATOR))
def test_what_is_of_a_whole_that_was_not_published_is_no_figure(
    declare: Callable[..., Definitions], computation: Computation
) -> None:
    parts = {"measure": None, "measures": ("a", "b")} if computation in NEEDS_SEVERAL else {"measure": "a"}
    rows = [(measure, "990", year, 6) for measure in ("a", "b") for year in ("2024", "2025")]
    without = table(*rows, ("all", "990", "2025", 120), ("all", "991", "2024", 120))
    definitions = declare(computation=computation, denominator="all", **parts)
    observations = observe(definitions, {"proeve-ledige": without}, "2026Q2")
    assert observations[["area", "period"]].to_numpy().tolist() == [["990", "2025"]]


@pytest.mark.parametrize("before", [-4.0, 0.0])
def test_nothing_grows_from_less_than_one_or_from_nothing(computed: Compute, before: float) -> None:
    """From a deficit of 4 to a surplus of 2 is no fall by 150 per cent."""
    rows = (
        ("a", "990", "2024", before),
        ("a", "990", "2025", 2),
        ("a", "991", "2024", 4),
        ("a", "991", "2025", 2),
    )
    assert computed(*rows, computation="growth") == {("991", "2025"): -50}


def test_growth_needs_both_years_and_something_to_grow_from(computed: Compute) -> None:
    rows = (
        ("a", "990", "2023", 0),
        ("a", "990", "2024", 4),
        ("a", "990", "2025", 3),
        ("a", "991", "2025", 3),
    )
    assert computed(*rows, computation="growth") == {("990", "2025"): -25}


def test_observations_lead_back_to_the_raw_file_and_its_row(declare: Callable[..., Definitions]) -> None:
    observations = observe(
        declare(computation="share", denominator="all"),
        {"proeve-ledige": table(("all", "990", "2025M07", 10), ("a", "990", "2025M07", 1))},
        "2026Q2",
    )
    assert list(observations.columns) == COLUMNS
    (row,) = observations.to_dict("records")
    assert {key: row[key] for key in ("indicator", "vintage", "projection", "source", "file", "row")} == {
        "indicator": "x",
        "vintage": "2026Q2",
        "projection": False,
        "source": "proeve-ledige",
        "file": "ledige.json",
        "row": 3,
    }


@pytest.mark.parametrize(("counted", "day"), [("start", "2025-07-01"), ("end", "2025-07-31")])
def test_a_figure_is_dated_as_its_source_counts(
    declare: Callable[..., Definitions], counted: str, day: str
) -> None:
    definitions = declare()
    dated = definitions.sources["proeve-ledige"].model_copy(update={"counted": counted})
    observations = observe(
        replace(definitions, sources={"proeve-ledige": dated}),
        {"proeve-ledige": table(("a", "990", "2025M07", 10))},
        "2026Q2",
    )
    assert observations["date"].iloc[0] == pd.Timestamp(day)


def test_observations_are_in_the_order_of_time_whatever_the_files(computed: Compute) -> None:
    rows = (
        ("a", "990", "2025M10", 1),
        ("a", "990", "2025M9".replace("M9", "M09"), 2),
        ("a", "990", "2024M12", 3),
        ("a", "000", "2025M01", 4),
    )
    assert list(computed(*rows)) == [
        ("000", "2025M01"),
        ("990", "2024M12"),
        ("990", "2025M09"),
        ("990", "2025M10"),
    ]


def test_a_measure_the_source_does_not_have_is_told_with_the_nearest(
    declare: Callable[..., Definitions],
) -> None:
    with pytest.raises(Refused) as refusal:
        observe(declare(measure="Ledge"), {"proeve-ledige": table(("Ledige", "990", "2025", 1))}, "2026Q2")
    (problem,) = refusal.value.problems
    assert problem.where == "strategy/indicators.toml: [x]"
    assert problem.what == "proeve-ledige has no measure 'Ledge'"
    assert "did you mean 'Ledige'" in problem.allowed


def test_every_missing_measure_of_every_indicator_is_told(definitions: Definitions) -> None:
    tables = {key: table(("Nybyggeri", "990", "2025Q1", 1)) for key in definitions.sources}
    with pytest.raises(Refused) as refusal:
        observe(definitions, tables, "2026Q2")
    indicators = [problem.where.split("[")[1].rstrip("]") for problem in refusal.value.problems]
    assert indicators == ["folketal", "folkevaekst", "ledighed", "klubandel", "klubandel", "skolefravaer"]


def test_an_indicator_without_any_observation_is_refused_as_a_gap(
    declare: Callable[..., Definitions],
) -> None:
    with pytest.raises(Refused, match="no observation") as refusal:
        observe(declare(computation="growth"), {"proeve-ledige": table(("a", "990", "2025", 1))}, "2026Q2")
    assert "strategy/gaps.toml" in refusal.value.problems[0].next_step


@pytest.mark.parametrize(
    "declared",
    [
        {},
        {"computation": "sum", "measure": None, "measures": ("a", "all")},
        {"computation": "share", "denominator": "all"},
        {"computation": "growth"},
    ],
)
def test_computing_leaves_the_measures_as_they_were(
    declare: Callable[..., Definitions], declared: dict[str, Any]
) -> None:
    measures = table(
        ("a", "990", "2024", 1), ("all", "990", "2024", 2), ("a", "990", "2025", 3), ("all", "990", "2025", 4)
    )
    before = measures.copy(deep=True)
    observe(declare(**declared), {"proeve-ledige": measures}, "2026Q2")
    pd.testing.assert_frame_equal(measures, before)


# --- what a figure counts -----------------------------------------------------------------------------------


def bases(observations: pd.DataFrame) -> dict[str, float]:
    """Return area → base."""
    return dict(zip(observations["area"], observations["base"], strict=True))


def test_a_share_keeps_its_denominator_and_a_value_its_own(declare: Callable[..., Definitions]) -> None:
    rows = table(
        ("a", "990", "2025", 10), ("b", "990", "2025", 40), ("a", "991", "2025", 5), ("b", "000", "2025", 4)
    )
    shared = observe(declare(computation="share", denominator="b"), {"proeve-ledige": rows}, "2026Q2")
    assert (bases(shared), list(shared["value"])) == ({"990": 40}, [25.0])
    published = observe(declare(denominator="b", counted="proportion"), {"proeve-ledige": rows}, "2026Q2")
    assert bases(published)["990"] == 40
    assert pd.isna(bases(published)["991"]), "a whole that was not published leaves the figure"
    assert pd.isna(bases(observe(declare(), {"proeve-ledige": rows}, "2026Q2"))["990"])


def test_a_whole_of_nothing_leaves_no_figure(declare: Callable[..., Definitions]) -> None:
    rows = table(
        ("a", "990", "2025", 0), ("b", "990", "2025", 0), ("a", "991", "2025", 5), ("b", "991", "2025", 10)
    )
    assert bases(
        observe(declare(computation="share", denominator="b"), {"proeve-ledige": rows}, "2026Q2")
    ) == {"991": 10}


@pytest.mark.parametrize("declared", ["counted", "persons"])
@pytest.mark.parametrize(
    ("part", "whole", "what"),
    [
        (-1, 10, "Antallet er negativt"),
        (11, 10, "Delen er større end helheden"),
        (1, -10, "Helheden er negativ"),
    ],
)
def test_counts_that_cannot_be_are_named_with_the_reason(
    declare: Callable[..., Definitions], part: float, whole: float, what: str, declared: str
) -> None:
    rows = table(
        ("a", "991", "2025", 1),
        ("b", "991", "2025", 2),
        ("a", "990", "2025", part),
        ("b", "990", "2025", whole),
    )
    definitions = declare(
        computation="share", denominator="b", **({"counted": "proportion"} if declared == "counted" else {})
    )
    if declared == "persons":
        definitions = replace(
            definitions, disclosure=dict.fromkeys(definitions.indicators, Disclosure(persons=True))
        )
    observed = observe(definitions, {"proeve-ledige": rows}, "2026Q2")
    reasons = {(observed.loc[row, "area"], reason) for row, reason in impossible(definitions, observed)}
    assert {area for area, _ in reasons} == {"990"}
    assert any(what in reason for _, reason in reasons)


def test_what_counts_nothing_may_be_negative_or_more_than_its_whole(
    declare: Callable[..., Definitions],
) -> None:
    rows = table(("a", "990", "2025", -15), ("b", "990", "2025", 10))
    definitions = replace(declare(computation="share", denominator="b"), disclosure={})
    observed = observe(definitions, {"proeve-ledige": rows}, "2026Q2")
    assert list(observed["value"]) == [-150]
    assert not list(impossible(definitions, observed))


@pytest.mark.parametrize(
    "periods", [("2025M12", "2025"), ("2024", "2025M03"), ("2025Q4", "2025M12"), ("2023-2025", "2025")]
)
def test_periods_of_different_lengths_in_one_indicator_are_refused_by_name(
    declare: Callable[..., Definitions], periods: tuple[str, str]
) -> None:
    with pytest.raises(Refused) as refusal:
        observe(
            declare(), {"proeve-ledige": table(*(("a", "990", period, 1) for period in periods))}, "2026Q2"
        )
    (problem,) = refusal.value.problems
    assert problem.where == "strategy/indicators.toml: [x]"
    assert problem.what == f"its periods are of different lengths: {' and '.join(sorted(periods))}"


# --- a denominator of another source ------------------------------------------------------------------------

PEOPLE = {"denominator_source": "proeve-folketal", "computation": "per_1000"}


@pytest.fixture
def per_inhabitant(declare: Callable[..., Definitions]) -> Compute:
    """Return (area, period) → value and base of one indicator divided by people of another source."""

    def compute(figures: Sequence[Row], people: Sequence[Row], **declared: Any) -> dict[tuple[str, str], Any]:
        tables = {"proeve-ledige": table(*figures), "proeve-folketal": table(*people)}
        rows = observe(declare(**PEOPLE | declared), tables, "2026Q2")
        values = zip(rows["value"], rows["base"], strict=True)
        return dict(zip(zip(rows["area"], rows["period"], strict=True), values, strict=True))

    return compute


def test_a_figure_per_inhabitant_takes_its_denominator_from_another_source(per_inhabitant: Compute) -> None:
    figures = [("a", "990", "2026Q1", 12), ("a", "991", "2026Q1", 3), ("a", "990", "2026Q2", 9)]
    people = [("", "990", "2026Q1", 6000), ("", "990", "2026Q2", 9000), ("", "000", "2026Q1", 1)]
    assert per_inhabitant(figures, people) == {("990", "2026Q1"): (2, 6000), ("990", "2026Q2"): (1, 9000)}


def test_a_year_is_divided_by_the_stock_on_its_first_day(per_inhabitant: Compute) -> None:
    """As the other source counts: Prøvekommune's people are those on the first day of a quarter."""
    figures = [("a", "990", "2025", 12), ("a", "990", "2024", 12)]
    people = [("", "990", "2025Q1", 6000), ("", "990", "2025Q4", 1), ("", "990", "2024Q2", 1)]
    assert per_inhabitant(figures, people) == {("990", "2025"): (2, 6000)}


def test_a_measure_the_other_source_has_not_is_refused(per_inhabitant: Compute) -> None:
    with pytest.raises(Refused) as refusal:
        per_inhabitant([("a", "990", "2025", 12)], [("K", "990", "2025", 9)], denominator="M")
    (problem,) = refusal.value.problems
    assert "proeve-folketal has no measure 'M'" in problem.what


def test_whoever_divides_says_by_what(declare: Callable[..., Definitions]) -> None:
    for computation in ("sum", "growth", "opposite"):
        with pytest.raises(ValueError, match="takes no denominator"):
            declare(**PEOPLE | {"computation": computation})
