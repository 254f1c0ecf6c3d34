"""What the method page shows: what each mark means, and made-up series judged and drawn by the rules of the real ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from sigtepunkt import charts
from sigtepunkt.core.period import QUARTER, YEAR, Period, Quarter
from sigtepunkt.observations.table import SHOWN
from sigtepunkt.report.templating import render
from sigtepunkt.signals import State, judge
from sigtepunkt.signals.methods.funnel import funnel
from sigtepunkt.strategy import Definitions, Indicator, Source
from sigtepunkt.wording import comparisons, sentences

MADE_UP = "eksempel"
TITLE = "Eksempel med opdigtede tal"
MEANINGS: Mapping[str, str] = {
    "improvement": "Tallet har flyttet sig mere end tilfældige udsving, og i den retning, der er bedre.",
    "concern": "Tallet har flyttet sig mere end tilfældige udsving, og i den retning, der er dårligere.",
    "mixed": "Fokusområdet har både en indikator i forbedring og en i forværring.",
    "changed": "Fokusområdet har en indikator, der sikkert er steget eller faldet. Ingen retning er erklæret bedst.",
    "high": "Tallet er højere end før, mere end tilfældige udsving. Ingen retning er erklæret bedst.",
    "low": "Tallet er lavere end før, mere end tilfældige udsving. Ingen retning er erklæret bedst.",
    "common": "Det, der er sket, kan ikke skelnes fra tilfældige udsving. Det er ikke et bevis på, at intet er sket.",
    "undecided": "Der er for få eller for uens målinger, eller tallet er en fremskrivning. Grunden står ved tallet.",
    "demo": "Tallene er opdigtede, til de rigtige kan leveres. De indgår ikke i nogen samlet vurdering.",
    "gap": "Fokusområdet har ingen officiel indikator. Hvorfor, og hvem der har data, står på siden.",
}
_NOISE = (0.3, -1.1, 0.8, -0.2, 1.2, -0.7, -0.1, 0.9, -1.3, 0.4, 0.6, -0.8, 1.0, -0.4, -0.9, 0.5, 0.1, -0.6)
_YEAR_ROUND = (3.0, 2.2, 1.0, -0.4, -1.6, -2.4, -2.6, -1.8, -0.6, 0.6, 1.2, 1.4)


@dataclass(frozen=True)
class Example:
    """A made-up series, a point every `months`, ending in the quarter reported on, and how it is declared."""

    values: Sequence[float]
    months: int = QUARTER
    declared: Mapping[str, Any] = field(default_factory=dict)


EXAMPLES: Mapping[str, Example] = {
    "uaendret": Example([50 + 3 * noise for noise in _NOISE]),
    "skift": Example([50 + 3 * noise for noise in _NOISE[:-2]] + [39.0, 37.0]),
    "saeson": Example(
        [40 + 4 * _YEAR_ROUND[step % YEAR] + 1.5 * _NOISE[step % len(_NOISE)] for step in range(5 * YEAR)],
        1,
        {"season": True},
    ),
    "aar": Example([41, 40, 43, 45.1, 47.2, 48.9, 51.1, 53], YEAR),
    "for-faa": Example([48, 53, 47, 52, 55]),
    "maal": Example(
        [50 + 3 * noise for noise in _NOISE],
        declared={
            "targets": [
                {"year": 2000, "value": 47, "decision": "en tænkt beslutning", "decided": "2000-01-01"}
            ]
        },
    ),
}


def icons() -> str:
    """Return every mark with its words and what they mean."""
    texts: dict[str, str] = {
        **sentences.VERDICTS,
        **{str(kind): text for kind, text in sentences.FOCUS_STATES.items()},
    }
    items = [
        {"kind": kind, "href": "", "title": f"{texts[kind]}.", "text": meaning}
        for kind, meaning in MEANINGS.items()
    ]
    return render(
        "listing",
        id="maerkerne",
        title="Mærkerne",
        items=items,
        intro="Hvert mærke har sin egen form, så det også kan læses i sort og hvidt.",
        empty="",
    )


AREAS = "omraader"
_SIZES = (120, 260, 300, 420, 480, 600, 700, 850, 1000, 1200, 1500, 1900, 2500, 3600, 5200)


def example(name: str, definitions: Definitions, quarter: Quarter) -> str:
    """Return a made-up series, or made-up areas, as on a page: its verdict, its sentence and its chart."""
    return _areas() if name == AREAS else _series(name, definitions, quarter)


def _areas() -> str:
    # The small area lies further off than the middling one, and only the middling one further than chance.
    shares = [0.70 + noise * 0.45 / size**0.5 for size, noise in zip(_SIZES, _NOISE, strict=False)]
    shares[0], shares[9] = 0.77, 0.62
    found = funnel([size * share for size, share in zip(_SIZES, shares, strict=True)], _SIZES)
    names = [f"Område {letter}" for letter in "ABCDEFGHIJKLMNO"]
    text = comparisons.within(found, names, "område")
    drawn = charts.picture(
        charts.funnel(found, names, counted="Antal personer"),
        name=f"{MADE_UP}-{AREAS}",
        title=TITLE,
        alt=f"{TITLE}. {text}",
    )
    return render("example", title=TITLE, kind="", kind_text="", told=text, picture=drawn)


def _series(name: str, definitions: Definitions, quarter: Quarter) -> str:
    indicator, source, state = _judged(EXAMPLES[name], definitions, quarter)
    drawn = charts.picture(
        charts.series(state, counted=source.counted, unit=indicator.unit, decimals=indicator.decimals),
        name=f"{MADE_UP}-{name}",
        title=TITLE,
        alt=f"{TITLE}. {sentences.alt(state, indicator, source)}",
    )
    told = " ".join(
        filter(None, (sentences.movement(state, indicator, source), sentences.aim(state, indicator)))
    )
    return render(
        "example",
        title=TITLE,
        kind=state.verdict,
        kind_text=sentences.verdict(state),
        told=told,
        picture=drawn,
    )


def _judged(made: Example, definitions: Definitions, quarter: Quarter) -> tuple[Indicator, Source, State]:
    focus_area = next(iter(definitions.strategy(quarter).focus_areas))
    indicator = Indicator.model_validate(
        {
            "title": "Opdigtet tal",
            "focus_area": focus_area,
            "source": MADE_UP,
            "unit": "dage",
            "better": "lower",
            "definition": "Opdigtet.",
            **made.declared,
        }
    )
    source = Source.model_validate(
        {
            "title": "Opdigtet",
            "publisher": "ingen",
            "table": "ingen",
            "licence": "ingen",
            "origin": "demo",
            "owner": "ingen",
            "format": "semicolon",
            "file": "ingen",
            "period": "ingen",
            "values": ["ingen"],
            "lag_days": 0,
        }
    )
    end = quarter.year * YEAR + (
        0 if made.months == YEAR else quarter.number * QUARTER
    )  # whole years end in December
    last = Period(end - made.months, made.months)
    periods = [str(last.back(made.months * back)) for back in reversed(range(len(made.values)))]
    rows = pd.DataFrame(
        {
            "indicator": MADE_UP,
            "area": definitions.municipality.code,
            "period": periods,
            "value": [float(value) for value in made.values],
            "base": float("nan"),
            "status": SHOWN,
        }
    )
    (state,) = judge(
        replace(definitions, indicators={MADE_UP: indicator}, sources={MADE_UP: source}), rows, str(quarter)
    )
    return indicator, source, state
