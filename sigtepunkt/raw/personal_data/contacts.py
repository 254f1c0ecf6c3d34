"""Recognise e-mail addresses and telephone numbers in a text. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection

from sigtepunkt.raw.personal_data.cpr_numbers import DOT, SPACES, Finding

_BEFORE_AT, _AFTER_AT = re.compile(r"[\w.+%-]+$"), re.compile(r"@[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,}")
_LONGEST_NAME = 64  # characters before the @ of an e-mail address
_PAIRS = rf"[0-9]{{2}}[{SPACES}]?[0-9]{{2}}[{SPACES}]?[0-9]{{2}}[{SPACES}]?[0-9]{{2}}"
_FOUR_PAIRS = re.compile(_PAIRS)  # every telephone number has them
_AFTER_A_WORD = rf"\b(?:tlf|telefon|tel|mobil|phone)[^\W\d_]*\.?:?[{SPACES}]?({_PAIRS})(?!\d)"
# Each with words of which a text must have one for the slow pattern to be tried.
_PHONES = (
    (("+45", "0045"), re.compile(rf"(?<![\w+])(?<!\d[{SPACES}])(?:\+|00)45[{SPACES}]?({_PAIRS})(?!\d)")),
    (("tlf", "tel", "mobil", "phone"), re.compile(_AFTER_A_WORD, re.IGNORECASE)),
    (
        (),
        re.compile(
            rf"[2-9][0-9](?<![\w.,+-][0-9]{{2}})(?<!\d[{SPACES}][0-9]{{2}})"
            rf"((?:[{SPACES}][0-9]{{2}}){{3}})(?![{SPACES}]?\d|[.,]\d)"
        ),
    ),
)
# Numbers of firms and places are written in pairs too.
_OF_A_FIRM = re.compile(
    r"\b(?:cvr|se|p|ean|gln|vat|moms|dk|konto|reg)(?:[\s./-]*(?:nr|no|nummer|number|numre|nummeret)\b)?"
    r"(?:[\s.:]|er\b|-)*$",
    re.IGNORECASE,
)
_FAR = 32  # characters before a number that may say what it is


def comparable(text: str) -> str:
    """Return an e-mail address or a telephone number in the form in which contacts are compared."""
    return text.strip().lower() if "@" in text else re.sub(r"\D", "", text)[-8:]


def may_hold(text: str) -> bool:
    """Return whether `text` may hold a contact: a quick test that is never wrong when it returns False."""
    return "@" in text or bool(
        _FOUR_PAIRS.search(text) and any(pattern.search(text) for _, pattern in _PHONES)
    )


def find(text: str, cleared: Collection[str] = ()) -> tuple[Finding, ...]:
    """Return the e-mail addresses and telephone numbers in `text` that are not in `cleared`.

    `cleared` are contacts as `comparable` writes them. Eight digits in a row may be anything; they are a
    telephone number in pairs (the first 20 or more), after +45, or after a word that says so. Pairs after
    CVR, SE, P-nr. or EAN are the number of a firm or a place.
    """
    findings = []
    for sign in re.finditer("@", text):
        at = sign.start()
        before, after = _BEFORE_AT.search(text[max(0, at - _LONGEST_NAME) : at]), _AFTER_AT.match(text, at)
        if before and after:
            masked = f"{before[0][0]}{DOT * 3}{after[0]}"
            findings.append(Finding("email", masked, at - len(before[0]), after.end()))
    lower = text.lower()
    for words, pattern in _PHONES:
        if words and not any(word in lower for word in words):
            continue
        for match in pattern.finditer(text):
            start, end = match.span()
            if not words and _OF_A_FIRM.search(text[max(0, start - _FAR) : start]):
                continue
            if not any(finding.start < end and start < finding.end for finding in findings):
                masked = comparable(match[0])[:2] + f" {DOT * 2}" * 3
                findings.append(Finding("phone", masked, end - len(match[0].lstrip()), end))
    return tuple(
        finding for finding in findings if comparable(text[finding.start : finding.end]) not in cleared
    )
