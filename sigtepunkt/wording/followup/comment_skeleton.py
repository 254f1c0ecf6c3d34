"""What a comment is begun from: focus areas with their answers, last quarter's comment, decisions. Pure.

All that is there to help stands in notes, which no page shows.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence

from sigtepunkt.core import danish
from sigtepunkt.core.period import Quarter
from sigtepunkt.followup.action_state import ActionState
from sigtepunkt.followup.comment import HELP, LAST_QUARTER
from sigtepunkt.followup.decisions import COUNCIL, Matter
from sigtepunkt.signals import State
from sigtepunkt.strategy import Definitions, Indicator
from sigtepunkt.wording import sentences, since_start
from sigtepunkt.wording.claims.judgement import QUESTIONS
from sigtepunkt.wording.claims.situations import NONE, effect_situation, situation
from sigtepunkt.wording.claims.words import true_words
from sigtepunkt.wording.followup import decisions
from sigtepunkt.wording.followup.actions import status
from sigtepunkt.wording.units_and_periods import RANK, value

_NONE: Mapping[str, ActionState] = {}
_TRUE, _NO_FIGURES, _NAME, _ACTIONS = HELP  # by which help is told from what people write
_INTRODUCTION = """\
Kommentar til {title}, {quarter}.

Skriv under overskrifterne. Hvad der står i noter som denne, kommer ikke på siden, og en overskrift
uden tekst under sig heller ikke. Et ord eller et tal om en indikator skrives som et link:
[steget](indikator:{example}#siden). Spørgsmålet efter # er et af disse: nu, start, forskel, siden,
tendens, skift, landet, naboerne, udvikling, maal; af en handling virkning. Er det ikke sandt, siger
udgivelsen hvorfor, og hvilke ord der ville være det. Hvad der ikke er et link, holdes ikke op imod noget."""
_NOTE = re.compile(r"<!--.*?-->", re.DOTALL)
_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)


def skeleton(
    page: str,
    quarter: Quarter,
    definitions: Definitions,
    states: Mapping[str, State],
    *,
    actions: Mapping[str, ActionState] = _NONE,
    matters: Sequence[Matter] = (),
    closed: dt.date,
    before: str = "",
) -> str:
    """Return the text a comment is begun from; `before` is the last quarter's comment."""
    strategy = definitions.strategy(quarter)
    areas = strategy.areas_of(committee=None if page == COUNCIL else page)
    title = definitions.municipality.council if page == COUNCIL else strategy.committees[page].title
    earlier = dict(_sections(before))
    waiting = [matter for matter in matters if matter.committee == page and matter.is_open(closed)]
    example = next((key for key in definitions.indicators if key in states), "ID")
    parts = [_note(_INTRODUCTION.format(title=title, quarter=quarter.label, example=example))]
    if opening := earlier.pop("", ""):
        parts.append(_note(f"Sidste kvartals kommentar begyndte:\n\n{opening}"))
    if waiting:
        listed = "\n".join(f"- {_waiting(matter, closed)}" for matter in waiting)
        parts.append(_note(f"Beslutninger, der venter på svar:\n{listed}"))
    for key, area in areas.items():
        answers = "\n".join(_answers(key, definitions, states, strategy.first_year))
        help_text = [f"{_NAME}{key}"]
        help_text.append(answers or _NO_FIGURES)
        if done := "\n".join(_actions(key, definitions, actions, closed)):
            help_text.append(f"{_ACTIONS}\n{done}")
        if text := earlier.pop(area.name, ""):
            help_text.append(f"{LAST_QUARTER}\n\n{text}")
        parts += [f"## {area.name}", _note("\n\n".join(help_text))]
    parts += [_note(f"Sidste kvartals afsnit »{name}«:\n\n{text}") for name, text in earlier.items()]
    return "\n\n".join(parts) + "\n"


def _answers(
    focus_area: str, definitions: Definitions, states: Mapping[str, State], first_year: int
) -> Iterator[str]:
    """Yield what the figures of a focus area say, and words that would be true of each."""
    for key, indicator in definitions.indicators_of(focus_area).items():
        state, source = states.get(key), definitions.sources[indicator.source]
        if state is None or state.held or state.reason == "projection" or source.origin == "demo":
            continue
        said = [sentences.now(state, indicator, source)]
        said.append(since_start.since_start(state, indicator, source, first_year))
        yield f"- {indicator.title}: {' '.join(filter(None, said))}".replace(danish.NO_BREAK, " ")
        yield f"{_TRUE}{', '.join(_links(key, state, indicator))}"


def _links(key: str, state: State, indicator: Indicator) -> Iterator[str]:
    """Yield a claim that is true for each question the figures answer: the figure itself, then words."""
    now = value(state.latest.value, indicator).replace(danish.NO_BREAK, " ")
    yield f"[{now}](indikator:{key}#nu)"
    for question in () if indicator.unit == RANK else QUESTIONS:
        here = situation(question, state, indicator)
        words = true_words(question, here, indicator.better)
        if here != NONE and words:
            yield f"[{words[0]}](indikator:{key}#{question})"


def _waiting(matter: Matter, closed: dt.date) -> str:
    decision = matter.decision
    said = f"{danish.sentence(decision.decision)} {decision.owner}. {decisions.deadline(matter, closed)}"
    age = decisions.age(matter, closed)
    return f"{said} Besluttet {age}. Sandt ville være: [venter](beslutning:{matter.id})"


def _actions(
    focus_area: str, definitions: Definitions, states: Mapping[str, ActionState], closed: dt.date
) -> Iterator[str]:
    """Yield the real actions of a focus area that were known, with what would be true of their effect."""
    for key, action in definitions.actions_of(focus_area).items():
        history, state = action.history_until(closed), states.get(key)
        if action.demo or state is None or not history:
            continue
        words = true_words("virkning", effect_situation(state), "neutral")
        links = ", ".join(f"[{each}](handling:{key}#virkning)" for each in words)
        yield f"- {action.title}: {status(history[-1])} Sandt ville være: {links}"


def _sections(text: str) -> Iterator[tuple[str, str]]:
    """Yield a comment's text by the heading it stands under, without notes and headings without text."""
    plain = _NOTE.sub("", text)
    pieces = _HEADING.split(plain)
    yield "", pieces[0].strip()
    for name, content in zip(pieces[1::2], pieces[2::2], strict=True):
        if content.strip():
            yield name, content.strip()


def _note(text: str) -> str:
    return f"<!--\n{text.replace('-->', '→')}\n-->"
