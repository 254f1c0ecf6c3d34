"""The shipped pages without a mouse, without colour, in dark mode, enlarged, read aloud and on paper.

SIGTEPUNKT_EVERY_PAGE=1 (`make pages`) checks every page against every rule at every width, in light and dark
mode and as printed. `make test` checks the contrast of text, which takes longest, only on one page of each
kind.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from places import REPOSITORY, Shipped

from sigtepunkt.core.project import Project

pytestmark = pytest.mark.browser
EVERY = os.environ.get("SIGTEPUNKT_EVERY_PAGE") == "1"
NAMES = (
    "kommunalbestyrelsen",
    "oekonomi",
    "vtf",
    "beskaeftigelse",
    "laering",
    "social-omsorg",
    "datakvalitet",
    "metode",
    "index",
    "tilgaengelighed",
    "../index",
)
OF_EACH_KIND = ("kommunalbestyrelsen", "index", "tilgaengelighed")
MODES = {"light": ("screen", "light"), "dark": ("screen", "dark"), "paper": ("print", "light")}
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
GOLDEN = REPOSITORY / "tests" / "golden" / "read_aloud.txt"
HEAVIEST = 700_000  # bytes that a page may have


# Colours in charts that the stylesheet does not replace in dark mode.
UNNAMED = """() => {
  const known = new Set();
  const rules = [...document.styleSheets].flatMap(sheet => [...sheet.cssRules]);
  for (const rule of rules)
    for (const [, , colour] of (rule.selectorText || '').matchAll(/\\[(fill|stroke)="(#[0-9a-f]{6})"\\]/g))
      known.add(colour);
  const unnamed = new Set();
  for (const element of document.querySelectorAll('figure svg *'))
    for (const name of ['fill', 'stroke']) {
      const colour = element.getAttribute(name) || 'none';
      if (colour.startsWith('#') && !known.has(colour)) unnamed.add(colour);
    }
  return [...unnamed];
}"""


@pytest.fixture
def visit(browser: Any, tab: Any, shipped: Shipped) -> Iterator[Any]:
    """Return a function that opens a page at a width, in a mode: in the same tab, unless told `more`."""
    opened = []

    def go(name: str, width: int = 1280, mode: str = "light", **more: Any) -> Any:
        media, scheme = MODES[mode]
        page = tab
        if more:
            page = browser.new_page(**more)
            opened.append(page)
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(media=media, color_scheme=scheme)
        page.goto((shipped.pages / f"{name}.html").resolve().as_uri())
        return page

    yield go
    for page in opened:
        page.close()


def faults(page: Any, options: str = "{}") -> list[str]:
    """Unfold everything and return what axe-core reports: WCAG A and AA, and best practice."""
    page.evaluate("() => document.querySelectorAll('details').forEach(fold => { fold.open = true; })")
    page.evaluate(AXE)
    report = page.evaluate(f"axe.run(document, {{resultTypes: ['violations'], ...{options}}})")
    assert report["passes"] or report["violations"], "axe-core checked nothing"
    return [f"{rule['id']}: {node['html'][:200]}" for rule in report["violations"] for node in rule["nodes"]]


WITHOUT_CONTRAST = "{}" if EVERY else "{rules: {'color-contrast': {enabled: false}}}"


@pytest.mark.parametrize(
    ("name", "width", "mode"),
    [
        (name, width, mode)
        for name in NAMES
        for width in (1280, 390)
        for mode in MODES
        if EVERY or (mode == "light" and (width > 400 or name in OF_EACH_KIND))
    ],
)
def test_a_page_meets_every_rule(visit: Any, name: str, width: int, mode: str) -> None:
    assert faults(visit(name, width, mode), WITHOUT_CONTRAST) == []


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", OF_EACH_KIND)
def test_every_text_stands_out(visit: Any, name: str, mode: str) -> None:
    assert faults(visit(name, 1280, mode), "{runOnly: ['color-contrast']}") == []


@pytest.mark.parametrize(
    ("harm", "rule"),
    [
        ("document.querySelector('main h1').remove()", "page-has-heading-one"),
        ("document.querySelector('.small, .facts').style.color = '#bbb'", "color-contrast"),
        ("document.documentElement.lang = ''", "html-has-lang"),
        ("document.querySelector('a[href]').textContent = ''", "link-name"),
    ],
)
def test_a_planted_fault_is_found(visit: Any, harm: str, rule: str) -> None:
    page = visit("index")
    page.evaluate(harm)
    assert {fault.partition(":")[0] for fault in faults(page, f"{{runOnly: ['{rule}']}}")} == {rule}


def test_the_keyboard_reaches_the_content_first_and_all_of_it_in_order(visit: Any) -> None:
    page = visit("kommunalbestyrelsen")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Gå til indhold"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "indhold"
    page.reload()
    links = page.evaluate("""() => {
      const all = [...document.querySelectorAll('a[href], summary, [tabindex="0"], button')];
      all.forEach((element, index) => { element.dataset.index = index; });
      const folded = element => element.closest('details:not([open]) > :not(summary)');
      return all.filter(element => element.checkVisibility() && !folded(element)).length;
    }""")
    reached: list[str] = []
    order: list[int] = []
    for _ in range(400):
        page.keyboard.press("Tab")
        text, index, visible = page.evaluate("""() => {
          const element = document.activeElement;
          const box = element.getBoundingClientRect();
          return [
            element === document.body ? '' : `${element.tagName} ${element.textContent.slice(0, 40)}`,
            +(element.dataset.index ?? -1),
            getComputedStyle(element).outlineStyle !== 'none' && box.bottom > 0 && box.top < innerHeight,
          ];
        }""")
        if not text:
            break
        reached.append(text)
        assert visible, f"the focus is not visible at {text}"
        order.append(index)
    assert len(reached) >= links - 1, "all are reached, but the summary of contents that are always open"
    assert order == sorted(order), "the order of the keyboard is the order of the page"


def test_contents_show_where_the_reader_is(visit: Any) -> None:
    page = visit("social-omsorg")
    assert page.locator(".contents [aria-current]").count() == 0
    page.locator("#fastholdelse").scroll_into_view_if_needed()
    page.evaluate("document.getElementById('fastholdelse').scrollIntoView()")
    page.locator(".contents [aria-current]", has_text="Fastholdelse").wait_for()
    assert page.locator(".contents [aria-current]").count() == 1
    assert page.locator(".contents").bounding_box()["y"] >= 0
    narrow = visit("social-omsorg", 390)
    assert narrow.locator(".contents details").get_attribute("open") is None
    narrow.locator(".contents summary").click()
    narrow.locator(".contents a", has_text="Fastholdelse").click()
    narrow.locator(".contents .here", has_text=": Fastholdelse").wait_for()
    assert narrow.locator(".contents details").get_attribute("open") is None, "it gets out of the way"
    heading, bar = narrow.locator("#fastholdelse").bounding_box(), narrow.locator(".contents").bounding_box()
    assert heading["y"] >= bar["y"] + bar["height"] - 1, "and covers no heading"


def test_words_find_what_is_defined_with_them(visit: Any) -> None:
    page = visit("index")
    everything = page.locator(".find li:visible").count()
    page.locator(".find input").fill("ledige fuldtid")
    hits = page.locator(".find li:visible")
    assert 1 < hits.count() < everything / 3
    assert any("Ledige fuldtidspersoner" in text for text in hits.all_inner_texts())
    assert page.locator(".find [role=status]").inner_text() == f"{hits.count()} steder"
    page.locator(".find input").fill("xyzzy")
    assert hits.count() == 0
    assert page.locator(".find [role=status]").inner_text() == "0 steder"


def test_without_a_script_nothing_is_lost(visit: Any) -> None:
    page = visit("index", java_script_enabled=False)
    assert page.locator(".find li").count() > 100
    assert not page.locator(".find input").is_visible()
    wide = visit("social-omsorg", java_script_enabled=False)
    assert wide.locator(".contents a").first.is_visible(), "contents are open on a wide screen"
    wide.locator("main details summary").first.click()
    assert wide.locator("main details[open]").count() == 1


def test_a_picture_is_saved_as_a_file_of_its_own(visit: Any) -> None:
    page = visit("vtf")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Gem figuren (SVG)").first.click()
    text = Path(waiting.value.path()).read_text(encoding="utf-8")
    assert waiting.value.suggested_filename.endswith(".svg")
    assert text.startswith("<svg")
    assert 'xmlns="http://www.w3.org/2000/svg"' in text
    assert 'fill="#ffffff"' in text


def test_paper_has_no_folds_and_no_way_around(visit: Any) -> None:
    page = visit("social-omsorg", mode="paper")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("main details:not([open])").count() == 0
    assert not page.locator(".top nav").is_visible()
    assert not page.locator(".contents").is_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("main details[open]").count() == 0


@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_light_does_not_move_while_it_loads_and_draws_in_the_colours_of_the_identity(
    visit: Any, shipped: Shipped, name: str
) -> None:
    assert (shipped.pages / f"{name}.html").stat().st_size <= HEAVIEST
    page = visit(name, 390)
    moved = page.evaluate("""() => new Promise(done => {
      let sum = 0;
      new PerformanceObserver(list => list.getEntries().forEach(shift => { sum += shift.value; }))
        .observe({type: 'layout-shift', buffered: true});
      setTimeout(() => done(sum), 100);
    })""")
    assert moved == 0
    assert page.evaluate(UNNAMED) == [], "a colour that is not replaced cannot be seen in dark mode"


if EVERY:  # needs Java and the checker that `make pages` downloads

    def test_the_html_checker_of_the_w3c_finds_no_error(shipped: Shipped, tmp_path: Path) -> None:
        harmed = tmp_path / "harmed.html"
        harmed.write_text(
            (shipped.pages / "index.html").read_text(encoding="utf-8").replace("<main", "<maine", 1),
            encoding="utf-8",
        )
        assert checked(harmed) != []
        assert checked(shipped.project.reports / "index.html", *sorted(shipped.pages.glob("*.html"))) == []


def checked(*pages: Path) -> list[str]:
    """Return the errors that the W3C's HTML checker finds."""
    checker = ("java", "-jar", os.environ["SIGTEPUNKT_HTML_CHECKER"], "--errors-only", "--format", "gnu")
    words = [*checker, *map(str, pages)]
    return subprocess.run(words, capture_output=True, text=True, check=False).stderr.splitlines()


def test_the_council_page_read_aloud_makes_sense(browser: Any, published_once: Project) -> None:
    """What a screen reader says, in order.

    Where a change is intended, `SIGTEPUNKT_GOLDEN=1 pytest -k read_aloud` writes the file anew; read the
    difference.
    """
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    pages = published_once.report(published_once.quarters()[0])
    page.goto((pages / "kommunalbestyrelsen.html").resolve().as_uri())
    heard = re.sub(r"(SHA-256 |\b)[0-9a-f]{12}…", r"\1(sum)…", page.locator("body").aria_snapshot()) + "\n"
    page.close()
    if os.environ.get("SIGTEPUNKT_GOLDEN") == "1":
        GOLDEN.write_text(heard, encoding="utf-8")
    assert heard == GOLDEN.read_text(encoding="utf-8")
