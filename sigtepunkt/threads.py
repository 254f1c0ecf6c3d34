"""One thread for each process, and how many notebooks at once: threads that wait for each other take the cores they wait for.

What many threads add up may also differ in its last digit from what one adds up, and from one machine to another.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

# What a thread holds when a process forks is held for ever in the fork: pyarrow's memory pool has none in the background.
ONE_THREAD: Mapping[str, str] = {
    **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"), "1"), "JE_ARROW_MALLOC_CONF": "background_thread:false",
}
# One more than there are cores, since a kernel that starts or is spoken to waits; more would be memory without gain.
NOTEBOOKS_AT_ONCE = min((os.cpu_count() or 1) + 1, 8)


def only_one() -> None:
    """Let this process, and those it starts, compute with one thread each. Without effect once numpy or pyarrow is imported."""
    os.environ.update(ONE_THREAD)
