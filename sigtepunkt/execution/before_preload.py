"""Imported by the fork server before all the rest: no garbage is collected until `preload`, the last.

Each collection would go through all that is imported so far, and find nothing. Seaborn is imported here,
without the parts of scipy that only its estimates of density and its cluster maps need: they take longer to
import than all the rest of it, and are imported by the first notebook that draws one.
"""

from __future__ import annotations

import gc
import importlib

from sigtepunkt.core import processes

gc.disable()
with (
    processes.postpone_import("scipy.stats"),
    processes.postpone_import("scipy.cluster.hierarchy"),
    processes.postpone_import("scipy.cluster"),
):
    importlib.import_module("seaborn")
