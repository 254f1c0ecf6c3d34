"""What only a person can say of a file: a question, the answers it may have, and who is asked. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sigtepunkt.core.errors import Refused


@dataclass(frozen=True)
class Question:
    """What is to be known, where it was met, and the possible answers with what each of them means.

    `key` names what the answer declares, as `strategy/sources.toml` writes it.
    """

    key: str
    text: str
    where: str
    answers: Mapping[str, str]


Ask = Callable[[Question], str]  # returns one of the question's answers


def refuse_to_guess(question: Question) -> str:
    """Raise Refused with the question: nobody is there to answer it, and nothing is guessed."""
    answers = "; ".join(f"{answer!r} ({meaning})" for answer, meaning in question.answers.items())
    step = f"run it without --yes and answer, or declare {question.key} in strategy/sources.toml"
    raise Refused.of(question.text, question.where, answers, step)
