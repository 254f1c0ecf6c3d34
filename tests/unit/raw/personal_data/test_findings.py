"""CPR numbers are found in everything that carries text, and hardly anything else is taken for one."""

from __future__ import annotations

import base64
import html
import io
import json
import random
import zipfile
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import nbformat
import openpyxl
import pandas as pd
import pytest
from example_cpr_numbers import example_numbers, look_alikes, written
from example_sources import source
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl.comments import Comment

from sigtepunkt.raw.personal_data import cpr_numbers, findings, masking
from sigtepunkt.raw.personal_data.cpr_numbers import Finding
from sigtepunkt.report.output import csv_address

Masks = list[str]

OLDER = source(
    format="semicolon",
    encoding="cp1252",
    area="",
    period="År",
    dimensions=("Køn",),
    values=("Tal",),
    file="fil.csv",
)


def masks(located: Sequence[tuple[object, Finding]]) -> Masks:
    """Return what was found, masked."""
    return [finding.masked for _, finding in located if finding.kind == "cpr"]


def in_file(folder: Path, content: bytes, name: str = "fil.csv", declared: Any = None) -> Masks:
    """Return what is found in a raw file of these bytes."""
    path = folder / name
    path.write_bytes(content)
    return masks(findings.in_file(path, declared)[0])


def as_written(numbers: Sequence[str]) -> list[str]:
    """Return the numbers as people write them."""
    return [written(number, index) for index, number in enumerate(numbers)]


def csv_cells(folder: Path, numbers: Sequence[str]) -> Masks:
    return in_file(
        folder,
        "\r\n".join(
            ["OMRÅDE;TID;INDHOLD", *(f'990;2026K1;"se {number}"' for number in as_written(numbers))]
        ).encode(),
    )


def csv_cells_in_windows_letters(folder: Path, numbers: Sequence[str]) -> Masks:
    return in_file(
        folder,
        "\r\n".join(["År;Køn;Tal", *(f"2026;æ {number[:6]}–{number[6:]};3" for number in numbers)]).encode(
            "cp1252"
        ),
        declared=OLDER,
    )


def csv_numbers_without_their_zero(folder: Path, numbers: Sequence[str]) -> Masks:
    return in_file(folder, "\r\n".join(["År;Tal", *(f"2026;{int(number)}" for number in numbers)]).encode())


def csv_column_names(folder: Path, numbers: Sequence[str]) -> Masks:
    return in_file(folder, (";".join(as_written(numbers)) + "\r\n").encode())


def csv_in_utf_16(folder: Path, numbers: Sequence[str]) -> Masks:
    return in_file(
        folder,
        "\r\n".join(["År;Tal", *(f"2026;{number}" for number in as_written(numbers))]).encode("utf-16"),
    )


def json_rows(folder: Path, numbers: Sequence[str]) -> Masks:
    rows = [
        ["Prøve", number if index % 2 else int("1" + number[1:]) if number[0] == "1" else number]
        for index, number in enumerate(numbers)
    ]
    return in_file(
        folder, json.dumps({"columns": ["Område", "Ledige"], "rows": rows}).encode(), "ledige.json"
    )


def json_elsewhere(folder: Path, numbers: Sequence[str]) -> Masks:
    written_so = as_written(numbers)
    return in_file(
        folder,
        json.dumps({"meta": {"noter": written_so[::2]}, **dict.fromkeys(written_so[1::2], 1)}).encode(),
        "ledige.json",
    )


def provenance(folder: Path, numbers: Sequence[str]) -> Masks:
    return in_file(
        folder,
        "\n".join(f'note = "rettet for {number}"' for number in as_written(numbers)).encode(),
        "provenance.toml",
    )


def file_names(folder: Path, numbers: Sequence[str]) -> Masks:
    return [
        mask for number in as_written(numbers) for mask in in_file(folder, b"a;b\r\n", f"borger_{number}.csv")
    ]


def workbook(folder: Path, numbers: Sequence[str], fill: Callable[[Any, list[str]], None]) -> Masks:
    book = openpyxl.Workbook()
    book.active.append(["Kvartal", "Dage"])  # type: ignore[union-attr]
    fill(book, list(numbers))
    saved = io.BytesIO()
    book.save(saved)
    return in_file(folder, saved.getvalue(), "fil.xlsx")


def excel_texts(folder: Path, numbers: Sequence[str]) -> Masks:
    return workbook(
        folder,
        as_written(numbers),
        lambda book, texts: [book.active.append([text, 1]) for text in texts] and None,
    )


def excel_numbers(folder: Path, numbers: Sequence[str]) -> Masks:
    return workbook(
        folder,
        numbers,
        lambda book, texts: [book.active.append(["2026K1", int(text)]) for text in texts] and None,
    )


def excel_comments(folder: Path, numbers: Sequence[str]) -> Masks:
    def fill(book: Any, texts: list[str]) -> None:
        for index, text in enumerate(texts, 2):
            book.active.cell(index, 1, "x").comment = Comment(f"se sag om {text}", "NN")

    return workbook(folder, as_written(numbers), fill)


def excel_sheet_names(folder: Path, numbers: Sequence[str]) -> Masks:
    return workbook(
        folder, as_written(numbers), lambda book, texts: [book.create_sheet(text) for text in texts] and None
    )


def excel_hidden_sheets(folder: Path, numbers: Sequence[str]) -> Masks:
    def fill(book: Any, texts: list[str]) -> None:
        sheet = book.create_sheet("Skjult")
        sheet.sheet_state = "veryHidden"
        for text in texts:
            sheet.append([text])

    return workbook(folder, as_written(numbers), fill)


def excel_properties(folder: Path, numbers: Sequence[str]) -> Masks:
    def fill(book: Any, texts: list[str]) -> None:
        book.properties.title = texts.pop()
        book.properties.creator = texts.pop()
        book.properties.keywords = "; ".join(texts)

    return workbook(folder, as_written(numbers), fill)


def excel_margins(folder: Path, numbers: Sequence[str]) -> Masks:
    def fill(book: Any, texts: list[str]) -> None:
        half = len(texts) // 2
        book.active.oddHeader.left.text = "; ".join(texts[:half])
        for index, text in enumerate(texts[half:], 2):
            book.active.cell(index, 1, f'=CONCAT("{text}","")')

    return workbook(folder, as_written(numbers), fill)


def notebook(*outputs: Any, **metadata: Any) -> Any:
    """Return an executed notebook that showed this."""
    return nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell("x", outputs=list(outputs))], metadata=metadata
    )  # type: ignore[no-untyped-call]


def shown(**data: Any) -> Any:
    return nbformat.v4.new_output(
        "display_data", data={key.replace("_", "/"): value for key, value in data.items()}
    )  # type: ignore[no-untyped-call]


def in_notebook(executed: Any) -> Masks:
    return masks(findings.in_notebook(executed))


def printed(_: Path, numbers: Sequence[str]) -> Masks:
    return in_notebook(
        notebook(
            nbformat.v4.new_output(
                "stream", text="\n".join(f"borger {number}" for number in as_written(numbers))
            )
        )
    )  # type: ignore[no-untyped-call]


def html_outputs(_: Path, numbers: Sequence[str]) -> Masks:
    return in_notebook(
        notebook(
            shown(
                text_html="<table>"
                + "\n".join(f"<tr><td>{number}</td><td>1234</td></tr>" for number in as_written(numbers))
                + "</table>"
            )
        )
    )


def metadata(_: Path, numbers: Sequence[str]) -> Masks:
    half = len(numbers) // 2
    return in_notebook(
        notebook(
            shown(
                application_json={
                    "svar": [
                        int(f"1{number[1:]}") if number[0] == "1" else number for number in numbers[:half]
                    ]
                }
            ),
            papermill={"parameters": as_written(numbers[half:])},
        )
    )


def in_page(*lines: str) -> Masks:
    """Return what is found in a page of these lines."""
    return masks(
        findings.in_text("<!DOCTYPE html>\n<html><body>\n" + "\n".join(lines) + "\n</body></html>\n")
    )


def page_texts(_: Path, numbers: Sequence[str]) -> Masks:
    return in_page(*(f"<p>Borgeren {number} har fået svar</p>" for number in as_written(numbers)))


def page_texts_in_pieces(_: Path, numbers: Sequence[str]) -> Masks:
    forms = (
        lambda number: f"<p><b>{number[:6]}</b>-<span class='x'>{number[6:]}</span></p>",
        lambda number: f"<p>{number[:4]}<em>{number[4:6]}</em>&#8211;{number[6:]}</p>",
        lambda number: f"<p>{number[:6]}&nbsp;{number[6:]}</p>",
        lambda number: "<p>" + "".join(f"&#{ord(digit)};" for digit in number) + "</p>",
        lambda number: f"<text><tspan>{number[:6]}</tspan>-<tspan>{number[6:]}</tspan></text>",
        lambda number: f"<p>{number[:6]}&shy;{number[6:]}</p>",
    )
    return in_page(*(forms[index % len(forms)](number) for index, number in enumerate(numbers)))


def drawn_texts(_: Path, numbers: Sequence[str]) -> Masks:
    return in_page(
        "<svg>",
        *(
            f'<text x="10.25" y="3">{number}</text><path d="M10.120390-1234.5z"/>'
            for number in as_written(numbers)
        ),
        "</svg>",
    )


def alternatives(_: Path, numbers: Sequence[str]) -> Masks:
    return in_page(
        "<svg><desc>",
        *as_written(numbers[::2]),
        "</desc></svg>",
        *(f'<img alt="Kurve for {number}">' for number in as_written(numbers[1::2])),
    )


def attributes(_: Path, numbers: Sequence[str]) -> Masks:
    return in_page(
        *(f"<p id=\"x\" data-borger='{html.escape(number)}'></p>" for number in as_written(numbers))
    )


def downloads(_: Path, numbers: Sequence[str]) -> Masks:
    return in_page(
        *(
            f'<a download="x.csv" href="{csv_address(["Sag"], [[number]])}">Hent</a>'
            for number in as_written(numbers)
        )
    )


def comments(_: Path, numbers: Sequence[str]) -> Masks:
    return in_page(*(f"<!-- {number} -->" for number in as_written(numbers)))


def manifest(_: Path, numbers: Sequence[str]) -> Masks:
    return masks(
        findings.in_text(
            json.dumps(
                {"checks": as_written(numbers), "sha": "0077914820" + "a" * 54}, ensure_ascii=False, indent=1
            )
        )
    )


def processed_cells(_: Path, numbers: Sequence[str]) -> Masks:
    half = len(numbers) // 2
    frame = pd.DataFrame(
        {"area": as_written(numbers[:half]), "value": [float(number) for number in numbers[half:]]}
    )
    return masks(findings.in_table(frame))


def processed_columns(_: Path, numbers: Sequence[str]) -> Masks:
    return masks(findings.in_table(pd.DataFrame(columns=as_written(numbers))))


def log_lines(_: Path, numbers: Sequence[str]) -> Masks:
    lines = [f"Reading data/raw/borger_{number}.csv" for number in as_written(numbers)]
    assert not any(cpr_numbers.find(masking.masked(line)) for line in lines)
    return [finding.masked for line in lines for finding in cpr_numbers.find(line)]


CARRIERS: tuple[Callable[[Path, Sequence[str]], Masks], ...] = (
    csv_cells,
    csv_cells_in_windows_letters,
    csv_numbers_without_their_zero,
    csv_column_names,
    csv_in_utf_16,
    json_rows,
    json_elsewhere,
    provenance,
    file_names,
    excel_texts,
    excel_numbers,
    excel_comments,
    excel_sheet_names,
    excel_hidden_sheets,
    excel_properties,
    excel_margins,
    printed,
    html_outputs,
    metadata,
    page_texts,
    page_texts_in_pieces,
    drawn_texts,
    alternatives,
    attributes,
    downloads,
    comments,
    manifest,
    processed_cells,
    processed_columns,
    log_lines,
)

PLANTED = example_numbers(1_020)

EACH = len(PLANTED) // len(CARRIERS)


@pytest.mark.parametrize("index", range(len(CARRIERS)), ids=[carrier.__name__ for carrier in CARRIERS])
def test_of_1_020_numbers_in_30_carriers_every_one_is_found(tmp_path: Path, index: int) -> None:
    numbers = PLANTED[index * EACH : (index + 1) * EACH]
    assert len(numbers) == 34
    counts = Counter(CARRIERS[index](tmp_path, numbers))
    assert counts == Counter(cpr_numbers.mask(number) for number in numbers)


def test_of_10_000_look_alikes_in_files_and_pages_at_most_10_are_taken_for_one(tmp_path: Path) -> None:
    texts = look_alikes(10_000, seed=7)
    chance = random.Random(7)  # noqa: S311 - a seeded test
    rows = "\r\n".join(
        [
            "Sag;Beløb;Antal",
            *(f'"{text}";{chance.randint(1, 10**9)};{chance.randint(1, 10**7)}' for text in texts[:5_000]),
        ]
    )
    false = in_file(tmp_path, rows.encode()) + in_page(
        *(f'<p title="{html.escape(text)}">{html.escape(text)}</p>' for text in texts[5_000:])
    )
    assert len(false) <= 10, false


def test_a_workbook_of_figures_is_no_list_of_people(tmp_path: Path) -> None:
    chance = random.Random(8)  # noqa: S311 - a seeded test
    rows = [["Konto", chance.randint(1, 10**9), chance.uniform(0, 10**10)] for _ in range(500)]
    assert workbook(tmp_path, (), lambda book, _: [book.active.append(row) for row in rows] and None) == []


def test_ten_digits_pass_in_a_column_declared_to_hold_something_else_and_a_hyphen_does_not(
    tmp_path: Path,
) -> None:
    content = b"P-nummer;Navn\r\n1003456789;x\r\n010190-1234;x\r\n"
    assert len(in_file(tmp_path, content)) == 2
    assert in_file(tmp_path, content, declared=source(not_cpr=("P-nummer",))) == ["0101••-••••"]


def test_a_download_that_is_no_text_is_let_pass() -> None:
    assert in_page(
        '<img src="data:image/png;base64,AAAA">',
        '<a href="data:text/plain;base64,%%%">x</a>',
        '<a href="data:,010190-1234">x</a>',
    ) == ["0101••-••••"]


# Digits, what may part them, and what makes a text markup, or only looks so.
DIGITS = ("010190", "1234", "01", "5")
BETWEEN = ("-", " ", "\u00ad", "&middot", "&#45;", "%2D", "\\u002d", "&", ";", "%", "a")
MARKUP = ("<", "<b>", "</b>", "\ufeff", '{"', "data:,")


@given(st.lists(st.sampled_from((*DIGITS, *BETWEEN, *MARKUP)), max_size=8).map("".join))
@example("< 010190&middot1234")
def test_a_table_is_searched_as_thoroughly_as_a_page(text: str) -> None:
    in_page = [finding.masked for _, finding in findings.in_text(text) if finding.kind == "cpr"]
    in_table = findings.in_table(pd.DataFrame({"a": [text]}))
    assert [finding.masked for _, finding in in_table] == in_page


def test_pixels_in_a_notebook_are_not_read() -> None:
    assert in_notebook(notebook(shown(image_png="0101901234/"))) == []


@pytest.mark.parametrize(
    ("name", "content"),
    [("fil.json", b"{010190-1234"), ("fil.xls", b"\xd0\xcf 010190-1234 \xff"), ("fil.txt", b"010190-1234")],
)
def test_a_file_that_is_not_what_it_says_is_read_all_the_same(
    tmp_path: Path, name: str, content: bytes
) -> None:
    assert in_file(tmp_path, content, name) == ["0101••-••••"]


def test_a_broken_part_of_a_workbook_is_read_as_text(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x", "w") as package:
        package.writestr("xl/worksheets/sheet1.xml", "<worksheet>010190-1234")
    assert in_file(tmp_path, (tmp_path / "x").read_bytes(), "fil.xlsx") == ["0101••-••••"]


def test_a_cell_of_a_megabyte_does_not_stop_the_reading(tmp_path: Path) -> None:
    assert in_file(tmp_path, ("Tal\r\n" + "x" * 1_000_000 + "\r\n010190-1234\r\n").encode()) == [
        "0101••-••••"
    ]


def test_base64_is_not_read_as_digits() -> None:
    chance = random.Random(9)  # noqa: S311 - a seeded test
    assert not any(cpr_numbers.find(base64.b64encode(chance.randbytes(3_000)).decode()) for _ in range(200))
