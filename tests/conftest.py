"""The order in which processes share the tests, and what each of them does before it collects any."""

from __future__ import annotations

import gc
import os
import sys
from typing import Any

import pytest
from hypothesis import settings

# Rarely: each collection walks through everything that Great Expectations and pandas have imported.
gc.set_threshold(500_000, 20, 20)

# No deadline: the first example of a property may import pandas or scipy.
settings.register_profile(
    "sigtepunkt",
    deadline=None,
    print_blob=True,
    max_examples=200 if os.environ.get("SIGTEPUNKT_NIGHTLY") else 50,
)
settings.load_profile("sigtepunkt")


# The lists below name test modules by their path in tests/; repository/test_layout.py checks that they exist.
#
# Modules that share something expensive run in one process, and start first, since they take longest:
# - "shipped" needs the shipped quarter, which every process that asks for it publishes, or its verdicts;
# - "refusals" imports Great Expectations and runs checks;
# - "publications" publishes, corrects and verifies Prøvekommune;
# - "written" does so with comments and decisions;
# - "reports" opens reports of the published Prøvekommune.
# A mark on each test, as xdist documents it, has no effect since pytest 9.2 (pytest-dev/pytest-xdist#1386).
TOGETHER = {
    "shipped": (
        "end_to_end/quarter/test_shipped_quarter.py",
        "end_to_end/quarter/test_words_of_pages.py",
        "browser/test_pages.py",
        "browser/test_accessible_pages.py",
        "end_to_end/disclosure/test_shipped_growth.py",
    ),
    "refusals": (
        "end_to_end/test_refusals.py",
        "end_to_end/test_gate.py",
        "unit/checks/test_expectation_suite.py",
        "end_to_end/quarter/test_pipeline.py",
        "end_to_end/notebooks/test_executor.py",
        "end_to_end/test_command_line.py",
    ),
    "publications": (
        "end_to_end/quarter/test_build.py",
        "end_to_end/publication/test_verification.py",
        "end_to_end/publication/test_sent_copies.py",
        "end_to_end/publication/test_corrections.py",
        "end_to_end/test_confidential_files.py",
        "browser/test_watch.py",
        "end_to_end/robustness/test_conditions.py",
    ),
    "written": (
        "end_to_end/quarter/followup/test_pages_made.py",
        "end_to_end/quarter/followup/test_refused.py",
        "end_to_end/quarter/followup/test_released.py",
    ),
    "reports": (
        "end_to_end/notebooks/test_notebook_api.py",
        "unit/report/test_opening.py",
        "end_to_end/publication/test_explanation.py",
    ),
}
# Each test of these may run in any process: they share nothing.
APART = ("end_to_end/robustness/test_damaged_files.py",)


def _together(nodeid: str) -> str:
    """Return the name of what a test shares its process with: its group in TOGETHER, or its module."""
    module = nodeid.partition("::")[0].removeprefix("tests/")
    if module in APART:
        return nodeid
    return next((group for group, modules in TOGETHER.items() if module in modules), module)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Keep tests that share something expensive in one process."""
    if config.getoption("dist") != "loadgroup":
        return None
    from xdist.scheduler import LoadScopeScheduling

    class Together(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return _together(nodeid)

    config.option.loadscopereorder = False
    return Together(config, log)


def pytest_configure(config: pytest.Config) -> None:
    """Bring the fixtures, and ignore what Jupyter leaves open: the event loop of each notebook's thread.

    A process that only hands out tests needs no fixture, and would import the package for them.
    """
    if hasattr(config, "workerinput") or not config.getoption("numprocesses", None):
        _leave_probes_in()
        config.pluginmanager.import_plugin("municipality.fixtures")
    for warning in ("unclosed event loop", "unclosed <socket.socket"):
        config.addinivalue_line("filterwarnings", f"ignore:{warning}:ResourceWarning")


def _leave_probes_in() -> None:
    """Keep SlipCover from taking its probes out of code that has run often.

    It looks through every module for that code, which takes longer than the probes do, and raises where
    another thread imports one meanwhile. Its own option for it, --threshold, does not reach the processes
    that xdist starts.
    """
    plugin = sys.modules.get("slipcover.pytest_plugin")
    if plugin and (measured := plugin._slipcover_instance):
        measured.d_miss_threshold = 2**31 - 1  # a C integer


def pytest_collection_finish() -> None:
    """Spare those collections what has been imported by now: it is never garbage."""
    gc.freeze()


def pytest_sessionfinish() -> None:
    """Collect those event loops while their warnings are still ignored."""
    gc.collect()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Start with the longest where several processes share the work."""
    if hasattr(config, "workerinput"):
        order = {group: index for index, group in enumerate(TOGETHER)}
        items.sort(key=lambda item: order.get(_together(item.nodeid), len(order)))
