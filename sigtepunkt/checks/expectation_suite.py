"""Data-quality checks: a suite from `expectations/` against a frame."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, get_args

import pandas as pd

from sigtepunkt.checks import evaluation
from sigtepunkt.checks.finding import Finding, Severity, from_record
from sigtepunkt.core import plain_text
from sigtepunkt.core.errors import Problem, Refused, nearest
from sigtepunkt.core.storage import software
from sigtepunkt.core.storage.kept_results import Entry, KeptResults

_VERDICTS = "checks"


def check(
    suite: Path,
    name: str,
    frame: pd.DataFrame,
    parameters: Mapping[str, Any],
    kept: KeptResults | None = None,
) -> list[Finding]:
    """Check `frame` against the suite file; return a finding per expectation.

    `name` is the suite's path as a reader would write it; `parameters` fill the suite's `$PARAMETER`s.
    Findings that are among the `kept` results, if given, are not evaluated: Great Expectations is then not
    imported. Raises Refused for a suite that is missing, not valid, without any expectation, or with one that
    cannot be evaluated.
    """
    expectations = read_suite(suite, name)
    if kept is None:
        return evaluation.evaluate(suite.stem, name, expectations, frame, parameters)
    key = _rests_on(expectations, frame, parameters)
    if entry := kept.load(_VERDICTS, key):
        return [from_record(record) for record in entry.record]
    findings = evaluation.evaluate(suite.stem, name, expectations, frame, parameters)
    kept.save(_VERDICTS, key, Entry([asdict(finding) for finding in findings]))
    return findings


def used_parameters(suite: str, parameters: Mapping[str, Any]) -> dict[str, str]:
    """Return those parameters that a suite's text names.

    An unchanged file stays unchanged when only a parameter that its suite does not use (the date) is another.
    """
    return {key: str(value) for key, value in parameters.items() if key in suite}


def _rests_on(suite: object, frame: pd.DataFrame, parameters: Mapping[str, Any]) -> str:
    """Return a checksum of the suite, the frame, the parameters that the suite uses, and the software."""
    text = json.dumps(suite, sort_keys=True)
    used = used_parameters(text, parameters)
    key = [software.of_rooms_until("checks"), text, list(map(str, frame.columns)), used]
    digest = hashlib.sha256(json.dumps(key, sort_keys=True).encode())
    for column in (frame.index.to_series(), *(frame[name] for name in frame.columns)):
        digest.update(f"{column.dtype} ".encode())
        if column.dtype.kind in "biufM":
            digest.update(column.to_numpy().tobytes())
        elif isinstance(column.dtype, pd.StringDtype):  # few texts in many rows
            numbers, texts = pd.factorize(column, use_na_sentinel=False)
            digest.update(numbers.tobytes())
            digest.update(repr(texts.tolist()).encode("utf-8", "surrogatepass"))
        else:
            digest.update(repr(column.tolist()).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


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
