"""Several channels in one client: a broken or slow one costs only itself."""

from __future__ import annotations

import json
import threading

from conftest import StdioTarget
from controlplane import ControlPlane
from harness.http import free_port
from harness.process import Launcher
from harness.rpc import tools_call
from harness.waiting import wait_until
from targets.http_server import HTTPTarget, done


def test_only_the_dead_channel_fails_and_readiness_names_it(
    plane: ControlPlane, http_target: HTTPTarget, stdio_target: StdioTarget, launcher: Launcher
) -> None:
    """dataplane W-37, operator W-24: http, stdio and a dead server side by side."""
    tunnel = launcher.run(
        plane,
        *("--mcp.server-url", http_target.url),
        *("--mcp.command", f"channel=child,command={stdio_target.command}"),
        *("--mcp.server-url", f"channel=dead,url=http://127.0.0.1:{free_port()}/mcp"),
    )
    channels = ["main", "child", "dead"] * 5
    commands = plane.send_all([plane.command(tools_call("echo", n=n), channel=c) for n, c in enumerate(channels)])
    codes = {channel: set() for channel in channels}
    for command in commands:
        codes[command.channel].add(plane.answer(command).envelope["resp_code"])
    assert codes == {"main": {200}, "child": {200}, "dead": {502}}
    wait_until(
        lambda: tunnel.get("/readyz")[1].startswith("mcp probe failed (channel dead): "), "the name of the dead one"
    )
    channels_shown = json.loads(tunnel.get("/health/dispatcher")[1])["details"]["channels"]
    assert {c["channel"]: c["server"] for c in channels_shown} == {
        "main": "ready",
        "child": "ready",
        "dead": "failed",
    }


def test_a_slow_channel_holds_up_only_itself(
    plane: ControlPlane, http_target: HTTPTarget, stdio_target: StdioTarget, launcher: Launcher
) -> None:
    """dataplane W-13: all its workers are busy, and the neighbour's calls pass."""
    release = threading.Event()

    def held(call):
        release.wait(30)
        return done(call)

    http_target.respond = held
    launcher.run(
        plane,
        *("--mcp.server-url", http_target.url),
        *("--mcp.command", f"channel=child,command={stdio_target.command}"),
        *("--mcp.max-concurrent-requests", "2"),
    )
    slow = plane.send_all([plane.command(tools_call("echo", n=n)) for n in range(4)])
    wait_until(lambda: len(http_target.calls) == 2, "two calls at work")
    for number in range(5):
        quick = plane.send(tools_call("echo", n=number), channel="child")
        assert plane.answer(quick).envelope["resp_code"] == 200
    assert not any(plane.accepted_for(command) for command in slow)
    release.set()
    for command in slow:
        assert plane.answer(command).envelope["resp_code"] == 200
