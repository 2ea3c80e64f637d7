"""A Streamable HTTP MCP server whose event streams a test writes byte by byte."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass

from harness.http import Handler, ScriptedServer

from .raw import handshake


@dataclass(frozen=True)
class Seen:
    """One request as it came in."""

    method: str
    headers: dict[str, str]
    body: bytes

    @property
    def rpc_method(self) -> str | None:
        return json.loads(self.body).get("method") if self.body else None


class Stream:
    """An answer under way: whole, or event by event."""

    def __init__(self, handler: "_Handler"):
        self._handler = handler

    def status(self, status: int) -> None:
        self._handler.reply(status)

    def begin(self) -> None:
        self._handler.send_response_only(200)
        self._handler.send_header("Content-Type", "text/event-stream")
        self._handler.send_header("Transfer-Encoding", "chunked")
        self._handler.end_headers()

    def write(self, data: bytes) -> None:
        self._handler.wfile.write(b"%x\r\n%b\r\n" % (len(data), data))
        self._handler.wfile.flush()

    def end(self) -> None:
        self._handler.wfile.write(b"0\r\n\r\n")
        self._handler.wfile.flush()

    def cut(self) -> None:
        """The connection is gone in the middle of the stream."""
        self._handler.drop()


class StreamTarget(ScriptedServer):
    """Calls `respond` for what is neither part of the handshake nor the probe (a GET without Last-Event-Id)."""

    def __init__(self, respond: Callable[[Seen, Stream], None]):
        self.respond = respond
        self.seen: list[Seen] = []
        self.lock = threading.Lock()
        super().__init__(_Handler)

    @property
    def url(self) -> str:
        return f"{self.base_url}/mcp"

    def requests(self, method: str) -> list[Seen]:
        return [seen for seen in list(self.seen) if seen.method == method]


class _Handler(Handler):
    owner: StreamTarget

    def do_POST(self) -> None:
        body = self.read_body()
        if body:
            self._serve("POST", body)
        else:
            self.reply(400)  # a look for OAuth metadata begins with it

    def do_DELETE(self) -> None:
        self._serve("DELETE", b"")

    def do_GET(self) -> None:
        if "Last-Event-Id" in self.headers:
            self._serve("GET", b"")
        else:
            self.reply(405)

    def _serve(self, method: str, body: bytes) -> None:
        opening = handshake(body) if body and b'"method"' in body else None
        if opening:
            self.reply(200, {"Content-Type": "application/json"}, opening)
            return
        seen = Seen(method, {name.lower(): value for name, value in self.headers.items()}, body)
        with self.owner.changed:
            self.owner.seen.append(seen)
            self.owner.changed.notify_all()
        self.owner.respond(seen, Stream(self))
