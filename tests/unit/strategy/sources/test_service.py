"""What a service may be declared to be, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from publishers.declared import SERVICES, declare_services, source
from pydantic import ValidationError

from sigtepunkt.core.errors import Refused
from sigtepunkt.core.project import Project
from sigtepunkt.strategy import load_definitions

EVERY = {"OMRÅDE": ["*"], "Tid": ["*"]}


def test_a_source_says_its_service(project: Project) -> None:
    service = load_definitions(declare_services(project)).sources["proeve-fremskrivning"].service
    assert service is not None
    assert (service.kind, service.table, service.selection["ALDER"]) == ("statbank", "FREM9", ("IALT", "65+"))


def test_a_source_needs_no_service(project: Project) -> None:
    assert all(source.service is None for source in load_definitions(project).sources.values())


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"selection": {**EVERY, "ALDER": ["1", "1"]}}, "ALDER names '1' more than once"),
        ({"selection": {**EVERY, "ALDER": ["*", "1"]}}, "every code"),
        ({"selection": {**EVERY, "TID": ["*"]}}, "named twice"),
        ({"selection": {"OMRÅDE": ["*"]}}, "does not name TID, which the source reads"),
        ({"selection": {**EVERY, "ALDER": []}}, "at least 1"),
        ({"selection": {}}, "at least 1"),
        ({"table": "../FOLK9"}, "not an address"),
        ({"table": "FOLK9?lang=en"}, "not an address"),
        ({"branch": "s20/data"}, "not an address"),
        ({"kind": "jobindsats"}, "format = 'jobindsats'"),
        ({"kind": "statistikbanken"}, "statbank"),
        ({"tabel": "FOLK9"}, "tabel"),
    ],
)
def test_what_is_no_service_is_refused(changes: dict[str, Any], what: str) -> None:
    with pytest.raises(ValidationError, match=what):
        source(service=changes)


@pytest.mark.parametrize("key", ["branch", "unit"])
def test_what_only_statbank_knows_is_for_statbank(key: str) -> None:
    with pytest.raises(ValidationError, match=f"{key} is for kind"):
        source(format="jobindsats", service={"kind": "jobindsats", key: "s20"})


@pytest.mark.parametrize(
    "name", ["../folketal.csv", "a/b.csv", r"a\b.csv", "C:x.csv", ".x", "VINTAGE.toml", "SHA256SUMS"]
)
def test_a_file_lies_in_the_vintage_and_is_none_of_its_papers(name: str) -> None:
    with pytest.raises(ValidationError, match="without a path"):
        source(file=name)


def test_a_misspelt_key_is_refused_with_the_nearest(project: Project) -> None:
    declare_services(project)
    path = project.strategy / "sources.toml"
    path.write_text(
        path.read_text(encoding="utf-8").replace('table = "y99"', 'tabel = "y99"'), encoding="utf-8"
    )
    with pytest.raises(Refused, match=r"proeve-ledige\]\.service\.tabel: unknown key 'tabel'(.|\n)*'table'"):
        load_definitions(project)
    assert SERVICES.count("[proeve-") == 3
