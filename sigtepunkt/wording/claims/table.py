"""What the table of wording is made of: questions, situations, rows of phrases, and synonyms. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal

Question = Literal[
    "siden", "forskel", "tendens", "skift", "landet", "naboerne", "udvikling", "maal", "virkning"
]
TRUE, BETTER, WORSE, NEVER = "+", "b", "w", "."


@dataclass(frozen=True)
class Row:
    """Phrases with one meaning, the first being the one that messages suggest, and a cell per situation.

    A cell is TRUE, NEVER, or true only where the way the figure moved, or lies, is the declared BETTER or
    WORSE one. `why` says what is wrong with words that no situation carries.
    """

    cells: str
    phrases: tuple[str, ...]
    why: str = ""


@dataclass(frozen=True)
class Table:
    """What may be said in answer to a question: its title, its situations in Danish, and a row per meaning.

    `rising` and `falling` are the situations in which a figure moved or lies upwards or downwards.
    """

    title: str
    situations: Mapping[str, str]
    rising: frozenset[str]
    falling: frozenset[str]
    rows: Sequence[Row]


# What stands in braces may be any of these, or be left out where one of them is empty.
SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "mere": ("højere", "større", "flere", "mere", "længere"),
    "mindre": ("lavere", "mindre", "færre", "kortere"),
    "over": ("højere end", "større end", "flere end", "mere end", "længere end", "over"),
    "under": ("lavere end", "mindre end", "færre end", "kortere end", "under"),
    "steget": ("steget", "vokset", "øget", "gået op", "en stigning"),
    "faldet": ("faldet", "gået ned", "et fald"),
    "siden": (
        "",
        " siden strategien begyndte",
        " siden strategiens start",
        " siden strategiens begyndelse",
        " i strategiperioden",
    ),
    "starten": ("ved strategiens start", "da strategien begyndte", "før strategien"),
    "landet": ("landet", "hele landet", "landsgennemsnittet", "landstallet", "landet som helhed"),
    "naboerne": (
        "naboerne",
        "nabokommunerne",
        "kommunerne i nærheden",
        "de andre kommuner",
        "de otte kommuner i nærheden",
    ),
    "naboernes": ("naboernes", "nabokommunernes", "de andre kommuners"),
    "senest": (" på det seneste", " for nylig"),
    "lidt": ("", "lidt "),
    "men usikkert": (
        ", men ikke mere end almindelige udsving",
        ", men inden for almindelige udsving",
        ", men ikke sikkert",
        ", men det kan være tilfældigt",
    ),
    "men for få": (
        ", men der er for få tal til at sige mere",
        ", men for få tal til at vurdere det",
        ", men det er ikke testet",
    ),
}


def expanded(phrase: str) -> list[str]:
    """Return every spelling of a phrase: each of its words in braces with each of its synonyms."""
    texts, names = [], []
    for part in phrase.split("{"):
        name, closed, rest = part.partition("}")
        if closed:
            names.append(SYNONYMS[name])
            texts.append(rest)
        else:
            texts.append(part)
    return [
        texts[0] + "".join(word + rest for word, rest in zip(chosen, texts[1:], strict=True))
        for chosen in product(*names)
    ]


def is_true(row: Row, table: Table, situation: str, better: str) -> bool:
    """Return whether a row's words are true in a situation, where `better` is the declared direction."""
    cell = row.cells[list(table.situations).index(situation)]
    if cell in {TRUE, NEVER}:
        return cell == TRUE
    good = {"higher": table.rising, "lower": table.falling}.get(better, frozenset())
    bad = {"higher": table.falling, "lower": table.rising}.get(better, frozenset())
    return situation in (good if cell == BETTER else bad)
