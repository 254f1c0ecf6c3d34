"""The quality page says what failed, how serious it is, and what the sources revised, in words."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pandas as pd
import pytest
from municipality import LAST

from sigtepunkt.checks.finding import Finding
from sigtepunkt.core.project import Project
from sigtepunkt.editions.edition import Correction
from sigtepunkt.editions.processed_store import Processed
from sigtepunkt.observations import table
from sigtepunkt.observations.accepted_vintage import CheckSummary
from sigtepunkt.raw.vintage import open_vintage
from sigtepunkt.report.blocks.quality import SEVERITIES, revisions_block, sources_block
from sigtepunkt.strategy import Definitions


def plain(markup: str) -> str:
    """Return the text a reader sees, with every space alike."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", markup)))


def revised(count: int) -> Processed:
    """Return processed data in which a source changed so many months."""
    months = [f"{2020 + place // 12}M{place % 12 + 1:02d}" for place in range(count + 1)]
    before, now = (
        pd.DataFrame(
            {
                "indicator": "ledighed",
                "area": "990",
                "period": months,
                "value": [added, *[1.0 + added] * count],
                "vintage": vintage,
                "status": "shown",
            }
        )
        for vintage, added in (("2026Q1", 0.0), ("2026Q2", 0.5))
    )
    now.loc[0, "value"] = 0.0
    return Processed(
        LAST,
        demo=True,
        switched_off=(),
        observations=now,
        revised=table.revised(before, now),
        states=(),
        earlier=(),
        findings=(),
        capacities=pd.DataFrame(),
        correction=Correction(),
        history=tuple(CheckSummary(quarter, 9, 0, 0, 0) for quarter in ("2026Q1", "2026Q2")),
    )


def finding(suite: str, severity: str, *, unexpected: int = 0) -> Finding:
    """Return an expectation that is not met."""
    return Finding(
        suite, "expect_x", "", severity, "Alt er, som det skal være.", met=False, unexpected=unexpected
    )  # type: ignore[arg-type]


@pytest.mark.parametrize(("severity", "word"), SEVERITIES.items())
def test_what_failed_is_told_with_how_serious_it_is_and_how_many_rows(
    project: Project, definitions: Definitions, severity: str, word: str
) -> None:
    text = plain(
        sources_block(
            definitions, open_vintage(project, LAST), [finding("proeve-skole", severity, unexpected=2)]
        )
    )
    assert f"Kravet »Alt er, som det skal være« er ikke opfyldt ({word}). Det gælder 2 rækker." in text
    assert " 0 af 1 " in text


def test_one_row_is_one_row_and_every_deviation_is_counted(
    project: Project, definitions: Definitions
) -> None:
    text = plain(
        sources_block(
            definitions,
            open_vintage(project, LAST),
            [finding("proeve-skole", "warning", unexpected=1), finding("proeve-skole", "warning")],
        )
    )
    assert "Det gælder 1 række." in text
    assert " 0 af 2 " in text


def test_what_failed_across_all_sources_is_told_too(project: Project, definitions: Definitions) -> None:
    assert "Alle indikatorer Kravet »Alt er, som det skal være« er ikke opfyldt" in plain(
        sources_block(definitions, open_vintage(project, LAST), [finding("observations", "warning")])
    )


def test_where_everything_is_met_it_is_said(project: Project, definitions: Definitions) -> None:
    met = replace(finding("proeve-skole", "warning"), met=True)
    text = plain(sources_block(definitions, open_vintage(project, LAST), [met]))
    assert "Alle kontroller er bestået." in text
    assert " 1 af 1 " in text


def test_sources_no_indicator_rests_on_are_not_shown(project: Project, definitions: Definitions) -> None:
    text = plain(
        sources_block(
            definitions.without_demo(), open_vintage(project, LAST), [finding("proeve-ventetid", "warning")]
        )
    )
    assert "Demodata" not in text
    assert "Alle kontroller er bestået." in text


@pytest.mark.parametrize(
    ("count", "text"), [(0, "0 tal er ændret"), (1, "1 tal er ændret"), (41, "41 tal er ændret")]
)
def test_revisions_are_counted(definitions: Definitions, count: int, text: str) -> None:
    said = plain(revisions_block(revised(count), definitions))
    assert f"{text} af kilden siden 1. kvartal 2026." in said
    assert (f"Ledighed – {count} tal" in said) == (count > 0)
    assert ("De første 40 ændrede tal, før og nu" in said) == (count > 40)
    assert ("Hvert ændret tal, før og nu" in said) == (0 < count <= 40)
    assert said.count(" 1,0 % 1,5 % ") == min(count, 40)
    assert ("Ingen tal er ændret." in said) == (count == 0)


def test_a_revised_amount_has_its_unit(definitions: Definitions) -> None:
    amount = definitions.indicators["ledighed"].model_copy(update={"unit": "mio. kr."})
    assert " 1,0 mio. kr. 1,5 mio. kr. " in plain(
        revisions_block(revised(1), replace(definitions, indicators={"ledighed": amount}))
    )
