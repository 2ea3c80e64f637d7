"""Row 16 of the conformance list: the operator's own headers for MCP servers (dataplane HD-05, HD-06)."""

from __future__ import annotations

from pathlib import Path

from controlplane import ControlPlane
from harness.process import Launcher
from harness.rpc import tools_call
from targets.http_server import HTTPTarget


def test_row_16_static_headers_and_who_wins(
    plane: ControlPlane, http_target: HTTPTarget, launcher: Launcher, tmp_path: Path
) -> None:
    """Static headers reach the server, the caller's own win, the control plane never sees them."""
    secret = tmp_path / "secret"
    secret.write_text("Bearer static-secret\n")
    secret.chmod(0o600)
    tunnel = launcher.run(
        plane,
        *("--mcp.server-url", http_target.url),
        *("--mcp.extra-headers", f"Authorization: file:{secret}"),
        *("--mcp.extra-headers", "X-Team: blue"),
    )
    plane.answer(plane.send(tools_call("echo")))
    plane.answer(plane.send(tools_call("echo"), headers={"X-Team": ["red"]}))
    first, second = http_target.calls
    assert (first.header("Authorization"), first.header("X-Team")) == (["Bearer static-secret"], ["blue"])
    assert (second.header("Authorization"), second.header("X-Team")) == (["Bearer static-secret"], ["red"])
    assert "static-secret" not in tunnel.stderr
    for request in [*plane.polls, *plane.posts]:
        assert "static-secret" not in str(request.headers) and "x-team" not in str(request.headers).lower()


def test_row_16_a_header_that_belongs_to_the_message_is_refused(launcher: Launcher, plane: ControlPlane) -> None:
    """HD-02: framing and content type are the client's."""
    ended = launcher.to_end(
        *("run", "--control-plane.base-url", plane.base_url),
        *("--control-plane.tunnel-id", "tunnel_" + "1" * 32, "--embedded-mcp-stub"),
        *("--mcp.extra-headers", "Content-Type: text/plain"),
    )
    assert ended.code == 1
    assert "--mcp.extra-headers" in ended.stderr and "Content-Type" in ended.stderr
