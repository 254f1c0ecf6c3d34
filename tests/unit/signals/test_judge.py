"""A judge never judges the same twice, and judges anew whatever a state rests on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from judged_indicator import following, rows

from sigtepunkt import signals
from sigtepunkt.core import checksum
from sigtepunkt.core.storage import software
from sigtepunkt.core.storage.kept_results import KeptResults
from sigtepunkt.signals import judge as judge_module
from sigtepunkt.signals.state import from_frame, to_frame
from sigtepunkt.strategy import Definitions

QUARTER = "2026Q2"


@pytest.fixture
def only(definitions: Definitions) -> Definitions:
    return replace(definitions, indicators={"x": definitions.indicators["ledighed"]})


@pytest.fixture
def observations() -> pd.DataFrame:
    return rows(following("2022Q1", 16), [float(n % 5) for n in range(16)])


@pytest.fixture
def times(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The indicators that are judged, each time one is."""
    judged: list[str] = []
    judge_indicator = judge_module.judge_indicator

    def counted(key: str, *rest: object) -> object:
        judged.append(key)
        return judge_indicator(key, *rest)  # type: ignore[arg-type]  # passed on as they came

    monkeypatch.setattr(judge_module, "judge_indicator", counted)
    return judged


def test_the_same_is_judged_once(only: Definitions, observations: pd.DataFrame, times: list[str]) -> None:
    judge = signals.Judge()
    assert judge(only, observations, QUARTER) == judge(only, observations.copy(), QUARTER)
    assert times == ["x"]


def test_what_was_judged_before_is_known(
    only: Definitions, observations: pd.DataFrame, times: list[str]
) -> None:
    first = signals.Judge()
    states = first(only, observations, QUARTER)
    (again,) = signals.Judge(first.judged)(only, observations, QUARTER)
    assert (again,) == states
    assert times == ["x"]


def with_indicator(**changes: object) -> Callable[[Definitions], Definitions]:
    def change(definitions: Definitions) -> Definitions:
        return replace(definitions, indicators={"x": definitions.indicators["x"].model_copy(update=changes)})

    return change


def with_source(**changes: object) -> Callable[[Definitions], Definitions]:
    def change(definitions: Definitions) -> Definitions:
        sources = {
            key: each.model_copy(update=changes) if key == definitions.indicators["x"].source else each
            for key, each in definitions.sources.items()
        }
        return replace(definitions, sources=sources)

    return change


def with_comparison(definitions: Definitions) -> Definitions:
    home = definitions.municipality
    return replace(definitions, municipality=home.model_copy(update={"comparison": home.comparison[:-1]}))


def with_first_year(definitions: Definitions) -> Definitions:
    earlier = tuple(each.model_copy(update={"first_year": 2021}) for each in definitions.strategies)
    return replace(definitions, strategies=earlier)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(with_indicator(better="higher"), id="the indicator"),
        pytest.param(with_source(origin="demo"), id="its source"),
        pytest.param(with_comparison, id="the municipalities compared with"),
        pytest.param(with_first_year, id="the strategy's start"),
    ],
)
def test_a_changed_declaration_is_judged_anew(
    only: Definitions,
    observations: pd.DataFrame,
    times: list[str],
    change: Callable[[Definitions], Definitions],
) -> None:
    judge = signals.Judge()
    judge(only, observations, QUARTER)
    changed = change(only)
    assert judge(changed, observations, QUARTER) == signals.Judge()(changed, observations, QUARTER)
    assert times == ["x", "x", "x"]


@pytest.mark.parametrize("column", ["value", "base", "status", "area", "period"])
def test_a_changed_figure_is_judged_anew(
    only: Definitions, observations: pd.DataFrame, times: list[str], column: str
) -> None:
    judge = signals.Judge()
    judge(only, observations, QUARTER)
    other = {"value": 9.0, "base": 100.0, "status": "withheld", "area": "991", "period": "2021Q4"}
    changed = observations.copy()
    changed.loc[changed.index[0], column] = other[column]
    assert judge(only, changed, QUARTER) == signals.Judge()(only, changed, QUARTER)
    assert times == ["x", "x", "x"]


def test_another_quarter_is_judged_anew(
    only: Definitions, observations: pd.DataFrame, times: list[str]
) -> None:
    judge = signals.Judge()
    assert [judge(only, observations, quarter)[0].quarter for quarter in (QUARTER, "2026Q1")] == [
        QUARTER,
        "2026Q1",
    ]
    assert times == ["x", "x"]


def test_an_indicator_is_judged_by_its_own_figures_only(
    definitions: Definitions, observations: pd.DataFrame, times: list[str]
) -> None:
    both = replace(
        definitions,
        indicators={"x": definitions.indicators["ledighed"], "y": definitions.indicators["ledighed"]},
    )
    frame = pd.concat([observations, observations.assign(indicator="y")], ignore_index=True)
    judge = signals.Judge()
    judge(both, frame, QUARTER)
    frame.loc[frame.index[-1], "value"] = 9.0
    judge(both, frame, QUARTER)
    assert times == ["x", "y", "y"]


def test_what_was_judged_is_kept_for_other_runs(
    only: Definitions, observations: pd.DataFrame, tmp_path: Path
) -> None:
    judge, kept = signals.Judge(), KeptResults(tmp_path)
    states = judge(only, observations, QUARTER)
    judge.keep(kept, QUARTER)
    before = signals.judged_before(kept, ["2026Q1", QUARTER])
    assert before == judge.judged
    assert signals.Judge(before)(only, observations, QUARTER) == states
    assert signals.judged_before(kept, ["2026Q1"]) == {}


def test_other_code_judges_anew(
    only: Definitions, observations: pd.DataFrame, times: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    judge = signals.Judge()
    judge(only, observations, QUARTER)
    monkeypatch.setattr(software, "of_rooms_until", lambda room: f"another up to {room}")
    judge(only, observations, QUARTER)
    assert times == ["x", "x"]


def test_a_state_that_was_stored_has_the_checksum_of_the_one_that_was_judged(
    only: Definitions, observations: pd.DataFrame
) -> None:
    """Else pages would be made again for a state that is the same."""
    states = signals.Judge()(only, observations, QUARTER)
    again = from_frame(to_frame(states))
    assert [checksum.of_data(asdict(state)) for state in again] == [
        checksum.of_data(asdict(state)) for state in states
    ]


def test_many_are_judged_in_several_processes_and_alike(
    definitions: Definitions, observations: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"x{number}" for number in range(6)]
    many = replace(definitions, indicators=dict.fromkeys(names, definitions.indicators["ledighed"]))
    frame = pd.concat(
        [
            observations.assign(indicator=name, value=observations["value"] + number)
            for number, name in enumerate(names)
        ],
        ignore_index=True,
    )
    vintages = [(frame, QUARTER), (frame, "2026Q1")]
    here = signals.Judge().each(many, vintages)
    monkeypatch.setattr(judge_module, "FEWEST_TO_FORK", 2)
    assert signals.Judge().each(many, vintages) == here
    assert [[state.indicator for state in states] for states in here] == [names, names]


def test_what_adjusts_a_season_is_imported_once_before_any_process_is_forked(
    only: Definitions, observations: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    share_work = judge_module.processes.share_work

    def shared(*work: Any, fork: bool) -> Any:
        order.append("forked" if fork else "here")
        return share_work(*work, fork=False)

    monkeypatch.setattr(judge_module.season, "prepare", lambda: order.append("imported"))
    monkeypatch.setattr(judge_module.processes, "share_work", shared)
    signals.Judge()(only, observations, QUARTER)
    monkeypatch.setattr(judge_module, "FEWEST_TO_FORK", 1)
    signals.Judge()(only, observations, QUARTER)
    assert order == ["here", "imported", "forked"]


def test_figures_are_taken_of_those_that_are_judged_only(
    only: Definitions, observations: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To look up those of every indicator takes longer than to judge the one that changed."""
    first = signals.Judge()
    first(only, observations, QUARTER)
    monkeypatch.setattr(judge_module._Judging, "rows", property(pytest.fail))
    signals.Judge(first.judged)(only, observations, QUARTER)
