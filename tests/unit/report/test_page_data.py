"""What one page reports on: its indicators, which of them measure something, and where each is read."""

from __future__ import annotations

from dataclasses import replace

import pytest
from composed_pages import Compose, Figure, composer

from sigtepunkt.core.project import Project
from sigtepunkt.report import open_report


@pytest.fixture
def compose(processed_once: Project, displayed: list[object]) -> Compose:
    """Compose a page from figures."""
    del displayed
    return composer(open_report("kommunalbestyrelsen", "2026Q2", processed_once.root))


def test_what_measures_a_focus_area_is_official_and_neither_proxy_nor_context_nor_projection(
    compose: Compose,
) -> None:
    page = compose(
        Figure("official", "t1"),
        Figure("hidden", "t1", values=(), status="suppressed"),
        Figure("demo", "t1", demo=True),
        Figure("proxy", "t1", declared={"proxy": "Siger kun noget om det."}),
        Figure("context", "t1", declared={"context": "Kun en ramme."}),
        Figure("plan", "t1", declared={"source": "plan"}),
        Figure("internal", "t1", declared={"source": "proeve-skole"}),
        Figure("elsewhere", "t2"),
    )
    assert page.measuring("t1") == ["official", "hidden", "internal"]


def test_leads_stand_in_the_order_of_the_strategy(compose: Compose) -> None:
    figures = [Figure(f"x-{area}", area, lead=True) for area in ("b1", "t3", "t1")]
    assert compose(*figures, Figure("y", "t1")).leads == ["x-t1", "x-t3", "x-b1"]


def test_a_page_has_its_own_committees_indicators_and_the_council_has_all(compose: Compose) -> None:
    figures = [
        Figure("x", "t1"),
        Figure("y", "b1"),
        Figure("proxy", "b1", declared={"proxy": "Siger kun noget om det."}),
        Figure("context", "b1", declared={"context": "Kun en ramme."}),
    ]
    council, teknik, boern = (compose(*figures, on=on) for on in ("kommunalbestyrelsen", "teknik", "boern"))
    assert set(council.indicators) == {"x", "y", "proxy", "context"}
    assert (set(teknik.indicators), boern.direct) == ({"x"}, ["y"])
    assert (council.indicator_address("y"), boern.indicator_address("y")) == ("boern.html#y", "#y")
    assert council.committee_of("y") == "boern"


def test_the_newest_figure_has_its_status_shown_or_not_on_every_page(compose: Compose) -> None:
    page = compose(Figure("x", "t1"), Figure("y", "b1", status="suppressed"), on="teknik")
    assert page.newest == {"x": ("2025", "shown"), "y": ("2026", "suppressed")}
    assert (page.newest_status("y"), page.newest_status("z")) == ("suppressed", "")


def test_observations_are_of_everywhere_only_where_asked_for(
    processed_once: Project, displayed: list[object]
) -> None:
    del displayed
    report = open_report("teknik", "2026Q2", processed_once.root)
    near = report.definitions.municipality
    far = near.model_copy(update={"comparison": ()})  # Nabo is then among those no page shows
    alone = replace(report, definitions=replace(report.definitions, municipality=far))
    assert set(report.observations("ledighed")["area"]) == {"Prøve", "Nabo", "Hele landet"}
    assert set(alone.observations("ledighed")["area"]) == {"Prøve", "Hele landet"}
    everywhere = alone.observations("ledighed", everywhere=True)
    assert set(everywhere["area"]) == {"Prøve", "Nabo", "Hele landet"}
    assert list(everywhere.columns) == list(alone.observations("ledighed").columns)
    assert everywhere["value"].notna().all()
