"""A caller's deadline (`response_timeout`): from the receipt of the command to the last byte of its answer."""

from __future__ import annotations

import threading
import time

from controlplane import ControlPlane
from harness.process import Launcher
from harness.rpc import tools_call
from harness.waiting import wait_until
from targets.http_server import Call, HTTPTarget, done

SESSION = {"Mcp-Session-Id": ["session-1"]}


def test_a_deadline_runs_while_the_command_waits_for_a_worker(
    plane: ControlPlane, http_target: HTTPTarget, launcher: Launcher
) -> None:
    """dataplane TO-03, TO-04: then its server never hears of it, and nothing is posted; its neighbour is answered."""
    release = threading.Event()

    def held(call: Call):
        release.wait(30)
        return done(call)

    http_target.respond = held
    tunnel = launcher.run(plane, "--mcp.server-url", http_target.url, "--mcp.max-concurrent-requests", "1")
    first, late = plane.command(tools_call("first")), plane.command(tools_call("late"), response_timeout="100ms")
    plane.send_all([first, late])
    # Both came with one answer to a poll, so that the other one has been received, too.
    wait_until(lambda: http_target.calls, "the first call")
    received = time.monotonic()
    wait_until(lambda: time.monotonic() > received + 0.5, "the deadline")
    release.set()
    assert plane.answer(first).envelope["resp_code"] == 200
    assert plane.answer(plane.send(tools_call("third"))).envelope["resp_code"] == 200
    assert "dropping command whose response deadline has passed" in tunnel.stderr
    assert [call.message["params"]["name"] for call in http_target.calls] == ["first", "third"]
    assert plane.posts_for(late) == []
    plane.sent.remove(late)


def test_a_deadline_leaves_the_session_alone(
    plane: ControlPlane, http_target: HTTPTarget, launcher: Launcher
) -> None:
    """dataplane TO-05, TO-07, HT-07, W-19: the server is told that nobody waits any more; no DELETE, no answer."""
    release = threading.Event()

    def held(call: Call):
        if call.message["params"]["name"] == "held":
            release.wait(30)
        return done(call)

    http_target.respond = held
    launcher.run(plane, "--mcp.server-url", http_target.url)
    late = plane.send(tools_call("held"), headers=SESSION, response_timeout="500ms")
    withdrawn = wait_until(
        lambda: [call for call in http_target.calls if call.message["method"] == "notifications/cancelled"],
        "the withdrawal",
    )
    assert withdrawn[0].header("Mcp-Session-Id") == ["session-1"]
    assert plane.answer(plane.send(tools_call("next"), headers=SESSION)).envelope["resp_code"] == 200
    release.set()
    assert "DELETE" not in http_target.other and plane.posts_for(late) == []
    plane.sent.remove(late)
