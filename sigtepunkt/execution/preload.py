"""Imported last by the fork server: does once what every kernel would otherwise do before its first block."""

from __future__ import annotations

import datetime as dt

from sigtepunkt.charts import svg
from sigtepunkt.core import danish
from sigtepunkt.report import templating

templating.prepare()
svg.prepare()
danish.date(dt.date.min)  # reads the Danish names of months
