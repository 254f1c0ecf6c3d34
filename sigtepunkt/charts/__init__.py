"""States → pictures: SVG with real text, drawn once for wide and once for narrow screens. The only door to matplotlib."""

from sigtepunkt.charts.before_and_now import before_and_now
from sigtepunkt.charts.beside_others import areas, height_of_areas
from sigtepunkt.charts.budget import HEIGHT as HEIGHT_BESIDE_BUDGET
from sigtepunkt.charts.budget import beside_budget
from sigtepunkt.charts.capacity import demand_and_places
from sigtepunkt.charts.funnel import funnel
from sigtepunkt.charts.over_time import FEW, is_series, series
from sigtepunkt.charts.sparkline import sparkline
from sigtepunkt.charts.style import NARROW, PALETTE, WIDE, Draw, is_narrow
from sigtepunkt.charts.svg import Picture, picture

__all__ = [
    "FEW",
    "HEIGHT_BESIDE_BUDGET",
    "NARROW",
    "PALETTE",
    "WIDE",
    "Draw",
    "Picture",
    "areas",
    "before_and_now",
    "beside_budget",
    "demand_and_places",
    "funnel",
    "height_of_areas",
    "is_narrow",
    "is_series",
    "picture",
    "series",
    "sparkline",
]
