"""Drawings → SVG with real text, once for wide and once for narrow screens, fit for a page."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal
from xml.etree import ElementTree as ET

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG, RendererSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path
from matplotlib.ticker import ScalarFormatter

from sigtepunkt.charts.style import LOOK, NARROW, WIDE, DanishTicks, Draw

MARGIN = 3.0  # points between a picture's edge and what is drawn
_METADATA = ("Date", "Creator", "Format", "Type")  # what matplotlib would write, and no page needs
_NEAR = 0.06  # of the figure's width: axes that are as wide as when they were measured
_NOT_PLAIN = re.compile(r"font|rotate|\.\d\d|[MLCQ] |\n")  # most attributes are
_MOST_READY = 40  # drawings: the longest page has 60, but each is half a megabyte of every kernel
_TICKS = 6  # that most axes need; others make more
_SVG, _XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"

_ready: list[tuple[Figure, Axes]] = []  # nothing was drawn on them yet


@dataclass(frozen=True)
class Picture:
    """One chart as two SVG texts of the same content, and its text alternative."""

    wide: str
    narrow: str
    alt: str


def picture(draw: Draw, *, name: str, title: str, alt: str, height: float | None = None) -> Picture:
    """Return a chart drawn on fresh axes in the house style, wide and narrow.

    `draw` receives the axes and is called once for each width. `name` makes ids unique on the page, `title`
    and `alt` name and describe the picture to assistive technology, and `height` is in inches.
    """
    with mpl.rc_context(LOOK):
        drawings = [_drawn(draw, width, height or usual) for width, usual in (WIDE, NARROW)]
    wide, narrow = (
        _tidy(svg, f"{name}-{suffix}", title, alt) for svg, suffix in zip(drawings, "wn", strict=True)
    )
    return Picture(wide, narrow, alt)


def prepare() -> None:
    """Draw a first picture, which takes half as long again as the next: fonts are found, texts measured.

    Nothing of it stays open: matplotlib opens its fonts anew in each fork.
    """

    def draw(axes: Axes) -> None:
        axes.plot([2022, 2023], [1.5, 2.5], "o-")

    picture(draw, name="first", title="", alt="")


def prepare_axes() -> bool:
    """Make the axes of one drawing to come, and return whether there is room for more.

    Making them takes a third of a drawing's time, and is done where there is time: in the process that
    kernels are forked from, while it waits.
    """
    with mpl.rc_context(LOOK):
        _ready.append(_new_axes())
    return len(_ready) < _MOST_READY


def _new_axes() -> tuple[Figure, Axes]:
    """Return a new figure and its axes, which have ticks already."""
    figure = Figure(dpi=FigureCanvasSVG.fixed_dpi)
    FigureCanvasSVG(figure)  # texts that a drawing itself measures are measured as they will be drawn
    axes = figure.subplots()
    for axis in (axes.xaxis, axes.yaxis):
        axis.get_major_ticks(_TICKS)
    return figure, axes


def _drawn(draw: Draw, width: float, height: float) -> str:
    """Return matplotlib's SVG of a drawing; what measures the texts also draws them."""
    figure, axes = _ready.pop() if _ready else _new_axes()
    figure.set_size_inches(width, height)
    draw(axes)
    for axis in (axes.xaxis, axes.yaxis):
        if isinstance(axis.get_major_formatter(), ScalarFormatter):
            axis.set_major_formatter(DanishTicks(years=axis is axes.xaxis))
    svg = io.StringIO()
    renderer = _Renderer(*figure.bbox.size, svg, metadata=dict.fromkeys(_METADATA))
    _make_room(figure, axes, renderer)
    figure.draw(renderer)
    renderer.finalize()
    return svg.getvalue()


# Most texts stand in several pictures, all in two. Matplotlib copies a font, which can be changed, before it
# asks how large a text is.
_size_of_text = lru_cache(maxsize=4096)(text_to_path.get_text_width_height_descent)


class _Renderer(RendererSVG):  # type: ignore[misc]  # mypy does not follow matplotlib
    """Matplotlib's own, but that each text is measured once in a process."""

    def get_text_width_height_descent(
        self,
        s: str,
        prop: FontProperties,
        ismath: bool | Literal["TeX"],  # noqa: FBT001 - matplotlib's own signature
    ) -> tuple[float, float, float]:
        """Return a text's width, height and descent in points."""
        return _size_of_text(s, prop, ismath)


def _make_room(figure: Figure, axes: Axes, renderer: RendererSVG) -> None:
    """Let the axes fill the figure, but for what their texts need around them.

    Matplotlib's own layouts measure everything two or three times. The texts around a single pair of axes are
    as large wherever the axes end, except for a label beside a bar, which sticks out further the narrower the
    axes become: only then the texts are measured again.
    """
    for axis in (axes.xaxis, axes.yaxis):
        if not axis.get_label_text():
            axis.set_label_coords(0, 0)  # or all ticks are measured once more to place no text beside them
    frame, width = figure.bbox, 0.85
    # Near the end, so that the ticks measured are those to be drawn.
    axes.set_position((0.1, 0.1, width, 0.85))
    for _ in range(3):
        taken, inner = axes.get_tightbbox(renderer, for_layout_only=True), axes.get_window_extent()
        before = width
        if taken is None:  # nothing is drawn
            return
        left, below = inner.x0 - taken.x0 + MARGIN, inner.y0 - taken.y0 + MARGIN
        right, above = taken.x1 - inner.x1 + MARGIN, taken.y1 - inner.y1 + MARGIN
        width, height = 1 - (left + right) / frame.width, 1 - (below + above) / frame.height
        axes.set_position((left / frame.width, below / frame.height, width, height))
        if abs(width - before) < _NEAR:
            return


def _tidy(text: str, prefix: str, title: str, alt: str) -> str:
    """Return matplotlib's SVG fit for a page: named, with unique ids, in the page's font, without ballast."""
    for namespace, uri in (("", _SVG), ("xlink", _XLINK)):
        ET.register_namespace(namespace, uri)
    root = ET.fromstring(re.sub(r"<!DOCTYPE[^>]*>", "", text))  # noqa: S314 - matplotlib has just written it
    _drop_ballast(root)
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
        _style_as_attributes(element)
    _unwrap(root)
    root.attrib.pop("width", None)
    root.attrib.pop("height", None)
    root.set("role", "img")
    root.set("aria-labelledby", f"{prefix}-title {prefix}-desc")
    for index, (tag, content) in enumerate((("title", title), ("desc", alt))):
        node = ET.Element(f"{{{_SVG}}}{tag}", {"id": f"{prefix}-{tag}"})
        node.text = content
        root.insert(index, node)
    return ET.tostring(root, encoding="unicode")


def _drop_ballast(parent: ET.Element) -> None:
    """Remove metadata, style sheets and invisible shapes."""
    for child in list(parent):
        if child.tag.endswith(("metadata", "}style")) or child.attrib.get("style") == "fill: none":
            parent.remove(child)
        else:
            _drop_ballast(child)


def _unwrap(parent: ET.Element) -> None:
    """Replace groups without attributes by their children; drop empty definitions and indentation."""
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


def _style_as_attributes(element: ET.Element) -> None:
    """Turn `style` into attributes: the page's security policy allows no style but the stylesheet's."""
    for part in element.attrib.pop("style", "").split(";"):
        name, _, value = part.partition(":")
        if value.strip():
            element.set(name.strip(), value.strip())


def _plain_style(value: str) -> str:
    """Drop the font (the page has its own), round coordinates to a tenth of a point, and close up paths."""
    if not _NOT_PLAIN.search(value):
        return value
    value = re.sub(r"font-family: [^;]*; ?", "", value)
    value = re.sub(
        r"font: (?:(bold|\d+) )?([\d.]+px)[^;]*",
        lambda m: f"font-size: {m[2]}" + (f"; font-weight: {m[1]}" if m[1] else ""),
        value,
    )
    value = re.sub(r"rotate\(-?0 [^)]*\)", "", value)
    value = re.sub(r"-?\d+\.\d{2,}", lambda m: f"{float(m[0]):.1f}".removesuffix(".0"), value)
    return re.sub(r"\s*\n\s*", "", re.sub(r"(?<=[MLCQ]) (?=-?\d)", "", value))
