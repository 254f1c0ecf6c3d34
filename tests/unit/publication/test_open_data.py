"""The open data is every figure shown, once, rounded as on pages; the metadata says what the columns are."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from municipality import FIRST, LAST

from sigtepunkt.core import danish
from sigtepunkt.core.period import Period
from sigtepunkt.core.project import Project
from sigtepunkt.editions.processed_store import Processed
from sigtepunkt.observations.table import SHOWN, SUPPRESSED, WITHHELD
from sigtepunkt.publication import open_data
from sigtepunkt.publication.open_data import _number
from sigtepunkt.raw.vintage import Vintage
from sigtepunkt.strategy import Definitions

Row = dict[str, str]


@pytest.fixture(scope="module")
def text(declared: Definitions, done: Processed) -> str:
    """The later quarter's open data."""
    return open_data.csv(declared, done.observations, LAST, done.states)


def test_the_figures_lie_beside_the_pages_with_what_they_mean(
    declared: Definitions, done: Processed, vintage: Vintage, published_once: Project, text: str
) -> None:
    files = open_data.files(declared, done.observations, done.states, vintage)
    assert files == {open_data.CSV: text, open_data.METADATA: open_data.metadata(declared, vintage)}
    assert json.loads(files[open_data.METADATA])["url"] == open_data.CSV
    assert {*files} <= {path.name for path in published_once.report(FIRST).iterdir()}
    assert (published_once.report(FIRST) / open_data.CSV).read_bytes().startswith(b"\xef\xbb\xbf")


def read(text: str) -> list[Row]:
    """Return the rows as a program reads them that knows nothing of this one."""
    assert text.startswith("\ufeff"), "Excel needs the mark to see that it is UTF-8"
    return list(
        csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=";", strict=True)
    )


def keys(rows: pd.DataFrame) -> list[tuple[str, str, str]]:
    """Return which figures these are, in order."""
    return sorted(zip(rows["indicator"], rows["area"], rows["period"], strict=True))


def held(rows: pd.DataFrame, status: str, place: int) -> pd.DataFrame:
    """Return the observations without one figure of the later quarter, as if suppressed or withheld."""
    changed = rows.copy()
    changed.loc[rows.index[rows["vintage"] == str(LAST)][place], ["status", "value"]] = [status, float("nan")]
    return changed


# --- rows ---------------------------------------------------------------------------------------------------


def test_every_shown_figure_of_the_quarter_is_there_exactly_once(
    text: str, declared: Definitions, done: Processed
) -> None:
    """Of another municipality, which pages show beside this one's newest figure only, no other period's."""
    shown = done.observations[
        (done.observations["vintage"] == str(LAST)) & (done.observations["status"] == SHOWN)
    ]
    others = shown["area"].isin(
        [
            code
            for code, area in declared.municipality.areas.items()
            if area.kind == "kommune" and code != "990"
        ]
    )
    newest = shown[shown["area"] == "990"].groupby("indicator")["period"].last()
    beside = shown["period"] == shown["indicator"].map(newest)
    assert len(shown[~others]) > 100
    assert (others & beside).any()
    assert (others & ~beside).any()
    assert sorted((row["indikator"], row["områdekode"], row["periode"]) for row in read(text)) == keys(
        shown[~others | beside]
    )


def test_of_a_municipality_it_is_not_compared_with_no_figure_is_there(
    declared: Definitions, done: Processed
) -> None:
    alone = declared.municipality.model_copy(update={"comparison": ()})
    rows = read(open_data.csv(replace(declared, municipality=alone), done.observations, LAST))
    assert {row["områdekode"] for row in rows} == {"990", "000"}


def test_of_another_quarters_figures_none_is_there(declared: Definitions, done: Processed, text: str) -> None:
    now = done.observations
    former = now.assign(vintage=str(FIRST), value=now["value"] + 1)
    both = pd.concat([former, now], ignore_index=True)
    assert open_data.csv(declared, both, LAST, done.states) == text


@pytest.mark.parametrize("status", [WITHHELD, SUPPRESSED])
@pytest.mark.parametrize("place", [0, 50, -1])
def test_a_figure_that_is_not_shown_is_not_there_even_as_an_empty_cell(
    declared: Definitions, done: Processed, text: str, status: str, place: int
) -> None:
    before, after = (
        text.splitlines(),
        open_data.csv(declared, held(done.observations, status, place), LAST, done.states).splitlines(),
    )
    assert len(before) - len(after) == 1
    assert set(after) < set(before), "and no other is another for that"


def test_what_was_suppressed_in_the_quarter_is_not_there(text: str, done: Processed) -> None:
    published = {(row["indikator"], row["områdekode"], row["periode"]) for row in read(text)}
    unshown = done.observations[
        (done.observations["vintage"] == str(LAST)) & (done.observations["status"] != SHOWN)
    ]
    assert published.isdisjoint(keys(unshown))


def test_a_quarter_of_which_nothing_is_shown_has_a_header_and_no_rows(
    declared: Definitions, done: Processed
) -> None:
    text = open_data.csv(declared, done.observations.assign(status=WITHHELD), LAST)
    assert text.startswith("\ufeffindikator;titel;")
    assert text.count("\r\n") == 1


def test_a_row_says_what_its_figure_is(text: str) -> None:
    (row,) = [
        row
        for row in read(text)
        if (row["indikator"], row["områdekode"], row["periode"]) == ("folketal", "990", "2026Q3")
    ]
    assert row == {
        "indikator": "folketal",
        "titel": "Folketal",
        "fokusområde": "Bosætning",
        "områdekode": "990",
        "område": "Prøve",
        "periode": "2026Q3",
        "opgjort": "2026-07-01",
        "værdi": "5408",
        "enhed": "personer",
        "fremskrivning": "nej",
        "oprindelse": "officiel",
        "kilde": "Prøvestatistik, FOLK9",
        "siden strategien begyndte": "216",
        "strategiens start": "2022Q1",
        "hele landet": "",
        "mærker": "",
        "nedre grænse": "",
        "øvre grænse": "",
    }


def test_demo_rows_say_so_and_no_others_do(text: str, declared: Definitions) -> None:
    origins = {row["indikator"]: row["oprindelse"] for row in read(text)}
    assert origins == {key: open_data.ORIGINS[declared.origin(key)] for key in declared.indicators}
    assert [key for key, origin in origins.items() if origin == "demodata"] == ["ventetid"]
    assert (origins["klubandel"], origins["ledighed"]) == ("intern", "officiel")


def test_a_projection_says_that_it_is_one(declared: Definitions, done: Processed) -> None:
    ahead = done.observations.assign(projection=done.observations["indicator"] == "folketal")
    projections = {
        (row["indikator"], row["fremskrivning"]) for row in read(open_data.csv(declared, ahead, LAST))
    }
    assert {key for key, said in projections if said == "ja"} == {"folketal"}
    assert len(projections) == len(declared.indicators)


def test_rows_stand_by_indicator_area_and_time_whatever_order_they_came_in(
    declared: Definitions, done: Processed, text: str
) -> None:
    shuffled = done.observations.sample(frac=1, random_state=5)
    assert open_data.csv(declared, shuffled, LAST, reversed(done.states)) == text
    order = [(row["indikator"], row["områdekode"], Period.parse(row["periode"]).first) for row in read(text)]
    assert order == sorted(order)


def test_names_with_the_marks_of_csv_and_of_formulas_are_read_back_as_text(
    declared: Definitions, done: Processed
) -> None:
    hostile = '=HYPERLINK("x"); "y"\r\nz'
    renamed = declared.indicators["folketal"].model_copy(update={"title": hostile, "unit": "1.000\u00a0kr."})
    text = open_data.csv(
        replace(declared, indicators={**declared.indicators, "folketal": renamed}), done.observations, LAST
    )
    rows = [row for row in read(text) if row["indikator"] == "folketal"]
    assert {row["titel"] for row in rows} == {f"'{hostile}"}, "no spreadsheet runs it"
    assert {row["enhed"] for row in rows} == {"1.000 kr."}


# --- numbers ------------------------------------------------------------------------------------------------


def test_figures_have_the_decimals_of_the_pages_and_no_thousands_separators(
    text: str, declared: Definitions
) -> None:
    rows = read(text)
    for row in rows:
        decimals = declared.indicators[row["indikator"]].decimals
        tail = rf",\d{{{decimals}}}" if decimals else ""
        assert re.fullmatch(rf"-?\d+{tail}", row["værdi"]), row
    assert max(len(row["værdi"]) for row in rows) == len("500000")


def test_figures_are_those_of_the_pages(text: str, done: Processed, declared: Definitions) -> None:
    values = done.observations[done.observations["vintage"] == str(LAST)].set_index(
        ["indicator", "area", "period"]
    )["value"]
    for row in read(text):
        value = float(values[row["indikator"], row["områdekode"], row["periode"]])
        assert plain(danish.number(value, declared.indicators[row["indikator"]].decimals)) == row["værdi"]


def plain(number: str) -> str:
    """Return a number as a Danish reader sees it, without what only a reader needs."""
    return number.replace(".", "").replace(danish.MINUS, "-")


@given(st.floats(-1e15, 1e15), st.integers(0, 4))
def test_a_number_is_the_one_on_the_page(value: float, decimals: int) -> None:
    assert _number(value, decimals) == plain(danish.number(value, decimals))


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (0.5, 0, "1"),
        (2.5, 0, "3"),
        (-0.5, 0, "-1"),
        (0.25, 1, "0,3"),
        (1.005, 2, "1,01"),
        (-0.4, 0, "0"),
        (-0.04, 1, "0,0"),
        (0, 2, "0,00"),
        (-0.0, 0, "0"),
        (1234567.891, 2, "1234567,89"),
        (1e15, 0, "1000000000000000"),
        (1e-7, 4, "0,0000"),
        (5, 0, "5"),
    ],
)
def test_halves_are_rounded_away_from_zero_and_nothing_has_no_sign(
    value: float, decimals: int, text: str
) -> None:
    assert _number(value, decimals) == text


# --- metadata -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def metadata(declared: Definitions, vintage: Vintage) -> dict[str, Any]:
    """The later quarter's metadata."""
    described: dict[str, Any] = json.loads(open_data.metadata(declared, vintage))
    return described


def is_of(cell: str, datatype: Any) -> bool:
    """Return whether a cell is of a datatype, as the metadata declare it."""
    if datatype == "string":
        return True
    if datatype == {"base": "number", "format": {"decimalChar": ","}}:
        return re.fullmatch(r"-?\d+(,\d+)?", cell) is not None and Decimal(cell.replace(",", ".")).is_finite()
    if datatype == {"base": "date", "format": "yyyy-MM-dd"}:
        return dt.date.fromisoformat(cell).isoformat() == cell
    if datatype["base"] == "boolean":
        return cell in datatype["format"].split("|")
    raise AssertionError(datatype)


def test_the_metadata_name_exactly_the_columns_in_their_order(metadata: dict[str, Any], text: str) -> None:
    header = text.removeprefix("\ufeff").split("\r\n")[0].split(";")
    columns = metadata["tableSchema"]["columns"]
    assert [column["titles"] for column in columns] == header
    assert len({column["name"] for column in columns}) == len(header)
    assert all(column["dc:title"] and column["dc:description"].endswith(".") for column in columns)


def test_a_columns_name_is_one_a_uri_template_can_hold(metadata: dict[str, Any]) -> None:
    """W3C, Metadata Vocabulary for Tabular Data, 5.6: an RFC 6570 variable without a leading underscore."""
    for column in metadata["tableSchema"]["columns"]:
        assert re.fullmatch(r"(?!_)(?:[A-Za-z0-9_]|%[0-9A-F]{2})+", column["name"])


def test_every_cell_is_of_the_datatype_its_column_declares(metadata: dict[str, Any], text: str) -> None:
    """An empty cell is null, and so of no type, where its column says nothing else (CSVW, 5.7)."""
    for column in metadata["tableSchema"]["columns"]:
        for row in read(text):
            cell = row[column["titles"]]
            assert cell or not column["required"], column["titles"]
            is_null = cell == column.get("null", "")
            assert is_null or is_of(cell, column["datatype"]), (column["titles"], cell)


def test_the_primary_key_tells_every_row_from_every_other(metadata: dict[str, Any], text: str) -> None:
    titles = {column["name"]: column["titles"] for column in metadata["tableSchema"]["columns"]}
    primary = [titles[name] for name in metadata["tableSchema"]["primaryKey"]]
    rows = read(text)
    assert len({tuple(row[title] for title in primary) for row in rows}) == len(rows)


def test_the_dialect_is_that_of_the_file(metadata: dict[str, Any], text: str) -> None:
    assert (metadata["url"], metadata["dialect"]["delimiter"], metadata["dialect"]["encoding"]) == (
        open_data.CSV,
        ";",
        "utf-8",
    )
    assert f"{open_data.CSV}-metadata.json" == open_data.METADATA, "where W3C says that it is looked for"
    (ending,) = metadata["dialect"]["lineTerminators"]
    assert text.endswith(ending)
    assert text.count("\n") == text.count(ending)
    assert metadata["@context"] == ["http://www.w3.org/ns/csvw", {"@language": "da"}]


def test_the_metadata_say_whose_figures_of_when_and_from_whom(metadata: dict[str, Any]) -> None:
    assert metadata["dc:title"] == "Prøvestrategi 2022–2025: alle viste tal, 2. kvartal 2026"
    assert metadata["dc:publisher"] == "Prøvekommune"
    assert "2026-08-31" in metadata["dc:description"]
    assert "opdigtede" in metadata["dc:description"]
    assert {source["dc:title"].split(":")[0]: source["dc:license"] for source in metadata["dc:source"]} == {
        "FOLK9": "CC BY 4.0",
        "Y99": "ukendt",
        "Elevudtræk": "ukendt",
        "Byggesager": "MIT",
    }, "those with figures in the file, and no others"


def test_without_demo_data_no_invented_source_is_named(
    declared: Definitions, vintage: Vintage, done: Processed
) -> None:
    shown = declared.without_demo()
    assert "Byggesager" not in open_data.metadata(shown, vintage)
    official = done.observations[done.observations["indicator"].isin(shown.indicators)]
    assert {row["oprindelse"] for row in read(open_data.csv(shown, official, LAST))} == {"officiel", "intern"}


def test_the_same_quarter_gives_the_same_bytes(
    declared: Definitions, done: Processed, vintage: Vintage, text: str
) -> None:
    assert open_data.csv(declared, done.observations, LAST, done.states) == text
    assert open_data.metadata(declared, vintage) == open_data.metadata(declared, vintage)
