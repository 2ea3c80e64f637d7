"""A scripted control plane: hands out the commands it is given and records all that the client sends.

    plane = ControlPlane()
    command = plane.send(tools_call("echo", text="hi"))
    envelope = plane.answer(command)

The wire is that of dataplane sections 2 to 8. Bodies are kept as bytes.
"""

from __future__ import annotations

import itertools
import json
import time
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from harness.http import Handler, ScriptedServer
from harness.rawjson import raw_member, raw_members
from harness.waiting import PATIENCE, wait_until

TUNNEL_ID = "tunnel_" + "0123456789abcdef" * 2
API_KEY = "test-key_0123456789"
TERMINAL_TYPES = {
    "jsonrpc_response",
    "notify_ack",
    "session_termination_response",
    "oauth_discovery_response",
}


@dataclass(frozen=True)
class Command:
    """One command on its way: the JSON-RPC message as the exact bytes that travel."""

    request_id: str
    shard_token: str
    jsonrpc: bytes
    channel: str = "main"
    headers: dict[str, list[str]] = field(default_factory=dict)
    response_timeout: str | None = None
    trace_context: dict[str, str] | None = None
    command_type: str = "jsonrpc"

    def encode(self) -> bytes:
        members: dict[str, object] = {
            "request_id": self.request_id,
            "shard_token": self.shard_token,
            "command_type": self.command_type,
            "channel": self.channel,
            "created_at": "2026-01-01T00:00:00Z",
            "headers": self.headers,
        }
        if self.response_timeout:
            members["response_timeout"] = self.response_timeout
        if self.trace_context:
            members["trace_context"] = self.trace_context
        if not self.jsonrpc:
            return json.dumps(members).encode()
        return json.dumps(members).encode()[:-1] + b', "jsonrpc": ' + self.jsonrpc + b"}"


@dataclass(frozen=True)
class Poll:
    """One poll as it came in."""

    at: float
    query: str
    headers: list[tuple[str, str]]

    def number(self, name: str) -> int:
        return int(dict(parse_qsl(self.query))[name])


@dataclass(frozen=True)
class Post:
    """One POST to /response as it came in, and the status that it got (0: connection dropped)."""

    at: float
    headers: list[tuple[str, str]]
    body: bytes
    status: int

    def header(self, name: str) -> str | None:
        values = [value for key, value in self.headers if key.lower() == name.lower()]
        assert len(values) <= 1, f"{name} was sent {len(values)} times"
        return values[0] if values else None

    @property
    def envelope(self) -> dict[str, object]:
        return json.loads(self.body)

    @property
    def request_id(self) -> str:
        return str(self.envelope["request_id"])

    @property
    def is_terminal(self) -> bool:
        return self.envelope["resp_type"] in TERMINAL_TYPES

    @property
    def resp_json(self) -> bytes:
        """The MCP message as the client sent it, byte for byte."""
        raw = raw_member(self.body, "resp_json")
        assert raw is not None, f"no resp_json in {self.body[:200]!r}"
        return raw.encode()

    @property
    def message(self) -> dict:
        return json.loads(self.resp_json)

    @property
    def failure(self) -> dict:
        """error.data.tunnel_failure of a synthesized error (dataplane ER-04)."""
        return self.message["error"]["data"]["tunnel_failure"]

    @property
    def members(self) -> list[str]:
        return [name for name, _ in raw_members(self.body)]


@dataclass(frozen=True)
class Fault:
    """How the next request of a kind is answered instead; status 0 drops the connection."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)


class ControlPlane(ScriptedServer):
    """See the module's text. Closing it asserts that every command was answered exactly once."""

    def __init__(self, port: int = 0):
        self.polls: list[Poll] = []
        self.posts: list[Post] = []
        self.requests: list[tuple[str, list[tuple[str, str]]]] = []
        self.sent: list[Command] = []
        self.poll_faults: list[Fault] = []
        self.post_faults: list[Fault] = []
        # What the service says of the tunnel.
        self.metadata: dict = {"name": "scripted", "description": "integration tests"}
        # What /cloudflare/runtime answers: faults first, then this; nothing: 404.
        self.runtime_faults: list[Fault] = []
        self.runtime: dict | None = None
        self.runtime_requests: list[float] = []
        # How long the body of a poll's answer stays behind its head.
        self.body_delay = 0.0
        self._queue: list[Command] = []
        self._numbers = itertools.count(1)
        super().__init__(_Handler, port)

    # ---- Giving work ----------------------------------------------------------------------------

    def command(self, jsonrpc: bytes, **options: object) -> Command:
        number = next(self._numbers)
        return Command(f"req-{number:04d}", f"shard/{number:04d}+opaque=", jsonrpc, **options)

    def send(self, jsonrpc: bytes, **options: object) -> Command:
        return self.send_all([self.command(jsonrpc, **options)])[0]

    def send_all(self, commands: list[Command]) -> list[Command]:
        """Makes all of them available at once."""
        with self.changed:
            self._queue += commands
            self.sent += commands
            self.changed.notify_all()
        return commands

    # ---- Looking at what came back ------------------------------------------------------------------

    def posts_for(self, command: Command) -> list[Post]:
        return [post for post in list(self.posts) if post.request_id == command.request_id]

    def accepted_for(self, command: Command) -> list[Post]:
        return [post for post in self.posts_for(command) if post.is_terminal and post.status == 200]

    def notifications_for(self, command: Command) -> list[Post]:
        return [post for post in self.posts_for(command) if not post.is_terminal]

    def answer(self, command: Command, timeout: float = PATIENCE) -> Post:
        """The terminal answer, once it was accepted."""
        what = f"a terminal answer to {command.request_id}"
        return wait_until(lambda: self.accepted_for(command), what, timeout)[0]

    def wait_for_polls(self, count: int, timeout: float = PATIENCE) -> list[Poll]:
        wait_until(lambda: len(self.polls) >= count, f"{count} polls", timeout)
        return self.polls[:count]

    def wait_for_posts(self, command: Command, count: int, timeout: float = PATIENCE) -> list[Post]:
        what = f"{count} POSTs for {command.request_id}"
        wait_until(lambda: len(self.posts_for(command)) >= count, what, timeout)
        return self.posts_for(command)

    def check_every_command_was_answered_once(self) -> None:
        """The invariant of the architecture: one terminal answer a command, with its own shard token."""
        for command in self.sent:
            accepted = self.accepted_for(command)
            assert len(accepted) == 1, f"{command.request_id} was answered {len(accepted)} times"
            last = [post for post in self.posts_for(command) if post.is_terminal][-1]
            assert last is accepted[0], f"{command.request_id} was answered again after its answer was taken"
            for post in self.posts_for(command):
                assert post.header("X-Tunnel-Shard-Token") == command.shard_token
        known = {command.request_id for command in self.sent}
        assert {post.request_id for post in self.posts} <= known

    # ---- Serving ----------------------------------------------------------------------------------------

    def take(self, limit: int, timeout: float) -> list[Command]:
        """Up to `limit` commands, at once or when the first comes up."""
        with self.changed:
            self.changed.wait_for(lambda: self._queue or self.closing.is_set(), timeout)
            taken, self._queue = self._queue[:limit], self._queue[limit:]
            return taken

    def fault(self, faults: list[Fault]) -> Fault | None:
        with self.changed:
            return faults.pop(0) if faults else None

    def record(self, post: Post) -> Post:
        with self.changed:
            self.posts.append(post)
            self.changed.notify_all()
        return post

    def is_settled(self, request_id: str) -> bool:
        done = {post.request_id for post in self.posts if post.is_terminal and post.status == 200}
        return request_id in done or request_id not in {command.request_id for command in self.sent}


class _Handler(Handler):
    owner: ControlPlane

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        self.owner.requests.append((self.path, self.headers.items()))
        if url.path == f"/v1/tunnels/{TUNNEL_ID}/poll":
            self._poll(url.query)
        elif url.path == f"/v1/tunnels/{TUNNEL_ID}":
            self._json(200, {"id": TUNNEL_ID, **self.owner.metadata})
        elif url.path == f"/v1/tunnels/{TUNNEL_ID}/cloudflare/runtime":
            self._runtime()
        else:
            self._json(404, {"error": {"code": "not_found", "message": f"no route {url.path}"}})

    def do_POST(self) -> None:
        body = self.read_body()
        self.owner.requests.append((self.path, self.headers.items()))
        if urlsplit(self.path).path != f"/v1/tunnels/{TUNNEL_ID}/response":
            self._json(404, {"error": {"code": "not_found", "message": f"no route {self.path}"}})
            return
        fault = self.owner.fault(self.owner.post_faults) or self._duplicate(body)
        status = fault.status if fault else 200
        self.owner.record(Post(time.monotonic(), self.headers.items(), body, status))
        self._finish(fault)

    def _poll(self, query: str) -> None:
        poll = Poll(time.monotonic(), query, self.headers.items())
        self.owner.polls.append(poll)
        fault = self.owner.fault(self.owner.poll_faults)
        if fault:
            self._finish(fault)
            return
        commands = self.owner.take(poll.number("limit"), poll.number("timeout_ms") / 1000)
        if not commands:
            self.reply(204)
            return
        body = b'{"commands": [' + b", ".join(command.encode() for command in commands) + b"]}"
        self.send_response_only(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.owner.body_delay:
            self.wfile.flush()
            self.owner.closing.wait(self.owner.body_delay)
        self.wfile.write(body)
        self.wfile.flush()

    def _runtime(self) -> None:
        self.owner.runtime_requests.append(time.monotonic())
        fault = self.owner.fault(self.owner.runtime_faults)
        if fault:
            self._finish(fault)
        elif self.owner.runtime is None:
            self._json(404, {"error": {"code": "scripted", "message": "secret-of-the-body"}})
        else:
            self._json(200, self.owner.runtime)

    def _duplicate(self, body: bytes) -> Fault | None:
        return Fault(404) if self.owner.is_settled(str(json.loads(body)["request_id"])) else None

    def _finish(self, fault: Fault | None) -> None:
        if fault is None:
            self._json(200, {})
        elif fault.status == 0:
            self.drop()
        else:
            self._json(fault.status, {"error": {"code": "scripted", "message": "scripted"}}, fault.headers)

    def _json(self, status: int, body: dict, headers: dict[str, str] | None = None) -> None:
        head = {"Content-Type": "application/json", "X-Request-Id": "cp-request", **(headers or {})}
        self.reply(status, head, json.dumps(body).encode())
