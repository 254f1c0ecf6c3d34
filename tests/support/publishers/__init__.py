"""Publishers' services on this machine: a real HTTP server that speaks the recorded protocols."""

from __future__ import annotations

from publishers.replies import Reply, json_reply
from publishers.server import Asked, Publishers, serving
from publishers.tables import Table, Tables, tables_of

__all__ = ["Asked", "Publishers", "Reply", "Table", "Tables", "json_reply", "serving", "tables_of"]
