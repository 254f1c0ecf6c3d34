"""A block that takes long is made once from the same, and no two blocks are taken for each other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from sigtepunkt.core.project import Project
from sigtepunkt.report import notebook_api, open_report
from sigtepunkt.report.block_cache import BlockCache
from sigtepunkt.report.blocks import changes, method
from sigtepunkt.report.notebook_api import Report
from sigtepunkt.report.output import MIME_TYPE

Displayed = list[dict[str, Any]]
SHOWS: dict[str, Callable[[Report], None]] = {
    "changes": lambda report: report.changes(),
    "an example": lambda report: report.example("skift"),
    "another example": lambda report: report.example("maal"),
}


def keys(displayed: Displayed) -> list[str]:
    """Return the keys in the cache of the blocks that were shown."""
    return [str(bundle[MIME_TYPE]["key"]) for bundle in displayed]


@pytest.fixture
def report(processed_once: Project) -> Report:
    return open_report("metode", "2026Q2", processed_once.root)


@pytest.mark.parametrize("show", SHOWS.values(), ids=SHOWS)
def test_a_block_is_not_made_again_from_the_same(
    report: Report, displayed: Displayed, monkeypatch: pytest.MonkeyPatch, show: Callable[[Report], None]
) -> None:
    show(report)
    (made,) = displayed
    blocks = {made[MIME_TYPE]["key"]: made["text/html"]}
    monkeypatch.setattr(changes, "changes_block", pytest.fail)
    monkeypatch.setattr(method, "example", pytest.fail)
    show(replace(report, cache=BlockCache(blocks)))
    assert displayed == [made, made]


def test_no_block_is_taken_for_another(report: Report, displayed: Displayed) -> None:
    for show in SHOWS.values():
        show(report)
    assert len({*keys(displayed)}) == len(SHOWS)


@pytest.mark.parametrize("fact", ["outline", "state"])
def test_what_has_changed_is_told_anew_where_a_state_or_the_outline_is_another(
    report: Report, displayed: Displayed, fact: str
) -> None:
    report.changes()
    others = {
        name: f"{digest}{'x' if name.startswith(fact) else ''}"
        for name, digest in report.processed.checksums.items()
    }
    replace(report, processed=replace(report.processed, checksums=others)).changes()
    first, second = keys(displayed)
    assert first != second


def test_an_example_is_drawn_anew_where_the_outline_is_another(report: Report, displayed: Displayed) -> None:
    report.example("skift")
    others = {**report.processed.checksums, notebook_api.OUTLINE: "another"}
    replace(report, processed=replace(report.processed, checksums=others)).example("skift")
    first, second = keys(displayed)
    assert first != second
