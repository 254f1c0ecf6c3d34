"""A block is made once from the same inputs, again from others; a kernel trusts only the file it may."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from municipality import FIRST, LAST

from sigtepunkt.core.project import Project
from sigtepunkt.core.storage import software
from sigtepunkt.report.block_cache import SETTING, BlockCache, open_cache, trusted_checksums, write


def never() -> str:
    raise AssertionError("it was made again")


def cached(project: Project, **blocks: str) -> dict[str, str]:
    """Cache blocks of the page `boern` by what they were made from; return the checksums that are trusted."""
    write(
        project,
        FIRST,
        {"boern": {BlockCache().get(made_from, lambda: "")[0]: block for made_from, block in blocks.items()}},
    )
    return trusted_checksums(project, FIRST)


def test_a_block_is_made_once_from_the_same(project: Project) -> None:
    html = "<p>Æ\r\nto\n</p>"
    key, block = BlockCache().get("x", lambda: html)
    assert block == html
    write(project, FIRST, {"boern": {key: html}})
    again = open_cache(project, FIRST, "boern")
    assert again.get("x", never) == (key, html)
    assert again.get("y", lambda: "andet")[1] == "andet"


def test_other_code_or_another_library_forgets_all(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    cached(project, x="gammel")
    monkeypatch.setattr(software, "of_rooms_until", lambda room: f"another up to {room}")
    assert open_cache(project, FIRST, "boern").get("x", lambda: "ny")[1] == "ny"


def test_no_page_and_no_quarter_is_given_anothers_blocks(project: Project) -> None:
    cached(project, x="blok")
    for quarter, page in ((FIRST, "teknik"), (LAST, "boern")):
        assert open_cache(project, quarter, page).get("x", lambda: "egen")[1] == "egen"


def test_a_page_that_is_kept_anew_leaves_the_others_believed(project: Project) -> None:
    cached(project, x="blok")
    write(project, FIRST, {"teknik": {"nøgle": "blok"}})
    assert trusted_checksums(project, FIRST).keys() == {"boern", "teknik"}
    write(project, FIRST, {})
    assert trusted_checksums(project, FIRST).keys() == {"boern", "teknik"}


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text[:-1],
        lambda text: text.replace(b"hel", b"half"),
        lambda _: b"",
        lambda _: b"\xff\xfe",
        lambda _: b"[]",
    ],
    ids=["cut", "changed", "empty", "no text", "no blocks"],
)
def test_a_file_that_somebody_changed_is_not_believed(
    project: Project, monkeypatch: pytest.MonkeyPatch, damage: Callable[[bytes], bytes]
) -> None:
    (digest,) = cached(project, x="hel blok").values()
    path = project.block_cache / str(FIRST) / "boern.json"
    path.write_bytes(damage(path.read_bytes()))
    assert trusted_checksums(project, FIRST) == {}, "before the notebooks begin"
    monkeypatch.setenv(SETTING, digest)
    assert open_cache(project, FIRST, "boern") == BlockCache(), "after they have begun"


def test_a_kernel_that_is_told_to_believe_none_makes_all(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    (digest,) = cached(project, x="blok").values()
    monkeypatch.setenv(SETTING, "")
    assert open_cache(project, FIRST, "boern") == BlockCache()
    monkeypatch.setenv(SETTING, digest)
    assert open_cache(project, FIRST, "boern").blocks


@pytest.mark.parametrize("ledger", [b"{", b"[]", b"\xff"])
def test_checksums_that_cannot_be_read_let_none_be_believed(project: Project, ledger: bytes) -> None:
    cached(project, x="blok")
    (project.block_cache / str(FIRST) / "checksums.json").write_bytes(ledger)
    assert trusted_checksums(project, FIRST) == {}
