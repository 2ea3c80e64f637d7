"""The management API of a control plane, over real HTTP, as broken as a test wants."""

from __future__ import annotations

import json
import ssl
from dataclasses import dataclass, field
from urllib.parse import parse_qs, unquote, urlsplit

from harness.certificates import Authority, Pair
from harness.http import Handler, ScriptedServer


@dataclass
class Trouble:
    """What the next request gets instead of an answer."""

    status: int = 0
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    #: The connection ends instead, after the request was carried out.
    drops: bool = False


@dataclass
class Seen:
    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> dict:
        return json.loads(self.body)


class _Handler(Handler):
    owner: "Management"

    def _serve(self) -> None:
        body = self.read_body()
        seen = Seen(self.command, self.path, {name.lower(): value for name, value in self.headers.items()}, body)
        self.owner.seen.append(seen)
        trouble = self.owner.troubles.pop(0) if self.owner.troubles else None
        if trouble and not trouble.drops:
            return self.reply(trouble.status, {"X-Request-Id": "req_trouble", **trouble.headers}, trouble.body)
        status, answer = self.owner.answer(seen)
        if trouble:
            return self.drop()
        number = f"req_{len(self.owner.seen)}"
        self.reply(status, {"Content-Type": "application/json", "X-Request-Id": number}, json.dumps(answer).encode())

    do_GET = do_POST = do_DELETE = _serve


class Management(ScriptedServer):
    """Tunnels in memory, by id."""

    def __init__(self) -> None:
        self.tunnels: dict[str, dict] = {}
        self.seen: list[Seen] = []
        self.troubles: list[Trouble] = []
        super().__init__(_Handler)

    def secure(self, pair: Pair, clients: Authority) -> None:
        """From now on with TLS, for those who show a certificate of that authority."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pair.certificate, pair.key)
        context.load_verify_locations(clients.root.certificate)
        context.verify_mode = ssl.CERT_REQUIRED
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)

    def add(self, number: int, **more: object) -> str:
        tunnel = f"tunnel_{number:032d}"
        made = {"id": tunnel, "name": f"name {number}", "description": "", "organization_ids": [], "workspace_ids": []}
        self.tunnels[tunnel] = {**made, **more}
        return tunnel

    def answer(self, seen: Seen) -> tuple[int, dict]:
        parts = urlsplit(seen.target)
        where = [unquote(part) for part in parts.path.split("/") if part]
        if where[:2] != ["v1", "tunnels"] or len(where) > 3:
            return 404, {"error": {"message": f"Invalid URL ({seen.method} {parts.path})", "code": None}}
        if len(where) == 2:
            return self._all(seen, parse_qs(parts.query))
        tunnel = self.tunnels.get(where[2])
        if tunnel is None:
            return 404, {"error": {"message": "no such tunnel", "type": "not_found", "code": "tunnel_not_found"}}
        if seen.method == "POST":
            tunnel.update(seen.json)
        if seen.method == "DELETE":
            del self.tunnels[where[2]]
        return 200, tunnel

    def _all(self, seen: Seen, query: dict[str, list[str]]) -> tuple[int, dict]:
        if seen.method == "POST":
            return 200, self.tunnels[self.add(len(self.tunnels) + 1, **seen.json)]
        [(name, [value])] = query.items()
        return 200, {"tunnels": [tunnel for tunnel in self.tunnels.values() if value in tunnel.get(f"{name}s", [])]}
