"""The same figures in a hundred forms that offices and publishers deliver, each with its declaration."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

from municipality.written_files import Manner, Row
from sigtepunkt.strategy import Source

AREAS = (("000", "Hele landet"), ("990", "Prøve"), ("991", "Nabo"))
CODES = {spelling: code for code, name in AREAS for spelling in (code, name)} | {"/": "000"}
QUARTERS = ("2025Q3", "2025Q4", "2026Q1", "2026Q2")
KINDS = ("Åbne sager", "Ældre sager")
FIGURES = (1234567.0, 0.5, 0.0, -12.25, None, 998.0, 1729.0, 7.0)
ROWS: list[Row] = [
    {"Område": area, "Slags": kind, "Kvartal": quarter, "Antal": FIGURES[(number * 5) % len(FIGURES)]}
    for number, (area, kind, quarter) in enumerate(product(AREAS, KINDS, QUARTERS))
]
BASE: dict[str, Any] = {"area": "Område", "period": "Kvartal", "dimensions": ("Slags",), "values": ("Antal",)}
UNNAMED = ("Område", "Slags")
Form = tuple[str, dict[str, Any], Manner]


def text(dialect: dict[str, Any] | None = None, **declared: Any) -> dict[str, Any]:
    """Return what is declared of a text whose decimal sign is a comma, unless it says otherwise."""
    return {"format": "csv", "decimal": ",", "dialect": dialect or {}} | declared


def book(dialect: dict[str, Any] | None = None, **declared: Any) -> dict[str, Any]:
    """Return what is declared of a workbook."""
    return {"format": "excel", "dialect": dialect or {}} | declared


def texts() -> Iterator[Form]:
    """Yield the forms of text files."""
    encodings = (("utf-8-sig", True), ("utf-8-sig", False), ("cp1252", False), ("iso-8859-1", False))
    for (encoding, mark), delimiter, decimal in product(encodings, (";", ",", "\t", "|"), (",", ".")):
        name = f"{encoding}{' with a mark' if mark else ''}, {delimiter!r}, decimal {decimal!r}"
        yield name, text({"delimiter": delimiter}, encoding=encoding, decimal=decimal), Manner(mark=mark)
    for encoding in ("utf-16", "mac-roman", "cp850"):
        yield encoding, text(encoding=encoding), Manner()
    for newline, kind in (("\r", "CR"), ("\n", "LF")):
        yield f"lines end in {kind}", text(), Manner(newline=newline)
    for delimiter in (";", ","):
        yield f"a line sep={delimiter}", text({"delimiter": delimiter}), Manner(separator_line=True)
        yield f"trailing {delimiter}", text({"delimiter": delimiter}), Manner(trailing=2)
    yield "letters in parts", text(), Manner(decomposed=True)
    yield "a sign for what is missing", text(missing=("..",)), Manner()
    yield "a dash for nil", text(zero=("-",)), Manner()
    yield "signs of both kinds", text(missing=("-", "i.o."), zero=("–",)), Manner()
    yield "thousands by spaces", text({"thousands": " "}), Manner()
    yield "thousands by apostrophes", text({"thousands": "'"}, decimal="."), Manner()
    yield "semicolons as declared before", {"format": "semicolon"}, Manner()
    yield "StatBank's own", {"format": "statbank"}, Manner(mark=True)


def layouts(declare: Callable[..., dict[str, Any]]) -> Iterator[Form]:
    """Yield the layouts that texts and workbooks share."""
    title, note = (
        ("Udtræk fra fagsystemet", "dannet 1. juli 2026"),
        ("Kilde: fagsystemet", "* foreløbige tal"),
    )
    yield "titles above", declare({"header_row": 3}), Manner(titles=title)
    yield "notes below", declare({"notes_below": True}), Manner(notes=note)
    yield (
        "titles and notes",
        declare({"header_row": 3, "notes_below": True}),
        Manner(titles=title, notes=note),
    )
    yield "labels that stand once", declare({"fill_down": UNNAMED}), Manner()
    yield "periods in words", declare({"periods": "words"}), Manner()
    yield "periods as dates", declare({"periods": "dates", "dates": "quarter"}), Manner()
    for form in ("{code} {name}", "{name} Kommune", "{name} ({code})", "{code}"):
        yield f"areas as {form}", declare({"area_form": form}), Manner()
    yield "aliases", declare({"areas": {"All Denmark": "000", "Test": "990"}}), Manner()
    yield "a column for each quarter", declare({"across": "Kvartal"}), Manner()
    yield "a column for each area", declare({"across": "Område"}), Manner()
    yield "a column for each kind", declare({"across": "Slags"}), Manner()
    wide = {"across": "Kvartal", "stub": UNNAMED, "fill_down": ("Område",)}
    yield "StatBank's own layout", declare({**wide, "header_row": 3}), Manner(titles=title)
    yield (
        "everything at once",
        declare(
            {**wide, "header_row": 2, "notes_below": True, "periods": "dates", "dates": "quarter"}
            | {"area_form": "{code} {name}", "other_areas": "dropped"}
        ),
        Manner(titles=title[:1], notes=note),
    )


def workbooks() -> Iterator[Form]:
    """Yield the forms that only workbooks have."""
    yield "as it should be", book(), Manner()
    yield "numbers as text", book(), Manner(as_text=True)
    yield "English numbers as text", book(decimal="."), Manner(as_text=True)
    yield "merged labels", book({"fill_down": UNNAMED}), Manner(merged=True)
    yield (
        "merged labels with titles and notes",
        book({"fill_down": UNNAMED, "header_row": 2, "notes_below": True}),
        Manner(merged=True, titles=("Titel",), notes=("Note",)),
    )
    yield "several sheets", book(sheet="Tal"), Manner(empty_sheets=("Om", "Noter"))
    yield "styled empty cells", book(), Manner(styled=True)
    yield "signs", book(missing=("..",), zero=("-",)), Manner()


def answers() -> Iterator[Form]:
    """Yield the forms of services' answers."""
    for mark in (False, True):
        kind = " with a mark" if mark else ""
        yield f"columns and rows{kind}", {"format": "jobindsats"}, Manner(mark=mark)
        yield f"objects{kind}", {"format": "json"}, Manner(mark=mark)
        yield (
            f"objects under a key{kind}",
            {"format": "json", "dialect": {"records": "data"}},
            Manner(mark=mark),
        )
        yield f"JSON-stat{kind}", {"format": "jsonstat", "values": ("value",)}, Manner(mark=mark)


FORMS = [
    *((f"text: {name}", *form) for name, *form in (*texts(), *layouts(text))),
    *((f"workbook: {name}", *form) for name, *form in (*workbooks(), *layouts(book))),
    *((f"answer: {name}", *form) for name, *form in answers()),
]


def expected(rows: list[Row]) -> dict[tuple[str, str, str], float | None]:
    """Return the figures of rows by measure, area and period."""
    return {(row["Slags"], row["Område"][0], row["Kvartal"]): row["Antal"] for row in rows}


def in_value(rows: list[Row], declared: Source) -> list[Row]:
    """Return the rows with their figures in the column that the source names."""
    (name,) = declared.values
    return [{**row, name: row["Antal"]} for row in rows]


def in_codes(rows: list[Row], declared: Source) -> list[Row]:
    """Return the rows as a service answers, with codes for areas."""
    return (
        rows
        if declared.format != "jsonstat"
        else [{**row, "Område": (row["Område"][0],) * 2} for row in rows]
    )
