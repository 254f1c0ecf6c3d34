"""What Unix sockets need of the system: short names, and files that may be open.

A kernel and the process that executes its notebook communicate through sockets. Their names may have about a
hundred bytes, however long the folder for temporary files is called, and many systems let a process have only
256 or 1,024 files open, of which each kernel takes some thirty.
"""

from __future__ import annotations

import os
import stat
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from multiprocessing import process, util
from pathlib import Path

from sigtepunkt.core.errors import Refused

_LONGEST = 103  # bytes of a socket's name on macOS; Linux has 107
# Below the folder: what a browser calls its socket, which is the longest.
_BELOW = len("/org.chromium.Chromium.123456/SingletonSocket")
_ELSEWHERE = ("/tmp", "/var/tmp", "/dev/shm")  # noqa: S108 - a folder of our own is made in it (mkdtemp)
_MOST_FILES = 10_240  # what macOS grants at most
_FOR_THE_REST = 128  # open files that no kernel needs
_EACH = 40  # open files for each kernel, and some more
_LOCK = threading.Lock()


def short_folder() -> str:
    """Return the folder to make folders for sockets in: that for temporary files, if its name is short.

    Otherwise it is the first one that has a short name and where nobody else can rename or delete what this
    user makes in it. Raises Refused where there is none.
    """
    temporary = tempfile.gettempdir()
    if sys.platform == "win32" or _is_short(temporary):
        return temporary
    for folder in (os.environ.get("XDG_RUNTIME_DIR", ""), *_ELSEWHERE, str(Path.home())):
        if folder and _is_short(folder) and _is_safe(Path(folder)):
            return folder
    raise Refused.of(
        "the name of the folder for temporary files is too long for a socket's",
        temporary,
        f"a name of at most {_LONGEST - _BELOW} bytes",
        "set TMPDIR to a folder with a shorter name",
    )


def _is_short(folder: str) -> bool:
    return len(os.fsencode(folder)) + _BELOW <= _LONGEST


def _is_safe(folder: Path) -> bool:
    """Return whether we may write there, and nobody else can put something else in place of what we made."""
    try:
        status = folder.stat()
    except OSError:
        return False
    others_write = status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    ours = status.st_uid in {0, os.getuid()} and (not others_write or status.st_mode & stat.S_ISVTX)
    return bool(ours) and folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)


def shorten_names() -> None:
    """Let multiprocessing, whose fork server has a socket too, make its folder where names are short."""
    # It makes one for the whole process, when first asked, and deletes it at the end.
    config = getattr(process.current_process(), "_config", {})
    if not _is_short(str(Path(config.get("tempdir") or "/").parent)):
        del config["tempdir"]  # made before we were asked
    before = tempfile.tempdir
    tempfile.tempdir = short_folder()
    try:
        util.get_temp_dir()
    finally:
        tempfile.tempdir = before


@cache
def _places() -> threading.Semaphore:
    """Let this process open as many files as it may, and return as many places as these suffice for."""
    files = _MOST_FILES
    if sys.platform != "win32":
        import resource

        files, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        most = _MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, _MOST_FILES)
        if files != resource.RLIM_INFINITY and files < most:
            with suppress(OSError, ValueError):  # not granted after all
                resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
                files = most
        files = _MOST_FILES if files == resource.RLIM_INFINITY else files
    return threading.Semaphore(max(1, (files - _FOR_THE_REST) // _EACH))


def allow_many_files() -> None:
    """Let this process, and the server it starts, open as many files as the system grants."""
    with _LOCK:
        _places()


@contextmanager
def place() -> Iterator[None]:
    """Wait until there are files for one kernel more, and keep them for it meanwhile."""
    with _LOCK:
        places = _places()
    with places:
        yield
