"""The files of a vintage that is being fetched: a folder aside, which a second fetch goes on with.

A file counts as had once its marker is written, after the file itself; a process killed between the two
leaves a file that is asked for again.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sigtepunkt.core import checksum
from sigtepunkt.core.storage import atomic_files
from sigtepunkt.sources.services.source_state import SourceState

_MARKER = ".fetched.json"


@dataclass(frozen=True)
class Arrival:
    """A fetched file: where it lies until the vintage is filed, its provenance, and its table's state."""

    path: Path
    provenance: Mapping[str, Any]
    state: SourceState


@dataclass(frozen=True)
class UnderWay:
    """What has been fetched so far, in a folder of its own."""

    folder: Path

    def write(self, name: str, content: bytes) -> Path:
        """Write a file that is still to be looked at, and return its path."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / name
        atomic_files.replace(path, content)
        return path

    def mark(self, path: Path, asked: str, provenance: Mapping[str, Any], state: SourceState) -> Arrival:
        """Record that a written file is what was `asked` for, a checksum, and return it as had."""
        marker = {
            "asked": asked,
            "sha256": checksum.of_file(path),
            "provenance": dict(provenance),
            "state": str(state),
        }
        atomic_files.replace(self._marker(path), json.dumps(marker, ensure_ascii=False, indent=1).encode())
        return Arrival(path, provenance, state)

    def kept(self, name: str, asked: str) -> Arrival | None:
        """Return a file that is had and whole, and was asked for in the same words; else None."""
        path = self.folder / name
        try:
            marker = json.loads(self._marker(path).read_text(encoding="utf-8"))
            if marker["asked"] != asked or marker["sha256"] != checksum.of_file(path):
                return None
            return Arrival(path, marker["provenance"], SourceState(marker["state"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def discard(self) -> None:
        """Remove the folder: its files lie in the vintage."""
        shutil.rmtree(self.folder, ignore_errors=True)

    @staticmethod
    def _marker(path: Path) -> Path:
        return path.with_name(path.name + _MARKER)
