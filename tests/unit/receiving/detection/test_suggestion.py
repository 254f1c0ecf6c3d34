"""Of a file nobody has declared, a suggestion reads the right figures; what it does not say is asked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from example_sources import source
from hypothesis import given
from hypothesis import strategies as st
from municipality.file_forms import BASE, FORMS, ROWS, expected, in_codes, in_value
from municipality.written_files import Manner, written

from sigtepunkt.core.errors import Refused
from sigtepunkt.receiving import incoming
from sigtepunkt.receiving.detection.file_grid import draft_source
from sigtepunkt.receiving.detection.suggestion import suggest
from sigtepunkt.receiving.questions import Ask, Question, refuse_to_guess
from sigtepunkt.strategy import Area, Definitions, Municipality, Source

MUNICIPALITY = Municipality(
    name="Prøvekommune",
    code="990",
    council="Rådet",
    council_members=9,
    country="000",
    comparison=("991",),
    comparison_name="en nabo",
    areas={"000": Area(name="Hele landet"), "990": Area(name="Prøve"), "991": Area(name="Nabo")},
)
UNKNOWABLE = {"text: aliases", "workbook: aliases"}  # that Test is Prøve


def answering(truth: Source) -> Ask:
    """Return a person who knows how the file was written."""

    def answer(question: Question) -> str:
        if sign := re.search("missing or zero for '(.+)'", question.key):
            return "zero" if sign[1] in truth.zero else "missing"
        known: Mapping[str, Any] = {
            "decimal": truth.decimal,
            "dates": "quarter",
            "other_areas": "dropped",
            "sheet": truth.sheet,
            "encoding": truth.encoding,
        }
        return str(known[question.key])

    return answer


@pytest.mark.parametrize(
    ("declared", "manner"),
    [form[1:] for form in FORMS if form[0] not in UNKNOWABLE],
    ids=[form[0] for form in FORMS if form[0] not in UNKNOWABLE],
)
def test_every_form_is_understood(
    tmp_path: Path, definitions: Definitions, declared: dict[str, Any], manner: Manner
) -> None:
    truth = source(**BASE | declared)
    path = tmp_path / ("fil.xlsx" if truth.format == "excel" else "fil.csv")
    path.write_bytes(written(truth, in_codes(in_value(ROWS, truth), truth), manner))
    suggestion = suggest(path, "fil", definitions.municipality, answering(truth))
    read = incoming.read(draft_source(**suggestion.keys), path, "fil", definitions.municipality)
    figures = read.figures.astype(object).where(read.figures.notna(), None)
    keys = zip(figures["measure"], figures["area"], figures["period"], strict=True)
    assert dict(zip(keys, figures["value"], strict=True)) == expected(ROWS)


# --- what is asked ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("År;Tal\n2025;0.998\n2026;1.729\n", "decimal"),
        ("År;Tal\n2025;1,729\n2026;2,104\n", "decimal"),
        ("År;Tal\n2025;-\n2026;2\n", "missing or zero for '-'"),
        ("År;Tal\n2025;x\n2026;2\n", "missing or zero for 'x'"),
        ("Dag;Tal\n31-12-2025;1\n31-12-2025;2\n", "dates"),
        ("Navn;Tal\nA;1\nB;2\n", "constant"),
        ("Kommune;År;Tal\nPrøve;2025;1\nRegion;2025;2\n", "other_areas"),
    ],
)
def test_what_a_file_leaves_open_is_asked_and_never_guessed(
    tmp_path: Path, definitions: Definitions, text: str, key: str
) -> None:
    path = tmp_path / "fil.csv"
    path.write_bytes(text.encode())
    asked: list[str] = []

    def answer(question: Question) -> str:
        asked.append(question.key)
        return next(iter(question.answers), "2026")

    suggest(path, "fil", definitions.municipality, answer)
    assert asked == [key]
    with pytest.raises(Refused):
        suggest(path, "fil", definitions.municipality, refuse_to_guess)


def test_the_same_figures_are_one_or_a_thousand_times_as_large(
    tmp_path: Path, definitions: Definitions
) -> None:
    path = tmp_path / "fil.csv"
    path.write_text("År;Tal\n2025;2.104\n2026;1.729\n", encoding="utf-8")
    figures = {}
    for sign in (",", "."):
        suggestion = suggest(path, "fil", definitions.municipality, lambda _, sign=sign: sign)
        read = incoming.read(draft_source(**suggestion.keys), path, "fil", definitions.municipality)
        figures[sign] = list(read.figures["value"])
    assert figures == {",": [2104, 1729], ".": [2.104, 1.729]}


def test_what_a_workbook_shows_as_per_cent_is_asked(tmp_path: Path, definitions: Definitions) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (("År", "Andel"), (2025, 0.12), (2026, 0.07)):
        book.active.append(row)
    book.active["B2"].number_format = "0%"
    book.save(tmp_path / "fil.xlsx")
    for answer, figures in (("shown", [12, 0.07]), ("stored", [0.12, 0.07])):
        path = tmp_path / "fil.xlsx"
        suggestion = suggest(path, "fil", definitions.municipality, lambda _, answer=answer: answer)
        read = incoming.read(draft_source(**suggestion.keys), path, "fil", definitions.municipality)
        assert list(read.figures["value"]) == figures


@given(
    form=st.sampled_from(FORMS),
    places=st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=3)), max_size=6),
    cut=st.floats(0, 1),
)
def test_a_damaged_file_is_understood_or_refused_and_nothing_else(
    tmp_path_factory: pytest.TempPathFactory,
    form: tuple[str, dict[str, Any], Manner],
    places: list[tuple[float, bytes]],
    cut: float,
) -> None:
    truth = source(**BASE | form[1])
    content = bytearray(written(truth, in_codes(in_value(ROWS, truth), truth), form[2]))
    for place, other in places:
        start = int(place * len(content))
        content[start : start + len(other)] = other
    folder = tmp_path_factory.mktemp("fil")
    path = folder / ("fil.xlsx" if truth.format == "excel" else "fil.csv")
    path.write_bytes(content[: int(cut * len(content)) if cut < 0.7 else len(content)])
    with suppress(Refused):
        suggestion = suggest(path, "fil", MUNICIPALITY, lambda question: next(iter(question.answers), "2026"))
        incoming.read(draft_source(**suggestion.keys), path, "fil", MUNICIPALITY)


@pytest.mark.parametrize(
    "text",
    [
        "Kommune;By;2025K1;2025K2\nPrøve;Nabo;4;5\nPrøve;Prøve;6;7\n",
        "Kommune;By;Kvartal;Antal\nPrøve;Nabo;2025K1;4\nPrøve;Nabo;2025K2;5\nPrøve;Prøve;2025K1;6\nPrøve;Prøve;2025K2;7\n",
    ],
    ids=["wide", "long"],
)
def test_of_two_columns_of_names_that_areas_have_the_first_is_the_area(tmp_path: Path, text: str) -> None:
    """A town may be called as the municipality is."""
    path = tmp_path / "besøg.csv"
    path.write_text(text, encoding="utf-8")
    keys = suggest(path, "besøg", MUNICIPALITY, refuse_to_guess).keys
    assert (keys["area"], [*keys["dimensions"]]) == ("Kommune", ["By"])
    figures = incoming.read(draft_source(**keys), path, "besøg", MUNICIPALITY).figures
    assert figures.groupby("measure", sort=False)["value"].sum().to_dict() == {"Nabo": 9.0, "Prøve": 13.0}


def test_beside_a_merged_area_a_column_of_towns_is_a_dimension(tmp_path: Path) -> None:
    path, book = tmp_path / "besøg.xlsx", openpyxl.Workbook()
    for row in (["Kommune", "By", "2025K1", "2025K2"], ["Prøve", "Nabo", 4, 5], [None, "Prøve", 6, 7]):
        book.worksheets[0].append(row)
    book.worksheets[0].merge_cells("A2:A3")
    book.save(path)
    keys = suggest(path, "besøg", MUNICIPALITY, refuse_to_guess).keys
    assert (keys["area"], [*keys["dimensions"]]) == ("Kommune", ["By"])


def test_an_areas_code_beside_its_name_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "besøg.csv"
    path.write_text("Kommune;Kode;2025K1;2025K2\nPrøve;990;4;5\nNabo;991;6;7\n", encoding="utf-8")
    keys = suggest(path, "besøg", MUNICIPALITY, refuse_to_guess).keys
    figures = incoming.read(draft_source(**keys), path, "besøg", MUNICIPALITY).figures
    assert figures.groupby("area", sort=False)["value"].sum().to_dict() == {"990": 9.0, "991": 13.0}
