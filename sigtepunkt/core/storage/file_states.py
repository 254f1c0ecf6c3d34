"""What the file system records of a file whenever it is written: times, size and identity.

It costs next to nothing to ask for, and shows a file that was changed and put back; a checksum does not.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

FileStates = Mapping[Path, tuple[int, int, int, int]]


def of(paths: Iterable[Path]) -> FileStates:
    """Return the state of each file that is there: last write, last change, size (bytes) and identity."""
    states: dict[Path, tuple[int, int, int, int]] = {}
    for path in paths:
        try:
            status = path.stat()
        except OSError:  # deleted meanwhile: it shows as a difference
            continue
        states[path] = (status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino)
    return states


def files_below(folder: Path) -> Iterator[Path]:
    """Yield every file in a folder and the folders in it."""
    for parent, _, names in os.walk(folder):
        yield from (Path(parent, name) for name in names)
