"""A block is made once from the same, made again from anything else, and never believed when it is damaged."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sigtepunkt import manifest
from sigtepunkt.report.memory import Memory


@pytest.fixture
def memory(tmp_path: Path) -> Memory:
    return Memory(tmp_path / "blocks")


def never() -> str:
    raise AssertionError("it was made again")


def test_a_block_is_made_once_from_the_same(memory: Memory) -> None:
    made = "<p>Æ\r\nto\n</p>"
    assert memory.recall(["indicator x", "1"], lambda: made) == made
    assert memory.recall(["indicator x", "1"], never) == made
    assert memory.recall(["indicator x", "2"], lambda: "andet") == "andet"
    assert memory.recall(["indicator x", "1"], never) == made


@pytest.mark.parametrize("damage", [
    lambda text: text[:-1], lambda text: text.replace(b"hel", b"half"), lambda _: b"", lambda _: b"\xff\xfe",
], ids=["cut", "changed", "empty", "no text"])
def test_a_damaged_one_is_made_again(memory: Memory, damage: Callable[[bytes], bytes]) -> None:
    memory.recall("x", lambda: "hel blok")
    (kept,) = memory.folder.glob("*/*")
    kept.write_bytes(damage(kept.read_bytes()))
    assert memory.recall("x", lambda: "ny blok") == "ny blok"
    assert memory.recall("x", never) == "ny blok"


@pytest.mark.parametrize("what", ["package", "libraries"])
def test_another_package_or_library_forgets_all(memory: Memory, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    memory.recall("x", lambda: "gammel")
    memory.recall("y", lambda: "gammel")
    monkeypatch.setattr(manifest, what, lambda: "another")
    assert Memory(memory.folder).recall("x", lambda: "ny") == "ny"
    assert len(list(memory.folder.glob("*/*"))) == 1


def test_a_block_that_cannot_be_made_is_not_remembered(memory: Memory) -> None:
    with pytest.raises(AssertionError, match="made again"):
        memory.recall("x", never)
    assert memory.recall("x", lambda: "blok") == "blok"
