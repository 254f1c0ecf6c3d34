"""Differences in words: the municipality's own first, each with its reason, drawn before and after."""

from __future__ import annotations

import html
import re

import pytest
from example_states import example_state

from sigtepunkt.core.period import Quarter
from sigtepunkt.editions.differences import Difference, Reason
from sigtepunkt.report.blocks.changes import by_indicator, changes_block, differences_page
from sigtepunkt.report.blocks.differences import rows
from sigtepunkt.strategy import Definitions

STATE = example_state((1.0, 2.0, 3.0), "2026M01")


def figure(
    period: str,
    before: float | None,
    now: float | None,
    *reasons: Reason,
    area: str = "990",
    indicator: str = "ledighed",
) -> Difference:
    return Difference(indicator, "figure", area, period, before, now, reasons or ("revision",))


def text_of(*differences: Difference, definitions: Definitions, since: str = "1. kvartal 2026") -> str:
    """Return the block's text as a reader sees it."""
    markup = changes_block(differences, since, {"ledighed": STATE}, definitions, "#{}".format)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<svg.*?</svg>|<[^>]+>", " ", markup, flags=re.DOTALL)))


def test_the_municipalitys_own_figures_are_counted_before_those_of_others(definitions: Definitions) -> None:
    text = text_of(
        figure("2026M01", 1.5, 1.0),
        figure("2026M02", 2.5, 2.0),
        figure("2026M01", 9.0, 8.0, area="000"),
        definitions=definitions,
    )
    assert (
        "2 tidligere tal og 1 tidligere tal for andre områder er ændret: kilden har ændret sine tal." in text
    )
    assert re.search(r"januar 2026 1,5 % 1,0 % .* Hele landet, januar 2026 9,0 % 8,0 %", text)


@pytest.mark.parametrize(
    ("difference", "text"),
    [
        (
            figure("2026M01", None, None, "suppression"),
            "1 tidligere tal vises ikke mere: tallet vises ikke længere af hensyn til fortrolighed.",
        ),
        (
            figure("2026M01", None, 1.0, "revision"),
            "1 tidligere tal er kommet til: kilden har ændret sine tal.",
        ),
        (
            figure("2026M01", 1.5, 1.0, "code", "revision"),
            "1 tidligere tal er ændret: programmet, der regner, er ændret og kilden har ændret sine tal.",
        ),
        (
            Difference("ledighed", "verdict", "", "", "Forbedring", "Forværring", ("new period",)),
            "Vurderingen er gået fra »forbedring« til »forværring«: der er kommet nye tal.",
        ),
        (
            Difference("ledighed", "verdict", "", "", None, "Forværring", ("definition",)),
            "1 officiel indikator er ny Ledighed",
        ),
        (
            Difference("ledighed", "verdict", "", "", "Forværring", None, ("definition",)),
            "1 officiel indikator er udgået Ledighed",
        ),
        (
            Difference("ledighed", "assurance", "", "", "pass", "hit_or_miss", ("new period",)),
            "Også ændret: målet kan ventes nået.",
        ),
    ],
)
def test_a_difference_is_told_in_a_sentence(
    definitions: Definitions, difference: Difference, text: str
) -> None:
    assert text in text_of(difference, definitions=definitions)


def test_of_a_new_indicator_nothing_is_told_but_that_it_is_new(definitions: Definitions) -> None:
    """Its figures are no changes: a table of them would be all dashes."""
    new = Difference("ledighed", "verdict", "", "", None, "Forværring", ("definition",))
    figures = [figure(f"2026M{month:02d}", None, 1.0, "definition") for month in range(1, 8)]
    text = text_of(new, *figures, definitions=definitions)
    assert "1 officiel indikator er ny" in text
    assert "Ingen tidligere tal eller vurderinger er ændret." in text
    assert "Hver ændring" not in text
    assert rows([new, *figures], definitions) == [
        ["Ledighed", "Indikator", "–", "ny", "Definitionen er ændret"]
    ]


def test_new_periods_are_counted_and_not_listed_figure_by_figure(definitions: Definitions) -> None:
    text = text_of(
        figure("2026M02", None, 2.0, "new period"),
        figure("2026M03", None, 3.0, "new period"),
        definitions=definitions,
    )
    assert "1 officiel indikator har nye perioder" in text
    assert "Ledighed (februar 2026 til marts 2026)" in text
    assert "Ingen tidligere tal eller vurderinger er ændret." in text
    assert "Hver ændring" not in text


def test_new_figures_of_others_are_no_news_of_the_municipality() -> None:
    assert by_indicator([figure("2026M02", None, 2.0, "new period", area="000")], "990")[0].new_periods == ()


def test_demo_data_is_left_out(definitions: Definitions) -> None:
    assert "Ventetid" not in text_of(
        figure("2026Q1", 1.5, 1.0, indicator="ventetid"), definitions=definitions
    )


def test_an_indicator_that_is_declared_no_more_is_told_by_its_name(definitions: Definitions) -> None:
    text = text_of(
        figure("2025", 1.5, None, "definition", indicator="nedlagt"),
        Difference("nedlagt", "verdict", "", "", "Forbedring", None, ("definition",)),
        definitions=definitions,
    )
    assert "1 officiel indikator er udgået nedlagt" in text
    assert "Ingen tidligere tal" not in text
    assert "2025" not in text


def test_nothing_to_tell_is_told(definitions: Definitions) -> None:
    assert "Ingen tidligere tal eller vurderinger er ændret." in text_of(definitions=definitions)
    assert "Der er intet kvartal før dette at sammenligne med." in text_of(definitions=definitions, since="")


def test_changed_figures_are_drawn_with_what_they_were(definitions: Definitions) -> None:
    markup = changes_block(
        [figure("2026M01", 1.5, 1.0)], "1. kvartal 2026", {"ledighed": STATE}, definitions, "#{}".format
    )
    assert "Ledighed. Ændret: januar 2026 fra 1,5\u00a0% til 1,0\u00a0%." in html.unescape(markup)
    assert markup.count("<figure>") == 1
    assert "før 1,5" in markup.replace("\u00a0", " ")


def test_a_figure_without_a_value_now_is_in_the_table_and_not_drawn(definitions: Definitions) -> None:
    markup = changes_block(
        [figure("2026M01", None, None, "suppression")],
        "1. kvartal 2026",
        {"ledighed": STATE},
        definitions,
        "#{}".format,
    )
    assert "<svg" not in markup.replace('<svg class="mark', "")
    assert "Hver ændring, før og nu" in markup


@pytest.mark.parametrize(
    ("before", "title"),
    [
        (Quarter(2026, 1), "Ændret fra 1. kvartal 2026 til 2. kvartal 2026"),
        (Quarter(2026, 2), "Rettet i 2. kvartal 2026"),
    ],
)
def test_the_differences_make_a_page_of_their_own(
    definitions: Definitions, before: Quarter, title: str
) -> None:
    markup = differences_page([figure("2026M01", 1.5, 1.0)], before, Quarter(2026, 2), [STATE], definitions)
    assert f"<h1>{title}</h1>" in markup
    assert "<script" not in markup
