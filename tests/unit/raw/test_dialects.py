"""The same figures, written in every form that offices and publishers deliver, are read to the same table."""

from __future__ import annotations

import math
from itertools import product
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from example_sources import source
from hypothesis import given
from hypothesis import strategies as st
from municipality.file_forms import (
    AREAS,
    BASE,
    CODES,
    FORMS,
    ROWS,
    UNNAMED,
    expected,
    in_codes,
    in_value,
    text,
)
from municipality.written_files import Manner, written

from sigtepunkt.core.errors import Refused
from sigtepunkt.raw import known_areas, long_table, source_reader
from sigtepunkt.strategy import Source


def figures(declared: Source, content: bytes, folder: Path) -> dict[tuple[str, str, str], float | None]:
    """Return the figures of a file by measure, area and period; None where nothing was published."""
    path = folder / {"excel": "fil.xlsx", "csv": "fil.csv"}.get(declared.format, "fil.json")
    path.write_bytes(content)
    frame = known_areas.in_codes(declared, source_reader.read_raw(declared, path, "fil"), "fil", CODES, "990")
    table = long_table.measures(declared, frame, name="fil", codes=CODES, home="990")
    assert not table.duplicated(["measure", "area", "period"]).any()
    keys = zip(table["measure"], table["area"], table["period"], strict=True)
    return {
        key: None if math.isnan(value) else value for key, value in zip(keys, table["value"], strict=True)
    }


@pytest.mark.parametrize(
    ("declared", "manner"), [form[1:] for form in FORMS], ids=[form[0] for form in FORMS]
)
def test_every_form_is_read_to_the_same_figures(
    tmp_path: Path, declared: dict[str, Any], manner: Manner
) -> None:
    it = source(**BASE | declared)
    content = written(it, in_codes(in_value(ROWS, it), it), manner)
    assert figures(it, content, tmp_path) == expected(ROWS)


def test_there_are_at_least_eighty_forms() -> None:
    assert len({form[0] for form in FORMS}) >= 80
    written_forms = [
        written(source(**BASE | declared), in_value(ROWS, source(**BASE | declared)), manner)
        for _, declared, manner in FORMS
        if declared["format"] == "csv"
    ]
    assert len(set(written_forms)) >= 50


# --- any figures in any declared dialect --------------------------------------------------------------------

words = (
    st.text(
        st.characters(
            whitelist_categories=("Lu", "Ll", "Nd"), whitelist_characters=" -,;.\"'", max_codepoint=255
        ),
        min_size=1,
        max_size=12,
    )
    .map(str.strip)
    .filter(lambda word: word and any(letter.isalpha() for letter in word))
)
numbers = st.none() | st.integers(-(10**9), 10**9).map(lambda whole: whole / 100)
quarters = st.tuples(st.integers(1990, 2040), st.integers(1, 4)).map(lambda pair: f"{pair[0]}Q{pair[1]}")


@st.composite
def dialects(draw: Any) -> tuple[dict[str, Any], Manner]:
    """Draw a declaration, and what its file has besides."""
    excel = draw(st.booleans())
    dialect: dict[str, Any] = {
        "area_form": draw(st.sampled_from(["{name}", "{code} {name}", "{name} Kommune"]))
    }
    decimal = draw(st.sampled_from([",", "."]))
    across, periods = (
        draw(st.sampled_from(["", "Kvartal", "Område"])),
        draw(st.sampled_from(["codes", "words", "dates"])),
    )
    dialect |= {"across": across, "periods": periods} | ({"dates": "quarter"} if periods == "dates" else {})
    titles = draw(st.lists(words, max_size=3))
    dialect |= {"header_row": len(titles) + 1} if titles else {}
    notes = draw(st.lists(words, max_size=2))
    dialect["notes_below"] = bool(notes)
    if across == "Kvartal" and draw(st.booleans()):
        dialect["stub"] = UNNAMED
    dialect["fill_down"] = draw(st.sampled_from([(), ("Område",), UNNAMED])) if across != "Område" else ()
    declared = {"format": "excel" if excel else "csv", "decimal": decimal}
    declared |= {
        "missing": draw(st.sampled_from([(), ("..",), ("-",)])),
        "zero": draw(st.sampled_from([(), ("–",)])),
    }
    if not excel:
        dialect["delimiter"] = draw(st.sampled_from([";", ",", "\t", "|"]))
        dialect["thousands"] = draw(st.sampled_from(["", " ", "'"]))
        declared["encoding"] = draw(st.sampled_from(["utf-8-sig", "cp1252", "utf-16"]))
    manner = Manner(
        newline=draw(st.sampled_from(["\r\n", "\n", "\r"])),
        titles=titles,
        notes=notes,
        as_text=draw(st.booleans()),
        merged=draw(st.booleans()),
        trailing=draw(st.integers(0, 2)),
    )
    return declared | {"dialect": dialect}, manner


@given(
    form=dialects(),
    kinds=st.lists(words, min_size=1, max_size=3, unique=True),
    periods=st.lists(quarters, min_size=1, max_size=4, unique=True),
    values=st.lists(numbers, min_size=1, max_size=8).filter(
        lambda each: any(value is not None for value in each)
    ),
)
def test_any_figures_written_in_any_dialect_are_read_back(
    tmp_path_factory: pytest.TempPathFactory,
    form: tuple[dict[str, Any], Manner],
    kinds: list[str],
    periods: list[str],
    values: list[float | None],
) -> None:
    declared, manner = form
    it = source(**BASE | declared)
    cells = list(product(AREAS, kinds, periods))
    rows = [
        {"Område": area, "Slags": kind, "Kvartal": period, "Antal": values[place % len(values)]}
        for place, (area, kind, period) in enumerate(cells)
    ]
    assert figures(it, written(it, rows, manner), tmp_path_factory.mktemp("fil")) == expected(rows)


def test_two_ways_to_write_a_number_are_never_mixed_up(tmp_path: Path) -> None:
    """What is 0.998 under one declaration is refused, and not 998, under the other."""
    for decimal, other in ((",", "."), (".", ",")):
        it, read_as = source(**BASE | text(decimal=decimal)), source(**BASE | text(decimal=other))
        rows = [{**row, "Antal": 0.998} for row in ROWS]
        with pytest.raises(Refused):
            figures(read_as, written(it, rows), tmp_path)
        assert set(figures(it, written(it, rows), tmp_path).values()) == {0.998}


def test_a_frame_keeps_the_number_of_the_row_that_its_figures_stood_in(tmp_path: Path) -> None:
    it = source(**BASE | text({"across": "Kvartal", "header_row": 2}))
    path = tmp_path / "fil.csv"
    path.write_bytes(written(it, ROWS, Manner(titles=("Titel",))))
    frame = source_reader.read_raw(it, path, "fil")
    assert list(frame.index[:4]) == [3, 3, 3, 3]
    assert list(frame.columns) == ["Område", "Slags", "Kvartal", "Antal"]
    assert pd.api.types.is_float_dtype(frame["Antal"])
