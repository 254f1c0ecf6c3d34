"""The sentences printed of an indicator, read claim by claim and held against what was recomputed.

Every number in a figure's paragraphs must be one that a claim here accounts for: a sentence that this reader
does not know is a fault too, as soon as it has a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from math import sqrt
from statistics import NormalDist
from typing import Any

from recomputed.figures import Indicator
from recomputed.periods import YEAR, Period, parse
from recomputed.raw_tables import Series

from printed.danish_text import NUMBER, label, read, shown

HIGHER = ("højere", "flere", "mere", "længere", "steget", "opad")
LOWER = ("lavere", "færre", "mindre", "kortere", "faldet", "nedad")
WAY = "|".join((*HIGHER, *LOWER))
N = r"[+−]?\d[\d.]*(?:,\d+)?"
HUNDRED = 100.0
WHOLE = 0  # decimals of per cents of an amount or a count
COUNTED = ("nul", "en", "to", "tre", "fire", "fem", "seks", "syv", "otte")


@dataclass(frozen=True)
class Claim:
    """What a page says, and what the raw files say."""

    what: str
    printed: object
    recomputed: object

    @property
    def holds(self) -> bool:
        """Return whether they are the same."""
        return self.printed == self.recomputed


@dataclass(frozen=True)
class Printed:
    """An indicator's paragraphs by their class, its badges, and what was recomputed for it."""

    texts: dict[str, str]
    badges: tuple[str, ...]
    figures: Indicator
    answers: dict[str, Any]
    planned: Series  # of the indicator that is its budget

    @property
    def decimals(self) -> int:
        """Return how many decimals are declared."""
        return int(self.figures.declared.get("decimals", 0))

    @property
    def newest(self) -> Period:
        """Return the newest period of the municipality's own figures."""
        return max(self.figures.own)

    def off(self, later: float, earlier: float) -> Decimal:
        """Return the difference of two printed figures."""
        return shown(later, self.decimals) - shown(earlier, self.decimals)

    def claims(self) -> Iterator[Claim]:
        """Yield every claim of the paragraphs."""
        rest = dict(self.texts)
        for name, pattern, check in READERS:
            for found in re.finditer(pattern, self.texts.get(name, "")):
                yield from check(self, found)
                rest[name] = rest[name].replace(found[0], " ", 1)
        for note in ("nation_note", "no_trend"):
            rest = {
                name: text.replace(self.figures.declared.get(note, "\0"), " ") for name, text in rest.items()
            }
        for name, text in rest.items():
            left = text.replace(self.figures.declared["unit"], "")
            yield Claim(f"no other number in {name}", NUMBER.findall(left), [])
        yield from _verdicts(self)


def _signed(size: str, way: str) -> Decimal:
    return read(size) * (1 if way in HIGHER else -1)


def _newest(page: Printed, found: re.Match[str]) -> Iterator[Claim]:
    yield Claim("period of the newest figure", found["when"], label(page.newest, page.figures))
    yield Claim("newest figure", read(found["figure"]), shown(page.figures.own[page.newest], page.decimals))


def _a_year_ago(page: Printed, found: re.Match[str]) -> Iterator[Claim]:
    before = Period(page.newest.start - YEAR, page.newest.length)
    yield Claim("period a year ago", found["when"], label(before, page.figures))
    off = page.off(page.figures.own[page.newest], page.figures.own[before])
    yield Claim("change in a year", _signed(found["off"], found["way"]) if found["off"] else Decimal(0), off)


def _since(page: Printed, found: re.Match[str]) -> Iterator[Claim]:
    fact = page.answers["fact"]
    start, newest = fact["start"], fact["newest"]
    yield Claim("start", found["when"], label(fact["start_period"], page.figures))
    yield Claim("figure at the start", read(found["start"]), shown(start, page.decimals))
    yield Claim("figure now", read(found["newest"]), shown(newest, page.decimals))
    yield Claim("change", _signed(found["off"], found["way"]), page.off(newest, start))
    if found["moved"] != "gået":  # a rank's number goes down as it becomes better
        yield Claim("rose or fell", found["moved"] in HIGHER, newest > start)
    if found["relative"]:
        per_cent = 100 * (float(shown(newest, page.decimals)) / float(shown(start, page.decimals)) - 1)
        yield Claim(
            "change in per cent", _signed(found["relative"], found["way_relative"]), per_cents(per_cent)
        )


def per_cents(value: float) -> Decimal:
    """Return per cents as they are printed: whole from ten, else with a decimal."""
    return shown(value, 0 if abs(shown(value, 1)) >= 10 else 1)


def _same(page: Printed, found: re.Match[str]) -> Iterator[Claim]:
    fact = page.answers["fact"]
    yield Claim("start", found["when"], label(fact["start_period"], page.figures))
    yield Claim("no change", Decimal(0), page.off(fact["newest"], fact["start"]))


def _break(page: Printed, found: re.Match[str]) -> Iterator[Claim]:
    newest = max(parse(each["at"]) for each in page.figures.declared["breaks"])
    yield Claim("break", found["when"], label(newest, page.figures))
    yield Claim("nothing is told across a break", None, page.answers["fact"])


def _budget(page: Printed, found: re.Match[str]) -> Iterator[Claim]:
    planned = page.planned[page.newest]
    yield Claim("budget", read(found["figure"]), shown(planned, page.decimals))
    off = page.off(page.figures.own[page.newest], planned)
    yield Claim("difference from the budget", _signed(found["off"], found["way"]), off)


def _limits(answer: str) -> Any:
    def check(page: Printed, found: re.Match[str]) -> Iterator[Claim]:
        tested = page.answers[answer]
        decimals = WHOLE if page.figures.relative and answer != "trend" else page.decimals
        decimals = 1 if page.figures.relative and answer == "trend" else decimals
        sign = 1 if found["way"] in HIGHER else -1
        limits = sorted((sign * tested["lower"], sign * tested["upper"]))
        yield Claim(
            f"limits of {answer}",
            [read(found["low"]), read(found["high"])],
            [shown(each, decimals) for each in limits],
        )
        yield Claim(f"{answer} is sure", True, tested["sure"])
        if "when" in found.re.groupindex:
            yield Claim(f"{answer} since", found["when"], label(tested["since"], page.figures))

    return check


def _counting(page: Printed, found: re.Match[str]) -> Iterator[Claim]:
    """Wilson (1927), Probable inference: his score interval."""
    whole = page.figures.wholes[page.figures.home][page.newest]
    share, z = page.figures.own[page.newest] / HUNDRED, NormalDist().inv_cdf(0.975)
    middle, half = share + z**2 / (2 * whole), z * sqrt(share * (1 - share) / whole + z**2 / (4 * whole**2))
    yield Claim(
        "limits of counting",
        [read(found["low"]), read(found["high"])],
        [shown(HUNDRED * (middle + side * half) / (1 + z**2 / whole), page.decimals) for side in (-1, 1)],
    )


def _no_trend(page: Printed, found: re.Match[str]) -> Iterator[Claim]:
    trend = page.answers["trend"]
    yield Claim("trend since", found["when"], label(trend["since"], page.figures))
    yield Claim("trend until", found["until"], label(page.newest, page.figures))
    yield Claim("trend is sure", False, trend["sure"])


def _nation(page: Printed, found: re.Match[str]) -> Iterator[Claim]:
    beside = page.answers["comparison"]
    yield Claim("nation", read(found["nation"]), shown(beside["nation"], page.decimals))
    if found["off"]:
        off = page.off(beside["nation"], beside["nation"] - beside["nation_change"])
        yield Claim("nation's change", _signed(found["off"], found["way"]), off)
    elif found["same"]:
        off = page.off(beside["nation"], beside["nation"] - beside["nation_change"])
        yield Claim("nation's change", Decimal(0), off)
    if found["when"]:
        yield Claim("nation since", found["when"], label(page.answers["fact"]["start_period"], page.figures))


def _range(page: Printed, found: re.Match[str]) -> Iterator[Claim]:
    beside = page.answers["comparison"]
    yield Claim("how many others", found["size"].lower(), _sized(beside["group_size"]))
    low = found["low"] or found["high"]
    yield Claim(
        "lowest and highest",
        [read(low), read(found["high"])],
        [shown(beside[each], page.decimals) for each in ("lowest", "highest")],
    )


def _sized(size: int) -> str:
    return "de otte" if size == len(COUNTED) - 1 else f"{COUNTED[size]} af de otte"


def _total(page: Printed, found: re.Match[str]) -> Iterator[Claim]:
    beside = page.answers["comparison"]
    yield Claim("total since", found["when"], label(page.answers["fact"]["start_period"], page.figures))
    if found["size"]:
        yield Claim("how many others", found["size"].lower(), _sized(beside["group_changed"]))
    change = beside["group_change" if found["size"] else "nation_change"]
    yield Claim("others' change in per cent", _signed(found["off"], found["way"]), per_cents(change))


END = r"\.(?= [A-ZÆØÅ]|$)"
WHEN = r"(?P<when>(?:året til )?[^:]+?)"
UNTIL = r"(?P<until>[^:]+?)"
OFF = rf"(?P<off>{N})[^:(]*? (?P<way>{WAY})\b[^:(]*?"
LIMITS = rf"mellem (?P<low>{N}) og (?P<high>{N})[^:(]*? (?P<way>{WAY})\b[^:(]*?"
PREP = "(?:i |den )?"
SIZE = r"(?P<size>De otte|\w+ af de otte) kommuner i nærheden"
READERS = (
    ("finding", rf"^(?:I gennemsnit over |I |Den ){WHEN}: (?:nr\. )?(?P<figure>{N})", _newest),
    ("finding", rf"Det er (?:{OFF} end|det samme som) (?:i |den )?{WHEN}{END}", _a_year_ago),
    (
        "since",
        (
            rf"^Siden (?:gennemsnittet for |den )?{WHEN}, [^:]*?er tallet (?P<moved>steget|faldet|gået) fra "
            rf"(?:nr\. )?(?P<start>{N}) til (?:nr\. )?(?P<newest>{N})[^:]*: {OFF}"
            rf"(?:\((?P<relative>{N}) % (?P<way_relative>{WAY})\))?(?:, men [^.]*)?{END}"
        ),
        _since,
    ),
    ("since", r"^Tallet var det samme (?:i |den )?(?P<when>[^,]+)", _same),
    ("since", r"opgjort på en ny måde siden (?P<when>[^,]+)", _break),
    ("since", rf"gennemsnit ligget {LIMITS} end", _limits("change")),
    (
        "beside",
        (
            rf"^Hele landet: (?:nr\. )?(?P<nation>{N})(?![\d,]| % (?:{WAY}))"
            rf"(?:[^:]*?, (?:{OFF} end|(?P<same>det samme) som) (?:i gennemsnit over |i |den )?{WHEN}{END})?"
        ),
        _nation,
    ),
    ("beside", rf"{SIZE}: (?:alle|mellem (?P<low>{N}) og) (?:nr\. )?(?P<high>{N})", _range),
    (
        "beside",
        rf"(?:Hele landet|{SIZE}): (?:i gennemsnit )?(?P<off>{N}) % (?P<way>{WAY}) end {PREP}{WHEN}{END}",
        _total,
    ),
    ("beside", rf"Budgetteret var (?P<figure>{N}) [^:]*?; tallet blev {OFF}{END}", _budget),
    ("beside", rf"plejer at være forskellige: {LIMITS}{END}", _limits("level")),
    ("beside", rf"Siden (?:den )?{WHEN} har udviklingen [^:]*: [^.]*?{LIMITS}{END}", _limits("development")),
    ("movement", rf"ingen sikker udvikling fra (?:den )?{WHEN} til (?:den )?{UNTIL}{END}", _no_trend),
    ("movement", rf"mellem (?P<low>{N}) og (?P<high>{N}) % \(i 95 af 100 tilfælde\)", _counting),
    (
        "movement",
        (
            rf"[Ff]ra {PREP}{WHEN} til {PREP}{UNTIL} er tallet (?P<way>{WAY}) med mellem (?P<low>{N}) og "
            rf"(?P<high>{N})[^:]*? om året{END}"
        ),
        _limits("trend"),
    ),
)


def _verdicts(page: Printed) -> Iterator[Claim]:
    """Yield what is said without a number: that a change is usual, that nothing stands out, and the marks."""
    answers, text = page.answers, " ".join(page.texts.values())
    tested = answers["change"]["p"] is not None and not answers["change"]["sure"]
    changed = bool(answers["fact"]) and page.off(answers["fact"]["newest"], answers["fact"]["start"]) != 0
    usual = re.search("kan (?:ikke skelnes fra almindelige udsving|det seneste år ikke skelnes)", text)
    yield Claim("the change is usual", bool(usual), tested and changed)
    level, development = answers["level"], answers["development"]
    unusual = [name for name, each in (("level", level), ("development", development)) if each["sure"]]
    yield Claim("said to stand out", "plejer at være forskellige" in text, "level" in unusual)
    yield Claim(
        "said to develop otherwise", "har udviklingen været en anden" in text, "development" in unusual
    )
    silent = [] if unusual else [each["p"] is not None for each in (level, development)]
    yield Claim("neither stands out", "Hverken niveauet eller udviklingen" in text, silent == [True, True])
    marks = {
        "siden strategien": answers["change"], "Sikker udvikling": answers["trend"],
        "Anden udvikling": development, "end de andre kommuner": level,
    }  # fmt: skip
    for mark, answer in marks.items():
        yield Claim(f"mark “{mark}”", any(mark in badge for badge in page.badges), answer["sure"])
