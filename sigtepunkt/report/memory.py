"""Blocks that were made before, by what they were made from: an analyst who touches a notebook does not wait for its charts to be drawn again."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sigtepunkt import checksum, manifest


@dataclass(frozen=True)
class Memory:
    """A folder with the blocks this package made with these libraries; those of others are forgotten."""

    folder: Path

    def recall(self, made_from: object, make: Callable[[], str]) -> str:
        """Return the block made from this before; `make` it where there is none, or it is not as it was written."""
        kept = self._own / checksum.of_data(made_from)
        found = _read(kept)
        if found is None:
            found = make()
            self._write(kept, found)
        return found

    @cached_property
    def _own(self) -> Path:
        return self.folder / checksum.of_data([manifest.package(), manifest.libraries()])[:16]

    def _write(self, kept: Path, block: str) -> None:
        if not kept.parent.is_dir():
            shutil.rmtree(self.folder, ignore_errors=True)
            kept.parent.mkdir(parents=True, exist_ok=True)
        aside = kept.with_name(f".{kept.name}-{os.getpid()}")
        try:
            aside.write_text(f"{checksum.of_text(block)}\n{block}", encoding="utf-8", newline="")
            aside.replace(kept)
        finally:
            aside.unlink(missing_ok=True)


def _read(kept: Path) -> str | None:
    try:
        digest, _, block = kept.read_bytes().decode().partition("\n")
    except (OSError, UnicodeDecodeError):
        return None
    return block if digest == checksum.of_text(block) else None
