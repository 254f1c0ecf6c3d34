"""Imported last by the fork server: does once what every kernel would otherwise do before its first block.

While the server waits to be asked for a kernel it makes what each of a kernel's drawings begins with, and
last it imports what adjusts a season, which takes long and few pages need.
"""

from __future__ import annotations

import datetime as dt
import gc
import os
import signal

from sigtepunkt.charts import svg
from sigtepunkt.core import danish
from sigtepunkt.report import templating
from sigtepunkt.signals.methods import season

_PAUSE = 0.002  # seconds between the axes of two drawings, in which the server takes what it is asked
_REST = 1.0  # seconds until it is seen again whether kernels run
_WAIT = 0.1  # seconds without a kernel before the first


def _prepare_more(*_signal: object) -> None:
    """Make axes for one drawing, or import if there are enough, unless kernels run, which need the processor.

    A kernel that is asked for meanwhile waits for no more than that.
    """
    if _kernels_run():
        signal.setitimer(signal.ITIMER_REAL, _REST)
    elif svg.prepare_axes():
        signal.setitimer(signal.ITIMER_REAL, _PAUSE)
    else:
        season.prepare()
        gc.freeze()


def _kernels_run() -> bool:
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return False
    return True


templating.prepare(templating.BLOCKS)
svg.prepare()
danish.date(dt.date.min)  # reads the Danish names of months
gc.freeze()  # what was imported stays, also when the server ends: no collection has to go through it
gc.enable()
if hasattr(os, "waitid"):  # on macOS from Python 3.13 on
    signal.signal(signal.SIGALRM, _prepare_more)
    signal.setitimer(signal.ITIMER_REAL, _WAIT)
