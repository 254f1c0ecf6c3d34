"""A real browser, for the tests of what a reader and an analyst see. One at a time in a process: Playwright holds its event loop."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

CHROMIUM = next(
    filter(
        None,
        map(
            shutil.which, ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
        ),
    ),
    None,
)
REQUIRED = os.environ.get("SIGTEPUNKT_REQUIRE_BROWSER") == "1"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def chromium() -> Iterator[Any]:
    """Yield a headless Chromium, which must be there where it is required."""
    if CHROMIUM is None:
        pytest.fail("no Chromium, and SIGTEPUNKT_REQUIRE_BROWSER=1 asks for one", pytrace=False)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()
