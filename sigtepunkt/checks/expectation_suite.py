"""Data-quality checks: a suite from `expectations/` against a frame."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

import pandas as pd

from sigtepunkt.checks import evaluation, verdict_cache
from sigtepunkt.checks.finding import Finding, Severity
from sigtepunkt.core import plain_text
from sigtepunkt.core.errors import Problem, Refused, nearest


def check(
    suite: Path, name: str, frame: pd.DataFrame, parameters: Mapping[str, Any], cache: Path | None = None
) -> list[Finding]:
    """Check `frame` against the suite file; return a finding per expectation.

    `name` is the suite's path as a reader would write it; `parameters` fill the suite's `$PARAMETER`s.
    Findings that are in the folder `cache`, if given, are read from it without importing Great Expectations.
    Raises Refused for a suite that is missing, not valid, without any expectation, or with one that cannot be
    evaluated.
    """
    expectations = read_suite(suite, name)
    entry = cache and verdict_cache.entry(cache, expectations, frame, parameters)
    findings = verdict_cache.load(entry) if entry else None
    if findings is None:
        findings = evaluation.evaluate(suite.stem, name, expectations, frame, parameters)
        if entry:
            verdict_cache.save(entry, findings)
    return findings


def read_suite(suite: Path, name: str) -> list[dict[str, Any]]:
    """Return the suite's expectations, each with a type, a severity and a Danish sentence."""
    try:
        expectations = json.loads(suite.read_text(encoding="utf-8"))["expectations"]
    except FileNotFoundError as error:
        allowed, next_step = "one suite for each source", "see CONTRIBUTING, 'A new source'"
        raise Refused.of("the suite is missing", name, allowed, next_step) from error
    except (json.JSONDecodeError, UnicodeDecodeError, KeyError, TypeError) as error:
        what, allowed = f"not a Great Expectations suite: {error}", '{"name", "expectations": […], "meta"}'
        raise Refused.of(what, name, allowed) from error
    if hidden := list(plain_text.faults(expectations, name, "expectations")):
        raise Refused(*hidden)
    if not expectations:
        raise Refused.of("the suite checks nothing", name, "at least one expectation")
    if not isinstance(expectations, list) or not all(map(_has_type, expectations)):
        raise Refused.of("an expectation has no type", name, '"type": "expect_…" in every expectation')
    if problems := list(_unknown_severities(expectations, name)):
        raise Refused(*problems)
    for expectation in expectations:
        if not expectation.get("meta", {}).get("sentence"):
            what = f"{expectation['type']} has no sentence"
            raise Refused.of(what, name, "meta.sentence in plain Danish for every expectation")
    return expectations


def _has_type(expectation: object) -> bool:
    return isinstance(expectation, dict) and isinstance(expectation.get("type"), str)


def _unknown_severities(expectations: list[dict[str, Any]], name: str) -> Iterator[Problem]:
    for number, expectation in enumerate(expectations, 1):
        severity = expectation.get("severity")
        if severity not in get_args(Severity):
            what = f"expectation no. {number}, {expectation['type']}: unknown severity {severity!r}"
            yield Problem(what, name, nearest(str(severity), get_args(Severity)))
