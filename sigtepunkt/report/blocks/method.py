"""The method page: what each mark means, and example series judged and drawn as real figures are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from sigtepunkt import charts
from sigtepunkt.core.period import QUARTER, YEAR, Period, Quarter
from sigtepunkt.observations.table import SHOWN
from sigtepunkt.report.blocks.elements import item, listing
from sigtepunkt.report.templating import render
from sigtepunkt.signals import State, judge
from sigtepunkt.signals.methods.funnel import funnel
from sigtepunkt.strategy import Definitions, Indicator, Source
from sigtepunkt.wording import comparisons, sentences

TITLE = "Eksempel med opdigtede tal"
AREAS = "omraader"
MEANINGS: Mapping[str, str] = {
    "improvement": "Tallet har flyttet sig mere end tilfældige udsving, og i den retning, der er bedre.",
    "concern": "Tallet har flyttet sig mere end tilfældige udsving, og i den retning, der er dårligere.",
    "mixed": "Fokusområdet har både en indikator i forbedring og en i forværring.",
    "changed": (
        "Fokusområdet har en indikator, der sikkert er steget eller faldet. Ingen retning er erklæret bedst."
    ),
    "high": "Tallet er højere end før, mere end tilfældige udsving. Ingen retning er erklæret bedst.",
    "low": "Tallet er lavere end før, mere end tilfældige udsving. Ingen retning er erklæret bedst.",
    "common": (
        "Det, der er sket, kan ikke skelnes fra tilfældige udsving. "
        "Det er ikke et bevis på, at intet er sket."
    ),
    "undecided": (
        "Der er for få eller for uens målinger, eller tallet er en fremskrivning. Grunden står ved tallet."
    ),
    "demo": "Tallene er opdigtede, til de rigtige kan leveres. De indgår ikke i nogen samlet vurdering.",
    "gap": "Fokusområdet har ingen officiel indikator. Hvorfor, og hvem der har data, står på siden.",
}
_NOISE = (0.3, -1.1, 0.8, -0.2, 1.2, -0.7, -0.1, 0.9, -1.3, 0.4, 0.6, -0.8, 1.0, -0.4, -0.9, 0.5, 0.1, -0.6)
_KEY = "eksempel"
_SEASON = (3.0, 2.2, 1.0, -0.4, -1.6, -2.4, -2.6, -1.8, -0.6, 0.6, 1.2, 1.4)
_SIZES = (120, 260, 300, 420, 480, 600, 700, 850, 1000, 1200, 1500, 1900, 2500, 3600, 5200)


@dataclass(frozen=True)
class Example:
    """An example series, a point every `months`, that ends in the report's quarter, and its declaration."""

    values: Sequence[float]
    months: int = QUARTER
    declared: Mapping[str, Any] = field(default_factory=dict)


_TARGET = {"year": 2000, "value": 47, "decided": "2000-01-01"}
EXAMPLES: Mapping[str, Example] = {
    "uaendret": Example([50 + 3 * noise for noise in _NOISE]),
    "skift": Example([50 + 3 * noise for noise in _NOISE[:-2]] + [39.0, 37.0]),
    "saeson": Example(
        [40 + 4 * _SEASON[step % YEAR] + 1.5 * _NOISE[step % len(_NOISE)] for step in range(5 * YEAR)],
        1,
        {"season": True},
    ),
    "aar": Example([41, 40, 43, 45.1, 47.2, 48.9, 51.1, 53], YEAR),
    "for-faa": Example([48, 53, 47, 52, 55]),
    "maal": Example(
        [50 + 3 * noise for noise in _NOISE],
        declared={"targets": [{**_TARGET, "decision": "en tænkt beslutning"}]},
    ),
}


def icons() -> str:
    """Return every mark with its words and what they mean."""
    texts: dict[Any, str] = {**sentences.VERDICTS, **sentences.FOCUS_STATES}
    return listing(
        "maerkerne",
        "Mærkerne",
        [item(kind, f"{texts[kind]}.", meaning) for kind, meaning in MEANINGS.items()],
        intro="Hvert mærke har sin egen form, så det også kan læses i sort og hvidt.",
    )


def example(name: str, definitions: Definitions, quarter: Quarter) -> str:
    """Return an example of `EXAMPLES`, or `AREAS`, as on a page: its verdict, its sentence and its chart."""
    return _areas() if name == AREAS else _series(name, definitions, quarter)


def _areas() -> str:
    # The smallest area deviates more than the tenth, but only the tenth by more than chance explains.
    shares = [0.70 + noise * 0.45 / size**0.5 for size, noise in zip(_SIZES, _NOISE, strict=False)]
    shares[0], shares[9] = 0.77, 0.62
    result = funnel([size * share for size, share in zip(_SIZES, shares, strict=True)], _SIZES)
    names = [f"Område {letter}" for letter in "ABCDEFGHIJKLMNO"]
    text = comparisons.areas_within(result, names, "område")
    return _example(AREAS, charts.funnel(result, names, counted="Antal personer"), text, text)


def _series(name: str, definitions: Definitions, quarter: Quarter) -> str:
    indicator, source, state = _judged(EXAMPLES[name], definitions, quarter)
    draw = charts.series(state, counted=source.counted, unit=indicator.unit, decimals=indicator.decimals)
    texts = (sentences.movement(state, indicator, source), sentences.aim(state, indicator))
    alt, text = sentences.text_alternative(state, indicator, source), " ".join(filter(None, texts))
    return _example(name, draw, alt, text, state.verdict, sentences.verdict(state))


def _example(name: str, draw: charts.Draw, alt: str, text: str, kind: str = "", words: str = "") -> str:
    picture = charts.picture(draw, name=f"{_KEY}-{name}", title=TITLE, alt=f"{TITLE}. {alt}")
    return render("example", title=TITLE, kind=kind, kind_text=words, text=text, picture=picture)


def _judged(series: Example, definitions: Definitions, quarter: Quarter) -> tuple[Indicator, Source, State]:
    """Declare and judge an example as an indicator of its own."""
    declared = {"title": "Opdigtet tal", "unit": "dage", "kind": "rate", "better": "lower"}
    declared["definition"] = "Opdigtet."
    focus_area = next(iter(definitions.strategy(quarter).focus_areas))
    indicator = Indicator.model_validate(
        {"focus_area": focus_area, "source": _KEY, **declared, **series.declared}
    )
    unused = dict.fromkeys(("publisher", "table", "licence", "owner", "file", "period"), "ingen")
    unused |= {"title": "Opdigtet", "origin": "demo", "format": "semicolon"}
    source = Source.model_validate({**unused, "values": ["ingen"], "lag_days": 0})
    # A series of whole years ends in December.
    end = quarter.year * YEAR + (0 if series.months == YEAR else quarter.number * QUARTER)
    last = Period(end - series.months, series.months)
    periods = [str(last.back(series.months * back)) for back in reversed(range(len(series.values)))]
    rows = pd.DataFrame(
        {
            "indicator": _KEY,
            "area": definitions.municipality.code,
            "period": periods,
            "value": [float(value) for value in series.values],
            "base": float("nan"),
            "status": SHOWN,
        }
    )
    only = replace(definitions, indicators={_KEY: indicator}, sources={_KEY: source})
    (state,) = judge(only, rows, str(quarter))
    return indicator, source, state
