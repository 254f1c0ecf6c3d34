"""Judging what was not judged before: a state follows from what it rests on, which has a checksum."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from sigtepunkt.core import checksum
from sigtepunkt.core.period import Quarter
from sigtepunkt.core.storage import software
from sigtepunkt.core.storage.kept_results import Entry, KeptResults
from sigtepunkt.signals.judging import judge_indicator
from sigtepunkt.signals.state import State, from_frame, to_frame
from sigtepunkt.strategy import Definitions

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
        first_year = definitions.strategy(Quarter.parse(quarter)).first_year
        municipality = definitions.municipality.model_dump(mode="json")
        common = checksum.of_data([software.of_rooms_until("signals"), municipality, first_year, quarter])
        hashes = pd.util.hash_pandas_object(observations[_READ], index=False).to_numpy()
        places = observations.groupby("indicator", sort=False).indices
        states = []
        for key, indicator in definitions.indicators.items():
            if key not in places:
                continue
            source = definitions.sources[indicator.source]
            declared = [key, indicator.model_dump(mode="json"), source.model_dump(mode="json")]
            figures = checksum.of_bytes(hashes[places[key]].tobytes())
            rests_on = checksum.of_data([common, declared, figures])
            state = self.judged.get(rests_on) or self.before.get(rests_on)
            if state is None:
                state = judge_indicator(key, definitions, observations.iloc[places[key]], quarter)
            if state is not None:
                self.judged[rests_on] = state
                states.append(state)
        return tuple(states)

    def keep(self, kept: KeptResults, quarter: str) -> None:
        """Keep what was asked for, for other runs of this quarter and the next one's."""
        entry = Entry([*self.judged], {_STATES: to_frame([*self.judged.values()])})
        kept.save(_KIND, quarter, entry)


def judged_before(kept: KeptResults, quarters: Iterable[str]) -> dict[str, State]:
    """Return what earlier runs of these quarters judged, by the checksum of what it rests on."""
    entries = (kept.load(_KIND, quarter) for quarter in quarters)
    return {
        rests_on: state
        for entry in filter(None, entries)
        for rests_on, state in zip(entry.record, from_frame(entry.tables[_STATES]), strict=True)
    }
