"""The software a result is made by: the code of this package, room by room, and the libraries.

Light: files are read as bytes, no heavy library is imported.
"""

from __future__ import annotations

import importlib.metadata
import os
import platform
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

from sigtepunkt.core import checksum
from sigtepunkt.core.storage import file_states

# In the order of the data: no room imports from one that comes after it (test_architecture.py).
ROOMS = (
    "core",
    "strategy",
    "sources",
    "raw",
    "receiving",
    "checks",
    "observations",
    "disclosure",
    "signals",
    "followup",
    "wording",
    "charts",
    "editions",
    "report",
    "execution",
    "publication",
    "pipeline",
    "cli",
)
# Every library that influences a page; one that only starts, watches or reports is left out
# (test_software.py).
PACKAGES = (
    *(
        "babel",
        "beautifulsoup4",
        "great-expectations",
        "ipykernel",
        "ipython",
        "jinja2",
        "markdown-it-py",
        "matplotlib",
        "mistune",
    ),
    *(
        "nbconvert",
        "nbformat",
        "nh3",
        "numpy",
        "openpyxl",
        "pandas",
        "papermill",
        "pyarrow",
        "pydantic",
        "scipy",
    ),
    *("seaborn", "sigtepunkt", "statsmodels"),
)
_PACKAGE = Path(__file__).parents[2]
_TEXTS = (".py", ".j2", ".css", ".js", ".json", ".svg")


@cache
def libraries() -> dict[str, str]:
    """Return the versions of Python and of every library that influences a page."""
    return {"python": platform.python_version()} | {
        name: importlib.metadata.version(name) for name in PACKAGES
    }


def package() -> str:
    """Return one SHA-256 over every file of this package as it is on disk.

    Files are read again only if one was written since this process last asked: each kernel asks.
    """
    states = file_states.of(package_files())
    return _of_states(tuple((str(path), state) for path, state in states.items()))  # texts compare quickly


@lru_cache(maxsize=1)
def _of_states(states: tuple[tuple[str, object], ...]) -> str:
    return _of_files(Path(path) for path, _ in states)


@cache
def of_rooms_until(room: str) -> str:
    """Return one SHA-256 over the libraries, and the files of the rooms up to this one.

    It is that of when this process first asked. What a room makes depends on no other code of this package,
    since imports go downward.
    """
    rooms = {name for known in ROOMS[: ROOMS.index(room) + 1] for name in (known, f"{known}.py")}
    files = (path for path in package_files() if path.relative_to(_PACKAGE).parts[0] in rooms)
    return checksum.of_data([libraries(), _of_files(files)])


def package_files() -> Iterator[Path]:
    """Yield every file of this package that may influence a result."""
    for folder, _, names in os.walk(_PACKAGE):
        yield from (Path(folder, name) for name in names if name.endswith(_TEXTS))


def _of_files(paths: Iterator[Path]) -> str:
    return checksum.of_data({path.relative_to(_PACKAGE).as_posix(): checksum.of_file(path) for path in paths})
