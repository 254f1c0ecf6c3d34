"""What the printed pages say of each figure is what the raw files say, worked out without the package.

Each number in a figure's paragraphs is read from the page and recomputed from `data/raw`; so is what is said
without a number (usual ups and downs, marks). The answers behind are compared in `test_states_recomputed.py`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from html_pages import Element, read_page
from printed.claims import Claim, Printed
from printed.rows import row_claims
from recomputed import declared
from recomputed.quarter import answers_of, indicators

QUARTERS = ("2026Q1", "2026Q2")
FEWEST = 300
SUPPRESSED = frozenset({"unge-med-plan", "unge-uden-plan"})  # another matter: tests/end_to_end/disclosure
CLASSES = {"finding": "finding", "since": "since", "beside": "beside", "": "movement"}


def printed(article: Element) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return an indicator's paragraphs by what they answer, and its badges."""
    texts: dict[str, str] = {}
    for child in article.children:
        if isinstance(child, Element) and child.tag == "h4":  # areas within the municipality
            break
        if isinstance(child, Element) and child.tag == "p":
            name = CLASSES.get(child.attributes.get("class", ""))
            if name:
                texts[name] = f"{texts.get(name, '')} {child.text}".strip()
    badges = [
        each.text
        for every in article.all("p", class_="badges")
        for each in every.walk()
        if each.tag in {"a", "span"}
    ]
    return texts, tuple(badges)


def cells(row: Element) -> dict[str, str]:
    """Return a row's cells by their headings."""
    return {cell.attributes["data-label"]: cell.text for cell in row.all("td")}


def address(row: Element) -> str:
    """Return the indicator that a row of key figures leads to."""
    return row.all("a")[0].attributes["href"].partition("#")[2]


def claims(home: Path, quarter: str) -> Iterator[tuple[str, Claim]]:
    """Yield every claim of every indicator on a quarter's pages, with where it stands."""
    declarations = declared.load(home / "strategy")
    figures = {
        name: each
        for name, each in indicators(home, quarter, declarations).items()
        if name not in SUPPRESSED and not each.projection
    }
    answers = {name: answers_of(each, declarations) for name, each in figures.items()}
    for path in sorted((home / "reports" / quarter).glob("*.html")):
        page = read_page(path)
        for article in page.all("article", class_="indicator"):
            name = article.attributes["aria-labelledby"]
            if name in figures:
                texts, badges = printed(article)
                planned = figures[budget].own if (budget := figures[name].declared.get("budget")) else {}
                said = Printed(texts, badges, figures[name], answers[name], planned)
                yield from ((f"{quarter} {path.stem}#{name}", claim) for claim in said.claims())
        for table in page.all("table", class_="key-figures"):
            for row in table.all("tbody")[0].all("tr"):
                name = address(row)
                found = row_claims(cells(row), figures[name], answers[name])
                yield from ((f"{quarter} {path.stem}, row {name}", claim) for claim in found)


def wrong(home: Path, *quarters: str) -> list[tuple[str, str]]:
    """Return the claims of the quarters' pages that do not hold, printed for whoever looks into them."""
    found = [
        (where, claim) for quarter in quarters for where, claim in claims(home, quarter) if not claim.holds
    ]
    for where, claim in found:
        print(where, claim)  # noqa: T201 - pytest shows it where the test fails
    return [(where, claim.what) for where, claim in found]


def test_every_number_and_verdict_on_the_pages_follows_from_the_raw_files(published: Path) -> None:
    assert wrong(published, *QUARTERS) == []
    counted = Counter(claim.what for quarter in QUARTERS for _, claim in claims(published, quarter))
    print(counted.total(), dict(counted))  # noqa: T201
    figures = (
        "newest figure",
        "figure at the start",
        "change",
        "nation",
        "nation's change",
        "lowest and highest",
    )
    assert sum(counted[what] for what in figures) >= FEWEST


@pytest.mark.parametrize(
    ("page", "before", "after", "found"),
    [
        pytest.param("beskaeftigelse", "I 2025: 22,5 %", "I 2025: 22,6 %", "newest figure", id="a figure"),
        pytest.param("beskaeftigelse", "Hele landet: 14,0", "Hele landet: 14,1", "nation", id="the nation"),
        pytest.param(
            "beskaeftigelse", "steget fra 20,1", "steget fra 20,2", "figure at the start", id="the start"
        ),
        pytest.param(
            "beskaeftigelse",
            "mellem 18,5 og 22,3",
            "mellem 18,5 og 22,4",
            "lowest and highest",
            id="the others",
        ),
        pytest.param(
            "beskaeftigelse",
            "mellem 0,4 og 4,1",
            "mellem 0,3 og 4,1",
            "limits of change",
            id="a limit of a mark",
        ),
        pytest.param("oekonomi", "1.714 personer flere", "1.714 personer færre", "change", id="a direction"),
        pytest.param(
            "oekonomi", "Sikker udvikling nedad", "Nyt skift nedad", "mark “Sikker udvikling”", id="a mark"
        ),
        pytest.param(
            "laering",
            "Det kan ikke skelnes fra almindelige udsving.",
            "Der er for få tal til at sige det.",
            "the change is usual",
            id="a verdict",
        ),
        pytest.param(
            "laering",
            "Landets tal er",
            "Landets 12 tal er",
            "no other number in beside",
            id="an unknown number",
        ),
        pytest.param("kommunalbestyrelsen", "+1.714", "+1.715", "change", id="a row of the key figures"),
    ],
)
def test_a_wrong_word_or_number_would_be_found(
    published: Path, tmp_path: Path, page: str, before: str, after: str, found: str
) -> None:
    for folder in ("strategy", "data/raw"):
        (tmp_path / folder).parent.mkdir(exist_ok=True)
        (tmp_path / folder).symlink_to(published / folder, target_is_directory=True)
    reports = tmp_path / "reports" / QUARTERS[-1]
    reports.mkdir(parents=True)
    text = (published / "reports" / QUARTERS[-1] / f"{page}.html").read_text(encoding="utf-8")
    spaced = text.replace("\u00a0", " ")
    assert before in spaced
    (reports / f"{page}.html").write_text(spaced.replace(before, after), encoding="utf-8")
    assert found in {what for _, what in wrong(tmp_path, QUARTERS[-1])}
