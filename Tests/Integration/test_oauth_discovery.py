"""OAuth protected-resource discovery against real servers (dataplane 18 and 28 rows 19, 20; operator 11.5, A-113)."""

from __future__ import annotations

import json
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from controlplane import ControlPlane, Post
from harness.http import Handler, ScriptedServer, free_port
from harness.process import Launcher, Tunnel
from harness.waiting import wait_until
from mcp import Client
from targets.raw import fill, handshake, raw_id
from test_dev_proxy import PROXY_PATH
from test_dev_stub import Storage, Stub, signed_in, start  # noqa: F401

KNOWN = "/.well-known/oauth-protected-resource"
JSON = {"Content-Type": "application/json"}
KEY = {"CONTROL_PLANE_API_KEY": "test-key-of-discovery"}
Reply = tuple[int, dict[str, str], bytes]


class OAuthTarget(ScriptedServer):
    """An MCP server whose metadata, and whose odd ways to answer everything else, a test decides on."""

    def __init__(self, port: int = 0) -> None:
        self.documents: dict[str, Reply] = {}
        self.rest: Reply = (404, {}, b"not here")
        self.challenges: list[str] = []
        self.asked: list[tuple[str, str, dict[str, str]]] = []
        self.released = threading.Event()
        self.slow: set[str] = set()
        super().__init__(_OAuthHandler, port)

    @property
    def url(self) -> str:
        return f"{self.base_url}/mcp"

    def document(self, path: str, **members: Any) -> None:
        body = {"resource": self.url, **members}
        self.documents[path] = (200, {**JSON, "Set-Cookie": "a=b", "Etag": '"1"'}, json.dumps(body).encode())

    def close(self) -> None:
        self.released.set()
        super().close()


class _OAuthHandler(Handler):
    owner: OAuthTarget

    def do_POST(self) -> None:
        body = self.read_body()
        self.owner.asked.append(("POST", self.path, dict(self.headers.items())))
        if self.owner.challenges and "Authorization" not in self.headers:
            self._challenge()
        elif body and (opening := handshake(body)):
            self.reply(200, JSON, opening)
        elif body and raw_id(body):
            self.reply(200, JSON, fill(b'{"jsonrpc":"2.0","id":%ID%,"result":{"tools":[]}}', raw_id(body)))
        else:
            self.reply(202 if body else 400)

    def do_GET(self) -> None:
        self.owner.asked.append(("GET", self.path, dict(self.headers.items())))
        if self.path == "/mcp":
            self.reply(405)
            return
        if self.path in self.owner.slow:
            self.owner.released.wait(30)
        self.reply(*self.owner.documents.get(self.path, self.owner.rest))

    do_HEAD = do_GET

    def do_OPTIONS(self) -> None:
        self.reply(204)

    def _challenge(self) -> None:
        self.send_response_only(401)
        for challenge in self.owner.challenges:
            self.send_header("WWW-Authenticate", challenge)
        self.send_header("Content-Length", "0")
        self.end_headers()
        self.wfile.flush()


@pytest.fixture
def target() -> Iterator[OAuthTarget]:
    target = OAuthTarget()
    yield target
    target.close()


def discover(plane: ControlPlane, **options: Any) -> Post:
    command = plane.command(b"", command_type="oauth_discovery", **options)
    plane.send_all([command])
    return plane.answer(command, timeout=30)


def oauth(tunnel: Tunnel) -> dict[str, Any]:
    status, body = tunnel.get("/api/oauth")
    assert status == 200
    return json.loads(body)


def settled(tunnel: Tunnel) -> dict[str, Any]:
    return wait_until(lambda: None if (found := oauth(tunnel)).get("pending") else found, "the first look")


def test_row_19_the_document_goes_out_as_it_is(plane: ControlPlane, launcher: Launcher, target: OAuthTarget) -> None:
    """OA-08, HD-09, W-20: bytes, status, and only the headers that say how long it may be kept; afresh each time."""
    odd = b'{ "resource":"x",\n "number" : 1.50 }'
    target.documents[KNOWN + "/mcp"] = (200, {**JSON, "Set-Cookie": "a=b", "Etag": '"1"'}, odd)
    tunnel = launcher.run(plane, "--mcp.server-url", target.url)
    tunnel.wait_ready()
    for body in (odd, b'{"resource":"y"}'):
        target.documents[KNOWN + "/mcp"] = (200, {**JSON, "Set-Cookie": "a=b", "Etag": '"1"'}, body)
        post = discover(plane)
        assert post.resp_json == body
        assert post.envelope["resp_type"] == "oauth_discovery_response"
        assert post.envelope["resp_code"] == 200
        assert post.envelope["resp_headers"] == {"Content-Type": ["application/json"], "Etag": ['"1"']}


@pytest.mark.parametrize(
    "rest", [(404, {}, b"no"), (405, {}, b""), (200, {"Content-Type": "text/html"}, b"<html>"), (400, {}, b""),
             (403, {}, b"no"), (500, {}, b"")]
)  # fmt: skip
def test_row_20_a_plain_server_is_ready_and_discovery_is_answered(
    plane: ControlPlane, launcher: Launcher, target: OAuthTarget, rest: Reply
) -> None:
    """W-50, W-51: whatever it answers on paths that it does not know."""
    target.rest = rest
    tunnel = launcher.run(plane, "--mcp.server-url", target.url)
    tunnel.wait_ready()
    post = discover(plane)
    assert post.envelope["resp_code"] == 404
    error = json.loads(post.resp_json)["error"]
    assert error["code"] == "oauth_not_advertised" and "127.0.0.1" not in error["message"]
    found = oauth(tunnel)
    assert found["metadata_source"] == "not_advertised" and "as_of" in found
    assert [attempt["source"] for attempt in found["metadata"]["attempts"]] == ["well_known_path", "well_known_root"]
    assert not any(attempt.get("selected") for attempt in found["metadata"]["attempts"])
    assert json.loads(tunnel.get("/health/oauth")[1])["details"] == {"discovery_complete": True}


def test_row_19_the_server_names_its_document(plane: ControlPlane, launcher: Launcher, target: OAuthTarget) -> None:
    """OA-03, OA-04, W-47, A-113: in a second header line; the candidate order, and exactly one that is selected."""
    target.challenges = ['Basic realm="x"', f'Bearer resource_metadata="{target.base_url}/doc"']
    target.document("/doc", authorization_servers=[target.base_url])
    tunnel = launcher.run(
        plane, "--mcp.server-url", target.url, "--mcp.extra-headers", "X-All: 1", "--mcp.discovery-extra-headers",
        "X-Found: 2",
    )  # fmt: skip
    tunnel.wait_ready()
    found = settled(tunnel)
    attempts = found["metadata"]["attempts"]
    assert [(a["source"], a.get("selected", False)) for a in attempts] == [
        ("www_authenticate", True), ("well_known_path", False), ("well_known_root", False),
    ]  # fmt: skip
    assert found["metadata_source"] == "www_authenticate"
    assert found["metadata"]["body"]["resource"] == target.url
    assert "Set-Cookie" not in found["metadata"]["headers"]
    assert found["selected_authorization_server"] == target.base_url
    headers = next(headers for method, path, headers in target.asked if path == "/doc")
    assert (headers["X-All"], headers["X-Found"], headers["Accept"]) == ("1", "2", "application/json")
    wait_until(lambda: "auth_server_metadata" in oauth(tunnel)["metadata"], "the look for the authorization server")
    server = [headers for _, path, headers in target.asked if path == "/.well-known/oauth-authorization-server"]
    assert server and "X-All" not in server[0] and "X-Found" not in server[0]


def test_row_19_an_issuer_that_is_not_the_one_named(
    plane: ControlPlane, launcher: Launcher, target: OAuthTarget
) -> None:
    """OA-10: used all the same, and told."""
    target.document(KNOWN, authorization_servers=[target.base_url])
    metadata = {"issuer": "https://other.test", "token_endpoint": f"{target.base_url}/token"}
    target.documents["/.well-known/openid-configuration"] = (200, JSON, json.dumps(metadata).encode())
    tunnel = launcher.run(plane, "--mcp.server-url", target.url)
    server = wait_until(lambda: settled(tunnel)["metadata"].get("auth_server_metadata"), "the authorization server")
    attempts = server["attempts"]
    assert [(a["document"], a.get("selected", False)) for a in attempts] == [
        ("oauth-authorization-server", False), ("openid-configuration", True),
    ]  # fmt: skip
    assert attempts[1]["issuer_mismatch"] and attempts[1]["metadata_issuer"] == "https://other.test"
    assert attempts[1]["warning"]


def test_an_authorization_server_that_is_away_is_no_failure(
    plane: ControlPlane, launcher: Launcher, target: OAuthTarget
) -> None:
    """OA-11: the server's own document is all that readiness and callers need."""
    away = f"http://127.0.0.1:{free_port()}"
    target.document(KNOWN, authorization_servers=[away])
    tunnel = launcher.run(plane, "--mcp.server-url", target.url, "--mcp.oauth-trusted-origin", away)
    tunnel.wait_ready()
    found = settled(tunnel)
    assert found["metadata_source"] == "well_known" and not found.get("error"), found
    attempts = found["metadata"]["auth_server_metadata"]["attempts"]
    assert attempts and not any(attempt.get("selected") for attempt in attempts)
    answer = discover(plane)
    assert answer.envelope["resp_code"] == 200 and answer.message["authorization_servers"] == [away]


def test_another_origin_has_to_be_trusted(plane: ControlPlane, launcher: Launcher, target: OAuthTarget) -> None:
    """W-47, user needs 4.5: not asked without the option; readiness and doctor name it."""
    other = OAuthTarget()
    try:
        other.document("/doc")
        target.challenges = [f'Bearer resource_metadata="{other.base_url}/doc"']
        tunnel = launcher.run(plane, "--mcp.server-url", target.url)
        wait_until(lambda: "discovery failed" in tunnel.wait_for_readiness(503), "the verdict")
        assert "--mcp.oauth-trusted-origin" in tunnel.wait_for_readiness(503)
        assert discover(plane).envelope["resp_code"] == 404
        assert other.asked == []
        tunnel.stop()
        # A plane of its own: the stopped client's parked poll would take the next command.
        fresh = ControlPlane()
        trusting = launcher.run(
            fresh, "--mcp.server-url", target.url, env={**KEY, "MCP_OAUTH_TRUSTED_ORIGINS": f"https://x.test\n{other.base_url}"},
        )  # fmt: skip
        trusting.wait_ready()
        assert json.loads(discover(fresh).resp_json)["resource"] == other.url
        trusting.stop()
        fresh.close()
        # The headers of the server's own origin stay there.
        assert all("Authorization" not in headers for _, _, headers in other.asked)
    finally:
        other.close()


def test_a_server_that_is_late_is_found_later(plane: ControlPlane, launcher: Launcher) -> None:
    """W-51, W-40: what could not be reached at the start is looked for again."""
    port = free_port()
    tunnel = launcher.run(plane, "--mcp.server-url", f"http://127.0.0.1:{port}/mcp")
    assert "metadata" in settled(tunnel)
    assert discover(plane).envelope["resp_code"] == 502
    target = OAuthTarget(port)
    try:
        target.document(KNOWN)
        wait_until(lambda: oauth(tunnel).get("metadata_source") == "well_known", "the later look", timeout=20)
        tunnel.wait_ready()
    finally:
        target.close()


@pytest.mark.slow
def test_row_20_a_server_that_hangs_costs_its_caller_no_more_than_the_budget(
    plane: ControlPlane, launcher: Launcher, target: OAuthTarget
) -> None:
    """W-49, W-50: 504 within 15 s; a command's deadline comes first; readiness waits 5 s at most."""
    target.slow = {KNOWN, KNOWN + "/mcp"}
    began = time.monotonic()
    tunnel = launcher.run(plane, "--mcp.server-url", target.url)
    tunnel.wait_ready(timeout=20)
    assert time.monotonic() - began < 10
    began = time.monotonic()
    assert discover(plane).envelope["resp_code"] == 504
    assert time.monotonic() - began < 20


def test_row_20_stdio_has_no_document(plane: ControlPlane, launcher: Launcher) -> None:
    """W-87: 404 at once."""
    tunnel = launcher.run(plane, "--embedded-mcp-stub")
    tunnel.wait_ready()
    assert discover(plane).envelope["resp_code"] == 404
    found = oauth(tunnel)
    assert "pending" not in found and "URL is not configured" in found["error"]
    assert json.loads(tunnel.get("/health/oauth")[1])["status"] == "disabled"


# The whole way, as a caller goes it.


def proxied(start: Callable[..., Stub], launcher: Launcher) -> tuple[Stub, str]:  # noqa: F811
    port = free_port()
    url = f"http://127.0.0.1:{port}{PROXY_PATH}"
    stub = start("--auth", "--auth-auto-approve", "--auth-resource", url)
    proxy = launcher.dev_proxy("--mcp-server-url", stub.info["mcp_url"], "--listen", f"127.0.0.1:{port}")
    assert proxy.mcp_url == url
    return stub, url


@pytest.mark.parametrize("mode", ["legacy", "auto"])
def test_the_official_client_signs_in_through_the_tunnel(
    start: Callable[..., Stub], launcher: Launcher, mode: str  # noqa: F811
) -> None:
    """30.4: 401 through the tunnel, discovery through the tunnel, registration and PKCE, and the call."""
    _, url = proxied(start, launcher)
    storage = Storage()

    async def use(client: Client) -> None:
        assert (await client.call_tool("echo", {"input": "tunnelled"})).content[0].text == "tunnelled"

    signed_in(url, use, mode, storage)
    assert len(storage.saved) == 1


def test_the_ingress_shows_its_own_resource(start: Callable[..., Stub], launcher: Launcher) -> None:  # noqa: F811
    """30.4, 24.5: metadata with `resource` rewritten, nothing else touched."""
    stub, url = proxied(start, launcher)
    body = json.loads(fetch_text(url.replace("/v1/mcp", KNOWN + "/v1/mcp")))
    assert body["resource"] == url and body["authorization_servers"] == [stub.base]


def fetch_text(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=20) as answer:
        assert answer.status == 200
        return answer.read()


# Doctor.


def examine(launcher: Launcher, *flags: str, ok: bool = True) -> dict[str, Any]:
    ended = launcher.to_end(
        "doctor", "--offline", "--json", "--control-plane.tunnel-id", "tunnel_" + "2" * 32, "--health.listen-addr",
        "127.0.0.1:0", *flags, env=KEY, timeout=60,
    )  # fmt: skip
    assert ended.code == (0 if ok else 2), ended
    return {check["id"]: check for check in json.loads(ended.stdout)["checks"]}["oauth_metadata"]


def test_doctor_accepts_what_run_accepts(launcher: Launcher, target: OAuthTarget) -> None:
    """user needs #24, A-075: nothing advertised is fine; stdio has nothing to look at."""
    target.rest = (405, {}, b"")
    assert examine(launcher, "--mcp.server-url", target.url)["status"].upper() == "PASS"
    assert examine(launcher, "--embedded-mcp-stub")["status"].upper() == "SKIP"


def test_doctor_tells_the_endpoints_of_a_sign_in(start: Callable[..., Stub], launcher: Launcher) -> None:  # noqa: F811
    """user needs #23, #64: who has to reach which endpoint, and that plain HTTP is not relayed."""
    stub = start("--auth")
    check = examine(launcher, "--mcp.server-url", stub.info["mcp_url"])
    assert check["status"].upper() == "WARN"
    text = json.dumps(check)
    assert f"authorize: {stub.base}/authorize: browser must reach it directly" in text
    assert f"token: {stub.base}/token: the service reaches it through harpoon" in text
    assert f"register: {stub.base}/register: " in text
    assert "--harpoon.allow-plaintext-http" in text


def test_doctor_fails_where_run_is_not_ready(launcher: Launcher, target: OAuthTarget) -> None:
    """user needs #24: the same verdict as readiness has."""
    target.challenges = ['Bearer resource_metadata="https://elsewhere.test/doc"']
    check = examine(launcher, "--mcp.server-url", target.url, ok=False)
    assert check["status"].upper() == "FAIL" and "--mcp.oauth-trusted-origin https://elsewhere.test" in json.dumps(check)
