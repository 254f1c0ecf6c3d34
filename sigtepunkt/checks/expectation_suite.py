"""Data-quality checks: a Great Expectations suite against a frame. The only door to Great Expectations."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import logging
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

import pandas as pd

from sigtepunkt.core import checksum, plain_text, processes
from sigtepunkt.core.errors import Problem, Refused, nearest

Severity = Literal["critical", "warning", "info"]
EXAMPLES = 5
_KEPT = 90 * 86_400.0  # seconds a verdict is remembered after it was last asked for
_USED = 86_400.0  # seconds after which that it was asked for is noted again

_EMPTY = {"nan": "nothing", "None": "nothing", "NaT": "nothing"}  # what an empty cell is called here


@dataclass(frozen=True)
class Finding:
    """What one expectation found: its sentence, whether it was met, and the rows that did not meet it.

    `examples` are the first of `rows` with what was found there; a table as such has one without a row. `idle` says that it
    looked at no row at all, because its `row_condition` holds for none.
    """

    suite: str
    expectation: str
    column: str
    severity: Severity
    sentence: str
    met: bool
    unexpected: int = 0
    examples: tuple[tuple[int | None, str], ...] = ()
    rows: tuple[int, ...] = ()
    owner: str = ""
    remedy: str = ""
    idle: bool = False

    def problems(self, where: str, owner: str) -> list[Problem]:
        """Return what a person has to look at: file, row, column, value, what was expected, whom to ask."""
        column = f", column {self.column}" if self.column else ""
        mend = self.remedy or f"correct it at the source and fetch the file again; ask {self.owner or owner}"
        found = [
            f"{f'row {row}' if row is not None else 'the table'}{column}: found {_EMPTY.get(value, value)}"
            for row, value in self.examples
        ]
        more = f"; and {self.unexpected - len(found)} more" if self.unexpected > len(found) else ""
        count = f"{self.unexpected} rows do not meet it: " if self.unexpected > 1 else ""
        return [
            Problem(
                f"{count}{'; '.join(found)}{more}" if found else f"the check failed{column}",
                where,
                f"»{self.sentence}«",
                mend,
            )
        ]


def check(
    suite: Path, name: str, frame: pd.DataFrame, parameters: Mapping[str, Any], memory: Path | None = None
) -> list[Finding]:
    """Hold `frame` against the suite file; return a finding per expectation.

    `name` is the suite's place as a reader would write it; `parameters` fill the suite's `$PARAMETER`s. What was found of
    the same frame by the same suite before is read from the folder `memory`, if given, without importing Great
    Expectations. Raises Refused for a suite that is missing, not valid, without any expectation, or with one that cannot be evaluated.
    """
    declared = _read_suite(suite, name)
    if memory is None:
        return _evaluate(suite, name, declared, frame, parameters)
    remembered = _own(memory) / f"{_digest(declared, frame, parameters)}.json"
    before = _remembered(remembered)
    if before is not None:
        return before
    found = _evaluate(suite, name, declared, frame, parameters)
    records = [asdict(finding) for finding in found]
    remembered.parent.mkdir(parents=True, exist_ok=True)
    aside = remembered.with_suffix(f".{os.getpid()}")
    try:
        aside.write_text(
            json.dumps({"findings": records, "checksum": checksum.of_data(records)}, ensure_ascii=False),
            encoding="utf-8",
        )
        aside.replace(remembered)
    finally:
        aside.unlink(missing_ok=True)
    return found


def known(memory: Path) -> int:
    """Return how many verdicts of this version of the checks are remembered."""
    return sum(1 for _ in _own(memory).glob("*.json"))


def forget(memory: Path) -> None:
    """Forget verdicts that nobody has asked for in a quarter of a year."""
    oldest = time.time() - _KEPT
    for path in memory.glob("*/*"):
        with suppress(OSError):  # somebody else's work at the same time
            if path.stat().st_mtime < oldest:
                path.unlink()
                if not any(path.parent.iterdir()):
                    path.parent.rmdir()


def _own(memory: Path) -> Path:
    return memory / checksum.of_text(_version())[:16]


def prepare() -> None:
    """Import Great Expectations, before anything is checked."""
    _whole_frame()


def _remembered(file: Path) -> list[Finding] | None:
    """Return what was found before; None where nothing was, or the file is not as it was written."""
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
        if kept["checksum"] == checksum.of_data(kept["findings"]):
            if time.time() - file.stat().st_mtime > _USED:
                os.utime(file)  # it is in use
            return [from_record(record) for record in kept["findings"]]
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return None


def from_record(record: Mapping[str, Any]) -> Finding:
    """Return the finding that `dataclasses.asdict` and JSON made a record of."""
    examples = tuple((row, text) for row, text in record["examples"])
    return Finding(**{**record, "examples": examples, "rows": tuple(record["rows"])})


def _digest(declared: Sequence[Mapping[str, Any]], frame: pd.DataFrame, parameters: Mapping[str, Any]) -> str:
    suite = json.dumps(declared, sort_keys=True)
    asked = {
        key: str(value) for key, value in parameters.items() if key in suite
    }  # a file that is the same next quarter is checked once
    about = json.dumps([suite, list(map(str, frame.columns)), asked], sort_keys=True)
    digest = hashlib.sha256(f"{_version()} {about}".encode())
    for column in (frame.index.to_series(), *(frame[name] for name in frame.columns)):
        numeric = column.dtype.kind in "biuf"
        digest.update(
            f"{column.dtype} ".encode()
            + (
                column.to_numpy().tobytes()
                if numeric
                else repr(column.tolist()).encode("utf-8", "surrogatepass")
            )
        )
    return digest.hexdigest()


@cache
def _version() -> str:
    """Return what else a verdict depends on: Great Expectations' version, and this module, which may find otherwise in another."""
    return f"{importlib.metadata.version('great-expectations')} {checksum.of_file(Path(__file__))}"


def _evaluate(
    suite: Path, name: str, declared: list[dict[str, Any]], frame: pd.DataFrame, parameters: Mapping[str, Any]
) -> list[Finding]:
    built = _build(suite.stem, declared, name)
    try:
        batch = _whole_frame().get_batch({"dataframe": frame})
        with _without_repetition():
            result = batch.validate(
                built, result_format={"result_format": "COMPLETE"}, expectation_parameters=dict(parameters)
            )
    except Exception as error:  # GX has no common base for what it raises of a suite it cannot evaluate
        raise Refused.of(
            f"the suite could not be evaluated: {_first_line(error)}",
            name,
            f"$PARAMETER one of: {', '.join(parameters)}",
            "correct the suite",
        ) from error
    if len(result.results) != len(declared):
        raise Refused.of(
            f"only {len(result.results)} of {len(declared)} expectations were evaluated",
            name,
            "every expectation evaluated",
            "correct the suite",
        )
    return [_finding(suite.stem, name, one) for one in result.results]


def _build(stem: str, declared: list[dict[str, Any]], name: str) -> Any:
    """Return the suite as Great Expectations understands it, every expectation of it.

    Of a suite GX drops what it does not know, with a log line only, or raises without saying which: then they are built
    one by one to tell.
    """
    gx = _great_expectations()
    try:
        built = gx.ExpectationSuite(name=stem, expectations=declared)
    except Exception:
        built = gx.ExpectationSuite(name=stem)
    if len(built.expectations) == len(declared):
        return built
    for one in declared:
        try:
            known = gx.ExpectationSuite(name=stem, expectations=[one]).expectations
        except Exception as error:
            raise Refused(_unbuilt(one, name, _first_line(error))) from error
        if not known:
            from great_expectations.expectations.registry import list_registered_expectation_implementations

            kinds = list_registered_expectation_implementations()
            raise Refused.of(
                f"there is no expectation {one['type']!r}",
                name,
                nearest(one["type"], kinds),
                "correct the suite",
            )
    raise Refused.of(
        "Great Expectations builds fewer expectations than the suite has",
        name,
        "every expectation once",
        "correct the suite",
    )


def _unbuilt(one: Mapping[str, Any], name: str, why: str) -> Problem:
    return Problem(
        f"Great Expectations cannot build {one['type']}: {why}",
        name,
        "an expectation type and arguments that Great Expectations knows",
        "correct the suite",
    )


def _first_line(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return "; ".join(lines[:3]) or type(error).__name__


def _read_suite(suite: Path, name: str) -> list[dict[str, Any]]:
    try:
        declared = json.loads(suite.read_text(encoding="utf-8"))["expectations"]
    except FileNotFoundError as error:
        raise Refused.of(
            "the suite is missing", name, "one suite for each source", "see CONTRIBUTING, 'A new source'"
        ) from error
    except (json.JSONDecodeError, UnicodeDecodeError, KeyError, TypeError) as error:
        raise Refused.of(
            f"not a Great Expectations suite: {error}", name, '{"name", "expectations": […], "meta"}'
        ) from error
    hidden = list(plain_text.faults(declared, name, "expectations"))
    if hidden:
        raise Refused(*hidden)
    if not declared:
        raise Refused.of("the suite checks nothing", name, "at least one expectation")
    if not isinstance(declared, list) or any(
        not isinstance(one, dict) or not isinstance(one.get("type"), str) for one in declared
    ):
        raise Refused.of("an expectation has no type", name, '"type": "expect_…" in every expectation')
    faulty = [
        Problem(
            f"expectation no. {number}, {one['type']}: unknown severity {one.get('severity')!r}",
            name,
            nearest(str(one.get("severity")), get_args(Severity)),
        )
        for number, one in enumerate(declared, 1)
        if one.get("severity") not in get_args(Severity)
    ]
    if faulty:
        raise Refused(*faulty)
    silent = [one["type"] for one in declared if not one.get("meta", {}).get("sentence")]
    if silent:
        raise Refused.of(
            f"{silent[0]} has no sentence", name, "meta.sentence in plain Danish for every expectation"
        )
    return list(declared)


def _finding(suite: str, name: str, result: Any) -> Finding:
    config = result.expectation_config
    found = result.result
    if result.exception_info.get("raised_exception") is not False:
        faults = [
            fault["exception_message"] for fault in result.exception_info.values() if isinstance(fault, dict)
        ]
        message = faults[0] if faults else result.exception_info.get("exception_message", "unknown fault")
        raise Refused.of(
            f"{config.type} could not be evaluated: {message}",
            name,
            next_step="correct the suite or the source's columns",
        )
    column = config.kwargs.get("column") or " + ".join(config.kwargs.get("column_list", ()))
    examples: Iterable[tuple[int | None, str]] = ()
    rows: Sequence[int] = ()
    if not result.success:
        rows = found.get("unexpected_index_list") or ()
        values = found.get("unexpected_list", ())
        examples = (
            zip(rows[:EXAMPLES], map(_shown, values[:EXAMPLES]), strict=True)
            if rows
            else [(None, _shown(found["observed_value"]))]
            if "observed_value" in found
            else ()
        )
    return Finding(
        suite,
        config.type,
        column,
        config.severity.value,
        config.meta["sentence"],
        bool(result.success),
        int(found.get("unexpected_count") or 0),
        tuple(examples),
        tuple(dict.fromkeys(int(row) for row in rows)),
        config.meta.get("owner", ""),
        config.meta.get("remedy", ""),
        idle=bool(config.kwargs.get("row_condition")) and found.get("element_count") == 0,
    )


def _shown(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {part}" for key, part in value.items())
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}…"


@cache
def _great_expectations() -> Any:
    os.environ["GX_ANALYTICS_ENABLED"] = "false"  # telemetry is on by default, and read at import
    processes.without_addresses()
    import great_expectations as gx

    logging.getLogger("great_expectations").setLevel(logging.CRITICAL)
    return gx


@cache
def _whole_frame() -> Any:
    """Return what Great Expectations calls the whole of whatever frame it is given."""
    gx = _great_expectations()
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False, "metric_calculations": False}
    return (
        context.data_sources.add_pandas("frames")
        .add_dataframe_asset("frame")
        .add_batch_definition_whole_dataframe("whole")
    )


@contextmanager
def _without_repetition() -> Iterator[None]:
    """Let each expectation describe itself, each description become an expectation, and each set of arguments name itself once.

    In Great Expectations 1.24 an expectation is copied into a description and back for every argument of every metric, and
    arguments are written as JSON and hashed wherever they stand; most of a validation's time goes there. Nothing changes
    either while it is validated; a test holds the findings against those without.
    """
    from great_expectations.core.id_dict import IDDict
    from great_expectations.expectations.expectation import Expectation
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

    described, undescribed, named = (
        Expectation.configuration,
        ExpectationConfiguration.to_domain_obj,
        IDDict.to_id,
    )
    names: dict[str, Any] = {}

    def to_id(self: Any, id_keys: Any = None, id_ignore_keys: Any = None) -> Any:
        if id_keys is not None or id_ignore_keys is not None:
            return named(self, id_keys, id_ignore_keys)
        arguments = repr(self)
        if arguments not in names:
            names[arguments] = named(self)
        return names[arguments]

    Expectation.configuration = property(_once_each(described.fget))
    ExpectationConfiguration.to_domain_obj, IDDict.to_id = _once_each(undescribed), to_id
    try:
        yield
    finally:
        Expectation.configuration, ExpectationConfiguration.to_domain_obj, IDDict.to_id = (
            described,
            undescribed,
            named,
        )


def _once_each(method: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return the method of objects that cannot be hashed, called once for each of them."""
    answers: dict[int, tuple[Any, Any]] = {}  # the object too, so that its id is not another's

    def answer(self: Any) -> Any:
        if id(self) not in answers:
            answers[id(self)] = self, method(self)
        return answers[id(self)][1]

    return answer
