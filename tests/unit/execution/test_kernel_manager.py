"""A kernel is ready when it has answered and its output arrives; one that dies or stays silent is told."""

from __future__ import annotations

import asyncio
import queue
from typing import Any

import pytest

from sigtepunkt.execution import kernel_manager

ANSWER = {"msg_type": "kernel_info_reply", "content": {"protocol_version": "5.4"}}


class Kernel:
    """What a client meets by turn in `shell` and `iopub`: None where nothing comes in time."""

    def __init__(self, shell: list[Any], iopub: list[Any], *, alive: bool = True) -> None:
        self.asked, self.shell, self.iopub, self.alive = 0, shell, iopub, alive

    def client(self) -> Any:
        """Return a client of this kernel."""
        kernel = self

        class Client(kernel_manager._client_class()):  # type: ignore[misc]
            def kernel_info(self, **_: Any) -> str:
                kernel.asked += 1
                return ""

            async def get_shell_msg(self, **_: Any) -> Any:
                return _next(kernel.shell)

            async def get_iopub_msg(self, **_: Any) -> Any:
                return _next(kernel.iopub)

            async def is_alive(self) -> bool:
                return kernel.alive

        return Client()


def _next(messages: list[Any]) -> Any:
    message = messages.pop(0) if messages else None
    if message is None:
        raise queue.Empty
    return message


@pytest.mark.parametrize(
    ("shell", "iopub", "asked"),
    [
        ([ANSWER], ["status"], 1),
        ([None, ANSWER], ["status"], 2),
        ([ANSWER, ANSWER], [None, "status"], 2),  # output does not arrive yet: a cell's would be lost
        ([{"msg_type": "execute_reply"}, ANSWER], ["status"], 2),
    ],
)
def test_a_kernel_is_asked_until_it_answers_and_its_output_arrives(
    shell: list[Any], iopub: list[Any], asked: int
) -> None:
    kernel = Kernel(shell, iopub)
    asyncio.run(kernel.client().wait_for_ready(timeout=60))
    assert (kernel.asked, kernel.shell, kernel.iopub) == (asked, [], [])


def test_a_kernel_that_dies_before_it_answers_is_told() -> None:
    with pytest.raises(RuntimeError, match="Kernel died before replying to kernel_info"):
        asyncio.run(Kernel([], [], alive=False).client().wait_for_ready(timeout=60))


def test_a_kernel_that_stays_silent_is_told_when_its_time_is_over() -> None:
    with pytest.raises(RuntimeError, match="Kernel didn't respond in 0 seconds"):
        asyncio.run(Kernel([], []).client().wait_for_ready(timeout=0.01))
