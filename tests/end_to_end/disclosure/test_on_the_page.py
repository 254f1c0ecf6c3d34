"""A suppressed figure is not in the processed data, and the page says so wherever it would have stood."""

from __future__ import annotations

import base64
import json
import math
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pandas as pd
import pytest
from municipality import FIRST, LAST, damage, lay_out
from places import quietly

from sigtepunkt import pipeline
from sigtepunkt.core.project import Project
from sigtepunkt.editions import edition, processed_store
from sigtepunkt.editions.differences import Difference
from sigtepunkt.report import open_report
from sigtepunkt.report.blocks.changes import changes_block
from sigtepunkt.strategy import load_definitions

FEW, SHARE = b";1.000;261;", b";1.000;3;"
LATEST, NOBODY = b";1.000;390;", b";1.000;998;"  # all but two: the complement is small


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Prøvekommune with three pupils in a club in 2019/20, all but two in 2024/25; both processed."""
    home = lay_out(tmp_path_factory.mktemp("small") / "prøvekommune")
    for quarter in (FIRST, LAST):
        damage(
            home, quarter, "skole.csv", lambda content: content.replace(FEW, SHARE).replace(LATEST, NOBODY)
        )
    for quarter in (FIRST, LAST):
        pipeline.process(home, quarter, progress=quietly)
        home.published.mkdir(exist_ok=True)
        home.edition(quarter, 1).write_text(
            edition.as_json(processed_store.load_edition(home, quarter)), encoding="utf-8"
        )
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
    yield project.edition(LAST, 1).read_text(encoding="utf-8")


def test_the_true_values_are_nowhere_in_what_was_processed(small: Project) -> None:
    rows = pd.read_parquet(small.processed(LAST) / "observations.parquet")
    held = rows[(rows["status"] == "suppressed") & (rows["indicator"] == "klubandel")]
    assert set(zip(held["area"], held["period"], held["vintage"], strict=True)) == {
        ("990", period, str(LAST)) for period in ("2019/2020", "2024/2025")
    }
    of_each = pd.read_parquet(small.processed(LAST) / "suppressed.parquet")
    of_each = of_each[of_each["indicator"] == "klubandel"]
    assert set(zip(of_each["period"], of_each["vintage"], strict=True)) == {
        (period, str(quarter)) for period in ("2019/2020", "2024/2025") for quarter in (FIRST, LAST)
    }
    assert held[["value", "base"]].isna().all(axis=None)
    signals = small.processed(LAST) / "signals.parquet"
    content = pd.read_parquet(signals).to_csv()
    assert "2019/2020" not in "".join(
        line for line in content.splitlines() if "klubandel" in line and "0.3" in line
    )
    assert not any("99.8" in text for text in texts(small))


def test_the_edition_holds_keys_of_what_was_suppressed_and_no_value(small: Project) -> None:
    content = json.loads(small.edition(LAST, 1).read_text(encoding="utf-8"))
    assert content["suppressed"] == [
        ["proeve-skole/Elever i klub", "990", "2019/2020"],
        ["proeve-skole/Elever i klub", "990", "2024/2025"],
    ]
    assert all(value not in {3.0, 998.0} for *_, value in content["published"])


def test_which_rule_is_recorded_for_the_analyst(small: Project) -> None:
    rows = pd.read_parquet(small.processed(LAST) / "suppressed.parquet")
    assert rows[rows["vintage"] == "2026Q2"].set_index("period")["rule"].to_dict() == {
        "2019/2020": "small",
        "2024/2025": "complement",
    }


def test_the_page_says_so_in_words_in_the_table_and_in_the_file(page: str) -> None:
    assert "Skjult for skoleåret 2019/20 og skoleåret 2024/25." in page
    assert "så få personer" in page
    (table,) = re.findall(r'<table class="figures">.*?</table>', page, re.DOTALL)
    assert table.count(">skjult<") == 2
    files = [
        base64.b64decode(encoded).decode("utf-8-sig")
        for encoded in re.findall(r"base64,([A-Za-z0-9+/=]+)", page)
    ]
    assert [file.count(";skjult") for file in files if "Skoleåret" in file] == [2]


def test_the_chart_says_so_in_its_caption_and_its_alternative(page: str) -> None:
    caption = "Skjult for skoleåret 2019/20 og skoleåret 2024/25."
    assert page.count(caption) >= 3  # beside the chart, under it, and in its text alternative
    assert re.search(
        rf'(alt|aria-label)="[^"]*{caption}|<title>[^<]*{caption}|<desc[^>]*>[^<]*{caption}', page
    )


def test_the_sentence_never_calls_an_older_figure_the_newest(page: str) -> None:
    (said,) = re.findall(r'<p class="finding">(.*?)</p>', page)
    assert said.startswith(
        "Tallet for skoleåret 2024/25 er skjult. Det seneste tal, der vises, er fra skoleåret 2023/24:"
    )
    assert "I skoleåret 2023/24:" not in page


def test_the_row_of_the_focus_area_says_so_and_shows_no_older_figure(page: str) -> None:
    (row,) = re.findall(r'<tr><th scope="row"><a href="#klubandel">.*?</tr>', page, re.DOTALL)
    assert re.search(r'<td class="num">skjult<br><span class="small">skoleåret 2024/25</span>', row)
    assert '<td class="num" data-label="siden strategien begyndte">–</td><td></td>' in row
    assert "2023/24" not in row


def test_no_verdict_rests_on_figures_older_than_one_that_is_not_shown(page: str) -> None:
    assert "Det nyeste tal vises ikke, så vi kan ikke sige, om der er sket en ændring." in page
    (block,) = re.findall(
        r'<article class="indicator" aria-labelledby="klubandel">.*?</article>', page, re.DOTALL
    )
    assert "Forbedring" not in block


def test_the_chart_has_a_cross_where_the_newest_figure_would_be(page: str) -> None:
    assert "Kryds på tidsaksen: et tal, der ikke vises." in page
    pictures = re.findall(r'<div class="(?:wide|narrow)">.*?</div>', page, re.DOTALL)
    assert len(pictures) == 2
    assert all(">2024/25</text>" in picture for picture in pictures)


def test_the_summary_says_of_how_many_indicators_the_newest_figure_is_suppressed(page: str) -> None:
    assert "For 1\u00a0indikator er det nyeste tal skjult: Det bygger på så få personer" in page


def test_the_matrix_of_the_council_says_so_at_the_focus_area(
    small: Project, displayed: list[dict[str, Any]]
) -> None:
    open_report("kommunalbestyrelsen", "2026Q2", small.root).matrix()
    (matrix,) = [bundle["text/html"] for bundle in displayed]
    assert re.search(r'#skole">[^<]*</a> <span class="small">1 tal, skjult<', matrix)
    assert matrix.count("skjult") == 1


def test_the_council_is_told_that_a_new_figure_is_suppressed(small: Project) -> None:
    done = processed_store.load(small, LAST)
    state = next(state for state in done.states if state.indicator == "klubandel")
    before = replace(state, held="", held_period="")
    difference = Difference(
        "klubandel", "held", "", "", before.held_period, state.held_period, ("new period",)
    )
    changes = changes_block(
        [difference], "1. kvartal 2026", {"klubandel": state}, load_definitions(small), "#{}".format
    )
    assert "Tallet for skoleåret 2024/25 er skjult." in changes
    assert not [change for change in done.changed if change.indicator == "klubandel"], (
        "it was suppressed in the quarter before, too"
    )


@pytest.fixture
def all_suppressed(small: Project, tmp_path: Path) -> Project:
    """The same where no figure of the clubs may be shown for the municipality."""
    home = Project(shutil.copytree(small.root, tmp_path / "prøvekommune"))
    path = home.processed(LAST) / "observations.parquet"
    rows = pd.read_parquet(path)
    clubs = (rows["indicator"] == "klubandel") & (rows["area"] == "990")
    rows.loc[clubs, "status"], rows.loc[clubs, ["value", "base"]] = "suppressed", math.nan
    rows.to_parquet(path)
    signals = home.processed(LAST) / "signals.parquet"
    states = pd.read_parquet(signals)
    states[~states["indicator"].isin(["klubandel", "skolefravaer"])].to_parquet(signals)
    shutil.rmtree(home.block_cache, ignore_errors=True)  # the checksums are still those of what was processed
    return home


def test_an_indicator_without_a_figure_to_show_is_suppressed_and_no_gap(
    all_suppressed: Project, displayed: list[dict[str, Any]]
) -> None:
    open_report("kommunalbestyrelsen", "2026Q2", all_suppressed.root).matrix()
    report = open_report("boern", "2026Q2", all_suppressed.root)
    report.focus_area("skole")
    report.indicator("klubandel")
    matrix, area, block = (bundle["text/html"] for bundle in displayed)
    assert re.search(r'#skole">[^<]*</a> <span class="small">1 tal, skjult<', matrix)
    (row,) = re.findall(r'<tr><th scope="row"><a href="#klubandel">.*?</tr>', area, re.DOTALL)
    assert "skjult" in row
    assert "Vises for områder" not in row
    assert "Der vises ingen tal." in block


def test_no_number_on_the_page_gives_it_away(page: str) -> None:
    assert "99,8" not in page
    assert "0,3 %" not in page


def test_made_again_a_quarter_writes_the_same_edition(small: Project) -> None:
    before = small.edition(LAST, 1).read_bytes()
    pipeline.process(small, LAST, progress=quietly)
    assert edition.as_json(processed_store.load_edition(small, LAST)).encode() == before
    assert [earlier.quarter for earlier in edition.editions_before(small, LAST)] == [FIRST]
