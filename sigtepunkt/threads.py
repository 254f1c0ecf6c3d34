"""One thread for each process: several work at once anyway, and threads that wait for each other take the cores they wait for.

What many threads add up may also differ in its last digit from what one adds up, and from one machine to another.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

# What a thread holds when a process forks is held for ever in the fork: pyarrow's memory pool has none in the background.
ONE_THREAD: Mapping[str, str] = {
    **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"), "1"), "JE_ARROW_MALLOC_CONF": "background_thread:false",
}


def only_one() -> None:
    """Let this process, and those it starts, compute with one thread each. Without effect once numpy or pyarrow is imported."""
    os.environ.update(ONE_THREAD)
