"""An indicator of Prøvekommune, judged."""

from __future__ import annotations

import pytest
from judged_indicator import Judge, judging
from municipality import lay_out

from sigtepunkt.core.project import Project
from sigtepunkt.strategy import Definitions, load_definitions


@pytest.fixture
def judged(definitions: Definitions) -> Judge:
    """Judge one indicator of Prøvekommune."""
    return judging(definitions)


@pytest.fixture(scope="module")
def always(tmp_path_factory: pytest.TempPathFactory) -> Judge:
    """Judge one indicator of Prøvekommune; laid out once, for properties that are tried many times."""
    root = tmp_path_factory.mktemp("kommune")
    lay_out(root)
    return judging(load_definitions(Project(root)))
