"""A funnel names the areas beyond its limits."""

from __future__ import annotations

from matplotlib.figure import Figure

from sigtepunkt import charts
from sigtepunkt.charts.style import WIDE
from sigtepunkt.signals.methods.funnel import funnel


def test_a_funnel_names_the_areas_beyond_it_and_no_others() -> None:
    limits = funnel([70, 71, 69, 70, 72, 30], [100] * 6)
    axes = Figure(figsize=WIDE).subplots()
    charts.funnel(limits, ["A", "B", "C", "D", "E", "F"], counted="Vælgere")(axes)
    assert [text.get_text() for text in axes.texts] == ["F"]
    assert axes.get_xlabel() == "Vælgere"
    assert len(axes.collections) == 2, "95 and 99.8 per cent"
