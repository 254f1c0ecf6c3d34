"""Checksums are SHA-256, of files, texts and data alike."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

import pytest

from sigtepunkt.core import checksum

ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # FIPS 180-2, appendix B.1


def test_a_files_and_a_texts_are_as_published(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    assert checksum.of_file(tmp_path / "a") == checksum.of_text("abc") == ABC


def test_a_text_is_taken_in_utf_8() -> None:
    assert checksum.of_text("æ") == hashlib.sha256("æ".encode()).hexdigest()


def test_datas_is_the_same_whatever_the_order_of_its_keys() -> None:
    assert checksum.of_data({"a": 1, "b": [dt.date(2026, 8, 31)]}) == checksum.of_data(
        {"b": [dt.date(2026, 8, 31)], "a": 1}
    )
    assert checksum.of_data([1, 2]) != checksum.of_data([2, 1])


def test_a_function_of_texts_is_computed_once_for_each_text_and_its_other_arguments() -> None:
    asked: list[tuple[str, int]] = []

    @checksum.remembered
    def longer(text: str, by: int) -> str:
        """Return the text with something behind it."""
        asked.append((text, by))
        return text + by * "."

    assert [longer("a", 1), longer("a", 2), longer("b", 1), longer("a", 1)] == ["a.", "a..", "b.", "a."]
    assert asked == [("a", 1), ("a", 2), ("b", 1)]
    assert longer("\ud800", 1) == "\ud800."  # no text that is written as UTF-8, and yet one
    assert longer.__doc__ == "Return the text with something behind it."


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checksum, "_MOST", 2)
    asked: list[str] = []
    known = checksum.remembered(asked.append)
    for text in "abcab":
        known(text)
    assert asked == ["a", "b", "c", "a", "b"]
