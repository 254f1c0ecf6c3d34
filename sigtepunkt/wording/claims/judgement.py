"""A claim about an indicator, held against its state: words by the table, numbers by figures. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from sigtepunkt.core import danish
from sigtepunkt.core.errors import nearest
from sigtepunkt.signals import State
from sigtepunkt.strategy import Definitions, Indicator
from sigtepunkt.wording.claims import figures
from sigtepunkt.wording.claims.figures import WRITTEN, Figure, Name, Written
from sigtepunkt.wording.claims.situations import data_say, situation
from sigtepunkt.wording.claims.table import SYNONYMS, Question, Row, expanded, is_true
from sigtepunkt.wording.claims.words import TABLES, true_words
from sigtepunkt.wording.units_and_periods import RANK

# Without `#` a claim is about the first of these that knows its words; a number alone is the figure now.
QUESTIONS: tuple[Question, ...] = (
    "siden",
    "tendens",
    "skift",
    "landet",
    "naboerne",
    "udvikling",
    "maal",
    "forskel",
)
FIGURES: Mapping[str, Name] = {  # what a number alone is, by what stands after `#`
    "": "nu",
    "nu": "nu",
    "start": "start",
    "forskel": "forskel",
    "siden": "forskel",
    "landet": "landet",
    "naboerne": "naboerne",
}
_DIFFERENCES: Mapping[str, Name] = {  # what a number beside `højere` or `lavere` is
    "": "forskel",
    "forskel": "forskel",
    "siden": "forskel",
    "landet": "landets forskel",
    "naboerne": "naboernes forskel",
}
ASKED = (*FIGURES, *(question for question in QUESTIONS if question not in FIGURES))
_MORE, _LESS = SYNONYMS["mere"], SYNONYMS["mindre"]
_COMPARED = re.compile(
    rf"{WRITTEN}\s+(?P<word>{'|'.join((*_MORE, *_LESS, 'over', 'under'))})(?P<rest>(?:\s.*)?)"
)
_ALONE = re.compile(WRITTEN)
_MOVED = re.compile(
    rf"(?P<word>\D*?)(?:\s+fra\s+(?P<first>.*?\d[^ ]*.*?))?\s+(?P<how>med|til)\s+"
    rf"{WRITTEN}(?P<siden> siden .*)?"
)
_THOUSAND = re.compile(r"\bpr\.\s1\.000\b")
_LEADING = re.compile(r"(?:(?:tallet|er|har|ligger|blevet|den|det er)\s+)+")
_LISTED = 4  # words that would be true


@dataclass(frozen=True)
class Judgement:
    """Whether a claim holds: `refusal` says why not, `note` what is to be told of one that does.

    `data` is what the page says instead, in Danish, and `true` are words that would be true. `said` are the
    figures that were claimed: name, unit, and the number as it was written.
    """

    refusal: str = ""
    data: str = ""
    true: tuple[str, ...] = ()
    note: str = ""
    said: tuple[tuple[Name, str, str], ...] = ()


@cache
def phrases(question: Question) -> Mapping[str, Row]:
    """Return every spelling that a question's table knows, with its row."""
    return {
        normal(spelling): row
        for row in TABLES[question].rows
        for phrase in row.phrases
        for spelling in expanded(phrase)
    }


def judged(
    text: str, question: str, state: State, indicator: Indicator, definitions: Definitions
) -> Judgement:
    """Hold what a link's text claims against an indicator's state; `question` is what stands after `#`."""
    words = normal(text)
    if figures.ENGLISH.search(words):
        return Judgement("a decimal is written with a comma", true=(text.replace(".", ","),))
    if match := _COMPARED.fullmatch(words):
        judgement = _difference(match, question, state, indicator)
    elif match := _ALONE.fullmatch(words):
        judgement = _number(match, question, state, indicator)
    elif any(map(str.isdigit, words)):
        judgement = _movement(words, question, state, indicator, definitions)
    else:
        judgement = _words(words, question, state, indicator, definitions)
    if judgement.refusal and not judgement.data:
        is_now = question in {"", "nu"} and _ALONE.fullmatch(words) and not _COMPARED.fullmatch(words)
        about = "nu" if is_now else _asked(question, words)
        data = data_say(about, state, indicator, definitions.sources[indicator.source], definitions)
        return Judgement(judgement.refusal, data, judgement.true)
    return judgement


def normal(text: str) -> str:
    """Return a claim's words in lower case, with single spaces, and without what may lead and end them."""
    plain = " ".join(text.replace(danish.NO_BREAK, " ").casefold().split()).strip(" ;:!?»«\"'")
    plain = _THOUSAND.sub("pr. tusind", plain)
    plain = plain.rstrip(".") if not plain.endswith(("kr.", "pct.")) else plain
    return _LEADING.sub("", plain, count=1) if _LEADING.match(plain) else plain


def _asked(question: str, words: str) -> Question:
    """Return the question a claim is about: the one that is named, else the first that knows its words."""
    named = [known for known in QUESTIONS if known == question]
    knowing = [known for known in QUESTIONS if words in phrases(known)]
    return next(iter((*named, *knowing)), "siden")


def _words(
    words: str, question: str, state: State, indicator: Indicator, definitions: Definitions
) -> Judgement:
    if question in {"nu", "start"}:
        return Judgement(
            f"#{question} is a figure, and these are words", true=_figures(question, state, indicator)
        )
    if indicator.unit == RANK:
        true = _figures("nu", state, indicator)
        return Judgement("it is a place in a list: give the number, and let the reader judge", true=true)
    about = _asked(question, words)
    here, table, row = situation(about, state, indicator), TABLES[about], phrases(about).get(words)
    if row is not None and is_true(row, table, here, indicator.better):
        return Judgement()
    true = tuple(true_words(about, here, indicator.better)[:_LISTED])
    if row is None:
        elsewhere = [known for known in QUESTIONS if words in phrases(known)]
        if elsewhere:
            return Judgement(f"these words are about #{elsewhere[0]}, not about #{about}", true=true)
        close = nearest(words, phrases(about)).partition("?")[0]
        hint = f": {close}?" if close.startswith("did you mean") else ""
        return Judgement(f"words that nothing is known to carry{hint}", true=true)
    reason = row.why or (
        "the data contradict it" if _contradicts(row, about, here) else "the data do not carry it"
    )
    if indicator.better == "neutral" and set(row.cells) & {"b", "w"}:
        reason = "no direction is declared the better one"
    data = data_say(about, state, indicator, definitions.sources[indicator.source], definitions)
    return Judgement(reason, data, true)


def _contradicts(row: Row, question: Question, here: str) -> bool:
    """Return whether words of one direction stand where the figure moved, or lies, the other way."""
    table = TABLES[question]
    said = {name for name, cell in zip(table.situations, row.cells, strict=True) if cell == "+"}
    opposite = (table.falling, table.rising)
    ways = (table.rising, table.falling)
    return any(said and said <= way and here in other for way, other in zip(ways, opposite, strict=True))


def _number(match: re.Match[str], question: str, state: State, indicator: Indicator) -> Judgement:
    if question not in FIGURES:
        return Judgement(f"#{question} is answered by words, not by a figure")
    name = FIGURES[question]
    return _held(_written(match), name, state, indicator, unsigned=name == "forskel")


def _difference(match: re.Match[str], question: str, state: State, indicator: Indicator) -> Judgement:
    if question not in _DIFFERENCES:
        return Judgement(f"#{question} has no difference", true=("#forskel", "#landet", "#naboerne"))
    name, written = _DIFFERENCES[question], _written(match)
    if question == "" and "land" in match["rest"]:
        name = "landets forskel"
    amount = figures.figure(name, state, indicator)
    if amount is None:
        return Judgement("there is no such difference")
    way = 1 if match["word"] in (*_MORE, "over") else -1
    shown = figures.Figure(abs(amount.value), amount.unit, amount.decimals).shown
    true = (f"{shown} {'højere' if amount.value > 0 else 'lavere'}",) if amount.value else ("det samme",)
    if amount.value * way <= 0:
        return Judgement("the data contradict it", true=true)
    judgement = _held(written, name, state, indicator, unsigned=True)
    if judgement.true and amount.value:
        true = (f"{judgement.true[0]} {'højere' if amount.value > 0 else 'lavere'}",)
    return Judgement(judgement.refusal, true=true, note=judgement.note, said=judgement.said)


def _movement(
    words: str, question: str, state: State, indicator: Indicator, definitions: Definitions
) -> Judgement:
    """Hold `steget fra 6,6 til 6,8`, `faldet med 0,2` and `steget til 6,8`: the word, and each number."""
    match = _MOVED.fullmatch(words)
    first = _ALONE.fullmatch(match["first"].strip()) if match and match["first"] else None
    if match is None or (match["first"] and first is None):
        return Judgement(
            "a number among words that cannot be held against the data",
            true=("steget fra … til …", "faldet med …", "… lavere"),
        )
    if match["word"] and match["word"] not in {"gået", "ændret"}:
        moved = _words(match["word"], question or "siden", state, indicator, definitions)
        if moved.refusal:
            return moved
    checks: list[tuple[re.Match[str], Name]] = [(match, "forskel" if match["how"] == "med" else "nu")]
    if first is not None:
        checks.insert(0, (first, "start"))
    held = []
    for number, name in checks:
        judgement = _held(_written(number), name, state, indicator, unsigned=name == "forskel")
        if judgement.refusal:
            return judgement
        held.append(judgement)
    note = "; ".join(each.note for each in held if each.note)
    return Judgement(note=note, said=tuple(said for each in held for said in each.said))


def _held(written: Written, name: Name, state: State, indicator: Indicator, *, unsigned: bool) -> Judgement:
    candidates = list(_candidates(name, state, indicator))
    if not candidates:
        return Judgement(f"there is no such figure (#{name})")
    if len(candidates) > 1 and written.unit.strip(" .") in {"%", "procent", "pct"}:
        candidates = candidates[1:]
    figure = candidates[0]
    refusal, note = figures.fault(written, figure, unsigned=unsigned)
    shown = figures.Figure(abs(figure.value), figure.unit, figure.decimals) if unsigned else figure
    return Judgement(refusal, true=(shown.shown,), note=note, said=((name, figure.unit, written.number),))


def _candidates(name: Name, state: State, indicator: Indicator) -> Iterator[Figure]:
    """Yield the figure of a name; of a difference since the start, also the one in per cent."""
    figure = figures.figure(name, state, indicator)
    if figure is not None:
        yield figure
        relative = figures.relative_difference(state, indicator) if name == "forskel" else None
        if relative is not None:
            yield relative


def _figures(question: str, state: State, indicator: Indicator) -> tuple[str, ...]:
    figure = figures.figure(FIGURES[question], state, indicator)
    return () if figure is None else (figure.shown,)


def _written(match: re.Match[str]) -> Written:
    return Written(match["hedge"] or "", match["number"], (match["unit"] or "").strip())
