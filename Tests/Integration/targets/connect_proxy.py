"""A forward proxy: CONNECT tunnels, optionally with a password, optionally impatient."""

from __future__ import annotations

import base64
import select
import socket
import time
from dataclasses import dataclass

from harness.http import Handler, ScriptedServer


@dataclass(frozen=True)
class Tunnelled:
    target: str
    authorization: str | None
    status: int


class ConnectProxy(ScriptedServer):
    """With `userinfo` ("user:password") everybody else gets 407; a tunnel that was quiet for `patience` is cut."""

    def __init__(self, userinfo: str | None = None, patience: float | None = None):
        self.expected = None
        if userinfo is not None:
            self.expected = "Basic " + base64.b64encode(userinfo.encode()).decode()
        self.patience = patience
        self.tunnels: list[Tunnelled] = []
        super().__init__(_Handler)

    def url(self, userinfo: str | None = None) -> str:
        return f"http://{userinfo + '@' if userinfo else ''}127.0.0.1:{self.port}"

    def targets(self, status: int = 200) -> list[str]:
        return [tunnel.target for tunnel in list(self.tunnels) if tunnel.status == status]


class _Handler(Handler):
    owner: ConnectProxy

    def do_CONNECT(self) -> None:
        authorization = self.headers.get("Proxy-Authorization")
        allowed = self.owner.expected in (None, authorization)
        status = 200 if allowed else 407
        with self.owner.changed:
            self.owner.tunnels.append(Tunnelled(self.path, authorization, status))
            self.owner.changed.notify_all()
        self.close_connection = True
        if not allowed:
            self.reply(407, {"Proxy-Authenticate": 'Basic realm="test"'})
            return
        host, _, port = self.path.rpartition(":")
        with socket.create_connection((host, int(port)), 10) as far:
            self.send_response_only(200)
            self.end_headers()
            self.wfile.flush()
            self._relay(far)

    def _relay(self, far: socket.socket) -> None:
        near = self.connection
        quiet_since = time.monotonic()
        while not self.owner.closing.is_set():
            readable, _, _ = select.select([near, far], [], [], 0.05)
            for source in readable:
                data = source.recv(1 << 16)
                if not data:
                    return
                (far if source is near else near).sendall(data)
                quiet_since = time.monotonic()
            if self.owner.patience and time.monotonic() - quiet_since > self.owner.patience:
                near.shutdown(socket.SHUT_RDWR)
                return
