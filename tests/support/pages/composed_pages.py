"""A page over a strategy of eight focus areas, with the figures a test declares and judges by hand."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd
from example_states import answered, example_state

from sigtepunkt.core.period import Period
from sigtepunkt.followup.decisions import COUNCIL
from sigtepunkt.observations.table import SHOWN
from sigtepunkt.report.page_data import PageData
from sigtepunkt.signals import State
from sigtepunkt.signals.answers.answer import Answer
from sigtepunkt.signals.answers.since import Fact
from sigtepunkt.signals.comparison import NO_COMPARISON, Comparison
from sigtepunkt.strategy import FocusArea, Gap

AREAS = ("t1", "t2", "t3", "t4", "b1", "b2", "b3", "b4")  # of the committees teknik and boern, two to an aim
SIX = ("991", "992", "993", "994", "995", "996")  # municipalities compared with
Compose = Callable[..., PageData]


@dataclass(frozen=True)
class Figure:
    """An indicator of a focus area, with its figures and what is said of them.

    `values` begin at `first`; with `start` the told fact is from that year to the newest figure. `status` is
    that of its newest figure: a figure that is not shown follows those that are. `new` says whether it
    was not there in the quarter before; None that the indicator was not.
    """

    key: str
    area: str
    values: Sequence[float] = (2.0, 3.0)
    first: str = "2024"
    start: float | None = None
    answers: Mapping[str, Answer] = field(default_factory=dict)
    compared: Comparison = NO_COMPARISON
    status: str = SHOWN
    new: bool | None = False
    lead: bool = False
    demo: bool = False
    state: Mapping[str, Any] = field(default_factory=dict)
    declared: Mapping[str, Any] = field(default_factory=dict)

    @property
    def newest(self) -> str:
        """The period of its newest figure, shown or not."""
        first = Period.parse(self.first)
        hidden = self.status != SHOWN
        return str(first.back(-(len(self.values) - 1 + hidden) * first.months))

    def judged(self) -> State | None:
        """Return its state; None where no figure is shown."""
        if not self.values:
            return None
        fact = None
        if self.start is not None:
            fact = Fact("2021", self.start, self.newest, self.values[-1])
        hidden = {}
        if self.status != SHOWN:
            hidden = {"held": self.status, "held_period": self.newest, "reason": "held"}
        given = {"method": "none", "verdict": "undecided", "reason": "too_few", **hidden, **self.state}
        state = example_state(
            self.values,
            self.first,
            demo=self.demo,
            since=answered(fact, **self.answers),
            comparison=self.compared,
            **given,
        )
        return replace(state, indicator=self.key)

    def before(self) -> State | None:
        """Return its state in the quarter before; None where there was none."""
        state = self.judged()
        if state is None or self.new is None:
            return None
        return replace(state, points=state.points[:-1]) if self.new else state


def composer(page: PageData) -> Compose:
    """Return what composes pages from figures, over Prøvekommune's committees and aims."""
    example = page.definitions.indicators["ledighed"]
    strategy = page.strategy.model_copy(
        update={
            "focus_areas": {
                name: FocusArea(
                    title=f"Område {name}",
                    committee="teknik" if name[0] == "t" else "boern",
                    aim="vaekst" if name[1] in "12" else "faellesskab",
                )
                for name in AREAS
            }
        }
    )
    municipality = page.definitions.municipality.model_copy(
        update={"comparison": SIX, "comparison_name": "seks kommuner i nærheden"}
    )
    sources = dict(page.definitions.sources)
    sources |= {
        "tal": sources[example.source].model_copy(update={"period": "År", "lag_days": 365}),
        "demo": sources["proeve-ventetid"],
        "plan": sources["proeve-fremskrivning"],
    }

    def compose(
        *figures: Figure,
        on: str = COUNCIL,
        first_quarter: bool = False,
        gaps: Sequence[tuple[str, str]] = (),
        findings: Sequence[Any] = (),
        rows: pd.DataFrame | None = None,
    ) -> PageData:
        indicators = {
            figure.key: example.model_copy(
                update={
                    "title": f"Tal {figure.key}",
                    "focus_area": figure.area,
                    "source": "demo" if figure.demo else "tal",
                    "lead": figure.lead,
                    **figure.declared,
                }
            )
            for figure in figures
        }
        observations = pd.concat(
            [
                page.processed.observations.iloc[:0],
                *map(_newest_row, figures),
                *([] if rows is None else [rows]),
            ]
        )
        definitions = replace(
            page.definitions,
            municipality=municipality,
            strategies=(strategy,),
            sources=sources,
            indicators=indicators,
            capacities={},
            gaps=tuple(_gap(area, title) for area, title in gaps),
        )
        history = page.processed.history
        processed = replace(
            page.processed,
            observations=observations,
            states=tuple(filter(None, (figure.judged() for figure in figures))),
            earlier=() if first_quarter else tuple(filter(None, (each.before() for each in figures))),
            findings=tuple(findings),
            history=history[-1:] if first_quarter else history,
        )
        return PageData(on, page.quarter, definitions, strategy, page.vintage, processed)

    return compose


def _gap(area: str, title: str) -> Gap:
    why = {"why": "Ingen spørger.", "owner": "Nogen", "needed": "En måling.", "since": "2025-03-01"}
    return Gap.model_validate({"focus_area": area, "title": title, **why})


def _newest_row(figure: Figure) -> pd.DataFrame:
    value = figure.values[-1] if figure.status == SHOWN and figure.values else math.nan
    row = {
        "indicator": figure.key,
        "area": "990",
        "period": figure.newest,
        "value": value,
        "base": math.nan,
        "vintage": "2026Q2",
        "date": pd.Timestamp(Period.parse(figure.newest).end),
        "projection": False,
        "status": figure.status,
    }
    return pd.DataFrame([row])
