"""What a notebook may reach: no network, and no more of the environment than it needs to run.

This keeps a notebook from sending or fetching anything by mistake, and from seeing keys that are not its business. It is no
prison: code that means harm can start another program.
"""

from __future__ import annotations

import socket
import sys
from collections.abc import Mapping

from sigtepunkt.core import project

# Names, and beginnings of names, of what Python, Jupyter, matplotlib and the numerical libraries look for, and where the data lives. No key or token is among them.
_NAMES = frozenset(
    {
        "PATH",
        "HOME",
        "LANG",
        "LANGUAGE",
        "TZ",
        "TMPDIR",
        "TEMP",
        "TMP",
        "USER",
        "LOGNAME",
        "SHELL",
        "VIRTUAL_ENV",
        "CONDA_PREFIX",
        "CONDA_DEFAULT_ENV",
        "PYTHONPATH",
        "PYTHONHOME",
        "PYTHONUTF8",
        "PYTHONIOENCODING",
        "PYTHONHASHSEED",
        "PYTHONWARNINGS",
        "PYTHONDONTWRITEBYTECODE",
        "PYTHONPYCACHEPREFIX",
        "PYTHONNOUSERSITE",
        "JUPYTER_PATH",
        "JUPYTER_CONFIG_DIR",
        "JUPYTER_CONFIG_PATH",
        "JUPYTER_DATA_DIR",
        "JUPYTER_RUNTIME_DIR",
        "JUPYTER_PLATFORM_DIRS",
        "JUPYTER_PREFER_ENV_PATH",
        "IPYTHONDIR",
        "MPLCONFIGDIR",
        "MPLBACKEND",
        "XDG_CACHE_HOME",
        "XDG_CONFIG_HOME",
        "XDG_DATA_HOME",
        "XDG_RUNTIME_DIR",
        "SOURCE_DATE_EPOCH",
        "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "MKL_NUM_THREADS",
        "NUMEXPR_NUM_THREADS",
        "LD_LIBRARY_PATH",
        "DYLD_LIBRARY_PATH",
        "SYSTEMROOT",
        "SYSTEMDRIVE",
        "WINDIR",
        "COMSPEC",
        "PATHEXT",
        "USERPROFILE",
        "APPDATA",
        "LOCALAPPDATA",
        "PROGRAMDATA",
        "PROGRAMFILES",
        "NUMBER_OF_PROCESSORS",
        project.SETTING,
    }
)
_BEGINNINGS = ("LC_",)
_REACHING = frozenset(
    {
        "socket.connect",
        "socket.bind",
        "socket.sendto",
        "socket.sendmsg",
        "socket.getaddrinfo",
        "socket.gethostbyname",
        "socket.gethostbyaddr",
        "socket.getnameinfo",
    }
)
_HOME = ("127.", "::1", "localhost")


class NoNetwork(BaseException):
    """A notebook tried to open a network connection. No `except Exception`, its own or a library's, may hide that it did."""


def environment(whole: Mapping[str, str]) -> dict[str, str]:
    """Return the variables of `whole` that a notebook may see."""
    return {
        name: value
        for name, value in whole.items()
        if name.upper() in _NAMES or name.upper().startswith(_BEGINNINGS)
    }


def close() -> None:
    """Refuse this process, from now on and for good, every network socket and every look-up of an address.

    Sockets that are files stay open: kernel and pipeline speak through them. Windows has none, and there the machine may
    speak with itself.
    """
    sys.addaudithook(_refuse)


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    if not event.startswith("socket."):
        return
    opened = event == "socket.__new__" and arguments[1] in {socket.AF_INET, socket.AF_INET6}
    reached = event in _REACHING and not (
        arguments and getattr(arguments[0], "family", None) == getattr(socket, "AF_UNIX", -2)
    )
    if sys.platform == "win32":
        opened = False
        reached = reached and not _is_home(arguments)
    if opened or reached:
        raise NoNetwork(
            "a notebook has no network; data comes in through data/raw, with its provenance and its checksum"
        )


def _is_home(arguments: tuple[object, ...]) -> bool:
    return any(
        str(part[0] if isinstance(part, tuple) and part else part).startswith(_HOME) for part in arguments
    )
