"""Which sources are fetched, and what is said of the others."""

from __future__ import annotations

from typing import get_args

import pytest
from publishers.declared import KEY, declare_services

from sigtepunkt.core.errors import Refused, WrongUse
from sigtepunkt.core.project import Project
from sigtepunkt.sources.choice import choose, how_to_get, missing_key
from sigtepunkt.sources.connectors import Connectors
from sigtepunkt.strategy import ServiceKind, Source, load_definitions

WITH_KEY = Connectors("http://127.0.0.1:1", {"SIGTEPUNKT_JOBINDSATS_KEY": KEY})
WITHOUT = Connectors("http://127.0.0.1:1", {})


@pytest.fixture
def sources(project: Project) -> dict[str, Source]:
    """Prøvekommune's sources, three of six with a service."""
    return load_definitions(declare_services(project)).sources


def test_every_source_with_a_service_is_fetched(sources: dict[str, Source]) -> None:
    choice = choose(sources, (), (), WITH_KEY)
    assert list(choice.fetched) == ["proeve-folketal", "proeve-ledige", "proeve-fremskrivning"]
    assert list(choice.by_hand) == ["proeve-skole", "proeve-ventetid", "proeve-nyttehaver"]


def test_what_lies_there_is_not_fetched(sources: dict[str, Source]) -> None:
    choice = choose(sources, (), ["folketal.csv", "skole.csv"], WITH_KEY)
    assert list(choice.there) == ["proeve-folketal", "proeve-skole"]
    assert "proeve-folketal" not in choice.fetched


def test_without_its_key_a_service_is_not_asked(sources: dict[str, Source]) -> None:
    choice = choose(sources, (), (), WITHOUT)
    assert list(choice.without_key) == ["proeve-ledige"]
    problem = missing_key(sources["proeve-ledige"])
    assert problem.where == "SIGTEPUNKT_JOBINDSATS_KEY"
    assert "ask Prøvestyrelsen for a key" in problem.next_step


def test_only_those_that_are_named_are_fetched(sources: dict[str, Source]) -> None:
    choice = choose(sources, ["proeve-fremskrivning"], (), WITHOUT)
    assert list(choice.fetched) == ["proeve-fremskrivning"]
    assert not choice.by_hand | choice.there | choice.without_key


def test_an_address_that_is_none_is_said_before_anything_is_asked_for(sources: dict[str, Source]) -> None:
    with pytest.raises(WrongUse, match="no address of a service"):
        choose(sources, (), (), Connectors("udgiver.dk", {}))


def test_names_that_cannot_be_fetched_are_all_said(sources: dict[str, Source]) -> None:
    with pytest.raises(WrongUse) as refused:
        choose(sources, ["proeve-folketl", "proeve-skole", "proeve-ledige"], (), WITH_KEY)
    unknown, by_hand = refused.value.problems
    assert "did you mean 'proeve-folketal'?" in unknown.allowed
    assert (by_hand.what, by_hand.where) == (
        "the source declares no service",
        "strategy/sources.toml: [proeve-skole]",
    )


def test_a_named_one_that_lies_there_or_lacks_its_key_is_refused(sources: dict[str, Source]) -> None:
    with pytest.raises(Refused) as refused:
        choose(sources, ["proeve-folketal", "proeve-ledige"], ["folketal.csv"], WITHOUT)
    there, keyless = refused.value.problems
    assert "never overwritten" in there.what
    assert "no" not in keyless.where
    assert "none is set" in keyless.what


def test_a_person_is_told_where_the_file_is_and_what_to_choose(sources: dict[str, Source]) -> None:
    source = sources["proeve-skole"].model_copy(
        update={"url": "https://example.org", "how_to_get": "choose every school year"}
    )
    assert how_to_get(source) == (
        "https://example.org, Elevudtræk, choose every school year, save it as skole.csv "
        "(columns: Kommune; Skoleår; Elever; Elever i klub; Fravær (pct.))"
    )
    assert how_to_get(sources["proeve-ventetid"]).startswith("ask Byggesagsområdet, Byggesager, save it as")


@pytest.mark.parametrize("kind", get_args(ServiceKind))
def test_every_kind_of_service_that_can_be_declared_has_a_connector(kind: ServiceKind) -> None:
    for connectors in (Connectors(environment={}), Connectors("http://127.0.0.1:1", {})):
        assert connectors.of(kind) is connectors.of(kind)
        assert connectors.address(kind).startswith("http")
