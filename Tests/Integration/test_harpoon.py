"""The harpoon channel: HTTP targets that the service calls by their labels (dataplane 20, 21; operator 11.6)."""

from __future__ import annotations

import base64
import gzip
import json
import socket
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingMixIn, UnixStreamServer

import pytest
from controlplane import ControlPlane
from harness.http import Handler, ScriptedServer
from harness.process import Launcher, Tunnel
from harness.rpc import notification, request
from harness.waiting import wait_until

BIG = b'{"n": 9007199254740993, "f": 1.0, "t": "<\\u0041>", "u": "%s"}'
MODERN = {
    "_meta": {
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {},
    }
}


class Web(ScriptedServer):
    """Some pages behind the operator's firewall, and what was asked of them."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, str, dict[str, str], bytes]] = []
        self.release = threading.Event()
        super().__init__(_Pages)

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def close(self) -> None:
        self.release.set()
        super().close()


class _Pages(Handler):
    owner: Web

    def do_GET(self) -> None:
        body = self.read_body()
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.owner.seen.append((self.command, self.path, headers, body))
        match self.path:
            case "/json":
                known = self.owner.url("/plain").encode()
                more = {"Set-Cookie": "id=1", "Link": f"<{known.decode()}>; rel=next"}
                self.reply(200, {"Content-Type": "application/json", **more}, BIG % known)
            case "/zipped":
                packed = gzip.compress(b"unpacked")
                self.reply(200, {"Content-Type": "text/plain", "Content-Encoding": "gzip"}, packed)
            case "/hop":
                self.reply(302, {"Location": "/plain"})
            case "/far":
                self.reply(302, {"Location": "/secret"})
            case "/large":
                self.reply(200, {}, b"x" * 102_401)
            case "/slow":
                self.owner.release.wait(20)
                self.reply(200, {}, b"late")
            case _:
                self.reply(200, {"Content-Type": "text/plain"}, b"plain " + body)

    do_POST = do_PUT = do_GET


@pytest.fixture
def web() -> Iterator[Web]:
    web = Web()
    yield web
    web.close()


class Caller:
    """The service's side of the channel."""

    def __init__(self, plane: ControlPlane):
        self.plane = plane

    def shake_hands(self) -> None:
        info = self.ask("initialize", {"protocolVersion": "2025-06-18", "capabilities": {}})["result"]
        assert info["serverInfo"]["name"] == "harpoon"
        ready = self.plane.send(notification("notifications/initialized"), channel="harpoon")
        assert self.plane.answer(ready).envelope["resp_code"] == 200

    def ask(self, method: str, params: dict | None = None) -> dict:
        return self.plane.answer(self.plane.send(request(method, params), channel="harpoon")).message

    def start(self, label: str, method: str = "GET", **more: object):
        arguments = {"label": label, "method": method, **more}
        return self.plane.send(
            request("tools/call", {"name": "call_target", "arguments": arguments}), channel="harpoon"
        )

    def call(self, label: str, method: str = "GET", **more: object) -> dict:
        return self.plane.answer(self.start(label, method, **more)).message["result"]

    def failure(self, label: str, **more: object) -> str:
        result = self.call(label, **more)
        assert result["isError"]
        return result["content"][0]["text"]


def body(result: dict) -> bytes:
    answer = result["structuredContent"]
    decoded = base64.b64decode(answer["body_base64"])
    assert answer["body_size_bytes"] == len(decoded) and answer["truncated"] is False
    return decoded


def target_flags(web: Web, *paths: str) -> list[str]:
    targets = [flag for path in paths for flag in ("--harpoon.target", f"label={path},url={web.url('/' + path)}")]
    return ["--embedded-mcp-stub", "--harpoon.allow-plaintext-http", *targets]


def api(tunnel: Tunnel, path: str) -> dict:
    status, text = tunnel.get(f"/api/harpoon/{path}")
    assert status == 200, text
    return json.loads(text)


def test_a_target_is_called_by_its_label(plane: ControlPlane, web: Web, launcher: Launcher) -> None:
    """HA-01 to HA-07 (HA-03 among them), HA-10, HC-02, HC-06 to HC-08, HH-03, W-57."""
    tunnel = launcher.run(plane, *target_flags(web, "plain", "json", "zipped"))
    tunnel.wait_ready()
    caller = Caller(plane)
    caller.shake_hands()
    tools = caller.ask("tools/list")["result"]["tools"]
    assert [tool["name"] for tool in tools] == ["call_target", "call_target_template", "get_oauth_target_audience", "list_targets"]
    listed = caller.ask("tools/call", {"name": "list_targets", "arguments": {}})["result"]["structuredContent"]
    assert [target["label"] for target in listed["targets"]] == ["plain", "json", "zipped"]
    assert "127.0.0.1" not in json.dumps(listed)
    result = caller.call("plain", "PUT", body="hé", headers={"X-A": "1", "Cookie": "c", "Authorization": "Bearer t"})
    assert body(result) == "plain hé".encode()
    assert json.loads(result["content"][0]["text"])["body_base64"] == result["structuredContent"]["body_base64"]
    method, path, headers, _ = web.seen[-1]
    assert (method, path, headers["x-a"], headers["authorization"]) == ("PUT", "/plain", "1", "Bearer t")
    assert headers["user-agent"].startswith("tunnel-client/") and "cookie" not in headers
    rewritten = caller.call("json")
    assert body(rewritten) == BIG % b"harpoon://plain"
    names = rewritten["structuredContent"]["headers"]
    assert names["Link"] == ["<harpoon://plain>; rel=next"]
    assert not {"Set-Cookie", "Content-Length"} & set(names)
    assert body(caller.call("zipped")) == b"unpacked"
    answer = plane.answer(caller.start("plain", path="/more", query="x=1"))
    assert (answer.envelope["resp_code"], answer.message["error"]["code"]) == (200, -32602)
    assert answer.envelope["resp_headers"] == {"Content-Type": ["application/json"]}
    assert {path for _, path, _, _ in web.seen} == {"/plain", "/json", "/zipped"}
    assert "harpoon enabled" in tunnel.stderr and web.url("/plain") not in tunnel.stderr
    told = next(line for line in tunnel.stderr.splitlines() if "harpoon request completed" in line)
    for word in ("label=plain", f"url={web.url('')}", "method=PUT", "status_code=200", "request_bytes=3", "latency_ms="):
        assert word in told, told


def test_every_failure_says_which(plane: ControlPlane, web: Web, launcher: Launcher) -> None:
    """HA-08, HC-04, HC-05: redirects to targets only, limits, timeouts."""
    flags = target_flags(web, "plain", "hop", "far", "large", "slow")
    gone = ["--harpoon.target", "label=gone,url=http://127.0.0.1:1/"]
    launcher.run(plane, *flags, *gone).wait_ready()
    caller = Caller(plane)
    caller.shake_hands()
    assert body(caller.call("hop")) == b"plain "
    assert caller.call("hop", follow_redirects=False)["structuredContent"]["headers"]["Location"] == ["/plain"]
    assert caller.failure("hop", max_redirects=0) == "label hop: redirect limit exceeded"
    assert caller.failure("far") == "label far: redirect blocked"
    assert [path for _, path, _, _ in web.seen].count("/secret") == 0
    assert caller.failure("large") == "label large: response exceeds size limit"
    assert caller.failure("plain", max_response_bytes=3) == "label plain: response exceeds size limit"
    assert caller.failure("slow", timeout_ms=100) == "label slow: timeout"
    assert caller.failure("gone") == "label gone: request failed"
    assert caller.failure("nobody") == "label nobody: unknown target"
    refused = plane.answer(caller.start("plain", timeout_ms=1))
    assert refused.envelope["resp_code"] == 200
    assert refused.message["error"]["code"] == -32602


def test_a_slow_call_holds_up_nobody(plane: ControlPlane, web: Web, launcher: Launcher) -> None:
    """HA-12, W-55; and a self-contained request needs no handshake (user needs 4.1, 4.6)."""
    launcher.run(plane, *target_flags(web, "plain", "slow")).wait_ready()
    caller = Caller(plane)
    early = caller.ask("tools/list")
    assert early["error"]["code"] == -32002
    modern = {"name": "call_target", "arguments": {"label": "slow", "method": "GET"}, **MODERN}
    slow = plane.send(request("tools/call", modern), channel="harpoon")
    wait_until(lambda: web.seen, "the slow call")
    quick = {"name": "call_target", "arguments": {"label": "plain", "method": "GET"}, **MODERN}
    for _ in range(3):
        assert body(caller.ask("tools/call", quick)["result"]) == b"plain "
    assert not plane.accepted_for(slow)
    web.release.set()
    assert body(plane.answer(slow).message["result"]) == b"late"


def test_a_call_that_is_given_up_costs_no_session(plane: ControlPlane, web: Web, launcher: Launcher) -> None:
    """SH-06: the request to the target ends with its call, and the next call needs no new handshake."""
    tunnel = launcher.run(plane, *target_flags(web, "plain", "slow"))
    tunnel.wait_ready()
    caller = Caller(plane)
    caller.shake_hands()
    slow = plane.send(
        request("tools/call", {"name": "call_target", "arguments": {"label": "slow", "method": "GET"}}),
        channel="harpoon", response_timeout="500ms",
    )  # fmt: skip
    wait_until(lambda: "command response deadline reached" in tunnel.stderr, "the deadline")
    assert body(caller.call("plain")) == b"plain "
    assert plane.posts_for(slow) == []
    plane.sent.remove(slow)


def test_the_service_is_told_of_the_channel(plane: ControlPlane, web: Web, launcher: Launcher) -> None:
    """Row 2, CP-05, user needs 4.1; a session of it cannot be ended (NT-04)."""
    launcher.run(plane, *target_flags(web, "plain")).wait_ready()
    info = json.loads(dict(plane.polls[-1].headers)["X-Tunnel-MCP-Server-Info"])
    assert info["version"] == 2
    assert info["channels"][-1] == {"name": "harpoon", "stateless": True, "proc_affinity": True}
    session = {"Mcp-Session-Id": ["s"]}
    end = plane.send(b"", channel="harpoon", command_type="session_termination", headers=session)
    assert plane.answer(end).envelope["resp_code"] == 405


def test_without_targets_there_is_no_channel(plane: ControlPlane, launcher: Launcher) -> None:
    """Rows 2 and 14, CH-01, A-111."""
    tunnel = launcher.run(plane, "--embedded-mcp-stub")
    tunnel.wait_ready()
    assert "harpoon" not in dict(plane.polls[-1].headers)["X-Tunnel-MCP-Server-Info"]
    command = plane.send(request("tools/list"), channel="harpoon")
    answer = plane.answer(command)
    assert answer.envelope["resp_code"] == 400
    assert 'unsupported channel "harpoon"' in answer.message["error"]["message"]
    status = api(tunnel, "status")
    assert status["enabled"] is False and status["reason"]
    assert api(tunnel, "targets") == {"targets": []}
    assert api(tunnel, "calls") == {"calls": []}


def test_the_operator_sees_the_last_calls(plane: ControlPlane, web: Web, launcher: Launcher) -> None:
    """A-111, A-112; W-39: no user information, no query."""
    secret = web.url("/plain?key=hidden-value").replace("http://", "http://user:hidden-word@")
    tunnel = launcher.run(
        plane, *target_flags(web, "json"), "--harpoon.target", f"label=private,url={secret},desc=a, b and c"
    )
    tunnel.wait_ready()
    caller = Caller(plane)
    caller.shake_hands()
    assert api(tunnel, "status") == {
        "enabled": True,
        "capture_payloads": False,
        "allow_plaintext_http": True,
        "max_response_bytes": 102400,
        "max_redirects": 5,
    }
    assert api(tunnel, "calls") == {"calls": []}
    caller.call("private")
    assert web.seen[-1][2]["authorization"] == "Basic " + base64.b64encode(b"user:hidden-word").decode()
    for _ in range(100):
        caller.call("json")
    calls = api(tunnel, "calls")["calls"]
    assert len(calls) == 100 and {call["label"] for call in calls} == {"json"}
    caller.call("private")
    newest = api(tunnel, "calls?limit=1")["calls"]
    assert [call["label"] for call in newest] == ["private"]
    assert newest[0]["status"] == 200 and "request_body" not in newest[0]
    assert len(api(tunnel, "calls?label=json")["calls"]) == 99
    shown = [tunnel.get("/api/harpoon/" + path)[1] for path in ("status", "targets", "calls")]
    shown += [tunnel.get("/api/status")[1], tunnel.get("/api/logs")[1], tunnel.stderr]
    for text in shown:
        assert "hidden-word" not in text and "hidden-value" not in text
    targets = api(tunnel, "targets")["targets"]
    assert targets[1]["description"] == "a, b and c" and targets[1]["source"] == "config"


def test_bodies_are_kept_on_request(plane: ControlPlane, web: Web, launcher: Launcher) -> None:
    """A-111: capture."""
    tunnel = launcher.run(plane, *target_flags(web, "plain", "json"), "--harpoon.capture-payloads")
    tunnel.wait_ready()
    caller = Caller(plane)
    caller.shake_hands()
    caller.call("plain", "POST", body="question")
    caller.call("json")
    newest, older = api(tunnel, "calls")["calls"]
    assert (older["request_body"], older["response_body"]) == ("question", "plain question")
    assert "response_body_transformed" not in older
    assert "harpoon://plain" in newest["response_body_transformed"]
    assert web.url("/plain") in newest["response_body"]
    assert (newest["response_content_type"], newest["method"]) == ("application/json", "GET")


class _OverSocket(ThreadingMixIn, UnixStreamServer):
    daemon_threads = True


class _Page(BaseHTTPRequestHandler):
    def log_message(self, format: str, *arguments: object) -> None:
        """Quiet."""

    def do_GET(self) -> None:
        self.send_response_only(200)
        self.end_headers()
        self.wfile.write(f"{self.headers['Host']}{self.path}".encode())


def test_a_target_may_be_behind_a_unix_socket(plane: ControlPlane, launcher: Launcher, tmp_path: Path) -> None:
    """HA-09, HC-03."""
    path = tmp_path / "s"
    with _OverSocket(str(path), _Page) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        target = f"label=local,url=http://inside.example/x,unix-socket={path}"
        launcher.run(
            plane, "--embedded-mcp-stub", "--harpoon.allow-plaintext-http", "--harpoon.target", target
        ).wait_ready()
        caller = Caller(plane)
        caller.shake_hands()
        assert body(caller.call("local")) == b"inside.example/x"
        server.shutdown()


def test_targets_go_through_their_proxy(plane: ControlPlane, launcher: Launcher) -> None:
    """HC-03: harpoon.http_proxy."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        proxy = f"http://127.0.0.1:{listener.getsockname()[1]}"
        launcher.run(
            plane,
            *("--embedded-mcp-stub", "--harpoon.allow-plaintext-http", "--harpoon.http-proxy", proxy),
            *("--harpoon.target", "label=far,url=http://far.invalid/x"),
        ).wait_ready()
        caller = Caller(plane)
        caller.shake_hands()
        command = caller.start("far")
        listener.settimeout(20)
        connection, _ = listener.accept()
        with connection:
            head = connection.recv(4096)
            assert head.startswith(b"GET http://far.invalid/x HTTP/1.1\r\n")
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            assert body(plane.answer(command).message["result"]) == b"ok"


def post(url: str, message: bytes, **headers: str) -> tuple[int, dict[str, str], str]:
    wanted = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
    for name, value in headers.items():
        wanted[name.replace("_", "-")] = value
    asked = urllib.request.Request(url, message, wanted, method="POST")
    try:
        with urllib.request.urlopen(asked, timeout=20) as answer:
            return answer.status, dict(answer.headers), answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, dict(error.headers), error.read().decode()


def event(text: str) -> dict:
    lines = text.strip().split("\n")
    assert lines[0] == "event: message" and len(lines) == 2
    return json.loads(lines[1].removeprefix("data: "))


def test_the_tools_can_be_served_on_this_machine(plane: ControlPlane, web: Web, launcher: Launcher) -> None:
    """HH-01, HH-02; user needs 4.6: self-contained requests need no session."""
    flags = [*target_flags(web, "plain"), "--harpoon.additional-transport", "http-streamable"]
    tunnel = launcher.run(plane, *flags)
    tunnel.wait_ready()
    url = tunnel.health_url + "/harpoon/mcp"
    status, headers, text = post(url, request("initialize", {"protocolVersion": "2025-06-18"}))
    session = headers["Mcp-Session-Id"]
    assert status == 200 and event(text)["result"]["serverInfo"]["name"] == "harpoon"
    assert post(url, notification("notifications/initialized"), Mcp_Session_Id=session)[0] == 202
    listed = post(url, request("tools/list"), Mcp_Session_Id=session)
    assert listed[0] == 200 and len(event(listed[2])["result"]["tools"]) == 4
    assert post(url, request("tools/list"))[0] == 400
    assert post(url, request("tools/list"), Mcp_Session_Id="unknown")[0] == 404
    assert post(url, request("tools/list"), Content_Type="text/plain")[0] == 415
    assert post(url, request("tools/list"), Accept="application/json")[0] == 400
    assert post(url, request("tools/list"), Host="elsewhere.example")[0] == 403
    refused = post(url, request("tools/list"), X_Forwarded_For="10.0.0.1")
    assert (refused[0], refused[2].strip()) == (403, "harpoon transport is restricted to loopback")
    modern = {"name": "call_target", "arguments": {"label": "plain", "method": "GET"}, **MODERN}
    called = post(url, request("tools/call", modern), MCP_Protocol_Version="2026-07-28")
    assert body(event(called[2])["result"]) == b"plain "
    assert api(tunnel, "calls")["calls"][0]["label"] == "plain"


def test_it_is_off_by_default(plane: ControlPlane, web: Web, launcher: Launcher) -> None:
    """HH-01."""
    tunnel = launcher.run(plane, *target_flags(web, "plain"))
    tunnel.wait_ready()
    assert post(tunnel.health_url + "/harpoon/mcp", request("initialize"))[0] == 404
