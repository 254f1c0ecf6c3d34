"""How a notebook's kernel is started, addressed and ended, and when it is ready."""

from __future__ import annotations

import math
import os
import queue
import signal
import sys
import time
from contextlib import suppress
from functools import cache, lru_cache
from typing import Any

from sigtepunkt.core import processes
from sigtepunkt.execution import kernel, sandbox

PROVISIONER = "sigtepunkt-forked"
_ANSWERS, _FOLLOWS = 1.0, 0.2  # seconds until a kernel is asked again, and until its output has to follow


def environment() -> dict[str, str]:
    """Return the environment variables of a kernel."""
    return {**sandbox.environment(os.environ), **processes.ONE_THREAD}


def config(folder: str) -> Any:
    """Return the traitlets configuration of a kernel whose sockets are in `folder`, which is its own."""
    from traitlets.config import Config

    if sys.platform == "win32":
        return Config()
    # Kernels listen on Unix sockets that only this user can open, not on ports. Each needs a folder of its
    # own: by default, kernels that are started at once choose the same names.
    return Config({"KernelManager": {"transport": "ipc", "ip": f"{folder}/kernel"}})


@lru_cache(maxsize=100)
def made_for(*, cold: bool, settings: tuple[tuple[str, str], ...]) -> Any:
    """Return a class of kernel manager that starts `sigtepunkt.execution.kernel` in a reduced environment.

    The kernel is forked unless `cold`; `settings` are environment variables besides.
    """
    from jupyter_client.manager import AsyncKernelManager
    from traitlets import Type

    class OfflineKernelManager(AsyncKernelManager):
        client_factory = Type(_client_class())

        def format_kernel_cmd(self, extra_arguments: list[str] | None = None) -> list[str]:
            words = super().format_kernel_cmd(extra_arguments)
            return [kernel.NAME if word == "ipykernel_launcher" else word for word in words]

        async def _async_launch_kernel(self, kernel_cmd: list[str], **named: Any) -> None:
            if kernel.NAME not in kernel_cmd:
                command = " ".join(kernel_cmd)
                raise RuntimeError(
                    f"the kernel {self.kernel_name!r} is not Jupyter's Python kernel: {command}"
                )
            await super()._async_launch_kernel(kernel_cmd, **named)

        async def _async_pre_start_kernel(self, **named: Any) -> Any:
            named["env"] = environment() | dict(settings)
            if not cold and self.kernel_spec is not None:
                self.kernel_spec.metadata["kernel_provisioner"] = {"provisioner_name": PROVISIONER}
            return await super()._async_pre_start_kernel(**named)

        async def _async_cleanup_resources(
            self,
            restart: bool = False,  # noqa: FBT001, FBT002 - Jupyter's own signature
        ) -> None:
            group = getattr(self.provisioner, "pgid", None)
            await super()._async_cleanup_resources(restart=restart)
            if group and os.name == "posix":
                with suppress(ProcessLookupError):  # unless the notebook left processes behind, it is gone
                    os.killpg(group, signal.SIGKILL)

        cleanup_resources = _async_cleanup_resources

    return OfflineKernelManager


@cache
def _client_class() -> Any:
    """Return Jupyter's client, but ready as soon as the kernel answers and its output arrives.

    Jupyter's own then waits until nothing has arrived for 0.2 seconds. What arrives late belongs to no cell,
    and is passed over: `nbclient` asks of each message whose output it is.
    """
    from jupyter_client.asynchronous.client import AsyncKernelClient

    class PromptClient(AsyncKernelClient):
        async def wait_for_ready(
            self,
            timeout: float | None = None,  # noqa: ASYNC109 - Jupyter's own signature
        ) -> None:
            end = math.inf if timeout is None else time.monotonic() + timeout
            while time.monotonic() < end:
                self.kernel_info()
                with suppress(queue.Empty):
                    reply = await self.get_shell_msg(timeout=_ANSWERS)
                    if reply["msg_type"] == "kernel_info_reply":
                        await self.get_iopub_msg(timeout=_FOLLOWS)  # or output would be lost
                        self._handle_kernel_info_reply(reply)
                        return
                if not await self.is_alive():
                    raise RuntimeError("Kernel died before replying to kernel_info")
            raise RuntimeError(f"Kernel didn't respond in {timeout:.0f} seconds")

    return PromptClient
