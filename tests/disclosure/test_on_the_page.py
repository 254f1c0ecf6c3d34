"""A suppressed figure on its way: out of the processed data, and said in words wherever it would have stood."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import pandas as pd
import pytest
from conftest import quietly
from municipality import FIRST, LAST, damage, lay_out

from sigtepunkt import disclosure, pipeline
from sigtepunkt.project import Project
from sigtepunkt.report import open_report

FEW, SHARE = b";1.000;261;", b";1.000;3;"
LATEST, NOBODY = b";1.000;390;", b";1.000;998;"  # all but two: the complement is small


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Prøvekommune where three pupils were in a club in 2019/20 and all but two in 2024/25; both quarters processed."""
    home = lay_out(tmp_path_factory.mktemp("small") / "prøvekommune")
    for quarter in (FIRST, LAST):
        damage(home, quarter, "skole.csv", lambda content: content.replace(FEW, SHARE).replace(LATEST, NOBODY))
    for quarter in (FIRST, LAST):
        *_, ledger = pipeline.process(home, quarter, tell=quietly)
        home.disclosure.mkdir(exist_ok=True)
        home.ledger(quarter).write_text(disclosure.as_json(quarter, ledger), encoding="utf-8")
    return home


@pytest.fixture
def page(small: Project, displayed: list[dict[str, Any]]) -> str:
    report = open_report("boern", "2026Q2", small.root)
    report.summary()
    report.focus_area("skole")
    report.indicator("klubandel")
    return unquote("\n".join(bundle["text/html"] for bundle in displayed))


def texts(project: Project) -> Iterator[str]:
    for path in sorted(project.processed(LAST).iterdir()):
        yield path.read_text(encoding="utf-8") if path.suffix == ".json" else pd.read_parquet(path).to_csv()
    yield project.ledger(LAST).read_text(encoding="utf-8")


def test_the_true_values_are_nowhere_in_what_was_processed(small: Project) -> None:
    rows = pd.read_parquet(small.processed(LAST) / "observations.parquet")
    held = rows[(rows["status"] == "suppressed") & (rows["indicator"] == "klubandel")]
    assert set(zip(held["area"], held["period"], held["vintage"], strict=True)) == {("990", period, str(quarter)) for period in ("2019/2020", "2024/2025") for quarter in (FIRST, LAST)}
    assert held[["value", "base"]].isna().all(axis=None)
    signals = small.processed(LAST) / "signals.parquet"
    told = pd.read_parquet(signals).to_csv()
    assert "2019/2020" not in "".join(line for line in told.splitlines() if "klubandel" in line and "0.3" in line)
    assert not any("99.8" in text for text in texts(small))


def test_the_ledger_holds_keys_of_what_was_suppressed_and_no_value(small: Project) -> None:
    content = json.loads(small.ledger(LAST).read_text(encoding="utf-8"))
    assert content["suppressed"] == [["proeve-skole/Elever i klub", "990", "2019/2020"], ["proeve-skole/Elever i klub", "990", "2024/2025"]]
    assert all(value not in {3.0, 998.0} for *_, value in content["published"])


def test_which_rule_is_recorded_for_the_analyst(small: Project) -> None:
    found = pd.read_parquet(small.processed(LAST) / "suppressed.parquet")
    assert found[found["vintage"] == "2026Q2"].set_index("period")["rule"].to_dict() == {"2019/2020": "small", "2024/2025": "complement"}


def test_the_page_says_so_in_words_in_the_table_and_in_the_file(page: str) -> None:
    assert "Diskretioneret for skoleåret 2019/20 og skoleåret 2024/25." in page
    assert "så få personer" in page
    assert page.count(">diskretioneret<") == 2
    files = [base64.b64decode(found).decode("utf-8-sig") for found in re.findall(r"base64,([A-Za-z0-9+/=]+)", page)]
    assert [file.count(";diskretioneret") for file in files if "Skoleåret" in file] == [2]


def test_the_chart_says_so_in_its_caption_and_its_alternative(page: str) -> None:
    told = "Diskretioneret for skoleåret 2019/20 og skoleåret 2024/25."
    assert page.count(told) >= 3  # beside the chart, under it, and in its text alternative
    assert re.search(rf'(alt|aria-label)="[^"]*{told}|<title>[^<]*{told}|<desc[^>]*>[^<]*{told}', page)


def test_no_number_on_the_page_gives_it_away(page: str) -> None:
    assert "99,8" not in page
    assert "0,3 %" not in page


def test_made_again_a_quarter_writes_the_same_ledger(small: Project) -> None:
    before = small.ledger(LAST).read_bytes()
    *_, ledger = pipeline.process(small, LAST, tell=quietly)
    assert disclosure.as_json(LAST, ledger).encode() == before
    assert disclosure.read(small, LAST).keys() == {"2026Q1"}
