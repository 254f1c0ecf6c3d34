"""The municipality's areas by any spelling, and the strategy's focus areas by aim and committee."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from sigtepunkt.core.period import Quarter
from sigtepunkt.strategy import Definitions, Municipality
from sigtepunkt.strategy.municipality_and_aims import Area


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


def sized(definitions: Definitions, own: int | None, **others: int | None) -> Municipality:
    """Return the example's municipality with other areas, of these populations."""
    home = definitions.municipality
    areas = {
        home.code: Area(name="Prøve", population=own),
        home.country: Area(name="Hele landet", kind="land", population=200),
        **{code: Area(name=code, population=population) for code, population in others.items()},
    }
    return home.model_copy(update={"areas": areas, "comparison": ()})


def test_municipalities_of_half_to_twice_the_population_are_similar_in_the_order_declared(
    definitions: Definitions,
) -> None:
    municipality = sized(definitions, 201, z=402, y=403, x=100, w=101, v=201)
    assert municipality.similar == ("z", "w", "v"), "not the nation, not itself, and half of 201 is 100.5"
    assert sized(definitions, 200, half=100, less=99, twice=400, more=401).similar == ("half", "twice")


def test_only_municipalities_are_similar(definitions: Definitions) -> None:
    municipality = sized(definitions, 200, nabo=200)
    district = Area(name="By", kind="postdistrikt", population=200)
    areas = {**municipality.areas, "8722": district}
    assert municipality.model_copy(update={"areas": areas}).similar == ("nabo",)


def test_nobody_is_similar_where_a_population_is_not_declared(definitions: Definitions) -> None:
    assert definitions.municipality.similar == ()
    assert sized(definitions, None, nabo=200).similar == ()
    assert sized(definitions, 200, nabo=None).similar == ()


def test_municipalities_it_is_not_compared_with_are_elsewhere(definitions: Definitions) -> None:
    assert definitions.municipality.elsewhere == ()
    others = {**definitions.municipality.areas, "992": Area(name="Fjern"), "8722": Area(name="By", kind="by")}
    assert definitions.municipality.model_copy(update={"areas": others}).elsewhere == ("992",)


@pytest.mark.parametrize("point", [(-180, -90), (9.7, 55.8), (180, 90)])
def test_a_point_is_a_longitude_and_a_latitude(point: tuple[float, float]) -> None:
    assert Area(name="By", point=point).point == point


@pytest.mark.parametrize("point", [(180.1, 0), (-180.1, 0), (0, 90.1), (0, -90.1), (9.7,), (9.7, 55.8, 0)])
def test_a_point_that_is_not_on_the_globe_is_refused(point: object) -> None:
    with pytest.raises(ValidationError, match="point"):
        Area.model_validate({"name": "By", "point": point})


@pytest.mark.parametrize("population", [0, -1, 1.5])
def test_a_population_is_a_whole_number_of_at_least_one(population: object) -> None:
    with pytest.raises(ValidationError, match="population"):
        Area.model_validate({"name": "By", "population": population})


def test_pages_show_the_municipality_the_nation_and_those_declared_and_no_other(
    definitions: Definitions,
) -> None:
    municipality = definitions.municipality
    areas = {**municipality.areas, "992": municipality.areas["991"], "77": municipality.areas["991"]}
    wider = municipality.model_copy(update={"areas": areas, "comparison": ("992",)})
    assert wider.shown_beside == ("990", "000", "992")
    assert wider.elsewhere == ("991", "77")
    areas["77"] = areas["77"].model_copy(update={"kind": "sogn"})
    within = municipality.model_copy(update={"areas": areas, "comparison": ("992",)})
    assert within.elsewhere == ("991",), "an area within is not beside"


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
