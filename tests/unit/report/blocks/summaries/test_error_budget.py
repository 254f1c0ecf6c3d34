"""What a page sums up: the marks to be expected by chance count areas within the municipality too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest
from example_states import USUAL, answered, example_state

from sigtepunkt.core.project import Project
from sigtepunkt.report import Report, open_report
from sigtepunkt.report.blocks import overview
from sigtepunkt.strategy import Area

Page = Callable[..., Report]


@pytest.fixture
def page(processed_once: Project, displayed: list[object]) -> Page:
    """Return a page of a share in areas within, `tested` itself or not."""
    del displayed
    report: Report = open_report("teknik", "2026Q2", processed_once.root)

    def among(areas: int, *, tested: bool = False, demo: bool = False, period: str = "2026M07") -> Report:
        within = {f"7{number:03d}": Area(name=f"Sogn {number}", kind="sogn") for number in range(areas)}
        municipality = report.definitions.municipality
        municipality = municipality.model_copy(update={"areas": {**municipality.areas, **within}})
        share = report.definitions.indicators["ledighed"].model_copy(
            update={
                "counted": "proportion",
                "denominator": "Vælgere",
                "source": "proeve-ventetid" if demo else "proeve-ledige",
            }
        )
        rows = report.processed.observations
        own = rows[(rows["indicator"] == "ledighed") & (rows["vintage"] == "2026Q2")].tail(1)
        parts = [own.assign(area=code, period=period, base=1000.0) for code in within]
        state = example_state(
            (2.0,), "2026M07", method="none", verdict="undecided", reason="too_few", demo=demo
        )
        if tested:
            state = replace(state, since=answered(change=USUAL))
        return replace(
            report,
            definitions=replace(
                report.definitions, municipality=municipality, indicators={"ledighed": share}
            ),
            processed=replace(report.processed, observations=pd.concat([rows, *parts]), states=(state,)),
        )

    return among


NONE = "Ingen af sidens tal kan vurderes."


@pytest.mark.parametrize(
    ("areas", "tested", "words"),
    [
        (0, False, NONE),
        (4, False, NONE),
        (50, False, "højst ca. 0,1 af"),
        (51, False, "højst ca. 0,2 af"),
        (50, True, "højst ca. 0,2 af"),
    ],
)
def test_areas_within_that_are_tested_count_in_the_error_budget(
    page: Page, areas: int, words: str, *, tested: bool
) -> None:
    """One in 500 lies beyond the outer limits by chance; four are no funnel."""
    assert words in overview.summary(page(areas, tested=tested))


def test_areas_of_demo_data_and_of_another_period_do_not_count(page: Page) -> None:
    assert NONE in overview.summary(page(51, demo=True))
    assert NONE in overview.summary(page(51, period="2026M06"))


def test_context_is_marked_in_the_table_of_its_focus_area(page: Page) -> None:
    report = page(0)
    frame = report.definitions.indicators["ledighed"].model_copy(update={"context": "Rammen for det."})
    framed = replace(report, definitions=replace(report.definitions, indicators={"ledighed": frame}))
    assert '<span class="proxy">ramme</span>' in overview.focus_area(framed, "bosaetning")
    assert "ramme" not in overview.focus_area(report, "bosaetning")
