"""A quarter's comments, held against the computed states: claims, numbers, and words without a link. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sigtepunkt.core import danish
from sigtepunkt.core.errors import Problem, nearest
from sigtepunkt.followup.action_state import ActionState
from sigtepunkt.followup.comment import Claim, Comment, Passage
from sigtepunkt.followup.decisions import Matter
from sigtepunkt.signals import State
from sigtepunkt.strategy import Definitions
from sigtepunkt.wording.claims.figures import Written
from sigtepunkt.wording.claims.judgement import ASKED, Judgement, judged, normal, phrases
from sigtepunkt.wording.claims.situations import effect_situation
from sigtepunkt.wording.claims.table import expanded
from sigtepunkt.wording.claims.words import EVALUATIVE, TABLES, UNFOUNDED

_ACTION = "virkning"
_OPEN, _ANSWERED = {"åben", "venter", "ubesvaret", "ikke besvaret"}, {"besvaret", "afsluttet"}
_YEARS_AND_DAYS = re.compile(
    r"\b(?:19|20)\d\d\b|\d{1,2}\.\s+(?=[a-zæøå])|(?<![\d.,])\d{1,2}[-/.]\d{1,2}(?!\d)|§\s*\d+|"
    r"\d+\.\s*kvartal|\bpr\.\s(?:1\.000|100\.000)\b"
)
_NUMBER = re.compile(r"(?<![\w-])\d[\d.]*(?:,\d+)?(?![\w-])")
_NOTE, _HEADING = re.compile(r"<!--.*?-->", re.DOTALL), re.compile(r"#{1,6}\s+(.+?)\s*#*")
_SHORTEST = 6  # letters of an indicator's name that is looked for


@dataclass(frozen=True)
class Known:
    """What claims are held against: definitions, states by indicator, decisions, and the day of the figures.

    `not_shown` says why an indicator's newest figure is not shown. `actions` are the states of actions, by
    id.
    """

    definitions: Definitions
    states: Mapping[str, State]
    closed: dt.date
    matters: Sequence[Matter] = ()
    not_shown: Mapping[str, str] = field(default_factory=dict)
    actions: Mapping[str, ActionState] = field(default_factory=dict)


def problems(comments: Mapping[str, Comment], known: Known) -> list[Problem]:
    """Return a problem for every claim that the data contradict or do not carry, in all comments."""
    refused: list[Problem] = []
    figures: dict[tuple[str, str, str], tuple[str, str]] = {}  # the number and the place that said it first
    for comment in comments.values():
        for claim in comment.claims:
            place = comment.place(claim.line)
            judgement = held(claim, known)
            if judgement.refusal:
                refused.append(_problem(claim, judgement, place, known))
            for name, unit, number in () if judgement.refusal else judgement.said:
                said, where = figures.setdefault((claim.target, name, unit), (number, place))
                if _amount(said) != _amount(number):
                    what = f"{claim.target!r} is {number} here and {said} in {where}"
                    refused.append(Problem(what, place, "the same figure on every page", f"write {said}"))
    return refused


def notices(comments: Mapping[str, Comment], known: Known) -> list[str]:
    """Return what is told of the comments without refusing them: roundings, and words without a link."""
    remarks: list[str] = []
    for comment in comments.values():
        remarks += [
            f"{comment.place(claim.line)}: »{claim.text}« is {note}"
            for claim in comment.claims
            if (note := held(claim, known).note)
        ]
        remarks += [f"{comment.place(line)}: {what}" for line, what in _misspelt_headings(comment, known)]
        for passage in comment.passages:
            remarks += [f"{comment.place(line)}: {what}" for line, what in _unlinked(passage, known)]
    return remarks


def held(claim: Claim, known: Known) -> Judgement:
    """Hold a claim against what it is about."""
    if claim.kind == "beslutning":
        return _of_decision(claim, known)
    if claim.kind == "handling":
        return _of_action(claim, known)
    return _of_indicator(claim, known)


def _of_indicator(claim: Claim, known: Known) -> Judgement:
    indicator, state = known.definitions.indicators.get(claim.target), known.states.get(claim.target)
    if indicator is None:
        names = nearest(claim.target, known.definitions.indicators)
        return Judgement(f"unknown indicator {claim.target!r}", true=(names,))
    if claim.question not in ASKED:
        names = nearest(claim.question, filter(None, ASKED))
        return Judgement(f"unknown question #{claim.question}", true=(names,))
    if known.definitions.origin(claim.target) == "demo":
        refusal = "its figures are demo data, and say nothing of the municipality"
    elif state is None or state.held:
        why = known.not_shown.get(claim.target) or "its newest figure is not shown"
        refusal = f"nothing may be claimed of it: {why}"
    elif state.reason == "projection":
        refusal = "it is a projection, not a measurement"
    else:
        return judged(claim.text, claim.question, state, indicator, known.definitions)
    return Judgement(refusal)


def _of_decision(claim: Claim, known: Known) -> Judgement:
    matter = next((each for each in known.matters if each.id == claim.target), None)
    if matter is None:
        names = nearest(claim.target, (each.id for each in known.matters))
        return Judgement(f"unknown decision {claim.target!r}", true=(names,))
    words = normal(claim.text)
    if matter.is_open(known.closed):
        return Judgement("it is still open", true=("venter",)) if words in _ANSWERED else Judgement()
    if not matter.is_answered(known.closed):
        return Judgement(f"it was taken after {danish.date(known.closed)}, the day of the figures")
    return Judgement() if words in _ANSWERED else Judgement("it has been answered", true=("besvaret",))


def _of_action(claim: Claim, known: Known) -> Judgement:
    state = known.actions.get(claim.target)
    if state is None:
        return Judgement(f"unknown action {claim.target!r}", true=(nearest(claim.target, known.actions),))
    if known.definitions.actions[claim.target].demo:
        return Judgement("it is a demo action, made up, and says nothing of the municipality")
    here = effect_situation(state)
    table, row = TABLES["virkning"], phrases("virkning").get(normal(claim.text))
    place = list(table.situations).index(here)
    true = [expanded(each.phrases[0])[0] for each in table.rows if each.cells[place] == "+"]
    if claim.question != _ACTION:
        asked = f", not #{claim.question}" if claim.question else ": write #virkning"
        return Judgement(f"of an action only its effect can be claimed{asked}", true=tuple(true))
    if row is not None and row.cells[place] == "+":
        return Judgement()
    reason = (row.why if row else "words that nothing is known to carry") or "the data do not carry it"
    return Judgement(reason, table.situations[here], tuple(true))


def _problem(claim: Claim, judgement: Judgement, place: str, known: Known) -> Problem:
    indicator = known.definitions.indicators.get(claim.target)
    title = f" of »{indicator.title}«" if indicator else ""
    said = f"; the data say: {judgement.data}" if judgement.data else ""
    is_listing = any("of: " in words for words in judgement.true)  # of names, not of words
    true = ", ".join(judgement.true if is_listing else (f"»{words}«" for words in judgement.true))
    allowed = true if is_listing or not true else f"words that would be true: {true}"
    next_step = "" if is_listing or not judgement.true else _rewritten(claim, judgement.true[0])
    return Problem(f"»{claim.text}«{title}: {judgement.refusal}{said}", place, allowed, next_step)


def _rewritten(claim: Claim, words: str) -> str:
    asked = _ACTION if claim.kind == "handling" else claim.question
    question = f"#{asked}" if asked else ""
    return f"write [{words}]({claim.kind}:{claim.target}{question}), or leave it out"


def _amount(number: str) -> float:
    return abs(float(Written("", number, "").amount))


def _unlinked(passage: Passage, known: Known) -> Iterator[tuple[int, str]]:
    """Yield evaluative words, and numbers beside an indicator's name, which no link holds."""
    text = " ".join(piece for _, piece in passage.pieces).casefold()
    named = [
        indicator.title
        for key, indicator in known.definitions.indicators.items()
        if any(len(name) >= _SHORTEST and name in text for name in _names(key, indicator.title))
    ]
    targets = (known.definitions.indicators.get(claim.target) for claim in passage.claims)
    title = next((indicator.title for indicator in targets if indicator), named[0] if named else "")
    for line, piece in passage.pieces:
        for word in UNFOUNDED.findall(piece):
            yield line, f"»{word}« ranks, judges or names a cause, which no figure carries: leave it out"
        if not title:
            continue
        for word in EVALUATIVE.findall(piece):
            yield line, f"»{word}« near »{title}« is held against nothing: make it a link, or leave it out"
        for number in _NUMBER.findall(_YEARS_AND_DAYS.sub(" ", piece)):
            yield line, f"the number {number} near »{title}« is held against nothing: make it a link"


def _misspelt_headings(comment: Comment, known: Known) -> Iterator[tuple[int, str]]:
    """Yield each heading that is nearly the name of a focus area."""
    areas = [area.name for each in known.definitions.strategies for area in each.focus_areas.values()]
    text = _NOTE.sub(lambda note: "\n" * note[0].count("\n"), comment.text)
    for number, line in enumerate(text.split("\n"), 1):
        heading = _HEADING.fullmatch(line)
        if heading and heading[1] not in areas and (hint := nearest(heading[1], areas)).startswith("did you"):
            yield number, f"no focus area is called »{heading[1]}«: {hint}"


def _names(key: str, title: str) -> tuple[str, str]:
    return title.partition(",")[0].casefold(), key.replace("-", " ")
