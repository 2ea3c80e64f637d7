"""A call that says nothing for half a minute is not given up."""

from __future__ import annotations

import threading

import pytest
from conftest import StdioTarget
from controlplane import Command, ControlPlane
from harness.process import Launcher
from harness.rpc import request, tools_call
from targets.http_server import Answer, Call, HTTPTarget
from targets.raw import DONE, PROGRESS, fill

SECONDS = 30


def quiet_events(call: Call):
    """A progress now, one at 29 s, the answer at 30 s. The pause is what is tested."""
    pause = threading.Event()
    yield PROGRESS % 1
    pause.wait(SECONDS - 1)
    yield PROGRESS % 2
    pause.wait(1)
    yield fill(DONE, call.id)


def quiet_call() -> bytes:
    arguments = {"seconds": SECONDS}
    return request("tools/call", {"name": "quiet", "arguments": arguments, "_meta": {"progressToken": "quiet"}})


def check(plane: ControlPlane, command: Command) -> None:
    answer = plane.answer(command, timeout=SECONDS + 15)
    first, second = plane.notifications_for(command)
    assert (first.resp_json, second.resp_json) == (PROGRESS % 1, PROGRESS % 2)
    assert SECONDS - 3 < second.at - first.at < SECONDS + 3
    assert second.at <= answer.at
    assert answer.envelope["resp_code"] == 200


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_a_stream_may_be_quiet_for_half_a_minute(
    plane: ControlPlane, http_target: HTTPTarget, stdio_target: StdioTarget, launcher: Launcher
) -> None:
    """dataplane SSE-04, HT-06, CP-06: no timeout cuts a quiet call, over HTTP (SSE) and over stdio at once.

    The progress at the start travels at once, and neither call keeps others waiting.
    """
    http_target.respond = lambda call: Answer(events=quiet_events(call))
    side = f"channel=side,command={stdio_target.command}"
    launcher.run(plane, "--mcp.server-url", http_target.url, "--mcp.command", side)
    over_http = plane.send(tools_call("quiet"))
    over_stdio = plane.send(quiet_call(), channel="side")
    plane.wait_for_posts(over_http, 1, timeout=10)
    plane.wait_for_posts(over_stdio, 1, timeout=10)
    meanwhile = plane.send(tools_call("echo"), channel="side")
    assert plane.answer(meanwhile, timeout=10).envelope["resp_code"] == 200
    check(plane, over_http)
    check(plane, over_stdio)
