"""Files that are too large are refused before they are read, within seconds and little memory."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from example_sources import workbook
from municipality import FIRST, reseal
from municipality.acceptance import accept_all

from sigtepunkt.core.errors import Refused
from sigtepunkt.core.project import Project
from sigtepunkt.raw import size_limits
from sigtepunkt.strategy import load_definitions

CHECK = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (1_200_000_000, 1_200_000_000))
from sigtepunkt.cli import main
sys.exit(main())
"""
# CPU time of the command, so that a busy machine does not count. A file that is not refused early takes
# minutes.
SECONDS = 20.0


def rows(number: int, row: bytes) -> Iterator[bytes]:
    """Yield a header and this many rows, a thousand at a time."""
    yield b"OMR\xc3\x85DE;TID;INDHOLD\n"
    for _ in range(number // 1000):
        yield row * 1000


def wide(columns: int) -> Iterator[bytes]:
    """Yield a header and a row of this many columns and three."""
    yield b"OMR\xc3\x85DE;TID;INDHOLD" + b";x" * columns + b"\n"
    yield b"990;2026K1;1" + b";1" * columns + b"\n"


def with_tags(megabytes: int) -> bytes:
    """Return a workbook whose sheet has this many megabytes of tiny elements."""
    saved = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook([("Kvartal", "Dage"), ("2026K1", 1)]))) as old,
        zipfile.ZipFile(saved, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for name in old.namelist():
            content = old.read(name)
            if "sheet1" in name:
                content = content.replace(b"</sheetData>", b"<c/>" * (megabytes * 250_000) + b"</sheetData>")
            new.writestr(name, content)
    return saved.getvalue()


TOO_LARGE: dict[str, tuple[str, Callable[[], Iterator[bytes]], str]] = {
    "300 MB": ("folketal.csv", lambda: rows(21_000_000, b"990;2026K1;12\n"), "at most 50 MB"),
    "a million columns": ("folketal.csv", lambda: wide(1_000_000), "at most 1,000 columns"),
    "millions of rows": ("folketal.csv", lambda: rows(2_000_000, b"990;2026K1;12\n"), "at most 500,000 rows"),
    "many cells": ("folketal.csv", lambda: rows(20_000, b";" * 400 + b"\n"), "3,000,000 cells"),
    "60 MB of tiny elements": ("ventetid.xlsx", lambda: iter([with_tags(60)]), "at most 2,000,000"),
    "lists without end": (
        "ledige.json",
        lambda: iter([b"[", b"[]," * 7_000_000, b"[]]"]),
        "at most 3,000,000",
    ),
    "an XML file of tiny elements": (
        "andet.xml",
        lambda: iter([b"<a>", b"<b/>" * 10_000_000, b"</a>"]),
        "at most 2,000,000",
    ),
    "a file of no source": ("andet.txt", lambda: rows(21_000_000, b"990;2026K1;12\n"), "at most 50 MB"),
}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the memory of a process")
@pytest.mark.parametrize("kind", TOO_LARGE)
def test_a_file_too_large_is_refused_soon_and_within_a_gigabyte(project: Project, kind: str) -> None:
    name, content, limit = TOO_LARGE[kind]
    with (project.raw(FIRST) / name).open("wb") as file:
        file.writelines(content())
    reseal(project.raw(FIRST))
    started = os.times()
    begun = time.monotonic()
    finished = subprocess.run(
        [sys.executable, "-c", CHECK, "check", str(FIRST), "--project", str(project.root)],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    ended = os.times()
    assert finished.returncode == 1, finished.stderr[-2000:]
    assert f"data/raw/2026Q1/{name}: " in finished.stderr
    assert "more than is read here" in finished.stderr
    assert limit in finished.stderr
    assert "unforeseen" not in finished.stderr
    assert "Traceback" not in finished.stderr
    assert ended.children_user - started.children_user < SECONDS, f"{time.monotonic() - begun:.0f} s in all"


def test_a_file_within_every_limit_is_not_too_large(tmp_path: Path) -> None:
    path = tmp_path / "fil.csv"
    path.write_bytes(
        b"".join(rows(490_000, b"990;2026K1;12\n")) + b";" * (size_limits.MOST_COLUMNS - 1) + b"\n"
    )
    assert size_limits.exceeded(path, "fil") is None
    path.write_bytes(b"x\n" * 400_000 + b"y" * 300_000 + b";" * size_limits.MOST_COLUMNS)
    assert size_limits.exceeded(path, "fil") is not None, "a long row across two chunks of the file"


@pytest.mark.parametrize("before", [0, 1, (1 << 20) - 300, (1 << 20) - 1, 1 << 20])
def test_a_long_row_is_found_wherever_a_chunk_of_the_file_ends(tmp_path: Path, before: int) -> None:
    path = tmp_path / "fil.csv"
    path.write_bytes(b"x" * before + b"\n" + b";" * size_limits.MOST_COLUMNS + b"\n" + b"y;z\n" * 1000)
    assert size_limits.exceeded(path, "fil") is not None
    path.write_bytes(b"x" * before + b"\n" + (b";" * (size_limits.MOST_COLUMNS - 1) + b"\n") * 3)
    assert size_limits.exceeded(path, "fil") is None


def test_every_file_too_large_is_named_at_once(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(size_limits, "MOST_BYTES", 1_200)
    definitions = load_definitions(project)
    with pytest.raises(Refused) as refusal:
        accept_all(project, definitions, [FIRST])
    assert [problem.where for problem in refusal.value.problems][:2] == [
        "data/raw/2026Q1/folketal.csv",
        "data/raw/2026Q1/ledige.json",
    ]
    assert all("MB" in problem.allowed and problem.next_step for problem in refusal.value.problems)


def test_a_damaged_part_hides_nothing_of_those_after_it(tmp_path: Path) -> None:
    path = tmp_path / "fil.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("first.xml", b"<a>" + os.urandom(5000))
        book.writestr("sheet.bin", b"<a>" + b"<b/>" * 1_100_000 + b"</a>")
    content = path.read_bytes()
    path.write_bytes(content[:200] + bytes(200) + content[400:])
    problem = size_limits.exceeded(path, "fil")
    assert problem is not None
    assert "2,000,000 tags" in problem.what


def test_the_cells_of_a_text_are_counted_by_what_separates_them(tmp_path: Path) -> None:
    path = tmp_path / "fil.csv"
    path.write_bytes(b"a" + b",1" * size_limits.MOST_COLUMNS)
    assert size_limits.exceeded(path, "fil") is None
    assert size_limits.exceeded(path, "fil", ",") is not None
