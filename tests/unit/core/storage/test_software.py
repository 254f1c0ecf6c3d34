"""What a result is made by has a checksum: the code room by room, and library by library."""

from __future__ import annotations

import importlib.metadata
import re
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from places import REPOSITORY

from sigtepunkt.core.storage import software
from sigtepunkt.core.storage.software import ROOMS

# Of the declared dependencies, those that have no say in what a page says or looks like.
NO_SAY = {
    "click": "reads the command line",
    "rich": "writes to the terminal",
    "watchfiles": "says that a file was saved",
    "python-stdnum": "says whether digits are a CPR number, which refuses a run and writes nothing",
    "filelock": "lets one process write at a time",
    "psutil": "ends processes",
    "jupyter-client": "starts kernels, and carries messages as they are",
    "httpx2": "asks publishers for files, before any page is made",
    "stamina": "says when they are asked again",
    "traitlets": "is how the client is told where kernels are",
}
NOT_DECLARED = {"sigtepunkt": "the package itself", "mistune": "makes HTML of Markdown for nbconvert"}


def test_every_library_that_has_a_say_in_a_page_is_an_input() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {re.match(r"[\w-]+", one)[0] for one in project["dependencies"]}  # type: ignore[index]
    assert set(NO_SAY) < declared
    assert any(one.startswith("mistune") for one in importlib.metadata.requires("nbconvert") or ())
    assert set(software.PACKAGES) == (declared - set(NO_SAY)) | set(NOT_DECLARED)
    assert software.libraries().keys() == {"python", *software.PACKAGES}


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A package with each room's innermost module, whose checksums are asked for; left as it was."""
    whole, copy = REPOSITORY / "sigtepunkt", tmp_path_factory.mktemp("package") / "sigtepunkt"
    rooms = [path for path in whole.iterdir() if path.name in ROOMS]
    innermost = [max(room.rglob("*.py"), key=lambda path: (len(path.parts), path)) for room in rooms]
    for path in (*whole.glob("*.py"), *innermost):
        target = copy / path.relative_to(whole)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(software, "_PACKAGE", copy)
        yield copy
    software.of_rooms_until.cache_clear()


@pytest.fixture(scope="module")
def unchanged(package: Path) -> tuple[dict[str, str], str]:
    """The checksums of the copy's rooms and of all of it, as long as nothing has changed."""
    assert package.is_dir()
    return of_every_room(), software.package()


def of_every_room() -> dict[str, str]:
    software.of_rooms_until.cache_clear()
    return {room: software.of_rooms_until(room) for room in ROOMS}


@pytest.mark.parametrize("changed", ROOMS)
def test_a_change_in_a_room_is_one_for_it_and_those_after_it(
    package: Path, unchanged: tuple[dict[str, str], str], changed: str
) -> None:
    before, whole = unchanged
    path = package / f"{changed}.py"
    if not path.exists():
        path = next((package / changed).rglob("*.py"))
    text = path.read_text(encoding="utf-8")
    path.write_text(f"{text}\n", encoding="utf-8")
    after, whole_after = of_every_room(), software.package()
    path.write_text(text, encoding="utf-8")
    assert [room for room in ROOMS if after[room] == before[room]] == [*ROOMS[: ROOMS.index(changed)]]
    assert whole_after != whole


def test_another_version_of_a_library_is_a_change_for_every_room(
    unchanged: tuple[dict[str, str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before, _ = unchanged
    monkeypatch.setattr(software, "libraries", lambda: {"pandas": "1.0"})
    assert not set(before.values()) & set(of_every_room().values())
    software.of_rooms_until.cache_clear()


def test_files_are_read_again_only_when_one_was_written(
    package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Path] = []
    of_file = software.checksum.of_file
    monkeypatch.setattr(software.checksum, "of_file", lambda path: (read.append(path), of_file(path))[1])
    before, path = software.package(), package / "__init__.py"
    read.clear()
    assert (software.package(), read) == (before, [])
    text = path.read_bytes()
    path.write_bytes(
        text
    )  # the same again: the file system says that it was written, its checksum that it is as it was
    assert software.package() == before
    assert path in read
    path.write_bytes(text[::-1])  # as long as before
    assert software.package() != before
    path.write_bytes(text)
    assert software.package() == before
