"""States → pictures: SVG with real text, drawn once for wide and once for narrow screens. The only door to matplotlib."""

from sigtepunkt.figures.against_capacity import demand_and_places
from sigtepunkt.figures.before_and_now import before_and_now
from sigtepunkt.figures.funnel import funnel
from sigtepunkt.figures.house import NARROW, PALETTE, WIDE, Draw, is_narrow
from sigtepunkt.figures.money import HEIGHT as HEIGHT_BESIDE_BUDGET
from sigtepunkt.figures.money import beside_budget
from sigtepunkt.figures.over_time import FEW, is_series, series
from sigtepunkt.figures.side_by_side import areas, height_of_areas
from sigtepunkt.figures.sparkline import sparkline
from sigtepunkt.figures.svg import Picture, picture

__all__ = [
    "FEW", "HEIGHT_BESIDE_BUDGET", "NARROW", "PALETTE", "WIDE", "Draw", "Picture", "areas", "before_and_now", "beside_budget", "demand_and_places", "funnel", "height_of_areas", "is_narrow", "is_series",
    "picture", "series", "sparkline",
]
