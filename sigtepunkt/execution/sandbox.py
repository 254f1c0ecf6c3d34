"""What a notebook may reach: no network, and no more of the environment than it needs to run.

This keeps a notebook from sending or fetching anything by mistake, and from seeing keys that are not its
business. It does not stop malicious code, which can start another program.
"""

from __future__ import annotations

import re
import socket
import sys
from collections.abc import Mapping

from sigtepunkt.core import project

# What Python, Jupyter, matplotlib and numerical libraries look for, and where data is; no key or token.
_ALLOWED = re.compile(
    r"PATH|HOME|LANG|LANGUAGE|LC_.*|TZ|TMPDIR|TEMP|TMP|USER|LOGNAME|SHELL|VIRTUAL_ENV|(LD|DYLD)_LIBRARY_PATH"
    r"|CONDA_(PREFIX|DEFAULT_ENV)|SOURCE_DATE_EPOCH|(OMP|OPENBLAS|MKL|NUMEXPR)_NUM_THREADS"
    r"|PYTHON(PATH|HOME|UTF8|IOENCODING|HASHSEED|WARNINGS|DONTWRITEBYTECODE|PYCACHEPREFIX|NOUSERSITE)"
    r"|JUPYTER_(PATH|CONFIG_DIR|CONFIG_PATH|DATA_DIR|RUNTIME_DIR|PLATFORM_DIRS|PREFER_ENV_PATH)"
    r"|IPYTHONDIR|MPLCONFIGDIR|MPLBACKEND|XDG_(CACHE_HOME|CONFIG_HOME|DATA_HOME|RUNTIME_DIR)"
    r"|SYSTEM(ROOT|DRIVE)|WINDIR|COMSPEC|PATHEXT|USERPROFILE|(LOCAL)?APPDATA|PROGRAM(DATA|FILES)"
    rf"|NUMBER_OF_PROCESSORS|{project.SETTING}",
    re.DOTALL,
)
_CONNECTING = {"connect", "bind", "sendto", "sendmsg"}
_LOOKING_UP = {"getaddrinfo", "gethostbyname", "gethostbyaddr", "getnameinfo"}
_LOCAL = ("127.", "::1", "localhost")


class NoNetwork(BaseException):
    """A notebook tried to reach the network. Not an Exception, so that no `except Exception` hides it."""


def environment(variables: Mapping[str, str]) -> dict[str, str]:
    """Return those of the environment variables that a notebook may see."""
    return {name: value for name, value in variables.items() if _ALLOWED.fullmatch(name.upper())}


def close() -> None:
    """Refuse this process every network socket and every address look-up, from now on and for good.

    Unix sockets stay open, since kernel and pipeline communicate through them. Windows has none; there
    connections to the machine itself stay open.
    """
    sys.addaudithook(_refuse)


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    if not event.startswith("socket."):
        return
    call = event.removeprefix("socket.")
    is_unix = bool(arguments) and getattr(arguments[0], "family", None) == getattr(socket, "AF_UNIX", -2)
    opens = call == "__new__" and arguments[1] in {socket.AF_INET, socket.AF_INET6}
    reaches = call in _CONNECTING | _LOOKING_UP and not is_unix
    if sys.platform == "win32":
        opens, reaches = False, reaches and not _is_local(arguments)
    if opens or reaches:
        where = "data comes in through data/raw, with its provenance and its checksum"
        raise NoNetwork(f"a notebook has no network; {where}")


def _is_local(arguments: tuple[object, ...]) -> bool:
    parts = (part[0] if isinstance(part, tuple) and part else part for part in arguments)
    return any(str(part).startswith(_LOCAL) for part in parts)
