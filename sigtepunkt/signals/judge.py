"""Judging what was not judged before: a state follows from what it rests on, which has a checksum."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from sigtepunkt.core import checksum
from sigtepunkt.core.period import Quarter
from sigtepunkt.signals.judging import judge_indicator
from sigtepunkt.signals.state import State
from sigtepunkt.strategy import Definitions

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
        common = [definitions.municipality.model_dump(mode="json"), first_year, quarter]
        common_part = checksum.of_data(common)
        hashes = pd.util.hash_pandas_object(observations[_READ], index=False).to_numpy()
        places = observations.groupby("indicator", sort=False).indices
        states = []
        for key, indicator in definitions.indicators.items():
            if key not in places:
                continue
            source = definitions.sources[indicator.source]
            declared = [key, indicator.model_dump(mode="json"), source.model_dump(mode="json")]
            figures = checksum.of_bytes(hashes[places[key]].tobytes())
            rests_on = checksum.of_data([common_part, declared, figures])
            state = self.judged.get(rests_on) or self.before.get(rests_on)
            if state is None:
                state = judge_indicator(key, definitions, observations.iloc[places[key]], quarter)
            if state is not None:
                self.judged[rests_on] = state
                states.append(state)
        return tuple(states)

    def rests_on(self, states: Iterable[State]) -> tuple[str, ...]:
        """Return the checksum of what each of these states rests on, which this judge returned."""
        checksums = {id(state): rests_on for rests_on, state in self.judged.items()}
        return tuple(checksums[id(state)] for state in states)
