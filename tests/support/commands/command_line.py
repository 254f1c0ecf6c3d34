"""Runs the command line, in this process or in one of its own: what a user sees, and the exit code."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass

import pytest

from sigtepunkt.cli.main_command import main

# The command as started from a console, where Ctrl-C reaches it; a background process may inherit that it is
# ignored.
AT_A_CONSOLE = (
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
    "from sigtepunkt.cli import main; main()"
)


@dataclass(frozen=True)
class Outcome:
    """The exit code of a command and what it printed."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        """Both streams, as a user sees them in the terminal."""
        return self.out + self.err


class CommandLine:
    """Runs commands in this process and captures what they print."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *words: object) -> Outcome:
        self._capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([str(word) for word in words])
        captured = self._capsys.readouterr()
        code = ended.value.code
        return Outcome(code if isinstance(code, int) else 1, captured.out, captured.err)


def subprocess_of(
    *words: object, code: str = "from sigtepunkt.cli import main; main()"
) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own."""
    return subprocess.run(
        (sys.executable, "-c", code, *map(str, words)), capture_output=True, text=True, check=False
    )
