"""Every fault of an MCP server, how often it is chosen, and what a caller may be told then.

An end is written as the oracle writes it (oracle.outcome): `result`, `rpc-error:STATUS`, `failure:SOURCE:STATUS`,
`error:CODE:STATUS`, `ack:STATUS`, `end:STATUS`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from random import Random

from .command import Command
from .dice import Dice, pick

TIMEOUT = "failure:timeout:504"
PROTOCOL = "failure:protocol:502"
CLOSED = "failure:transport_closed:502"
INTERNAL = "failure:client_internal:502"


@dataclass(frozen=True)
class Fault:
    weight: float
    ends: tuple[str, ...]
    notifications: int = 0


def ok(weight: float, notifications: int = 0) -> Fault:
    return Fault(weight, ("result",), notifications)


HTTP = {
    "json": ok(30),
    "sse": ok(15),
    "sse-progress": ok(10, 3),
    "slow": ok(4),
    "trickled-json": ok(3),
    "trickled-sse": ok(3, 2),
    "big": ok(1.5),
    "rpc-error": Fault(3, ("rpc-error:200",)),
    "preserved-404": Fault(2, ("rpc-error:404",)),
    "preserved-500": Fault(2, ("rpc-error:500",)),
    "html-401": Fault(2, ("failure:target_http:401",)),
    "html-429": Fault(1, ("failure:target_http:429",)),
    "html-503": Fault(2, ("failure:target_http:503",)),
    "cut-500": Fault(1, ("failure:target_http:500",)),
    "html-200": Fault(2, (PROTOCOL,)),
    "redirect": Fault(1, (PROTOCOL,)),
    "status-202": Fault(2, (PROTOCOL,)),
    "status-204": Fault(2, (PROTOCOL,)),
    "empty-200": Fault(2, (PROTOCOL,)),
    "wrong-id": Fault(2, (PROTOCOL,)),
    "idless-error": Fault(2, (PROTOCOL,)),
    "broken-json": Fault(2, (PROTOCOL,)),
    "batch": ok(1),
    "cut-json": Fault(2, (CLOSED,)),
    "cut-chunk": Fault(2, (CLOSED,)),
    "reset-head": Fault(2, (CLOSED,)),
    "reset-body": Fault(2, (CLOSED,)),
    "fin": Fault(2, (CLOSED,)),
    "cut-head": Fault(1, (CLOSED, PROTOCOL)),
    "garbage": Fault(1, (PROTOCOL, CLOSED)),
    "hang": Fault(1, (TIMEOUT,)),
    "hang-sse": Fault(1, (TIMEOUT,), 1),
    "sse-end": Fault(2, (CLOSED,), 1),
    "sse-reset": Fault(2, (CLOSED,), 1),
    "sse-garbage": ok(2),
    "sse-only-garbage": Fault(1, (PROTOCOL,)),
    "sse-stray": ok(2),
    "sse-server-request": ok(2),
    "sse-odd-framing": ok(2, 1),
    "sse-twice": ok(2),
}

STDIO = {
    "ok": ok(30),
    "progress": ok(10, 3),
    "slow": ok(5),
    "big": ok(1),
    "rpc-error": Fault(3, ("rpc-error:200",)),
    "wrong-id": Fault(0.7, (TIMEOUT,)),
    "idless-error": Fault(0.7, (TIMEOUT,)),
    "silent": Fault(0.7, (TIMEOUT,)),
    "noise": ok(4),
    "bytes": ok(3),
    "cut-line": ok(2),
    "batch": ok(3),
    "crlf": ok(2),
    "server-request": ok(3),
    "twice": ok(3),
    "stderr-flood": ok(1),
    "slow-line": ok(3),
}
"""A child that ends takes everybody's call with it."""
MORTAL = {name: Fault(fault.weight, (*fault.ends, CLOSED), fault.notifications) for name, fault in STDIO.items()} | {
    "exit": Fault(2, (CLOSED,)),
    "kill": Fault(2, (CLOSED,)),
    "half-line-exit": Fault(2, (CLOSED,)),
    "close-stdout": Fault(2, (CLOSED,)),
}

# What `sdk/c/misbehave` does for a method of that name.
PLUGIN = {
    "echo": ok(10),
    "finish-from-thread": ok(5),
    "unknown-handle": ok(5),
    "two-responses": ok(5),
    "finish-twice": ok(5),
    "emit-after-finish": ok(5),
    "answer-without-finish": ok(5),
    "fail-start": Fault(4, (INTERNAL,)),
    "not-json": Fault(4, (PROTOCOL,)),
    "never-finish": Fault(2, (TIMEOUT,)),
    "emit-after-cancel": Fault(2, (TIMEOUT,)),
    "crash-free-huge": Fault(0.3, ("huge",)),
}
REFUSED = {"call": Fault(1, ("failure:connect:502",))}

CHANNELS: dict[str, tuple[float, dict[str, Fault]]] = {
    "main": (45, HTTP),
    "pipe": (25, STDIO),
    "mortal": (6, MORTAL),
    "odd": (16, PLUGIN),
    "refused": (3, REFUSED),
}
# Messages that are no request, by channel: what they are acknowledged with.
ACKNOWLEDGED = {"main": "ack:202", "pipe": "ack:200", "mortal": "ack:200", "odd": "ack:200", "refused": "ack:502"}
ENDED = {"main": "end:204", "pipe": "end:405", "mortal": "end:405", "odd": "end:200", "refused": "end:502"}
JUNK = {
    "boolean-id": (b'{"jsonrpc":"2.0","id":true,"method":"x"}', "error:-32600:400"),
    "wrong-version": (b'{"jsonrpc":"1.0","id":1,"method":"x"}', "error:-32600:400"),
    "array": (b"[]", "error:-32600:400"),
}


class Author:
    """Writes the commands of a run."""

    def __init__(self, dice: Dice):
        self.dice = dice
        self._numbers = iter(range(1, 1 << 30))

    def write(self, channel: str | None = None, fault: str | None = None, timeout: float | None = -1) -> Command:
        number = next(self._numbers)
        chance = self.dice.of("command", number)
        channel = channel or pick(chance, {name: weight for name, (weight, _) in CHANNELS.items()})
        nonce = f"{chance.getrandbits(64):016x}"
        if timeout == -1:
            timeout = pick(chance, {None: 60, 0.0: 1, 0.4: 4, 1.5: 5, 3.0: 5, 12.0: 15})
        command = Command(number, channel, "request", "", (), timeout, nonce, None)
        kind = "request" if fault else pick(chance, {"request": 92, "notification": 3, "response": 1, "termination": 2, "junk": 2})
        getattr(self, f"_{kind}")(command, chance, fault)
        return command

    def _request(self, command: Command, chance: Random, name: str | None) -> None:
        faults = CHANNELS[command.channel][1]
        command.fault = name or pick(chance, {name: fault.weight for name, fault in faults.items()})
        fault = faults[command.fault]
        command.expected, command.notifications = fault.ends, fault.notifications
        arguments = {"fault": command.fault, "nonce": command.nonce, "delay": round(chance.uniform(0.05, 1), 3)}
        method = "tools/call"
        if command.channel == "odd":
            method = command.fault
        params = {"name": "faulty", "arguments": arguments, "_meta": {"progressToken": command.nonce}}
        message = {"jsonrpc": "2.0", "id": command.id, "method": method, "params": params}
        command.jsonrpc = json.dumps(message).encode()

    def _notification(self, command: Command, chance: Random, name: str | None) -> None:
        command.kind, command.fault, command.expected = "notification", "-", (ACKNOWLEDGED[command.channel],)
        params = {"nonce": command.nonce}
        command.jsonrpc = json.dumps({"jsonrpc": "2.0", "method": "notifications/x", "params": params}).encode()
        self._with_mortality(command)

    def _response(self, command: Command, chance: Random, name: str | None) -> None:
        self._notification(command, chance, name)
        command.kind = "response"
        # Nobody asked for it: the client may keep it from the server.
        command.expected += ("ack:202",)
        command.jsonrpc = json.dumps({"jsonrpc": "2.0", "id": 1, "result": {"nonce": command.nonce}}).encode()

    def _termination(self, command: Command, chance: Random, name: str | None) -> None:
        command.kind, command.fault, command.expected = "termination", "-", (ENDED[command.channel],)
        self._with_mortality(command)

    def _junk(self, command: Command, chance: Random, name: str | None) -> None:
        command.kind, command.fault = "junk", chance.choice(list(JUNK))
        command.jsonrpc, end = JUNK[command.fault]
        command.expected = (end,)

    @staticmethod
    def _with_mortality(command: Command) -> None:
        if command.channel == "mortal":
            command.expected += ("ack:502", "end:502")
