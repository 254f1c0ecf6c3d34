"""A source says which columns its file has, and whether the file may be public."""

from __future__ import annotations

import pytest
from municipality import edit
from pydantic import ValidationError

from sigtepunkt.core.project import Project
from sigtepunkt.strategy import Definitions, Source, load_definitions


def test_a_source_is_public_unless_it_is_declared_confidential(project: Project) -> None:
    assert not any(source.confidential for source in load_definitions(project).sources.values())
    edit(project.strategy / "sources.toml", 'file = "skole.csv"', 'file = "skole.csv"\nconfidential = true')
    assert [key for key, source in load_definitions(project).sources.items() if source.confidential] == [
        "proeve-skole"
    ]


def test_a_sources_columns_are_its_keys_then_its_values(definitions: Definitions) -> None:
    columns: dict[str, tuple[str, ...]] = {key: source.columns for key, source in definitions.sources.items()}
    assert columns["proeve-skole"] == ("Kommune", "Skoleår", "Elever", "Elever i klub", "Fravær (pct.)")
    assert columns["proeve-ventetid"] == ("Kvartal", "Sagstype", "Dage")
    assert definitions.sources["proeve-ventetid"].keys == ("Kvartal", "Sagstype")


def test_a_source_without_values_is_no_source(definitions: Definitions) -> None:
    with pytest.raises(ValidationError, match="values"):
        Source.model_validate(definitions.sources["proeve-skole"].model_dump() | {"values": ()})
