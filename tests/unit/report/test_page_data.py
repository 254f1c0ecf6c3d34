"""What a page makes of its indicators: the state of a focus area, which proxies and context never decide."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from example_states import example_state

from sigtepunkt.core.project import Project
from sigtepunkt.report import Report, open_report
from sigtepunkt.report.page_data import PageData
from sigtepunkt.signals import FocusState
from sigtepunkt.signals.state import Verdict

Page = Callable[..., PageData]


@pytest.fixture
def page(processed_once: Project, displayed: list[object]) -> Page:
    """Return the committee's data, with indicators of `bosaetning` declared and judged as said.

    Each is a verdict ("" for no figure), followed by what is declared of it: `proxy`, `context` or `demo`.
    """
    del displayed
    report: Report = open_report("teknik", "2026Q2", processed_once.root)

    def declare(*kinds: str, held: tuple[str, ...] = ()) -> PageData:
        example = report.definitions.indicators["ledighed"]
        sources = {**report.definitions.sources, "demo": report.definitions.sources["proeve-ventetid"]}
        indicators, states = {}, []
        for number, kind in enumerate(kinds):
            verdict, *declared = kind.split()
            key = f"x{number}"
            texts = {name: "Derfor." for name in declared if name in {"proxy", "context"}}
            source = "demo" if "demo" in declared else example.source
            indicators[key] = example.model_copy(update={"source": source, **texts})
            if verdict != "none":
                state = example_state(verdict=verdict, demo="demo" in declared)
                states.append(replace(state, indicator=key))
        definitions = replace(report.definitions, indicators=indicators, sources=sources)
        rows = report.processed.observations
        home = rows[(rows["indicator"] == "ledighed") & (rows["area"] == "990")].tail(1)
        unseen = [home.assign(indicator=key, status="suppressed") for key in held]
        processed = replace(
            report.processed,
            states=tuple(states),
            observations=rows if not unseen else unseen[0].assign(vintage="2026Q2"),
        )
        return replace(report, definitions=definitions, processed=processed)

    return declare


@pytest.mark.parametrize("verdict", ["improvement", "concern", "high", "common", "undecided"])
def test_a_proxy_never_decides_a_focus_area(page: Page, verdict: Verdict) -> None:
    assert page(f"{verdict} proxy").focus_state("bosaetning") == "undecided"
    assert page(f"{verdict} proxy", "common").focus_state("bosaetning") == "common"
    assert page(f"{verdict} proxy", "improvement").focus_state("bosaetning") == "improvement"


@pytest.mark.parametrize("verdict", ["improvement", "concern", "high", "common", "undecided"])
def test_context_measures_nothing_of_a_focus_area(page: Page, verdict: Verdict) -> None:
    assert page(f"{verdict} context").focus_state("bosaetning") == "gap"
    assert page(f"{verdict} context", "common").focus_state("bosaetning") == "common"
    assert page(f"{verdict} context", "improvement demo").focus_state("bosaetning") == "demo"


@pytest.mark.parametrize(
    ("kinds", "state"),
    [
        (("improvement demo",), "demo"),
        (("improvement demo proxy",), "demo"),
        (("improvement demo", "common proxy"), "undecided"),
        (("improvement demo proxy", "concern"), "concern"),
        (("improvement demo context",), "gap"),
        ((), "gap"),
        (("none",), "gap"),
        (("none context",), "gap"),
    ],
)
def test_demo_data_is_told_to_be_all_there_is_only_where_it_is(
    page: Page, kinds: tuple[str, ...], state: FocusState
) -> None:
    assert page(*kinds).focus_state("bosaetning") == state


@pytest.mark.parametrize(
    ("kind", "state"),
    [("none", "undecided"), ("none proxy", "undecided"), ("none context", "gap"), ("none demo", "demo")],
)
def test_an_indicator_whose_figures_are_not_shown_is_no_gap_unless_it_is_context(
    page: Page, kind: str, state: FocusState
) -> None:
    assert page(kind, held=("x0",)).focus_state("bosaetning") == state
