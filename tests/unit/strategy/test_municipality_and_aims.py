"""The municipality's areas by any spelling, and the strategy's focus areas by aim and committee."""

from __future__ import annotations

from sigtepunkt.core.period import Quarter
from sigtepunkt.strategy import Definitions


def test_every_spelling_of_an_area_leads_to_its_code(definitions: Definitions) -> None:
    assert definitions.municipality.codes() == {
        "000": "000",
        "Hele landet": "000",
        "/": "000",
        "990": "990",
        "Prøve": "990",
        "991": "991",
        "Nabo": "991",
    }


def test_pages_show_the_municipality_the_nation_and_those_declared_and_no_other(
    definitions: Definitions,
) -> None:
    municipality = definitions.municipality
    areas = {**municipality.areas, "992": municipality.areas["991"], "77": municipality.areas["991"]}
    wider = municipality.model_copy(update={"areas": areas, "comparison": ("992",)})
    assert wider.shown_beside == ("990", "000", "992")
    assert wider.not_shown_beside == ("991", "77")
    areas["77"] = areas["77"].model_copy(update={"kind": "sogn"})
    within = municipality.model_copy(update={"areas": areas, "comparison": ("992",)})
    assert within.not_shown_beside == ("991",), "an area within is not beside"


def test_a_focus_area_is_called_by_its_short_title_where_it_has_one(definitions: Definitions) -> None:
    areas = definitions.strategies[0].focus_areas
    assert areas["bosaetning"].name == "Bosætning"
    assert areas["trivsel"].name == "Børn trives"


def test_a_strategy_is_over_after_its_last_year(definitions: Definitions) -> None:
    strategy = definitions.strategies[0]
    assert not strategy.is_over(Quarter(2025, 4))
    assert strategy.is_over(Quarter(2026, 1))


def test_focus_areas_are_chosen_by_aim_by_committee_or_by_both(definitions: Definitions) -> None:
    strategy = definitions.strategies[0]
    assert list(strategy.areas_of()) == ["bosaetning", "klima", "skole", "trivsel"]
    assert list(strategy.areas_of(aim="faellesskab")) == ["skole", "trivsel"]
    assert list(strategy.areas_of(committee="teknik")) == ["bosaetning", "klima"]
    assert list(strategy.areas_of(aim="vaekst", committee="boern")) == []
