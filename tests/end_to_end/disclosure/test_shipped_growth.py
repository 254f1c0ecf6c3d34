"""The shipped young people with growth, shares and a sum: no file or page discloses a suppressed count."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

import pandas as pd
import pytest
from places import Shipped
from published_figures import Gathered

from sigtepunkt import pipeline
from sigtepunkt.core.period import Quarter
from sigtepunkt.core.project import Project
from sigtepunkt.editions import edition, processed_store
from sigtepunkt.publication import open_data
from sigtepunkt.raw.vintage import open_vintage
from sigtepunkt.report import open_report
from sigtepunkt.strategy import load_definitions

LAST = Quarter(2026, 2)
HOME, SOURCE = "766", "demo-overgang"
FEW = {"2022": 3.0, "2025": 2.0}
MEASURED = {
    "unge-vaekst": 'measure = "Uden plan"\ncomputation = "growth"',
    "unge-vaekst-alle": 'measure = "I alt"\ncomputation = "growth"',
    "unge-andel": 'measure = "Med plan"\ndenominator = "I alt"\ncomputation = "share"',
    "unge-sum": 'measures = ["Med plan", "Uden plan"]\ncomputation = "sum"',
}
MEANING: Mapping[str, tuple[str, ...]] = {
    "unge-vaekst": ("growth", "Uden plan"),
    "unge-vaekst-alle": ("growth", "I alt"),
    "unge-andel": ("share", "Med plan", "I alt"),
    "unge-sum": ("count", "Med plan + Uden plan"),
    "unge-fyldt-18": ("count", "I alt"),
    "unge-med-plan": ("count", "Med plan"),
    "unge-uden-plan": ("count", "Uden plan"),
}


@pytest.fixture(scope="module")
def messages() -> list[tuple[str, str]]:
    return []


@pytest.fixture(scope="module")
def growing(
    shipped: Shipped, tmp_path_factory: pytest.TempPathFactory, messages: list[tuple[str, str]]
) -> Project:
    """The shipped project with more measured of the young people, its newest quarter processed anew."""
    inputs_and_states = shutil.ignore_patterns(".git", "reports")
    home = Project(tmp_path_factory.mktemp("growing") / "kommune")
    shutil.copytree(shipped.project.root, home.root, ignore=inputs_and_states)
    with (
        (home.strategy / "indicators.toml").open("a", encoding="utf-8") as indicators,
        (home.strategy / "disclosure.toml").open("a", encoding="utf-8") as persons,
    ):
        for key, fields in MEASURED.items():
            indicators.write(
                f'\n[{key}]\ntitle = "{key}"\nfocus_area = "overgang-fra-barn-til-voksen"\n'
                f'source = "{SOURCE}"\nunit = "u"\nkind = "share"\n'
                'better = "neutral"\ndecimals = 1\ndefinition = "d"\n'
                f"{fields}\n"
                'gap = { why = "w", owner = "o", needed = "n", since = 2026-01-15 }\n'
            )
            persons.write(f"\n[{key}]\npersons = true\n")
    pipeline.process(home, LAST, progress=lambda stage, detail: messages.append((stage, detail)))
    return home


def published(home: Project) -> tuple[str, str]:
    definitions, done = load_definitions(home), processed_store.load(home, LAST)
    table = open_data.csv(
        definitions, done.observations, open_vintage(home, LAST, definitions.sources.values()).quarter
    )
    header, *rows = table.split("\r\n")
    measured_rows = [row for row in rows if row.split(";")[0] in MEANING]
    return "\r\n".join([header, *measured_rows]), edition.as_json(processed_store.load_edition(home, LAST))


def test_the_attack_on_all_of_it_fails(growing: Project) -> None:
    table, edition_text = published(growing)
    content = json.loads(edition_text)
    of_source = [row for row in content["published"] if row[0].startswith(f"{SOURCE}/")]
    figures = [row for row in content["figures"] if row[0] in MEANING]
    known = Gathered()
    known.read(MEANING, table, json.dumps({"figures": figures, "published": of_source}), SOURCE)
    for year in range(2018, 2026):
        for whole in ("I alt", "Med plan + Uden plan"):
            known.adds_up(
                {
                    (whole, HOME, str(year)): -1.0,
                    ("Med plan", HOME, str(year)): 1.0,
                    ("Uden plan", HOME, str(year)): 1.0,
                }
            )
    small = [("Uden plan", HOME, year) for year in FEW]
    assert not {*small} & known.seen
    for cell, (low, high) in known.attack(small).items():
        assert low == 1
        assert high >= 10, cell


def test_growth_at_a_suppressed_end_is_suppressed_in_every_vintage(growing: Project) -> None:
    done = processed_store.load(growing, LAST)
    rows, held = done.observations, done.suppressed[done.suppressed["indicator"] == "unge-vaekst"]
    growth = rows[rows["indicator"] == "unge-vaekst"]
    assert {*growth.loc[growth["status"] == "suppressed", "period"]} >= {"2022", "2023", "2025"}
    assert {(period, vintage) for period, vintage in zip(held["period"], held["vintage"], strict=True)} >= {
        ("2022", "2026Q1"),
        ("2022", "2026Q2"),
        ("2023", "2026Q1"),
        ("2023", "2026Q2"),
        ("2025", "2026Q2"),
    }
    assert growth.loc[growth["status"] == "shown", "period"].isin(["2019", "2020", "2021", "2024"]).all()
    assert list(rows.columns) == [*pd.read_parquet(growing.processed(LAST) / "observations.parquet").columns]
    assert "before" not in rows.columns


# 8 to 3, 3 to 7, 6 to 2, and the shares 26 of 29 and 30 of 32: as a page writes them, and as a file does.
WRITTEN, EXACT = ("62,5", "133,3", "66,7", "89,7", "93,8"), ("62.5", "133.33", "66.66", "89.65", "93.75")


def test_no_page_and_no_file_says_how_much_it_fell(growing: Project, displayed: list[dict[str, Any]]) -> None:
    report = open_report("social-omsorg", "2026Q2", growing.root)
    report.indicator("unge-vaekst", "unge-andel")
    report.focus_area("overgang-fra-barn-til-voksen")
    page = unquote("\n".join(bundle["text/html"] for bundle in displayed))
    assert "Skjult for 2022, 2023 og 2025" in page
    table, edition_text = published(growing)
    assert not [number for number in WRITTEN if number in page or number in table]
    frames = [pd.read_parquet(path).to_csv() for path in growing.processed(LAST).glob("*.parquet")]
    lines = [
        line
        for text in (edition_text, *frames)
        for line in text.splitlines()
        if any(key in line for key in MEASURED)
    ]
    assert lines
    assert not [line for line in lines for number in EXACT if number in line]


def test_what_is_doubtful_is_told_once(growing: Project, messages: list[tuple[str, str]]) -> None:
    assert growing.processed(LAST).is_dir()
    doubts = [detail for stage, detail in messages if stage == "disclosure"]
    assert len(doubts) == len(set(doubts)) == 1
    assert doubts[0].startswith("[unge-sum] is the sum of 'Med plan', 'Uden plan'")
