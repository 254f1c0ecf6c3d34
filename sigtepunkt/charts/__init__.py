"""States become pictures. The only door to matplotlib.

In: computed states, capacities and funnels. Out: SVG with real text, drawn once for wide and once for narrow
screens.
"""

from sigtepunkt.charts.bars import HEIGHT_BESIDE_BUDGET, areas, beside_budget, height_of_areas
from sigtepunkt.charts.before_and_now import before_and_now
from sigtepunkt.charts.capacity import demand_and_places
from sigtepunkt.charts.funnel import funnel
from sigtepunkt.charts.over_time import FEW, is_series, series
from sigtepunkt.charts.sparkline import sparkline
from sigtepunkt.charts.style import Draw
from sigtepunkt.charts.svg import Picture, picture

__all__ = [
    "FEW",
    "HEIGHT_BESIDE_BUDGET",
    "Draw",
    "Picture",
    "areas",
    "before_and_now",
    "beside_budget",
    "demand_and_places",
    "funnel",
    "height_of_areas",
    "is_series",
    "picture",
    "series",
    "sparkline",
]
