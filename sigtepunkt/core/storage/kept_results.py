"""Results kept on disk under a checksum of everything they rest on, so that nothing is made twice.

An entry is one file, written by atomic replacement and sealed: one that is damaged, or was cut short by a
crash, counts as not kept. It holds data and tables, nothing that is executed when it is read. Entries are as
confidential as what they are made of, and lie in `data/processed`.
"""

from __future__ import annotations

import io
import json
import os
import time
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sigtepunkt.core import checksum

if TYPE_CHECKING:
    import pandas as pd

_DAY = 86_400.0
_LIFETIME = 90 * _DAY  # after its last use an entry is kept for this many seconds
_SUFFIX, _RECORD, _TABLE = ".kept", "record.json", ".parquet"
_SEAL = 64  # characters of a SHA-256, which begins every entry


@dataclass(frozen=True)
class Entry:
    """A kept result: a `record` that JSON can hold, and `tables` with the index 0, 1, 2, …, by name."""

    record: Any
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)


@dataclass(frozen=True)
class KeptResults:
    """The results kept in a folder, by kind and by the checksum (`key`) of what each rests on."""

    folder: Path

    def has(self, kind: str, key: str) -> bool:
        """Return whether there is an entry; whether it is sound shows when it is loaded."""
        return self._path(kind, key).is_file()

    def load(self, kind: str, key: str) -> Entry | None:
        """Return an entry as it was saved; None if there is none, or it is not as it was written."""
        path = self._path(kind, key)
        with suppress(OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile):
            content = _unsealed(path.read_bytes())
            if time.time() - path.stat().st_mtime > _DAY:  # one note of its use a day is enough
                os.utime(path)
            return _unpacked(content)
        return None

    def save(self, kind: str, key: str, entry: Entry, most: int | None = None) -> None:
        """Write an entry; other processes may be reading and writing the same one.

        Of this kind, only the `most` newest are kept then (all, if None).
        """
        path = self._path(kind, key)
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_suffix(f".{os.getpid()}")
        try:
            beside.write_bytes(_sealed(_packed(entry)))
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
        if most is not None:
            for old in sorted(path.parent.glob(f"*{_SUFFIX}"), key=_last_use, reverse=True)[most:]:
                old.unlink(missing_ok=True)

    def remove_unused(self) -> None:
        """Remove the entries that have not been used for a quarter of a year, and folders left empty."""
        oldest = time.time() - _LIFETIME
        for folder, _, names in os.walk(self.folder, topdown=False):
            with suppress(OSError):  # another process may be removing it, too
                for path in (Path(folder, name) for name in names):
                    if path.stat().st_mtime < oldest:
                        path.unlink()
                if not any(Path(folder).iterdir()):
                    Path(folder).rmdir()

    def _path(self, kind: str, key: str) -> Path:
        return self.folder / kind / f"{key}{_SUFFIX}"


def is_sound(path: Path) -> bool:
    """Return whether a file is an entry as it was written, one that is being written, or gone."""
    try:
        return path.suffix != _SUFFIX or bool(_unsealed(path.read_bytes()))
    except FileNotFoundError:
        return True
    except (OSError, ValueError):
        return False


def _last_use(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:  # another process removed it
        return 0.0


def _sealed(content: bytes) -> bytes:
    return checksum.of_bytes(content).encode() + content


def _unsealed(sealed: bytes) -> bytes:
    """Return what was sealed; raise ValueError where it was altered."""
    seal, content = sealed[:_SEAL], sealed[_SEAL:]
    if seal != checksum.of_bytes(content).encode():
        raise ValueError("not as it was written")
    return content


def _packed(entry: Entry) -> bytes:
    from pandas import RangeIndex

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(_RECORD, json.dumps(entry.record, ensure_ascii=False))
        for name, table in entry.tables.items():
            if not table.index.equals(RangeIndex(len(table))):
                raise ValueError(f"the index of {name} would be lost")
            content = io.BytesIO()
            table.to_parquet(content, index=False)
            archive.writestr(f"{name}{_TABLE}", content.getvalue())
    return packed.getvalue()


def _unpacked(content: bytes) -> Entry:
    import pandas as pd

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        tables = {
            name.removesuffix(_TABLE): pd.read_parquet(io.BytesIO(archive.read(name)))
            for name in archive.namelist()
            if name.endswith(_TABLE)
        }
        return Entry(json.loads(archive.read(_RECORD)), tables)
