"""Exactly what fails its checks is withheld, with the reason; a withheld core indicator stops the quarter."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import CommandLine
from municipality import LAST, damage, edit
from municipality.suites import expectation
from refusals import Change, empty_file, missing_file, replaced

from sigtepunkt.checks.gate import EVERYTHING
from sigtepunkt.core.project import Project
from sigtepunkt.editions import processed_store
from sigtepunkt.editions.processed_store import Processed

Processes = Callable[[Change], Processed]


@pytest.fixture
def project(processed_once: Project, tmp_path: Path) -> Project:
    """Prøvekommune as processed before a fault was received: what it does not touch is not judged again."""
    return Project(shutil.copytree(processed_once.root, tmp_path / "prøvekommune"))


@pytest.fixture
def after(command: CommandLine, project: Project) -> Processes:
    """Return a function from a fault in the raw data to the processed data; no indicator is core."""
    edit(project.strategy / "indicators.toml", "core = true\n", "")

    def run(change: Change) -> Processed:
        change(project)
        outcome = command("process", LAST, "--project", project.root)
        assert outcome.code == 0, outcome.err
        return processed_store.load(project, LAST)

    return run


def cells(done: Processed) -> set[tuple[str, str, str]]:
    """Return the withheld figures."""
    return {(figure.indicator, figure.area, figure.period) for figure in done.withheld}


def test_nothing_is_withheld_where_nothing_failed(after: Processes) -> None:
    done = after(lambda _: None)
    assert done.withheld == ()
    assert set(done.observations["status"]) == {"shown"}


def test_a_row_that_failed_withholds_the_figures_that_rest_on_it_and_no_others(after: Processes) -> None:
    """A population of 2018 feeds its own quarter, and the growth a year later."""
    done = after(replaced("folketal.csv", "990;2018K2;5012", "990;2018K2;-5012"))
    assert cells(done) == {
        ("folketal", "990", "2018Q2"),
        ("folkevaekst", "990", "2018Q2"),
        ("folkevaekst", "990", "2019Q2"),
    }
    assert {figure.reason for figure in done.withheld} == {"INDHOLD er ikke under 0."}
    assert {figure.where for figure in done.withheld} == {"data/raw/2026Q2/folketal.csv: row 38"}
    now = done.observations[done.observations["vintage"] == "2026Q2"]
    held = now[now["status"] == "withheld"]
    assert set(zip(held["indicator"], held["area"], held["period"], strict=True)) == cells(done)
    assert held["value"].isna().all()
    assert now.loc[now["status"] == "shown", "value"].notna().all()


def test_a_part_above_its_whole_withholds_its_share(after: Processes) -> None:
    done = after(replaced("skole.csv", ";1.000;261;", ";1.000;1.261;"))
    assert cells(done) == {("klubandel", "990", "2019/2020")}
    assert {figure.reason for figure in done.withheld} == {
        "Delen er større end helheden, og det kan ikke passe."
    }


def test_a_fault_in_the_whole_withholds_the_share_of_it(after: Processes) -> None:
    """Without it there is no share, and a reader would not be told why."""
    done = after(replaced("skole.csv", ";1.000;261;", ";-1.000;261;"))
    assert cells(done) == {("klubandel", "990", "2019/2020")}
    assert {figure.reason for figure in done.withheld} == {"Elever er ikke under 0."}


def test_a_row_received_twice_withholds_its_figure(after: Processes) -> None:
    row = b"990;2026K2;5396\r\n"
    done = after(
        lambda project: damage(project, LAST, "folketal.csv", lambda content: content.replace(row, row + row))
    )
    assert cells(done) == {
        ("folketal", "990", "2026Q2"),
        ("folkevaekst", "990", "2026Q2"),
        ("folkevaekst", "990", "2027Q2"),
    }


def test_a_figure_that_stands_twice_under_two_spellings_is_withheld(after: Processes) -> None:
    """The suite sees two areas; they are one."""
    done = after(replaced("skole.csv", "Nabo;2018/2019;1.000;500;5,0", "990;2018/2019;1.000;500;5,0"))
    assert {(indicator, area, period) for indicator, area, period in cells(done) if area == "990"} == {
        ("klubandel", "990", "2018/2019"),
        ("skolefravaer", "990", "2018/2019"),
    }
    assert {figure.reason for figure in done.withheld} == {
        "Tallet står flere gange i filen for samme område og periode."
    }


def test_a_figure_from_the_future_is_withheld_and_its_file_is_not(after: Processes) -> None:
    done = after(replaced("ledige.json", '"Prøve", "2025M12"', '"Prøve", "2026M12"'))
    assert cells(done) == {("ledighed", "990", "2026M12")}


@pytest.mark.parametrize(
    "change",
    [
        empty_file,
        replaced("folketal.csv", ";", ","),
        replaced("folketal.csv", "990;2018K2;5012", "990;2018K2;mange"),
        replaced("folketal.csv", "990;2018K2;", "992;2018K2;"),
        replaced("folketal.csv", "990;2018K2;", "990;2018K5;"),
    ],
    ids=["empty", "delimiter", "no number", "no area", "no period"],
)
def test_a_file_that_cannot_be_trusted_withholds_all_it_feeds(after: Processes, change: Change) -> None:
    done = after(change)
    assert cells(done) == {("folketal", EVERYTHING, EVERYTHING), ("folkevaekst", EVERYTHING, EVERYTHING)}
    assert {state.indicator for state in done.states} == {"ledighed", "klubandel", "skolefravaer", "ventetid"}


def test_a_fault_in_what_says_which_figure_a_row_is_withholds_all_of_the_file(
    after: Processes, project: Project
) -> None:
    """It is not known which figure the row is, so no other can be trusted. Here no row may be Nabo's."""
    suite = json.loads(project.suite("proeve-skole").read_text(encoding="utf-8"))
    suite["expectations"].append(
        expectation(
            "column_values_to_not_be_in_set", "Ingen række er om Nabo.", column="Kommune", value_set=["Nabo"]
        )
    )
    project.suite("proeve-skole").write_text(json.dumps(suite), encoding="utf-8")
    done = after(lambda _: None)
    assert cells(done) == {(key, EVERYTHING, EVERYTHING) for key in ("klubandel", "skolefravaer")}
    assert {figure.reason for figure in done.withheld} == {"Ingen række er om Nabo."}


def test_a_file_that_was_not_delivered_withholds_all_it_feeds(after: Processes) -> None:
    assert cells(after(missing_file)) == {("ledighed", EVERYTHING, EVERYTHING)}


def test_a_capacity_that_rests_on_a_fault_is_not_computed(after: Processes) -> None:
    done = after(lambda project: damage(project, LAST, "fremskrivning.csv", lambda _: b""))
    assert done.capacities.empty


def test_a_warning_is_told_of_the_indicators_its_rows_feed(after: Processes) -> None:
    done = after(lambda _: None)
    assert done.warnings == {"skolefravaer": ("Fraværet er højst 6 procent.",)}


def test_a_warning_about_another_municipality_says_whose_figure_it_is(after: Processes) -> None:
    done = after(replaced("folketal.csv", "991;2026K1;6712", "991;2026K1;9999"))
    assert [text for text in done.warnings["folketal"] if "springer" in text or "ændret" in text] == [
        "Tidligere tal er kun ændret lidt. Det gælder Nabo."
    ]


def test_a_warning_about_a_municipality_that_no_indicator_shows_is_not_told_of_one(
    after: Processes, project: Project
) -> None:
    edit(project.strategy / "municipality.toml", 'comparison = ["991"]', "comparison = []")
    done = after(replaced("folketal.csv", "991;2026K1;6712", "991;2026K1;9999"))
    assert "folketal" not in done.warnings
    assert any(finding.column == "bard" and not finding.met for finding in done.findings)


def test_the_checks_of_each_vintage_are_remembered(after: Processes) -> None:
    done = after(replaced("folketal.csv", "990;2018K2;5012", "990;2018K2;-5012"))
    assert [(past.quarter, past.critical, past.withheld) for past in done.history] == [
        ("2026Q1", 0, 0),
        ("2026Q2", 1, 3),
    ]
    assert all(past.warning and past.evaluated > past.warning for past in done.history)


# --- what stops the quarter ---------------------------------------------------------------------------------


def test_a_core_indicator_that_would_be_withheld_stops_the_quarter(
    command: CommandLine, project: Project
) -> None:
    missing_file(project)
    outcome = command("run", LAST, "--project", project.root)
    assert outcome.code == 1
    assert "the core indicator ledighed would be withheld" in outcome.err
    assert "the source file is missing" in outcome.err
    assert not project.reports.exists() or not list(project.reports.iterdir())


def test_another_municipalitys_figure_in_a_core_indicator_stops_nothing(
    command: CommandLine, project: Project
) -> None:
    replaced("ledige.json", '"Nabo", "2025M12"', '"Nabo", "2026M12"')(project)
    outcome = command("process", LAST, "--project", project.root)
    assert outcome.code == 0
    assert "Withheld: ledighed 991 2026M12" in outcome.err


# --- in the terminal and for machines -----------------------------------------------------------------------


def test_check_shows_what_would_be_withheld(command: CommandLine, project: Project) -> None:
    replaced("folketal.csv", "990;2018K2;5012", "990;2018K2;-5012")(project)
    outcome = command("check", LAST, "--project", project.root)
    assert outcome.code == 1
    assert "[critical] data/raw/2026Q2/folketal.csv: row 38, column INDHOLD: found -5012.0" in outcome.out
    assert (
        "[withheld] folkevaekst 990 2019Q2 (data/raw/2026Q2/folketal.csv: row 38): INDHOLD er ikke under 0."
        in outcome.out
    )
    assert outcome.out.splitlines()[-1].endswith("2 not met, 3 figures withheld.")


def test_check_tells_machines_the_same(command: CommandLine, project: Project) -> None:
    replaced("folketal.csv", "990;2018K2;5012", "990;2018K2;-5012")(project)
    outcome = command("check", LAST, "--json", "--project", project.root)
    assert outcome.code == 1
    answer = json.loads(outcome.out)
    assert (
        answer["quarter"],
        len(answer["withheld"]),
        [finding["severity"] for finding in answer["failed"]],
    ) == ("2026Q2", 3, ["critical", "warning"])
    assert answer["warnings"] == {"skolefravaer": ["Fraværet er højst 6 procent."]}
