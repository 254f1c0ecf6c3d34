"""Imported by the kernels' server alone: what every kernel would else do once for itself before its first block is shown.

Templates are compiled, Danish numbers and dates looked up, a picture drawn and dropped. What is there then is no garbage: a
kernel that looked through it would only copy it.
"""

from __future__ import annotations

import datetime as dt
import gc

from sigtepunkt import danish, figures, templates

templates.compile_all()
danish.quantity(1.5, "%", 1)
danish.date(dt.date(2026, 1, 1))
figures.picture(lambda axes: axes.set_axis_on(), name="x", title="x", alt="x")
gc.collect()
gc.freeze()
