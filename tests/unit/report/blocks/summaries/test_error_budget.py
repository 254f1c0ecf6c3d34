"""The marks to be expected by chance are those of the page's official figures, areas within them too."""

from __future__ import annotations

import pytest
from composed_pages import Compose, Figure
from example_states import USUAL

from sigtepunkt.report.blocks.summaries import overview

NONE = "Ingen af sidens tal kan vurderes."
TESTED = {"change": USUAL}


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        (Figure("x", "t1"), NONE),
        (Figure("x", "t1", state={"areas": 50}), "højst 0,1 mærke"),
        (Figure("x", "t1", state={"areas": 51}), "højst 0,2 mærke"),
        (Figure("x", "t1", answers=TESTED, state={"areas": 50}), "højst 0,2 mærke"),
        (Figure("x", "t1", answers=TESTED), "højst 0,1 mærke"),
        (Figure("x", "t1", answers=TESTED, demo=True, state={"areas": 51}), NONE),
        (Figure("x", "b1", answers=TESTED), NONE),
        (Figure("x", "t1", values=(), status="withheld"), NONE),
    ],
    ids=["untested", "50 areas", "51 areas", "both", "an answer", "demo", "another page", "withheld"],
)
def test_areas_within_that_are_tested_count_in_the_error_budget(
    compose: Compose, figure: Figure, words: str
) -> None:
    """One area in 500 lies beyond the outer limits by chance, one figure in 100 is beyond an answer's."""
    assert words in overview.summary(compose(figure, on="teknik"))
