"""`decisions/<meeting>.toml`: what a committee decided on its pages, who does it by when, and the answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pydantic import Field, model_validator

from sigtepunkt.core import danish, plain_text, toml_lines
from sigtepunkt.core.errors import Problem, nearest
from sigtepunkt.core.project import Project
from sigtepunkt.strategy import Definitions, Strategy
from sigtepunkt.strategy.declared import Declared, Text
from sigtepunkt.strategy.loading import read_toml, validated

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

    @model_validator(mode="after")
    def _in_order(self) -> Meeting:
        for key, decision in self.decisions.items():
            answered = decision.answer
            if decision.due < self.date:
                raise ValueError(f"{key} is due {decision.due}, before the meeting of {self.date}")
            if answered is not None and answered.date < self.date:
                raise ValueError(f"{key} was answered {answered.date}, before the meeting of {self.date}")
        return self


@dataclass(frozen=True)
class Matter:
    """A decision with the meeting it was taken at: what a page follows until it is answered."""

    id: str
    meeting: str
    date: dt.date
    committee: str
    demo: bool
    decision: Decision
    place: str

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
    """Return every decision of every meeting, oldest first, and all that is wrong with the files."""
    matters: list[Matter] = []
    problems: list[Problem] = []
    for path in sorted(project.decisions.glob("*.toml")):
        where = project.relative(path)
        content, faults = read_toml(path, where)
        meeting, more = (None, []) if content is None else validated(content, Meeting, where)
        problems += [toml_lines.located(each, path) for each in (*faults, *more)]
        if meeting is not None:
            text = plain_text.composed_text(path.read_bytes())
            matters += _matters(meeting, where, text)
    problems += [*_twice(matters), *_references(matters, definitions)]
    return tuple(sorted(matters, key=lambda matter: (matter.date, matter.id))), problems


def not_yet(matters: Iterable[Matter], today: dt.date) -> Iterator[Problem]:
    """Yield a problem for each decision of a meeting, and each answer, of a later day than `today`."""
    for matter in matters:
        reply = matter.decision.answer
        if matter.date > today:
            what = f"the meeting of {danish.date(matter.date)} has not been held"
        elif reply is not None and reply.date > today:
            what = f"the answer of {danish.date(reply.date)} has not been given"
        else:
            continue
        yield Problem(what, matter.place, f"a day up to {today}", "correct the date, or wait until then")


def _matters(meeting: Meeting, where: str, text: str) -> Iterator[Matter]:
    for key, decision in meeting.decisions.items():
        place = f"{where}:{toml_lines.line_of(text, ['decisions', key]) or 1}"
        yield Matter(key, meeting.meeting, meeting.date, meeting.committee, meeting.demo, decision, place)


def _twice(matters: Iterable[Matter]) -> Iterator[Problem]:
    first: dict[str, Matter] = {}
    for matter in matters:
        if matter.id in first:
            what = f"the decision {matter.id!r} is there twice, also in {first[matter.id].place}"
            yield Problem(what, matter.place, "a name of its own for each decision", "rename it")
        first.setdefault(matter.id, matter)


def _references(matters: Iterable[Matter], definitions: Definitions) -> Iterator[Problem]:
    for matter in matters:
        strategy = _in_force(definitions, matter.date)
        committees = [*strategy.committees, COUNCIL]
        areas = strategy.areas_of(committee=None if matter.committee == COUNCIL else matter.committee)
        if matter.committee not in committees:
            what = f"unknown committee {matter.committee!r}"
            yield Problem(what, matter.place, nearest(matter.committee, committees))
        elif matter.decision.focus_area not in areas:
            known = matter.decision.focus_area in strategy.focus_areas
            what = f"{'not a focus area of ' + matter.committee if known else 'unknown focus area'}"
            allowed = nearest(matter.decision.focus_area, areas)
            yield Problem(f"{what}: {matter.decision.focus_area!r}", matter.place, allowed)
        indicators = [key for key, each in definitions.indicators.items() if each.focus_area in areas]
        for indicator in matter.decision.indicators:
            if indicator not in indicators and areas:
                what = f"unknown indicator {indicator!r}, or none of the committee's"
                yield Problem(what, matter.place, nearest(indicator, indicators))


def _in_force(definitions: Definitions, day: dt.date) -> Strategy:
    begun = [each for each in definitions.strategies if each.first_year <= day.year]
    return begun[-1] if begun else definitions.strategies[0]
