"""What a block carries besides its HTML: downloads that open safely in Danish Excel, ids, Danish cells."""

from __future__ import annotations

import base64
import csv
import io
import re
from typing import Any

import IPython
import IPython.display
import pandas as pd
import pytest
from chromium import CHROMIUM, REQUIRED, chromium
from hypothesis import given
from hypothesis import strategies as st
from municipality import LAST

from sigtepunkt.core.project import Project
from sigtepunkt.report import open_report, output
from sigtepunkt.report.block_cache import SETTING
from sigtepunkt.report.output import MIME_TYPE, cells, csv_address, show, slug

cell_text = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\x00"), max_size=20)


def downloaded(address: str) -> list[list[str]]:
    """Return the table behind a download, as a spreadsheet reads it."""
    head, data = address.split(",", 1)
    assert head == "data:text/csv;charset=utf-8;base64"
    raw = base64.b64decode(data)
    assert raw.startswith(b"\xef\xbb\xbf"), "Excel needs the mark to see that it is UTF-8"
    return list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), delimiter=";"))


def one_cell(cell: str) -> str:
    """Return what a cell is in the download."""
    return downloaded(csv_address(["a", "b"], [[cell, "x"]]))[1][0]


def test_a_download_has_semicolons_decimal_commas_and_every_row() -> None:
    assert downloaded(csv_address(["Periode", "Prøve"], [["2025", "1.234,5"], ["2026", "–"]])) == [
        ["Periode", "Prøve"],
        ["2025", "1.234,5"],
        ["2026", "–"],
    ]


@pytest.mark.parametrize(
    ("cell", "plain"),
    [
        ("−1,5", "-1,5"),
        ("48.578\u00a0personer", "48.578 personer"),
        ("−1.234.567,89", "-1234567,89".replace("1234567", "1.234.567")),
    ],
)
def test_numbers_in_a_download_can_be_reckoned_with(cell: str, plain: str) -> None:
    assert one_cell(cell) == plain


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        "+1+1",
        "-1+1",
        "@SUM(A1)",
        "\t=1+1",
        "\r=1+1",
        '=HYPERLINK("http://x")',
        "-cmd",
        "=",
        "−HYPERLINK(1)",
        " =1+1",
        "\u00a0=1",
        "\n=1+1",
        "\uff1d1+1",
        "\uff201",
        "=cmd|' /C calc'!A0",
        "-1,5-HYPERLINK(1)",
    ],
)
def test_a_cell_that_a_spreadsheet_would_run_is_made_text(cell: str) -> None:
    assert one_cell(cell).startswith("'")


def test_an_empty_cell_stays_empty() -> None:
    assert one_cell("") == ""


@given(cell_text.filter(bool))
def test_no_cell_begins_like_a_formula_unless_it_is_a_number(cell: str) -> None:
    inside = one_cell(cell)
    assert inside[:1] not in "=+@\t\r"
    if inside.startswith("-"):
        assert re.fullmatch(r"-[\d.,]+", inside)


@given(st.lists(st.lists(cell_text, min_size=2, max_size=2), min_size=1, max_size=5))
def test_a_download_keeps_its_shape_whatever_its_cells_hold(rows: list[list[str]]) -> None:
    table = downloaded(csv_address(["a", "b"], rows))
    assert [len(row) for row in table] == [2] * (len(rows) + 1)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Hvor i kommunen er befolkningen vokset?", "hvor-i-kommunen-er-befolkningen-vokset"),
        ("Ærø, Ølgod & Århus", "aeroe-oelgod-aarhus"),
        ("8 af 12: 4 %", "nr-8-af-12-4"),
        ("Café–liv", "cafe-liv"),
    ],
)
def test_an_id_is_made_of_plain_words(text: str, name: str) -> None:
    assert slug(text) == name


@given(st.text(max_size=40))
def test_an_id_can_stand_in_an_address(text: str) -> None:
    assert re.fullmatch(r"([a-z0-9]+(-[a-z0-9]+)*)?", slug(text))


def test_cells_are_danish_and_what_is_missing_is_a_dash() -> None:
    frame = pd.DataFrame(
        {"navn": ["a", None], "antal": [1234, 5], "andel": [0.25, float("nan")], "ja": [True, False]}
    )
    assert cells(frame, 1) == [["a", "1.234", "0,3", "ja"], ["–", "5", "–", "nej"]]


def test_a_whole_number_may_be_missing() -> None:
    assert cells(pd.DataFrame({"antal": pd.array([1234, None], dtype="Int64")}), 1) == [["1.234"], ["–"]]


def test_a_table_without_rows_or_columns_has_no_cells() -> None:
    assert cells(pd.DataFrame({"a": pd.Series(dtype=float)}), 1) == []
    assert cells(pd.DataFrame(), 1) == []


def test_a_block_is_shown_with_its_mark_and_its_facts(displayed: list[dict[str, Any]]) -> None:
    show("<p>æ</p>", reads=["outline"], block="heading", title="x")
    assert displayed == [
        {"text/html": "<p>æ</p>", MIME_TYPE: {"block": "heading", "title": "x", "reads": ["outline"]}}
    ]


class Shell:
    """What IPython's shell is to a notebook's code, with a kernel or without."""

    def __init__(self, *, kernel: bool = True) -> None:
        if kernel:
            self.kernel = object()


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What reaches the kernel's output."""
    bundles: list[dict[str, Any]] = []
    monkeypatch.setattr(
        IPython.display, "display", lambda bundle, *, raw: bundles.append(bundle) if raw else None
    )
    monkeypatch.setattr(IPython, "get_ipython", Shell)
    monkeypatch.delenv(SETTING, raising=False)
    return bundles


def test_to_who_publishes_it_a_block_is_given_as_it_is_and_without_style(
    sent: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SETTING, "")
    output.bring_style()
    output.show("<p>æ</p>", block="x")
    output.show("", reads=["outline"])
    assert sent == [
        {"text/html": "<p>æ</p>", MIME_TYPE: {"block": "x", "reads": []}},
        {"text/html": "", MIME_TYPE: {"reads": ["outline"]}},
    ]


def test_in_a_persons_notebook_a_block_is_framed_and_brings_the_style_of_the_pages(
    sent: list[dict[str, Any]],
) -> None:
    output.bring_style()
    output.show("<p>æ</p>", block="x")
    output.show("", reads=["outline"])
    style, block = (bundle["text/html"] for bundle in sent)
    assert block == '<div class="sigtepunkt"><p>æ</p></div>'
    assert style.startswith("<style>.sigtepunkt.sigtepunkt.sigtepunkt {")
    assert MIME_TYPE not in sent[0], "it is not published"


@pytest.mark.parametrize("shell", [None, Shell(kernel=False)])
def test_outside_a_notebook_nothing_is_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], shell: object
) -> None:
    monkeypatch.setattr(IPython, "get_ipython", lambda: shell)
    output.bring_style()
    output.show("<p>æ</p>")
    output.show("", reads=["outline"])
    assert capsys.readouterr() == ("", "")


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None and not REQUIRED, reason="no Chromium: browser tests not run")
def test_in_jupyterlab_a_block_looks_as_on_a_page_and_nothing_else_is_touched(
    processed_once: Project, monkeypatch: pytest.MonkeyPatch, sent: list[dict[str, Any]]
) -> None:
    """Within JupyterLab's own rules for what a cell shows, and light or dark as JupyterLab is."""
    monkeypatch.chdir(processed_once.root)
    open_report("boern", str(LAST)).focus_area("skole")
    lab = (
        ".jp-RenderedHTMLCommon table { margin-left: auto; font-size: 12px; } "
        ".jp-RenderedHTMLCommon h2 { font-size: 31px; } .jp-RenderedHTMLCommon svg { max-width: 100%; }"
    )
    outputs = "".join(f'<div class="jp-RenderedHTMLCommon">{bundle["text/html"]}</div>' for bundle in sent)
    other = '<div class="jp-RenderedHTMLCommon" id="other"><table><tr><td>1</td></tr></table></div>'
    body = f'<body data-jp-theme-light="true">{other}{outputs}</body>'
    page = f"<!DOCTYPE html><style>{lab}</style>{body}"
    measured = """() => {
        const style = (selector) => getComputedStyle(document.querySelector(selector));
        const width = document.querySelector(".sigtepunkt .mark").getBoundingClientRect().width;
        return [width, style(".sigtepunkt h2").fontSize, style(".sigtepunkt table").fontSize,
                style("#other table").fontSize, style(".sigtepunkt").backgroundColor];
    }"""
    with chromium() as browser:
        opened = browser.new_page(viewport={"width": 1280, "height": 800})
        opened.set_content(page)
        mark, *light = opened.evaluate(measured)
        opened.evaluate("() => { document.body.dataset.jpThemeLight = 'false'; }")
        dark = opened.evaluate(measured)[-1]
    assert 10 < mark < 30, "a mark, not a disc that fills the screen"
    assert light == ["24px", "14.72px", "12px", "rgb(255, 255, 255)"]
    assert dark == "rgb(20, 25, 31)"
