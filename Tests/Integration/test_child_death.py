"""A stdio child that dies costs its own calls and nothing else."""

from __future__ import annotations

import os
import signal

from conftest import StdioTarget
from controlplane import ControlPlane
from harness.process import Launcher
from harness.rpc import tools_call
from harness.waiting import wait_until


def kill_current(stdio_target: StdioTarget) -> None:
    # Ready means that the child runs, which is before its interpreter has written anything.
    starts = wait_until(lambda: stdio_target.starts, "the child's first sign of life")
    os.kill(starts[-1], signal.SIGKILL)


def test_calls_in_flight_fail_and_the_next_one_works(
    plane: ControlPlane, stdio_target: StdioTarget, launcher: Launcher
) -> None:
    """dataplane ST-06, W-37: transport_closed for what was in flight, a new child for what follows."""
    tunnel = launcher.run(plane, "--mcp.command", stdio_target.command)
    held = plane.send_all([plane.command(tools_call("hold", number=n)) for n in range(3)])
    wait_until(lambda: len(stdio_target.received) == 3, "three calls in the child")
    kill_current(stdio_target)
    for command in held:
        answer = plane.answer(command)
        assert answer.envelope["resp_code"] == 502
        assert answer.envelope["resp_type"] == "jsonrpc_response"
        assert answer.failure["source"] == "transport_closed"
        assert answer.failure["upstream_response_received"] is False
        assert "upstream_status" not in answer.failure
    wait_until(lambda: len(stdio_target.starts) == 2, "the child's restart")
    tunnel.wait_ready()
    assert plane.answer(plane.send(tools_call("echo"))).envelope["resp_code"] == 200
    assert tunnel.is_running


def test_readiness_follows_the_child(
    plane: ControlPlane, stdio_target: StdioTarget, launcher: Launcher
) -> None:
    """dataplane ST-09, W-43: a command that cannot start any more makes it unready; the process stays up."""
    tunnel = launcher.run(plane, "--mcp.command", f"{stdio_target.command} --unused")
    tunnel.wait_ready()
    wait_until(lambda: stdio_target.starts, "the child's first sign of life")
    (stdio_target.folder / "refuse").touch()
    kill_current(stdio_target)
    tunnel.wait_for_readiness(503)
    (stdio_target.folder / "refuse").unlink()
    tunnel.wait_ready(timeout=40)
    assert plane.answer(plane.send(tools_call("echo"))).envelope["resp_code"] == 200


def test_a_child_that_keeps_dying_is_restarted_ever_more_slowly(
    plane: ControlPlane, stdio_target: StdioTarget, launcher: Launcher
) -> None:
    """dataplane W-37: restart with backoff (0.5 s doubling), not in a tight loop."""
    (stdio_target.folder / "refuse").touch()
    tunnel = launcher.run(plane, "--mcp.command", stdio_target.command)
    wait_until(lambda: len(stdio_target.starts) >= 3, "three starts")
    command = plane.send(tools_call("echo"))
    answer = plane.answer(command)
    assert answer.envelope["resp_code"] == 502
    assert len(stdio_target.starts) < 12
    assert tunnel.is_running


def test_another_channel_does_not_notice(
    plane: ControlPlane, stdio_target: StdioTarget, launcher: Launcher
) -> None:
    """dataplane W-37: one crashing channel leaves the others alone."""
    other = stdio_target.folder / "other"
    other.mkdir()
    neighbour = StdioTarget(other)
    side = f"channel=side,command={neighbour.command}"
    launcher.run(plane, "--mcp.command", stdio_target.command, "--mcp.command", side)
    held = plane.send(tools_call("hold"), channel="side")
    wait_until(lambda: neighbour.received, "the call in the neighbour")
    kill_current(stdio_target)
    neighbour.release()
    assert plane.answer(held).envelope["resp_code"] == 200
    assert len(neighbour.starts) == 1


def test_noise_on_stdout_is_not_fatal(
    plane: ControlPlane, stdio_target: StdioTarget, launcher: Launcher
) -> None:
    """dataplane ST-05, W-36: lines that are not JSON are skipped."""
    stdio_target.template(b'Starting up...\n\n{broken\n{"jsonrpc":"2.0","id":%ID%,"result":{}}')
    launcher.run(plane, "--mcp.command", stdio_target.command)
    assert plane.answer(plane.send(tools_call("template"))).message["result"] == {}
    assert len(stdio_target.starts) == 1
