"""From what was published to what is now, one thing replaced after the other: code, definitions, suppression, checks, revision, new periods."""

from __future__ import annotations

import tempfile
import tomllib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from sigtepunkt import signals
from sigtepunkt.checks.gate import EVERYTHING
from sigtepunkt.core import checksum, plain_text
from sigtepunkt.core.errors import SigtepunktError
from sigtepunkt.core.period import Quarter
from sigtepunkt.core.project import Project
from sigtepunkt.disclosure.capacities import planned
from sigtepunkt.disclosure.earlier_quarters import Shown, suppress
from sigtepunkt.disclosure.past_ledgers import remembered
from sigtepunkt.editions import differences
from sigtepunkt.editions.differences import Difference, Reason, View
from sigtepunkt.editions.edition import Correction, Edition
from sigtepunkt.observations.accepted_vintage import AcceptedVintage, accept_vintages
from sigtepunkt.observations.table import SUPPRESSED, WITHHELD
from sigtepunkt.signals import State
from sigtepunkt.strategy import Definitions, load_definitions

Step = tuple[Callable[[str], Reason], View]
_KEYS = ["indicator", "area", "period"]


@dataclass(frozen=True)
class CurrentQuarter:
    """What there is today: the vintages received, oldest first, as today's code and definitions show them.

    `published` are the editions before the one to be made, `protected` is what may be shown given them, `states` are the newest
    vintage's, `earlier` those of the one before (none for the first), and `inputs` what it is made from (`manifest.inputs`).
    """

    project: Project
    definitions: Definitions
    vintages: Sequence[AcceptedVintage]
    published: Sequence[Edition]
    protected: Shown
    states: tuple[State, ...]
    earlier: tuple[State, ...]
    inputs: Mapping[str, Any]

    @property
    def view(self) -> View:
        """What can be read in the newest quarter."""
        return differences.view(self.definitions.municipality, self.protected.vintages[-1], self.states)

    @property
    def capacities(self) -> pd.DataFrame:
        """The newest quarter's capacities as they may be shown (columns of `demand.COLUMNS`)."""
        return planned(self.definitions, self.vintages[-1].capacities, self.protected)

    def edition(self, correction: Correction, *, demo: bool) -> Edition:
        """Return the newest quarter as an edition."""
        seen, quarter = self.view, self.quarter(-1)
        return Edition(
            quarter,
            correction,
            demo,
            seen.figures,
            seen.standings,
            self.protected.ledger,
            made_from(self.inputs, quarter),
            texts(self.project),
            differences.elsewhere(
                self.definitions.municipality, self.protected.vintages[-1], self.capacities
            ),
        )

    def quarter(self, place: int) -> Quarter:
        """Return the quarter of a vintage."""
        return self.vintages[place].vintage.quarter

    def judged(self, frame: pd.DataFrame, quarter: Quarter) -> View:
        """Return what can be read of a vintage's observations, judged as of a quarter."""
        known = (
            len(self.vintages) > 1
            and quarter == self.quarter(-2)
            and frame.equals(self.protected.vintages[-2])
        )
        states = self.earlier if known else signals.judge(self.definitions, frame, str(quarter))
        return differences.view(self.definitions.municipality, frame, states)


def made_from(inputs: Mapping[str, Any], quarter: Quarter) -> dict[str, str]:
    """Return a checksum for each kind of input that an edition of `quarter` is made from; raw data up to that quarter."""
    raw = {
        name: digest for name, digest in inputs["raw"].items() if Quarter.parse(name.split("/")[2]) <= quarter
    }
    return {
        "code": checksum.of_data([inputs["package"], inputs["libraries"], inputs["expectations"]]),
        "definitions": checksum.of_data([inputs["definitions"], inputs["demo"]]),
        "raw": checksum.of_data(raw),
    }


def texts(project: Project) -> dict[str, str]:
    """Return the definitions as they are written, by file name."""
    return {
        path.name: plain_text.paper(path.read_bytes()) for path in sorted(project.strategy.glob("*.toml"))
    }


def since_quarter(now: CurrentQuarter, quarter: Quarter) -> tuple[Difference, ...]:
    """Return what is not as it was in an earlier quarter.

    It is held against the newest edition of that quarter; where none is kept, against what it would be today.
    """
    place = [one.vintage.quarter for one in now.vintages].index(quarter)
    base = next((one for one in reversed(now.published) if one.quarter == quarter), None)
    then, last = now.protected.vintages[place], now.protected.vintages[-1]
    as_now = now.judged(then, quarter)
    whole = {one.indicator for one in now.vintages[-1].withheld if one.period == EVERYTHING}
    hidden = _holding(then, last, SUPPRESSED)
    checked = _holding(hidden[~hidden["indicator"].isin(whole)], last, WITHHELD)
    revised = last[_among(last, set(_figures(then)))]
    steps = [*(_replayed(now, place, base) if base else ()), (_always("suppression"), as_now)]
    replaced: tuple[tuple[Reason, pd.DataFrame], ...] = (
        ("suppression", hidden),
        ("check", checked),
        ("revision", revised),
    )
    for reason, frame in replaced:
        if not frame.equals(then):
            steps.append((_always(reason), now.judged(frame, quarter)))
            then = frame
    return _explained(now, _of(base) if base else as_now, [*steps, (_always("new period"), now.view)])


def since_edition(now: CurrentQuarter) -> tuple[Difference, ...]:
    """Return what is not as it was in the edition before of the newest quarter; nothing where this is the first."""
    base = next((one for one in reversed(now.published) if one.quarter == now.quarter(-1)), None)
    if base is None:
        return ()
    if base.made_from["raw"] == made_from(now.inputs, base.quarter)["raw"]:
        steps = [*_replayed(now, len(now.vintages) - 1, base), (_always("suppression"), now.view)]
        return _explained(now, _of(base), steps)
    # The raw data of then is not there any more: what is held back now is known, and the rest is one step.
    last = now.protected.vintages[-1]
    hidden = differences.without(_of(base), _held(last, SUPPRESSED))
    checked = differences.without(hidden, _held(last, WITHHELD))
    return _explained(
        now,
        _of(base),
        [(_always("suppression"), hidden), (_always("check"), checked), (_corrected(now, base), now.view)],
    )


def _explained(now: CurrentQuarter, first: View, steps: Sequence[Step]) -> tuple[Difference, ...]:
    """Return the differences and their reasons; of a figure that is suppressed now, not what it was, though it was published."""
    suppressed = _held(now.protected.vintages[-1], SUPPRESSED)
    return tuple(
        replace(one, before=None) if (one.indicator, one.area, one.period) in suppressed else one
        for one in differences.explained(first, steps)
    )


def _replayed(now: CurrentQuarter, place: int, base: Edition) -> list[Step]:
    """Return the steps from what was published to what today's code and definitions make of the same quarter."""
    today, quarter = made_from(now.inputs, base.quarter), now.quarter(place)
    same = {kind: base.made_from.get(kind) == digest for kind, digest in today.items()}
    if all(same.values()):
        return []
    vintages = now.vintages[: place + 1]
    number = base.correction.number
    before = [one for one in now.published if (one.quarter, one.correction.number) < (quarter, number)]
    as_now = now.judged(_shown(base, now.definitions, vintages, before), quarter)
    redefined = _redefined(base, texts(now.project))
    if not same["raw"]:
        return [(_corrected(now, base), as_now)]
    if same["definitions"]:
        return [(_always("code"), as_now)]
    if same["code"]:
        return [(redefined, as_now)]
    try:
        return [(_always("code"), _by_definitions_of(base, now, before)), (redefined, as_now)]
    except SigtepunktError:  # today's code cannot read the definitions of then
        return [(_always("code or definition"), as_now)]


def _by_definitions_of(base: Edition, now: CurrentQuarter, before: Sequence[Edition]) -> View:
    """Return what today's code makes of the quarter by the definitions of then. Raises SigtepunktError where it cannot."""
    with tempfile.TemporaryDirectory(prefix="sigtepunkt-") as folder:
        then = Project(Path(folder))
        then.strategy.mkdir()
        for name, text in base.definitions.items():
            (then.strategy / name).write_text(text, encoding="utf-8")
        definitions = load_definitions(then)
    shown = definitions.in_force(base.quarter, demo=base.demo)
    until = [
        received.vintage.quarter for received in now.vintages if received.vintage.quarter <= base.quarter
    ]
    vintages = accept_vintages(now.project, definitions, shown, until, lambda *_: None)
    frame = _shown(base, shown, vintages, before)
    return differences.view(shown.municipality, frame, signals.judge(shown, frame, str(base.quarter)))


def _shown(
    base: Edition, definitions: Definitions, vintages: Sequence[AcceptedVintage], before: Sequence[Edition]
) -> pd.DataFrame:
    """Return what may be shown of the last of the vintages, and what `base` showed: that it is suppressed is the next step's."""
    told = remembered(definitions, before)
    frame = suppress(definitions, [one.observations for one in vintages], told).vintages[-1]
    still = _among(frame, base.figures) & (frame["status"] == SUPPRESSED)
    columns = ["value", "base", "status"]
    frame.loc[still, columns] = vintages[-1].observations.loc[still, columns]
    return frame


def _corrected(now: CurrentQuarter, base: Edition) -> Callable[[str], Reason]:
    """Return which reason stands for an indicator where raw data of an earlier day became today's, and perhaps more with it."""
    today, definitions = made_from(now.inputs, base.quarter), texts(now.project)
    if base.made_from.get("code") != today["code"]:
        return _always("revision, definition or code")
    if base.made_from.get("definitions") == today["definitions"]:
        return _always("revision")
    then = _declared(base.definitions)
    same = (
        {key for key, own in _declared(definitions).items() if then.get(key) == own}
        if _others(base.definitions) == _others(definitions)
        else set()
    )
    return lambda indicator: "revision" if indicator in same else "revision or definition"


def _others(definitions: Mapping[str, str]) -> dict[str, str]:
    """Return the definitions but for those of single indicators and of gaps."""
    return {name: text for name, text in definitions.items() if name not in {"indicators.toml", "gaps.toml"}}


def _redefined(base: Edition, today: Mapping[str, str]) -> Callable[[str], Reason]:
    """Return which reason stands for a definition that is another: of some, only the breaks are."""
    then, now = (_declared(definitions) for definitions in (base.definitions, today))
    unbroken_then, unbroken_now = (
        {key: {name: value for name, value in one.items() if name != "breaks"} for key, one in all_.items()}
        for all_ in (then, now)
    )
    moved = {
        key
        for key in then.keys() & now.keys()
        if then[key] != now[key] and unbroken_then[key] == unbroken_now[key]
    }
    return lambda indicator: "break" if indicator in moved else "definition"


def _declared(definitions: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    return {
        key: one
        for key, one in tomllib.loads(definitions.get("indicators.toml", "")).items()
        if isinstance(one, dict)
    }


def _of(base: Edition) -> View:
    return View(base.figures, base.standings)


def _always(reason: Reason) -> Callable[[str], Reason]:
    return lambda _: reason


def _figures(frame: pd.DataFrame) -> list[tuple[str, str, str]]:
    return list(frame[_KEYS].itertuples(index=False, name=None))


def _held(frame: pd.DataFrame, status: str) -> set[tuple[str, str, str]]:
    """Return which figures of a vintage are held back so."""
    return set(_figures(frame[frame["status"] == status]))


def _holding(frame: pd.DataFrame, last: pd.DataFrame, status: str) -> pd.DataFrame:
    """Return the frame with what `last` holds back so held back as well."""
    out = _among(frame, _held(last, status))
    held = frame.copy()
    held.loc[out, ["value", "base"]] = float("nan")
    held.loc[out, "status"] = status
    return held


def _among(frame: pd.DataFrame, figures: Collection[tuple[str, str, str]]) -> pd.Series[bool]:
    return pd.Series([one in figures for one in _figures(frame)], index=frame.index, dtype=bool)
