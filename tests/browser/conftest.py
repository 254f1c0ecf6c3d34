"""What the tests in a real browser share: the browser, and that they are skipped where there is none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from chromium import CHROMIUM, REQUIRED, chromium


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip tests marked `browser` where Chromium is neither installed nor required."""
    if CHROMIUM is None and not REQUIRED:
        skip = pytest.mark.skip(reason="no Chromium: browser tests not run")
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(skip)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A headless Chromium."""
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def tab(browser: Any) -> Iterator[Any]:
    """A page of it that tests load each report into: a new one for each takes three times as long."""
    page = browser.new_page()
    yield page
    page.close()
