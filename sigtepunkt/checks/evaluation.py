"""Evaluates a suite's expectations on a frame. The only door to Great Expectations."""

from __future__ import annotations

import gc
import logging
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from typing import Any

import pandas as pd

from sigtepunkt.checks.finding import EXAMPLES, Finding
from sigtepunkt.core import processes
from sigtepunkt.core.errors import Refused, nearest

_LONGEST = 80  # characters of a value that is quoted: a line of the terminal
_CORRECT = "correct the suite"


def prepare() -> None:
    """Import Great Expectations now, so that processes forked from this one need not."""
    _batch_definition()


def evaluate(
    suite: str,
    name: str,
    expectations: list[dict[str, Any]],
    frame: pd.DataFrame,
    parameters: Mapping[str, Any],
) -> list[Finding]:
    """Return a finding for each of the suite's expectations on `frame`.

    `name` is the suite's path as a reader would write it. Raises Refused for an expectation that cannot be
    built or evaluated.
    """
    built = _build(suite, expectations, name)
    try:
        batch = _batch_definition().get_batch({"dataframe": frame})
        with _without_repetition():
            results = batch.validate(
                built, result_format={"result_format": "COMPLETE"}, expectation_parameters=dict(parameters)
            ).results
    except Exception as error:  # GX has no common base class for what it raises here
        what = f"the suite could not be evaluated: {_first_lines(error)}"
        raise Refused.of(what, name, f"$PARAMETER one of: {', '.join(parameters)}", _CORRECT) from error
    if len(results) != len(expectations):
        what = f"only {len(results)} of {len(expectations)} expectations were evaluated"
        raise Refused.of(what, name, "every expectation evaluated", _CORRECT)
    return [_finding(suite, name, result) for result in results]


def _build(suite: str, expectations: list[dict[str, Any]], name: str) -> Any:
    """Return the suite as Great Expectations understands it, with every one of its expectations.

    GX drops an expectation it does not know with no more than a log line, or raises without saying which it
    was. To find out which, they are then built one at a time.
    """
    gx = _great_expectations()
    with suppress(Exception):  # raised again below, for the expectation it is about
        built = gx.ExpectationSuite(name=suite, expectations=expectations)
        if len(built.expectations) == len(expectations):
            return built
    for expectation in expectations:
        kind = expectation["type"]
        try:
            is_known = bool(gx.ExpectationSuite(name=suite, expectations=[expectation]).expectations)
        except Exception as error:
            what = f"Great Expectations cannot build {kind}: {_first_lines(error)}"
            allowed = "an expectation type and arguments that Great Expectations knows"
            raise Refused.of(what, name, allowed, _CORRECT) from error
        if not is_known:
            from great_expectations.expectations.registry import list_registered_expectation_implementations

            kinds = list_registered_expectation_implementations()
            raise Refused.of(f"there is no expectation {kind!r}", name, nearest(kind, kinds), _CORRECT)
    what = "Great Expectations builds fewer expectations than the suite has"
    raise Refused.of(what, name, "every expectation once", _CORRECT)


def _first_lines(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return "; ".join(lines[:3]) or type(error).__name__


def _finding(suite: str, name: str, result: Any) -> Finding:
    config, details, exception = result.expectation_config, result.result, result.exception_info
    if exception.get("raised_exception") is not False:
        messages = [part["exception_message"] for part in exception.values() if isinstance(part, dict)]
        message = messages[0] if messages else exception.get("exception_message", "unknown fault")
        what = f"{config.type} could not be evaluated: {message}"
        raise Refused.of(what, name, next_step="correct the suite or the source's columns")
    examples: list[tuple[int | None, str]] = []
    rows: Sequence[int] = ()
    if not result.success:
        rows = details.get("unexpected_index_list") or ()
        if rows:
            values = details.get("unexpected_list", ())[:EXAMPLES]
            examples = list(zip(rows[:EXAMPLES], map(_quoted, values), strict=True))
        elif "observed_value" in details:
            examples = [(None, _quoted(details["observed_value"]))]
    return Finding(
        suite=suite,
        expectation=config.type,
        column=config.kwargs.get("column") or " + ".join(config.kwargs.get("column_list", ())),
        severity=config.severity.value,
        sentence=config.meta["sentence"],
        met=bool(result.success),
        unexpected=int(details.get("unexpected_count") or 0),
        examples=tuple(examples),
        rows=tuple(dict.fromkeys(map(int, rows))),
        owner=config.meta.get("owner", ""),
        remedy=config.meta.get("remedy", ""),
        idle=bool(config.kwargs.get("row_condition")) and details.get("element_count") == 0,
    )


def _quoted(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {part}" for key, part in value.items())
    text = repr(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}…"


@cache
def _great_expectations() -> Any:
    os.environ["GX_ANALYTICS_ENABLED"] = "false"  # telemetry is on by default, and decided at import
    processes.skip_address_grammar()
    gc.disable()  # its hundreds of thousands of objects stay: no collection has to go through them
    try:
        with processes.postpone_import("scipy.stats"):  # half a second, for tests of distributions
            import great_expectations as gx
    finally:
        gc.freeze()
        gc.enable()
    logging.getLogger("great_expectations").setLevel(logging.CRITICAL)
    return gx


@cache
def _batch_definition() -> Any:
    """Return GX's batch definition for the whole of whatever frame it is given."""
    context = _great_expectations().get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False, "metric_calculations": False}
    asset = context.data_sources.add_pandas("frames").add_dataframe_asset("frame")
    return asset.add_batch_definition_whole_dataframe("whole")


@contextmanager
def _without_repetition() -> Iterator[None]:
    """Cache GX's conversions of expectations and its ids of arguments during one validation.

    Great Expectations 1.24 copies an expectation into a configuration and back for every argument of every
    metric, and serialises and hashes the arguments wherever they occur; that is most of a validation's time.
    Neither changes during a validation; a test compares the findings with those of unpatched GX.
    """
    from great_expectations.core.id_dict import IDDict
    from great_expectations.expectations.expectation import Expectation
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

    configuration, to_expectation = Expectation.configuration, ExpectationConfiguration.to_domain_obj
    original_to_id = IDDict.to_id
    ids: dict[str, Any] = {}

    def to_id(self: Any, id_keys: Any = None, id_ignore_keys: Any = None) -> Any:
        if id_keys is not None or id_ignore_keys is not None:
            return original_to_id(self, id_keys, id_ignore_keys)
        arguments = repr(self)
        if arguments not in ids:
            ids[arguments] = original_to_id(self)
        return ids[arguments]

    Expectation.configuration = property(_cached_by_identity(configuration.fget))
    ExpectationConfiguration.to_domain_obj = _cached_by_identity(to_expectation)
    IDDict.to_id = to_id
    try:
        yield
    finally:
        Expectation.configuration, ExpectationConfiguration.to_domain_obj = configuration, to_expectation
        IDDict.to_id = original_to_id


def _cached_by_identity(method: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return a method of objects that cannot be hashed, called once for each of them."""
    results: dict[int, tuple[Any, Any]] = {}  # keeps the object, too, so that its id is not reused

    def cached(self: Any) -> Any:
        if id(self) not in results:
            results[id(self)] = self, method(self)
        return results[id(self)][1]

    return cached
