"""Drawings → SVG with real text, once for wide and once for narrow screens, fit for a page."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from xml.etree import ElementTree as ET

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import ScalarFormatter

from sigtepunkt.charts.style import LOOK, NARROW, WIDE, DanishTicks, Draw

MARGIN = 3.0  # points between a picture's edge and what is drawn
_NEAR = 0.06  # of the figure's width: axes that are as wide as when they were measured
_SVG, _XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"


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
        with mpl.rc_context(LOOK):
            figure = Figure(figsize=(size[0], height or size[1]))
            FigureCanvasSVG(figure)  # texts are measured as they will be drawn
            axes = figure.subplots()
            draw(axes)
            for axis in (axes.xaxis, axes.yaxis):
                if isinstance(axis.get_major_formatter(), ScalarFormatter):
                    axis.set_major_formatter(DanishTicks(years=axis is axes.xaxis))
            _make_room(figure, axes)
            buffer = io.StringIO()
            figure.savefig(
                buffer, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None}
            )
        texts.append(_tidy(buffer.getvalue(), f"{name}-{suffix}", title, alt))
    return Picture(texts[0], texts[1], alt)


def _make_room(figure: Figure, axes: Axes) -> None:
    """Let the axes fill the figure, but for what their texts need around them.

    Matplotlib's layouts measure everything two or three times. What stands around a single pair of axes is as large wherever
    they end, but for a label beside a bar, which sticks out further the narrower they become: only then it is measured again.
    """
    whole, width = figure.bbox, 0.85
    axes.set_position(
        (0.1, 0.1, width, 0.85)
    )  # near the end, so that as many ticks are measured as will be drawn
    for _ in range(3):
        taken, inner, before = axes.get_tightbbox(for_layout_only=True), axes.get_window_extent(), width
        if taken is None:  # nothing is drawn
            return
        left, below = inner.x0 - taken.x0 + MARGIN, inner.y0 - taken.y0 + MARGIN
        right, above = taken.x1 - inner.x1 + MARGIN, taken.y1 - inner.y1 + MARGIN
        width = 1 - (left + right) / whole.width
        axes.set_position(
            (left / whole.width, below / whole.height, width, 1 - (below + above) / whole.height)
        )
        if abs(width - before) < _NEAR:
            return


def _tidy(text: str, prefix: str, title: str, alt: str) -> str:
    """Return matplotlib's SVG fit for a page: named, ids unique, in the page's font, without what nobody reads."""
    for namespace, uri in (("", _SVG), ("xlink", _XLINK)):
        ET.register_namespace(namespace, uri)
    root = ET.fromstring(re.sub(r"<!DOCTYPE[^>]*>", "", text))
    _drop(
        root, lambda one: one.tag.endswith(("metadata", "}style")) or one.attrib.get("style") == "fill: none"
    )
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


def _style_as_attributes(element: ET.Element) -> None:
    """Write what `style` says as attributes of their own: a page's security policy lets no style in but the stylesheet's."""
    for part in element.attrib.pop("style", "").split(";"):
        name, _, value = part.partition(":")
        if value.strip():
            element.set(name.strip(), value.strip())


def _plain_style(value: str) -> str:
    """Drop the drawing machine's font (the page has its own) and round coordinates to a hundredth of a point."""
    value = re.sub(r"font-family: [^;]*; ?", "", value)
    value = re.sub(
        r"font: (?:(bold|\d+) )?([\d.]+px)[^;]*",
        lambda m: f"font-size: {m[2]}" + (f"; font-weight: {m[1]}" if m[1] else ""),
        value,
    )
    value = re.sub(r"rotate\(-?0 [^)]*\)", "", value)
    return re.sub(r"-?\d+\.\d{3,}", lambda m: f"{float(m[0]):.2f}", value)
