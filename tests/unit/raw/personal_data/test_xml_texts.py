"""A number in XML is found, however many runs it is put together from."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from personal_data import MAIN, MASK, TYPES, masks_in_file, problems, zipped

DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"


def runs(*texts: str) -> str:
    return "".join(f"<a:r><a:rPr b='1'/><a:t>{text}</a:t></a:r>" for text in texts)


def drawn(element: str, prefix: str, namespace: str, content: str) -> str:
    """Return a drawing, chart or diagram with this content."""
    return f"<{element} xmlns:{prefix}='{namespace}' xmlns:a='{DRAWING}'>{content}</{element}>"


def spreadsheet(element: str, content: str) -> str:
    """Return a part of a workbook with this content."""
    return f"<{element} xmlns='{MAIN}'>{content}</{element}>"


TEXT_BOXES = {
    "xl/drawings/drawing1.xml": drawn("xdr:wsDr", "xdr", "x", f"<a:p>{runs('010190-', '1239')}</a:p>"),
    "xl/charts/chart1.xml": drawn("c:chart", "c", "c", f"<a:p>{runs('01', '0190', '-12', '39')}</a:p>"),
    "xl/diagrams/data1.xml": drawn("d:pt", "d", "d", f"<a:p>{runs('Sag ', '010190', '1239')}</a:p>"),
    "xl/comments1.xml": spreadsheet(
        "comments",
        "<commentList><comment ref='A1'><text><r><t>010190-</t></r><r><t>1239</t></r></text></comment>"
        "</commentList>",
    ),
    "xl/threadedComments/threadedComment1.xml": "<t:ThreadedComments xmlns:t='t'><t:threadedComment ref='A1'>"
    "<t:text>010190-1239</t:text></t:threadedComment></t:ThreadedComments>",
    "xl/sharedStrings.xml": spreadsheet("sst", "<si><r><t>010190</t></r><r><rPr/><t>-1239</t></r></si>"),
    "xl/other/strings.xml": spreadsheet("sst", "<si><t>slettet celle 010190-1239</t></si>"),
    "xl/worksheets/sheet9.xml": spreadsheet(
        "worksheet",
        '<headerFooter><oddHeader>&amp;L010190&amp;"Arial,Bold"-&amp;K010203&amp;B1239</oddHeader>'
        "</headerFooter>",
    ),
    "xl/worksheets/sheet8.xml": spreadsheet(
        "worksheet",
        "<sheetData><row><c r='A1' t='inlineStr'><is><r><t>010190-</t></r><r><t>1239</t></r></is></c></row>"
        "</sheetData>",
    ),
    "xl/pivotCache/pivotCacheRecords1.xml": spreadsheet(
        "pivotCacheRecords", "<r><s v='0101901239'/><n v='12'/></r>"
    ),
    "xl/pivotCache/pivotCacheDefinition1.xml": spreadsheet(
        "pivotCacheDefinition", "<sharedItems><s v='Borger 010190 1239'/></sharedItems>"
    ),
    "xl/drawings/vmlDrawing1.vml": "<xml><v:textbox><div><font>010190-</font><font>1239</font><br></div>"
    "</v:textbox></xml>",
    "word/document.xml": "<w:document xmlns:w='w'><w:p><w:r><w:t>010190-</w:t></w:r><w:r><w:t>1239</w:t>"
    "</w:r></w:p></w:document>",
    "content.xml": "<o:body xmlns:o='o' xmlns:text='t'><text:p>010190<text:span>-</text:span>1239</text:p>"
    "</o:body>",
    "customXml/item1.xml": "<root><!-- 010190-1239 --><a>x</a></root>",
    "customXml/item2.xml": "<root><?sag 010190-1239?><a>x</a></root>",
    "customXml/item3.xml": "<root><a>x</a>010190-1239</root>",
    "customXml/item4": "<root><a b='010190-1239'/></root>",
    "customXml/item5.xml": "<a>010190-1239</a>".encode("utf-16"),
    "customXml/item6.xml": "<a>010190-1239</a>".encode("utf-16-le"),
    "customXml/{item}{}.xml": "<a>010190-1239</a>",
}


@pytest.mark.parametrize("part", TEXT_BOXES)
def test_a_number_in_several_runs_of_one_text_is_found(tmp_path: Path, part: str) -> None:
    assert masks_in_file(
        tmp_path, zipped({"[Content_Types].xml": TYPES, part: TEXT_BOXES[part]}), "fil.xlsx"
    ) == [MASK]


def test_what_stands_in_two_paragraphs_cells_or_properties_is_no_number(tmp_path: Path) -> None:
    parts = {
        "xl/drawings/drawing1.xml": drawn(
            "xdr:wsDr", "xdr", "x", f"<a:p>{runs('120390')}</a:p><a:p>{runs('1234')}</a:p>"
        ),
        "xl/worksheets/sheet1.xml": spreadsheet(
            "worksheet",
            "<sheetData><row r='1'><c r='A1'><v>120390</v></c><c r='B1'><v>1234</v></c></row></sheetData>",
        ),
        "docProps/custom.xml": "<p:Properties xmlns:p='p'><p:a>120390</p:a><p:b>1234</p:b></p:Properties>",
    }
    assert problems(tmp_path, zipped({"[Content_Types].xml": TYPES, **parts}), "fil.xlsx") == []


def test_entities_that_multiply_are_no_danger(tmp_path: Path) -> None:
    lol = (
        "<!DOCTYPE a [<!ENTITY a 'lol'>"
        + "".join(f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(12))
        + "]><a>&m;</a>"
    )
    began = time.monotonic()
    problems(tmp_path, zipped({"[Content_Types].xml": TYPES, "xl/x.xml": lol}), "fil.xlsx")
    assert time.monotonic() - began < 10
