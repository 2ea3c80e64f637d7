"""SIGTERM with a drain budget, the second signal, and what the process says when nobody asked it to stop."""

from __future__ import annotations

import signal
import threading

import pytest
from controlplane import ControlPlane
from harness.http import free_port
from harness.process import Launcher, Tunnel
from harness.rpc import tools_call
from harness.waiting import wait_until
from targets.http_server import HTTPTarget, done


@pytest.fixture
def held(http_target: HTTPTarget):
    """The target holds every call until the event is set."""
    release = threading.Event()

    def answer(call):
        release.wait(30)
        return done(call)

    http_target.respond = answer
    yield release
    release.set()


def draining(tunnel: Tunnel, number: signal.Signals) -> None:
    tunnel.child.send_signal(number)
    wait_until(lambda: tunnel.get("/readyz") == (503, "draining"), "/readyz draining")
    assert tunnel.get("/healthz") == (200, "live")
    assert '"lifecycle":"draining"' in tunnel.get("/health")[1]


def test_row_22_calls_under_way_finish_within_the_drain_timeout(
    plane: ControlPlane, http_target: HTTPTarget, held: threading.Event, launcher: Launcher
) -> None:
    """dataplane 28 row 22, LC-02, LC-03, W-64: no new polls, /readyz draining, /healthz live, the real answer, exit code 0."""
    tunnel = launcher.run(plane, "--mcp.server-url", http_target.url, "--shutdown.drain-timeout", "30s")
    command = plane.send(tools_call("hold"))
    wait_until(lambda: http_target.calls, "the call in the server")
    draining(tunnel, signal.SIGTERM)
    held.set()
    assert tunnel.wait() == 0
    assert plane.answer(command).envelope["resp_code"] == 200


def test_row_22_what_does_not_finish_in_time_is_answered_with_503(
    plane: ControlPlane, http_target: HTTPTarget, held: threading.Event, launcher: Launcher
) -> None:
    """dataplane 28 row 22, LC-03, W-64: source client_internal, resp_code 503."""
    tunnel = launcher.run(plane, "--mcp.server-url", http_target.url, "--shutdown.drain-timeout", "100ms")
    command = plane.send(tools_call("hold"))
    wait_until(lambda: http_target.calls, "the call in the server")
    tunnel.stop()
    answer = plane.answer(command, timeout=1)
    assert answer.envelope["resp_code"] == 503
    assert answer.failure["source"] == "client_internal"


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["SIGINT", "SIGTERM"]
)
def test_row_22_a_second_signal_stops_at_once(
    http_target: HTTPTarget, held: threading.Event, launcher: Launcher, number: signal.Signals, code: int
) -> None:
    """dataplane 28 row 22, W-65."""
    plane = ControlPlane()
    try:
        tunnel = launcher.run(plane, "--mcp.server-url", http_target.url, "--shutdown.drain-timeout", "10m")
        plane.send(tools_call("hold"))
        wait_until(lambda: http_target.calls, "the call in the server")
        draining(tunnel, number)
        tunnel.child.send_signal(number)
        assert tunnel.wait(2) == code
    finally:
        plane.close()


def test_a_budget_that_is_no_duration_is_refused(launcher: Launcher) -> None:
    """Up to ten minutes."""
    for value in ("11m", "soon"):
        ended = launcher.to_end(
            *("run", "--control-plane.tunnel-id", "tunnel_" + "0" * 32, "--embedded-mcp-stub"),
            *("--shutdown.drain-timeout", value),
        )
        assert ended.code == 1 and "--shutdown.drain-timeout" in ended.complaint


def test_an_unrequested_stop_is_a_failure_with_its_cause_last(launcher: Launcher) -> None:
    """user needs #34: supervisors restart what failed; the last line on stderr says why."""
    ended = launcher.to_end(
        *("dev", "proxy", "--readiness-timeout", "300ms", "--health-listen-addr", "off"),
        *("--mcp-server-url", f"http://127.0.0.1:{free_port()}/mcp"),
    )
    assert ended.code == 1
    assert "did not become ready" in ended.stderr.splitlines()[-1]
