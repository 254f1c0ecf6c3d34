"""Whatever a run reports has its words in the terminal."""

from __future__ import annotations

import re

from places import REPOSITORY

from sigtepunkt.cli.terminal import STAGES

REPORTED = re.compile(r'\bprogress\(\s*"([^"]+)"')


def test_every_stage_that_is_reported_has_its_words() -> None:
    """One without any ended the whole run, just when it had something to tell."""
    texts = (path.read_text(encoding="utf-8") for path in (REPOSITORY / "sigtepunkt").rglob("*.py"))
    reported = {stage for text in texts for stage in REPORTED.findall(text)}
    assert {"comment", "publish"} <= reported <= STAGES.keys()
