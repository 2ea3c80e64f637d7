"""`dev proxy` as a command, and line by line what its MCP URL answers (operator 24 and 30.4, A-212 to A-217)."""

from __future__ import annotations

import http.client
import json
import os
import socket
import stat
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from conftest import StdioTarget
from harness.process import Launcher, Process, Proxy
from harness.waiting import wait_until
from test_dev_stub import BOTH, INITIALIZE

PROXY_PATH = "/v1/mcp/tunnel_" + "2" * 32
INITIALIZED = {"jsonrpc": "2.0", "method": "notifications/initialized"}
LIST = {"jsonrpc": "2.0", "id": "list-1", "method": "tools/list"}


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float

    @property
    def json(self) -> Any:
        assert self.headers["content-type"].startswith("application/json"), self
        return json.loads(self.body)

    @property
    def events(self) -> list[Any]:
        assert self.headers["content-type"] == "text/event-stream", self
        return [json.loads(frame.removeprefix("data: ")) for frame in self.body.decode().split("\n\n")[:-1]]


@dataclass
class Ingress:
    """One running proxy, asked over plain HTTP."""

    proxy: Proxy

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        host = self.proxy.mcp_url.split("/")[2]
        connection = http.client.HTTPConnection(host, timeout=20)
        payload = body if isinstance(body, (bytes, type(None))) else json.dumps(body)
        began = time.monotonic()
        try:
            connection.request(method, path, payload, headers)
            answer = connection.getresponse()
            text = answer.read()
            names = {k.lower(): v for k, v in answer.getheaders()}
            return Answer(answer.status, names, text, time.monotonic() - began)
        finally:
            connection.close()

    def post(self, message: Any, session: str | None = None, path: str = PROXY_PATH, **headers: str) -> Answer:
        own = {"Mcp-Session-Id": session} if session else {}
        return self.ask("POST", path, message, **{**BOTH, **own, **headers})


def tool(name: str, number: int = 5, **arguments: Any) -> dict[str, Any]:
    params = {"name": name, "arguments": arguments, "_meta": {"progressToken": "p"}}
    return {"jsonrpc": "2.0", "id": number, "method": "tools/call", "params": params}


@pytest.fixture
def stub_url(launcher: Launcher) -> str:
    """Our own stub, as the HTTP target of the matrix."""
    process = launcher.start([str(launcher.binary), "dev", "mcp-stub", "--json"])
    text = process.watch(lambda: process.stdout if process.stdout.endswith("}\n") else None, "the stub's JSON")
    return json.loads(text)["mcp_url"]


@pytest.fixture
def over_http(launcher: Launcher, stub_url: str) -> Ingress:
    return Ingress(launcher.dev_proxy("--mcp-server-url", stub_url))


@pytest.fixture
def over_stdio(launcher: Launcher, stdio_target: StdioTarget) -> Ingress:
    return Ingress(launcher.dev_proxy("--mcp-command", stdio_target.command))


@pytest.fixture(params=["http", "stdio"])
def ingress(request: pytest.FixtureRequest) -> Ingress:
    return request.getfixturevalue("over_" + request.param)


# the matrix of 30.4, a column at a time.


def test_an_http_target_with_sessions_and_events(over_http: Ingress) -> None:
    """30.4: initialize 200 SSE with a session, notification 202, calls one `data:`, progress before the result."""
    opened = over_http.post(INITIALIZE)
    session = opened.headers["mcp-session-id"]
    assert opened.status == 200 and len(opened.events) == 1
    accepted = over_http.post(INITIALIZED, session)
    assert (accepted.status, accepted.body) == (202, b"")
    listed = over_http.post(LIST, session)
    assert listed.status == 200
    assert listed.events[0]["id"] == "list-1"
    called = over_http.post(tool("echo", input="hi"), session)
    assert [event["result"]["structuredContent"] for event in called.events] == [{"echoed": "hi"}]
    counted = over_http.post(tool("progress", steps=2, interval=0.02), session)
    *progress, result = counted.events
    assert [event["params"]["progress"] for event in progress] == [1, 2]
    assert result["result"]["content"][0]["text"] == "Counted to 2."


def test_a_caller_that_reads_json_only_at_a_server_that_speaks_events(over_http: Ingress) -> None:
    """30.4, 24.6.2: 400 with a JSON-RPC error, and as JSON (W-84)."""
    session = over_http.post(INITIALIZE).headers["mcp-session-id"]
    answer = over_http.post(LIST, session, Accept="application/json")
    assert answer.status == 400
    error = answer.json["error"]
    assert (error["code"], answer.json["id"]) == (-32603, "list-1")
    failure = error["data"]["tunnel_failure"]
    assert (failure["source"], failure["upstream_status"]) == ("target_http", 400)


def test_an_unknown_session(over_http: Ingress) -> None:
    """30.4: 404 with a JSON-RPC error."""
    answer = over_http.post(LIST, "no-such-session")
    assert answer.status == 404
    assert answer.json["id"] == "list-1" and "error" in answer.json


def test_a_session_is_ended_with_delete(over_http: Ingress) -> None:
    """32.15, W-84: DELETE reaches the server, which then does not know the session any more."""
    session = over_http.post(INITIALIZE).headers["mcp-session-id"]
    ended = over_http.ask("DELETE", PROXY_PATH, **{"Mcp-Session-Id": session})
    assert ended.status in (200, 204) and ended.body == b""
    assert over_http.post(LIST, session).status == 404


def test_a_stdio_target(over_stdio: Ingress) -> None:
    """30.4: 200 JSON, a notification 202 (W-84), progress as events, any session id ignored, string ids kept."""
    opened = over_stdio.post(INITIALIZE)
    assert opened.status == 200 and opened.json["result"]["protocolVersion"]
    accepted = over_stdio.post(INITIALIZED, "any-session")
    assert (accepted.status, accepted.body) == (202, b"")
    listed = over_stdio.post(LIST, "any-session")
    assert listed.status == 200 and listed.json["id"] == "list-1"
    *progress, result = over_stdio.post(tool("quiet", seconds=1)).events
    assert len(progress) == 2 and all(event["method"] == "notifications/progress" for event in progress)
    assert result["id"] == 5 and "result" in result


def test_discovery_on_stdio_is_not_there_and_says_so_at_once(over_stdio: Ingress) -> None:
    """30.4, W-87: 404 and not a 504 after the whole response timeout."""
    answer = over_stdio.ask("GET", "/.well-known/oauth-protected-resource" + PROXY_PATH)
    assert answer.status == 404 and "error" in answer.json
    assert answer.seconds < 15


@pytest.mark.parametrize("batch", [b"[]", json.dumps([LIST]).encode(), json.dumps([LIST, INITIALIZED]).encode()])
def test_a_batch_is_refused_at_once(ingress: Ingress, batch: bytes) -> None:
    """30.4, W-84: 400, not 504 after 30 seconds."""
    answer = ingress.post(batch)
    assert (answer.status, answer.json["error"]["code"]) == (400, -32600)
    assert answer.seconds < 15


@pytest.mark.parametrize("body", [b"", b"{", b"not json", b'{"jsonrpc":"2.0","id":1,"method":'])
def test_an_empty_or_broken_body(ingress: Ingress, body: bytes) -> None:
    """30.4: 400, and as JSON (W-84)."""
    answer = ingress.post(body)
    assert (answer.status, answer.json["error"]["code"]) == (400, -32700)


def test_other_rows_that_are_the_same_for_every_target(ingress: Ingress) -> None:
    """30.4: unknown channel 400, other tunnel 404, no bearer 401, GET 405 with Allow, /readyz 200."""
    unknown = ingress.post(LIST, path=PROXY_PATH + "/nowhere")
    assert (unknown.status, unknown.json["error"]["code"]) == (400, -32603)
    assert "unsupported channel" in unknown.json["error"]["message"]
    assert ingress.post(LIST, path=PROXY_PATH + "/harpoon").status == 400
    assert ingress.post(LIST, path=PROXY_PATH + "/No Channel".replace(" ", "%20")).status == 400
    other = "/v1/mcp/tunnel_" + "3" * 32
    assert ingress.post(LIST, path=other).status == 404
    assert ingress.ask("GET", other).status == 404
    for path in ("", "/poll", "/response"):
        method = "POST" if path == "/response" else "GET"
        refused = ingress.ask(method, PROXY_PATH.replace("mcp", "tunnels") + path)
        assert refused.status == 401
        known = "Bearer local-tunnel-client-dev-proxy"
        assert ingress.ask(method, PROXY_PATH.replace("mcp", "tunnels") + path, Authorization=known).status == 401
    got = ingress.ask("GET", PROXY_PATH, Accept="text/event-stream")
    assert (got.status, got.headers["allow"]) == (405, "POST, DELETE")
    assert "error" in got.json
    assert ingress.ask("DELETE", PROXY_PATH).status == 400
    ready = ingress.ask("GET", "/readyz")
    assert (ready.status, ready.json) == (200, {"status": "ok"})


@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"Origin": "http://evil.example"}])
def test_a_browser_of_another_site_is_kept_out(over_stdio: Ingress, headers: dict[str, str]) -> None:
    """W-83: DNS rebinding and cross-site requests."""
    assert over_stdio.post(LIST, **headers).status == 403


def test_two_channels_have_a_server_each(launcher: Launcher, stub_url: str, stdio_target: StdioTarget) -> None:
    """operator 24.2, 24.5: repeatable targets with channel=."""
    proxy = launcher.dev_proxy(
        *("--mcp-server-url", f"url={stub_url},channel=web", "--mcp-command", stdio_target.command)
    )
    ingress = Ingress(proxy)
    assert {probe["channel"]: probe["ok"] for probe in proxy.info["probe"]} == {"main": True, "web": True}
    assert ingress.post(INITIALIZE, path=PROXY_PATH + "/web").headers["mcp-session-id"]
    assert "mcp-session-id" not in ingress.post(INITIALIZE).headers


def test_faults_are_for_callers_and_not_for_the_tunnel(launcher: Launcher, stdio_target: StdioTarget) -> None:
    """32.15: the proxy becomes ready, and then its callers see the faults."""
    failing = Ingress(launcher.dev_proxy("--mcp-command", stdio_target.command, "--error-rate", "1"))
    assert failing.post(LIST).status == 503
    dropping = Ingress(launcher.dev_proxy("--mcp-command", stdio_target.command, "--drop-responses", "1"))
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        dropping.post(LIST)
    slow = Ingress(launcher.dev_proxy("--mcp-command", stdio_target.command, "--latency", "300ms"))
    assert slow.post(LIST).seconds >= 0.3


# The command itself.


def start(launcher: Launcher, *flags: str) -> Process:
    return launcher.start([str(launcher.binary), "dev", "proxy", *flags])


def document(process: Process) -> dict[str, Any]:
    text = process.watch(lambda: process.stdout if process.stdout.endswith("}\n") else None, "the JSON of dev proxy")
    return json.loads(text)


def test_a_212_one_json_document_and_then_it_serves(launcher: Launcher, stdio_target: StdioTarget) -> None:
    """A-212, 24.4.1, 31.11: the keys, quiet otherwise (W-84), and a stop with exit code 0."""
    process = start(launcher, "--mcp-command", stdio_target.command, "--print-json")
    info = document(process)
    assert info["tunnel_id"] == "tunnel_" + "2" * 32
    assert info["mcp_url"].endswith(PROXY_PATH) and info["mcp_url"].startswith("http://127.0.0.1:")
    assert info["mcp_transport"] == "tcp"
    assert info["control_plane_base_url"] == "http://localhost"
    assert info["control_plane_transport"] == "unix"
    control = Path(info["control_plane_unix_socket"])
    assert stat.S_IMODE(control.stat().st_mode) == 0o600
    assert stat.S_IMODE(control.parent.stat().st_mode) == 0o700
    assert info["backend"] == "swift-in-memory"
    assert info["health_url"].endswith("/readyz")
    probe = info["probe"][0]
    assert (probe["channel"], probe["ok"], probe["status"]) == ("main", True, 200)
    assert probe["protocol_version"]
    with socket.create_connection(("127.0.0.1", int(info["mcp_url"].split(":")[2].split("/")[0])), timeout=5):
        pass
    process.child.terminate()
    assert process.wait(5) == 0
    assert process.stderr == ""
    assert not control.parent.exists()


def test_a_214_it_ends_by_itself_and_leaves_its_file(launcher: Launcher, tmp_path: Path) -> None:
    """A-214; the file is for the one who runs it, 0600."""
    file = tmp_path / "proxy.json"
    ended = launcher.to_end("dev", "proxy", "--duration", "1s", "--url-file", str(file))
    assert ended.code == 0
    assert json.loads(file.read_text())["mcp_url"] in ended.stdout
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def listening_ports(pid: int) -> list[str]:
    """The TCP sockets on which a process listens."""
    own = {os.readlink(link) for link in Path(f"/proc/{pid}/fd").iterdir() if link.is_symlink()}
    lines = [line.split() for name in ("tcp", "tcp6") for line in Path(f"/proc/{pid}/net/{name}").read_text().splitlines()[1:]]
    return [fields[1] for fields in lines if fields[3] == "0A" and f"socket:[{fields[9]}]" in own]


def test_a_215_a_unix_socket_and_no_tcp_at_all(launcher: Launcher, tmp_path: Path) -> None:
    """A-215, W-83."""
    path = tmp_path / "mcp.sock"
    process = start(launcher, "--listen-unix-socket", str(path), "--print-json")
    info = document(process)
    assert (info["mcp_transport"], info["mcp_url"]) == ("unix", "")
    assert (info["mcp_unix_socket"], info["mcp_url_path"]) == (str(path), PROXY_PATH)
    assert "health_url" not in info
    assert listening_ports(process.child.pid) == []
    connection = http.client.HTTPConnection("localhost", timeout=20)
    connection.sock = socket.socket(socket.AF_UNIX)
    connection.sock.connect(str(path))
    connection.request("POST", PROXY_PATH, json.dumps(INITIALIZE), BOTH)
    assert connection.getresponse().status == 200
    connection.close()
    process.child.terminate()
    assert process.wait(5) == 0


@pytest.mark.parametrize("command", ["false", "sleep 100", "yes not-json"])
def test_a_216_a_target_that_is_no_mcp_server(launcher: Launcher, command: str) -> None:
    """A-216, W-82: non-zero within the readiness timeout, with the reason."""
    began = time.monotonic()
    ended = launcher.to_end("dev", "proxy", "--mcp-command", command, "--readiness-timeout", "2s")
    assert time.monotonic() - began < 20
    assert ended.code == 1 and ended.stdout == ""
    assert "--allow-unready" in ended.stderr.splitlines()[-1]


def test_a_216_a_web_server_that_is_no_mcp_server(launcher: Launcher, tmp_path: Path) -> None:
    """W-82: it answers HTTP, but not MCP; a URL where nobody listens fails just so."""
    server = launcher.start([sys.executable, "-u", "-m", "http.server", "-b", "127.0.0.1", "-d", str(tmp_path), "0"])
    port = server.watch(lambda: server.stdout.partition(" port ")[2].split(" ")[0], "the port of the web server")
    for url in (f"http://127.0.0.1:{port}/mcp", "http://127.0.0.1:1/mcp"):
        ended = launcher.to_end("dev", "proxy", "--mcp-server-url", url, "--readiness-timeout", "2s")
        assert ended.code == 1 and ended.stdout == ""


def test_w_82_unready_is_allowed_when_asked_for_and_told(launcher: Launcher) -> None:
    """W-82: --allow-unready goes on, and the document says what was found."""
    process = start(
        launcher, *("--mcp-command", "sleep 100", "--readiness-timeout", "1s", "--allow-unready", "--print-json")
    )
    probe = document(process)["probe"][0]
    assert (probe["channel"], probe["ok"]) == ("main", False)
    assert "in time" in probe["detail"]
    process.child.terminate()
    assert process.wait(10) == 0


def test_a_server_that_is_slow_to_start_is_waited_for(launcher: Launcher, stdio_target: StdioTarget) -> None:
    """W-82: what fails at first may be starting; only the end of the readiness timeout decides."""
    refuse = stdio_target.folder / "refuse"
    refuse.touch()
    process = start(launcher, "--mcp-command", stdio_target.command, "--readiness-timeout", "20s", "--print-json")
    wait_until(lambda: len(stdio_target.starts) >= 2, "a second start")
    refuse.unlink()
    assert document(process)["probe"][0]["ok"]
    process.child.terminate()
    assert process.wait(5) == 0


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (["--engine-queue-backend", "redis"], "--engine-queue-backend redis"),
        (["--engine-queue-backend", "kafka"], "inmem"),
        (["--backend", "rust"], "--backend rust"),
        (["--backend", "cobol"], "auto or swift"),
        (["--listen", "0.0.0.0:0"], "loopback only"),
        (["--listen", "127.0.0.1:0", "--listen-unix-socket", "x.sock"], "exclude each other"),
        (["--client-last-seen-timeout", "soon"], "--client-last-seen-timeout"),
        (["--drop-responses", "1.5"], "--drop-responses"),
        (["--profile-file", "/no/such/profile.yaml"], "/no/such/profile.yaml"),
        (["surplus"], "surplus"),
    ],
)
def test_a_217_what_this_build_cannot_do_is_one_clear_line(
    launcher: Launcher, flags: list[str], words: str
) -> None:
    """A-217 and other refusals: exit 1, before anything listens."""
    ended = launcher.to_end("dev", "proxy", *flags)
    assert ended.code == 1 and ended.stdout == ""
    assert words in ended.complaint


@pytest.mark.parametrize(("backend", "note"), [("auto", ""), ("swift", ""), ("go", "--backend go")])
def test_the_peers_names_of_its_engine_are_taken(launcher: Launcher, backend: str, note: str) -> None:
    ended = launcher.to_end("dev", "proxy", "--backend", backend, "--engine-queue-backend", "inmem", "--duration", "500ms")
    assert ended.code == 0
    assert ended.stderr.startswith(note) and bool(ended.stderr) == bool(note)


def test_verbose_tells_what_happens(launcher: Launcher) -> None:
    """W-84: quiet by default (see A-212), and not with --verbose."""
    ended = launcher.to_end("dev", "proxy", "--verbose", "--duration", "500ms")
    assert ended.code == 0 and "INFO" in ended.stderr


def test_a_profile_names_the_targets(launcher: Launcher, tmp_path: Path, stdio_target: StdioTarget) -> None:
    """operator 24.2: --profile-file; what it says of the control plane does not matter here."""
    profile = tmp_path / "local.yaml"
    profile.write_text(
        "config_version: 1\nmcp:\n  commands:\n"
        f"    - channel: main\n      command: {json.dumps(stdio_target.command)}\n"
    )
    proxy = launcher.dev_proxy("--profile-file", str(profile))
    assert Ingress(proxy).post(LIST).status == 200
    assert stdio_target.starts


def test_the_bearer_is_another_each_time(launcher: Launcher) -> None:
    """W-83: nothing in the document or on standard output lets anyone poll."""
    process = start(launcher, "--print-json", "--verbose")
    assert document(process)
    assert "Bearer" not in process.stdout + process.stderr
    process.child.terminate()
    assert process.wait(5) == 0
