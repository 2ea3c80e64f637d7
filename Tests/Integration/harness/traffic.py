"""Commands as an agent's day brings them: most of them fine, some slow, some large, some that fail."""

from __future__ import annotations

import random
import threading

from controlplane import ControlPlane, Fault

from .rpc import notification, request, tools_call


class Traffic:
    """Sends about `rate` commands a second for the server behind `dev mcp-stub`, until stopped."""

    def __init__(self, plane: ControlPlane, rate: float = 12, clock_channel: str | None = None, seed: int = 1):
        self._plane = plane
        self._rate = rate
        self._clock_channel = clock_channel
        self._chance = random.Random(seed)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Traffic:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        sessions = [self._session() for _ in range(3)]
        swing = 0.0
        while not self._ended.wait(self._chance.expovariate(self._rate * (1 + 0.6 * swing))):
            swing = max(-0.9, min(1.0, swing + self._chance.uniform(-0.1, 0.1)))
            if self._clock_channel and self._chance.random() < 0.2:
                self._plane.send(
                    tools_call("get_current_time", timezone="Europe/Berlin"), channel=self._clock_channel
                )
                continue
            if self._chance.random() < 0.02:
                self._plane.post_faults.append(Fault(503, {"Retry-After": "1"}))
            self._plane.send(self._message(), headers=self._chance.choice(sessions))

    def _session(self) -> dict[str, list[str]]:
        """Says hello as an agent does, and gives the headers that its other messages have."""
        who = {"name": "agent", "version": "1.0"}
        hello = request(
            "initialize", {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": who}
        )
        envelope = self._plane.answer(self._plane.send(hello)).envelope
        headers = {name.lower(): value for name, value in envelope["resp_headers"].items()}
        session = headers["mcp-session-id"]
        names = {"Mcp-Session-Id": [session] if isinstance(session, str) else session, "MCP-Protocol-Version": ["2025-11-25"]}
        self._plane.send(notification("notifications/initialized"), headers=names)
        return names

    def _message(self) -> bytes:
        kinds = {
            lambda: tools_call("echo", input="ticket 4711: the printer is on fire"): 10,
            lambda: tools_call("uppercase", input="straße"): 6,
            lambda: tools_call("server_info"): 4,
            lambda: request("tools/list"): 4,
            lambda: request("ping"): 2,
            lambda: tools_call("slow", seconds=round(self._chance.uniform(0.05, 0.6), 2)): 4,
            lambda: tools_call("large", bytes=self._chance.randrange(20_000, 400_000)): 2,
            lambda: tools_call("progress", steps=4, interval=0.05): 1,
            lambda: tools_call("fail", message="No ticket with the number 4711."): 1,
            lambda: request("prompts/get", {"name": "digest"}): 1,
            lambda: notification("notifications/roots/list_changed"): 1,
        }
        return self._chance.choices(list(kinds), list(kinds.values()))[0]()
