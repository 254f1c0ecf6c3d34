"""Sources that declare a service: Prøvekommune's, and single ones for tests of connectors."""

from __future__ import annotations

from typing import Any

from publishers.server import Publishers
from publishers.tables import tables_of
from sigtepunkt.core.period import Quarter
from sigtepunkt.core.project import Project
from sigtepunkt.strategy import Source, load_definitions

KEY = "hemmelig-noegle-4711"  # Jobindsats' in these tests
SERVICES = """
[proeve-folketal.service]
kind = "statbank"
table = "FOLK9"
selection = { "OMRÅDE" = ["*"], Tid = ["*"] }

[proeve-fremskrivning.service]
kind = "statbank"
table = "FREM9"
selection = { "OMRÅDE" = ["*"], ALDER = ["IALT", "65+"], Tid = ["*"] }

[proeve-ledige.service]
kind = "jobindsats"
table = "y99"
selection = { "mgroup.*" = ["*"], "period.M" = ["latest:60"] }
"""


def declare_services(project: Project) -> Project:
    """Let three of Prøvekommune's six sources declare a service, and return the project."""
    path = project.strategy / "sources.toml"
    path.write_text(path.read_text(encoding="utf-8") + SERVICES, encoding="utf-8")
    return project


def publishers_of(project: Project, quarter: Quarter) -> Publishers:
    """Return a server of what a project's sources declare, with the figures of one of its quarters."""
    sources = load_definitions(project).sources
    return Publishers(tables_of(sources, project.raw(quarter)), key=KEY)


def source(**changes: Any) -> Source:
    """Return a source of StatBank's table FOLK9, or of what `changes` say."""
    service = {"kind": "statbank", "table": "FOLK9", "selection": {"OMRÅDE": ["*"], "Tid": ["*"]}}
    return Source.model_validate(
        {
            "title": "Folketal",
            "publisher": "Prøvestatistik",
            "table": "FOLK9",
            "licence": "CC BY 4.0",
            "origin": "official",
            "owner": "Prøvestatistik",
            "format": "statbank",
            "file": "folketal.csv",
            "area": "OMRÅDE",
            "period": "TID",
            "values": ["INDHOLD"],
            "lag_days": 42,
            **changes,
            "service": {**service, **changes.get("service", {})},
        }
    )
