"""The one table of wording: which words are true of an indicator in which situation.

Comments are held against it, the tests hold it against what a careful person would say, and
`docs/wording.md` is written from it. A question is what a claim is about, and stands after `#` in its link;
of each question an indicator is in exactly one situation (`wording.claims.situations`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from sigtepunkt.wording.claims.table import Question, Table, expanded, is_true
from sigtepunkt.wording.claims.words_beside import BESIDE
from sigtepunkt.wording.claims.words_over_time import OVER_TIME

TABLES: Mapping[Question, Table] = {**OVER_TIME, **BESIDE}
# Words that judge: beside an indicator's name they are to stand in a link, and be held against the data.
EVALUATIVE = re.compile(
    r"\b(?:steg(?:et|er|ende|ning\w*)?|vokse(?:t|r)|fald(?:et|er|ende)?|forbedr\w*|forværr\w*|"
    r"bedre|dårligere|høj(?:t|e)?|lav(?:t|e)?|"
    r"højere|lavere|flere|færre|uændret|stabil\w*|fremgang\w*|tilbagegang\w*|positiv\w*|negativ\w*|flot\w*|"
    r"bekymrende|rekord\w*|markant\w*|kraftig\w*|rette vej|forkerte vej|(?:når|nået) målet)\b",
    re.IGNORECASE,
)
# Words that rank, condemn or praise, or name a cause: no figure carries them, wherever they stand.
UNFOUNDED = re.compile(
    r"\b(?:højest\w*|lavest\w*|bedst\w*|værst\w*|dårligst\w*|uacceptab\w*|alarmerende|imponerende|"
    r"skyldes|takket være|på grund af|som følge af)\b",
    re.IGNORECASE,
)


def true_words(question: Question, situation: str, better: str) -> list[str]:
    """Return the words that are true in a situation, a spelling for each row, as a person would write it."""
    table = TABLES[question]
    return [expanded(row.phrases[0])[0] for row in table.rows if is_true(row, table, situation, better)]


def said_in(question: Question, situation: str) -> str:
    """Return in Danish all words that are true in a situation, whichever direction is the better one."""
    plain, good, bad = (true_words(question, situation, better) for better in ("neutral", "higher", "lower"))
    judging = [sorted(set(words) - set(plain)) for words in (good, bad)]
    if not any(judging):
        return "; ".join(plain)
    if_higher, if_lower = (", ".join(words) for words in judging)
    return f"{'; '.join(plain)}; er opad bedst: {if_higher}; er nedad bedst: {if_lower}"
