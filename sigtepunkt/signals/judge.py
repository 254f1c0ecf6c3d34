"""Judging what was not judged before: a state follows from what it rests on, which has a checksum."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sigtepunkt.core import checksum, processes
from sigtepunkt.core.period import Quarter
from sigtepunkt.core.storage import software
from sigtepunkt.core.storage.kept_results import Entry, KeptResults
from sigtepunkt.signals.judging import judge_indicator
from sigtepunkt.signals.methods import season
from sigtepunkt.signals.state import State, from_frame, to_frame
from sigtepunkt.strategy import Definitions

FEWEST_TO_FORK = 60  # indicators to judge; with fewer, forking takes longer than judging
_KIND, _STATES = "judged", "states"
_READ = ["area", "period", "value", "base", "status"]  # of an observation, by what judges it


@dataclass(frozen=True)
class Judge:
    """Judges indicators, none of them twice from the same.

    `before` are states judged earlier, by the checksum of what each rests on; `judged` are those that were
    asked for since, in the order they were, and grows.
    """

    before: Mapping[str, State] = field(default_factory=dict)
    judged: dict[str, State] = field(default_factory=dict)

    def __call__(
        self, definitions: Definitions, observations: pd.DataFrame, quarter: str
    ) -> tuple[State, ...]:
        """Return the state of every indicator the municipality has a shown figure of, in the order declared.

        `observations` are those of one vintage (`observations.table.COLUMNS`), `quarter` the one they are
        judged for. Only figures that are shown count, and nothing is said of movement where the newest is not
        among them. Raises ValueError for periods that are doubled or out of order, and for values that are
        not finite.
        """
        return self.each(definitions, [(observations, quarter)])[0]

    def each(
        self, definitions: Definitions, vintages: Iterable[tuple[pd.DataFrame, str]]
    ) -> list[tuple[State, ...]]:
        """Return the same of several vintages; many indicators are judged in several processes."""
        asked = [dict(_asked(definitions, *vintage)) for vintage in vintages]
        unknown = {
            rests_on: judging
            for each in asked
            for rests_on, judging in each.items()
            if rests_on not in self.judged and rests_on not in self.before
        }
        fork = len(unknown) >= FEWEST_TO_FORK
        if fork:
            season.prepare()  # once, for all processes
        with processes.share_work(
            lambda judging: judge_indicator(judging.key, definitions, judging.rows, judging.quarter),
            [*unknown.values()],
            fork=fork,
        ) as states:
            new = dict(zip(unknown, states, strict=True))
        known = {**self.before, **self.judged, **new}
        results = []
        for each in asked:
            result = {rests_on: state for rests_on in each if (state := known.get(rests_on)) is not None}
            self.judged.update(result)
            results.append(tuple(result.values()))
        return results

    def keep(self, kept: KeptResults, quarter: str) -> None:
        """Keep what was asked for, for other runs of this quarter and the next one's.

        It is one entry for a quarter: each state in it has the checksum of what it rests on.
        """
        entry = Entry([*self.judged], {_STATES: to_frame([*self.judged.values()])})
        kept.save(_KIND, quarter, entry)


@dataclass(frozen=True)
class _Judging:
    key: str
    observations: pd.DataFrame
    places: NDArray[np.intp]
    quarter: str

    @property
    def rows(self) -> pd.DataFrame:
        """The indicator's observations, taken when they are judged: most were judged before."""
        return self.observations.iloc[self.places]


def _asked(
    definitions: Definitions, observations: pd.DataFrame, quarter: str
) -> Iterator[tuple[str, _Judging]]:
    """Yield what is to be judged of a vintage, each with the checksum of what its state rests on."""
    first_year = definitions.strategy(Quarter.parse(quarter)).first_year
    municipality = definitions.municipality.model_dump(mode="json")
    common = checksum.of_data([software.of_rooms_until("signals"), municipality, first_year, quarter])
    hashes = pd.util.hash_pandas_object(observations[_READ], index=False).to_numpy()
    places = observations.groupby("indicator", sort=False).indices
    for key, indicator in definitions.indicators.items():
        if key in places:
            source = definitions.sources[indicator.source]
            declared = [key, indicator.model_dump(mode="json"), source.model_dump(mode="json")]
            figures = checksum.of_bytes(hashes[places[key]].tobytes())
            rests_on = checksum.of_data([common, declared, figures])
            yield rests_on, _Judging(key, observations, np.asarray(places[key]), quarter)


def judged_before(kept: KeptResults, quarters: Iterable[str]) -> dict[str, State]:
    """Return what earlier runs of these quarters judged, by the checksum of what it rests on."""
    entries = (kept.load(_KIND, quarter) for quarter in quarters)
    return {
        rests_on: state
        for entry in filter(None, entries)
        for rests_on, state in zip(entry.record, from_frame(entry.tables[_STATES]), strict=True)
    }
