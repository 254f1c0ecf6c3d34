"""The shipped pages in a real browser: nothing cut, overlapping, asked for or left over in English, wide and narrow."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from chromium import CHROMIUM, REQUIRED, chromium
from places import Shipped

if CHROMIUM is None and not REQUIRED:
    pytest.skip("no Chromium: browser tests not run", allow_module_level=True)

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
# Texts of visible pictures that stick out of their picture or into each other, by more than two pixels.
TEXTS = """
() => {
  const faults = [];
  let texts = 0;
  for (const svg of document.querySelectorAll('figure svg')) {
    const frame = svg.getBoundingClientRect();
    if (!frame.width) continue;
    const boxes = [...svg.querySelectorAll('text')].filter(t => t.textContent.trim()).map(t => [t.textContent, t.getBoundingClientRect()]);
    texts += boxes.length;
    const name = svg.getAttribute('aria-labelledby').split(' ')[0];
    for (const [text, box] of boxes) {
      const out = Math.max(frame.left - box.left, box.right - frame.right, frame.top - box.top, box.bottom - frame.bottom);
      if (out > 2) faults.push(`${name}: ${text} sticks out by ${out.toFixed(1)} px`);
    }
    for (let i = 0; i < boxes.length; i++) for (let j = i + 1; j < boxes.length; j++) {
      const [a, b] = [boxes[i][1], boxes[j][1]];
      const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (wide > 2 && high > 4) faults.push(`${name}: ${boxes[i][0]} and ${boxes[j][0]} overlap by ${wide.toFixed(1)} x ${high.toFixed(1)} px`);
    }
  }
  return {faults, texts};
}
"""
# Elements wider than the window, but for those that scroll in a frame of their own, and text cut by its own box.
WIDE = """
() => [...document.querySelectorAll('body *')].filter(e => {
  const box = e.getBoundingClientRect();
  if (!box.width || e.closest('.scroll, .sr, .skip, svg')) return false;
  return box.right > document.documentElement.clientWidth + 1 || box.left < -1;
}).map(e => `${e.tagName}.${e.className}: ${e.textContent.slice(0, 40)}`)
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A headless Chromium."""
    with chromium() as opened:
        yield opened


class Visit:
    """A page opened at one width, with what it asked for and complained of."""

    def __init__(self, browser: Any, shipped: Shipped, name: str, width: int) -> None:
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self.page = browser.new_page(viewport={"width": width, "height": 900})
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on(
            "console",
            lambda message: (
                self.complaints.append(message.text) if message.type in {"error", "warning"} else None
            ),
        )
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto((shipped.pages / f"{name}.html").resolve().as_uri())

    def open_everything(self) -> None:
        """Unfold what a reader can unfold."""
        self.page.evaluate("() => document.querySelectorAll('details').forEach(one => { one.open = true; })")


@pytest.fixture(
    params=[(name, width) for name in NAMES for width in WIDTHS],
    ids=lambda asked: f"{asked[0]}-{asked[1]}",
    scope="module",
)
def visit(request: pytest.FixtureRequest, browser: Any, shipped: Shipped) -> Iterator[Visit]:
    """Each page at each width."""
    name, width = request.param
    opened = Visit(browser, shipped, name, width)
    yield opened
    opened.page.close()


def test_a_page_asks_for_nothing_but_itself(visit: Visit) -> None:
    assert [url for url in visit.asked if not url.startswith(("file:", "data:"))] == []
    assert len(visit.asked) >= 1


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
    found = visit.page.evaluate(TEXTS)
    assert found["faults"] == []


def test_no_english_is_left_over(visit: Visit) -> None:
    visit.open_everything()
    seen = (
        visit.page.inner_text("body")
        + " "
        + " ".join(visit.page.locator("figure svg text").all_text_contents())
    )
    assert len(seen) > 100
    assert ENGLISH.findall(seen) == []


def test_the_main_heading_is_the_first_thing_in_the_page(visit: Visit) -> None:
    assert visit.page.locator("main h1").count() == 1
    assert visit.page.locator("main h1").bounding_box()["y"] < 900


def test_text_in_a_picture_is_never_under_half_the_size_of_the_pages_own(visit: Visit) -> None:
    """It shrinks with its picture on a narrow screen."""
    own, drawn = visit.page.evaluate(
        "() => [parseFloat(getComputedStyle(document.body).fontSize), [...document.querySelectorAll('figure svg')]"
        ".filter(s => s.getBoundingClientRect().width).flatMap(s => [...s.querySelectorAll('text')]"
        ".map(t => parseFloat(getComputedStyle(t).fontSize) * s.getBoundingClientRect().width / s.viewBox.baseVal.width))]"
    )
    assert [size for size in drawn if size < own / 2] == []


def test_a_page_lets_no_script_no_style_and_no_frame_in(visit: Visit) -> None:
    """The browser itself says what the policy kept out."""
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
    visit = Visit(browser, shipped, "vtf", 1280)
    with visit.page.expect_download() as waiting:
        visit.page.locator(".download a").first.click()
    with open(waiting.value.path(), encoding="utf-8-sig") as file:
        header = file.readline()
    assert ";" in header
    assert waiting.value.suggested_filename.endswith(".csv")
    assert visit.complaints == []
    visit.page.close()
