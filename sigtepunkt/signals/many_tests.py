"""Many tests on one page: which trends and differences stand among all that are tested together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sigtepunkt.signals.comparison import Benchmark
from sigtepunkt.signals.methods.intervals import discoveries
from sigtepunkt.signals.methods.trend import Trend
from sigtepunkt.signals.state import State

Tested = tuple[State, Trend | None]  # a state and the trend that was tested, None where none was


def what_stands(tested: Sequence[Tested]) -> Iterator[State]:
    """Yield the states without the trends and differences chance explains (Benjamini-Hochberg)."""
    tests = [(state.indicator, name, p) for state, slope in tested for name, p in _p_values(state, slope)]
    stood = discoveries([p for *_, p in tests])
    standing = {test[:2] for test, stands in zip(tests, stood, strict=True) if stands}
    for state, _ in tested:
        comparison, proven = state.comparison, {name for key, name in standing if key == state.indicator}
        nation = comparison.nation if "nation" in proven else _unproven(comparison.nation)
        group = comparison.group if "group" in proven else _unproven(comparison.group)
        stands = replace(state, comparison=replace(comparison, nation=nation, group=group))
        if state.trend in {"rising", "falling"} and "trend" not in proven:
            stands = replace(stands, trend="none")
            if state.method == "trend":
                stands = replace(stands, verdict="common", cause="")
        yield stands


def _p_values(state: State, slope: Trend | None) -> Iterator[tuple[str, float]]:
    tests = {"trend": slope, "nation": state.comparison.nation, "group": state.comparison.group}
    return ((name, test.p) for name, test in tests.items() if test is not None and test.p is not None)


def _unproven(benchmark: Benchmark | None) -> Benchmark | None:
    if benchmark is None or benchmark.place == "untested":
        return benchmark
    return replace(benchmark, place="similar")
