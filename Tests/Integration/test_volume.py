"""Many commands at once and large answers: each is answered exactly once, with the right bytes."""

from __future__ import annotations

import hashlib
import json

import pytest
from conftest import StdioTarget
from controlplane import ControlPlane
from harness.process import Launcher
from harness.rpc import tools_call
from targets.http_server import Answer, Call, HTTPTarget
from targets.raw import fill

FOUR_MIB = 4 * 1024 * 1024


def test_a_full_poll_of_25_commands(plane: ControlPlane, target_flags: list[str], launcher: Launcher) -> None:
    """dataplane PL-01: at most 25 a poll; here all of them come in one."""
    launcher.run(plane, "--control-plane.max-inflight", "30", *target_flags)
    plane.wait_for_polls(1)
    commands = plane.send_all([plane.command(tools_call("echo", number=n)) for n in range(25)])
    for command in commands:
        answer = plane.answer(command)
        assert answer.envelope["resp_code"] == 200
        assert answer.message["id"] == json.loads(command.jsonrpc)["id"]


def test_a_hundred_concurrent_commands(
    plane: ControlPlane, target_flags: list[str], launcher: Launcher
) -> None:
    """dataplane Q-01, Q-02 with room for all of them; polls still ask for 25 at most."""
    window = ["--control-plane.max-inflight", "100", "--mcp.max-concurrent-requests", "100"]
    launcher.run(plane, *window, *target_flags)
    commands = plane.send_all([plane.command(tools_call("echo", number=n)) for n in range(100)])
    ids = {plane.answer(command).message["id"] for command in commands}
    assert ids == {json.loads(command.jsonrpc)["id"] for command in commands}
    assert max(poll.number("limit") for poll in plane.polls) == 25


def test_more_commands_than_the_window(
    plane: ControlPlane, target_flags: list[str], launcher: Launcher
) -> None:
    """With the default window of 20 and 10 workers, 100 commands still all get their answer (Q-01)."""
    launcher.run(plane, *target_flags)
    for command in plane.send_all([plane.command(tools_call("echo", number=n)) for n in range(100)]):
        plane.answer(command)
    assert max(poll.number("limit") for poll in plane.polls) <= 20


def big_answer() -> bytes:
    """4 MiB of text in which every escape that JSON knows occurs."""
    piece = 'quote \\" backslash \\\\ slash \\/ newline \\n unicode \\u00e9 é 𝄞 '
    text = (piece * (FOUR_MIB // len(piece.encode()) + 1)).encode()
    return b'{"jsonrpc":"2.0","id":%ID%,"result":{"content":[{"type":"text","text":"' + text + b'"}]}}'


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def check_big_answer(plane: ControlPlane) -> None:
    command = plane.send(tools_call("template", big=True))
    expected = fill(big_answer(), str(json.loads(command.jsonrpc)["id"]).encode())
    received = plane.answer(command, timeout=30).resp_json
    assert (len(received), digest(received)) == (len(expected), digest(expected))
    assert len(received) > FOUR_MIB


@pytest.mark.parametrize("as_events", [False, True], ids=["json", "sse"])
def test_a_4_mib_answer_over_http(
    plane: ControlPlane, http_target: HTTPTarget, launcher: Launcher, as_events: bool
) -> None:
    """The answer's bytes are forwarded as they are (dataplane W-21)."""

    def respond(call: Call) -> Answer:
        answer = fill(big_answer(), call.id)
        return Answer(events=[answer]) if as_events else Answer(answer)

    http_target.respond = respond
    launcher.run(plane, "--mcp.server-url", http_target.url)
    check_big_answer(plane)


def test_a_4_mib_answer_over_stdio(
    plane: ControlPlane, stdio_target: StdioTarget, launcher: Launcher
) -> None:
    """One line of 4 MiB (dataplane ST-04)."""
    stdio_target.template(big_answer())
    launcher.run(plane, "--mcp.command", stdio_target.command)
    check_big_answer(plane)
