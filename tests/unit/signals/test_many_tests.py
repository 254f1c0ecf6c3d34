"""What stands alone may fall among many tests; demo data is tested apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
from judged_indicator import COUNTED, rows

from sigtepunkt.signals import judge
from sigtepunkt.strategy import Definitions, Indicator


def test_a_difference_that_stands_alone_may_fall_among_many(definitions: Definitions) -> None:
    """One p of 0.03 is a discovery by itself; among twenty that show nothing it is what chance gives."""
    example = definitions.indicators["ledighed"].model_dump(exclude_unset=True)
    indicator = Indicator.model_validate({**example, **COUNTED})
    source = {"proeve-ledige": definitions.sources["proeve-ledige"]}

    def places(keys: Sequence[str], values: Sequence[float]) -> list[str]:
        frames = [
            rows(["2025"], [value], base=4000).assign(indicator=key)
            for key, value in zip(keys, values, strict=True)
        ]
        frames += [rows(["2025"], [10.0], "000").assign(indicator=key) for key in keys]
        states = judge(
            replace(definitions, indicators=dict.fromkeys(keys, indicator), sources=source),
            pd.concat(frames),
            "2026Q2",
        )
        return [state.comparison.nation.place for state in states if state.comparison.nation]

    assert places(["a"], [11.05]) == ["higher"]
    assert places([f"i{number}" for number in range(21)], [11.05] + [10.0] * 20) == ["similar"] * 21


def test_demo_figures_do_not_count_among_the_official_tests(definitions: Definitions) -> None:
    example = definitions.indicators["ledighed"].model_dump(exclude_unset=True)
    official = Indicator.model_validate({**example, **COUNTED})
    demo = Indicator.model_validate({**example, **COUNTED, "source": "demo"})
    source = definitions.sources["proeve-ledige"]
    indicators = {"x": official, **{f"d{number}": demo for number in range(20)}}
    frame = pd.concat(
        [
            rows(["2025"], [value], area, 4000).assign(indicator=key)
            for key in indicators
            for area, value in (("990", 11.05 if key == "x" else 10.0), ("000", 10.0))
        ]
    )
    states = judge(
        replace(
            definitions,
            indicators=indicators,
            sources={"proeve-ledige": source, "demo": source.model_copy(update={"origin": "demo"})},
        ),
        frame,
        "2026Q2",
    )
    assert states[0].comparison.nation is not None
    assert states[0].comparison.nation.place == "higher"
