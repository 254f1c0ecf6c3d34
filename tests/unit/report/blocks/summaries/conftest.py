"""Pages that are composed of figures, over Prøvekommune."""

from __future__ import annotations

import pytest
from composed_pages import Compose, composer

from sigtepunkt.core.project import Project
from sigtepunkt.report import open_report, output


@pytest.fixture(scope="session")
def compose(processed_once: Project) -> Compose:
    """Compose the page of the council, or of a committee, from figures."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(output, "deliver", lambda _: None)
        return composer(open_report("kommunalbestyrelsen", "2026Q2", processed_once.root))
