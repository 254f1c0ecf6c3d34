"""States become pictures. The only door to matplotlib.

In: computed states, capacities and funnels. Out: SVG with real text, drawn once for wide and once for narrow
screens.
"""

from sigtepunkt.charts.capacity import HEIGHT_OF_PEOPLE, demand_and_places, projected_people
from sigtepunkt.charts.funnel import funnel
from sigtepunkt.charts.over_time.background import NOTHING, Background, Others, drawn_as, is_inside
from sigtepunkt.charts.over_time.before_and_after import ActionMark, before_and_after, marks_inside
from sigtepunkt.charts.over_time.before_and_now import before_and_now
from sigtepunkt.charts.over_time.index import BASE, HEIGHT_OF_INDEX, INDEX_DECIMALS, index
from sigtepunkt.charts.over_time.series import FEW, is_series, series
from sigtepunkt.charts.over_time.time_axis import usual_step
from sigtepunkt.charts.side_by_side import (
    HEIGHT_BESIDE_BUDGET,
    beside_budget,
    dots,
    height_of_dots,
    reaches_zero,
)
from sigtepunkt.charts.sparkline import sparkline
from sigtepunkt.charts.style import Draw
from sigtepunkt.charts.svg import Picture, picture

__all__ = [
    "BASE",
    "FEW",
    "HEIGHT_BESIDE_BUDGET",
    "HEIGHT_OF_INDEX",
    "HEIGHT_OF_PEOPLE",
    "INDEX_DECIMALS",
    "NOTHING",
    "ActionMark",
    "Background",
    "Draw",
    "Others",
    "Picture",
    "before_and_after",
    "before_and_now",
    "beside_budget",
    "demand_and_places",
    "dots",
    "drawn_as",
    "funnel",
    "height_of_dots",
    "index",
    "is_inside",
    "is_series",
    "marks_inside",
    "picture",
    "projected_people",
    "reaches_zero",
    "series",
    "sparkline",
    "usual_step",
]
