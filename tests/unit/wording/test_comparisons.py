"""Figures beside others: who is named, which side is better, and what has to be said of the nation's."""

from __future__ import annotations

from every_state import DEFINITIONS, INDICATOR
from example_states import example_state, untested

from sigtepunkt.signals.comparison import Benchmark, Comparison
from sigtepunkt.strategy import Definitions
from sigtepunkt.wording import comparisons


def test_a_part_of_the_group_is_called_a_part_and_one_neighbour_no_group() -> None:
    three = DEFINITIONS.municipality.model_copy(
        update={"comparison": ("0", "2", "3"), "comparison_name": "tre kommuner"}
    )
    wide = Definitions(three, (), {}, {}, ())
    assert "2 af de tre kommuner 3" in comparisons.beside_nation_and_group(
        example_state(comparison=untested(None, 3.0, 2)), INDICATOR, wide
    )
    assert (
        comparisons.beside_nation_and_group(example_state(comparison=untested(None, 3.0, 1)), INDICATOR, wide)
        == ""
    )
    assert comparisons.beside_nation_and_group(example_state(), INDICATOR, wide) == ""


def test_the_better_side_is_named_only_where_there_is_one() -> None:
    lower = example_state(comparison=Comparison(Benchmark(2.5, "lower"), None, 0))
    assert "lavere (bedre) end landets" in comparisons.beside_nation_and_group(lower, INDICATOR, DEFINITIONS)
    assert "lavere (dårligere) end landets" in comparisons.beside_nation_and_group(
        lower, INDICATOR.model_copy(update={"better": "higher"}), DEFINITIONS
    )
    assert "lavere end landets" in comparisons.beside_nation_and_group(
        lower, INDICATOR.model_copy(update={"better": "neutral"}), DEFINITIONS
    )


def test_what_must_be_said_of_the_nations_figure_is_said_beside_it() -> None:
    noted = INDICATOR.model_copy(update={"nation_note": "Beregnet af tredjepart."})
    assert comparisons.beside_nation_and_group(
        example_state(comparison=untested(2.0, None)), noted, DEFINITIONS
    ).endswith("Beregnet af tredjepart.")
    assert "tredjepart" not in comparisons.beside_nation_and_group(
        example_state(comparison=untested(None, 3.0, 2)), noted, DEFINITIONS
    )
