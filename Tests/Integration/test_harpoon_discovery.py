"""Targets that OAuth discovery finds (dataplane 19), and what plugins count (24.4), here and in processes of their own."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from controlplane import ControlPlane
from harness.process import Launcher, Tunnel
from harness.rpc import request
from harness.waiting import wait_until
from test_harpoon import Caller, api
from test_oauth_discovery import KNOWN, OAuthTarget, discover

PLAIN = "--harpoon.allow-plaintext-http"


@pytest.fixture
def target() -> Any:
    target = OAuthTarget()
    yield target
    target.close()


def advertise(target: OAuthTarget, **endpoints: str) -> None:
    target.document(KNOWN + "/mcp", authorization_servers=[target.base_url])
    metadata = {"issuer": target.base_url, "authorization_endpoint": f"{target.base_url}/authorize", **endpoints}
    target.documents["/.well-known/oauth-authorization-server"] = (
        200,
        {"Content-Type": "application/json"},
        json.dumps(metadata).encode(),
    )


def channels_told(plane: ControlPlane) -> list[str]:
    info = json.loads(dict(plane.polls[-1].headers)["X-Tunnel-MCP-Server-Info"])
    return [channel["name"] for channel in info["channels"]]


def labels(tunnel: Tunnel) -> list[str]:
    return [target["label"] for target in api(tunnel, "targets")["targets"]]


def metrics(tunnel: Tunnel) -> str:
    return tunnel.get("/metrics")[1]


def test_row_2_the_channel_comes_with_what_discovery_finds(
    plane: ControlPlane, launcher: Launcher, target: OAuthTarget
) -> None:
    """HB-01, HB-04 to HB-07, OA-07, CP-05, CH-01, W-52: no copies however often discovery runs, and no channel before."""
    tunnel = launcher.run(plane, "--mcp.server-url", target.url, PLAIN)
    tunnel.wait_ready()
    assert channels_told(plane) == ["main"]
    refused = plane.answer(plane.send(request("tools/list"), channel="harpoon"))
    assert "unsupported_channel" in json.dumps(refused.message)
    status = api(tunnel, "status")
    assert status["enabled"] is False and status["reason"]
    channels = json.loads(tunnel.get("/api/status")[1])["channels"]
    assert [channel["name"] for channel in channels] == ["main", "harpoon"]
    advertise(target, token_endpoint=f"{target.base_url}/Token", jwks_uri=f"{target.base_url}/keys")
    # A caller's discovery is news for the registry, too.
    assert discover(plane).envelope["resp_code"] == 200
    found = [
        "oauth-prmd-resource-0",
        "oauth-prmd-auth-server-0",
        "oauth-prmd-source-0",
        "oauth-auth-server-metadata-0",
        "oauth-issuer-0",
        "oauth-token-endpoint-0",
        "oauth-jwks-uri-0",
    ]
    wait_until(lambda: labels(tunnel) == found, "the registration")
    # A poll that hangs says what was true when it began; the next one says more.
    plane.answer(plane.send(request("tools/list")))
    wait_until(lambda: channels_told(plane) == ["main", "harpoon"], "the channel in the server info")
    for _ in range(3):
        discover(plane)
    assert labels(tunnel) == found
    token = api(tunnel, "targets")["targets"][5]
    assert token["category"] == "oauth" and token["inclusion_reason"] == "loopback"
    assert {"auth-server-metadata", "token-endpoint"} < set(token["tags"])
    caller = Caller(plane)
    caller.shake_hands()
    audience = caller.ask(
        "tools/call", {"name": "get_oauth_target_audience", "arguments": {"label": "oauth-token-endpoint-0"}}
    )
    assert audience["result"]["structuredContent"]["audience"] == f"{target.base_url}/Token"
    assert caller.call("oauth-jwks-uri-0")["structuredContent"]["status_code"] == 404
    # What moved is replaced under its label.
    advertise(target, token_endpoint=f"{target.base_url}/token2")
    target.document(KNOWN + "/mcp", authorization_servers=[target.base_url], scopes_supported=["a"])
    discover(plane)
    wait_until(lambda: labels(tunnel) == found[:-1], "the new registry")
    assert api(tunnel, "targets")["targets"][5]["url"] == f"{target.base_url}/token2"


def test_plain_http_is_not_registered_by_itself(
    plane: ControlPlane, launcher: Launcher, target: OAuthTarget
) -> None:
    """HB-06: without the setting a plaintext server gets no targets, and is ready all the same."""
    advertise(target, token_endpoint=f"{target.base_url}/token")
    tunnel = launcher.run(plane, "--mcp.server-url", target.url)
    tunnel.wait_ready()
    wait_until(lambda: "harpoon host registration failed" in tunnel.stdout + tunnel.stderr, "the refusal in the log")
    assert channels_told(plane) == ["main"] and labels(tunnel) == []


def test_calls_are_counted(plane: ControlPlane, launcher: Launcher, target: OAuthTarget) -> None:
    """24.4: names and labels that dashboards know; what a caller makes up is no label (W-61)."""
    flags = ["--harpoon.target", f"label=page,url={target.base_url}/page"]
    tunnel = launcher.run(plane, "--embedded-mcp-stub", PLAIN, *flags)
    tunnel.wait_ready()
    caller = Caller(plane)
    caller.shake_hands()
    caller.call("page")
    caller.failure("made-up")
    text = metrics(tunnel)
    pattern = r'harpoon_call_total\{label="%s",otel_scope_name="harpoon"[^}]*outcome="%s",status_class="%s"\} 1\n'
    assert re.search(pattern % ("page", "success", "4xx"), text), text
    assert re.search(pattern % ("__unknown__", "invalid_input", "none"), text), text
    assert "made-up" not in text
    assert "# TYPE harpoon_call_latency_milliseconds histogram" in text
    assert "# TYPE harpoon_response_size_bytes histogram" in text
    record = next(
        plugin
        for plugin in json.loads(tunnel.get("/api/plugins")[1])["plugins"]
        if plugin["id"] == "org.tunnel-client.harpoon"
    )
    assert {"name": "harpoon_call_total", "kind": "counter", "series": 2} in record["metrics"]


def test_the_requests_of_an_isolated_plugin_are_counted_too(
    plane: ControlPlane, launcher: Launcher, target: OAuthTarget, tmp_path: Path
) -> None:
    """24.6: the HTTP client of the plugin's own process counts in the tunnel's metrics."""
    profile = tmp_path / "isolated.yaml"
    profile.write_text(
        f"""config_version: 1
mcp:
  bindings:
    - channel: main
      transport: org.tunnel-client.http
      isolation: process
      config: {{url: "{target.url}"}}
"""
    )
    tunnel = launcher.run(plane, "--config", str(profile))
    tunnel.wait_ready()
    plane.answer(plane.send(request("tools/list")))
    line = re.compile(r'http_client_request_duration_seconds_count\{[^}]*http_request_method="POST"[^}]*http_route="/mcp"')
    wait_until(lambda: line.search(metrics(tunnel)), "the requests of the other process", timeout=10)
