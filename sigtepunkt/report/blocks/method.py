"""The method page: what each mark means, and example series judged and drawn as real figures are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import pandas as pd

from sigtepunkt import charts
from sigtepunkt.core import danish
from sigtepunkt.core.period import QUARTER, YEAR, Period, Quarter
from sigtepunkt.observations.table import SHOWN
from sigtepunkt.report.blocks.elements import item, listing
from sigtepunkt.report.templating import render
from sigtepunkt.signals import Judge, State
from sigtepunkt.signals.methods.funnel import funnel
from sigtepunkt.strategy import Area, Definitions, Indicator, Source
from sigtepunkt.wording import comparisons, sentences
from sigtepunkt.wording.marks import Mark, marks
from sigtepunkt.wording.since_start import since_start
from sigtepunkt.wording.units_and_periods import label

TITLE = "Eksempel med opdigtede tal"
AREAS = "omraader"
MEANINGS: Mapping[str, str] = {
    "improvement": "Svaret er sikkert nok til et mærke, og det går i den retning, der er bedre.",
    "concern": "Svaret er sikkert nok til et mærke, og det går i den retning, der er dårligere.",
    "high": "Tallet er steget eller højt, mere end almindelige udsving. Om det er godt, siger vi ikke.",
    "low": "Tallet er faldet eller lavt, mere end almindelige udsving. Om det er godt, siger vi ikke.",
    "common": (
        "Det, der er sket, kan ikke skelnes fra almindelige udsving. "
        "Det er ikke et bevis på, at intet er sket."
    ),
    "undecided": (
        "Der er for få eller for uens målinger, eller tallet er en fremskrivning. Grunden står ved tallet."
    ),
    "demo": "Tallene er opdigtede, til de rigtige kan leveres. De indgår ikke i nogen samlet vurdering.",
}
_NOISE = (0.3, -1.1, 0.8, -0.2, 1.2, -0.7, -0.1, 0.9, -1.3, 0.4, 0.6, -0.8, 1.0, -0.4, -0.9, 0.5, 0.1, -0.6)
_KEY = "eksempel"
_SEASON = (3.0, 2.2, 1.0, -0.4, -1.6, -2.4, -2.6, -1.8, -0.6, 0.6, 1.2, 1.4)
_SIZES = (120, 260, 300, 420, 480, 600, 700, 850, 1000, 1200, 1500, 1900, 2500, 3600, 5200)


Asked = Literal["recent", "since", "beside"]


@dataclass(frozen=True)
class Example:
    """An example series, a point every `months`, that ends in the report's quarter, and its declaration.

    `others` are the series of invented municipalities, `outlier` is the place of a declared outlier, and
    `asked` is the answer that is shown.
    """

    values: Sequence[float]
    months: int = QUARTER
    declared: Mapping[str, Any] = field(default_factory=dict)
    others: Sequence[Sequence[float]] = ()
    outlier: int | None = None
    asked: Asked = "recent"


_TARGET = {"year": 2000, "value": 47, "decided": "2000-01-01"}
_YEARS_SINCE = 4  # the strategy of an example began so many years before the quarter's
_CHANGED = [52 + noise for noise in _NOISE[:10]] + [46.4, 45.1, 45.9, 44.8]
_STEADY = [50 + 1.5 * noise for noise in _NOISE[:12]]
_OTHERS = [
    [level + 0.8 * noise for noise in _NOISE[place : place + 12]]
    for place, level in enumerate((48, 51, 53, 47, 50, 52))
]
EXAMPLES: Mapping[str, Example] = {
    "siden": Example(_CHANGED, YEAR, asked="since"),
    "siden-ikke": Example([50 + 3 * noise for noise in _NOISE[:14]], YEAR, asked="since"),
    "uaendret": Example([50 + 3 * noise for noise in _NOISE]),
    "skift": Example([50 + 3 * noise for noise in _NOISE[:-2]] + [39.0, 37.0]),
    "saeson": Example(
        [40 + 4 * _SEASON[step % YEAR] + 1.5 * _NOISE[step % len(_NOISE)] for step in range(5 * YEAR)],
        1,
        {"season": True},
    ),
    "aar": Example([41, 40, 43, 45.1, 47.2, 48.9, 51.1, 53], YEAR, {"decimals": 1}),
    "udligger": Example(
        [50 + 3 * noise for noise in _NOISE[:8]] + [78] + [50 + 3 * noise for noise in _NOISE[8:]], outlier=8
    ),
    "udvikling": Example(
        [*(value + 7 for value in _STEADY[:-4]), 54, 51, 48, 46], YEAR, others=_OTHERS, asked="beside"
    ),
    "niveau": Example([value + 16 for value in _STEADY], YEAR, others=_OTHERS, asked="beside"),
    "taeller-alle": Example(
        [910, 925, 921, 940, 958, 967, 990, 1004],
        YEAR,
        {"full_count": True, "kind": "count", "unit": "personer", "better": "neutral", "comparative": "more"},
        asked="since",
    ),
    "for-faa": Example([48, 53, 47, 52, 55]),
    "maal": Example(
        [50 + 3 * noise for noise in _NOISE],
        declared={"targets": [{**_TARGET, "decision": "en tænkt beslutning"}]},
    ),
}


def icons() -> str:
    """Return every mark with its words and what they mean."""
    texts = {**sentences.VERDICTS, "demo": "Demodata"}
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
    example = EXAMPLES[name]
    known, state = _judged(example, definitions, quarter)
    indicator, source = known.indicators[_KEY], known.sources[_KEY]
    draw = charts.series(state, counted=source.counted, unit=indicator.unit, decimals=indicator.decimals)
    if example.asked == "since":
        texts = [since_start(state, indicator, source, known.strategy(quarter).first_year)]
    elif example.asked == "beside":
        texts = [comparisons.beside_nation_and_group(state, indicator, source, known)]
    else:
        left_out = [
            f"Ikke regnet med, {label(each.first, source, indicator)}: {each.cause}"
            for each in indicator.outliers
        ]
        texts = [sentences.movement(state, indicator, source), sentences.aim(state, indicator), *left_out]
    alt, text = sentences.text_alternative(state, indicator, source), " ".join(filter(None, texts))
    return _example(name, draw, alt, text, marks(state, indicator))


def _example(name: str, draw: charts.Draw, alt: str, text: str, given: Sequence[Mark] = ()) -> str:
    picture = charts.picture(draw, name=f"{_KEY}-{name}", title=TITLE, alt=f"{TITLE}. {alt}")
    return render("example", title=TITLE, marks=given, text=text, picture=picture)


def _judged(series: Example, definitions: Definitions, quarter: Quarter) -> tuple[Definitions, State]:
    """Declare and judge an example as an indicator of its own, in a municipality among invented ones."""
    # A series of whole years ends in December, in the year before.
    end = quarter.year * YEAR + (0 if series.months == YEAR else quarter.number * QUARTER)
    last = Period(end - series.months, series.months)
    periods = [str(last.back(series.months * back)) for back in reversed(range(len(series.values)))]
    strategy = definitions.strategy(quarter)
    declared = {"title": "Opdigtet tal", "unit": "dage", "kind": "rate", "better": "lower"}
    declared |= {"definition": "Opdigtet.", "comparative": "longer", "source": _KEY}
    declared["focus_area"] = next(iter(strategy.focus_areas))
    outliers = [
        {"from": period, "to": period, "cause": "En storm.", "decided_by": "x", "decided": "2000-01-01"}
        for place, period in enumerate(periods)
        if place == series.outlier
    ]
    indicator = Indicator.model_validate({**declared, "outliers": outliers, **series.declared})
    unused = dict.fromkeys(("publisher", "table", "licence", "owner", "file", "period"), "ingen")
    unused |= {"title": "Opdigtet", "origin": "demo", "format": "semicolon"}
    source = Source.model_validate({**unused, "values": ["ingen"], "lag_days": 0})
    codes = [f"{_KEY}-{number}" for number in range(len(series.others))]
    own = definitions.municipality.code
    rows = pd.DataFrame(
        [
            (_KEY, code, period, float(value), float("nan"), SHOWN)
            for code, values in zip((own, *codes), (series.values, *series.others), strict=True)
            for period, value in zip(periods, values, strict=True)
        ],
        columns=["indicator", "area", "period", "value", "base", "status"],
    )
    among = definitions.municipality.model_copy(
        update={
            "comparison": tuple(codes),
            "comparison_name": f"{danish.in_words(len(codes))} opdigtede kommuner",
            "areas": {own: Area(name="Opdigtet"), **{code: Area(name="Opdigtet") for code in codes}},
        }
    )
    began = {"first_year": quarter.year - _YEARS_SINCE, "last_year": quarter.year}
    only = replace(
        definitions,
        municipality=among,
        strategies=(strategy.model_copy(update=began),),
        indicators={_KEY: indicator},
        sources={_KEY: source},
    )
    (state,) = Judge()(only, rows, str(quarter))
    return only, state
