"""What a server sends back, whole or broken in one of the ways networks break things."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any, Literal

RECORDED = Path(__file__).parent / "recorded"
JSON, CSV = "text/json; charset=utf-8", "text/csv; charset=utf-8"
# cut: the connection breaks in mid-body. short: the body is shorter than its declared length. unending:
# chunks without their end. slow: a byte now and then. silent: the body never comes.
Manner = Literal["whole", "cut", "short", "unending", "slow", "silent"]


@dataclass(frozen=True)
class Reply:
    """An answer: status, type, body and other headers, and in what manner it is sent."""

    body: bytes = b""
    content_type: str = CSV
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    manner: Manner = "whole"
    pause: float = 0.2  # seconds between the bytes of a slow one

    def send(self, handler: BaseHTTPRequestHandler) -> None:
        """Write the answer to a client, which may be gone before it has it."""
        handler.send_response(self.status)
        handler.send_header("Content-Type", self.content_type)
        for name, value in self.headers.items():
            handler.send_header(name, value)
        if self.manner == "unending":
            handler.send_header("Transfer-Encoding", "chunked")
            handler.end_headers()
            handler.wfile.write(f"{len(self.body):x}\r\n".encode() + self.body + b"\r\n")
            handler.close_connection = True
            return
        more = 10 if self.manner == "short" else 0
        handler.send_header("Content-Length", str(len(self.body) + more))
        handler.end_headers()
        if self.manner == "whole":
            handler.wfile.write(self.body)
            return
        handler.close_connection = True
        if self.manner == "silent":
            time.sleep(self.pause)
        elif self.manner == "slow":
            for byte in self.body:
                handler.wfile.write(bytes([byte]))
                time.sleep(self.pause)
        else:
            handler.wfile.write(self.body if self.manner == "short" else self.body[: len(self.body) // 2])


def json_reply(content: Any, status: int = 200, **headers: str) -> Reply:
    """Return an answer in JSON, as StatBank types it."""
    return Reply(json.dumps(content, ensure_ascii=False).encode(), JSON, status, headers)


def refusal(code: str, message: str) -> Reply:
    """Return StatBank's way of saying no."""
    return json_reply({"errorTypeCode": code, "message": message}, 400)


def recorded(name: str, content_type: str = JSON, status: int = 200) -> Reply:
    """Return a recorded answer, byte for byte."""
    return Reply((RECORDED / name).read_bytes(), content_type, status)
