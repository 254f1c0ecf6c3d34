"""How Jupyter gets a forked kernel: its own extension point, which pyproject.toml names.

Apart from the server, which begins before Jupyter's client, a tenth of a second of imports, is there.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from sigtepunkt.execution import fork_server


class ForkedProvisioner(LocalProvisioner):
    """Jupyter's local kernels, but forked; a kernelspec can name it as `sigtepunkt-forked`."""

    async def launch_kernel(self, cmd: list[str], **named: Any) -> Any:
        """Fork the kernel, or start it cold if the system cannot fork or the package has changed since."""
        if not (fork_server.is_possible() and fork_server.is_current()):
            return await super().launch_kernel(cmd, **named)
        process = fork_server.fork(cmd, named.get("env") or os.environ, named.get("cwd") or str(Path.cwd()))
        self.process = process  # type: ignore[assignment]  # it has Popen's methods
        self.pid = self.pgid = process.pid  # the first process of a session leads a group of its own
        return self.connection_info
