"""Of the real municipalities in the files about as many are called outside the usual as the rule says."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from places import REPOSITORY


def test_every_municipality_at_home_is_outside_the_usual_as_seldom_as_said(
    processed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At a nominal 5 %: at most 6 % on average over windows of one to four years, and 10 % in each."""
    monkeypatch.syspath_prepend(str(REPOSITORY / "benchmarks"))
    sys.modules.pop("every_home", None)
    import every_home

    monkeypatch.setattr(every_home, "ROOT", processed)
    shares = [row[-1][0.05] for row in every_home.rows(*every_home.read()) if row[3]]
    assert len(shares) >= 20, "windows of eight series"
    assert sum(shares) / len(shares) <= 0.06
    assert max(shares) <= 0.10
