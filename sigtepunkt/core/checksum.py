"""SHA-256 of files, texts and data, in hexadecimal."""

from __future__ import annotations

import hashlib
import hmac
import json
from pathlib import Path
from typing import IO


def of_file(path: Path) -> str:
    """Return the file's."""
    with path.open("rb") as file:
        return of_stream(file)


def of_stream(file: IO[bytes]) -> str:
    """Return that of all that can be read from an open file."""
    return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]  # a zip's entry has what it asks for


def of_bytes(content: bytes) -> str:
    """Return that of bytes."""
    return hashlib.sha256(content).hexdigest()


def of_text(text: str) -> str:
    """Return the text's, in UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()


def read_key(path: Path) -> bytes:
    """Return the key that raw files' checksums are keyed with where some are confidential; nothing where none is kept.

    The manifest is published. A plain checksum of a small file would let anyone try which count stands where a page has none.
    """
    try:
        return path.read_bytes()
    except OSError:
        return b""


def keyed(digest: str, key: bytes) -> str:
    """Return a checksum that nobody without the key can hold a guess against (HMAC)."""
    return hmac.new(key, digest.encode(), hashlib.sha256).hexdigest()


def of_data(data: object) -> str:
    """Return that of data as JSON writes it, whatever the order of its keys; dates and the like by their names."""
    return of_text(json.dumps(data, ensure_ascii=False, sort_keys=True, default=str))
