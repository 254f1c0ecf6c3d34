"""Areas side by side, in a funnel, or one by one, with every figure that is not shown said in words."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pandas as pd
import pytest
from example_blocks import among_all, block, download, rows, suppressed, table
from example_states import example_state

from sigtepunkt.report.blocks.indicator import indicator_block
from sigtepunkt.strategy import Definitions


def test_areas_within_the_municipality_stand_in_a_funnel_and_not_beside_it(definitions: Definitions) -> None:
    districts = {
        f"7{number}": definitions.municipality.areas["990"].model_copy(
            update={"name": f"Sogn {number}", "kind": "sogn"}
        )
        for number in range(6)
    }
    own = definitions.municipality.model_copy(
        update={"areas": {**definitions.municipality.areas, **districts}}
    )
    indicator = definitions.indicators["ledighed"].model_copy(
        update={"denominator": "Vælgere", "counted": "proportion"}
    )
    shares = (70.0, 71.0, 69.0, 70.0, 71.0, 40.0)
    frame = pd.concat(
        [
            rows(("990", "2025", 65.0), ("991", "2025", 60.0)),
            pd.DataFrame(
                {
                    "area": list(districts),
                    "period": "2025",
                    "value": shares,
                    "base": 1000.0,
                    "status": "shown",
                }
            ),
        ]
    )
    markup = indicator_block(
        "ledighed",
        indicator,
        replace(definitions, municipality=own),
        {"ledighed": example_state((65.0,), "2025")},
        frame,
    )
    assert (
        '<th scope="row">Prøve</th><td class="num">65,0</td></tr>\n'
        '<tr><th scope="row">Nabo</th><td class="num">60,0</td></tr>\n</tbody>'
    ) in markup
    assert table(markup)[0] == ["Sogn", "Vælgere", "2025, %", "I forhold til det ventede"]
    assert table(markup)[-1] == ["Sogn 5", "1.000", "40,0", "klart lavere"]
    assert "Tallet er klart lavere i Sogn 5" in markup
    assert "metode.html#omraader" in markup


def test_two_points_are_no_series_and_the_areas_stand_side_by_side(definitions: Definitions) -> None:
    frame = rows(
        ("991", "2026Q1", 4.0),
        ("990", "2025Q4", 1.0),
        ("990", "2026Q1", 2.0),
        ("000", "2026Q1", 3.0),
        ("991", "2025Q4", 9.0),
    )
    markup = block(definitions, example_state((1.0, 2.0)), frame)
    assert table(markup) == [
        ["Område", "1. kvartal 2026"],
        ["Prøve", "2,0"],
        ["Hele landet", "3,0"],
        ["Nabo", "4,0"],
        ["Prøve, 4. kvartal 2025", "1,0"],
    ]
    assert markup.count("<desc") == 2
    assert "Prøve 2,0\u00a0%, Hele landet 3,0\u00a0% og Nabo 4,0\u00a0%" in markup
    assert "ikke en rangliste" in markup


@pytest.mark.parametrize("own", [True, False], ids=["beside the own figure", "areas only"])
def test_of_other_municipalities_only_those_declared_are_drawn(
    definitions: Definitions, *, own: bool
) -> None:
    """However many the data hold, shown or not: in the picture, in words, in the table and to download."""
    frame = pd.concat(
        [
            rows(*([("990", "2026Q1", 2.0)] if own else []), ("991", "2026Q1", 4.0), ("000", "2026Q1", 3.0)),
            rows(*(("992", period, 987.0) for period in ("2025Q2", "2025Q3", "2025Q4", "2026Q1"))),
            suppressed(("992", "2026Q2")),
        ],
        ignore_index=True,
    )
    state = example_state((2.0,), "2026Q1") if own else None
    markup = block(among_all(definitions), state, frame)
    assert "Nabo" in markup
    assert "Fjern" not in markup
    assert "987" not in markup
    assert "Fjern" not in str(download(markup))
    assert "2. kvartal 2026 er skjult" not in markup


def test_municipalities_that_pages_do_not_show_leave_nothing_to_show(definitions: Definitions) -> None:
    markup = block(among_all(definitions), None, rows(("992", "2026Q1", 987.0)))
    assert "Der vises ingen tal." in markup


@pytest.mark.parametrize(("others", "total"), [([], False), ([("991", "2026Q1", 4.0)], True)])
def test_one_figure_alone_is_not_drawn(
    definitions: Definitions, others: list[tuple[str, str, float]], *, total: bool
) -> None:
    """One bar shows nothing, and totals of areas of different size show their size."""
    markup = block(
        definitions, example_state((2.0,), "2026Q1"), rows(("990", "2026Q1", 2.0), *others), total=total
    )
    assert "<figure>" not in markup
    assert table(markup) == [["Område", "1. kvartal 2026"], ["Prøve", "2,0"]]


def test_beside_other_areas_a_newer_figure_that_is_not_shown_is_told_everywhere(
    definitions: Definitions,
) -> None:
    frame = pd.concat(
        [
            rows(("990", "2026Q1", 2.0), ("000", "2026Q1", 3.0)),
            suppressed(("991", "2026Q1"), ("990", "2026Q2")),
        ],
        ignore_index=True,
    )
    unseen = example_state(
        (2.0,),
        "2026Q1",
        verdict="undecided",
        method="none",
        reason="held",
        held="suppressed",
        held_period="2026Q2",
    )
    markup = block(definitions, unseen, frame)
    assert table(markup) == [
        ["Område", "1. kvartal 2026"],
        ["Prøve", "2,0"],
        ["Hele landet", "3,0"],
        ["Nabo", "skjult"],
        ["Prøve, 2. kvartal 2026", "skjult"],
    ]
    assert download(markup) == table(markup)
    assert (
        "Tallet for 2. kvartal 2026 er skjult. "
        "Det seneste tal, der vises, er fra 1. kvartal 2026: 2,0" in markup
    )
    alternatives = re.findall(r"<desc[^>]*>([^<]*)</desc>", markup)
    for text in alternatives + re.findall(r"<figcaption>(.*?)</figcaption>", markup):
        assert "Skjult for 2. kvartal 2026. Skjult: Nabo." in text


def test_areas_whose_newest_figures_are_all_suppressed_are_not_shown_as_if_older_ones_were_the_newest(
    definitions: Definitions,
) -> None:
    frame = pd.concat(
        [
            rows(("991", "2026Q1", 4.0), ("000", "2026Q1", 3.0)),
            suppressed(("991", "2026Q2"), ("000", "2026Q2")),
        ],
        ignore_index=True,
    )
    markup = block(definitions, None, frame)
    assert "Tallene for 2. kvartal 2026 er skjult. Opgjort for 2\u00a0områder i 1. kvartal 2026." in markup
    assert table(markup)[-2:] == [
        ["Nabo, 2. kvartal 2026", "skjult"],
        ["Hele landet, 2. kvartal 2026", "skjult"],
    ]
    alternatives = re.findall(r"<desc[^>]*>([^<]*)</desc>", markup)
    for text in alternatives + re.findall(r"<figcaption>(.*?)</figcaption>", markup):
        assert "Tallene for 2. kvartal 2026 er skjult." in text


def test_the_newest_period_of_areas_is_not_that_of_the_area_named_last(definitions: Definitions) -> None:
    markup = block(definitions, None, rows(("000", "2026Q2", 3.0), ("991", "2026Q1", 4.0)))
    assert table(markup) == [["Område", "2. kvartal 2026"], ["Hele landet", "3,0"]]


def test_areas_alone_are_shown_side_by_side_without_a_verdict(definitions: Definitions) -> None:
    markup = block(
        definitions, None, rows(("991", "2025Q4", 9.0), ("000", "2026Q1", 3.0), ("991", "2026Q1", 4.0))
    )
    assert table(markup) == [["Område", "1. kvartal 2026"], ["Hele landet", "3,0"], ["Nabo", "4,0"]]
    assert 'class="badge' not in markup
    assert "forskellene er ikke testet" in markup


def test_areas_with_a_course_are_drawn_one_by_one_on_the_same_axes(definitions: Definitions) -> None:
    """Each with its name and its first and newest figure in words; two figures are no course."""
    some = [("000", "2026Q1", 3.0), ("991", "2025Q4", 9.0), ("991", "2026Q1", 4.0)]
    assert 'class="multiples"' not in block(definitions, None, rows(*some))
    markup = block(definitions, None, rows(some[0], ("991", "2025Q3", 1.0), *some[1:]))
    text = re.sub(
        r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", markup.split('class="multiples"')[1]))
    ).replace("\u00a0", " ")
    assert "tegnet på samme akser: fra 1,0 % til 9,0 %." in html.unescape(markup).replace("\u00a0", " ")
    assert "Hele landet 1. kvartal 2026: 3,0 %" in text
    assert "Nabo 3. kvartal 2025: 1,0 % · 1. kvartal 2026: 4,0 %" in text
