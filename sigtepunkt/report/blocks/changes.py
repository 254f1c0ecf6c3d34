"""What is not as it was in the quarter before, or in an earlier edition, with the reason for each difference."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sigtepunkt import charts
from sigtepunkt.core import danish
from sigtepunkt.core.period import Period, Quarter
from sigtepunkt.editions.differences import FIGURE, Difference, Reason
from sigtepunkt.editions.edition import Correction, Value
from sigtepunkt.report.templating import plain_page, render
from sigtepunkt.signals import State
from sigtepunkt.strategy import Definitions, Municipality
from sigtepunkt.wording import figures, not_shown

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
CORRECTED: Mapping[Reason, str] = {
    **REASONS,
    "revision": "kildens tal er rettet",
}  # within a quarter no source has published anew
_ASPECTS: Mapping[str, str] = {
    "verdict": "Vurdering",
    "trend": "Udvikling over fem målinger",
    "held": "Nyeste tal vises ikke",
    "target": "Mål",
    "reached": "Målet er nået",
    "assurance": "Målet kan ventes nået",
    "nation": "Ved siden af hele landet",
    "group": "Ved siden af sammenligningskommunerne",
    "group value": "Sammenligningskommunernes tal",
}
_SAID: Mapping[str | bool, str] = {
    "": danish.MISSING,
    True: "ja",
    False: "nej",
    "rising": "stigende",
    "falling": "faldende",
    "none": "ingen sikker udvikling",
    "higher": "højere",
    "lower": "lavere",
    "similar": "ikke sikkert forskelligt",
    "pass": "ja, hver gang",
    "fail": "nej",
    "hit_or_miss": "nogle gange",
}
_PICTURES = 4  # before-and-after charts on a page; the table has all
COLUMNS = ("Indikator", "Hvad", "Før", "Nu", "Hvorfor")


@dataclass(frozen=True)
class IndicatorChanges:
    """The differences of one indicator that a page tells: all but those that new periods alone explain, and those periods.

    Of an indicator that is new, or gone, nothing is told but that.
    """

    indicator: str
    anew: tuple[Difference, ...]
    new_periods: tuple[str, ...]
    new: bool = False
    gone: bool = False


def told(found: Iterable[Difference], home: str) -> list[IndicatorChanges]:
    """Return the differences by indicator; new figures of the municipality (code `home`) are told as periods."""
    by_indicator = []
    for indicator, group in groupby(
        sorted(found, key=lambda one: one.indicator), key=lambda one: one.indicator
    ):
        own = list(group)
        verdict = next((one for one in own if one.aspect == "verdict"), None)
        if verdict and (verdict.before is None or verdict.now is None):
            by_indicator.append(
                IndicatorChanges(indicator, (), (), new=verdict.before is None, gone=verdict.now is None)
            )
            continue
        new = [one for one in own if one.reasons == ("new period",)]
        periods = sorted(
            (one.period for one in new if one.aspect == FIGURE and one.area == home), key=Period.parse
        )
        anew = [
            one for one in own if one not in new or one.aspect in {"verdict", "held", "reached", "assurance"}
        ]
        by_indicator.append(IndicatorChanges(indicator, tuple(anew), tuple(periods)))
    return by_indicator


def changes_block(
    found: Sequence[Difference],
    since: str,
    states: Mapping[str, State],
    definitions: Definitions,
    address: Callable[[str], str],
    *,
    guide: bool = True,
) -> str:
    """Return what is not as it was in the quarter labelled `since`: verdicts and figures with the reason, then new periods.

    `address` gives where an indicator is read. Without a quarter before, `since` is empty. A page that stands beside no other has no
    `guide` to its figures.
    """
    official = [
        one for one in told(found, definitions.municipality.code) if not _is_demo(one.indicator, definitions)
    ]
    items = [_item(one, states.get(one.indicator), definitions, address) for one in official if one.anew]
    folds = [
        {
            "title": danish.counted(
                len(names), f"officiel indikator er {what}", f"officielle indikatorer er {plural}"
            ),
            "names": names,
        }
        for what, plural, names in (
            ("ny", "nye", [_name(one.indicator, definitions) for one in official if one.new]),
            ("udgået", "udgået", [_name(one.indicator, definitions) for one in official if one.gone]),
        )
        if names
    ]
    news = [
        f"{definitions.indicators[one.indicator].title} ({_span(one, definitions)})"
        for one in official
        if one.new_periods and one.indicator in definitions.indicators
    ]
    if news:
        folds.append(
            {
                "title": f"{danish.counted(len(news), 'officiel indikator', 'officielle indikatorer')} har nye perioder",
                "names": news,
            }
        )
    table = [row for one in official for row in rows(one.anew, definitions)]
    intro = f"Sammenlignet med {since}." if since else ""
    return render(
        "changes",
        items=items,
        folds=folds,
        empty=""
        if any(one.gone for one in official)
        else "Ingen tidligere tal eller vurderinger er ændret."
        if since
        else "Der er ingen leverance før denne at sammenligne med.",
        intro=intro,
        columns=COLUMNS,
        table=table,
        pictures=_pictures(official, states, definitions),
        guide=guide,
    )


def page(
    found: Sequence[Difference],
    before: Quarter,
    now: Quarter,
    states: Sequence[State],
    definitions: Definitions,
) -> str:
    """Return a page of its own about the differences between two quarters, or between two editions of one."""
    since = f"udgaven før af {now.label}" if before == now else before.label
    title = f"Ændret fra {since} til {now.label}" if before != now else f"Rettet i {now.label}"
    content = f"<h1>{title}</h1>\n" + changes_block(
        found, since, {state.indicator: state for state in states}, definitions, lambda _: "", guide=False
    )
    return plain_page(f"{title} · {definitions.municipality.name}", definitions.municipality.name, content)


def erratum(correction: Correction, found: Sequence[Difference], definitions: Definitions) -> str:
    """Return what a corrected edition says of itself: its number, day and reason, and each figure of the page it changed; empty for a first edition."""
    if correction.number == 1:
        return ""
    return render(
        "erratum",
        number=correction.number,
        decided=danish.date(dt.date.fromisoformat(correction.decided)),
        reason=danish.sentence(correction.reason),
        columns=COLUMNS,
        table=rows(found, definitions, CORRECTED),
        earlier=range(1, correction.number),
    )


def _is_demo(indicator: str, definitions: Definitions) -> bool:
    declared = definitions.indicators.get(indicator) or definitions.left_out.get(indicator)
    return declared is not None and definitions.sources[declared.source].origin == "demo"


def _item(
    one: IndicatorChanges, state: State | None, definitions: Definitions, address: Callable[[str], str]
) -> dict[str, Any]:
    indicator = definitions.indicators.get(one.indicator)
    said = []
    if indicator and state and state.held and any(found.aspect == "held" for found in one.anew):
        said.append(
            not_shown.not_shown(state.held_period, state.held, definitions.sources[indicator.source]).strip()
        )
    said += [_verdict(found) for found in one.anew if found.aspect == "verdict"]
    revised = [
        found
        for found in one.anew
        if found.aspect == FIGURE and found.now is not None and found.before is not None
    ]
    for what, of in (
        ("er ændret", revised),
        ("vises ikke mere", [found for found in one.anew if found.aspect == FIGURE and found.now is None]),
        (
            "er kommet til",
            [
                found
                for found in one.anew
                if found.aspect == FIGURE and found.before is None and found.now is not None
            ],
        ),
    ):
        if of:
            said.append(f"{_how_many(of, definitions.municipality)} {what}: {why(of)}.")
    left = [
        _ASPECTS[found.aspect].lower()
        for found in one.anew
        if found.aspect not in {FIGURE, "verdict", "held"}
    ]
    if left:
        said.append(f"Også ændret: {danish.listed(left)}.")
    return {
        "kind": state.verdict if state else "undecided",
        "href": address(one.indicator) if indicator else "",
        "title": indicator.title if indicator else one.indicator,
        "text": " ".join(said),
    }


def _how_many(found: Sequence[Difference], municipality: Municipality) -> str:
    """Count the municipality's own figures first, and then those of others."""
    own = sum(one.area == municipality.code for one in found)
    others = (
        danish.counted(len(found) - own, "tidligere tal", "tidligere tal") + " for andre områder"
        if len(found) > own
        else ""
    )
    return danish.listed(
        [
            text
            for text in (danish.counted(own, "tidligere tal", "tidligere tal") if own else "", others)
            if text
        ]
    )


def _verdict(found: Difference) -> str:
    return f"Vurderingen er gået fra »{str(found.before).lower()}« til »{str(found.now).lower()}«: {why([found])}."


def why(found: Iterable[Difference], words: Mapping[Reason, str] = REASONS) -> str:
    """Return the reasons of these differences in words."""
    return danish.listed(
        [words[reason] for reason in dict.fromkeys(reason for one in found for reason in one.reasons)]
    )


def rows(
    found: Iterable[Difference], definitions: Definitions, words: Mapping[Reason, str] = REASONS
) -> list[list[str]]:
    """Return differences as rows of a table with `COLUMNS`, the municipality's own first; a row for an indicator that is new, or gone."""
    home, known = definitions.municipality.code, list(found)
    whole = {
        one.indicator: one
        for one in known
        if one.aspect == "verdict" and (one.before is None or one.now is None)
    }
    return [
        [
            _name(key, definitions),
            "Indikator",
            *((danish.MISSING, "ny") if one.before is None else (danish.MISSING, "udgået")),
            danish.capitalised(why([one], words)),
        ]
        for key, one in whole.items()
    ] + [
        [
            _name(one.indicator, definitions),
            _what(one, definitions),
            _said(one, one.before, definitions),
            _said(one, one.now, definitions),
            danish.capitalised(why([one], words)),
        ]
        for one in sorted(known, key=lambda one: one.aspect == FIGURE and one.area != home)
        if one.indicator not in whole
    ]


def _name(key: str, definitions: Definitions) -> str:
    indicator = definitions.indicators.get(key) or definitions.left_out.get(key)
    return indicator.title if indicator else key


def _what(one: Difference, definitions: Definitions) -> str:
    if one.aspect != FIGURE:
        return _ASPECTS[one.aspect]
    indicator = definitions.indicators.get(one.indicator)
    label = (
        Period.parse(one.period).label(counted=definitions.sources[indicator.source].counted)
        if indicator
        else one.period
    )
    area = definitions.municipality.areas.get(one.area)
    return (
        label if one.area == definitions.municipality.code else f"{area.name if area else one.area}, {label}"
    )


def _said(one: Difference, value: Value, definitions: Definitions) -> str:
    if value is None:
        return danish.MISSING
    if one.aspect == "held" and value:
        return Period.parse(str(value)).label()
    if isinstance(value, bool | str):
        return _SAID.get(value, str(value))
    indicator = definitions.indicators.get(one.indicator)
    return figures.value(value, indicator) if indicator else danish.number(value, 2)


def _span(one: IndicatorChanges, definitions: Definitions) -> str:
    counted = definitions.sources[definitions.indicators[one.indicator].source].counted
    first, last = (
        Period.parse(period).label(counted=counted) for period in (one.new_periods[0], one.new_periods[-1])
    )
    return first if first == last else f"{first} til {last}"


def _pictures(
    found: Sequence[IndicatorChanges], states: Mapping[str, State], definitions: Definitions
) -> list[dict[str, Any]]:
    """Return the before-and-after charts of the indicators with most of the municipality's own figures changed."""
    home, drawn = definitions.municipality.code, []
    for one in found:
        before = {
            each.period: float(each.before)
            for each in one.anew
            if each.aspect == FIGURE
            and each.area == home
            and each.now is not None
            and isinstance(each.before, float)
        }
        if before and one.indicator in states:
            drawn.append((one.indicator, before))
    drawn.sort(key=lambda each: -len(each[1]))
    return [picture_of(key, before, states[key], definitions) for key, before in drawn[:_PICTURES]]


def picture_of(
    key: str, before: Mapping[str, float], state: State, definitions: Definitions
) -> dict[str, Any]:
    """Return the before-and-after chart of one indicator, with its title."""
    indicator = definitions.indicators[key]
    counted = definitions.sources[indicator.source].counted
    now = {point.period: point.value for point in state.points}
    pairs = [
        f"{Period.parse(period).label(counted=counted)} fra {figures.value(value, indicator)} til {figures.value(now.get(period), indicator)}"
        for period, value in before.items()
    ]
    draw = charts.before_and_now(
        state.points, before, counted=counted, unit=indicator.unit, decimals=indicator.decimals
    )
    title = f"{indicator.title}: tal, der er ændret"
    return {
        "title": title,
        "unit": figures.unit(indicator),
        "picture": charts.picture(
            draw,
            name=f"aendret-{key}",
            title=title,
            alt=danish.sentence(f"{indicator.title}. Ændret: {danish.listed(pairs)}"),
        ),
    }
