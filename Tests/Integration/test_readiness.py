"""/readyz at all times: what it says, to whom, in which shape."""

from __future__ import annotations

import json
import socket
import threading
import urllib.error
import urllib.request

import pytest
from controlplane import ControlPlane, Fault
from harness.http import free_port
from harness.process import Launcher, Tunnel
from harness.waiting import wait_until
from targets.http_server import HTTPTarget


def fetch(url: str, **headers: str) -> tuple[int, dict[str, str], str]:
    request = urllib.request.Request(url, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status, dict(answer.headers), answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, dict(error.headers), error.read().decode()


def readiness(tunnel: Tunnel) -> dict:
    return json.loads(fetch(tunnel.health_url + "/readyz", Accept="application/json")[2])


def test_row_18_readiness_follows_the_mcp_server_both_ways(plane: ControlPlane, launcher: Launcher) -> None:
    """A-091, PB-03, dataplane 28 row 18, HE-02 rows 8 and 9, W-43, operator W-31: down at the start, up, down, up again."""
    port = free_port()
    tunnel = launcher.run(plane, "--mcp.server-url", f"http://127.0.0.1:{port}/mcp")
    for _ in range(2):
        body = tunnel.wait_for_readiness(503)
        assert body.startswith(("mcp probe failed: ", "mcp startup probe pending", "oauth discovery pending")), body
        target = HTTPTarget(port=port)
        tunnel.wait_ready()
        assert tunnel.get("/readyz") == (200, "ready")
        target.close()
    assert tunnel.wait_for_readiness(503).startswith("mcp probe failed: ")
    status, headers, _ = fetch(tunnel.health_url + "/readyz")
    assert status == 503 and int(headers["Retry-After"]) >= 1


def test_row_18_a_server_that_asks_for_authorization_is_ready(plane: ControlPlane, launcher: Launcher) -> None:
    """A-090, PB-04, dataplane 28 row 18, HE-02 row 5, W-44: 401 to the probe."""
    target = HTTPTarget()
    handler = target._server.RequestHandlerClass
    for method in ("GET", "POST", "OPTIONS", "HEAD", "DELETE"):
        # DELETE answers something else (W-44), which must not matter.
        status = 405 if method == "DELETE" else 401
        setattr(handler, f"do_{method}", lambda self, status=status: (self.read_body(), self.reply(status)))
    try:
        tunnel = launcher.run(plane, "--mcp.server-url", target.url)
        tunnel.wait_ready()
        assert tunnel.get("/readyz")[1].startswith("ready (mcp initialize requires auth: ")
        assert readiness(tunnel)["dependencies"][1]["state"] == "auth_required"
    finally:
        target.close()


def test_each_dependency_is_shown(plane: ControlPlane, http_target: HTTPTarget, launcher: Launcher) -> None:
    """operator W-31: ?verbose=1 and JSON."""
    dead = f"channel=dead,url=http://127.0.0.1:{free_port()}/mcp"
    tunnel = launcher.run(plane, "--mcp.server-url", http_target.url, "--mcp.server-url", dead)
    wait_until(
        lambda: [d["state"] for d in readiness(tunnel)["dependencies"]]
        == ["polling", "ready", "failed", "not_advertised"],
        "the states of all four",
    )
    document = readiness(tunnel)
    assert document["ready"] is False
    assert [d["name"] for d in document["dependencies"]] == ["control-plane", "mcp:main", "mcp:dead", "oauth"]
    status, _, text = fetch(tunnel.health_url + "/readyz?verbose=1")
    lines = text.splitlines()
    assert status == 503
    assert lines[0].startswith("mcp probe failed (channel dead): ")
    assert lines[1:3] == ["[+] control-plane: polling", "[+] mcp:main: ready"]
    assert lines[3].startswith("[-] mcp:dead: failed: ")


def test_a_refused_key_is_loud(plane: ControlPlane, launcher: Launcher) -> None:
    """user needs #60, dataplane W-05: auth_failed, with what to do about it."""
    plane.poll_faults += [Fault(401)] * 50
    tunnel = launcher.run(plane, "--embedded-mcp-stub")
    wait_until(lambda: readiness(tunnel)["dependencies"][0]["state"] == "auth_failed", "the refusal")
    assert "CONTROL_PLANE_API_KEY" in tunnel.wait_for_readiness(503)
    health = json.loads(tunnel.get("/health/control-plane")[1])
    assert health["status"] == "degraded" and health["state"] == "auth_failed"
    assert health["details"]["http_status"] == 401
    assert health["details"]["failure_category"] == "http_error"


def own_address() -> str | None:
    """An address of this machine that is not loopback; nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return None
        address = probe.getsockname()[0]
    return None if address.startswith("127.") else address


def test_names_of_the_inside_are_for_this_machine(plane: ControlPlane, launcher: Launcher) -> None:
    """dataplane W-45; user needs 4.2: /health is for loopback peers, whatever the listener is."""
    address = own_address()
    if address is None:
        pytest.skip("this machine has no address but loopback")
    port = free_port()
    tunnel = launcher.run(
        plane, "--mcp.server-url", f"http://127.0.0.1:{port}/mcp", "--health.listen-addr", "0.0.0.0:0"
    )
    wait_until(lambda: "probe failed" in tunnel.wait_for_readiness(503), "the failed probe")
    here = tunnel.health_url
    there = f"http://{address}:{here.rsplit(':', 1)[1]}"
    assert str(port) in fetch(f"{here}/readyz")[2]
    for path in ("/readyz", "/readyz?verbose=1"):
        status, _, text = fetch(there + path)
        assert status == 503 and text.startswith("mcp probe failed: ") and str(port) not in text
    assert str(port) not in fetch(f"{there}/readyz", Accept="application/json")[2]
    for path in ("/health", "/health/mcp", "/health/none", "/health?x"):
        status, headers, _ = fetch(there + path)
        assert status == 403 and headers["Content-Type"].startswith("text/plain")


def test_row_18_the_startup_wait_delays_the_first_poll(plane: ControlPlane, launcher: Launcher) -> None:
    """dataplane PB-05: no poll before the server is there; a server that does not come only delays it (fail open)."""
    port = free_port()
    url = f"http://127.0.0.1:{port}/mcp"
    tunnel = launcher.run(plane, "--mcp.server-url", url, "--mcp.startup-wait-timeout", "60s")
    tunnel.watch(lambda: "MCP server not reachable" in tunnel.stderr, "a failed probe", 10)
    assert plane.polls == []
    target = HTTPTarget(port=port)
    try:
        tunnel.wait_ready(timeout=20)
        assert plane.polls
    finally:
        target.close()


def test_row_18_a_startup_wait_that_ends_is_told(plane: ControlPlane, launcher: Launcher) -> None:
    """A-090, dataplane PB-05, HE-02 row 6."""
    url = f"http://127.0.0.1:{free_port()}/mcp"
    tunnel = launcher.run(plane, "--mcp.server-url", url, "--mcp.startup-wait-timeout", "300ms")
    plane.wait_for_polls(1, timeout=20)
    assert tunnel.wait_for_readiness(503).startswith("mcp startup wait failed: ")


def test_a_090_liveness_and_what_readiness_says_of_a_server_that_hangs(
    plane: ControlPlane, launcher: Launcher
) -> None:
    """A-090, HE-01 to HE-03: the exact bodies, from the first probe to the one that counts as a failure, and back.

    The others of 10.3: the tests of this file, test_cloudflared (row 1), test_oauth_discovery (rows 2 and 3).
    """
    release = threading.Event()
    target = HTTPTarget()
    handler = target._server.RequestHandlerClass

    def get(self) -> None:
        # What looks for OAuth metadata is answered; the probe is not.
        if self.headers.get("Accept") == "text/event-stream":
            release.wait(60)
        self.reply(404 if self.path.startswith("/.well-known/") else 405)

    handler.do_GET = get
    try:
        tunnel = launcher.run(plane, "--mcp.server-url", target.url)
        seen: list[str] = []

        def failed() -> bool:
            body = tunnel.get("/readyz")[1]
            if body not in seen[-1:]:
                seen.append(body)
            return body.startswith("mcp probe failed: ")

        wait_until(failed, "the second probe that was not answered", 30)
        assert seen[-2].startswith("ready (mcp startup probe timed out: ")
        pending = {"oauth discovery pending", "mcp startup probe pending", "control plane not reached yet"}
        assert set(seen[:-2]) <= pending
        release.set()
        tunnel.wait_ready()
        assert tunnel.get("/readyz") == (200, "ready")
        for method in ("GET", "POST", "DELETE"):
            request = urllib.request.Request(tunnel.health_url + "/healthz", method=method)
            with urllib.request.urlopen(request, timeout=5) as answer:
                assert (answer.status, answer.read()) == (200, b"live")
                assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
        status, headers, text = fetch(tunnel.health_url + "/nope")
        assert (status, headers["Content-Type"], text) == (404, "text/plain; charset=utf-8", "404 page not found\n")
        assert fetch(tunnel.health_url + "/metrics")[1]["Content-Type"].startswith("text/plain; version=0.0.4")
    finally:
        release.set()
        target.close()


def test_a_probe_leaves_nothing_behind(plane: ControlPlane, http_target: HTTPTarget, launcher: Launcher) -> None:
    """PB-01, PB-02, W-44: a GET that any answer satisfies; no handshake, so no session and no DELETE for it."""
    openings: list[bytes] = []
    handshake = http_target.handshake
    http_target.handshake = lambda body: (openings.append(body), handshake(body))[1]
    tunnel = launcher.run(plane, "--mcp.server-url", http_target.url)
    tunnel.wait_ready()
    wait_until(lambda: len(http_target.other) >= 2, "another probe")
    assert set(http_target.other) == {"GET"} and openings == [] and http_target.calls == []
