"""The page of wording is what the table of wording says."""

from __future__ import annotations

import importlib.util

from places import REPOSITORY


def test_the_page_of_wording_is_written_from_the_table() -> None:
    spec = importlib.util.spec_from_file_location("wording_page", REPOSITORY / "docs" / "wording.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.TEXT.read_text(encoding="utf-8") == module.text()
