"""A folder is replaced as a whole, and whatever a crash leaves is finished or undone by the next command."""

from __future__ import annotations

from pathlib import Path

import pytest
from tree_bytes import tree_bytes

from sigtepunkt.swap import NEW, OLD, aside, repair, swap


def folder(path: Path, text: str) -> Path:
    """Return a folder with one file."""
    path.mkdir(parents=True)
    (path / "side.html").write_text(text, encoding="utf-8")
    return path


def content(path: Path) -> str:
    """Return what the folder's file says."""
    return (path / "side.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("replaces", [True, False])
def test_what_was_built_aside_takes_the_place(tmp_path: Path, replaces: bool) -> None:  # noqa: FBT001
    target = tmp_path / "2026Q2"
    if replaces:
        folder(target, "gammel")
    folder(aside(target), "ny")
    swap(target)
    assert content(target) == "ny"
    assert [path.name for path in tmp_path.iterdir()] == ["2026Q2"]


def test_a_swap_that_fails_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = folder(tmp_path / "2026Q2", "gammel")
    folder(aside(target), "ny")
    rename = Path.rename

    def refusing(self: Path, other: Path) -> Path:
        if self.name.startswith(NEW):
            raise OSError("no space left on device")
        return rename(self, other)

    monkeypatch.setattr(Path, "rename", refusing)
    with pytest.raises(OSError, match="no space"):
        swap(target)
    assert content(target) == "gammel"


@pytest.mark.parametrize(("left", "expected"), [
    ({"2026Q2": "gammel", f"{NEW}2026Q2": "ny"}, "gammel"), ({f"{OLD}2026Q2": "gammel", f"{NEW}2026Q2": "ny"}, "gammel"),
    ({f"{OLD}2026Q2": "gammel", "2026Q2": "ny"}, "ny"), ({"2026Q2": "ny"}, "ny"),
], ids=["before the first rename", "between the renames", "after the second", "whole"])
def test_a_crash_leaves_the_old_or_the_new(tmp_path: Path, left: dict[str, str], expected: str) -> None:
    for name, text in left.items():
        folder(tmp_path / name, text)
    repair(tmp_path)
    assert tree_bytes(tmp_path) == {"2026Q2/side.html": expected.encode()}
    repair(tmp_path)
    assert tree_bytes(tmp_path) == {"2026Q2/side.html": expected.encode()}, "repairing twice changes nothing"


@pytest.mark.parametrize(("swapped", "expected"), [(True, b"ny"), (False, b"gammel")])
def test_a_file_that_follows_a_folder_is_put_in_place_only_if_the_folder_was(tmp_path: Path, swapped: bool, expected: bytes) -> None:  # noqa: FBT001
    (tmp_path / "index.html").write_text("gammel", encoding="utf-8")
    (tmp_path / f"{NEW}index.html").write_text("ny", encoding="utf-8")
    folder(tmp_path / ("2026Q2" if swapped else f"{NEW}2026Q2"), "ny")
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
