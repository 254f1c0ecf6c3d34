"""An indicator of Prøvekommune, judged."""

from __future__ import annotations

import pytest
from judged_indicator import Judge, judging

from sigtepunkt.strategy import Definitions


@pytest.fixture(scope="session")
def judged(definitions: Definitions) -> Judge:
    """Judge one indicator of Prøvekommune."""
    return judging(definitions)
