"""Definitions are frozen, and say what belongs to a focus area, a quarter's strategy, or demo data."""

from __future__ import annotations

from dataclasses import replace

import pytest
from municipality.strategy_files import STRATEGY
from pydantic import BaseModel, ValidationError

from sigtepunkt.core.period import Quarter
from sigtepunkt.core.project import Project
from sigtepunkt.strategy import Definitions, load_definitions


def test_an_indicators_origin_is_its_sources(definitions: Definitions) -> None:
    assert [definitions.origin(key) for key in ("folketal", "klubandel", "ventetid")] == [
        "official",
        "internal",
        "demo",
    ]


def test_a_focus_areas_indicators_and_gaps_are_found_in_the_order_declared(definitions: Definitions) -> None:
    assert list(definitions.indicators_of("bosaetning")) == ["folketal", "folkevaekst", "ledighed"]
    assert definitions.indicators_of("trivsel") == {}
    assert [gap.title for gap in definitions.gaps_of("trivsel")] == ["Trivsel blandt de mindste"]
    assert definitions.gaps_of("bosaetning") == ()


def test_without_demo_every_demo_indicator_is_the_gap_it_declares(definitions: Definitions) -> None:
    official = definitions.without_demo()
    assert "ventetid" not in official.indicators
    assert set(definitions.indicators) - set(official.indicators) == {"ventetid"}
    (gap,) = official.gaps_of("klima")
    assert (gap.title, gap.why, gap.owner) == (
        "Ventetid på en tilladelse",
        "Ventetiden ligger i sagssystemet.",
        "Byggesagsområdet",
    )
    assert "ventetid" in definitions.indicators, "the definitions themselves are not changed"


def test_without_demo_a_capacity_that_rests_on_it_is_the_gap_it_declares(definitions: Definitions) -> None:
    assert definitions.demo_parts("nyttehaver") == ("coverage", "places")
    official = definitions.without_demo()
    assert official.capacities == {}
    (gap,) = official.gaps_of("bosaetning")
    assert (gap.title, gap.why, gap.owner) == (
        "Ældre og nyttehaver",
        "Ingen har en plan for haverne.",
        "Parkområdet",
    )
    assert "nyttehaver" in definitions.capacities, "the definitions themselves are not changed"


def test_a_source_is_used_that_feeds_an_indicator_or_a_capacity(definitions: Definitions) -> None:
    assert definitions.used_sources == tuple(definitions.sources)
    assert definitions.without_demo().used_sources == ("proeve-folketal", "proeve-ledige", "proeve-skole")


def test_a_source_is_used_that_only_has_the_denominator_of_another(definitions: Definitions) -> None:
    indicators = {
        key: indicator.model_copy(update={"denominator_source": "proeve-folketal"})
        for key, indicator in definitions.indicators.items()
        if indicator.source != "proeve-folketal"
    }
    assert "proeve-folketal" in replace(definitions, indicators=indicators).used_sources
    without = {key: definitions.indicators[key] for key in indicators}
    assert "proeve-folketal" not in replace(definitions, indicators=without).used_sources


def test_the_strategy_in_force_is_the_last_that_has_begun(project: Project) -> None:
    later = STRATEGY.replace("2022", "2026").replace("2025", "2029")
    (project.strategy / "strategy-2026-2029.toml").write_text(later, encoding="utf-8")
    definitions = load_definitions(project)
    assert definitions.strategy(Quarter(2025, 4)).first_year == 2022
    assert definitions.strategy(Quarter(2026, 1)).first_year == 2026
    assert definitions.strategy(Quarter(2031, 1)).first_year == 2026
    assert definitions.strategy(Quarter(2020, 1)).first_year == 2022


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
