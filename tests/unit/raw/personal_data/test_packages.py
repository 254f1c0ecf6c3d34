"""A number in a zip file or workbook is found, or the file is refused as damaged, locked or too large."""

from __future__ import annotations

import io
import json
import time
import zipfile
from pathlib import Path

import pytest
from personal_data import CSV, MASK, OLE, PNG, masks_in_file, problems, workbook, zipped

from sigtepunkt.raw.personal_data import packages


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
        lines = problems(tmp_path, packed, as_name)
        (tmp_path / as_name).unlink()
        assert [line for line in lines if MASK in line or "0101•" in line], lines
        assert name.rpartition("/")[2].replace("-1239", "")[:4] in lines[0]


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
    before = masks_in_file(tmp_path, b"Sag 040190-1239\n" + content.getvalue())
    assert sorted(before) == [f"{day}••-••••" for day in ("0101", "0201", "0301", "0401")]


def test_a_damaged_entry_is_refused(tmp_path: Path) -> None:
    sound = zipped({"x.csv": CSV * 500})
    start = sound.index(b"x.csv") + 10
    lines = problems(
        tmp_path,
        sound[:start] + bytes(byte ^ 0xFF for byte in sound[start : start + 20]) + sound[start + 20 :],
    )
    assert lines
    assert lines[0].startswith("fil.csv: x.csv: a damaged entry")


def test_an_entry_that_the_list_of_entries_leaves_out_is_no_secret(tmp_path: Path) -> None:
    """Most programs would show one entry."""
    both = zipped({"a.csv": "a;b", "b.csv": CSV * 20})
    directory, second = both.index(b"PK\x01\x02"), both.rindex(b"PK\x01\x02")
    for announced in (1, 2):
        end = bytearray(both[both.rindex(b"PK\x05\x06") :])
        end[8:12] = bytes([announced, 0, announced, 0])
        end[12:16] = (second - directory).to_bytes(4, "little")
        for middle in (b"", both[second : -len(end)]):
            lines = problems(tmp_path, both[:second] + middle + bytes(end))
            assert lines, (announced, len(middle))
            assert "holds more than its list of entries says" in lines[-1] or "damaged" in lines[-1]


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
            assert masks_in_file(
                tmp_path, workbook(parts={part: (PNG if "png" in part else settings) + number}), "fil.xlsx"
            ) == [MASK]


@pytest.mark.parametrize(
    "embedded", [OLE + b"\0" * 40 + "010190-1239".encode("utf-16-le"), b"\0\x01" * 40 + b"010190-1239"]
)
def test_an_embedded_object_is_searched_and_refused(tmp_path: Path, embedded: bytes) -> None:
    lines = problems(tmp_path, workbook(parts={"xl/embeddings/oleObject1.bin": embedded}), "fil.xlsx")
    assert [MASK in line for line in lines] == [True, False]


def test_zip_files_that_unfold_to_too_much_together_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of them alone would pass. What is too much is not unfolded."""
    began = time.monotonic()
    monkeypatch.setattr(packages, "MOST_BYTES", 2_000_000)
    big = zipped({"x.csv": b"0" * 900_000})
    assert problems(tmp_path, big) == []
    lines = problems(tmp_path, zipped({f"{index}.zip": big for index in range(20)}))
    assert lines
    assert all("unfolds to more than 2 MB" in line for line in lines)
    assert problems(tmp_path, zipped({"x.csv": b"0" * 2_100_000})) == [
        "fil.csv: " + lines[0].partition(".zip: ")[2]
    ]
    assert time.monotonic() - began < 60


def test_many_entries_and_deep_nesting_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = zipped({"x.csv": CSV})
    for _ in range(9):
        deep = zipped({"x.zip": deep})
    assert "more than 4 deep" in problems(tmp_path, deep)[0]
    monkeypatch.setattr(packages, "_MOST_ENTRIES", 5)
    assert "or 5 files" in problems(tmp_path, zipped({f"{index}.csv": "a" for index in range(6)}))[0]


def test_an_entry_that_lies_about_its_size_is_never_unfolded_further(tmp_path: Path) -> None:
    content = bytearray(zipped({"x.csv": b"0" * 5_000_000}))
    for sign, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = content.index(sign) + offset
        content[at : at + 4] = (100).to_bytes(4, "little")
    (line,) = problems(tmp_path, bytes(content))
    assert "x.csv: a damaged entry" in line
