"""A cache of blocks by what they are made from: after a change in a notebook, its charts are not drawn again.

Kernels only read the cache. The process that executes the notebooks collects the blocks a page's own kernel
showed, writes them when all kernels have ended, and tells each kernel the checksum of the file it may trust:
what another notebook writes to the file in the meantime is ignored.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sigtepunkt.core import checksum
from sigtepunkt.core.period import Quarter
from sigtepunkt.core.project import Project
from sigtepunkt.core.storage import atomic_files, software

# The environment variable with the checksum of the file a page may trust; empty: it may trust none.
SETTING = "SIGTEPUNKT_BLOCKS"
# The environment variable with the checksum of the code that makes blocks; without it the kernel computes it.
CODE = "SIGTEPUNKT_CODE"
_CHECKSUMS = "checksums"


def code_checksum() -> str:
    """Return the checksum of the code that makes blocks.

    A run computes it for its kernels, and is refused if the package changes meanwhile.
    """
    return os.environ.get(CODE) or software.of_rooms_until("report")


@dataclass(frozen=True)
class BlockCache:
    """The blocks of one page, by their key, and the checksum of the code that makes blocks."""

    blocks: Mapping[str, str] = field(default_factory=dict)
    # Once for each kernel, which keeps the code it has imported: files are not read again for each block.
    code: str = field(default_factory=code_checksum)

    def get(self, made_from: object, make: Callable[[], str]) -> tuple[str, str]:
        """Return the key and the block of what it is made from; `make` is called where the cache has none.

        The key also depends on this package and its libraries.
        """
        key = checksum.of_data([self.code, made_from])
        block = self.blocks.get(key)
        return key, make() if block is None else block


def open_cache(project: Project, quarter: Quarter, page: str) -> BlockCache:
    """Return a page's cache: empty unless its file has the checksum in SETTING.

    Without the setting, in a person's own JupyterLab, the file is trusted as it is.
    """
    return BlockCache(_read(_file(project, quarter, page), os.environ.get(SETTING)))


def trusted_checksums(project: Project, quarter: Quarter) -> dict[str, str]:
    """Return the checksum of each page's file that is as it was written; to be asked before notebooks run."""
    return {
        page: digest
        for page, digest in _read(_file(project, quarter, _CHECKSUMS)).items()
        if (path := _file(project, quarter, page)).is_file() and checksum.of_file(path) == digest
    }


def clear(project: Project) -> None:
    """Delete the cached blocks of every page."""
    shutil.rmtree(project.block_cache, ignore_errors=True)


def write(project: Project, quarter: Quarter, blocks: Mapping[str, Mapping[str, str]]) -> None:
    """Write the blocks of pages, by page and key, when no kernel is left that could change them."""
    checksums = trusted_checksums(project, quarter)
    for page, page_blocks in blocks.items():
        path, content = _file(project, quarter, page), json.dumps(page_blocks, ensure_ascii=False).encode()
        path.parent.mkdir(parents=True, exist_ok=True)
        atomic_files.replace(path, content)
        checksums[page] = checksum.of_bytes(content)
    if blocks:
        content = json.dumps(checksums, sort_keys=True).encode()
        atomic_files.replace(_file(project, quarter, _CHECKSUMS), content)


def _file(project: Project, quarter: Quarter, page: str) -> Path:
    return project.block_cache / str(quarter) / f"{page}.json"


def _read(path: Path, digest: str | None = None) -> dict[str, str]:
    """Return the JSON object in a file; empty without one, or where a `digest` is given and is another."""
    try:
        content = path.read_bytes()
        data = json.loads(content) if digest in {None, checksum.of_bytes(content)} else {}
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) else {}
