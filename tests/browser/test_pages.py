"""The shipped pages in a real browser, wide and narrow: nothing cut, overlapping, fetched or in English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from places import Shipped

pytestmark = pytest.mark.browser
NAMES = (
    "index",
    "kommunalbestyrelsen",
    "oekonomi",
    "vtf",
    "beskaeftigelse",
    "laering",
    "social-omsorg",
    "datakvalitet",
    "metode",
    "../index",
)
WIDTHS = (1280, 390, 320)
ENGLISH = re.compile(
    r"\b(?:the|and|of|with|from|Figure|None|nan|NaN|NaT|undefined|null|True|False|Download|Source|Table|Chart|Unnamed|Series|"
    r"January|February|March|May|June|July|October|higher|lower|target|not)\b"
)
# Texts that stick out of their chart or overlap one another by more than two pixels.
TEXTS = """
() => {
  const faults = [];
  let texts = 0;
  for (const svg of document.querySelectorAll('figure svg')) {
    const frame = svg.getBoundingClientRect();
    if (!frame.width) continue;
    const labels = [...svg.querySelectorAll('text')].filter(text => text.textContent.trim());
    const boxes = labels.map(text => [text.textContent, text.getBoundingClientRect()]);
    texts += boxes.length;
    const name = svg.getAttribute('aria-labelledby').split(' ')[0];
    for (const [text, box] of boxes) {
      const [left, right] = [frame.left - box.left, box.right - frame.right];
      const out = Math.max(left, right, frame.top - box.top, box.bottom - frame.bottom);
      if (out > 2) faults.push(`${name}: ${text} sticks out by ${out.toFixed(1)} px`);
    }
    for (let i = 0; i < boxes.length; i++) for (let j = i + 1; j < boxes.length; j++) {
      const [a, b] = [boxes[i][1], boxes[j][1]];
      const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      const size = `${wide.toFixed(1)} x ${high.toFixed(1)} px`;
      if (wide > 2 && high > 4) faults.push(`${name}: ${boxes[i][0]} and ${boxes[j][0]} overlap by ${size}`);
    }
  }
  return {faults, texts};
}
"""
# Elements that are wider than the window; those that scroll in a frame of their own do not count.
WIDE = """
() => [...document.querySelectorAll('body *')].filter(element => {
  const box = element.getBoundingClientRect();
  if (!box.width || element.closest('.scroll, .sr, .skip, svg')) return false;
  return box.right > document.documentElement.clientWidth + 1 || box.left < -1;
}).map(element => `${element.tagName}.${element.className}: ${element.textContent.slice(0, 40)}`)
"""
# The font size of the page, and those of all texts in charts as they are scaled on the screen.
FONT_SIZES = """
() => {
  const pixels = element => parseFloat(getComputedStyle(element).fontSize);
  const drawn = [...document.querySelectorAll('figure svg')];
  const visible = drawn.filter(svg => svg.getBoundingClientRect().width);
  return [pixels(document.body), visible.flatMap(svg => {
    const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
    return [...svg.querySelectorAll('text')].map(text => pixels(text) * scale);
  })];
}
"""


class Visit:
    """A report opened at a width, with the requests it made and the complaints in the browser's console."""

    def __init__(self, page: Any, shipped: Shipped, name: str, width: int) -> None:
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page = page
        self._listeners = {
            "request": lambda request: self.requests.append(request.url),
            "console": self._console,
            "pageerror": lambda error: self.complaints.append(str(error)),
        }
        page.set_viewport_size({"width": width, "height": 900})
        for event, listener in self._listeners.items():
            page.on(event, listener)
        page.goto((shipped.pages / f"{name}.html").resolve().as_uri())

    def _console(self, message: Any) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)

    def end(self) -> None:
        """Listen no longer: the next report is opened in the same tab."""
        for event, listener in self._listeners.items():
            self.page.remove_listener(event, listener)

    def open_everything(self) -> None:
        """Unfold what a reader can unfold."""
        self.page.evaluate(
            "() => document.querySelectorAll('details').forEach(fold => { fold.open = true; })"
        )


@pytest.fixture(
    params=[(name, width) for name in NAMES for width in WIDTHS],
    ids=lambda asked: f"{asked[0]}-{asked[1]}",
    scope="module",
)
def visit(request: pytest.FixtureRequest, tab: Any, shipped: Shipped) -> Iterator[Visit]:
    """Each page at each width."""
    name, width = request.param
    opened = Visit(tab, shipped, name, width)
    yield opened
    opened.end()


def test_a_page_asks_for_nothing_but_itself(visit: Visit) -> None:
    assert [url for url in visit.requests if not url.startswith(("file:", "data:"))] == []
    assert len(visit.requests) >= 1


def test_a_page_gives_the_browser_nothing_to_complain_of(visit: Visit) -> None:
    assert visit.complaints == []


def test_a_page_does_not_scroll_sideways(visit: Visit) -> None:
    visit.open_everything()
    wide, window = visit.page.evaluate(
        "() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert wide <= window
    assert visit.page.evaluate(WIDE) == []


def test_no_text_in_a_picture_is_cut_or_lies_on_another(visit: Visit) -> None:
    assert visit.page.evaluate(TEXTS)["faults"] == []


def test_no_english_is_left_over(visit: Visit) -> None:
    visit.open_everything()
    labels = visit.page.locator("figure svg text").all_text_contents()
    text = " ".join([visit.page.inner_text("body"), *labels])
    assert len(text) > 100
    assert ENGLISH.findall(text) == []


def test_the_main_heading_is_the_first_thing_in_the_page(visit: Visit) -> None:
    assert visit.page.locator("main h1").count() == 1
    assert visit.page.locator("main h1").bounding_box()["y"] < 900


def test_text_in_a_picture_is_never_under_half_the_size_of_the_pages_own(visit: Visit) -> None:
    """It shrinks with its chart on a narrow screen."""
    page_size, chart_sizes = visit.page.evaluate(FONT_SIZES)
    assert [size for size in chart_sizes if size < page_size / 2] == []


def test_a_page_lets_no_script_no_style_and_no_frame_in(visit: Visit) -> None:
    """Tried out: the browser enforces the policy."""
    policy = visit.page.locator('meta[http-equiv="Content-Security-Policy"]')
    assert policy.count() == 1
    ran, colour = visit.page.evaluate("""() => {
      const put = html => document.body.insertAdjacentHTML('beforeend', html);
      put('<p id="hostile" style="color: rgb(1, 2, 3)">x</p><iframe srcdoc="x"></iframe>');
      const script = document.createElement('script');
      script.textContent = 'window.hostile_ran = true';
      document.body.append(script);
      return [window.hostile_ran === true, getComputedStyle(document.getElementById('hostile')).color];
    }""")
    assert ran is False
    assert colour != "rgb(1, 2, 3)"


def test_tables_can_be_downloaded_under_the_policy(browser: Any, shipped: Shipped) -> None:
    visit = Visit(browser.new_page(), shipped, "vtf", 1280)
    with visit.page.expect_download() as waiting:
        visit.page.locator(".download a").first.click()
    header = Path(waiting.value.path()).read_text(encoding="utf-8-sig").partition("\n")[0]
    assert ";" in header
    assert waiting.value.suggested_filename.endswith(".csv")
    assert visit.complaints == []
    visit.page.close()


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_the_councils_first_screen_asks_its_question_and_has_four_figures(
    browser: Any, shipped: Shipped, width: int, height: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": height})
    page.goto((shipped.pages / "kommunalbestyrelsen.html").resolve().as_uri())
    question = page.get_by_role("heading", name="Er vi på rette vej?")
    figures = page.locator(".tiles .big strong")
    boxes = [each.bounding_box() for each in (question, *figures.all())]
    seen = [
        box["y"] >= 0 and box["y"] + box["height"] <= height and box["x"] + box["width"] <= width
        for box in boxes
    ]
    assert seen[0], "the question"
    assert sum(seen[1:]) >= 4
    page.close()


@pytest.mark.parametrize("width", [1280, 820, 390])
def test_the_key_figures_fit_the_screen_with_their_marks(browser: Any, shipped: Shipped, width: int) -> None:
    """A table that scrolls sideways would hide what is sure."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto((shipped.pages / "kommunalbestyrelsen.html").resolve().as_uri())
    frame = page.locator(".scroll:has(.key-figures)")
    wide, window = frame.evaluate("frame => [frame.scrollWidth, frame.clientWidth]")
    assert page.locator(".key-figures .state").count() >= 1
    assert wide <= window
    page.close()
