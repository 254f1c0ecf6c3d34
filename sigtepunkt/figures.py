"""States → pictures: SVG with real text, drawn once for wide and once for narrow screens. The only door to matplotlib."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from xml.etree import ElementTree as ET

import matplotlib as mpl
import numpy as np
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.rcsetup import cycler
from matplotlib.ticker import Formatter, MaxNLocator, ScalarFormatter

from sigtepunkt import danish
from sigtepunkt.quarter import YEAR, Period
from sigtepunkt.signals import Point, State

# The palette of the UK Government Analysis Function, in its order; context never carries meaning alone.
PALETTE = ("#12436D", "#28A197", "#801650", "#F46A25")
INK, QUIET, GRID = "#1d2733", "#5a6672", "#e6e8ea"
_BESIDE, _NATION, _BAND = "#8d99a6", "#767f88", "#dfe7ee"  # 3:1 on white, but for the band, which says nothing alone
WIDE, NARROW = (7.4, 2.9), (3.6, 2.9)  # inches; both are shown at 100 px to the inch, so text has one size
_SVG, _XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
_LOOK = {
    "svg.fonttype": "none", "svg.hashsalt": "sigtepunkt", "font.family": "DejaVu Sans", "font.size": 9,
    "axes.spines.top": False, "axes.spines.right": False, "axes.spines.left": False, "axes.edgecolor": QUIET,
    "axes.grid": True, "axes.grid.axis": "y", "grid.color": GRID, "grid.linewidth": 0.8, "axes.axisbelow": True,
    "xtick.color": QUIET, "ytick.color": QUIET, "ytick.left": False, "text.color": INK, "axes.labelcolor": QUIET,
    "axes.prop_cycle": cycler(color=PALETTE), "figure.facecolor": "none", "axes.facecolor": "none",
    "savefig.facecolor": "none", "legend.frameon": False,
}
_MARKS = {"improvement": ("^", PALETTE[1]), "concern": ("v", PALETTE[2]), "high": ("^", PALETTE[0]), "low": ("v", PALETTE[0])}
_SHORT = 3  # characters of a unit that fits beside a number in the picture: %, år, kr.
_FEW = 3  # fewer points than this are no series: the areas are drawn side by side instead

Draw = Callable[[Axes], None]


@dataclass(frozen=True)
class Picture:
    """One chart as two SVG texts of the same content, and its text alternative."""

    wide: str
    narrow: str
    alt: str


def picture(draw: Draw, *, name: str, title: str, alt: str, height: float | None = None) -> Picture:
    """Draw on fresh axes in the house style, wide and narrow.

    `draw` receives the axes and is called twice; `name` makes ids unique on the page; `height` in inches.
    """
    texts = []
    for suffix, size in (("w", WIDE), ("n", NARROW)):
        with mpl.rc_context(_LOOK):
            figure = Figure(figsize=(size[0], height or size[1]), layout="constrained")
            axes = figure.subplots()
            draw(axes)
            for axis in (axes.xaxis, axes.yaxis):
                if isinstance(axis.get_major_formatter(), ScalarFormatter):
                    axis.set_major_formatter(_DanishTicks(years=axis is axes.xaxis))
            buffer = io.StringIO()
            figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
        texts.append(_tidy(buffer.getvalue(), f"{name}-{suffix}", title, alt))
    return Picture(texts[0], texts[1], alt)


def is_narrow(axes: Axes) -> bool:
    """Return whether these axes are for a narrow screen, where labels have to be fewer."""
    figure = axes.get_figure(root=True)
    return figure is not None and bool(figure.get_size_inches()[0] < WIDE[0])


class _DanishTicks(Formatter):
    """Danish numbers with as many decimals on every tick as the finest needs; years without a separator."""

    def __init__(self, *, years: bool) -> None:
        self.years = years

    def __call__(self, x: float, pos: int | None = None) -> str:
        del pos
        return self.format_ticks([x])[0]

    def format_ticks(self, values: Sequence[float]) -> list[str]:
        if self.years and all(float(value).is_integer() and 1900 <= value <= 2100 for value in values):  # noqa: PLR2004
            return [str(int(value)) for value in values]
        decimals = max((_decimals(value) for value in values), default=0)
        return [danish.number(value, decimals) for value in values]


def _decimals(value: float) -> int:
    return next((places for places in range(4) if abs(value - round(value, places)) <= 1e-9 * max(1, abs(value))), 4)


def series(state: State, *, counted: str, unit: str, decimals: int, nation: Sequence[Point] = ()) -> Draw:
    """Return the drawing of a state over time: limits as a band, points that are signals marked, breaks kept open."""

    def draw(axes: Axes) -> None:
        points = state.points
        places = [_place(point, counted) for point in points]
        if state.method == "xmr":
            for _, group in groupby(range(len(points)), key=lambda index: points[index].segment):
                _band(axes, [(places[index], points[index]) for index in group])
        for stretch in _stretches(nation):
            axes.plot([_place(p, counted) for p in stretch], [p.value for p in stretch], color=_NATION, linewidth=1.2, linestyle=(0, (4, 2)))
        dense = len(points) > 30  # noqa: PLR2004 - markers of more points than this run together
        for stretch in _stretches(points):
            axes.plot(
                [_place(p, counted) for p in stretch], [p.value for p in stretch], color=PALETTE[0], linewidth=1.8,
                linestyle=(0, (5, 1.5)) if state.reason == "projection" else "-", marker=None if dense and len(stretch) > 1 else "o", markersize=4,
            )
        _mark_signals(axes, list(zip(places, points, strict=True)))
        for one, two in pairwise(points):
            if one.segment != two.segment:
                axes.axvline((_place(one, counted) + _place(two, counted)) / 2, color=QUIET, linewidth=1, linestyle=(0, (1, 2)))
        if points[-1].state == "common":
            axes.plot(places[-1], points[-1].value, marker="o", markersize=7, color=PALETTE[0], markeredgecolor="white")
        label = danish.quantity(points[-1].value, unit if len(unit) <= _SHORT else "", decimals)
        _name_ends(axes, (places[-1], points[-1].value, label), nation, counted)
        _time_axis(axes, points, counted)
        axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
        axes.margins(y=0.12)

    return draw


def areas(values: Sequence[tuple[str, float]], *, home: str, unit: str, decimals: int) -> Draw:
    """Return the drawing of one period's values side by side: the municipality first, the rest as context."""

    def draw(axes: Axes) -> None:
        names = [name for name, _ in values]
        numbers = [value for _, value in values]
        sns.barplot(x=numbers, y=names, color=_BESIDE, ax=axes, saturation=1, width=0.62, errorbar=None)
        for bar, name in zip(axes.patches, names, strict=True):
            bar.set_facecolor(PALETTE[0] if name == home else _BESIDE)
        for index, value in enumerate(numbers):
            axes.annotate(
                danish.quantity(value, unit if len(unit) <= _SHORT else "", decimals), (max(value, 0), index), xytext=(5, 0),
                textcoords="offset points", va="center", fontsize=9, fontweight="bold" if names[index] == home else "normal",
            )
        axes.set(xlabel="", ylabel="")
        axes.grid(visible=False)
        axes.set_xticks([])
        axes.spines["bottom"].set_visible(False)
        axes.tick_params(axis="y", labelcolor=INK, length=0)
        axes.margins(x=0.28 if is_narrow(axes) else 0.14)

    return draw


def is_series(state: State) -> bool:
    """Return whether a state has points enough to be drawn over time."""
    return len(state.points) >= _FEW


def height_of_areas(count: int) -> float:
    """Return the height in inches that so many bars need."""
    return 0.5 + 0.27 * count


def _place(point: Point, counted: str) -> float:
    period = Period.parse(point.period)
    return (period.first + (0 if counted == "start" else period.months / 2)) / YEAR


def _stretches(points: Sequence[Point]) -> Iterator[list[Point]]:
    """Yield runs of neighbouring points: a break, or a period not published, ends the line."""
    if not points:
        return
    steps = [Period.parse(two.period).first - Period.parse(one.period).first for one, two in pairwise(points)]
    usual = min(steps, default=YEAR)
    if steps.count(usual) * 2 < len(steps):  # surveys at irregular intervals: no line would be true
        usual = 0
    stretch = [points[0]]
    for point, step, before in zip(points[1:], steps, points, strict=False):
        if step > usual or point.segment != before.segment:
            yield stretch
            stretch = []
        stretch.append(point)
    yield stretch


def _band(axes: Axes, segment: Sequence[tuple[float, Point]]) -> None:
    limits = [(x, p.mean, p.lower, p.upper) for x, p in segment if p.lower is not None and p.upper is not None]
    if limits:
        x, mean, lower, upper = (np.array(column, dtype=float) for column in zip(*limits, strict=True))
        axes.fill_between(x, lower, upper, color=_BAND, linewidth=0)
        axes.plot(x, mean, color=QUIET, linewidth=1)


def _mark_signals(axes: Axes, placed: Sequence[tuple[float, Point]]) -> None:
    for kind, (marker, colour) in _MARKS.items():
        marked = [(x, point.value) for x, point in placed if point.state == kind]
        if marked:
            x, y = zip(*marked, strict=True)
            axes.plot(x, y, linestyle="", marker=marker, markersize=7.5, color=colour, markeredgecolor="white", markeredgewidth=0.6)


def _name_ends(axes: Axes, home: tuple[float, float, str], nation: Sequence[Point], counted: str) -> None:
    """Label the last points directly; two labels that would touch are pushed apart."""
    x, value, text = home
    axes.annotate(text, (x, value), xytext=(8, 0), textcoords="offset points", va="center", fontweight="bold", annotation_clip=False)
    if nation:
        low, high = axes.get_ylim()
        last = nation[-1]
        close = abs(last.value - value) < 0.09 * (high - low)
        offset = 0 if not close else (-11 if last.value <= value else 11)
        axes.annotate(
            "Hele landet", (_place(last, counted), last.value), xytext=(8, offset), textcoords="offset points", va="center",
            color=QUIET, fontsize=8.5, annotation_clip=False,
        )


def _time_axis(axes: Axes, points: Sequence[Point], counted: str) -> None:
    """Label years where points are denser than years; otherwise label the points themselves."""
    periods = [Period.parse(point.period) for point in points]
    steps = [two.first - one.first for one, two in pairwise(periods)]
    most = 4 if is_narrow(axes) else 8
    if min(steps, default=YEAR) < YEAR:
        first, last = periods[0].first // YEAR, periods[-1].first // YEAR
        stride = -(-(last - first + 1) // most)
        years = [year for year in range(first, last + 1) if (last - year) % stride == 0]
        axes.set_xticks(years, [str(year) for year in years])
    else:
        stride = -(-len(points) // most)
        shown = [index for index in range(len(points)) if (len(points) - 1 - index) % stride == 0]
        labels = [_short(periods[index], counted) for index in shown]
        axes.set_xticks([_place(points[index], counted) for index in shown], labels)
    axes.set_xlabel("")


def _short(period: Period, counted: str) -> str:
    if counted == "start" and period.first % YEAR == 0:
        return str(period.start.year)
    return period.label(short=True) if period.is_school_year else str(period.end.year)


def _tidy(text: str, prefix: str, title: str, alt: str) -> str:
    """Return matplotlib's SVG fit for a page: named, ids unique, in the page's font, without what nobody reads."""
    for namespace, uri in (("", _SVG), ("xlink", _XLINK)):
        ET.register_namespace(namespace, uri)
    root = ET.fromstring(re.sub(r"<!DOCTYPE[^>]*>", "", text))  # noqa: S314 - matplotlib's own output
    _drop(root, lambda one: one.tag.endswith(("metadata", "}style")) or one.attrib.get("style") == "fill: none")
    used = set(re.findall(r"url\(#([^)]+)\)", text)) | set(re.findall(r'xlink:href="#([^"]+)"', text))
    for element in root.iter():
        identity = element.attrib.pop("id", None)
        if identity in used:
            element.set("id", f"{prefix}-{identity}")
        target = element.attrib.pop(f"{{{_XLINK}}}href", None)
        if target:
            element.set("href", f"#{prefix}-{target.removeprefix('#')}")
        for name, value in list(element.attrib.items()):
            plain = _plain_style(value.replace("url(#", f"url(#{prefix}-"))
            if plain:
                element.set(name, plain)
            else:
                del element.attrib[name]
    _unwrap(root)
    root.attrib.pop("width", None)
    root.attrib.pop("height", None)
    root.set("role", "img")
    root.set("aria-labelledby", f"{prefix}-title {prefix}-desc")
    for place, (tag, content) in enumerate((("title", title), ("desc", alt))):
        node = ET.Element(f"{{{_SVG}}}{tag}", {"id": f"{prefix}-{tag}"})
        node.text = content
        root.insert(place, node)
    return ET.tostring(root, encoding="unicode")


def _drop(parent: ET.Element, unwanted: Callable[[ET.Element], bool]) -> None:
    for child in list(parent):
        if unwanted(child):
            parent.remove(child)
        else:
            _drop(child, unwanted)


def _unwrap(parent: ET.Element) -> None:
    """Replace groups that say nothing by what they hold, and drop the indentation."""
    children: list[ET.Element] = []
    for child in parent:
        _unwrap(child)
        child.tail = None
        bare = child.tag == f"{{{_SVG}}}g" and not child.attrib
        hollow = child.tag == f"{{{_SVG}}}defs" and not len(child)
        children += list(child) if bare else [] if hollow else [child]
    parent[:] = children
    if children:
        parent.text = None


def _plain_style(value: str) -> str:
    """Drop the drawing machine's font (the page has its own) and round coordinates to a hundredth of a point."""
    value = re.sub(r"font-family: [^;]*; ?", "", value)
    value = re.sub(r"font: (?:(bold|\d+) )?([\d.]+px)[^;]*", lambda m: f"font-size: {m[2]}" + (f"; font-weight: {m[1]}" if m[1] else ""), value)
    value = re.sub(r"rotate\(-?0 [^)]*\)", "", value)
    return re.sub(r"-?\d+\.\d{3,}", lambda m: f"{float(m[0]):.2f}", value)
