"""The cache of findings: a suite that meets unchanged data again is not evaluated again.

An entry's name is a checksum of the suite, the frame, the parameters the suite uses, and the version of the
checks.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import os
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from sigtepunkt.checks.finding import Finding, from_record
from sigtepunkt.core import checksum

_DAY = 86_400.0
_LIFETIME = 90 * _DAY  # after its last use an entry is kept for this many seconds


def entry(folder: Path, suite: object, frame: pd.DataFrame, parameters: Mapping[str, Any]) -> Path:
    """Return the file in the cache `folder` for the findings of this suite on this frame."""
    text = json.dumps(suite, sort_keys=True)
    # An unchanged file stays unchanged when only a parameter the suite does not use (the date) is another.
    used = {key: str(value) for key, value in parameters.items() if key in text}
    key = json.dumps([text, list(map(str, frame.columns)), used], sort_keys=True)
    digest = hashlib.sha256(f"{_version()} {key}".encode())
    for column in (frame.index.to_series(), *(frame[name] for name in frame.columns)):
        digest.update(f"{column.dtype} ".encode())
        if column.dtype.kind in "biuf":
            digest.update(column.to_numpy().tobytes())
        else:
            digest.update(repr(column.tolist()).encode("utf-8", "surrogatepass"))
    return _current(folder) / f"{digest.hexdigest()}.json"


def load(path: Path) -> list[Finding] | None:
    """Return the findings of an entry; None if there is no such entry, or it is not as it was written."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["checksum"] == checksum.of_data(content["findings"]):
            if time.time() - path.stat().st_mtime > _DAY:  # one note of its use a day is enough
                os.utime(path)
            return [from_record(record) for record in content["findings"]]
    return None


def save(path: Path, findings: Sequence[Finding]) -> None:
    """Write an entry by atomic replace; other processes may be reading and writing the same one."""
    records = [asdict(finding) for finding in findings]
    content = {"findings": records, "checksum": checksum.of_data(records)}
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(f".{os.getpid()}")
    try:
        beside.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def size(folder: Path) -> int:
    """Return how many entries this version of the checks has in the cache."""
    return sum(1 for _ in _current(folder).glob("*.json"))


def remove_unused(folder: Path) -> None:
    """Remove the entries that have not been used for a quarter of a year, and folders left empty."""
    oldest = time.time() - _LIFETIME
    for path in folder.glob("*/*"):
        with suppress(OSError):  # another process may be removing it, too
            if path.stat().st_mtime < oldest:
                path.unlink()
                if not any(path.parent.iterdir()):
                    path.parent.rmdir()


def _current(folder: Path) -> Path:
    return folder / checksum.of_text(_version())[:16]


@cache
def _version() -> str:
    """Return what else findings depend on: the version of Great Expectations, and the code of the checks."""
    code = [checksum.of_file(path) for path in sorted(Path(__file__).parent.glob("*.py"))]
    return f"{importlib.metadata.version('great-expectations')} {checksum.of_data(code)}"
