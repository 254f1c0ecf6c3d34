"""A number in a raw file is found however the file is packed, coded or put together, or the file is refused as one nobody can read."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import tarfile
import time
import zipfile
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest
from made_sources import source

from sigtepunkt.core.errors import Refused
from sigtepunkt.raw.personal_data import findings, packages, scan

MASK = "0101••-••••"
CSV = "Sag;Tal\r\n010190-1239;3\r\n"
TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


def problems(folder: Path, content: bytes, name: str = "fil.csv") -> list[str]:
    """Return what refuses a vintage with this file; nothing where it is received."""
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)
    try:
        scan.refuse_received(folder, "data/raw/2026Q2", [source(file="fil.csv")])
    except Refused as refused:
        refusal = refused
    else:
        return []
    shown = [one for one in refusal.problems if not one.what.endswith(" more places")]
    assert all(
        one.what and one.allowed and one.next_step and one.where.startswith("data/raw/2026Q2/")
        for one in shown
    )
    assert "1239" not in str(refusal)
    return [f"{one.where.removeprefix('data/raw/2026Q2/')}: {one.what}" for one in shown]


def found(folder: Path, content: bytes, name: str = "fil.csv") -> list[str]:
    """Return the CPR numbers in a file of these bytes, masked."""
    (folder / name).write_bytes(content)
    return [one.masked for _, one in findings.in_file(folder / name)[0]]


def zipped(entries: Mapping[str, bytes | str], *, how: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip file of these entries."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", how) as archive:
        for name, entry in entries.items():
            archive.writestr(name, entry)
    return content.getvalue()


def workbook(text: str = "x", parts: Mapping[str, bytes | str] | None = None) -> bytes:
    """Return a workbook with a text in it, and these parts besides."""
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["Kvartal", text])
    content = io.BytesIO()
    book.save(content)
    with zipfile.ZipFile(content, "a") as archive:
        for name, part in (parts or {}).items():
            archive.writestr(name, part)
    return content.getvalue()


# --- texts that are put together from runs -----------------------------------------------------------------------


def runs(*texts: str) -> str:
    return "".join(f"<a:r><a:rPr b='1'/><a:t>{text}</a:t></a:r>" for text in texts)


TEXT_BOXES = {
    "xl/drawings/drawing1.xml": f"<xdr:wsDr xmlns:xdr='x' xmlns:a='{DRAWING}'><a:p>{runs('010190-', '1239')}</a:p></xdr:wsDr>",
    "xl/charts/chart1.xml": f"<c:chart xmlns:c='c' xmlns:a='{DRAWING}'><a:p>{runs('01', '0190', '-12', '39')}</a:p></c:chart>",
    "xl/diagrams/data1.xml": f"<d:pt xmlns:d='d' xmlns:a='{DRAWING}'><a:p>{runs('Sag ', '010190', '1239')}</a:p></d:pt>",
    "xl/comments1.xml": f"<comments xmlns='{MAIN}'><commentList><comment ref='A1'><text><r><t>010190-</t></r><r><t>1239</t></r></text></comment></commentList></comments>",
    "xl/threadedComments/threadedComment1.xml": "<t:ThreadedComments xmlns:t='t'><t:threadedComment ref='A1'><t:text>010190-1239</t:text></t:threadedComment></t:ThreadedComments>",
    "xl/sharedStrings.xml": f"<sst xmlns='{MAIN}'><si><r><t>010190</t></r><r><rPr/><t>-1239</t></r></si></sst>",
    "xl/other/strings.xml": f"<sst xmlns='{MAIN}'><si><t>slettet celle 010190-1239</t></si></sst>",
    "xl/worksheets/sheet9.xml": f"<worksheet xmlns='{MAIN}'><headerFooter><oddHeader>&amp;L010190&amp;\"Arial,Bold\"-&amp;K010203&amp;B1239</oddHeader></headerFooter></worksheet>",
    "xl/worksheets/sheet8.xml": f"<worksheet xmlns='{MAIN}'><sheetData><row><c r='A1' t='inlineStr'><is><r><t>010190-</t></r><r><t>1239</t></r></is></c></row></sheetData></worksheet>",
    "xl/pivotCache/pivotCacheRecords1.xml": f"<pivotCacheRecords xmlns='{MAIN}'><r><s v='0101901239'/><n v='12'/></r></pivotCacheRecords>",
    "xl/pivotCache/pivotCacheDefinition1.xml": f"<pivotCacheDefinition xmlns='{MAIN}'><sharedItems><s v='Borger 010190 1239'/></sharedItems></pivotCacheDefinition>",
    "xl/drawings/vmlDrawing1.vml": "<xml><v:textbox><div><font>010190-</font><font>1239</font><br></div></v:textbox></xml>",
    "word/document.xml": "<w:document xmlns:w='w'><w:p><w:r><w:t>010190-</w:t></w:r><w:r><w:t>1239</w:t></w:r></w:p></w:document>",
    "content.xml": "<o:body xmlns:o='o' xmlns:text='t'><text:p>010190<text:span>-</text:span>1239</text:p></o:body>",
    "customXml/item1.xml": "<root><!-- 010190-1239 --><a>x</a></root>",
    "customXml/item2.xml": "<root><?sag 010190-1239?><a>x</a></root>",
    "customXml/item3.xml": "<root><a>x</a>010190-1239</root>",
    "customXml/item4": "<root><a b='010190-1239'/></root>",
    "customXml/item5.xml": "<a>010190-1239</a>".encode("utf-16"),
    "customXml/item6.xml": "<a>010190-1239</a>".encode("utf-16-le"),
}


@pytest.mark.parametrize("part", TEXT_BOXES)
def test_a_number_in_several_runs_of_one_text_is_found(tmp_path: Path, part: str) -> None:
    assert found(tmp_path, zipped({"[Content_Types].xml": TYPES, part: TEXT_BOXES[part]}), "fil.xlsx") == [
        MASK
    ]


def test_what_stands_in_two_paragraphs_cells_or_properties_is_no_number(tmp_path: Path) -> None:
    parts = {
        "xl/drawings/drawing1.xml": f"<xdr:wsDr xmlns:xdr='x' xmlns:a='{DRAWING}'><a:p>{runs('120390')}</a:p><a:p>{runs('1234')}</a:p></xdr:wsDr>",
        "xl/worksheets/sheet1.xml": f"<worksheet xmlns='{MAIN}'><sheetData><row r='1'><c r='A1'><v>120390</v></c><c r='B1'><v>1234</v></c></row></sheetData></worksheet>",
        "docProps/custom.xml": "<p:Properties xmlns:p='p'><p:a>120390</p:a><p:b>1234</p:b></p:Properties>",
    }
    assert problems(tmp_path, zipped({"[Content_Types].xml": TYPES, **parts}), "fil.xlsx") == []


# --- what is packed in it ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("inde.csv", CSV),
        ("inde.txt", "se 010190-1239"),
        ("inde.json", json.dumps({"rows": [["010190-1239"]]})),
        ("inde.json", '{"a": "\\u0030\\u003101901239"}'),
        ("inde", CSV),
        ("inde.csv", CSV.encode("utf-16-le")),
        ("inde.csv", CSV.encode("utf-32")),
        ("inde.xlsx", workbook("010190-1239")),
        ("mere.zip", zipped({"x.csv": CSV})),
        ("mere.zip", zipped({"x.zip": zipped({"bog.xlsx": workbook("010190-1239")})})),
        ("side.html", "<p>010190<b>-</b>1239</p>"),
        ("side.htm", "<p>010190&#45;1239<br>"),
        ("010190-1239.csv", "a;b"),
        ("mappe 010190-1239/x.csv", "a;b"),
        ("x.bin", b"\0\x01\x02" * 50 + b"010190-1239"),
    ],
)
def test_a_number_in_an_entry_is_found(tmp_path: Path, name: str, content: bytes | str) -> None:
    for packed, as_name in (
        (zipped({"andet.csv": "a;b", name: content}), "fil.csv"),
        (workbook(parts={f"xl/embeddings/{name}": content}), "fil.xlsx"),
    ):
        told = problems(tmp_path, packed, as_name)
        (tmp_path / as_name).unlink()
        assert [line for line in told if MASK in line or "0101•" in line], told
        assert name.rpartition("/")[2].replace("-1239", "")[:4] in told[0]


def test_the_place_in_an_archive_is_told(tmp_path: Path) -> None:
    content = zipped({"data/mere.zip": zipped({"x.csv": CSV})})
    assert problems(tmp_path, content) == [
        f"fil.csv: data/mere.zip: x.csv: row 2, column Sag: a CPR number (mulig), {MASK}"
    ]


def test_comments_of_a_zip_what_stands_before_it_and_doubled_names_are_read(tmp_path: Path) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.comment = b"010190-1239"
        info = zipfile.ZipInfo("a.csv")
        info.comment = b"020190-1239"
        archive.writestr(info, "a;b")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("a.csv", "x;y\n030190-1239;2\n")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("a.csv", "x;y")
    before = found(tmp_path, b"Sag 040190-1239\n" + content.getvalue())
    assert sorted(before) == [f"{day}••-••••" for day in ("0101", "0201", "0301", "0401")]


@pytest.mark.parametrize(
    "encoding",
    [
        "utf-16-le",
        "utf-16-be",
        "utf-32-le",
        "utf-32-be",
        "utf-16",
        "utf-32",
        "utf-8-sig",
        "cp1252",
        "latin-1",
        "cp850",
    ],
)
@pytest.mark.parametrize("text", ["År;Køn\r\n2026;æ 010190-1239\r\n", "010190-1239"])
def test_whatever_encoding_with_or_without_a_mark(tmp_path: Path, encoding: str, text: str) -> None:
    assert (
        found(tmp_path, text.encode(encoding)) == found(tmp_path, text.encode(encoding), "fil.txt") == [MASK]
    )


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("fil.html", "<html><body><p>010190<del>-</del>1239</p></body></html>"),
        ("fil.xls", "<table><tr><td>0101<b>90-12</b>39<td>x</table>"),
        ("fil.xml", "<a><td>010190<b>-</b>1239</td></a>"),
        (
            "fil.svg",
            "<svg xmlns='http://www.w3.org/2000/svg'><text><tspan>010190</tspan><tspan>-1239</tspan></text></svg>",
        ),
        ("fil.csv", "a;b\n?c=010190%2D1239;x"),
        ("fil.csv", "a;b\n<b>010190</b>-1239;x"),
        ("fil.txt", "010190&#45;1239"),
        ("fil.json", '{"a": "010190\\u002d1239"}'),
    ],
)
def test_what_is_coded_as_on_a_page_is_read_so(tmp_path: Path, name: str, text: str) -> None:
    assert found(tmp_path, text.encode(), name) == [MASK]


def test_files_in_folders_within_are_read(tmp_path: Path) -> None:
    assert problems(tmp_path, CSV.encode(), "mere/x.csv") == [
        f"mere/x.csv: row 2, column Sag: a CPR number (mulig), {MASK}"
    ]
    (tmp_path / "mere" / "x.csv").unlink()
    assert problems(tmp_path, b"a;b", "sag 010190-1239/x.csv")[0].endswith(
        f"the name of a folder: a CPR number (mulig), {MASK}"
    )


# --- what cannot be read -----------------------------------------------------------------------------------------


def tarred() -> bytes:
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as archive:
        info = tarfile.TarInfo("x.csv")
        info.size = 3
        archive.addfile(info, io.BytesIO(b"a;b"))
    return content.getvalue()


def encrypted() -> bytes:
    """Return a zip file that says its entry is under a password."""
    content = bytearray(zipped({"x.csv": CSV}, how=zipfile.ZIP_STORED))
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(sign) + place] |= 1
    return bytes(content)


UNREADABLE: dict[str, tuple[bytes, str]] = {
    "gzip": (gzip.compress(CSV.encode()), "a gzip archive"),
    "bzip2": (bz2.compress(CSV.encode()), "a bzip2 archive"),
    "xz": (lzma.compress(CSV.encode() * 50), "an xz archive"),
    "7z": (b"7z\xbc\xaf\x27\x1c\0\x04" + bytes(range(200)), "a 7-Zip archive"),
    "rar": (b"Rar!\x1a\x07\x01\0" + bytes(range(200)), "a RAR archive"),
    "tar": (tarred(), "a tar archive"),
    "pdf": (b"%PDF-1.7\n1 0 obj\n(0101)-20(90-1239)\n", "a PDF file"),
    "rtf": (rb"{\rtf1 010190{\b -}1239}", "a rich text file"),
    "xls": (OLE + bytes(600), "an old binary Office file"),
    "unknown": (bytes(range(256)) * 4, "a file that is no text"),
    "zstd": (b"\x28\xb5\x2f\xfd" + bytes(range(99)), "a Zstandard archive"),
    "parquet": (b"PAR1\x15\x04\x15" + bytes(99) + b"PAR1", "a Parquet file"),
    "picture": (PNG, "a picture"),
    "ebcdic": (CSV.encode("cp037"), "a file that is no text"),
    "cut short": (zipped({"x.csv": CSV * 50})[:-30], "a zip file or workbook that is cut short"),
    "password": (encrypted(), "an entry under a password"),
    "mail": (b"Content-Transfer-Encoding: base64\n\nMDEwMTkwLTEyMzk=\n", "a mail, whose text is coded"),
}


@pytest.mark.parametrize("kind", UNREADABLE)
@pytest.mark.parametrize("carrier", ["file", "zip", "workbook"])
def test_what_cannot_be_read_is_refused_and_told(tmp_path: Path, kind: str, carrier: str) -> None:
    content, what = UNREADABLE[kind]
    name = "fil.csv"
    if carrier == "zip":
        content = zipped({"inde.dat": content})
    elif carrier == "workbook":
        content, name = workbook(parts={"xl/embeddings/oleObject1.bin": content}), "fil.xlsx"
    if kind == "picture" and carrier == "workbook":
        return  # a logo in a workbook is let pass: see the next test
    told = problems(tmp_path, content, name)
    assert len(told) == 1
    place = {"file": "", "zip": "inde.dat: ", "workbook": "xl/embeddings/oleObject1.bin: "}[carrier] + (
        "x.csv: " if kind == "password" else ""
    )
    assert told[0].startswith(f"{name}: {place}{what}")
    assert "cannot be read, so nobody knows whether a CPR number stands in it" in told[0]


def test_a_damaged_entry_is_refused(tmp_path: Path) -> None:
    sound = zipped({"x.csv": CSV * 500})
    place = sound.index(b"x.csv") + 10
    told = problems(
        tmp_path,
        sound[:place] + bytes(byte ^ 0xFF for byte in sound[place : place + 20]) + sound[place + 20 :],
    )
    assert told
    assert told[0].startswith("fil.csv: x.csv: a damaged entry")


def test_an_entry_that_the_list_of_entries_leaves_out_is_no_secret(tmp_path: Path) -> None:
    """Most programs would show one entry."""
    both = zipped({"a.csv": "a;b", "b.csv": CSV * 20})
    directory, second = both.index(b"PK\x01\x02"), both.rindex(b"PK\x01\x02")
    for announced in (1, 2):
        end = bytearray(both[both.rindex(b"PK\x05\x06") :])
        end[8:12] = bytes([announced, 0, announced, 0])
        end[12:16] = (second - directory).to_bytes(4, "little")
        for middle in (b"", both[second : -len(end)]):
            told = problems(tmp_path, both[:second] + middle + bytes(end))
            assert told, (announced, len(middle))
            assert "holds more than its list of entries says" in told[-1] or "damaged" in told[-1]


def test_the_machinery_and_logo_of_an_ordinary_workbook_are_let_pass_and_still_searched(
    tmp_path: Path,
) -> None:
    settings = "\\\\printer\\etage".encode("utf-16-le") + bytes(range(200)) * 3
    assert (
        problems(
            tmp_path,
            workbook(parts={"xl/printerSettings/printerSettings1.bin": settings, "xl/media/image1.png": PNG}),
            "fil.xlsx",
        )
        == []
    )
    for number in (b"010190-1239", "010190-1239".encode("utf-16-le"), "010190-1239".encode("utf-16-be")):
        for part in ("xl/printerSettings/printerSettings1.bin", "xl/media/image1.png"):
            assert found(
                tmp_path, workbook(parts={part: (PNG if "png" in part else settings) + number}), "fil.xlsx"
            ) == [MASK]


@pytest.mark.parametrize(
    "embedded", [OLE + b"\0" * 40 + "010190-1239".encode("utf-16-le"), b"\0\x01" * 40 + b"010190-1239"]
)
def test_an_embedded_object_is_searched_and_refused(tmp_path: Path, embedded: bytes) -> None:
    told = problems(tmp_path, workbook(parts={"xl/embeddings/oleObject1.bin": embedded}), "fil.xlsx")
    assert [MASK in line for line in told] == [True, False]


def test_ordinary_files_are_received(tmp_path: Path) -> None:
    ordinary: dict[str, bytes] = {
        "a.csv": "År;Køn;Beløb\r\n2026;mænd;1.201.901.239\r\n".encode("cp1252"),
        "b.json": b'{"columns": ["a"], "rows": [[1]]}',
        "c.toml": 'note = "æ & ø, 5 % < 6"'.encode(),
        "tom.csv": b"",
        "d.xlsx": workbook("Skole & fritid"),
        "e.zip": zipped({"x.csv": "a;b", "y/z.txt": "hej"}),
        "f.csv": b"a;b\r\n1;2\x1a",
        "g.csv": "År;Tal\r\n2026;1\r\n".encode("utf-16-le"),
        "BZh.csv": b"BZh;Tal\r\n1;2\r\n",
        "h.csv": b"a;b\r\n1;\x07\r\n",
    }
    for name, content in ordinary.items():
        (tmp_path / name).write_bytes(content)
    assert problems(tmp_path, b"a;b\r\n1;2\r\n") == []


# --- bombs -------------------------------------------------------------------------------------------------------


def test_zip_files_that_unfold_to_too_much_together_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of them alone would pass. What is too much is not unfolded."""
    began = time.monotonic()
    monkeypatch.setattr(packages, "MOST_BYTES", 2_000_000)
    big = zipped({"x.csv": b"0" * 900_000})
    assert problems(tmp_path, big) == []
    told = problems(tmp_path, zipped({f"{place}.zip": big for place in range(20)}))
    assert told
    assert all("unfolds to more than 2 MB" in line for line in told)
    assert problems(tmp_path, zipped({"x.csv": b"0" * 2_100_000})) == [
        "fil.csv: " + told[0].partition(".zip: ")[2]
    ]
    assert time.monotonic() - began < 60


def test_many_entries_and_deep_nesting_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = zipped({"x.csv": CSV})
    for _ in range(9):
        deep = zipped({"x.zip": deep})
    assert "more than 4 deep" in problems(tmp_path, deep)[0]
    monkeypatch.setattr(packages, "_MOST_ENTRIES", 5)
    assert "or 5 files" in problems(tmp_path, zipped({f"{place}.csv": "a" for place in range(6)}))[0]


def test_an_entry_that_lies_about_its_size_is_never_unfolded_further(tmp_path: Path) -> None:
    content = bytearray(zipped({"x.csv": b"0" * 5_000_000}))
    for sign, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = content.index(sign) + place
        content[at : at + 4] = (100).to_bytes(4, "little")
    (line,) = problems(tmp_path, bytes(content))
    assert "x.csv: a damaged entry" in line


def test_entities_that_multiply_are_no_danger(tmp_path: Path) -> None:
    lol = (
        "<!DOCTYPE a [<!ENTITY a 'lol'>"
        + "".join(f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(12))
        + "]><a>&m;</a>"
    )
    began = time.monotonic()
    problems(tmp_path, zipped({"[Content_Types].xml": TYPES, "xl/x.xml": lol}), "fil.xlsx")
    assert time.monotonic() - began < 10


def test_contacts_of_a_file_that_cannot_be_read_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "p1.csv").write_bytes(gzip.compress(b"jens@example.dk"))
    assert scan.contacts_received(tmp_path, "data/raw/2026Q2", [source()]) == []


def test_a_file_too_large_to_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "MOST_BYTES", 1_000_000)
    (tmp_path / "fil.csv").write_bytes(b"0;" * 600_000)
    assert [part.what for part in findings.in_file(tmp_path / "fil.csv")[1]] == ["a file of more than 1 MB"]
