"""Objects and JSON-stat become tables; whatever does not fit is refused with the reason."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from example_sources import read, refused, source

RECORDS = source(
    format="json",
    area="",
    period="år",
    dimensions=("kategori",),
    values=("værdi",),
    dialect={"records": "data"},
)
JSONSTAT = source(format="jsonstat", area="OMRÅDE", period="Tid", values=("value",))


def dataset(**changed: Any) -> dict[str, Any]:
    """Return a JSON-stat dataset of two areas and a year."""
    dimension = {
        "OMRÅDE": {"category": {"index": {"991": 1, "990": 0}}},
        "Tid": {"category": {"label": {"2025": "2025"}}},
        "id": ["OMRÅDE", "Tid"],
        "size": [2, 1],
    }
    return {"dataset": {"dimension": dimension, "value": [7, None]} | changed}


def test_what_stands_beside_the_objects_is_the_same_in_each(tmp_path: Path) -> None:
    answer = {"år": 2023, "type": "Resultat", "liste": [], "data": [{"kategori": "Varme", "værdi": 1.5}]}
    frame = read(RECORDS, json.dumps(answer).encode(), tmp_path)
    assert frame.to_dict("records") == [{"år": "2023", "type": "Resultat", "kategori": "Varme", "værdi": 1.5}]


def test_a_key_that_an_object_lacks_is_an_empty_cell(tmp_path: Path) -> None:
    records = [{"år": 2023, "kategori": "A", "værdi": 1}, {"år": 2023, "kategori": "B"}]
    frame = read(RECORDS, json.dumps({"data": records}).encode(), tmp_path)
    assert frame["værdi"].isna().tolist() == [False, True]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"fejl": "ukendt kommune"}, "it has no 'data' but fejl; it is a message that says 'ukendt kommune'"),
        ({"data": {"a": 1}}, "it is no list"),
        ({"data": [1]}, "row 2 is no object"),
        ([{"år": 1}], "it has no 'data'"),
        ({"data": []}, "column 'år' is missing"),
        ({"data": [{"år": 2023, "kategori": "A", "værdi": {"a": 1}}]}, "an object of 1 is not a number"),
        ({"data": [{str(number): 1 for number in range(1_001)}]}, "different keys in 1 objects"),
    ],
)
def test_other_answers_than_objects_are_refused(tmp_path: Path, answer: Any, words: str) -> None:
    assert words in refused(RECORDS, json.dumps(answer).encode(), tmp_path)[0].what


def test_figures_stand_in_the_order_of_the_dimensions(tmp_path: Path) -> None:
    frame = read(JSONSTAT, json.dumps(dataset()).encode(), tmp_path)
    assert list(frame["OMRÅDE"]) == ["990", "991"]
    assert frame["value"].iloc[0] == 7
    assert frame["value"].isna().tolist() == [False, True]


def test_the_second_version_is_read_too(tmp_path: Path) -> None:
    inner = dataset()["dataset"]
    ids, sizes = inner["dimension"].pop("id"), inner["dimension"].pop("size")
    answer = inner | {"id": ids, "size": sizes, "value": {"0": 7}}
    assert read(JSONSTAT, json.dumps(answer).encode(), tmp_path)["value"].iloc[0] == 7


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (
            {"errorTypeCode": "EXTRACT-NOTFOUND", "message": "Can't find"},
            'that says "EXTRACT-NOTFOUND: Can\'t find"',
        ),
        (dataset(value=[1]), "it has 1 figures, and 2 cells"),
        (dataset(value={"9": 1}), "the figure '9' is of no cell"),
        (dataset(value="7"), "it has no figures"),
        (dataset(id=["OMRÅDE"]), "not lists of the same length"),
        (dataset(id=["OMRÅDE", "X"]), "dimension 'X' has not 1 codes"),
        (dataset(size=[3, 1]), "dimension 'OMRÅDE' does not number its 3 codes from 0"),
        (dataset(size=[10**9, 10**9]), "at most 3,000,000 are read"),
        (dataset(size=[0, 1]), "its sizes give 0 cells"),
        ([], "it has no dimensions"),
    ],
)
def test_a_dataset_that_does_not_fit_is_refused(tmp_path: Path, answer: Any, words: str) -> None:
    assert words in refused(JSONSTAT, json.dumps(answer).encode(), tmp_path)[0].what
