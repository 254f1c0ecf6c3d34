"""`decisions/<meeting>.toml`: what a committee decided on its pages, who does it by when, and the answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import Field

from sigtepunkt.core import danish, plain_text, toml_lines
from sigtepunkt.core.errors import Problem, nearest
from sigtepunkt.core.project import Project, is_left_by_system
from sigtepunkt.strategy import Definitions, Strategy
from sigtepunkt.strategy.declared import Declared, Text
from sigtepunkt.strategy.loading import read_toml, validated, without_strays

_OF_MEETING, _OF_DECISION = ("date", "committee"), ("focus_area", "due", "indicators", "answer.date")
COUNCIL = "kommunalbestyrelsen"  # decides, too, on the focus areas of every committee


class Reply(Declared):
    """What was answered to a decision, when, and by whom."""

    text: Text = Field(description="The answer in a sentence or two, in Danish; the page shows it.")
    date: dt.date = Field(description="The day the committee got it.")
    by: Text = Field(description="Who answered: a role, never a person's name.")


class Decision(Declared):
    """What a meeting decided that somebody does."""

    focus_area: Text = Field(description="The focus area it is about: one of the committee's.")
    decision: Text = Field(description="What was decided, in a sentence, in Danish; the page shows it.")
    owner: Text = Field(description="Who does it: a role, never a person's name.")
    due: dt.date = Field(description="When the committee is to have an answer.")
    indicators: tuple[str, ...] = Field(
        (), description="Which figures of the committee's page to show beside the answer, by their names."
    )
    answer: Reply | None = Field(None, description="The answer; left out, the decision is open.")


class Meeting(Declared):
    """A meeting and what was decided there."""

    meeting: Text = Field(description="The meeting as pages name it, in Danish.")
    date: dt.date = Field(description="The day it was held.")
    committee: Text = Field(description="The committee, as in the strategy, or `kommunalbestyrelsen`.")
    demo: bool = Field(False, description="Whether it is made up, to show how the page will look.")
    decisions: Mapping[str, Decision] = Field(
        description="Each decision, in a table `[decisions.<name>]`; the name is used once in all files."
    )


@dataclass(frozen=True)
class Matter:
    """A decision with the meeting it was taken at: what a page follows until it is answered.

    `place` is the line of its table, `lines` those of the meeting's and its own keys.
    """

    id: str
    meeting: str
    date: dt.date
    committee: str
    demo: bool
    decision: Decision
    place: str
    lines: Mapping[str, int] = field(default_factory=dict, compare=False, repr=False)

    @property
    def file(self) -> str:
        """The file it stands in, as messages name it."""
        return self.place.rpartition(":")[0]

    def at(self, key: str) -> str:
        """Return where a key of the meeting (`date`) or of itself (`answer.date`) stands."""
        path = key if key in _OF_MEETING else f"decisions.{self.id}.{key}"
        return f"{self.file}:{self.lines[key]}: {path}" if key in self.lines else self.place

    def is_open(self, day: dt.date) -> bool:
        """Return whether it had been decided by `day`, and not been answered."""
        reply = self.decision.answer
        return self.date <= day and (reply is None or reply.date > day)

    def is_answered(self, day: dt.date) -> bool:
        """Return whether it had been answered by `day`."""
        reply = self.decision.answer
        return reply is not None and reply.date <= day

    @property
    def answered(self) -> dt.date:
        """The day of its answer; the last of all days without one."""
        return dt.date.max if self.decision.answer is None else self.decision.answer.date

    def is_overdue(self, day: dt.date) -> bool:
        """Return whether it was open on `day`, and was to have been answered before."""
        return self.is_open(day) and self.decision.due < day


def read_decisions(project: Project, definitions: Definitions) -> tuple[tuple[Matter, ...], list[Problem]]:
    """Return every decision of every meeting, oldest first, and all that is wrong with the files.

    A decision without faults is returned, too, where another of its meeting has some.
    """
    matters: list[Matter] = []
    problems: list[Problem] = list(_not_read(project))
    for path in sorted(project.decisions.glob("*.toml")):
        where = project.relative(path)
        meeting, faults = _meeting(path, where)
        problems += [toml_lines.located(each, path) for each in faults]
        if meeting is not None:
            matters += _matters(meeting, where, plain_text.composed_text(path.read_bytes()))
    problems += [*_twice(matters), *_committees(matters, definitions)]
    for matter in matters:
        problems += [*_in_order(matter), *_references(matter, definitions)]
    return tuple(sorted(matters, key=lambda matter: (matter.date, matter.id))), problems


def not_yet(matters: Iterable[Matter], today: dt.date) -> Iterator[Problem]:
    """Yield a problem for each meeting, and each answer, of a later day than `today`."""
    allowed, next_step = f"a day up to {today}", "correct the date, or wait until then"
    later: set[str] = set()
    for matter in matters:
        reply = matter.decision.answer
        if matter.date > today and matter.file not in later:
            later.add(matter.file)
            what = f"the meeting of {danish.date(matter.date)} has not been held"
            yield Problem(what, matter.at("date"), allowed, next_step)
        elif matter.date <= today and reply is not None and reply.date > today:
            what = f"the answer of {danish.date(reply.date)} has not been given"
            yield Problem(what, matter.at("answer.date"), allowed, next_step)


def _not_read(project: Project) -> Iterator[Problem]:
    """Yield a problem for what lies among the meetings and would not be read."""
    for path in sorted(project.decisions.glob("*")):
        is_hidden = path.name.startswith(".") or is_left_by_system(path.name)
        if path.suffix != ".toml" and not is_hidden:
            next_step = f"save it as {path.name.partition('.')[0]}.toml, or move it elsewhere"
            yield Problem(
                "no file of decisions", project.relative(path), "names that end in .toml", next_step
            )


def _meeting(path: Path, where: str) -> tuple[Meeting | None, list[Problem]]:
    """Return a meeting with those of its decisions that have no fault, and every fault in the file."""
    content, faults = read_toml(path, where)
    if content is None:
        return None, faults
    tables = content.get("decisions")
    if not isinstance(tables, dict):
        return None, [*faults, *validated(content, Meeting, where)[1]]
    own, strays = without_strays(tables, Decision, where, "decisions")
    content = {**content, "decisions": own}
    meeting, more = validated(content, Meeting, where)
    if meeting is None:
        sound = {key: table for key, table in own.items() if _is_sound(table)}
        meeting, _ = validated({**content, "decisions": sound}, Meeting, where)
    return meeting, [*faults, *strays, *more]


def _is_sound(table: Any) -> bool:
    return not validated(table, Decision, "")[1]


def _matters(meeting: Meeting, where: str, text: str) -> Iterator[Matter]:
    shared = {key: line for key in _OF_MEETING if (line := toml_lines.line_of(text, [key]))}
    for key, decision in meeting.decisions.items():
        own = ["decisions", key]
        lines = {part: toml_lines.line_of(text, [*own, *part.split(".")]) for part in _OF_DECISION}
        known = shared | {part: line for part, line in lines.items() if line}
        place = f"{where}:{toml_lines.line_of(text, own) or 1}"
        yield Matter(
            key, meeting.meeting, meeting.date, meeting.committee, meeting.demo, decision, place, known
        )


def _twice(matters: Iterable[Matter]) -> Iterator[Problem]:
    first: dict[str, Matter] = {}
    for matter in matters:
        if matter.id in first:
            what = f"the decision {matter.id!r} is there twice, also in {first[matter.id].place}"
            yield Problem(what, matter.place, "a name of its own for each decision", "rename it")
        first.setdefault(matter.id, matter)


def _committees(matters: Iterable[Matter], definitions: Definitions) -> Iterator[Problem]:
    """Yield a problem for each meeting of a committee that there is not."""
    for matter in {each.file: each for each in matters}.values():
        committees = [*_in_force(definitions, matter.date).committees, COUNCIL]
        if matter.committee not in committees:
            what = f"unknown committee {matter.committee!r}"
            yield Problem(what, matter.at("committee"), nearest(matter.committee, committees))


def _in_order(matter: Matter) -> Iterator[Problem]:
    """Yield a problem for what is to be, or was, before the meeting."""
    reply, held = matter.decision.answer, matter.date
    allowed, next_step = f"a day from {held} on", "correct it, or the meeting's date"
    if matter.decision.due < held:
        what = f"{matter.id} is due {matter.decision.due}, before the meeting of {held}"
        yield Problem(what, matter.at("due"), allowed, next_step)
    if reply is not None and reply.date < held:
        what = f"{matter.id} was answered {reply.date}, before the meeting of {held}"
        yield Problem(what, matter.at("answer.date"), allowed, next_step)


def _references(matter: Matter, definitions: Definitions) -> Iterator[Problem]:
    strategy = _in_force(definitions, matter.date)
    own = strategy.areas_of(committee=matter.committee if matter.committee in strategy.committees else None)
    named = matter.decision.focus_area
    if named not in own:
        known = named in strategy.focus_areas
        what = f"not a focus area of {matter.committee}" if known else "unknown focus area"
        yield Problem(f"{what}: {named!r}", matter.at("focus_area"), nearest(named, own))
    indicators = [key for key, each in definitions.indicators.items() if each.focus_area in own]
    for indicator in matter.decision.indicators:
        if indicator not in indicators:
            what = f"unknown indicator {indicator!r}, or none of the committee's"
            yield Problem(what, matter.at("indicators"), nearest(indicator, indicators))


def _in_force(definitions: Definitions, day: dt.date) -> Strategy:
    begun = [each for each in definitions.strategies if each.first_year <= day.year]
    return begun[-1] if begun else definitions.strategies[0]
