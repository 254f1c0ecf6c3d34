"""SHA-256 checksums of files, bytes, texts and data, in hexadecimal."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Hashable
from functools import wraps
from pathlib import Path
from typing import IO, Concatenate, ParamSpec, TypeVar

Result = TypeVar("Result")
More = ParamSpec("More")
_MOST = 4096  # results of a function that are remembered


def of_file(path: Path) -> str:
    """Return the checksum of a file."""
    with path.open("rb") as file:
        return of_stream(file)


def of_stream(file: IO[bytes]) -> str:
    """Return the checksum of what remains to be read from an open file."""
    return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]  # zip entries suffice


def of_bytes(content: bytes) -> str:
    """Return the checksum of bytes."""
    return hashlib.sha256(content).hexdigest()


def of_text(text: str) -> str:
    """Return the checksum of a text in UTF-8."""
    return of_bytes(text.encode())


def of_data(data: object) -> str:
    """Return the checksum of data as JSON with sorted keys; other types, such as dates, as `str` gives."""
    return of_text(json.dumps(data, ensure_ascii=False, sort_keys=True, default=str))


def read_key(path: Path) -> bytes:
    """Return the key for checksums of raw files, some of which are confidential; b"" where there is no key.

    The manifest is published: with a plain checksum of a small file, anyone could test guesses at its counts.
    """
    try:
        return path.read_bytes()
    except OSError:
        return b""


def keyed(digest: str, key: bytes) -> str:
    """Return a checksum (HMAC) that nobody can test a guess against without the key."""
    return hmac.new(key, digest.encode(), hashlib.sha256).hexdigest()


def remembered(
    function: Callable[Concatenate[str, More], Result],
) -> Callable[Concatenate[str, More], Result]:
    """Return a function of a text that is computed once for each text, and each of its other arguments.

    Texts are known by their checksums, and not held: the pages of a large quarter are 150 MB.
    """
    results: dict[Hashable, Result] = {}

    @wraps(function)
    def known(text: str, /, *more: More.args, **named: More.kwargs) -> Result:
        key = (of_bytes(text.encode("utf-8", "surrogatepass")), more, tuple(sorted(named.items())))
        if key not in results:
            if len(results) >= _MOST:
                results.clear()
            results[key] = function(text, *more, **named)
        return results[key]

    return known
