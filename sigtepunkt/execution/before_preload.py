"""Imported by the fork server before all the rest: no garbage is collected until `preload`, the last.

Each collection would go through all that is imported so far, and find nothing. Seaborn is imported here,
without the parts of scipy that only its estimates of density and its cluster maps need: they take longer to
import than all the rest of it, and are imported by the first notebook that draws one.
"""

from __future__ import annotations

import gc
import importlib
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any


class _Postponed(ModuleType):
    """Stands for a module, whose functions import it when one of them is called."""

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            return getattr(importlib.import_module(self.__name__), name)(*arguments, **named)

        return call


def _import_seaborn() -> None:
    statistics, clusters = _Postponed("scipy.stats"), _Postponed("scipy.cluster")
    clusters.hierarchy = _Postponed("scipy.cluster.hierarchy")  # type: ignore[attr-defined]
    stand_ins = {module.__name__: module for module in (statistics, clusters)}
    sys.modules.update(stand_ins)
    try:
        importlib.import_module("seaborn")
    finally:
        for name in stand_ins:
            del sys.modules[name]


gc.disable()
_import_seaborn()
