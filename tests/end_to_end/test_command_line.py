"""The command line explains itself, starts quickly, and ends with a clear message and the right exit code."""

from __future__ import annotations

import ast
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from command_line import CommandLine, subprocess_of
from municipality import LAST, damage, edit

from sigtepunkt import pipeline
from sigtepunkt.cli import main_command, terminal
from sigtepunkt.core.errors import Refused, WrongUse
from sigtepunkt.core.period import Quarter
from sigtepunkt.core.project import Project
from sigtepunkt.editions import corrections, processed_store
from sigtepunkt.observations import accepted_vintage
from sigtepunkt.publication import build, page_html, pdf
from sigtepunkt.publication.build import BuildOptions
from sigtepunkt.sources import fetching

HEAVY = {
    "pandas",
    "great_expectations",
    "papermill",
    "nbconvert",
    "matplotlib",
    "seaborn",
    "scipy",
    "IPython",
    "httpx2",
    "stamina",
}


@pytest.fixture
def pipeline_that(monkeypatch: pytest.MonkeyPatch) -> Callable[[BaseException], None]:
    """Return a function that makes the pipeline raise."""

    def raises(fault: BaseException) -> None:
        def run(*_arguments: Any, **_named: Any) -> Path:
            raise fault

        monkeypatch.setattr(pipeline, "run", run)

    return raises


# --- help and lists -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", [("--help",), ("-h",)])
def test_help_names_every_command_and_how_a_quarter_is_written(
    command: CommandLine, words: tuple[str, ...]
) -> None:
    outcome = command(*words)
    assert outcome.code == 0
    for part in (
        "new",
        "fetch",
        "receive",
        "run",
        "watch",
        "process",
        "check",
        "list",
        "2026Q2",
        "datakvalitet",
    ):
        assert part in outcome.out


@pytest.mark.parametrize(
    ("verb", "parts"),
    [
        (
            "run",
            ("--only", "--jobs", "--force", "--cold", "--no-demo", "--project", "--debug", "all or nothing"),
        ),
        ("process", ("--no-demo", "--project")),
        ("check", ("--project", "change nothing")),
        ("watch", ("[ID]", "[QUARTER]", "--port", "--no-open", "Ctrl-C")),
        ("list", ("--sources", "--json", "--project")),
        ("fetch", ("--source", "--dry-run", "--base-url", "--reason", "Ctrl-C")),
        ("receive", ("--source", "--quarter", "--via", "--retrieved", "--reason", "--yes")),
        ("verify", ("--copy", "--quick", "--jobs", "--project", "which page, block and input differ")),
    ],
)
def test_every_command_explains_itself(command: CommandLine, verb: str, parts: tuple[str, ...]) -> None:
    outcome = command(verb, "--help")
    assert outcome.code == 0
    unwrapped = " ".join(outcome.out.split())
    for part in parts:
        assert part in unwrapped


def test_a_command_that_is_left_out_shows_the_help(command: CommandLine) -> None:
    outcome = command()
    assert outcome.code == 2
    assert "Usage: sigtepunkt" in outcome.said


def test_the_version_is_told(command: CommandLine) -> None:
    outcome = command("--version")
    assert (outcome.code, outcome.out) == (0, f"sigtepunkt, version {main_command.__version__}\n")


def test_the_list_is_a_tree_of_aims_focus_areas_and_indicators_with_their_origin(
    command: CommandLine, project: Project
) -> None:
    outcome = command("list", "--project", project.root)
    assert (outcome.code, outcome.err) == (0, "")
    lines = outcome.out.splitlines()
    assert lines[0] == "Prøvestrategi 2022–2025"
    assert lines[2:5] == ["Vækst", "  Bosætning (Teknik)", "    folketal: Folketal [official, lead]"]
    assert "    ventetid: Ventetid på en tilladelse [DEMO]" in lines
    assert "    skolefravaer: Fravær i skolen [internal, proxy]" in lines
    assert "    nyttehaver: Ældre og nyttehaver [capacity, DEMO]" in lines
    assert "    gap: Trivsel blandt de mindste" in lines
    assert lines[-1] == "4 of 4 focus areas covered or declared"


def test_the_list_says_what_leads_and_what_is_only_context(command: CommandLine, project: Project) -> None:
    edit(project.strategy / "indicators.toml", "\nlead = true", '\ncontext = "Rammen."')
    edit(project.strategy / "indicators.toml", "core = true", "core = true\nlead = true")
    lines = command("list", "--project", project.root).out.splitlines()
    assert "    ledighed: Ledighed [official, lead]" in lines
    assert "    folketal: Folketal [official, context]" in lines


def test_the_strategy_can_be_listed_before_any_data_is_there(command: CommandLine, project: Project) -> None:
    import shutil

    shutil.rmtree(project.root / "data")
    assert command("list", "--project", project.root).code == 0


@pytest.mark.parametrize(
    "words",
    [
        *(("--help",), ("list",)),
        *(
            (*words, "--help")
            for words in (
                ("run",),
                ("watch",),
                ("fetch",),
                ("receive",),
                ("new",),
                ("new", "quarter"),
                ("list",),
            )
        ),
    ],
)
def test_help_and_lists_wait_for_nothing_heavy(project: Project, words: tuple[str, ...]) -> None:
    code = """
import json, sys
from sigtepunkt.cli import main
try:
    main()
except SystemExit as ended:
    print(json.dumps([ended.code, sorted(sys.modules)]))
"""
    extra = ("--project", project.root) if words == ("list",) else ()
    ended, modules = json.loads(subprocess_of(*words, *extra, code=code).stdout.splitlines()[-1])
    assert ended == 0
    assert {name.partition(".")[0] for name in modules}.isdisjoint(HEAVY)


def test_a_command_ends_without_going_through_all_that_was_imported() -> None:
    code = """
import atexit, gc
from sigtepunkt.cli import main
atexit.register(lambda: print(gc.get_freeze_count() > 1000))  # called after what `main` registers
main()
"""
    assert subprocess_of("--version", code=code).stdout.splitlines()[-1] == "True"


def test_what_executes_and_publishes_imports_nothing_that_draws_or_checks() -> None:
    """Or every run would wait for what only kernels, and checks of what is new, need."""
    code = "import sys, sigtepunkt.pipeline; print(*(name for name in sys.modules if '.' not in name))"
    modules = set(subprocess_of(code=code).stdout.split())
    assert modules & HEAVY == {"pandas"}


# --- what a command does ------------------------------------------------------------------------------------


def test_run_hands_on_what_it_was_asked_for_and_tells_where_the_pages_are(
    command: CommandLine, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: dict[str, Any] = {}

    def run(home: Project, quarter: Quarter, **named: Any) -> Path:
        asked.update(named, home=home, quarter=quarter)
        named["progress"]("notebook", "notebooks/boern.ipynb")
        return home.report(quarter) / "index.html"

    monkeypatch.setattr(pipeline, "run", run)
    pages, options = ("--only", "boern", "--only", "teknik"), ("--jobs", 3, "--no-demo", "--cold", "--force")
    outcome = command("run", "2026Q1", *pages, *options, "--project", project.root)
    assert outcome.code == 0
    assert outcome.out == "Published 2026Q1: reports/2026Q1/index.html\n"
    assert outcome.err == "Executing notebooks/boern.ipynb\n"
    assert (asked["home"].root, str(asked["quarter"])) == (project.root.resolve(), "2026Q1")
    options = BuildOptions(3, cold=True, force=True)
    assert (asked["only"], asked["options"], asked["demo"]) == (("boern", "teknik"), options, False)


def test_the_newest_quarter_and_the_folder_one_stands_in_are_the_default(
    command: CommandLine, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: dict[str, Any] = {}

    def run(home: Project, quarter: Quarter, **named: Any) -> Path:
        asked.update(named, home=home, quarter=quarter)
        return home.report(quarter) / "index.html"

    monkeypatch.setattr(pipeline, "run", run)
    monkeypatch.chdir(project.notebooks)
    assert command("run").code == 0
    assert (asked["home"].root, asked["quarter"]) == (project.root.resolve(), LAST)
    assert (asked["only"], asked["options"], asked["demo"]) == ((), BuildOptions(), True)


def test_in_a_terminal_progress_is_one_live_line(
    command: CommandLine, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(home: Project, quarter: Quarter, **named: Any) -> Path:
        named["progress"]("check", "proeve-skole")
        return home.report(quarter) / "index.html"

    monkeypatch.setattr(pipeline, "run", run)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    outcome = command("run", "--project", project.root)
    assert outcome.code == 0
    assert outcome.out == "Published 2026Q2: reports/2026Q2/index.html\n"
    assert "Checking proeve-skole\n" not in outcome.err


def test_every_stage_that_is_told_has_its_word() -> None:
    stages = {
        call.args[0].value
        for module in (
            build,
            corrections,
            fetching,
            pdf,
            pipeline,
            page_html,
            accepted_vintage,
            processed_store,
        )
        for call in ast.walk(ast.parse(Path(module.__file__).read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and getattr(call.func, "id", getattr(call.func, "attr", "")) == "progress"
        and isinstance(call.args[0], ast.Constant)
    }
    assert stages == set(terminal.STAGES)


def test_process_tells_where_the_data_is(command: CommandLine, project: Project) -> None:
    outcome = command("process", "2026Q1", "--project", project.root)
    assert outcome.code == 0
    assert outcome.out == "Processed 2026Q1: data/processed/2026Q1\n"
    assert "Checking proeve-ventetid\n" in outcome.err
    assert not project.reports.exists()


def test_check_shows_what_is_not_met_and_counts(command: CommandLine, project: Project) -> None:
    outcome = command("check", "--project", project.root)
    assert outcome.code == 0, "a warning stops nothing"
    warning = "[warning] data/raw/2026Q2/skole.csv: 8 rows do not meet it: "
    assert f"{warning}row 3, column Fravær (pct.): found 6.1; row 4, " in outcome.out
    assert "Fraværet er højst 6 procent." in outcome.out
    assert "Skoleafdelingen" in outcome.out
    summary = "2026Q2: 53 expectations on 6 files, 52 met, 1 not met, 0 figures withheld."
    assert outcome.out.splitlines()[-1] == summary
    assert not project.processed(LAST).exists()
    assert not project.reports.exists()


def test_check_fails_on_what_is_critical(command: CommandLine, project: Project) -> None:
    damage(
        project,
        LAST,
        "folketal.csv",
        lambda content: content.replace(b"990;2018K1;5000", b"990;2018K1;-5000"),
    )
    outcome = command("check", "--project", project.root)
    assert outcome.code == 1
    assert "[critical] data/raw/2026Q2/folketal.csv: row 37, column INDHOLD: found -5000.0" in outcome.out
    assert "2 not met" in outcome.out


# --- wrong use, refusals and faults -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        ("rum",),
        ("run", "--onlly", "x"),
        ("run", "--jobs", "0"),
        ("run", "--jobs", "mange"),
        ("run", "2026Q1", "2026Q2"),
        ("--debug", "list"),
    ],
)
def test_a_command_that_does_not_exist_is_wrong_use(command: CommandLine, words: tuple[str, ...]) -> None:
    outcome = command(*words)
    assert outcome.code == 2
    assert "Traceback" not in outcome.said
    assert "Usage: sigtepunkt" in outcome.err


@pytest.mark.parametrize("words", [("list",), ("run",), ("watch",), ("check",), ("process",), ("verify",)])
def test_outside_a_project_every_command_says_so(
    command: CommandLine, tmp_path: Path, words: tuple[str, ...]
) -> None:
    outcome = command(*words, "--project", tmp_path)
    assert outcome.code == 2
    assert "not a sigtepunkt project" in outcome.err
    assert "--project DIR" in outcome.err


def test_a_refusal_is_told_in_full_and_without_a_traceback(command: CommandLine, project: Project) -> None:
    edit(project.strategy / "indicators.toml", "total = true", "totall = true")
    edit(project.strategy / "indicators.toml", 'better = "neutral"', 'better = "op"')
    outcome = command("list", "--project", project.root)
    assert outcome.code == 1
    assert outcome.out == ""
    assert outcome.err.splitlines()[0] == "Refused. Nothing in reports/ was changed."
    assert "[folketal].totall" in outcome.err
    assert "[folkevaekst].better" in outcome.err
    assert "Traceback" not in outcome.err


@pytest.mark.parametrize(
    ("fault", "code", "first"),
    [
        (Refused.of("x", "y"), 1, "Refused."),
        (WrongUse.of("x", "y"), 2, "Wrong use."),
        (OSError(5, "Input/output error", "fil.csv"), 1, "Refused."),
        (ValueError("pludselig"), 1, "Refused."),
        (KeyboardInterrupt(), 130, "Interrupted."),
    ],
)
def test_every_way_to_end_has_its_exit_code_and_no_traceback(
    command: CommandLine,
    project: Project,
    pipeline_that: Callable[[BaseException], None],
    fault: BaseException,
    code: int,
    first: str,
) -> None:
    pipeline_that(fault)
    outcome = command("run", "--project", project.root)
    assert outcome.code == code
    assert outcome.err.lstrip().startswith(first)
    assert "Traceback" not in outcome.err
    assert outcome.out == ""


def test_a_fault_nobody_foresaw_says_its_kind_and_how_to_see_more(
    command: CommandLine, project: Project, pipeline_that: Callable[[BaseException], None]
) -> None:
    pipeline_that(ValueError("pludselig"))
    err = command("run", "--project", project.root).err
    assert "ValueError" in err
    assert "pludselig" in err
    assert "--debug" in err


def test_a_file_that_cannot_be_read_is_named(
    command: CommandLine, project: Project, pipeline_that: Callable[[BaseException], None]
) -> None:
    pipeline_that(OSError(5, "Input/output error", "data/raw/2026Q2/fil.csv"))
    err = command("run", "--project", project.root).err
    assert "could not read or write" in err
    assert "fil.csv" in err


@pytest.mark.parametrize("fault", [Refused.of("x", "y"), ValueError("pludselig")])
def test_debug_shows_the_fault_and_ends_with_the_same_code(
    project: Project, command: CommandLine, pipeline_that: Callable[[BaseException], None], fault: Exception
) -> None:
    pipeline_that(fault)
    silent, loud = (
        command("run", "--project", project.root),
        command("run", "--debug", "--project", project.root),
    )
    assert loud.code == silent.code
    assert loud.err.startswith("Traceback")
    assert loud.err.endswith(silent.err)


def test_debug_shows_the_traceback_and_nothing_else_does(tmp_path: Path) -> None:
    silent, loud = (
        subprocess_of("list", "--project", tmp_path),
        subprocess_of("list", "--project", tmp_path, "--debug"),
    )
    assert silent.returncode == 2
    assert "Traceback" not in silent.stderr
    assert loud.returncode == 2
    assert "Traceback" in loud.stderr


# --- what is not as it was ----------------------------------------------------------------------------------


def test_differences_are_told_line_by_line_and_counted(command: CommandLine, processed_once: Project) -> None:
    outcome = command("diff", "2026Q1", "2026Q2", "--project", processed_once.root)
    assert outcome.code == 0
    lines = outcome.out.splitlines()
    assert "folketal, figure 990 2026Q1: 5384.0 -> 5391.0 (revision)" in lines
    assert "ledighed, verdict: Ingen sikker ændring -> Forbedring (new period)" in lines
    assert any(line.startswith("ventetid [DEMO], figure 990") for line in lines)
    assert lines[-1].startswith(f"{len(lines) - 1} differences from 2026Q1 to 2026Q2: ")


def test_differences_are_told_to_machines_and_to_the_council(
    command: CommandLine, processed_once: Project, tmp_path: Path
) -> None:
    page = tmp_path / "ændret.html"
    outcome = command("diff", "2026Q1", "2026Q2", "--json", "--page", page, "--project", processed_once.root)
    assert {
        "indicator": "folketal",
        "aspect": "figure",
        "area": "990",
        "period": "2026Q1",
        "before": 5384.0,
        "now": 5391.0,
        "reasons": ["revision"],
    } in json.loads(outcome.out)
    assert "<h1>Ændret fra 1. kvartal 2026 til 2. kvartal 2026</h1>" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("2026Q2", "2026Q1"), "2026Q2 is not before 2026Q1"),
        (("2026Q1", "2026Q1"), "2026Q1 was published in one edition only"),
        (("2025Q1", "2026Q1"), "no raw data for 2025Q1"),
    ],
)
def test_quarters_that_cannot_be_compared_are_refused(
    command: CommandLine, processed_once: Project, words: tuple[str, str], said: str
) -> None:
    outcome = command("diff", *words, "--project", processed_once.root)
    assert outcome.code == 2
    assert said in outcome.err
