"""Every link in README, CONTRIBUTING and the other documents leads somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from places import REPOSITORY

from sigtepunkt.core.storage.software import ROOMS

DOCUMENTS = sorted([*REPOSITORY.glob("*.md"), *(REPOSITORY / "docs").glob("*.md")])


def addresses(document: Path) -> set[str]:
    """Return the anchor of each heading, as GitHub derives it from the text."""
    text = re.sub(r"^```.*?^```", "", document.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    headings = re.findall(r"^#+ (.+)$", text, flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


CODE = re.compile(r"^ *```.*?^ *```$|`[^`\n]+`", re.DOTALL | re.MULTILINE)  # what stands there is no link


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_leads_to_a_file_and_a_heading(document: Path) -> None:
    text = CODE.sub("", document.read_text(encoding="utf-8"))
    for target in re.findall(r"\]\((?!https?:)([^)\s]+)\)", text):
        name, _, heading = target.partition("#")
        path = document.parent / name if name else document
        assert path.exists(), f"{document.name} leads to {target}"
        assert not heading or heading in addresses(path), f"{document.name} leads to {target}"


def places_to_look() -> list[str]:
    """Return the files CONTRIBUTING names for typical changes."""
    text = (REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8")
    table = text.partition("| I want to change … |")[2].partition("\n\n")[0]
    return re.findall(r"\| `([^`]+)` \|$", table, re.MULTILINE)


def test_contributing_says_where_to_look_for_fifteen_changes_or_more() -> None:
    assert len(places_to_look()) >= 15


@pytest.mark.parametrize("file", places_to_look())
def test_what_contributing_leads_to_for_a_change_is_there(file: str) -> None:
    assert (REPOSITORY / file).is_file()


def test_contributing_describes_every_room_in_the_order_of_their_imports() -> None:
    text = (REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8")
    table = text.partition("| room | what comes in")[2].partition("\n\n")[0]
    rooms = re.findall(r"^\| `([a-z]+)(?:\.py)?` \|", table, re.MULTILINE)
    assert tuple(rooms) == ROOMS
