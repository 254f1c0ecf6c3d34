"""A real browser, for tests of what a reader and an analyst see.

One at a time in a process: Playwright holds the process's event loop.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
CHROMIUM = next(filter(None, map(shutil.which, _NAMES)), None)
# The same engine without a window, where that is installed beside it: a window for each page that is opened,
# with an address bar that is a page itself, takes a sixth of the processor time of tests that open pages.
_WITHOUT_WINDOW = shutil.which("chromium-headless-shell")
REQUIRED = os.environ.get("SIGTEPUNKT_REQUIRE_BROWSER") == "1"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Or each new page has a process begun for the next one, which takes a third of the browser's time.
    "--disable-features=SpareRendererForSitePerProcess",
]


@contextmanager
def chromium() -> Iterator[Any]:
    """Yield a headless Chromium; fail where none is installed."""
    if CHROMIUM is None:
        pytest.fail("no Chromium, and SIGTEPUNKT_REQUIRE_BROWSER=1 asks for one", pytrace=False)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=_WITHOUT_WINDOW or CHROMIUM, args=FLAGS)
        yield opened
        opened.close()
