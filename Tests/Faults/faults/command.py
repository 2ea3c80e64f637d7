"""A command, what must come of it, and what happened to it."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from enum import Enum

STARTED = time.monotonic()


def now() -> float:
    """Seconds since the run began."""
    return time.monotonic() - STARTED


class Admitted(Enum):
    NO = "no"
    # Its poll answer went out whole; whether it arrived is not known (a reset, a stop).
    MAYBE = "maybe"
    YES = "yes"


@dataclass
class Attempt:
    """One POST /response."""

    at: float
    fault: str
    headers: list[tuple[str, str]]
    body: bytes | None = None
    # What the client was told; None: nothing, or it cannot have read all of it.
    told: int | None = None
    # A reset followed so soon that the client may not have read it.
    in_doubt: bool = False
    # The service took it, whether or not it could say so.
    taken: bool = False
    envelope: dict = field(default_factory=dict)

    @property
    def is_terminal(self) -> bool:
        return bool(self.envelope) and self.envelope["resp_type"] != "jsonrpc_notify"


@dataclass
class Command:
    number: int
    channel: str
    kind: str  # request, notification, termination, junk
    fault: str
    # Allowed ends, see oracle.outcome.
    expected: tuple[str, ...]
    timeout: float | None
    nonce: str
    jsonrpc: bytes | None
    # How many notifications the server sends on the way.
    notifications: int = 0

    admitted: Admitted = Admitted.NO
    handed_out: tuple[float, float] | None = None
    attempts: list[Attempt] = field(default_factory=list)
    # Complete requests for it that the MCP server saw.
    calls: int = 0
    # POSTs that were sent to a connection that had closed.
    lost_unseen: int = 0
    story: list[tuple[float, str]] = field(default_factory=list)

    @property
    def request_id(self) -> str:
        return f"req-{self.number}"

    @property
    def token(self) -> str:
        return f"shard/{self.number}/{self.nonce}=="

    @property
    def id(self) -> object:
        """Ids repeat on purpose: callers know nothing of each other."""
        return self.number % 7 if self.number % 2 else f"call-{self.number % 5}"

    def note(self, text: str) -> None:
        self.story.append((now(), text))

    def encode(self) -> bytes:
        members: dict[str, object] = {
            "request_id": self.request_id,
            "shard_token": self.token,
            "command_type": "session_termination" if self.kind == "termination" else "jsonrpc",
            "channel": self.channel,
            "created_at": "2026-01-01T00:00:00Z",
            "headers": {"X-Request-Id": [f"caller-{self.nonce}"], "Mcp-Session-Id": [f"session-{self.nonce}"]},
        }
        if self.timeout is not None:
            members["response_timeout"] = f"{round(self.timeout * 1000)}ms"
        text = json.dumps(members).encode()
        return text if self.jsonrpc is None else text[:-1] + b',"jsonrpc":' + self.jsonrpc + b"}"

    # ---- Where it stands -------------------------------------------------------------------------------

    @property
    def terminal_attempts(self) -> list[Attempt]:
        return [attempt for attempt in self.attempts if attempt.is_terminal]

    @property
    def is_taken(self) -> bool:
        return any(attempt.taken for attempt in self.terminal_attempts)

    @property
    def is_refused(self) -> bool:
        """The service said no for good, by its own choice."""
        final = [a for a in self.terminal_attempts if a.told is not None and is_final(a.told)]
        replaceable = [a for a in final if a.told in REPLACEABLE and a.envelope["resp_type"] == "jsonrpc_response"]
        return len(final) > len(replaceable[:1])

    @property
    def expiry(self) -> float | None:
        """By when its deadline has passed for sure."""
        return None if self.timeout is None or not self.handed_out else self.handed_out[1] + self.timeout

    @property
    def is_over(self) -> bool:
        if self.admitted is Admitted.NO:
            return False
        return self.is_taken or self.is_refused or (self.expiry is not None and now() > self.expiry)


REPLACEABLE = {400, 413, 422}


def is_final(status: int) -> bool:
    """An answer to a terminal POST after which there is nothing more to say (dataplane RP-03, W-15)."""
    return 200 <= status < 300 or (300 <= status < 500 and status not in (408, 429))
