"""Findings of unchanged inputs come from the cache; an entry that is not as it was written is not used."""

from __future__ import annotations

import json
import math
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from municipality.suites import expectation

from sigtepunkt.checks import evaluation, expectation_suite, verdict_cache
from sigtepunkt.checks.finding import Finding

FRAME = pd.DataFrame({"TID": ["2025", "2025", "2026"], "ANTAL": [1.0, -2.0, math.nan]}, index=[2, 3, 5])
Cached = tuple[Callable[[], list[Finding]], Path]


def written(folder: Path, sentence: str, **limits: Any) -> Path:
    """Write a suite of one expectation about the column ANTAL."""
    suite = folder / "p1.json"
    within = expectation("column_values_to_be_between", sentence, column="ANTAL", **limits)
    suite.write_text(json.dumps({"name": "p1", "expectations": [within], "meta": {}}), encoding="utf-8")
    return suite


def test_a_file_that_is_the_same_next_quarter_is_checked_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A parameter that the suite does not use (the closing day) does not change the key; others do."""
    suite = written(tmp_path, "Antallet er højst som ventet.", max_value={"$PARAMETER": "most"})

    def check(most: int, closed: int) -> list[Finding]:
        parameters = {"most": most, "closed": closed}
        return expectation_suite.check(suite, "p1", FRAME, parameters, tmp_path / "verdicts")

    findings = check(10**9, 1)
    with monkeypatch.context() as patch:
        patch.setattr(evaluation, "evaluate", None)
        assert check(10**9, 2) == findings
    assert [finding.met for finding in check(-(10**9), 2)] == [False]


@pytest.fixture
def cached(tmp_path: Path) -> Cached:
    """Return a check whose findings are in the cache, and the cache's only file."""
    suite, cache = written(tmp_path, "Antallet er ikke negativt.", min_value=0), tmp_path / "verdicts"

    def run() -> list[Finding]:
        return expectation_suite.check(suite, "expectations/p1.json", FRAME, {}, cache)

    run()
    (file,) = cache.glob("*/*")
    return run, file


def test_findings_in_the_cache_are_not_evaluated_again(
    cached: Cached, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, _ = cached
    findings = run()
    monkeypatch.setattr(evaluation, "evaluate", None)
    assert run() == findings


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"",
        lambda content: content[:-40],
        lambda _: b"\xff\x00",
        lambda _: b"[]",
        lambda _: b"null",
        lambda _: b'{"findings": []}',
        lambda content: content.replace(b'"met": false', b'"met": true'),
        lambda content: json.dumps(json.loads(content)["findings"]).encode(),
    ],
    ids=[
        "empty",
        "cut short",
        "no text",
        "a list",
        "nothing",
        "no checksum",
        "another verdict",
        "an earlier version's",
    ],
)
def test_an_entry_that_is_not_as_it_was_written_is_not_trusted_but_evaluated_again(
    cached: Cached, damage: Callable[[bytes], bytes]
) -> None:
    run, file = cached
    before = file.read_bytes()
    assert damage(before) != before
    file.write_bytes(damage(before))
    (finding,) = run()
    assert (finding.met, finding.unexpected) == (False, 1)
    assert file.read_bytes() == before


def test_another_version_of_the_checks_has_entries_of_its_own(
    cached: Cached, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, file = cached
    monkeypatch.setattr(verdict_cache, "_version", lambda: "99")
    run()
    assert len(list(file.parent.parent.glob("*/*.json"))) == 2


def test_only_this_versions_entries_are_counted(cached: Cached, monkeypatch: pytest.MonkeyPatch) -> None:
    _, file = cached
    cache = file.parent.parent
    assert verdict_cache.size(cache) == 1
    monkeypatch.setattr(verdict_cache, "_version", lambda: "99")
    assert verdict_cache.size(cache) == 0


def test_an_entry_that_is_not_used_for_a_quarter_of_a_year_is_removed(cached: Cached) -> None:
    run, file = cached
    cache, day = file.parent.parent, 86_400
    for days, is_there in ((80, True), (100, False)):
        os.utime(file, (0, time.time() - days * day))
        verdict_cache.remove_unused(cache)
        assert file.exists() == is_there
    run()
    os.utime(file, (0, time.time() - 100 * day))
    run()
    verdict_cache.remove_unused(cache)
    assert file.exists(), "it was used"


def test_a_full_disk_leaves_no_half_entry(cached: Cached, monkeypatch: pytest.MonkeyPatch) -> None:
    run, file = cached
    file.unlink()

    def full(self: Path, text: str, **_named: Any) -> int:
        self.write_bytes(text[:10].encode())
        raise OSError(28, "No space left on device", str(self))

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(OSError, match="No space left"):
        run()
    assert list(file.parent.iterdir()) == []
