"""Many tests on one page: which trends and differences stand among all that are tested together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sigtepunkt.signals.comparison import Benchmark
from sigtepunkt.signals.methods.intervals import discoveries
from sigtepunkt.signals.methods.trend import Trend
from sigtepunkt.signals.state import State

Tested = tuple[State, Trend | None]  # a state and the trend it rests on, None where none was tested


def what_stands(tested: Sequence[Tested]) -> Iterator[State]:
    """Yield the states without the trends and differences chance explains (Benjamini-Hochberg)."""
    tests: list[tuple[str, str, float]] = []
    for state, trend in tested:
        tests += [(state.indicator, "trend", trend.p)] if trend is not None else []
        tests += [
            (state.indicator, name, benchmark.p)
            for name, benchmark in _benchmarks(state)
            if benchmark is not None and benchmark.p is not None
        ]
    stood = discoveries([p for *_, p in tests])
    standing = {
        (indicator, name) for (indicator, name, _), stands in zip(tests, stood, strict=True) if stands
    }
    for state, _ in tested:
        nation, group = (
            benchmark if (state.indicator, name) in standing else _unproven(benchmark)
            for name, benchmark in _benchmarks(state)
        )
        proven = replace(state, comparison=replace(state.comparison, nation=nation, group=group))
        if state.trend in {"rising", "falling"} and (state.indicator, "trend") not in standing:
            proven = replace(proven, trend="none")
            if state.method == "trend":
                proven = replace(proven, verdict="common", cause="")
        yield proven


def _benchmarks(state: State) -> tuple[tuple[str, Benchmark | None], ...]:
    return ("nation", state.comparison.nation), ("group", state.comparison.group)


def _unproven(benchmark: Benchmark | None) -> Benchmark | None:
    if benchmark is None or benchmark.place == "untested":
        return benchmark
    return replace(benchmark, place="similar")
