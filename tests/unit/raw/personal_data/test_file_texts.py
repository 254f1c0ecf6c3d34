"""A number in a file is found however it is coded, or the file is refused as one that cannot be read."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from pathlib import Path

import pytest
from example_sources import source
from personal_data import CSV, MASK, OLE, PNG, masks_in_file, problems, workbook, zipped

from sigtepunkt.raw.personal_data import findings, packages, scan

SVG_START = "<svg xmlns='http://www.w3.org/2000/svg'>"


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
        masks_in_file(tmp_path, text.encode(encoding))
        == masks_in_file(tmp_path, text.encode(encoding), "fil.txt")
        == [MASK]
    )


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("fil.html", "<html><body><p>010190<del>-</del>1239</p></body></html>"),
        ("fil.xls", "<table><tr><td>0101<b>90-12</b>39<td>x</table>"),
        ("fil.xml", "<a><td>010190<b>-</b>1239</td></a>"),
        ("fil.svg", SVG_START + "<text><tspan>010190</tspan><tspan>-1239</tspan></text></svg>"),
        ("fil.csv", "a;b\n?c=010190%2D1239;x"),
        ("fil.csv", "a;b\n<b>010190</b>-1239;x"),
        ("fil.txt", "010190&#45;1239"),
        ("fil.json", '{"a": "010190\\u002d1239"}'),
    ],
)
def test_what_is_coded_as_on_a_page_is_read_so(tmp_path: Path, name: str, text: str) -> None:
    assert masks_in_file(tmp_path, text.encode(), name) == [MASK]


def test_files_in_folders_within_are_read(tmp_path: Path) -> None:
    assert problems(tmp_path, CSV.encode(), "mere/x.csv") == [
        f"mere/x.csv: row 2, column Sag: a CPR number (mulig), {MASK}"
    ]
    (tmp_path / "mere" / "x.csv").unlink()
    assert problems(tmp_path, b"a;b", "sag 010190-1239/x.csv")[0].endswith(
        f"the name of a folder: a CPR number (mulig), {MASK}"
    )


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
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(sign) + offset] |= 1
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
    lines = problems(tmp_path, content, name)
    assert len(lines) == 1
    place = {"file": "", "zip": "inde.dat: ", "workbook": "xl/embeddings/oleObject1.bin: "}[carrier] + (
        "x.csv: " if kind == "password" else ""
    )
    assert lines[0].startswith(f"{name}: {place}{what}")
    assert "cannot be read, so nobody knows whether a CPR number stands in it" in lines[0]


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


def test_contacts_of_a_file_that_cannot_be_read_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "p1.csv").write_bytes(gzip.compress(b"jens@example.dk"))
    assert scan.uncleared_contacts(tmp_path / "p1.csv", source()) == []


def test_a_file_too_large_to_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "MOST_BYTES", 1_000_000)
    (tmp_path / "fil.csv").write_bytes(b"0;" * 600_000)
    assert [part.what for part in findings.in_file(tmp_path / "fil.csv")[1]] == ["a file of more than 1 MB"]
