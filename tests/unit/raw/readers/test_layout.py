"""What in a file's layout is not as its dialect says is refused with row and column."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from example_sources import read, refused, source, workbook

from sigtepunkt.strategy import Source

WIDE = {"area": "", "period": "Kvartal", "dimensions": ("Slags",), "values": ("Antal",), "format": "excel"}
ROWS: list[tuple[Any, ...]] = [("Slags", "2026K1", "2026K2"), ("Ny", 1, 2), ("Gammel", 3, 4)]


def wide(**dialect: Any) -> Source:
    return source(**WIDE, dialect={"across": "Kvartal"} | dialect)


@pytest.mark.parametrize(
    ("rows", "dialect", "words"),
    [
        ([("Slags", "2026K1", "I alt"), ("Ny", 1, 2)], {}, "'I alt' is above columns beside the periods"),
        ([("Slags", "Nu", "Før"), ("Ny", 1, 2)], {}, "no column is named after a period, but 'Nu', 'Før'"),
        ([("Slags",), ("Ny",)], {}, "no column holds figures: Kvartal should lie across"),
        ([("Slags", "2026K1", "2026K1"), ("Ny", 1, 2)], {}, "'2026K1' stands there twice"),
        (ROWS, {"header_row": 9}, "row 9 is empty, and the names of the columns should stand in it"),
        (ROWS, {"stub": ("Slagsen",)}, "'Slags' stands where the first 1 columns should have no name"),
        ([("Titel",), *ROWS], {}, "no column is named after a period, but 'Titel'"),
        ([*ROWS, ("Kilde: X", None, None), ("Ny", "n", 2)], {}, "'n' is not a number"),
        ([("Slags", "1. kvt. 2026"), ("Ny", 1)], {}, "no column is named after a period, but '1. kvt. 2026'"),
    ],
)
def test_a_layout_that_is_not_as_declared_is_refused(
    tmp_path: Path, rows: list[tuple[Any, ...]], dialect: dict[str, Any], words: str
) -> None:
    problems = refused(wide(**dialect), workbook(rows), tmp_path)
    assert words in problems[0].what


def test_what_stands_beside_the_periods_is_passed_over_where_it_is_declared(tmp_path: Path) -> None:
    rows = [("Slags", "2026K1", "I alt"), ("Ny", 1, "mange")]
    frame = read(wide(ignored=("I alt",)), workbook(rows), tmp_path)
    assert frame.to_dict("list") == {"Slags": ["Ny"], "Kvartal": ["2026K1"], "Antal": [1.0]}


def test_a_merged_figure_below_a_period_is_refused_by_cell(tmp_path: Path) -> None:
    import io

    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(workbook(ROWS)))
    book["Data"].merge_cells("B2:C2")
    saved = io.BytesIO()
    book.save(saved)
    (problem,) = refused(wide(), saved.getvalue(), tmp_path)
    assert problem.where.endswith("sheet Data, cell B2")
    assert "are merged" in problem.what


def test_a_blank_label_beside_a_new_one_is_refused(tmp_path: Path) -> None:
    it = source(**WIDE | {"dimensions": ("Slags", "Køn"), "dialect": {"fill_down": ("Slags", "Køn")}})
    rows = [("Slags", "Køn", "Kvartal", "Antal"), ("Ny", "M", "2026K1", 1), ("Gammel", None, "2026K1", 2)]
    (problem,) = refused(it, workbook(rows), tmp_path)
    assert problem.what == "row 3, column Køn: nothing stands there, beside a new label"
    assert problem.where.endswith("sheet Data, cell B3")


def test_a_date_that_is_none_is_refused_once_with_a_count(tmp_path: Path) -> None:
    it = source(**WIDE | {"dimensions": (), "dialect": {"periods": "dates", "dates": "quarter"}})
    rows = [("Kvartal", "Antal"), ("31-02-2026", 1), ("31-12-2025", 3), ("31-02-2026", 2)]
    (problem,) = refused(it, workbook(rows), tmp_path)
    assert "'31-02-2026' is not a period as declared, and so in 1 more row (4)" in problem.what


def test_a_constant_stands_in_every_row(tmp_path: Path) -> None:
    it = source(**WIDE | {"dialect": {"constant": {"Kvartal": "2026K2"}}})
    frame = read(it, workbook([("Slags", "Antal"), ("Ny", 1), ("Gammel", 2)]), tmp_path)
    assert list(frame["Kvartal"]) == ["2026K2", "2026K2"]


@pytest.mark.parametrize(
    ("dialect", "words"),
    [
        ({"across": "Andet"}, "'Andet' lies across, and is no column of keys"),
        ({"fill_down": ("Antal",)}, "'Antal' is no column of keys"),
        ({"delimiter": ","}, 'needs format = "csv"'),
        ({"periods": "dates"}, "belong together"),
        ({"dates": "year"}, "belong together"),
        ({"ignored": ("X",)}, "ignored columns stand beside keys that lie across"),
        ({"area_form": "{navn}"}, "{code}, {name} or both"),
        ({"area_form": "{code}{name}"}, "something has to stand between"),
        ({"area_form": "{code} {name}"}, "the source declares none"),
        ({"across": "Slags", "constant": {"Slags": "x"}}, "neither constant nor filled down"),
        ({"records": "data"}, 'records are of format = "json"'),
    ],
)
def test_a_dialect_that_cannot_be_is_refused(dialect: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match="dialect") as refusal:
        source(**WIDE | {"dialect": dialect})
    assert words in str(refusal.value)
