"""The life cycle of MCP towards the server, and the bridge between its eras (user needs 40, 41, 45, 58, 63).

Servers: the official SDK of both eras, FastMCP, a published server, and strict ones of the standard library only.
"""

from __future__ import annotations

import asyncio
import json
import os
import shlex
import signal
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import REPOSITORY
from controlplane import ControlPlane, Post
from harness.process import Launcher, read_if_there
from harness.rpc import notification, request
from harness.waiting import wait_until
from mcp import Client
from targets.http_server import Answer, Call, HTTPTarget
from targets.strict_server import Refusal, modern

TARGETS = Path(__file__).parent / "targets"
TIME_SERVER = Path(sys.executable).parent / "mcp-server-time"
PYTHON = {"mcp-1": REPOSITORY / ".venv-legacy/bin/python", "mcp-2": sys.executable, "fastmcp": sys.executable}

MODERN_META = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientInfo": {"name": "openai-mcp", "version": "1.0.0"},
    "io.modelcontextprotocol/clientCapabilities": {},
}
INITIALIZE = {
    "protocolVersion": "2025-06-18",
    "capabilities": {},
    "clientInfo": {"name": "openai-mcp", "version": "1.0.0"},
}


@dataclass(frozen=True)
class StrictServer:
    folder: Path

    def command(self, mode: str) -> str:
        return shlex.join([sys.executable, str(TARGETS / "strict_server.py"), str(self.folder), mode])

    @property
    def received(self) -> list[dict]:
        return [json.loads(line) for line in (self.folder / "received").read_bytes().splitlines()]

    @property
    def methods(self) -> list[str]:
        return [message["method"] for message in self.received]

    @property
    def starts(self) -> list[int]:
        path = self.folder / "starts"
        return [int(line) for line in path.read_text().splitlines()] if path.exists() else []


@pytest.fixture
def strict(tmp_path: Path) -> StrictServer:
    folder = tmp_path / "strict"
    folder.mkdir()
    return StrictServer(folder)


def sdk_flags(kind: str, transport: str, launcher: Launcher, folder: Path) -> list[str]:
    script = [str(PYTHON[kind]), str(TARGETS / "era_server.py"), kind.split("-")[0]]
    if transport == "stdio":
        return ["--mcp.command", shlex.join([*script, "stdio"])]
    port_file = folder / "era.port"
    server = launcher.start([*script, "http", str(port_file)])
    port = server.watch(lambda: read_if_there(port_file), "the server's port")
    return ["--mcp.server-url", f"http://127.0.0.1:{port}/mcp"]


@pytest.fixture(
    params=[
        ("mcp-1", "stdio"),
        ("mcp-1", "http"),
        ("mcp-2", "stdio"),
        ("mcp-2", "http"),
        ("fastmcp", "stdio"),
        ("fastmcp", "http"),
        ("strict-legacy", "stdio"),
        ("strict-abrupt", "stdio"),
        ("strict-modern", "stdio"),
        ("strict-modern", "http"),
        ("time", "stdio"),
        ("stub", "embedded"),
    ],
    ids="-".join,
)
def any_server(
    request: pytest.FixtureRequest, launcher: Launcher, tmp_path: Path, strict: StrictServer
) -> list[str]:
    """The flags of `run` for each server."""
    kind, transport = request.param
    if kind == "stub":
        return ["--embedded-mcp-stub"]
    if kind == "time":
        return ["--mcp.command", str(TIME_SERVER)]
    if kind == "strict-modern" and transport == "http":
        return ["--mcp.server-url", request.getfixturevalue("modern_http").url]
    if kind.startswith("strict-"):
        return ["--mcp.command", strict.command(kind.removeprefix("strict-"))]
    return sdk_flags(kind, transport, launcher, tmp_path)


def validate_headers(call: Call) -> None:
    """2026-07-28, Streamable HTTP, Server Validation."""
    message = call.message
    params = message.get("params") or {}
    expected = {"MCP-Protocol-Version": "2026-07-28", "Mcp-Method": message["method"]}
    if message["method"] == "tools/call":
        expected["Mcp-Name"] = params.get("name")
    for name, value in expected.items():
        if call.header(name) != [value]:
            raise Refusal(-32020, f"Header mismatch: {name}")


def respond_modern(call: Call) -> Answer:
    message = call.message
    try:
        validate_headers(call)
        body, status = {"result": modern(message["method"], message.get("params") or {})}, 200
    except Refusal as refusal:
        body, status = {"error": refusal.error}, 404 if refusal.error["code"] == -32601 else 400
    return Answer(json.dumps({"jsonrpc": "2.0", "id": message["id"], **body}).encode(), status)


@pytest.fixture
def modern_http(http_target: HTTPTarget) -> HTTPTarget:
    """A modern-only server that looks at every header that the revision demands."""
    http_target.handshake = lambda message: None
    http_target.respond = respond_modern
    return http_target


def result(post: Post) -> dict:
    assert post.envelope["resp_type"] == "jsonrpc_response", post.envelope
    assert "result" in post.message, post.message
    return post.message["result"]


def modern_request(method: str, params: dict | None = None, id: object = None) -> tuple[bytes, dict]:
    """The message and its headers."""
    headers = {"MCP-Protocol-Version": ["2026-07-28"], "Mcp-Method": [method]}
    if params and "name" in params:
        headers["Mcp-Name"] = [params["name"]]
    return request(method, {**(params or {}), "_meta": MODERN_META}, id), headers


def ask_modern(plane: ControlPlane, method: str, params: dict | None = None, id: object = None) -> Post:
    message, headers = modern_request(method, params, id)
    return plane.answer(plane.send(message, headers=headers))


def ask(plane: ControlPlane, method: str, params: dict | None = None, id: object = None, session=None) -> Post:
    headers = {"Mcp-Session-Id": [session]} if session else {}
    return plane.answer(plane.send(request(method, params, id), headers=headers))


def session_of(post: Post) -> str | None:
    headers = {name.lower(): values for name, values in (post.envelope.get("resp_headers") or {}).items()}
    return headers.get("mcp-session-id", [None])[0]


def test_chatgpts_sequence_works_with_every_server(
    plane: ControlPlane, launcher: Launcher, any_server: list[str]
) -> None:
    """user needs 63: server/discover, initialize twice, notifications/initialized, tools/list."""
    launcher.run(plane, *any_server)
    discovered = ask_modern(plane, "server/discover", id="openai-mcp-discover")
    assert discovered.message["id"] == "openai-mcp-discover"
    assert "2026-07-28" in result(discovered)["supportedVersions"]
    assert result(discovered)["resultType"] == "complete"
    assert {"capabilities", "ttlMs", "cacheScope"} <= result(discovered).keys()
    session = None
    for identifier in (1, 0):
        opened = ask(plane, "initialize", INITIALIZE, identifier)
        assert opened.message["id"] == identifier
        assert result(opened)["protocolVersion"] == "2025-06-18"
        assert result(opened)["serverInfo"]["name"]
        session = session_of(opened)
        headers = {"Mcp-Session-Id": [session]} if session else {}
        ready = plane.answer(plane.send(notification("notifications/initialized"), headers=headers))
        assert ready.envelope["resp_type"] == "notify_ack"
        assert 200 <= ready.envelope["resp_code"] < 300
    assert result(ask(plane, "tools/list", {}, 2, session))["tools"]
    tools = result(ask_modern(plane, "tools/list"))
    assert tools["tools"]
    assert tools["resultType"] == "complete"
    assert {"ttlMs", "cacheScope"} <= tools.keys()


@pytest.mark.parametrize("mode", ["legacy", "auto", "2026-07-28"])
@pytest.mark.parametrize("transport", ["stdio", "http"])
@pytest.mark.parametrize("kind", ["mcp-1", "mcp-2", "fastmcp"])
def test_the_official_client_of_each_era_works_with_each_server(
    launcher: Launcher, tmp_path: Path, kind: str, transport: str, mode: str
) -> None:
    """needs 3: both protocol generations, bridged."""
    flags = sdk_flags(kind, transport, launcher, tmp_path)
    proxy = launcher.dev_proxy(*(flag.replace("--mcp.", "--mcp-") for flag in flags))

    async def session() -> None:
        async with Client(proxy.mcp_url, mode=mode, read_timeout_seconds=20) as client:
            assert [tool.name for tool in (await client.list_tools()).tools] == ["whoami"]
            answer = await client.call_tool("whoami", {})
            assert not answer.is_error
            assert answer.content[0].text.startswith("pid ")

    asyncio.run(session())


def test_a_strict_child_gets_one_handshake_whatever_its_callers_send(
    plane: ControlPlane, launcher: Launcher, strict: StrictServer
) -> None:
    """#45: initialize without notifications/initialized, twice, then a call. The child sees what MCP prescribes."""
    launcher.run(plane, "--mcp.command", strict.command("legacy"))
    assert result(ask(plane, "initialize", INITIALIZE, "a"))["serverInfo"]["name"] == "strict"
    assert result(ask(plane, "initialize", INITIALIZE, 7))["protocolVersion"] == "2025-06-18"
    assert result(ask(plane, "tools/call", {"name": "whoami"}))["content"]
    plane.answer(plane.send(notification("notifications/initialized")))
    assert result(ask(plane, "tools/list"))["tools"]
    assert strict.methods == ["initialize", "notifications/initialized", "tools/call", "tools/list"]
    assert strict.received[0]["params"] == INITIALIZE


def test_a_call_without_any_initialize_works(
    plane: ControlPlane, launcher: Launcher, strict: StrictServer
) -> None:
    """#58: the caller believes in a session that this process never saw. The silent probe costs two seconds, once."""
    launcher.run(plane, "--mcp.command", strict.command("legacy"))
    commands = plane.send_all(
        [plane.command(request("tools/call", {"name": "whoami"}, number)) for number in range(8)]
    )
    for command in commands:
        assert result(plane.answer(command))["content"]
    assert strict.methods.count("server/discover") == 1
    assert strict.methods.count("initialize") == 1
    assert strict.methods.count("notifications/initialized") == 1


@pytest.mark.parametrize("mode", ["legacy", "abrupt", "modern"])
def test_a_child_killed_between_calls_is_initialized_again(
    plane: ControlPlane, launcher: Launcher, strict: StrictServer, mode: str
) -> None:
    """#58: what the last initialize said is replayed to the new child before the first call."""
    tunnel = launcher.run(plane, "--mcp.command", strict.command(mode))
    assert result(ask(plane, "initialize", INITIALIZE))
    first = result(ask(plane, "tools/call", {"name": "whoami"}))["content"]
    os.kill(strict.starts[-1], signal.SIGKILL)
    wait_until(lambda: len(strict.starts) == 2, "the child's restart")
    tunnel.wait_ready()
    second = result(ask(plane, "tools/call", {"name": "whoami"}))["content"]
    assert first != second
    if mode != "modern":
        assert strict.methods.count("initialize") == 2
        replayed = [message for message in strict.received if message["method"] == "initialize"][-1]
        assert replayed["params"] == INITIALIZE
        assert "server/discover" not in strict.methods


def test_two_client_sessions_share_one_child(launcher: Launcher, strict: StrictServer) -> None:
    """Both handshakes are answered; the child sees one (needs 2)."""
    proxy = launcher.dev_proxy("--mcp-command", strict.command("legacy"))

    async def one(mode: str) -> str:
        async with Client(proxy.mcp_url, mode=mode, read_timeout_seconds=20) as client:
            answers = await asyncio.gather(*(client.call_tool("whoami", {}) for _ in range(5)))
            return {answer.content[0].text for answer in answers}.pop()

    async def both() -> list[str]:
        return await asyncio.gather(one("legacy"), one("legacy"), one("auto"))

    assert len(set(asyncio.run(both()))) == 1
    assert strict.methods.count("initialize") == 1
    assert strict.methods.count("notifications/initialized") == 1


def test_a_legacy_server_over_http_sees_nothing_of_ours(
    plane: ControlPlane, launcher: Launcher, http_target: HTTPTarget
) -> None:
    """A legacy caller in front of a legacy server: its own bytes, and no request more."""
    http_target.handshake = lambda message: None
    launcher.run(plane, "--mcp.server-url", http_target.url)
    messages = [
        request("initialize", INITIALIZE, 1),
        notification("notifications/initialized"),
        request("tools/list", {}, 2),
        request("tools/call", {"name": "x", "_meta": {"progressToken": 1}}, 3),
    ]
    for message in messages:
        plane.answer(plane.send(message, headers={"Mcp-Session-Id": ["caller's"]}))
    assert [call.body for call in http_target.calls] == messages
    assert all(call.header("Mcp-Session-Id") == ["caller's"] for call in http_target.calls)


def test_a_legacy_call_to_a_modern_http_server_gets_its_fields_and_headers(
    plane: ControlPlane, launcher: Launcher, modern_http: HTTPTarget
) -> None:
    """2026-07-28, Streamable HTTP: `_meta`, MCP-Protocol-Version, Mcp-Method, Mcp-Name. Also without initialize."""
    launcher.run(plane, "--mcp.server-url", modern_http.url)
    params = {"arguments": {"n": 1}, "name": "grüße"}
    modern_http.respond = lambda call: respond_modern(
        Call([(n, "grüße") if n.lower() == "mcp-name" else (n, v) for n, v in call.headers], call.body)
    )
    assert result(ask(plane, "tools/call", params, "x"))["content"]
    sent = modern_http.calls[-1]
    assert sent.header("Mcp-Name") == ["=?base64?Z3LDvMOfZQ==?="]
    assert sent.message["params"]["arguments"] == {"n": 1}
    assert result(ask(plane, "ping")) == {}
    assert result(ask(plane, "initialize", INITIALIZE))["instructions"] == "modern"


@pytest.mark.parametrize("transport", ["stdio", "http"])
def test_a_server_that_asks_for_input_gives_a_legacy_caller_an_error(
    plane: ControlPlane, launcher: Launcher, strict: StrictServer, modern_http: HTTPTarget, transport: str
) -> None:
    """2026-07-28, Multi Round-Trip Requests: a legacy client would take it for an empty result."""
    flags = {"stdio": ["--mcp.command", strict.command("modern")], "http": ["--mcp.server-url", modern_http.url]}
    launcher.run(plane, *flags[transport])
    answer = ask(plane, "tools/call", {"name": "ask"}, "q")
    assert answer.message["id"] == "q"
    assert answer.message["error"]["code"] == -32603
    assert "input_required" in answer.message["error"]["message"]


def test_a_modern_caller_of_a_legacy_child_gets_modern_errors(
    plane: ControlPlane, launcher: Launcher, strict: StrictServer
) -> None:
    """2026-07-28, Versioning and Streamable HTTP: unknown version, method that has no counterpart."""
    launcher.run(plane, "--mcp.command", strict.command("legacy"))
    ask(plane, "initialize", INITIALIZE)
    meta = {**MODERN_META, "io.modelcontextprotocol/protocolVersion": "2099-01-01"}
    refused = ask(plane, "tools/list", {"_meta": meta})
    assert refused.envelope["resp_code"] == 400
    assert refused.message["error"]["code"] == -32022
    assert refused.message["error"]["data"] == {"supported": ["2026-07-28", "2025-06-18"], "requested": "2099-01-01"}
    listen = ask_modern(plane, "subscriptions/listen", {"notifications": {"toolsListChanged": True}})
    assert listen.envelope["resp_code"] == 404
    assert listen.message["error"]["code"] == -32601


def test_a_failed_handshake_is_told_and_tried_again(
    plane: ControlPlane, launcher: Launcher, strict: StrictServer
) -> None:
    """One bad initialize costs its own caller an answer, and the next one nothing."""
    launcher.run(plane, "--mcp.command", strict.command("modern"))
    assert result(ask(plane, "initialize", {}))["protocolVersion"] == "2025-11-25"
    assert result(ask(plane, "tools/list"))["tools"]


class SessionServer:
    """A legacy server over HTTP that knows its sessions; `respond` and `handshake` of an HTTPTarget."""

    def __init__(self, target: HTTPTarget):
        self.sessions: list[str] = []
        self.seen: list[tuple[str, str | None, str | None]] = []
        self.token: str | None = None
        target.handshake = lambda message: None
        target.respond = self.respond

    def respond(self, call: Call) -> Answer:
        message, method = call.message, call.message["method"]
        session = (call.header("Mcp-Session-Id") or [None])[0]
        self.seen.append((method, session, (call.header("Authorization") or [None])[0]))
        if self.token and call.header("Authorization") != [self.token]:
            return Answer(b"", 401, {"WWW-Authenticate": "Bearer realm=x"})
        headers = {"Content-Type": "application/json"}
        if method == "initialize":
            self.sessions.append(f"s{len(self.seen)}")
            headers["Mcp-Session-Id"] = self.sessions[-1]
            body = {"result": {"protocolVersion": "2025-06-18", "capabilities": {}, "serverInfo": {"name": "s"}}}
        elif session not in self.sessions or call.header("MCP-Protocol-Version") != ["2025-06-18"]:
            return Answer(b'{"error":"no session"}', 404 if session else 400)
        else:
            body = {"result": {"session": session}}
        return Answer(json.dumps({"jsonrpc": "2.0", "id": message["id"], **body}).encode(), 200, headers)


def test_a_bridged_session_that_ends_is_opened_again(
    plane: ControlPlane, launcher: Launcher, http_target: HTTPTarget
) -> None:
    """2025-11-25, Session Management: 404 means a new session. The caller sees neither."""
    server = SessionServer(http_target)
    launcher.run(plane, "--mcp.server-url", http_target.url)
    first = ask_modern(plane, "x")
    assert result(first)["session"] == server.sessions[0]
    assert session_of(first) is None
    server.sessions.clear()
    assert result(ask_modern(plane, "x"))["session"] == server.sessions[0]
    methods = [method for method, _, _ in server.seen]
    assert methods == ["server/discover", "initialize", "x", "x", "initialize", "x"]
    assert "notifications/initialized" in [call.message["method"] for call in http_target.calls]


def test_no_caller_uses_a_session_of_another_ones_credential(
    plane: ControlPlane, launcher: Launcher, http_target: HTTPTarget
) -> None:
    """A bridge's session was opened with a caller's authorization, and serves that one only."""
    server = SessionServer(http_target)
    launcher.run(plane, "--mcp.server-url", http_target.url)
    for token in ("Bearer a", "Bearer b"):
        message, headers = modern_request("x")
        command = plane.send(message, headers={**headers, "Authorization": [token]})
        assert result(plane.answer(command))["session"] == server.sessions[-1]
    assert len(server.sessions) == 2
    used = {(session, token) for method, session, token in server.seen if method == "x"}
    assert len(used) == 2


def test_a_server_that_wants_authorization_says_so_itself(
    plane: ControlPlane, launcher: Launcher, http_target: HTTPTarget
) -> None:
    """401 is no verdict on the era: the caller needs the challenge, and the next call finds out."""
    server = SessionServer(http_target)
    server.token = "Bearer a"
    launcher.run(plane, "--mcp.server-url", http_target.url)
    refused = ask_modern(plane, "server/discover")
    assert refused.envelope["resp_code"] == 401
    headers = {name.lower(): values for name, values in refused.envelope["resp_headers"].items()}
    assert headers["www-authenticate"] == ["Bearer realm=x"]
    message, headers = modern_request("server/discover")
    accepted = plane.answer(plane.send(message, headers={**headers, "Authorization": ["Bearer a"]}))
    assert "2026-07-28" in result(accepted)["supportedVersions"]


def test_a_server_of_both_eras_that_began_with_the_older_one_takes_modern_calls(
    plane: ControlPlane, launcher: Launcher
) -> None:
    """A process whose first caller sent `initialize` refuses requests that carry the newer era's fields."""
    launcher.run(plane, "--mcp.command", str(TIME_SERVER))
    assert result(ask(plane, "initialize", INITIALIZE, 1))["serverInfo"]["name"]
    plane.answer(plane.send(notification("notifications/initialized")))
    assert result(ask(plane, "tools/list", {}, 2))["tools"]
    tools = result(ask_modern(plane, "tools/list"))
    assert tools["tools"] and tools["resultType"] == "complete"
    now = ask_modern(plane, "tools/call", {"name": "get_current_time", "arguments": {"timezone": "UTC"}})
    assert result(now)["content"]
    assert result(ask(plane, "tools/list", {}, 3))["tools"]
