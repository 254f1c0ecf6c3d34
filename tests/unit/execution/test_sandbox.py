"""What a notebook may reach: the rule, for other systems too. `test_executor` tries it in real kernels."""

from __future__ import annotations

import socket
import sys
from types import SimpleNamespace

import pytest

from sigtepunkt.execution import sandbox

FILE, NET = SimpleNamespace(family=getattr(socket, "AF_UNIX", None)), SimpleNamespace(family=socket.AF_INET)


def is_refused(event: str, *arguments: object) -> bool:
    """Return whether the rule refuses an audit event."""
    try:
        sandbox._refuse(event, arguments)
    except sandbox.NoNetwork:
        return True
    return False


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no sockets that are files")
@pytest.mark.parametrize(
    ("event", "arguments", "refused"),
    [
        ("socket.__new__", (None, socket.AF_INET, 1, 0), True),
        ("socket.__new__", (None, socket.AF_INET6, 1, 0), True),
        ("socket.__new__", (None, FILE.family, 1, 0), False),
        ("socket.connect", (NET, ("127.0.0.1", 80)), True),
        ("socket.connect", (FILE, "/run/kernel-1"), False),
        ("socket.bind", (NET, ("", 0)), True),
        ("socket.sendto", (NET, ("192.0.2.1", 53)), True),
        ("socket.getaddrinfo", ("localhost", 80, 0, 0, 0), True),
        ("socket.gethostname", (), False),
        ("open", ("x",), False),
    ],
)
def test_files_may_be_spoken_through_and_the_network_not(
    event: str, arguments: tuple[object, ...], *, refused: bool
) -> None:
    assert is_refused(event, *arguments) is refused


@pytest.mark.parametrize(
    ("event", "arguments", "refused"),
    [
        ("socket.__new__", (None, socket.AF_INET, 1, 0), False),
        ("socket.connect", (NET, ("127.0.0.1", 80)), False),
        ("socket.connect", (NET, ("192.0.2.1", 80)), True),
        ("socket.getaddrinfo", ("localhost", 80, 0, 0, 0), False),
        ("socket.getaddrinfo", ("example.org", 80, 0, 0, 0), True),
        ("socket.connect", (NET, ("::1", 80, 0, 0)), False),
    ],
)
def test_on_windows_the_machine_may_speak_with_itself(
    monkeypatch: pytest.MonkeyPatch, event: str, arguments: tuple[object, ...], *, refused: bool
) -> None:
    monkeypatch.setattr(sandbox.sys, "platform", "win32")
    assert is_refused(event, *arguments) is refused


def test_a_notebook_sees_what_it_needs_and_nothing_else() -> None:
    whole = {
        "PATH": "/bin",
        "Path": "C:",
        "HOME": "/home/x",
        "LC_ALL": "da_DK.UTF-8",
        "PYTHONPATH": "/x",
        "MPLCONFIGDIR": "/m",
        "SIGTEPUNKT_DATA": "/d",
        "API_KEY": "k",
        "PGPASSWORD": "p",
        "PATH_TOKEN": "t",
        "JUPYTER_TOKEN": "t",
    }
    assert set(sandbox.environment(whole)) == {
        "PATH",
        "Path",
        "HOME",
        "LC_ALL",
        "PYTHONPATH",
        "MPLCONFIGDIR",
        "SIGTEPUNKT_DATA",
    }
