"""What is declared in strategy/*.toml, as it stands there."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Declared:
    """The declarations that a figure or an answer depends on."""

    sources: dict[str, dict[str, Any]]
    indicators: dict[str, dict[str, Any]]
    names: dict[str, str]  # codes of areas by everything a file may call them
    home: str
    nation: str
    comparison: tuple[str, ...]
    similar: tuple[str, ...]  # municipalities of between half and twice the population
    first_year: int


def load(strategy: Path) -> Declared:
    """Return what the TOML files of a folder declare; the strategy in force is the newest."""

    def toml(path: Path) -> dict[str, Any]:
        return tomllib.loads(path.read_text(encoding="utf-8"))

    municipality = toml(strategy / "municipality.toml")
    home, areas = municipality["code"], municipality["areas"]
    names: dict[str, str] = {}
    for code, area in areas.items():
        for name in (area["name"], *area.get("aliases", [])):
            names.setdefault(name, code)
    population = {
        code: area["population"]
        for code, area in areas.items()
        if area.get("kind", "kommune") == "kommune" and "population" in area
    }
    own = population[home]
    return Declared(
        sources=toml(strategy / "sources.toml"),
        indicators=toml(strategy / "indicators.toml"),
        names={**names, **{code: code for code in areas}},
        home=home,
        nation=municipality["country"],
        comparison=tuple(municipality["comparison"]),
        similar=tuple(
            code for code, number in population.items() if code != home and own / 2 <= number <= own * 2
        ),
        first_year=max(toml(path)["first_year"] for path in strategy.glob("strategy-*.toml")),
    )
