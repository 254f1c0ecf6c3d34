"""What an analyst asks by name comes as a frame with documented columns, or says why it does not."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from sigtepunkt.core.errors import WrongUse
from sigtepunkt.core.project import Project
from sigtepunkt.report import Report, open_report
from sigtepunkt.report.analyses import BESIDE, CONTRAST, SINCE


@pytest.fixture
def report(processed_once: Project, displayed: list[object]) -> Report:
    """Prøvekommune's page that has both indicators."""
    del displayed
    return open_report("teknik", "2026Q2", processed_once.root)


def own(report: Report, indicator: str) -> pd.DataFrame:
    return report.observations(indicator).query("area == @report.home").sort_values("date")


def test_the_fact_is_the_difference_from_the_figure_that_had_ended_at_the_start(report: Report) -> None:
    frame = report.since("ledighed", "2025M07").set_index("answer")
    figures = own(report, "ledighed").set_index("period")["value"]
    assert list(report.since("ledighed").columns) == SINCE
    assert (frame.loc["fact", "start"], frame.loc["fact", "newest"]) == ("2025M06", figures.index[-1])
    assert frame.loc["fact", "estimate"] == pytest.approx(figures.iloc[-1] - figures["2025M06"])


def test_every_answer_has_numbers_or_says_why_not(report: Report) -> None:
    for indicator in ("ledighed", "folketal"):
        frame = report.since(indicator, "2025").set_index("answer")
        assert list(frame.index) == ["fact", "change", "trend", "development", "level"]
        tested = frame.loc[["change", "trend", "development", "level"]]
        assert (tested["p"].notna() | (tested["reason"] != "")).all()
    assert frame.loc["level", "reason"] in {"few others", "other sizes"}


def test_what_may_not_be_judged_is_not_tested_for_an_analyst_either(report: Report) -> None:
    """A projection, a trend a person declared unfit, and a series whose newest figure is not shown."""
    definitions = report.definitions
    source = definitions.sources["proeve-ledige"].model_copy(update={"projection": True})
    indicator = definitions.indicators["ledighed"].model_copy(update={"no_trend": "Opgørelsen er ny."})
    rows = report.processed.observations
    newest = rows[rows["area"] == "990"].groupby(["indicator", "vintage"], sort=False).tail(1).index
    unseen = rows.assign(status=rows["status"].where(~rows.index.isin(newest), "suppressed"))
    reports = {
        "": report,
        "projection": replace(
            report, definitions=replace(definitions, sources={**definitions.sources, "proeve-ledige": source})
        ),
        "declared": replace(
            report,
            definitions=replace(definitions, indicators={**definitions.indicators, "ledighed": indicator}),
        ),
        "held": replace(report, processed=replace(report.processed, observations=unseen)),
    }
    for reason, one in reports.items():
        reasons = one.since("ledighed").set_index("answer")["reason"]
        assert (reasons["change"] == reasons["trend"] == reason) == bool(reason), reason


def test_beside_has_the_municipality_first_and_what_it_differs_by(report: Report) -> None:
    frame = report.beside("ledighed")
    assert list(frame.columns) == BESIDE
    assert frame.loc[0, "role"] == "own"
    assert frame.loc[0, "difference"] == 0
    assert set(frame["role"]) <= {"own", "nation", "group"}
    assert set(frame["period"]) == {frame.loc[0, "period"]}
    assert (frame.loc[0, "value"] - frame["value"]).tolist() == pytest.approx(frame["difference"].tolist())


def test_a_contrast_is_one_row_in_the_indicators_unit(report: Report) -> None:
    frame = report.contrast("ledighed", "trend")
    assert list(frame.columns) == CONTRAST
    assert len(frame) == 1
    assert frame.loc[0, "lower"] < frame.loc[0, "estimate"] < frame.loc[0, "upper"]


def test_what_is_no_period_and_what_is_no_indicator_is_wrong_use(report: Report) -> None:
    with pytest.raises(WrongUse, match="i går"):
        report.since("ledighed", "i går")
    with pytest.raises(WrongUse, match="ledigheden"):
        report.since("ledigheden")


def test_a_start_before_every_figure_is_told_as_such(report: Report) -> None:
    frame = report.since("ledighed", "1990").set_index("answer")
    assert frame.loc["fact", "reason"] == frame.loc["change", "reason"] == "no start"


def test_a_contrast_the_figures_cannot_answer_names_the_argument(report: Report) -> None:
    with pytest.raises(WrongUse, match="start: at least one point"):
        report.contrast("ledighed", "level", start="1990")
