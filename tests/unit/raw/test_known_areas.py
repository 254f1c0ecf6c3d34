"""Areas are read as their dialect writes them; what contradicts itself is refused."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from example_sources import CODES, source

from sigtepunkt.core.errors import Refused
from sigtepunkt.raw.known_areas import in_codes


def areas(names: list[str], **dialect: Any) -> list[str]:
    """Return the areas of a frame of these names, as this dialect reads them."""
    frame = pd.DataFrame({"OMRÅDE": names, "TID": "2026", "INDHOLD": 1.0}, index=range(2, len(names) + 2))
    return list(in_codes(source(dialect=dialect), frame, "fil", CODES, "990")["OMRÅDE"])


@pytest.mark.parametrize(
    ("form", "names"),
    [
        ("{code} {name}", ["990 Prøve", "991 Nabo"]),
        ("{name} Kommune", ["Prøve Kommune", "Nabo"]),
        ("{name} ({code})", ["Prøve (990)", "Nabo (991)"]),
        ("{code}", ["990", "991"]),
    ],
)
def test_every_form_is_read_beside_what_the_municipality_declares(form: str, names: list[str]) -> None:
    assert areas(names, area_form=form) == ["990", "991"]


def test_an_alias_is_this_files_alone() -> None:
    assert areas(["Test", "Nabo"], areas={"Test": "990"}) == ["990", "991"]


def test_what_nobody_declared_stays_as_it_is_and_is_refused_later() -> None:
    assert areas(["990 Prøve", "Region Midt"], area_form="{code} {name}") == ["990", "Region Midt"]
    assert areas(["Ukendt"]) == ["Ukendt"]


def test_other_areas_are_dropped_where_it_is_declared() -> None:
    assert areas(["Region Midt", "Prøve", "999 X"], other_areas="dropped") == ["990"]


def test_a_code_beside_another_areas_name_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        areas(["990 Nabo", "991 Nabo", "990 Nabo"], area_form="{code} {name}", other_areas="dropped")
    (problem,) = refusal.value.problems
    assert (
        "'990 Nabo' is the code of one area and the name of another, and so in 1 more row (4)" in problem.what
    )


def test_the_municipality_is_never_dropped() -> None:
    with pytest.raises(Refused) as refusal:
        areas(["Nabo", "Prøve by"], other_areas="dropped")
    (problem,) = refusal.value.problems
    assert problem.what == "no row is about the municipality itself (990), of 2 different areas"
