"""A quarter as today's code and definitions see it: its vintages after disclosure control, and states."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sigtepunkt.core import checksum
from sigtepunkt.core.period import Quarter
from sigtepunkt.disclosure.attacker.kept_knowledge import KeptKnowledge
from sigtepunkt.disclosure.capacities import protect_capacities
from sigtepunkt.disclosure.protected_vintages import ProtectedVintages
from sigtepunkt.editions import differences, edition, run_inputs
from sigtepunkt.editions.differences import View
from sigtepunkt.editions.edition import Edition
from sigtepunkt.editions.run_inputs import RunInputs
from sigtepunkt.followup import ActionState, Released, follow_actions, published_in
from sigtepunkt.observations.vintages import Vintages
from sigtepunkt.signals import Judge, State
from sigtepunkt.strategy.loading import ACTIONS


@dataclass(frozen=True)
class CurrentQuarter:
    """A quarter and the vintages before it.

    `judge` is who judged it, and judges other views of it. `vintages` are accepted when they are asked for,
    oldest first; `published` are the editions before the one to be published; `protected` is what may be
    shown of the newest vintages given those, `known` what an attacker knew after each; `states` are the
    newest vintage's, `earlier` those of the vintage before (none for the first).
    """

    inputs: RunInputs
    judge: Judge
    vintages: Vintages
    published: Sequence[Edition]
    protected: ProtectedVintages
    known: KeptKnowledge
    states: tuple[State, ...]
    earlier: tuple[State, ...]

    @property
    def view(self) -> View:
        """What can be read in the newest quarter."""
        return differences.view_of(self.inputs.shown.municipality, self.protected.vintages[-1], self.states)

    @property
    def capacities(self) -> pd.DataFrame:
        """The newest quarter's capacities as they may be shown (columns of `capacity_inputs.COLUMNS`)."""
        return protect_capacities(self.inputs.shown, self.vintages[-1].capacities, self.protected)

    @property
    def edition(self) -> Edition:
        """The newest quarter as the edition to be published."""
        view, observations = self.view, self.protected.vintages[-1]
        return Edition(
            self.inputs.quarter,
            self.inputs.correction,
            self.inputs.demo,
            view.figures,
            view.statuses,
            self.protected.ledger,
            made_from(self.inputs.checksums, self.inputs.quarter),
            run_inputs.definition_texts(self.inputs.project),
            differences.checksums_elsewhere(self.inputs.shown.municipality, observations, self.capacities),
        )

    @property
    def actions(self) -> tuple[ActionState, ...]:
        """The state of each action: what it did by the newest figures, and since when it counts as declared.

        Raises Refused for the record of a release that cannot be read.
        """
        inputs = self.inputs
        released = (
            Released(each.quarter, each.definitions.get(ACTIONS, ""))
            for each in self.published
            if edition.released(inputs.project, each.quarter, each.correction.number)
        )
        published = published_in(inputs.shown.actions, released)
        observations = self.protected.vintages[-1]
        return follow_actions(inputs.shown, observations, str(inputs.quarter), published)

    def quarter(self, index: int) -> Quarter:
        """Return the quarter of a vintage."""
        return self.vintages.quarters[index]

    def keep(self) -> None:
        """Keep what this took for later runs; to be called once it is certain that no input changed."""
        self.vintages.keep()
        self.known.keep()
        self.judge.keep(self.known.kept, str(self.inputs.quarter))

    def judged(self, observations: pd.DataFrame, quarter: Quarter) -> View:
        """Return what can be read of a vintage's observations, judged as of a quarter."""
        states = self.judge(self.inputs.shown, observations, str(quarter))
        return differences.view_of(self.inputs.shown.municipality, observations, states)


def made_from(checksums: Mapping[str, Any], quarter: Quarter) -> dict[str, str]:
    """Return a checksum of each kind of input to an edition of `quarter`; of raw data up to that quarter."""
    raw = {
        name: digest
        for name, digest in checksums["raw"].items()
        if Quarter.parse(name.split("/")[2]) <= quarter
    }
    return {
        "code": checksum.of_data([checksums["package"], checksums["libraries"], checksums["expectations"]]),
        "definitions": checksum.of_data([checksums["definitions"], checksums["demo"]]),
        "raw": checksum.of_data(raw),
    }
