"""No term stands on a shipped page unexplained: an explanation is in its block, or a link leads to one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import pytest
from html_pages import Element, read_page
from places import Shipped

from sigtepunkt.strategy import load_definitions

# A term, and what explains it where it stands: words in the same block. A term that is a link is explained
# where the link leads.
EXPLAINED: Mapping[str, str] = {
    r"diskretioner": r"genkendes|få personer",
    r"tilbageholdt": r"kontrol|krav|vises ikke",
    r"rekonstruere": r"samlet bagefter|genskabt ud fra",
    r"leverance": r"samlet bagefter|samlet i en leverance|forsinkelse|kvartal",
    r"sekundære kopi": r"ikke hentet hos udgiverne",
    r"databrud": r"ny opgørelse|opgørelsen er lavet om|opgjort på en ny måde|målt på en ny måde",
    r"stedfortræder": r"uden at måle|måler ikke|måler den ikke|måler sagen",
    r"erklær\w+ hul": r"måles ikke|uden tal|ikke måles|det, der måles",
    r"konfidensinterval": r"99 gange ud af 100",
    r"sæsonkorriger": r"årstid",
    r"udligger": r"langt fra de andre",
    r"median": r"halvdelen|midterste",
    r"gini": r"indkomstforskelle|alle har samme indkomst|hvor ujævnt",
    r"nettoledighed": r"i aktivering",
    r"fuldtidspersoner": r"omregnet til|omregnet til fuld",
    r"aktiveringsgrad": r"del af tiden",
    r"disponibel": r"skatten er betalt",
    r"klassekvotient": r"elever pr\. klasse",
    r"nettodriftsudgift": r"udgifter til drift minus indtægter",
    r"likviditet": r"kan betale med",
    r"profilmodel": r"forvente|fremskriver|ungdomsuddannelse",
    r"CO2e": r"drivhusgas",
    r"terajoule": r"kWh",
    r"visiter": r"bevilget",
    r"\bindeks\b": r"\b100\b",
    r"revider": r"rettet",
    r"kompetencegivende": r"erhvervsfaglig|videregående|HFUDD11",
    r"faste priser": r"inflation|prisstigninger",
}
NEVER = (
    r"\bvintage\b",
    r"\bprox(y|ies)\b",
    r"\bXmR\b",
    r"autokorrel",
    r"signifikan",
    r"p-værdi",
    r"95 %-interval",
    r"\boutlier",
    r"standardafvig",
    r"\bbaseline\b",
    r"\bbenchmark\b",
    r"\bregression\b",
    r"\bvarians\b",
    r"\bresidual",
    r"hypotese",
    r"\bkvantil",
    r"befolkningsvægtet",
    r"\btredjepart",
    r"\bkopien\b",
    r"foreligger",
    r"\bpersonkreds",
    r"segregering",
    r"prisgrundlag",
    r"\bTrue\b|\bNone\b|\bNaN\b|\bnan\b",
)


@pytest.fixture(scope="module")
def blocks(shipped: Shipped) -> Mapping[str, list[Element]]:
    """The blocks of every page, by its name."""
    pages = {path.stem: read_page(path) for path in shipped.pages.glob("*.html")}
    return {
        name: [child for child in page.all("main")[0].children if isinstance(child, Element)]
        for name, page in pages.items()
    }


class Names(NamedTuple):
    """What is named on pages, longest first: sources, and indicators with their units."""

    sources: Sequence[str]
    indicators: Sequence[str]


@pytest.fixture(scope="module")
def names(shipped: Shipped) -> Names:
    """The titles of sources and indicators, and the units."""
    definitions = load_definitions(shipped.project)
    indicators = definitions.indicators.values()
    of_indicators = {each.title for each in indicators} | {each.unit for each in indicators}
    sources = {each.title for each in definitions.sources.values()}
    return Names(*(sorted(filter(None, each), key=len, reverse=True) for each in (sources, of_indicators)))


class Said(NamedTuple):
    """What a block of a page says, and what it says outside links, without names."""

    page: str
    text: str
    unlinked: str


@pytest.fixture(scope="module")
def said(blocks: Mapping[str, list[Element]], names: Names) -> list[Said]:
    """What each block of each page says."""
    return [
        Said(page, block.text, without_names(block, names))
        for page, parts in blocks.items()
        for block in parts
    ]


def without_names(block: Element, names: Names) -> str:
    """Return what a block says outside links, without the names of sources.

    The name and the unit of an indicator are looked at in its own block, which has to explain them.
    """
    text = re.sub(r"\s+", " ", " ".join(unlinked(block)))
    for name in (*names.sources, *(() if block.tag == "article" else names.indicators)):
        text = text.replace(name, "")
    return text


def unlinked(element: Element) -> Iterator[str]:
    """Yield the texts of an element that are in no link, picture, style sheet or script."""
    for child in element.children:
        if isinstance(child, str):
            yield child
        elif child.tag not in {"a", "svg", "style", "script"}:
            yield from unlinked(child)


def test_there_are_terms_enough_to_look_for() -> None:
    assert len(EXPLAINED) + len(NEVER) >= 30


@pytest.mark.parametrize("term", EXPLAINED)
def test_a_term_is_explained_where_it_stands(said: list[Said], term: str) -> None:
    unexplained = [
        (page, text[:70])
        for page, text, unlinked in said
        if re.search(term, unlinked, re.IGNORECASE) and not re.search(EXPLAINED[term], text, re.IGNORECASE)
    ]
    assert unexplained == []


@pytest.mark.parametrize("term", NEVER)
def test_a_term_nobody_outside_the_trade_knows_stands_nowhere(said: list[Said], term: str) -> None:
    found = [
        (page, text[max(0, match.start() - 40) : match.end() + 20])
        for page, text, _ in said
        for match in re.finditer(term, text, re.IGNORECASE)
    ]
    assert found == []


def test_most_terms_do_stand_on_the_pages(said: list[Said]) -> None:
    """A list of terms that no page has would prove nothing."""
    text = " ".join(each.text for each in said)
    assert sum(bool(re.search(term, text, re.IGNORECASE)) for term in EXPLAINED) >= 20


def test_nothing_that_was_declared_later_stands_as_if_it_were_older(said: list[Said]) -> None:
    """The quarter closed on 31 August 2026; breaks and gaps were declared in November."""
    text = " ".join(each.text for each in said)
    assert "Erklæret senere, 22. november 2026." in text
    assert "Erklæret 22. november 2026" not in text
    assert "Erklæret 26. oktober 2022." in text
    assert "(databrud), erklæret senere, 22. november 2026:" in text
