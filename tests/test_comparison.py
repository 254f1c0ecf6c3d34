"""The nation and the comparison group stand beside a figure only where they were published for the same period."""

from __future__ import annotations

import pandas as pd
import pytest

from sigtepunkt.comparison import Comparison, compare
from sigtepunkt.strategy import Definitions, Municipality


@pytest.fixture
def municipality(definitions: Definitions) -> Municipality:
    """Prøvekommune beside two others."""
    base = definitions.municipality.model_dump()
    areas = base["areas"] | {"992": {"name": "Fjern"}}
    return Municipality.model_validate(base | {"areas": areas, "comparison": ("991", "992")})


def rows(*cells: tuple[str, str, float]) -> pd.DataFrame:
    """Return one indicator's observations."""
    return pd.DataFrame(cells, columns=["area", "period", "value"])


def test_the_group_is_the_unweighted_mean_of_those_published(municipality: Municipality) -> None:
    found = compare(rows(("990", "2025", 1), ("000", "2025", 5), ("991", "2025", 2), ("992", "2025", 4)), municipality, "2025")
    assert found == Comparison(nation=5, group=3, group_size=2)


def test_another_periods_figures_are_not_beside_it(municipality: Municipality) -> None:
    found = compare(rows(("990", "2025", 1), ("000", "2024", 5), ("991", "2025", 2), ("992", "2024", 4)), municipality, "2025")
    assert found == Comparison(nation=None, group=2, group_size=1)


def test_where_nobody_else_was_published_nothing_is_said(municipality: Municipality) -> None:
    assert compare(rows(("990", "2025", 1)), municipality, "2025") == Comparison(nation=None, group=None, group_size=0)


def test_the_municipality_itself_is_not_in_its_group(municipality: Municipality) -> None:
    assert compare(rows(("990", "2025", 100), ("991", "2025", 2)), municipality, "2025").group == 2
