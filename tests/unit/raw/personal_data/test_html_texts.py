"""A page is read as a person reads or copies it: decoded, each cell by itself, across inline elements."""

from __future__ import annotations

import base64
import time
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigtepunkt.raw.personal_data import cpr_numbers, findings, html_texts, masking

MASK = "0101••-••••"


def based(content: str | bytes) -> str:
    """Return base64 of a text or bytes."""
    return base64.b64encode(content if isinstance(content, bytes) else content.encode()).decode()


def masks(page: str) -> list[str]:
    """Return the CPR numbers in a page or another text, masked."""
    return [finding.masked for _, finding in findings.in_text(page) if finding.kind == "cpr"]


ATTRIBUTES = (
    '<p style="--cpr:010190-1239">x</p>',
    '<path d="010190-1239"/>',
    '<path d="M010190-1239"/>',
    '<path d="M0 0 010190-1239"/>',
    '<polyline points="010190-1239"/>',
    "<p data-x=010190-1239>",
    '<g transform="translate(010190-1239)">',
    '<p title="010190&#x2011;1239">',
    '<input value="010190-1239">',
    '<meta content="010190-1239">',
    '<p id="cpr010190-1239">',
    '<p class="k-010190-1239">',
    '<a href="#010190-1239">x</a>',
    '<p a="x>010190-1239</p>',
    '<a href="?cpr=010190%2D1239">x</a>',
    '<a href="?cpr=010190%252D1239">x</a>',
    '<a href="?cpr=010190+1239">x</a>',
    '<a href="?cpr=01+01+90+1239">x</a>',
    '<a href="?c=%30%31%30%31%39%30%31%32%33%39">x</a>',
    '<a href="/borger/0101901239/sag">x</a>',
    "<a href='?c=010190&#45;1239'>x</a>",
    '<a href="mailto:?body=010190%2D1239">x</a>',
    '<p data-a="120390-1239">',
)
NESTED = f'<a href="data:text/plain;base64,{based("010190-1239")}">'
ADDRESSES = (
    '<img src="data:image/svg+xml,%3Csvg%3E%3Ctext%3E010190-1239%3C/text%3E%3C/svg%3E">',
    f'<img src="data:image/svg+xml;base64,{based("<svg><text>010190<tspan>-</tspan>1239</text></svg>")}">',
    "<img src=\"data:image/svg+xml;utf8,<svg xmlns='x'><text>010190-1239</text></svg>\">",
    f'<img src="data:image/png;base64,{based("010190-1239")}">',
    f'<a href="data:application/octet-stream;base64,{based("010190-1239".encode("utf-16-le"))}">x</a>',
    '<a href="data:,010190%2D1239">x</a>',
    f'<a href="data:text/plain;base64,{quote(based("010190-1239"))}">x</a>',
    f'<a href="data:text/html;base64,{based("<p>0&#49;0190-1239</p>")}">x</a>',
    f'<a href="data:text/html;base64,{based(NESTED)}">x</a>',
    f"<style>p{{background:url(data:text/plain;base64,{based('010190-1239')})}}</style>",
    f'<img srcset="data:text/plain;base64,{based("010190-1239")} 2x">',
    '<a xlink:href="data:text/plain,010190-1239">',
    f'<a href="DATA:text/plain;BASE64,{based("010190-1239")}">x</a>',
)
PARTED = (
    "<p>010190<del>-</del>1239</p>",
    "<p>010190<x-y>-</x-y>1239</p>",
    "<p>010190<blink>-</blink>1239</p>",
    "<p>010190<!-- x -->-1239</p>",
    "<p>010190<!---->1239</p>",
    "<b>010190</b><i>1239</i>",
    "<b>Borger</b>0101901239",
    '<p>010190<img src="x">-1239</p>',
    "<math><mn>010190</mn><mo>-</mo><mn>1239</mn></math>",
    '<svg><text>010190<tspan dx="3">-1239</tspan></text></svg>',
    "<p>0<b>1</b>0<b>1</b>90-1<i>2</i>39</p>",
    "<p>010190 <b> 1239</b></p>",
)
ENTITIES = (
    "<p>010190&#45;1239</p>",
    "<p>&#48;10190-1239</p>",
    "<p>&#x30;10190-1239</p>",
    "<p>010190&nbsp;1239</p>",
    "<p>010190 &nbsp;1239</p>",
    "<p>010190&ndash;1239</p>",
    "<p>010190&shy;-&zwnj;1239</p>",
    "<p>010190\n   1239</p>",
    "<p>010190&#8209;1239</p>",
)
ELSEWHERE = (
    "<!-- 010190-1239 -->",
    "<!--[if IE]>010190-1239<![endif]-->",
    "<![CDATA[010190-1239]]>",
    "<?php 010190-1239 ?>",
    "<title>010190-1239</title>",
    "<style>p::after{content:'010190-1239'}</style>",
    '<script>var x="010190-1239"</script>',
    "<textarea>010190-1239</textarea>",
    "<pre>010190-1239</pre>",
    "<noscript>010190-1239</noscript>",
)
OTHER_TEXTS = (
    '{"a": "010190\\u002d1239"}',
    '{"a": "\\u0030\\u0031\\u0030\\u0031\\u0039\\u0030-1239"}',
    '{"a": "010190\\/1239"}',
    'a;b\n"010190/1239";3',
    "a;b\n01 01 90 1239;3",
    '## x\n\ntekst <span style="--cpr:010190-1239">x</span>',
    "tekst 010190<del>-</del>1239",
    "tekst 010190&#45;1239",
    "[x](?c=010190%2D1239)",
    f"![x](data:image/svg+xml;base64,{based('<text>010190-1239</text>')})",
)
FORMS = (
    "010190/1239",
    "010190 / 1239",
    "01 01 90 1239",
    "01 01 90-1239",
    "0101 90-1239",
    "01 0190-1239",
    "01/01/90/1239",
    "01.01.90.1239",
    "01\u00a001\u00a090\u00a01239",
    "01-01-90 - 1239",
    "010190--1239",
    "010190_1239",
    "010190\\1239",
    "010190:1239",
    "010190\u20131239",
    "010190\u2013AB12",
    "010190-1AB2",
    "010190-A123",
    "010190-ab12",
    "010190/AB12",
    "010190 AB12",
    "010190AB12",
    "01.01.90-AB12",
    "01 01 90 AB12",
    "01/01-90-1239",
    "01/01-90/1239",
    "01-01/90-1239",
)


@pytest.mark.parametrize("page", [*ATTRIBUTES, *ADDRESSES, *PARTED, *ENTITIES, *ELSEWHERE, *OTHER_TEXTS])
def test_a_number_is_found_wherever_a_reader_can_see_or_copy_it(page: str) -> None:
    assert set(masks(page)) <= {MASK, "1203••-••••"}
    assert len(masks(page)) == 1


@pytest.mark.parametrize("number", FORMS)
def test_a_number_is_found_however_it_is_written(number: str) -> None:
    assert masks(f"<p>Borger {number} har</p>") == masks(f"<td>{number}</td>") == [MASK]
    assert masks(f'<p title="{number}">x</p>') == masks(f"{number};2") == [MASK]


@pytest.mark.parametrize(
    "page",
    [
        "<tr><td>2010</td><td>75</td><td>2011</td></tr>",
        "<p>2010 75 2011</p>",
        "<td>010190</td><td>1239</td>",
        "<p>010190</p><p>1239</p>",
        "<li>010190<li>1239",
        "<div>010190</div>1239",
        "010190<br>1239",
        "<h2>120390</h2>1239",
        "<option>010190<option>1239",
        "<text>2010</text><text>2011</text>",
        "a;b\n010190;1239",
        '{"a": 120390, "b": 1239}',
        "[120390, 1239]",
        "120390\n1234",
        "<pre>120390\n1234</pre>",
        "120390\n\n1234 personer",
    ],
)
def test_what_stands_in_two_blocks_or_cells_is_no_number(page: str) -> None:
    assert masks(page) == []


@pytest.mark.parametrize(
    "page",
    [
        '<path d="M120390 1234L10 20"/>',
        '<path d="M 10.120390-1234.5z"/>',
        '<path d="M120390-1234L5 5"/>',
        '<polyline points="120390 1234 120391 1235"/>',
        '<polyline points="10 11 12 2013 14 15"/>',
        '<rect width="120390" height="1234"/>',
        '<svg viewBox="120390 1234 12 12"></svg>',
        '<g transform="translate(120390 1234)"/>',
        '<p id="a0101901239b">',
        "<p>sha 0101901239ab</p>",
        "<p>010190-ABCD</p>",
        "<p>010190-XXXX</p>",
        "<p>rapport 010126-v001</p>",
        "<p>31.12.25 KL12</p>",
        "<p>010190ABCD</p>",
        "<p>x010190AB12</p>",
        "<p>10 11 12 2013 14</p>",
        "<p>1.201.901.239</p>",
        "<p>01.01.26 2026 borgere</p>",
        "<p>320190/1239</p>",
        "<p>320190-AB12</p>",
        "<p>32 01 90 1239</p>",
    ],
)
def test_coordinates_ids_hashes_and_figures_are_no_numbers(page: str) -> None:
    assert masks(page) == []


@pytest.mark.parametrize(
    "page",
    [
        "<p>CVR 29 18 95 87</p>",
        "<p>CVR-nr. <b>29 18 95 87</b></p>",
        "<p><b>CVR</b>&nbsp;29&nbsp;18&nbsp;95&nbsp;87</p>",
        '<p title="CVR 29 18 95 87">x</p>',
        "<p>P-nr.:\n29 18\n95 87</p>",
        '<svg viewBox="29 18 95 87"><path d="M29 18 95 87"/></svg>',
    ],
)
def test_the_number_of_a_firm_is_no_contact_on_a_page(page: str) -> None:
    assert findings.in_text(page) == []


@pytest.mark.parametrize(
    "page",
    [
        "<p>Ring <b>29 18</b> 95 87</p>",
        '<a href="tel:29189587">x</a>',
        '<p title="ring 29 18 95 87">x</p>',
        "<p>ring 29&nbsp;18&#32;95 87</p>",
        '<a href="tel:%2B45%2029189587">x</a>',
    ],
)
def test_a_telephone_number_on_a_page_is_found_once(page: str) -> None:
    assert [finding.masked for _, finding in findings.in_text(page)] == ["29 •• •• ••"]


def test_the_line_is_told_of_what_stands_in_the_middle_of_a_run() -> None:
    page = "<!DOCTYPE html>\n<p>et\nto <b>tre\n0101</b>90&#45;1239</p>\n<a\nhref='x?c=020190%2D1239'>y</a>"
    assert [(line, finding.masked) for line, finding in findings.in_text(page)] == [
        (4, MASK),
        (6, "0201••-••••"),
    ]


@pytest.mark.parametrize("text", [*PARTED, *ENTITIES, *ADDRESSES, *ATTRIBUTES])
def test_what_a_terminal_shows_is_masked_in_every_form(text: str) -> None:
    masked = masking.masked(f"a picture in the text: {text}")
    assert masked.startswith("a picture in the text: ")
    assert masks(masked) == []
    assert "1239" not in masked


@pytest.mark.parametrize("number", FORMS)
def test_every_form_is_masked(number: str) -> None:
    assert masking.masked(f"row 3: {number!s}, og mere") == f"row 3: {MASK}, og mere"


def test_what_holds_no_number_is_left_as_it_is() -> None:
    text = '<p style="color:red">50 % af 3 &lt; 4 &amp; 12%20</p> data:text/plain;base64,QUJD æ\u00adø'
    assert masking.masked(text) == text


def test_long_rows_of_coordinates_and_open_tags_take_no_time() -> None:
    began = time.monotonic()
    page = (
        '<path d="M' + "1 2," * 50_000 + '!"/>' + "<p>" * 20_000 + '<g transform="' + "1" * 100_000 + '!"/>'
    )
    assert list(html_texts.pieces(page, cpr_numbers.may_hold)) is not None
    assert masks(page) == []
    assert time.monotonic() - began < 5


BITS = (
    "<b>",
    "</b>",
    "<td>",
    "<pre>",
    "</pre>",
    " ",
    "\n",
    "\u00a0",
    "&#49;",
    "&amp;",
    "%20",
    "12",
    "0101",
    "-",
    "ø",
    "a",
)


@given(st.lists(st.sampled_from(BITS), max_size=20).map("".join), st.booleans())
def test_each_character_of_a_piece_has_its_place_in_the_page(page: str, lines: bool) -> None:
    for piece in html_texts.pieces(page, lines=lines):
        places = [piece.offset(index) for index in range(len(piece.text))]
        assert places == sorted(places)
        for character, place in zip(piece.text, places, strict=True):
            is_coded = page[place] in "&%"
            assert is_coded or page[place] == character or (page[place].isspace() and character == " ")
        assert piece.offset(len(piece.text) + 1) == places[-1]
