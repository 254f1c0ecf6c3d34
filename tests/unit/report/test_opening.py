"""Opening a report checks every name before a page is begun."""

from __future__ import annotations

import pytest
from municipality import FIRST, LAST

from sigtepunkt.core.errors import Refused, WrongUse
from sigtepunkt.core.project import Project
from sigtepunkt.editions import processed_store
from sigtepunkt.report import open_report


@pytest.mark.parametrize("page", ["teknik", "boern", "kommunalbestyrelsen", "datakvalitet", "metode"])
@pytest.mark.parametrize("quarter", ["2026Q1", "2026Q2"])
def test_every_page_of_every_processed_quarter_opens(
    processed_once: Project, page: str, quarter: str
) -> None:
    report = open_report(page, quarter, processed_once.root)
    assert (report.page, str(report.quarter)) == (page, quarter)
    assert {state.quarter for state in report.processed.states} == {quarter}


def test_a_committees_page_opens_its_own_states_and_every_other_page_all_of_them(
    processed_once: Project,
) -> None:
    everything = processed_store.load(processed_once, LAST)
    for page in ("teknik", "kommunalbestyrelsen", "datakvalitet", "metode"):
        report = open_report(page, str(LAST), processed_once.root)
        indicators = report.definitions.indicators if page != "teknik" else report.indicators
        assert report.processed.states == tuple(
            state for state in everything.states if state.indicator in indicators
        )
        assert report.processed.observations.equals(everything.observations)
        assert report.processed.checksums == everything.checksums


def test_a_report_opens_from_where_the_notebook_lies(
    processed_once: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(processed_once.notebooks)
    assert open_report("teknik", "2026Q2").quarter == LAST


def test_an_unknown_page_is_wrong_use_and_the_nearest_is_named(processed_once: Project) -> None:
    with pytest.raises(WrongUse, match="there is no page 'tekink'") as refusal:
        open_report("tekink", "2026Q2", processed_once.root)
    assert "did you mean 'teknik'" in str(refusal.value)
    assert "kommunalbestyrelsen" in str(refusal.value)


@pytest.mark.parametrize(
    ("quarter", "words"), [("2026K2", "is not a quarter"), ("2025Q4", "no raw data for 2025Q4")]
)
def test_an_unknown_quarter_is_wrong_use(processed_once: Project, quarter: str, words: str) -> None:
    with pytest.raises(WrongUse, match=words):
        open_report("teknik", quarter, processed_once.root)


def test_a_quarter_not_processed_names_the_command_that_does_it(project: Project) -> None:
    with pytest.raises(WrongUse, match="sigtepunkt process 2026Q1"):
        open_report("teknik", str(FIRST), project.root)


def test_raw_data_changed_since_it_was_processed_is_refused(published: Project) -> None:
    path = published.raw(FIRST) / "skole.csv"
    path.write_bytes(path.read_bytes() + b"\r\n")
    with pytest.raises(Refused, match=r"skole\.csv"):
        open_report("boern", str(FIRST), published.root)
