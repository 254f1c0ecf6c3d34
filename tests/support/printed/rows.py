"""The rows of the council's table of key figures, read claim by claim."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from recomputed.figures import Indicator

from printed.claims import HUNDRED, Claim, Printed, per_cents
from printed.danish_text import NUMBER, label, read, shown

MARKS = (
    ("siden strategien", "change"),
    ("Sikker udvikling", "trend"),
    ("Anden udvikling", "development"),
    ("end de andre kommuner", "level"),
)


def row_claims(cells: dict[str, str], figures: Indicator, answers: dict[str, Any]) -> Iterator[Claim]:
    """Yield every claim of a row of the council's key figures, its cells by their headings."""
    page = Printed({}, (), figures, answers, {})
    beside, fact = answers["comparison"], answers["fact"]
    now = cells["Nu"].split()[0] if not cells["Nu"].startswith("nr.") else cells["Nu"].split()[1]
    yield Claim("newest figure", read(now), shown(figures.own[page.newest], page.decimals))
    yield Claim("period of the newest figure", cells["Nu"].endswith(label(page.newest, figures)), True)
    since = cells["Siden strategien begyndte"]
    yield Claim("has a start", not since.startswith("–"), fact is not None)
    if fact:
        off, start = page.off(fact["newest"], fact["start"]), shown(fact["start"], page.decimals)
        if figures.declared["kind"] == "amount":
            off = per_cents(HUNDRED * float(off / start))
        yield Claim("change", read(since.split()[0].removeprefix("±")), off)
        yield Claim("start", f"siden {label(fact['start_period'], figures)}" in since, True)
    nation = beside["nation"]
    yield Claim(
        "nation", _or_none(cells["Hele landet"]), None if nation is None else shown(nation, page.decimals)
    )
    printed = [read(each) for each in NUMBER.findall(cells["Naboerne"])]
    has_range = beside["lowest"] is not None and beside["group_size"] > 1
    extremes = [shown(beside[each], page.decimals) for each in ("lowest", "highest")] if has_range else []
    yield Claim("lowest and highest", printed, extremes)
    for mark, answer in MARKS:
        yield Claim(f"mark “{mark}”", mark in cells["Sikkert"], answers[answer]["sure"])


def _or_none(text: str) -> Decimal | None:
    return None if text == "–" else read(text)
