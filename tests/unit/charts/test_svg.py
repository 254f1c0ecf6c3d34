"""Pictures are SVG with real text, named, alike each time, and bring nothing a page should not have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from charted_states import charted
from example_states import example_state
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.textpath import TextToPath

from sigtepunkt import charts
from sigtepunkt.charts import (
    Background,
    Picture,
    beside_budget,
    demand_and_places,
    dots,
    index,
    picture,
    projected_people,
    series,
    svg,
)
from sigtepunkt.charts.style import DanishTicks, is_narrow
from sigtepunkt.signals import Point, balances_by_error

SVG = "{http://www.w3.org/2000/svg}"


def drawn(name: str = "ledighed", title: str = "Ledighed", alt: str = "Ledigheden & faldet.") -> Picture:
    """Return a picture of a state beside the nation."""
    nation = tuple(Point(point.period, 5.0, point.segment) for point in charted().points)
    draw = series(
        charted(), counted="end", unit="%", decimals=1, background=Background(nation=nation, start=2025.0)
    )
    return picture(draw, name=name, title=title, alt=alt)


@pytest.fixture(scope="module")
def pictures() -> dict[str, Picture]:
    """One picture of each kind."""
    side = dots([("Prøve", 3.5), ("Nabo", -1.0)], home="Prøve", nation=4.0, unit="%", decimals=1)
    years = series(
        example_state((1.0, 2, 3, 4, 5), "2020", method="trend"), counted="start", unit="personer", decimals=0
    )
    balances = balances_by_error(range(2026, 2030), [1000, 1100, 1200, 1300], [0.1] * 4, [115, 115, 125, 125])
    return {
        "capacity": picture(
            demand_and_places(balances, places="pladser"),
            name="capacity",
            title="Kapacitet",
            alt="Behov og pladser.",
        ),
        "series": drawn(),
        "areas": picture(
            side, name="areas", title="Områder", alt="Tre områder.", height=charts.height_of_dots(2)
        ),
        "years": picture(years, name="years", title="År", alt="Fem år."),
        "people": picture(
            projected_people((2026, 2027), (1000.0, 1100.0)), name="people", title="Børn", alt="Flere børn."
        ),
        "index": picture(
            index(example_state((100.0, 103, 104), "2020").points, counted="end", background=Background()),
            name="index",
            title="Indeks",
            alt="Tre år.",
        ),
        "own": picture(_own, name="own", title="Egen", alt="To streger."),
        "money": picture(
            beside_budget(-3.5, -2.0, -1.5, unit="mio. kr.", decimals=1),
            name="money",
            title="Resultat",
            alt="Tre beløb.",
            height=charts.HEIGHT_BESIDE_BUDGET,
        ),
    }


def _own(axes: Axes) -> None:
    axes.plot([1, 2, 3], [1000.5, 2000, 3000], label="a")
    axes.scatter([1, 2], [1500, 2500])
    axes.set_title("Egen titel")


def sizes(pictures: dict[str, Picture]) -> Iterator[tuple[str, ET.Element, str]]:
    """Yield each SVG by name, parsed and as text."""
    for kind, drawing in pictures.items():
        for suffix, text in (("w", drawing.wide), ("n", drawing.narrow)):
            yield f"{kind}-{suffix}", ET.fromstring(text), text  # noqa: S314 - made by this test


def test_every_picture_is_well_formed_and_carries_its_title_and_alternative(
    pictures: dict[str, Picture],
) -> None:
    titles = {
        "capacity": ("Kapacitet", "Behov og pladser."),
        "series": ("Ledighed", "Ledigheden & faldet."),
        "areas": ("Områder", "Tre områder."),
        "years": ("År", "Fem år."),
        "people": ("Børn", "Flere børn."),
        "index": ("Indeks", "Tre år."),
        "own": ("Egen", "To streger."),
        "money": ("Resultat", "Tre beløb."),
    }
    for name, root, _ in sizes(pictures):
        assert root.tag == f"{SVG}svg"
        title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
        assert title is not None
        assert desc is not None
        assert (title.text, desc.text) == titles[name.rsplit("-", 1)[0]]
        assert root.get("role") == "img"
        assert root.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
        assert root.get("viewBox")
        assert root.get("width") is None, "the page decides how wide it is"


def test_text_is_text(pictures: dict[str, Picture]) -> None:
    for name, root, _ in sizes(pictures):
        texts = ["".join(element.itertext()) for element in root.iter(f"{SVG}text")]
        assert len(texts) >= 3, name
    narrow = ET.fromstring(pictures["series"].narrow)  # noqa: S314 - made by this test
    assert "1.234,5\u00a0%" in ["".join(element.itertext()) for element in narrow.iter(f"{SVG}text")]


def test_ids_are_unique_and_begin_with_the_pictures_name(pictures: dict[str, Picture]) -> None:
    seen: set[str] = set()
    for name, root, _ in sizes(pictures):
        prefix = name if not name.startswith("series") else name.replace("series", "ledighed")
        for element in root.iter():
            identity = element.get("id")
            if identity is not None:
                assert identity.startswith(f"{prefix}-")
                assert identity not in seen
                seen.add(identity)


def test_everything_referred_to_is_in_the_picture(pictures: dict[str, Picture]) -> None:
    for _, root, text in sizes(pictures):
        identities = {element.get("id") for element in root.iter()}
        referred = set(re.findall(r"url\(#([^)]+)\)", text)) | set(re.findall(r'href="#([^"]+)"', text))
        assert referred
        assert referred <= identities


def test_a_picture_brings_no_font_no_script_no_style_sheet_and_asks_for_nothing(
    pictures: dict[str, Picture],
) -> None:
    for _, root, text in sizes(pictures):
        assert "font-family" not in text
        assert "DejaVu" not in text
        tags = {element.tag.removeprefix(SVG) for element in root.iter()}
        assert tags.isdisjoint({"script", "style", "image", "foreignObject", "metadata"})
        assert not any("style" in element.attrib for element in root.iter()), (
            "a page's security policy lets no style in but the stylesheet's"
        )
        assert not any(
            value.startswith("http") for element in root.iter() for value in element.attrib.values()
        )


def test_coordinates_have_a_tenth_of_a_point_and_paths_no_room_to_spare(pictures: dict[str, Picture]) -> None:
    """A page holds thirty pictures, each drawn twice; nobody sees a hundredth of a point."""
    for name, root, text in sizes(pictures):
        assert not re.search(r"\d\.\d\d", re.sub(r">[^<]*<", "><", text)), name
        for path in root.iter(f"{SVG}path"):
            assert not re.search(r"[\n]|[MLCQ] ", path.get("d", "")), name


def test_the_same_state_gives_the_same_bytes() -> None:
    assert drawn() == drawn()


def test_a_picture_is_the_same_on_axes_that_were_made_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also one whose axes have more ticks, or fewer, than were made."""
    monkeypatch.setattr(svg, "_ready", [])
    monkeypatch.setattr(svg, "_MOST_READY", 5)

    def many(axes: Axes) -> None:
        axes.plot(range(12), range(12))
        axes.set_xticks(range(12))

    def two_pictures() -> list[Picture]:
        return [drawn(), picture(many, name="many", title="", alt="")]

    anew = two_pictures()
    assert [svg.prepare_axes() for _ in range(5)] == [True, True, True, True, False]
    assert two_pictures() == anew
    assert len(svg._ready) == 1, "four drawings took what was made"


def test_hostile_titles_and_alternatives_stay_text() -> None:
    hostile = "</title><script>alert(1)</script>"
    drawing = drawn(title=hostile, alt=hostile)
    assert "<script" not in drawing.wide + drawing.narrow
    root = ET.fromstring(drawing.wide)  # noqa: S314 - made by this test
    title = root.find(f"{SVG}title")
    assert title is not None
    assert title.text == hostile


def test_own_axes_get_danish_numbers() -> None:
    drawing = picture(_own, name="own", title="Egen", alt="To streger.")
    texts = re.findall(r"<text[^>]*>([^<]*)</text>", drawing.wide)
    assert "1.500" in texts or "2.000" in texts
    assert not any(re.fullmatch(r"\d+\.\d", text) for text in texts)


def test_years_on_an_axis_have_no_separator() -> None:
    def draw(axes: Axes) -> None:
        axes.plot([2020, 2021, 2022], [1.5, 2.5, 3.5])
        axes.set_xticks([2020, 2021, 2022])

    texts = re.findall(r"<text[^>]*>([^<]*)</text>", picture(draw, name="x", title="x", alt="x").wide)
    assert {"2020", "2021", "2022"} <= set(texts)
    assert "1,50" in texts


def test_a_narrow_picture_knows_that_it_is() -> None:
    seen: list[bool] = []
    picture(lambda axes: seen.append(is_narrow(axes)), name="x", title="x", alt="x")
    assert seen == [False, True]


def counted(monkeypatch: pytest.MonkeyPatch, owner: type, method: str) -> list[Any]:
    """Return a list that grows with each call of a method, by what it was called on."""
    calls: list[Any] = []
    original = getattr(owner, method)

    def call(self: object, *words: object, **named: object) -> object:
        calls.append(self)
        return original(self, *words, **named)

    monkeypatch.setattr(owner, method, call)
    return calls


def test_a_picture_is_drawn_once_for_each_width(monkeypatch: pytest.MonkeyPatch) -> None:
    draws = counted(monkeypatch, Figure, "draw")
    drawn()
    assert len(draws) == 2


def test_ticks_are_written_to_make_room_and_to_be_drawn_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Matplotlib measures all of them again to place the text of an axis, even where it has none."""
    asked = counted(monkeypatch, DanishTicks, "format_ticks")
    picture(lambda axes: axes.plot([0, 1], [0, 1]), name="x", title="x", alt="x")
    vertical = sum(not ticks.years for ticks in asked)
    assert vertical == 5, "measured and drawn, wide and narrow, and where the axes are narrow measured again"


def test_room_is_made_for_the_text_of_an_axis_beside_its_ticks() -> None:
    def draw(axes: Axes) -> None:
        axes.plot([0, 1], [0, 1])
        axes.set_xlabel("Aksens tekst")

    svg = picture(draw, name="x", title="x", alt="x").wide
    height = {text: float(y) for y, text in re.findall(r'<text[^>]* y="([\d.]+)"[^>]*>([^<]*)</text>', svg)}
    assert max(y for text, y in height.items() if text != "Aksens tekst") < height["Aksens tekst"]


def test_a_text_is_measured_once_however_many_pictures_it_stands_in(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn()
    measured = counted(monkeypatch, TextToPath, "_get_font")
    drawn(name="another")
    assert measured == []
