"""Imported last by the fork server: does once what every kernel would otherwise do before its first block."""

from __future__ import annotations

import datetime as dt

from sigtepunkt.charts import svg
from sigtepunkt.core import danish
from sigtepunkt.report import templating

templating.prepare()
# The first picture of a process takes half as long again as the next: fonts are found, texts measured, paths
# of markers made. Nothing of it is left open (matplotlib's fonts are opened anew in each fork).
svg.picture(lambda axes: axes.set(xlim=(2022, 2023), ylim=(1.5, 2.5)), name="first", title="", alt="")
danish.date(dt.date.min)  # reads the Danish names of months
