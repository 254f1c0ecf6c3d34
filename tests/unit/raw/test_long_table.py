"""A raw frame becomes a long table of measures; a row that does not say what it is about is refused."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from example_sources import EXCEL, STATBANK, long_table, read, source, statbank, workbook

from sigtepunkt.core.errors import Refused

HEADER, ROW = "OMRÅDE;TID;INDHOLD", "990;2026K1;1"


def test_one_value_column_without_dimensions_is_one_nameless_measure(tmp_path: Path) -> None:
    frame = read(
        STATBANK, statbank("OMRÅDE;TID;INDHOLD", "990;2026K1;1", "Nabo;2026K2;2", "991;2026K3;.."), tmp_path
    )
    assert long_table(STATBANK, frame).to_dict("records") == [
        {"measure": "", "area": "990", "period": "2026Q1", "value": 1.0, "row": 2, "column": "INDHOLD"},
        {"measure": "", "area": "991", "period": "2026Q2", "value": 2.0, "row": 3, "column": "INDHOLD"},
    ]


def test_a_measure_is_its_dimensions_codes_and_the_column_where_there_are_several(tmp_path: Path) -> None:
    several = source(
        format="semicolon", area="", period="År", dimensions=("Køn", "Alder"), values=("Elever", "Timer")
    )
    frame = read(
        several, b"\xef\xbb\xbf" + "År;Køn;Alder;Elever;Timer\n2025;M;6-9;10;3,5\n".encode(), tmp_path
    )
    assert list(long_table(several, frame)["measure"]) == ["M|6-9|Elever", "M|6-9|Timer"]
    single = source(format="semicolon", area="", period="År", dimensions=("Køn", "Alder"), values=("Elever",))
    assert list(long_table(single, frame)["measure"]) == ["M|6-9"]


def test_a_file_without_areas_is_about_the_municipality(tmp_path: Path) -> None:
    frame = read(EXCEL, workbook([("Kvartal", "Dage"), ("2026K1", 54)]), tmp_path)
    assert list(long_table(EXCEL, frame)["area"]) == ["990"]


def test_an_unknown_area_is_told_with_row_value_and_the_nearest(tmp_path: Path) -> None:
    frame = read(STATBANK, statbank("OMRÅDE;TID;INDHOLD", "990;2026K1;1", "Naboe;2026K1;1"), tmp_path)
    with pytest.raises(Refused) as refusal:
        long_table(STATBANK, frame)
    (problem,) = refusal.value.problems
    assert problem.what == "row 3, column OMRÅDE: unknown area 'Naboe'"
    assert "did you mean 'Nabo'" in problem.allowed
    assert "strategy/municipality.toml" in problem.next_step


def test_a_period_nobody_can_read_is_told_with_row_and_value(tmp_path: Path) -> None:
    frame = read(STATBANK, statbank("OMRÅDE;TID;INDHOLD", "990;2026K1;1", "990;2026K5;1", "990;;1"), tmp_path)
    with pytest.raises(Refused) as refusal:
        long_table(STATBANK, frame)
    wrong, empty = (problem.what for problem in refusal.value.problems)
    assert wrong == "row 3, column TID: '2026K5' is not a period"
    assert empty.startswith("row 4, column TID: ")
    assert "nan" not in empty, "an empty cell is told in words a person knows"
    assert "2025K2" in refusal.value.problems[0].allowed


def test_measuring_leaves_the_raw_frame_as_received(tmp_path: Path) -> None:
    frame = read(STATBANK, statbank("OMRÅDE;TID;INDHOLD", "990;2026K1;1", "991;2026K1;.."), tmp_path)
    before = frame.copy(deep=True)
    long_table(STATBANK, frame)
    pd.testing.assert_frame_equal(frame, before)


def keys_refused(folder: Path, *rows: str) -> list[tuple[str, str]]:
    """Return what is said of rows whose area or period nobody can tell, and the next steps."""
    frame = read(STATBANK, statbank(HEADER, *rows), folder)
    with pytest.raises(Refused) as refusal:
        long_table(STATBANK, frame)
    return [(problem.what, problem.next_step) for problem in refusal.value.problems]


def test_a_half_empty_row_is_named_and_its_area_is_not_called_nan(tmp_path: Path) -> None:
    ((what, _),) = keys_refused(tmp_path, ROW, ";2026K1;2", ";2026K2;3")
    assert what == (
        "row 3, column OMRÅDE: nothing stands there, and so nobody knows what the row is about, "
        "and so in 1 more row (4)"
    )


def test_an_unknown_area_in_many_rows_is_told_once(tmp_path: Path) -> None:
    ((what, _),) = keys_refused(
        tmp_path, *[f"Ukendtby;{2000 + year};1" for year in range(20)], "990;2026K1;1"
    )
    assert what == "row 2, column OMRÅDE: unknown area 'Ukendtby', and so in 19 more rows (3, 4, 5, 6, …)"


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("2026q2", "2026Q2"),
        ("2026k2", "2026Q2"),
        ("2026Q02", "2026Q2"),
        ("2026 K2", "2026Q2"),
        ("K2 2026", "2026Q2"),
        ("2. kvartal 2026", "2026Q2"),
        ("2026-07", "2026M07"),
        ("2026M7", "2026M07"),
        ("2026m07", "2026M07"),
        ("202607", "2026M07"),
        ("2026.0", "2026"),
        ("2024U01", "a week"),
        ("2026H1", "half a year"),
        ("2026M01D31", "a day"),
        ("31-01-2026", "a day"),
        ("2026-01-31", "a day"),
    ],
)
def test_a_period_written_otherwise_is_told_with_what_it_seems_to_mean(
    tmp_path: Path, text: str, hint: str
) -> None:
    ((what, step),) = keys_refused(tmp_path, f"990;{text};1", f"991;{text};1")
    assert what == f"row 2, column TID: {text!r} is not a period, and so in 1 more row (3)"
    assert hint in step
