"""The fork server imports seaborn without what half its time would go into."""

from __future__ import annotations

import subprocess
import sys

IMPORTED = """
import sys
from sigtepunkt.execution import before_preload
print('seaborn' in sys.modules, *(name for name in sys.modules if name.partition('.')[0] == 'scipy'))
import gc, scipy.stats
print(gc.isenabled(), scipy.stats.norm.cdf(0.0))
"""


def test_seaborn_is_imported_without_scipy_which_can_be_imported_afterwards() -> None:
    printed = subprocess.run([sys.executable, "-c", IMPORTED], capture_output=True, text=True, check=True)
    assert printed.stdout == "True\nFalse 0.5\n"
