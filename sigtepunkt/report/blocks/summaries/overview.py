"""What gives an overview of a page: heading, summary, news, focus areas, targets, and what is missing."""

from __future__ import annotations

from typing import Any

from sigtepunkt.core import danish
from sigtepunkt.core.period import Quarter
from sigtepunkt.observations.table import SUPPRESSED
from sigtepunkt.report.blocks import quality
from sigtepunkt.report.blocks.differences import erratum, other_words
from sigtepunkt.report.blocks.elements import Item, item, listing
from sigtepunkt.report.blocks.summaries.focus_areas import without_measure
from sigtepunkt.report.blocks.summaries.importance import is_new, telling
from sigtepunkt.report.blocks.summaries.on_track import MEASURED, UNMEASURED, finding
from sigtepunkt.report.page_data import PageData
from sigtepunkt.report.templating import render
from sigtepunkt.signals import State
from sigtepunkt.wording import not_shown, sentences
from sigtepunkt.wording.marks import Mark, marks

_MOST_SENTENCES = 8
_FIRST_QUARTER = "Det er det første kvartal på siderne, så der er intet kvartal før at sammenligne med."


def heading(data: PageData) -> str:
    """Return the quarter, the day the figures were closed, and what is special about them."""
    has_demo = any(map(data.is_demo, data.indicators)) or any(
        map(data.definitions.demo_parts, data.capacities)
    )
    demo_note = "Tal mærket »Demodata« er opdigtede og indgår ikke i nogen samlet vurdering."
    return render(
        "heading",
        quarter_label=danish.capitalised(data.quarter.label),
        banner=sentences.strategy_is_over(data.strategy, data.quarter),
        closed=danish.date(data.vintage.closed),
        reconstructed=data.vintage.reconstructed,
        demo_note=demo_note if has_demo else "",
        erratum=erratum(
            data.processed.correction,
            data.of_page(data.processed.corrected),
            data.definitions,
            other_words(
                data.said_before,
                data.follow_up.said(data.definitions.actions, data.vintage.closed),
                data.corrected_words,
            ),
        ),
    )


def summary(data: PageData) -> str:
    """Return the page's most telling figures in at most eight sentences, and what is not there."""
    official = [key for key in data.indicators if not data.is_demo(key)]
    chosen = telling(data, data.direct)
    withheld = len({figure.indicator for figure in data.processed.withheld} & set(data.indicators))
    suppressed = [key for key in data.indicators if data.newest_status(key) == SUPPRESSED]
    footing = [
        sentences.error_budget([data.states[key] for key in official if key in data.states]),
        _withheld_in_words(withheld),
        not_shown.newest_suppressed([data.definitions.origin(key) for key in suppressed]),
    ]
    return render(
        "summary",
        items=[finding(data, state) for state in chosen[:_MOST_SENTENCES]],
        footing=" ".join(filter(None, footing)),
    )


def news(data: PageData) -> str:
    """Return what is new with the figures that came since the quarter before: the telling first."""
    before = {state.indicator: state for state in data.processed.earlier}
    new = [state for state in telling(data, data.indicators) if is_new(state, before)]
    first = [state for state in new if state.indicator in data.leads or _marks(data, state)]
    rest = [state for state in new if state not in first]
    history = data.processed.history
    since = Quarter.parse(history[-2].quarter).label if len(history) > 1 else ""
    empty = "Ingen af de nye tal er nøgletal eller har et mærke."
    if not new:
        empty = "Der er ingen nye officielle tal." if since else _FIRST_QUARTER
    return listing(
        "nye-tal",
        f"Nye tal siden {since}" if since else "Nye tal",
        [finding(data, state) for state in first],
        headed=True,
        intro=f"Der er {danish.counted(len(new), 'nyt officielt tal', 'nye officielle tal')}." if new else "",
        empty=empty,
        more=[finding(data, state) for state in rest],
        more_title=f"De andre {danish.counted(len(rest), 'nye tal', 'nye tal')}"
        if len(rest) > 1
        else "Ét nyt tal mere",
    )


def targets(data: PageData) -> str:
    """Return where official figures stand against decided targets."""
    states = [state for state in data.processed.states if state.aim is not None and not state.demo]
    return listing(
        "maal",
        "Hvor vi står i forhold til mål",
        [_item(data, state, sentences.aim(state, data.declared(state.indicator)[0])) for state in states],
        headed=True,
        empty="Der er ikke lagt nogen beslutning med et måltal ind, så ingen indikator er vurderet "
        "mod et mål. En beslutning, der ikke kan måles, står under det, der mangler.",
    )


def missing(data: PageData) -> str:
    """Return what is missing or late: overdue sources, and a line for each committee that unfolds."""
    late = quality.late(data.definitions, data.processed.findings)
    committees = [_missing_of(data, key) for key in data.strategy.committees]
    return render("missing", late=late, committees=[each for each in committees if each["areas"]])


def _missing_of(data: PageData, committee: str) -> dict[str, Any]:
    areas = data.strategy.areas_of(committee=committee)
    return {
        "name": data.strategy.committees[committee].short,
        "text": _without(sum(not data.measuring(key) for key in areas), len(areas)),
        "areas": [
            {"name": data.strategy.focus_areas[key].name, "href": data.address(key), "text": text}
            for key in areas
            if (text := _missing_in(data, key))
        ],
    }


def _missing_in(data: PageData, focus_area: str) -> str:
    """Return what is missing of a focus area: its gaps, demo data's too; empty where nothing is."""
    gaps = [gap.title for gap in data.definitions.gaps_of(focus_area)]
    demo = [item.title for item in data.definitions.indicators_of(focus_area).values() if item.gap]
    if not (gaps or demo) and not data.measuring(focus_area):
        return without_measure(data, focus_area).lower()
    return "; ".join([*gaps, *demo])


def _without(without: int, count: int) -> str:
    """Say how many of a committee's focus areas nothing official measures."""
    if count == 1:
        return f"Det ene fokusområde {UNMEASURED if without else MEASURED}."
    if without in {0, count}:
        which = "Ingen af de" if without else "Alle"
        return f"{which} {danish.number(count)} fokusområder {MEASURED}."
    return f"{danish.number(without)} af {danish.number(count)} fokusområder {UNMEASURED}."


def _item(data: PageData, state: State, text: str) -> Item:
    indicator, source = data.declared(state.indicator)
    texts = " ".join(filter(None, (sentences.now(state, indicator, source), text)))
    kind = next((mark.kind for mark in _marks(data, state)), "")
    return item(kind, indicator.title, texts, data.indicator_address(state.indicator))


def _withheld_in_words(count: int) -> str:
    reason = "fordi de ikke bestod kontrollen; grunden står ved tallet."
    indicators = danish.counted(count, "indikator", "indikatorer")
    return f"Tal fra {indicators} er tilbageholdt, {reason}" if count else ""


def _marks(data: PageData, state: State) -> tuple[Mark, ...]:
    return marks(state, data.definitions.indicators[state.indicator])
