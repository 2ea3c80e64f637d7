"""The operator's API of a running client: /api/status, /api/system and what stands beside them (operator spec 11)."""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from conftest import StdioTarget
from controlplane import TUNNEL_ID, ControlPlane, Fault
from harness.certificates import Authority
from harness.http import free_port
from harness.process import Launcher, Tunnel, read_if_there
from harness.waiting import wait_until
from targets.connect_proxy import ConnectProxy
from targets.http_server import HTTPTarget
from targets.nginx import Nginx

JSON = "application/json; charset=utf-8"
TYPES = {
    "/ui": "text/html; charset=utf-8",
    "/assets/app.js": "text/javascript; charset=utf-8",
    "/assets/styles.css": "text/css; charset=utf-8",
    "/api/status": JSON,
    "/api/system": JSON,
    "/api/logs": JSON,
    "/api/log-level": JSON,
    "/api/logs/stream": "text/event-stream",
    "/api/logs/export": "application/gzip",
    "/api/oauth": JSON,
    "/api/harpoon/status": JSON,
    "/api/harpoon/targets": JSON,
    "/api/harpoon/calls": JSON,
    "/api/codex/status": JSON,
    "/api/codex/events": JSON,
    "/api/codex/events/stream": "text/event-stream",
}


def head(tunnel: Tunnel, path: str) -> tuple[int, str]:
    """Status and content type; what streams is left unread."""
    url = urlsplit(tunnel.health_url)
    connection = http.client.HTTPConnection(url.hostname, url.port, timeout=5)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.getheader("content-type") or ""
    finally:
        connection.close()


def status_of(tunnel: Tunnel) -> dict:
    return json.loads(tunnel.get("/api/status")[1])


def system_of(tunnel: Tunnel) -> dict:
    return json.loads(tunnel.get("/api/system")[1])


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("ca"))


@pytest.fixture
def target(tmp_path: Path, authority: Authority, http_target: HTTPTarget) -> Iterator[Nginx]:
    nginx = Nginx(tmp_path / "target", http_target.base_url, authority.issue("target", "IP:127.0.0.1"))
    yield nginx
    nginx.close()


@pytest.fixture
def proxy() -> Iterator[ConnectProxy]:
    proxy = ConnectProxy(userinfo="agent:proxy-s3cret")
    yield proxy
    proxy.close()


def test_every_path_has_its_content_type(plane: ControlPlane, launcher: Launcher) -> None:
    """A-095, HE-03."""
    tunnel = launcher.run(plane, "--embedded-mcp-stub")
    tunnel.wait_ready()
    for path, kind in TYPES.items():
        status, shown = head(tunnel, path)
        assert status == 200 and shown.startswith(kind), path
    assert head(tunnel, "/favicon.ico")[0] == 204
    for path in ("/", "/ui/"):
        assert urllib.request.urlopen(tunnel.health_url + path).headers["Content-Type"] == TYPES["/ui"]
    for path in ("/api/nothing", "/api", "/nothing", "/assets/nothing.js"):
        status, shown = head(tunnel, path)
        assert status == 404 and shown.startswith("text/plain"), path


def test_status_has_the_keys_of_the_peer(
    plane: ControlPlane, http_target: HTTPTarget, stdio_target: StdioTarget, launcher: Launcher
) -> None:
    """A-101, A-102, W-38, W-52: the mandatory keys; channels by name and harpoon last."""
    tunnel = launcher.run(
        plane, "--mcp.server-url", http_target.url, "--mcp.server-url", f"url={http_target.url},channel=zeta",
        "--mcp.command", f"channel=alpha,command={stdio_target.command}",
    )  # fmt: skip
    tunnel.wait_ready()
    status = wait_until(lambda: (found := status_of(tunnel)).get("tunnel_metadata") and found, "the metadata")
    assert status["client_instance_id"] == status["instance_id"] and len(status["instance_id"]) == 32
    assert status["control_plane_tunnel_id"] == TUNNEL_ID and status["control_plane_base_url"] == plane.base_url
    assert status["control_plane_poll_timeout"] == "30s" and status["raw_http_logging_enabled"] is False
    assert status["control_plane_poll_deadline_guardrail"] and status["control_plane_max_inflight"] > 0
    assert status["health_listen_addr"] == urlsplit(tunnel.health_url).netloc
    assert status["mcp_server_url"] == http_target.url and status["config_source"] == "flags/environment"
    assert status["pid"] == tunnel.child.pid
    stat = Path(f"/proc/{tunnel.child.pid}/stat").read_text().rpartition(")")[2].split()
    assert status["process_start"] == int(stat[19])
    metadata = status["tunnel_metadata"]
    assert metadata["id"] == TUNNEL_ID and metadata["as_of"]
    assert isinstance(metadata["name"], str) and isinstance(metadata["description"], str)
    channels = status["channels"]
    assert [channel["name"] for channel in channels] == ["alpha", "main", "zeta", "harpoon"]
    kinds = [(channel["server_kind"], channel["transport_kind"]) for channel in channels]
    assert kinds[:2] == [("external", "stdio"), ("external", "http-streamable")]
    assert channels[1]["probe_status"] == "ok" and channels[1]["enabled"]
    assert channels[1]["details"] == [{"key": "address", "value": http_target.url}]
    pid = wait_until(lambda: read_if_there(stdio_target.folder / "pid"), "the child's number")
    shown = {"key": "pid", "value": pid}
    wait_until(lambda: status_of(tunnel)["channels"][0]["details"][0] == shown, "the child's number in the status")
    assert [detail["key"] for detail in channels[0]["details"]] == ["pid", "command"]
    assert not channels[3]["enabled"] and channels[3]["reason"] and channels[3]["server_kind"] == "builtin"
    assert status["control_plane_route"]["route_mode"] == "direct"
    assert [route["name"] for route in status["mcp_routes"]] == ["main", "zeta"]
    assert [each["name"] for each in status["readiness"]["dependencies"]][0] == "control-plane"
    assert all({"name", "ready", "state"} <= set(each) for each in status["readiness"]["dependencies"])


def test_no_password_leaves_through_the_api(plane: ControlPlane, stdio_target: StdioTarget, launcher: Launcher) -> None:
    """W-39: inline secrets of commands, user information and queries of URLs."""
    secrets = ["inline-s3cret-1", "url-s3cret-2", "query-s3cret-3"]
    tunnel = launcher.run(
        plane, "--mcp.command", f"{stdio_target.command} --api-token {secrets[0]}", "--mcp.server-url",
        f"url=http://me:{secrets[1]}@127.0.0.1:{free_port()}/mcp?k={secrets[2]},channel=other",
    )  # fmt: skip
    wait_until(lambda: status_of(tunnel)["channels"][1].get("probe_status") == "failed", "the failed probe")
    for path in ("/api/status", "/api/system", "/api/logs", "/health?details=true"):
        body = tunnel.get(path)[1]
        assert not [secret for secret in secrets if secret in body], path
    assert str(stdio_target.folder) in tunnel.get("/api/status")[1]


def test_metadata_that_cannot_be_had_is_told(plane: ControlPlane, launcher: Launcher) -> None:
    """W-40: an error beside whatever was known before."""
    plane.close()
    tunnel = launcher.run(plane.base_url, "--embedded-mcp-stub")
    assert wait_until(lambda: status_of(tunnel).get("tunnel_metadata_error"), "the error")
    assert "tunnel_metadata" not in status_of(tunnel)


def test_system_shows_trust_and_the_extra_bundle(
    plane: ControlPlane, launcher: Launcher, authority: Authority, tmp_path: Path
) -> None:
    """11.4: certificates with their names; what cannot be read is counted."""
    bundle = tmp_path / "bundle.pem"
    broken = "-----BEGIN CERTIFICATE-----\nbm8=\n-----END CERTIFICATE-----\n"
    bundle.write_text(Path(authority.root.certificate).read_text() + broken)
    tunnel = launcher.run(plane, "--embedded-mcp-stub", "--ca-bundle", str(bundle))
    tunnel.wait_ready()
    system = system_of(tunnel)
    trust = system["tls"]["system_trust"]
    assert trust["enabled"] and trust["source"] and all(os.path.exists(path) for path in trust["source_paths"])
    extra = system["tls"]["extra_bundle"]
    assert extra["path"] == str(bundle) and extra["cert_count"] == 1 and extra["parse_errors"] == 1
    first, second = extra["certificates"]
    assert first["parse_status"] == "ok" and first["not_before"] < first["not_after"]
    assert first["subject_cn"] == first["issuer_cn"] and len(first["cert_id"]) == 64
    assert second["parse_status"] != "ok"
    assert system["main_channel_probe_status"] == "ok"
    assert [route["health_state"] for route in system["proxy_health"]] == ["direct"]


def test_proxies_are_checked_again_and_again(
    plane: ControlPlane, target: Nginx, proxy: ConnectProxy, launcher: Launcher, authority: Authority
) -> None:
    """A-114: at most ten checks with phases tcp and connect; /health/proxy; metrics by proxy id (dataplane 24.5)."""
    tunnel = launcher.run(
        plane, "--ca-bundle", str(authority.root.certificate), "--mcp.server-url", f"{target.base_url}/mcp",
        "--mcp.http-proxy", proxy.url("agent:proxy-s3cret"), "--proxy.check-interval", "50ms",
    )  # fmt: skip
    tunnel.wait_ready()

    def history() -> list[dict]:
        (route,) = [each for each in system_of(tunnel)["proxy_health"] if each["route"]["name"] == "main"]
        return route.get("history", [])

    first = wait_until(lambda: len(history()) == 10 and history(), "ten checks")
    assert all(check["success"] and check["http_status_category"] == "2xx" for check in first)
    assert all({"tcp_duration_ms", "connect_duration_ms"} <= set(check) for check in first)
    wait_until(lambda: history()[0]["timestamp"] > first[-1]["timestamp"], "ten newer checks")
    system = system_of(tunnel)
    assert max(len(each.get("history", [])) for each in system["proxy_health"]) == 10
    identity = hashlib.sha256(proxy.url().encode()).hexdigest()
    assert system["proxy_identity_map"] == [
        {"proxy_id": identity, "proxy_url": proxy.url(), "proxy_source": "--mcp.http-proxy"}
    ]
    (route,) = status_of(tunnel)["mcp_routes"]
    assert route["route_mode"] == "proxy" and route["proxy_id"] == identity
    health = json.loads(tunnel.get("/health/proxy")[1])
    assert health["status"] == "ok" and health["details"]["route_count"] == 2
    metrics = tunnel.get("/metrics")[1]
    (state,) = [line for line in metrics.splitlines() if line.startswith("proxy_health_state{")]
    assert identity in state and state.endswith(" 1")
    assert "proxy_last_check_timestamp_seconds{" in metrics and 'phase="connect"' in metrics

    proxy.expected = "Basic somebody-else"
    wait_until(lambda: history()[-1].get("error_reason") == "bad_status", "the refusal")
    last = history()[-1]
    assert last["error_phase"] == "connect" and last["http_status_category"] == "4xx"
    port = proxy.port
    proxy.close()
    wait_until(lambda: history()[-1].get("error_phase") == "tcp", "no proxy")
    assert history()[-1]["error_reason"] == "dial_error" and port
    health = json.loads(tunnel.get("/health/proxy")[1])
    assert health["status"] == "degraded" and health["reason_code"] == "dial_error"
    assert "proxy-s3cret" not in tunnel.get("/api/system")[1] + tunnel.stderr


def test_a_proxy_for_plain_http_is_asked_for_no_tunnel(
    plane: ControlPlane, http_target: HTTPTarget, proxy: ConnectProxy, launcher: Launcher
) -> None:
    """What is checked is what is used: such requests go through a proxy without CONNECT."""
    tunnel = launcher.run(
        plane, "--mcp.server-url", http_target.url, "--mcp.http-proxy", proxy.url("agent:proxy-s3cret"),
    )  # fmt: skip

    def check() -> dict | None:
        checks = system_of(tunnel)["proxy_health"][1].get("history")
        return checks[0] if checks else None

    found = wait_until(check, "the check")
    assert found["success"] and "connect_duration_ms" not in found
    assert proxy.tunnels == []


def test_the_start_is_told_in_one_block_and_records_say_whose_they_are(
    plane: ControlPlane, http_target: HTTPTarget, launcher: Launcher
) -> None:
    """7.3, W-20, W-21: each key once, and the same two on every record."""
    tunnel = launcher.run(plane, "--mcp.server-url", http_target.url, "--log.format", "json")
    tunnel.wait_ready()
    wait_until(lambda: "tunnel started" in tunnel.stdout, "the last record of the start")
    records = []
    for line in tunnel.stdout.splitlines():
        pairs = json.loads(line, object_pairs_hook=list)
        names = [name for name, _ in pairs]
        assert len(names) == len(set(names)), line
        records.append(dict(pairs))
    instance = status_of(tunnel)["client_instance_id"]
    assert {(each["client_instance_id"], each["tunnel_id"]) for each in records} == {(instance, TUNNEL_ID)}
    (summary,) = [each for each in records if each["msg"] == "startup summary"]
    assert summary["mcp_target_kind"] == "http-streamable" and summary["mcp_target_value"] == http_target.url
    assert summary["health_url"] == tunnel.health_url and summary["ui_url"] == f"{tunnel.health_url}/ui"
    assert summary["metrics_url"].endswith("/metrics") and summary["config_source"] == "flags/environment"
    assert summary["first_failing_dependency"] == ""
    (started,) = [each for each in records if each["msg"] == "tunnel started"]
    assert started["tunnel_url"] == plane.base_url and started["version"] and "name" in started
