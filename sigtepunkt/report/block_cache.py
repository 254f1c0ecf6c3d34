"""Blocks that were made before, by what they were made from: an analyst who touches a notebook does not wait for its charts to be drawn again.

Kernels only read them. The process that executes notebooks takes what a page's own kernel showed, writes it down when all
kernels have ended, and tells each kernel the checksum of the file it may believe: what another notebook writes there in
the meantime is not.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from sigtepunkt.core import atomic_files, checksum
from sigtepunkt.core.period import Quarter
from sigtepunkt.core.project import Project
from sigtepunkt.editions import run_inputs

SETTING = "SIGTEPUNKT_BLOCKS"  # the environment variable that says which checksum a page's file has; empty: none is believed
_LEDGER = "checksums.json"


@dataclass(frozen=True)
class Memory:
    """The blocks of one page that this package made with these libraries, by their key."""

    blocks: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def recall(self, made_from: object, make: Callable[[], str]) -> tuple[str, str]:
        """Return the key of what a block is made from, and the block: the one made from this before, or else what `make` returns."""
        key = checksum.of_data([run_inputs.package(), run_inputs.libraries(), made_from])
        block = self.blocks.get(key)
        return key, make() if block is None else block


def open_memory(project: Project, quarter: Quarter, page: str) -> Memory:
    """Return the blocks of a page: those the setting vouches for or, in a person's own JupyterLab, those that lie there."""
    try:
        content = _file(project, quarter, page).read_bytes()
        digest = os.environ.get(SETTING)
        found = json.loads(content) if digest in {None, checksum.of_bytes(content)} else {}
    except (OSError, ValueError):
        found = {}
    return Memory(found if isinstance(found, dict) else {})


def believed(project: Project, quarter: Quarter) -> dict[str, str]:
    """Return the checksum of each page's file that is as it was written; asked before any notebook runs."""
    return {
        page: digest
        for page, digest in _ledger(project, quarter).items()
        if _lies(_file(project, quarter, page)) == digest
    }


def keep(project: Project, quarter: Quarter, blocks: Mapping[str, Mapping[str, str]]) -> None:
    """Write down the blocks of pages, by page and key, when no kernel is left that could change them."""
    ledger = believed(project, quarter)
    for page, own in blocks.items():
        content = json.dumps(own, ensure_ascii=False).encode()
        _file(project, quarter, page).parent.mkdir(parents=True, exist_ok=True)
        atomic_files.replace(_file(project, quarter, page), content)
        ledger[page] = checksum.of_bytes(content)
    if blocks:
        atomic_files.replace(
            _file(project, quarter, "").with_name(_LEDGER), json.dumps(ledger, sort_keys=True).encode()
        )


def _file(project: Project, quarter: Quarter, page: str) -> Path:
    return project.blocks / str(quarter) / f"{page}.json"


def _ledger(project: Project, quarter: Quarter) -> dict[str, str]:
    try:
        found = json.loads(_file(project, quarter, "").with_name(_LEDGER).read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _lies(path: Path) -> str:
    return checksum.of_file(path) if path.is_file() else ""
