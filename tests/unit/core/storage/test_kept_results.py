"""A kept result is what was saved, or is not there: nothing that was altered or cut short is trusted."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.pandas import column, data_frames, range_indexes

from sigtepunkt.core import checksum
from sigtepunkt.core.storage import kept_results
from sigtepunkt.core.storage.kept_results import Entry, KeptResults

DAY = 86_400
TABLE = pd.DataFrame({"area": ["766", "Ærø"], "value": [1.5, np.nan], "row": [2, 3]})
RECORD = {"sætninger": ["Antallet er ikke negativt."], "met": False}


@pytest.fixture
def kept(tmp_path: Path) -> KeptResults:
    """A folder with one entry."""
    results = KeptResults(tmp_path / "kept")
    results.save("files", "abc", Entry(RECORD, {"figures": TABLE}))
    return results


def only_file(kept: KeptResults) -> Path:
    (path,) = (path for path in kept.folder.rglob("*") if path.is_file())
    return path


def test_what_was_saved_is_loaded(kept: KeptResults) -> None:
    entry = kept.load("files", "abc")
    assert entry is not None
    assert entry.record == RECORD
    pd.testing.assert_frame_equal(entry.tables["figures"], TABLE, check_exact=True)
    assert kept.has("files", "abc")


@given(
    data_frames(
        [
            column("text", elements=st.text(st.characters(exclude_categories=["Cs"]), max_size=9), dtype=str),
            column("number", elements=st.floats(width=64), dtype=float),
            column("row", elements=st.integers(-(2**63), 2**63 - 1), dtype="int64"),
            column("is", dtype=bool),
        ],
        index=range_indexes(),
    )
)
def test_every_table_is_loaded_as_it_was(table: pd.DataFrame) -> None:
    packed = kept_results._packed(Entry([], {"table": table}))
    pd.testing.assert_frame_equal(kept_results._unpacked(packed).tables["table"], table, check_exact=True)


def test_a_table_whose_index_would_be_lost_is_not_saved(kept: KeptResults) -> None:
    with pytest.raises(ValueError, match="the index of figures would be lost"):
        kept.save("files", "def", Entry([], {"figures": TABLE[1:]}))
    assert not kept.has("files", "def")


@pytest.mark.parametrize("other", [("files", "abd"), ("vintages/2026Q1", "abc")])
def test_nothing_is_kept_of_another_kind_or_from_other_inputs(
    kept: KeptResults, other: tuple[str, str]
) -> None:
    assert kept.load(*other) is None
    assert not kept.has(*other)


def another_record(content: bytes) -> bytes:
    return content.replace(b'"met": false', b'"met": true ')


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "cut short": lambda content: content[:-40],
    "cut within its seal": lambda content: content[:40],
    "longer": lambda content: content + b" ",
    "no text": lambda _: b"\xff\x00",
    "another verdict": another_record,
    "another figure": lambda content: content.replace(np.float64(1.5).tobytes(), np.float64(2.5).tobytes()),
    "without its seal": lambda content: content[64:],
    "sealed nonsense": lambda _: checksum.of_bytes(b"{}").encode() + b"{}",
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_an_entry_that_is_not_as_it_was_written_is_not_there(kept: KeptResults, damage: str) -> None:
    path = only_file(kept)
    content = path.read_bytes()
    altered = DAMAGE[damage](content)
    assert altered != content
    path.write_bytes(altered)
    assert kept.load("files", "abc") is None
    kept.save("files", "abc", Entry(RECORD, {"figures": TABLE}))
    assert kept.load("files", "abc") is not None


@pytest.mark.parametrize("damage", sorted(set(DAMAGE) - {"sealed nonsense"}))
def test_whether_an_entry_is_as_it_was_written_can_be_asked(kept: KeptResults, damage: str) -> None:
    path = only_file(kept)
    assert kept_results.is_sound(path)
    path.write_bytes(DAMAGE[damage](path.read_bytes()))
    assert not kept_results.is_sound(path)
    path.unlink()
    assert kept_results.is_sound(path), "removed by another process"
    assert kept_results.is_sound(path.with_suffix(".4711")), "being written by another process"


def test_only_the_newest_of_a_kind_are_kept_where_their_number_is_bounded(kept: KeptResults) -> None:
    for number in range(5):
        kept.save("vintages/2026Q1", str(number), Entry(number), most=3)
        path = kept.folder / "vintages/2026Q1" / f"{number}.kept"
        os.utime(path, (0, time.time() - 100 + number))
    kept.save("vintages/2026Q1", "5", Entry(5), most=3)
    assert [kept.has("vintages/2026Q1", str(number)) for number in range(6)] == [False] * 3 + [True] * 3
    assert kept.has("files", "abc"), "of another kind"


def test_an_entry_that_is_not_used_for_a_quarter_of_a_year_is_removed(kept: KeptResults) -> None:
    path = only_file(kept)
    for days, is_there in ((80, True), (100, False)):
        os.utime(path, (0, time.time() - days * DAY))
        kept.remove_unused()
        assert path.exists() == is_there
    assert not path.parent.exists(), "nor is its folder left empty"
    kept.save("files", "abc", Entry(RECORD))
    os.utime(path, (0, time.time() - 100 * DAY))
    kept.load("files", "abc")
    kept.remove_unused()
    assert path.exists(), "it was used"


def test_a_full_disk_leaves_no_half_entry(kept: KeptResults, monkeypatch: pytest.MonkeyPatch) -> None:
    path = only_file(kept)
    before = path.read_bytes()
    write = Path.write_bytes

    def full(self: Path, content: Any) -> int:
        write(self, content[:10])
        raise OSError(28, "No space left on device", str(self))

    monkeypatch.setattr(Path, "write_bytes", full)
    for key in ("abc", "def"):
        with pytest.raises(OSError, match="No space left"):
            kept.save("files", key, Entry(json.loads("{}")))
    assert only_file(kept) == path
    assert path.read_bytes() == before
