"""A requested stop is quick, clean and answers what it had taken on."""

from __future__ import annotations

import signal
import threading

import pytest
from conftest import StdioTarget
from controlplane import ControlPlane
from harness.process import Launcher, http_get
from harness.rpc import tools_call
from harness.waiting import wait_until
from targets.http_server import HTTPTarget, done

SIGNALS = pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)


@SIGNALS
def test_an_idle_client_stops(plane: ControlPlane, launcher: Launcher, number: signal.Signals) -> None:
    """operator 1.6, dataplane LC-04: exit code 0; the long poll in flight does not hold it up."""
    tunnel = launcher.run(plane, "--embedded-mcp-stub")
    tunnel.wait_ready()
    plane.wait_for_polls(1)
    tunnel.stop(number)


@SIGNALS
def test_it_stops_with_a_call_in_an_http_server(
    plane: ControlPlane, http_target: HTTPTarget, launcher: Launcher, number: signal.Signals
) -> None:
    """Within two seconds, and the call in flight still gets its one answer (architecture 4, dataplane W-64)."""
    release = threading.Event()

    def held(call):
        release.wait(30)
        return done(call)

    http_target.respond = held
    tunnel = launcher.run(plane, "--mcp.server-url", http_target.url)
    command = plane.send(tools_call("hold"))
    wait_until(lambda: http_target.calls, "the call in the server")
    tunnel.stop(number)
    release.set()
    check_stopped_answer(plane, command)


@SIGNALS
def test_it_stops_with_a_call_in_a_stdio_server(
    plane: ControlPlane, stdio_target: StdioTarget, launcher: Launcher, number: signal.Signals
) -> None:
    """As above, and the child does not outlive the client (dataplane ST-07, W-38)."""
    tunnel = launcher.run(plane, "--mcp.command", stdio_target.command)
    command = plane.send(tools_call("hold"))
    wait_until(lambda: stdio_target.received, "the call in the child")
    tunnel.stop(number)
    check_stopped_answer(plane, command)
    assert_gone(stdio_target.starts[-1])


def check_stopped_answer(plane: ControlPlane, command) -> None:
    answer = plane.answer(command, timeout=1)
    assert answer.envelope["resp_type"] == "jsonrpc_response"
    assert answer.envelope["resp_code"] >= 500
    assert answer.failure["version"] == 1


def assert_gone(pid: int) -> None:
    def gone() -> bool:
        try:
            with open(f"/proc/{pid}/stat") as stat:
                return stat.read().rsplit(")", 1)[1].split()[0] == "Z"
        except FileNotFoundError:
            return True

    wait_until(gone, f"the end of child {pid}")


def test_it_stops_while_the_control_plane_is_away(launcher: Launcher, target_flags: list[str]) -> None:
    """A poll that backs off does not delay the stop."""
    plane = ControlPlane()
    tunnel = launcher.run(plane, *target_flags)
    plane.wait_for_polls(1)
    plane.close()
    tunnel.stop()


def test_the_health_url_file_goes_with_it(plane: ControlPlane, launcher: Launcher) -> None:
    """dataplane HE-05: written after the listener is bound, private, removed on a clean stop."""
    tunnel = launcher.run(plane, "--embedded-mcp-stub")
    url = tunnel.health_url
    assert http_get(url + "/healthz") == (200, "live")
    assert tunnel.health_file.stat().st_mode & 0o777 == 0o600
    tunnel.stop()
    assert not tunnel.health_file.exists()


def test_dev_proxy_ends_by_itself_after_its_duration(launcher: Launcher) -> None:
    """operator 24.2: --duration; exit code 0."""
    proxy = launcher.dev_proxy("--duration", "1s")
    assert proxy.mcp_url
    assert proxy.wait() == 0
