"""A Streamable HTTP MCP server inside the test: a function decides on every answer, all calls are recorded."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from harness.http import Handler, ScriptedServer

from .raw import DONE, fill, handshake, raw_id


@dataclass(frozen=True)
class Call:
    """One POST as it came in."""

    headers: list[tuple[str, str]]
    body: bytes

    @property
    def id(self) -> bytes | None:
        return raw_id(self.body)

    @property
    def message(self) -> dict:
        return json.loads(self.body)

    def header(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key.lower() == name.lower()]


@dataclass(frozen=True)
class Answer:
    """A complete JSON answer, or the messages of an event stream as they become due."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})
    events: Iterable[bytes] | None = None


def done(call: Call) -> Answer:
    return Answer(fill(DONE, call.id))


class HTTPTarget(ScriptedServer):
    """Calls `respond` for whatever is not part of the MCP handshake."""

    def __init__(self, respond: Callable[[Call], Answer] = done, port: int = 0):
        self.respond = respond
        self.handshake = handshake
        self.calls: list[Call] = []
        self.other: list[str] = []
        self.paths: set[str] = set()
        super().__init__(_Handler, port)

    @property
    def url(self) -> str:
        return f"{self.base_url}/mcp"


class _Handler(Handler):
    owner: HTTPTarget

    def do_POST(self) -> None:
        call = Call(self.headers.items(), self.read_body())
        if not call.body:  # a look for OAuth metadata begins with it
            self.reply(400)
            return
        self.owner.paths.add(self.path)
        opening = self.owner.handshake(call.body)
        if opening:
            self.reply(200, {"Content-Type": "application/json"}, opening)
            return
        with self.owner.changed:
            self.owner.calls.append(call)
            self.owner.changed.notify_all()
        if call.id is None:
            self.reply(202)
        else:
            self._send(self.owner.respond(call))

    def _send(self, answer: Answer) -> None:
        if answer.events is None:
            self.reply(answer.status, answer.headers, answer.body)
            return
        self.send_response_only(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for event in answer.events:
            self._chunk(b"event: message\ndata: " + event + b"\n\n")
        self._chunk(b"")

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(b"%x\r\n%b\r\n" % (len(data), data))
        self.wfile.flush()

    def do_GET(self) -> None:
        if self.path.startswith("/.well-known/"):
            self.reply(404)
        elif self.headers.get("Accept") == "application/json":
            self.reply(405)  # the other request of a look for OAuth metadata
        else:
            self._other("GET", 405)

    def do_DELETE(self) -> None:
        self._other("DELETE", 204)

    def _other(self, method: str, status: int) -> None:
        self.owner.other.append(method)
        self.reply(status)
