"""Differences in words: the table of values before and now with the reasons, and the erratum."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from sigtepunkt.core import danish
from sigtepunkt.core.period import Period
from sigtepunkt.editions.differences import FIGURE, Difference, Reason
from sigtepunkt.editions.edition import Correction, Value
from sigtepunkt.report.templating import render
from sigtepunkt.strategy import Definitions
from sigtepunkt.wording import units_and_periods

REASONS: Mapping[Reason, str] = {
    "code": "programmet, der regner, er ændret",
    "definition": "definitionen er ændret",
    "break": "der er lagt et databrud ind i serien",
    "code or definition": "programmet eller definitionen er ændret",
    "suppression": "tallet vises ikke længere af hensyn til fortrolighed",
    "check": "tallet bestod ikke kontrollen",
    "revision": "kilden har ændret sine tal",
    "revision or definition": "kildens tal eller definitionen er ændret",
    "revision, definition or code": "kildens tal, definitionen eller programmet er ændret",
    "new period": "der er kommet nye tal",
}
# Within a quarter no source has published again: its figures were corrected.
CORRECTED: Mapping[Reason, str] = {**REASONS, "revision": "kildens tal er rettet"}
ASPECTS: Mapping[str, str] = {
    "verdict": "Vurdering",
    "held": "Nyeste tal vises ikke",
    "change": "Ændring siden strategiens start",
    "trend": "Udvikling over årene",
    "development": "Udvikling ved siden af de andre kommuner",
    "level": "Niveau ved siden af de andre kommuner",
    "target": "Mål",
    "reached": "Målet er nået",
    "assurance": "Målet kan ventes nået",
    "group value": "Sammenligningskommunernes tal",
    # What only earlier editions say: they are kept, and held against what is said now.
    "nation": "Ved siden af hele landet",
    "group": "Ved siden af sammenligningskommunerne",
}
_VALUES: Mapping[str | bool, str] = {
    "": danish.MISSING,
    True: "ja",
    False: "nej",
    "rising": "sikkert højere",
    "falling": "sikkert lavere",
    "none": "ikke sikkert",
    "higher": "højere",
    "lower": "lavere",
    "similar": "ikke sikkert forskelligt",
    "pass": "ja, hver gang",
    "fail": "nej",
    "hit_or_miss": "nogle gange",
}
COLUMNS = ("Indikator", "Hvad", "Før", "Nu", "Hvorfor")


def erratum(
    correction: Correction, differences: Sequence[Difference], definitions: Definitions, words: str = ""
) -> str:
    """Return what a corrected edition says of itself: its number, day and reason, and the page's differences.

    `words` says which comments, decisions and aims are others. Empty for a first edition.
    """
    if correction.number == 1:
        return ""
    return render(
        "erratum",
        number=correction.number,
        decided=danish.date(dt.date.fromisoformat(correction.decided)),
        reason=danish.sentence(correction.reason),
        columns=COLUMNS,
        table=rows(differences, definitions, CORRECTED),
        words=words,
        earlier=range(1, correction.number),
    )


def other_words(before: Mapping[str, str], now: Mapping[str, str], names: Mapping[str, str]) -> str:
    """Say what in `names` is worded otherwise than `before`, is new, or is gone; "" for nothing.

    `before` and `now` have a checksum by what is said (`FollowUp.said`), and `names` what it is called.
    """
    changed = {each: name for each, name in names.items() if before.get(each) != now.get(each)}
    how = {each: "ændret" if each in before.keys() & now.keys() else "kommet til" for each in changed}
    how |= {each: "taget væk" for each in changed if each not in now}
    return " ".join(f"{name} er {how[each]}." for each, name in changed.items())


def why(differences: Iterable[Difference], words: Mapping[Reason, str] = REASONS) -> str:
    """Return the reasons of these differences in words."""
    reasons = dict.fromkeys(reason for difference in differences for reason in difference.reasons)
    return danish.listed([words[reason] for reason in reasons])


def is_new_or_gone(difference: Difference) -> bool:
    """Return whether a difference says that its indicator is new, or no longer there."""
    return difference.aspect == "verdict" and None in (difference.before, difference.now)


def rows(
    differences: Iterable[Difference], definitions: Definitions, words: Mapping[Reason, str] = REASONS
) -> list[list[str]]:
    """Return differences as rows of a table with `COLUMNS`.

    An indicator that is new or gone has one row, without its figures; other areas' figures come last.
    """
    differences = list(differences)
    new_or_gone = {change.indicator: change for change in differences if is_new_or_gone(change)}
    others = [change for change in differences if change.indicator not in new_or_gone]
    home = definitions.municipality.code

    def row(change: Difference, subject: str, before: str, now: str) -> list[str]:
        reason = danish.capitalised(why([change], words))
        return [indicator_name(change.indicator, definitions), subject, before, now, reason]

    table = [
        row(change, "Indikator", danish.MISSING, "ny" if change.before is None else "udgået")
        for change in new_or_gone.values()
    ]
    for change in sorted(others, key=lambda change: change.aspect == FIGURE and change.area != home):
        before, now = (_value(change, value, definitions) for value in (change.before, change.now))
        table.append(row(change, _subject(change, definitions), before, now))
    return table


def indicator_name(key: str, definitions: Definitions) -> str:
    """Return an indicator's title; its key, if it is declared no longer."""
    indicator = definitions.indicators.get(key) or definitions.left_out.get(key)
    return indicator.title if indicator else key


def _subject(difference: Difference, definitions: Definitions) -> str:
    """Return what differs: an aspect, or a period, after the name of any area but the municipality."""
    if difference.aspect != FIGURE:
        return ASPECTS[difference.aspect]
    indicator, code = definitions.indicators.get(difference.indicator), difference.area
    label = difference.period
    if indicator:
        label = units_and_periods.label(label, definitions.sources[indicator.source], indicator)
    if code == definitions.municipality.code:
        return label
    area = definitions.municipality.areas.get(code)
    return f"{area.name if area else code}, {label}"


def _value(difference: Difference, value: Value, definitions: Definitions) -> str:
    if value is None:
        return danish.MISSING
    if difference.aspect == "held" and value:
        return Period.parse(str(value)).label()
    if isinstance(value, bool | str):
        return _VALUES.get(value, str(value))
    indicator = definitions.indicators.get(difference.indicator)
    return units_and_periods.value(value, indicator) if indicator else danish.number(value, 2)
