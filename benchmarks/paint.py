"""How soon the shipped quarter's pages appear: `python benchmarks/paint.py [ROUNDS]`.

The pages are opened from disk in turn, ROUNDS times, in headless Chromium at 1280 px, each time in a fresh
context. First contentful paint is what the browser reports, counted from the request. Needs the developers'
packages.
"""

from __future__ import annotations

import sys
from pathlib import Path

from cold import QUARTER, RUN, call, copy, medians, table
from playwright.sync_api import Browser, sync_playwright

sys.path.append(str(Path(__file__).parent.parent / "tests" / "support" / "pages"))
from chromium import CHROMIUM, FLAGS

FIRST_PAINT = """() => new Promise(painted =>
    new PerformanceObserver(
        list => list.getEntriesByName('first-contentful-paint').forEach(entry => painted(entry.startTime))
    ).observe({type: 'paint', buffered: true})
)"""


def first_paint(browser: Browser, page: Path) -> float:
    """Return the milliseconds until the first content of the page is painted."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    try:
        opened = context.new_page()
        opened.goto(page.as_uri())
        return float(opened.evaluate(FIRST_PAINT))
    finally:
        context.close()


def main() -> None:
    """Publish the shipped quarter, open its pages in turn, and print medians and sizes."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    with copy() as project, sync_playwright() as driver:
        call(project, *RUN)
        pages = sorted((project / "reports" / QUARTER).glob("*.html"))
        paints: dict[str, list[float]] = {page.stem: [] for page in pages}
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        first_paint(browser, pages[0])  # not measured: the first page also starts the browser's renderer
        for turn in range(times):
            for page in pages:
                paints[page.stem].append(first_paint(browser, page))
            slowest = max(milliseconds[-1] for milliseconds in paints.values())
            print(f"round {turn + 1}: {slowest:.0f} ms at most", file=sys.stderr, flush=True)
        browser.close()
        rows = [
            [name, f"{middle:.0f}", (project / "reports" / QUARTER / f"{name}.html").stat().st_size]
            for name, middle in medians(paints).items()
        ]
    table([f"page, medians of {times}", "first contentful paint, ms", "bytes"], rows)


if __name__ == "__main__":
    main()
