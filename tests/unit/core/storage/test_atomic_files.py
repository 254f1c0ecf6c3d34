"""A folder is replaced as a whole, and whatever a crash leaves is finished or undone by the next command."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path

import pytest
from tree_bytes import tree_bytes

from sigtepunkt.core.storage.atomic_files import JOURNAL, NEW, OLD, begin, repair, replace, staging_path, swap


def folder(path: Path, text: str) -> Path:
    """Return a folder with one file."""
    path.mkdir(parents=True)
    (path / "side.html").write_text(text, encoding="utf-8")
    return path


def journal(path: Path, *followers: str) -> None:
    """Write the journal of a swap for which everything was built."""
    text = json.dumps({"ready": True, "followers": followers})
    path.with_name(f"{JOURNAL}{path.name}").write_text(text, encoding="utf-8")


def content(path: Path) -> str:
    """Return what the folder's file says."""
    return (path / "side.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("replaces", [True, False])
def test_what_was_built_aside_takes_the_place(tmp_path: Path, *, replaces: bool) -> None:
    target = tmp_path / "2026Q2"
    if replaces:
        folder(target, "gammel")
    folder(staging_path(target), "ny")
    swap(target)
    assert content(target) == "ny"
    assert [path.name for path in tmp_path.iterdir()] == ["2026Q2"]


def test_a_swap_that_fails_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = folder(tmp_path / "2026Q2", "gammel")
    folder(staging_path(target), "ny")
    rename = Path.rename

    def refusing(self: Path, other: Path) -> Path:
        if self.name.startswith(NEW):
            raise OSError("no space left on device")
        return rename(self, other)

    monkeypatch.setattr(Path, "rename", refusing)
    with pytest.raises(OSError, match="no space"):
        swap(target)
    assert content(target) == "gammel"


@pytest.mark.parametrize(
    ("left", "expected"),
    [
        ({"2026Q2": "gammel", f"{NEW}2026Q2": "ny"}, "gammel"),
        ({f"{OLD}2026Q2": "gammel", f"{NEW}2026Q2": "ny"}, "gammel"),
        ({f"{OLD}2026Q2": "gammel", "2026Q2": "ny"}, "ny"),
        ({"2026Q2": "ny"}, "ny"),
    ],
    ids=["before the first rename", "between the renames", "after the second", "whole"],
)
def test_a_crash_leaves_the_old_or_the_new(tmp_path: Path, left: dict[str, str], expected: str) -> None:
    for name, text in left.items():
        folder(tmp_path / name, text)
    journal(tmp_path / "2026Q2")
    repair(tmp_path)
    assert tree_bytes(tmp_path) == {"2026Q2/side.html": expected.encode()}
    repair(tmp_path)
    assert tree_bytes(tmp_path) == {"2026Q2/side.html": expected.encode()}, "repairing twice changes nothing"


@pytest.mark.parametrize(("swapped", "expected"), [(True, b"ny"), (False, b"gammel")])
def test_a_file_that_follows_a_folder_is_put_in_place_only_if_the_folder_was(
    tmp_path: Path, *, swapped: bool, expected: bytes
) -> None:
    (tmp_path / "index.html").write_text("gammel", encoding="utf-8")
    (tmp_path / f"{NEW}index.html").write_text("ny", encoding="utf-8")
    folder(tmp_path / ("2026Q2" if swapped else f"{NEW}2026Q2"), "ny")
    journal(tmp_path / "2026Q2", "index.html")
    repair(tmp_path)
    assert (tmp_path / "index.html").read_bytes() == expected
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_where_there_is_nothing_nothing_is_made(tmp_path: Path) -> None:
    repair(tmp_path / "ingen")
    assert not (tmp_path / "ingen").exists()


def test_a_swap_of_what_was_not_built_leaves_what_is_there(tmp_path: Path) -> None:
    target = folder(tmp_path / "2026Q2", "gammel")
    with pytest.raises(FileNotFoundError):
        swap(target)
    assert content(target) == "gammel"


def test_a_crash_while_it_was_built_leaves_the_old_one_and_nothing_aside(tmp_path: Path) -> None:
    target = folder(tmp_path / "2026Q2", "gammel")
    begin(target, [tmp_path / "index.html"])
    (tmp_path / f"{NEW}index.html").write_text("halv", encoding="utf-8")
    (tmp_path / f"{JOURNAL}2026Q2~").write_text('{"ready": tr', encoding="utf-8")
    repair(tmp_path)
    assert tree_bytes(tmp_path) == {"2026Q2/side.html": b"gammel"}


@pytest.mark.parametrize("follower", ["index.html", "2026Q2.zip"])
def test_going_back_writes_nothing_since_the_disk_may_be_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, follower: str
) -> None:
    target = folder(tmp_path / "2026Q2", "gammel")
    followers = [tmp_path / "index.html", tmp_path / "2026Q2.zip"]
    followers[0].write_text("gammel", encoding="utf-8")
    before = tree_bytes(tmp_path)
    folder(begin(target, followers) / "under", "ny")
    for path in followers:
        staging_path(path).write_text("ny", encoding="utf-8")
    moved = Path.replace

    def refusing(self: Path, other: Path) -> Path:
        if self.name == f"{NEW}{follower}":
            monkeypatch.setattr(io, "open", None)  # from here on nothing can be written
            raise OSError("no space left on device")
        return moved(self, other)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", refusing)
        with pytest.raises(OSError, match="no space"):
            swap(target, followers)
        monkeypatch.undo()
    assert tree_bytes(tmp_path) == before


def test_a_file_is_replaced_whole_or_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "2026Q2-1.json"
    replace(place, b"gammel")

    def full(_: int) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        replace(place, b"ny")
    assert tree_bytes(tmp_path) == {"2026Q2-1.json": b"gammel"}
