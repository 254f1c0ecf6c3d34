"""Declarations are frozen, and say the same however they are asked."""

from __future__ import annotations

import pytest
from pydantic import BaseModel, ValidationError

from sigtepunkt.core.period import Quarter
from sigtepunkt.strategy import Definitions, Source


def test_nothing_declared_can_be_changed(definitions: Definitions) -> None:
    strategy = definitions.strategies[0]
    declared: tuple[tuple[BaseModel, str], ...] = (
        (definitions.municipality, "name"),
        (strategy, "title"),
        (strategy.focus_areas["klima"], "title"),
        (definitions.sources["proeve-skole"], "owner"),
        (definitions.indicators["ledighed"], "better"),
        (definitions.gaps[0], "why"),
        (definitions.indicators["skolefravaer"].breaks[0], "cause"),
    )
    for model, field in declared:
        with pytest.raises(ValidationError, match="frozen"):
            setattr(model, field, "noget andet")
    with pytest.raises(AttributeError):
        definitions.gaps = ()  # type: ignore[misc]


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


def test_a_sources_columns_are_its_keys_then_its_values(definitions: Definitions) -> None:
    columns: dict[str, tuple[str, ...]] = {key: source.columns for key, source in definitions.sources.items()}
    assert columns["proeve-skole"] == ("Kommune", "Skoleår", "Elever", "Elever i klub", "Fravær (pct.)")
    assert columns["proeve-ventetid"] == ("Kvartal", "Sagstype", "Dage")
    assert definitions.sources["proeve-ventetid"].keys == ("Kvartal", "Sagstype")


def test_an_indicators_parts_are_its_measures_with_the_denominator_last(definitions: Definitions) -> None:
    assert definitions.indicators["klubandel"].parts == ("Elever i klub", "Elever")
    assert definitions.indicators["ledighed"].parts == ("Ledige i pct.",)


def test_a_break_is_kept_in_the_one_spelling_of_periods(definitions: Definitions) -> None:
    indicator = definitions.indicators["skolefravaer"]
    declared = indicator.model_dump() | {
        "breaks": [{"at": "2022K3", "cause": "x", "decided_by": "x", "decided": "2022-01-01"}]
    }
    assert type(indicator).model_validate(declared).breaks[0].at == "2022Q3"


def test_a_source_without_values_is_no_source(definitions: Definitions) -> None:
    with pytest.raises(ValidationError, match="values"):
        Source.model_validate(definitions.sources["proeve-skole"].model_dump() | {"values": ()})
