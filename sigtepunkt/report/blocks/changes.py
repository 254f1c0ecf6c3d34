"""What differs from the quarter before, or from an earlier edition, with the reason for each difference."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any

from sigtepunkt import charts
from sigtepunkt.core import danish
from sigtepunkt.core.period import Period, Quarter
from sigtepunkt.editions.differences import FIGURE, Difference
from sigtepunkt.report.blocks.differences import ASPECTS, COLUMNS, indicator_name, is_new_or_gone, rows, why
from sigtepunkt.report.blocks.elements import Item, item
from sigtepunkt.report.templating import plain_page, render
from sigtepunkt.signals import State
from sigtepunkt.strategy import Definitions, Municipality
from sigtepunkt.wording import not_shown, units_and_periods

_NEW_PERIOD = ("new period",)
_ALWAYS_LISTED = {"verdict", "held", "reached", "assurance"}  # also where a new period alone explains them
_MOST_CHARTS = 4  # before-and-after charts on a page; the table has every difference


@dataclass(frozen=True)
class IndicatorChanges:
    """What a page lists of one indicator: its `differences`, and the `new_periods` that explain the others.

    Of an indicator that is `new`, or `gone`, nothing else is listed.
    """

    indicator: str
    differences: tuple[Difference, ...] = ()
    new_periods: tuple[str, ...] = ()
    new: bool = False
    gone: bool = False

    def figures(self) -> list[Difference]:
        """Return the differences in figures."""
        return [difference for difference in self.differences if difference.aspect == FIGURE]


def by_indicator(differences: Iterable[Difference], home: str) -> list[IndicatorChanges]:
    """Return the differences by indicator; new figures of the municipality (code `home`) become periods."""
    changes = []
    key = attrgetter("indicator")
    for indicator, grouped in groupby(sorted(differences, key=key), key=key):
        group = list(grouped)
        verdict = next(filter(is_new_or_gone, group), None)
        if verdict:
            new, gone = verdict.before is None, verdict.now is None
            changes.append(IndicatorChanges(indicator, new=new, gone=gone))
            continue
        listed = [
            change for change in group if change.reasons != _NEW_PERIOD or change.aspect in _ALWAYS_LISTED
        ]
        periods = {
            change.period
            for change in group
            if change.reasons == _NEW_PERIOD and change.aspect == FIGURE and change.area == home
        }
        changes.append(IndicatorChanges(indicator, tuple(listed), tuple(sorted(periods, key=Period.parse))))
    return changes


def changes_block(
    differences: Sequence[Difference],
    since: str,
    states: Mapping[str, State],
    definitions: Definitions,
    address: Callable[[str], str],
    *,
    guide: bool = True,
) -> str:
    """Return the block of differences from the quarter labelled `since` (empty, if there was none before).

    Verdicts and figures with the reason come first, then new periods; demo data is left out. `address` gives
    the link to an indicator. Without `guide` the charts do not link to the method page.
    """
    changes = [
        change
        for change in by_indicator(differences, definitions.municipality.code)
        if not _is_demo(change.indicator, definitions)
    ]
    names = {change.indicator: indicator_name(change.indicator, definitions) for change in changes}
    folds = {
        ("er ny", "er nye"): [names[change.indicator] for change in changes if change.new],
        ("er udgået", "er udgået"): [names[change.indicator] for change in changes if change.gone],
        ("har nye perioder", "har nye perioder"): [
            f"{names[change.indicator]} ({_new_periods(change, definitions)})"
            for change in changes
            if change.new_periods and change.indicator in definitions.indicators
        ],
    }
    if any(change.gone for change in changes):
        empty = ""
    elif since:
        empty = "Ingen tidligere tal eller vurderinger er ændret."
    else:
        empty = "Der er intet kvartal før dette at sammenligne med."
    return render(
        "changes",
        items=[
            _item(change, states.get(change.indicator), definitions, address)
            for change in changes
            if change.differences
        ],
        folds=[_fold(texts, *words) for words, texts in folds.items() if texts],
        empty=empty,
        intro=f"Sammenlignet med {since}." if since else "",
        columns=COLUMNS,
        table=[row for change in changes for row in rows(change.differences, definitions)],
        pictures=_charts(changes, states, definitions),
        guide=guide,
    )


def differences_page(
    differences: Sequence[Difference],
    before: Quarter,
    now: Quarter,
    states: Sequence[State],
    definitions: Definitions,
) -> str:
    """Return a page of its own about the differences between two quarters, or between two editions of one."""
    since, title = before.label, f"Ændret fra {before.label} til {now.label}"
    if before == now:
        since, title = f"udgaven før af {now.label}", f"Rettet i {now.label}"
    by_key = {state.indicator: state for state in states}
    block = changes_block(differences, since, by_key, definitions, lambda _: "", guide=False)
    name = definitions.municipality.name
    return plain_page(f"{title} · {name}", name, f"<h1>{title}</h1>\n{block}")


def _fold(texts: Sequence[str], singular: str, plural: str) -> dict[str, Any]:
    title = danish.counted(len(texts), f"officiel indikator {singular}", f"officielle indikatorer {plural}")
    return {"title": title, "names": texts}


def _is_demo(key: str, definitions: Definitions) -> bool:
    indicator = definitions.indicators.get(key) or definitions.left_out.get(key)
    return indicator is not None and definitions.sources[indicator.source].origin == "demo"


def _item(
    change: IndicatorChanges, state: State | None, definitions: Definitions, address: Callable[[str], str]
) -> Item:
    """Return an indicator's differences in sentences, as an item of a listing."""
    indicator = definitions.indicators.get(change.indicator)
    aspects = [difference.aspect for difference in change.differences]
    texts = []
    if indicator and state and state.held and "held" in aspects:
        source = definitions.sources[indicator.source]
        texts.append(not_shown.period_not_shown(state.held_period, state.held, source, indicator).strip())
    texts += [
        f"Vurderingen er gået fra »{str(verdict.before).lower()}« "
        f"til »{str(verdict.now).lower()}«: {why([verdict])}."
        for verdict in change.differences
        if verdict.aspect == "verdict"
    ]
    gone = [figure for figure in change.figures() if figure.now is None]
    added = [figure for figure in change.figures() if figure.now is not None and figure.before is None]
    revised = [figure for figure in change.figures() if None not in (figure.before, figure.now)]
    for what, figures in (("er ændret", revised), ("vises ikke mere", gone), ("er kommet til", added)):
        if figures:
            texts.append(f"{_count(figures, definitions.municipality)} {what}: {why(figures)}.")
    others = [ASPECTS[aspect].lower() for aspect in aspects if aspect not in {FIGURE, "verdict", "held"}]
    if others:
        texts.append(f"Også ændret: {danish.listed(others)}.")
    return item(
        state.verdict if state else "undecided",
        indicator.title if indicator else change.indicator,
        " ".join(texts),
        address(change.indicator) if indicator else "",
    )


def _count(figures: Sequence[Difference], municipality: Municipality) -> str:
    """Count the municipality's own figures first, and then those of other areas."""
    home = sum(figure.area == municipality.code for figure in figures)
    counts = ((home, ""), (len(figures) - home, " for andre områder"))
    words = "tidligere tal"
    return danish.listed([danish.counted(count, words, words) + whose for count, whose in counts if count])


def _new_periods(change: IndicatorChanges, definitions: Definitions) -> str:
    indicator = definitions.indicators[change.indicator]
    source = definitions.sources[indicator.source]
    ends = (change.new_periods[0], change.new_periods[-1])
    return " til ".join(dict.fromkeys(units_and_periods.label(period, source, indicator) for period in ends))


def _charts(
    changes: Sequence[IndicatorChanges], states: Mapping[str, State], definitions: Definitions
) -> list[dict[str, Any]]:
    """Return the before-and-after charts of the indicators with most revised figures of the municipality."""
    before = {
        change.indicator: {
            figure.period: float(figure.before)
            for figure in change.figures()
            if figure.area == definitions.municipality.code
            and figure.now is not None
            and isinstance(figure.before, float)
        }
        for change in changes
        if change.indicator in states
    }
    most = sorted(before, key=lambda key: -len(before[key]))[:_MOST_CHARTS]
    return [_chart(key, before[key], states[key], definitions) for key in most if before[key]]


def _chart(key: str, before: Mapping[str, float], state: State, definitions: Definitions) -> dict[str, Any]:
    """Return the before-and-after chart of one indicator, with its title."""
    indicator = definitions.indicators[key]
    source = definitions.sources[indicator.source]
    now = {point.period: point.value for point in state.points}
    pairs = [
        f"{units_and_periods.label(period, source, indicator)} fra "
        f"{units_and_periods.value(value, indicator)} til "
        f"{units_and_periods.value(now.get(period), indicator)}"
        for period, value in before.items()
    ]
    draw = charts.before_and_now(
        state.points, before, counted=source.counted, unit=indicator.unit, decimals=indicator.decimals
    )
    title = f"{indicator.title}: tal, der er ændret"
    alt = danish.sentence(f"{indicator.title}. Ændret: {danish.listed(pairs)}")
    picture = charts.picture(draw, name=f"aendret-{key}", title=title, alt=alt)
    return {"title": title, "unit": units_and_periods.unit(indicator), "picture": picture}
