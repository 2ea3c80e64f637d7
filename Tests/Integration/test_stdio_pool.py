"""Children that work serially, die, go deaf or silent: what the others of the pool and the tunnel feel of it."""

from __future__ import annotations

import json
import os
import signal
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from controlplane import ControlPlane, Post
from harness.process import Launcher
from harness.rpc import notification, request, tools_call
from harness.waiting import wait_until

SERVER = Path(__file__).parent / "targets" / "serial_server.py"


@dataclass(frozen=True)
class SerialTarget:
    folder: Path

    def flags(self, channel: str = "main", **config: object) -> list[str]:
        config["argv"] = [sys.executable, str(SERVER), str(self.folder)]
        return ["--mcp.plugin", f"channel={channel},plugin=org.tunnel-client.stdio,config={json.dumps(config)}"]

    @property
    def starts(self) -> list[int]:
        path = self.folder / "starts"
        return [int(line) for line in path.read_text().splitlines()] if path.exists() else []

    def received(self, pid: int) -> list[dict]:
        path = self.folder / f"received-{pid}"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    def release(self) -> None:
        (self.folder / "release").touch()


@pytest.fixture
def target(tmp_path: Path) -> SerialTarget:
    folder = tmp_path / "serial-server"
    folder.mkdir()
    return SerialTarget(folder)


def pid_of(answer: Post) -> int:
    return int(answer.message["result"]["content"][0]["text"])


def closed(answer: Post) -> bool:
    return answer.envelope["resp_code"] == 502 and answer.failure["source"] == "transport_closed"


def test_a_slow_call_holds_up_no_cheap_one(
    plane: ControlPlane, target: SerialTarget, launcher: Launcher
) -> None:
    """user needs #34, need 9: with two children one is kept for ping and */list."""
    launcher.run(plane, *target.flags(pool=2, max_in_flight=1))
    held = plane.send_all([plane.command(tools_call("hold")) for _ in range(3)])
    for cheap in [request("ping"), request("tools/list"), request("resources/list")]:
        assert plane.answer(plane.send(cheap)).envelope["resp_code"] == 200
    assert not any(plane.posts_for(command) for command in held)
    target.release()
    for command in held:
        assert plane.answer(command).envelope["resp_code"] == 200


def test_calls_are_spread_and_each_child_is_initialized_once(
    plane: ControlPlane, target: SerialTarget, launcher: Launcher
) -> None:
    """user needs #45, #58, need 2: initialize and initialized come before a child's first call."""
    launcher.run(plane, *target.flags(pool=3, max_in_flight=1))
    params = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}
    plane.answer(plane.send(request("initialize", params)))
    plane.answer(plane.send(notification("notifications/initialized")))
    held = plane.send_all([plane.command(tools_call("hold")) for _ in range(2)])
    wait_until(
        lambda: sum(m["method"] == "tools/call" for pid in target.starts for m in target.received(pid)) == 2,
        "a call in each worker",
    )
    for pid in target.starts:
        methods = [message["method"] for message in target.received(pid)]
        assert methods[:2] == ["initialize", "notifications/initialized"]
        assert methods[2:] in ([], ["tools/call"])
        assert target.received(pid)[0]["params"] == params
    target.release()
    for command in held:
        plane.answer(command)


def test_a_child_of_the_pool_that_dies_takes_its_own_call_only(
    plane: ControlPlane, target: SerialTarget, launcher: Launcher
) -> None:
    """dataplane W-37, row 15: the other call and readiness are not touched."""
    tunnel = launcher.run(plane, *target.flags(pool=3, max_in_flight=1))
    tunnel.wait_ready()
    kept = plane.send(tools_call("hold"))
    wait_until(lambda: any(target.received(pid) for pid in target.starts), "the call in a child")
    assert closed(plane.answer(plane.send(tools_call("die"))))
    tunnel.wait_ready()
    wait_until(lambda: len(target.starts) == 4, "the child's restart")
    target.release()
    assert plane.answer(kept).envelope["resp_code"] == 200


def test_a_child_that_closes_its_output_is_replaced_even_if_it_ignores_signals(
    plane: ControlPlane, target: SerialTarget, launcher: Launcher
) -> None:
    """dataplane ST-06, W-38, row 15: gone is who cannot answer; SIGKILL ends who does not heed SIGTERM."""
    (target.folder / "stubborn").touch()
    tunnel = launcher.run(plane, *target.flags())
    assert closed(plane.answer(plane.send(tools_call("mute"))))
    (target.folder / "stubborn").unlink()
    wait_until(lambda: len(target.starts) == 2, "another child")
    tunnel.wait_ready()
    answer = plane.answer(plane.send(tools_call("who")))
    assert pid_of(answer) == target.starts[1]
    with pytest.raises(ProcessLookupError):
        os.kill(target.starts[0], 0)


def test_a_child_that_does_not_read_holds_up_no_other_channel(
    plane: ControlPlane, target: SerialTarget, launcher: Launcher, tmp_path: Path
) -> None:
    """dataplane row 15, need 1: its calls wait, and fail when it goes; the other channel works on."""
    other = tmp_path / "other"
    other.mkdir()
    launcher.run(plane, *target.flags(), *SerialTarget(other).flags("side"))
    big = tools_call("echo", text="x" * (4 << 20))
    stuck = plane.send_all([plane.command(tools_call("deaf")), plane.command(big), plane.command(big)])
    wait_until(lambda: target.starts and target.received(target.starts[0]), "the first call in the child")
    for _ in range(20):
        assert plane.answer(plane.send(tools_call("echo"), channel="side")).envelope["resp_code"] == 200
    assert not any(plane.posts_for(command) for command in stuck)
    os.kill(target.starts[0], signal.SIGKILL)
    for command in stuck:
        assert closed(plane.answer(command))


def test_a_flood_on_standard_error_slows_nobody_and_floods_no_log(
    plane: ControlPlane, target: SerialTarget, launcher: Launcher
) -> None:
    """dataplane ST-03, row 15: at most a burst of 200 lines and 50 a second, the rest is counted."""
    tunnel = launcher.run(plane, *target.flags())
    assert plane.answer(plane.send(tools_call("flood"))).envelope["resp_code"] == 200
    for _ in range(50):
        assert plane.answer(plane.send(tools_call("echo"))).envelope["resp_code"] == 200
    wait_until(lambda: "were not logged" in tunnel.stderr, "the count of what was left out")
    assert tunnel.stderr.count("an error that nobody reads") < 200 + 50 * 30


def test_a_child_is_not_started_more_often_than_the_budget_allows(
    plane: ControlPlane, target: SerialTarget, launcher: Launcher
) -> None:
    """restart_limit bounds restarts in a row; the channel is unready then, the process lives."""
    tunnel = launcher.run(plane, *target.flags(restart_limit=1))
    assert closed(plane.answer(plane.send(tools_call("die"))))
    wait_until(lambda: len(target.starts) == 2, "the one restart")
    tunnel.wait_ready()
    assert closed(plane.answer(plane.send(tools_call("die"))))
    wait_until(lambda: "restart_limit" in tunnel.stderr, "the end of the budget in the log")
    tunnel.wait_for_readiness(503)
    assert closed(plane.answer(plane.send(tools_call("echo"))))
    assert len(target.starts) == 2
    assert tunnel.is_running
