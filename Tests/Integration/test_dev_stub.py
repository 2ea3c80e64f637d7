"""`dev mcp-stub`: a real MCP server with a real sign-in, used by a real client (operator 23, A-210, A-211, W-81)."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import http.client
import json
import secrets
import signal
import time
import urllib.parse
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

import httpx2
import pytest
from harness.process import Launcher, Process
from mcp import Client
from mcp.client.auth import OAuthClientProvider
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.auth import AuthorizationCodeResult, OAuthClientInformationFull, OAuthClientMetadata, OAuthToken
from mcp.types import ElicitResult

T = TypeVar("T")
BOTH = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json"}
CALLBACK = "http://127.0.0.1:9/callback"
META = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientCapabilities": {},
}
INITIALIZE = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}},
}
both_openings = pytest.mark.parametrize("mode", ["legacy", "auto"])


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def events(self) -> list[Any]:
        """The documents of the `message` events."""
        frames = self.body.decode().split("\n\n")[:-1]
        assert all(frame.startswith("event: message\ndata: ") for frame in frames), self.body
        return [json.loads(frame.split("data: ", 1)[1]) for frame in frames]


@dataclass
class Stub:
    process: Process
    info: dict[str, Any]

    @property
    def base(self) -> str:
        return self.info["base_url"]

    def ask(self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> Answer:
        connection = http.client.HTTPConnection(self.base.removeprefix("http://"), timeout=20)
        payload = body if isinstance(body, (bytes, str, type(None))) else json.dumps(body)
        try:
            connection.request(method, path, payload, headers or {})
            answer = connection.getresponse()
            return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    def post(self, message: Any, session: str | None = None, **headers: str) -> Answer:
        own = {"Mcp-Session-Id": session} if session else {}
        return self.ask("POST", "/mcp", message, {**BOTH, **own, **headers})

    def initialize(self, **headers: str) -> tuple[str, Answer]:
        answer = self.post(INITIALIZE, **headers)
        assert answer.status == 200, answer
        session = answer.headers["mcp-session-id"]
        assert self.post({"jsonrpc": "2.0", "method": "notifications/initialized"}, session, **headers).status == 202
        return session, answer

    def form(self, path: str, **members: str) -> Answer:
        return self.ask(
            "POST", path, urllib.parse.urlencode(members), {"Content-Type": "application/x-www-form-urlencoded"}
        )


@pytest.fixture
def start(launcher: Launcher) -> Iterator[Callable[..., Stub]]:
    """Starts stubs; at the end each one stops on SIGTERM, with exit code 0, in time (A-210)."""
    started: list[Process] = []

    def start(*flags: str) -> Stub:
        process = launcher.start([str(launcher.binary), "dev", "mcp-stub", "--json", *flags])
        started.append(process)
        text = process.watch(lambda: process.stdout if process.stdout.endswith("}\n") else None, "its JSON")
        return Stub(process, json.loads(text))

    yield start
    for process in started:
        if process.is_running:
            asked = time.monotonic()
            process.child.send_signal(signal.SIGTERM)
            assert process.wait(10) == 0, process.stderr
            assert time.monotonic() - asked < 5
        assert process.stderr == ""


@pytest.fixture
def stub(start: Callable[..., Stub]) -> Stub:
    return start()


def with_client(url: str, use: Callable[[Client], Awaitable[T]], mode: str, **options: Any) -> T:
    async def session() -> T:
        async with Client(url, mode=mode, read_timeout_seconds=20, **options) as client:
            return await use(client)

    return asyncio.run(session())


def test_it_says_where_it_is_and_what_to_do_next(launcher: Launcher) -> None:
    """operator 23.1: for a person, without --json."""
    process = launcher.start([str(launcher.binary), "dev", "mcp-stub", "--server-name", "mine"])
    text = process.watch(lambda: process.stdout if "Prompts" in process.stdout else None, "its announcement")
    for line in ("Base URL: http://127.0.0.1:", "MCP URL: ", "oauth-protected-resource/mcp", "tunnel-client dev proxy"):
        assert line in text
    process.child.send_signal(signal.SIGINT)
    assert process.wait(5) == 0


def test_the_routes_of_23_2_with_a_fixed_issuer(stub: Stub) -> None:
    """A-210; W-81: a Host header chooses nothing."""
    for host in (stub.base.removeprefix("http://"), "localhost:1"):
        for path in ("/.well-known/oauth-protected-resource", "/.well-known/oauth-protected-resource/mcp"):
            resource = stub.ask("GET", path, headers={"Host": host}).json
            assert resource["authorization_servers"] == [stub.base]
            assert resource["resource"] == stub.base + "/mcp"
            assert resource["scopes_supported"] == ["read", "write"]
        server = stub.ask("GET", "/.well-known/oauth-authorization-server", headers={"Host": host}).json
        assert server["issuer"] == stub.base
        for name, path in {
            "authorization_endpoint": "/authorize",
            "token_endpoint": "/token",
            "jwks_uri": "/jwks",
            "registration_endpoint": "/register",
        }.items():
            assert server[name] == stub.base + path
        assert server["response_types_supported"] == ["code"]
        assert server["grant_types_supported"] == ["authorization_code", "refresh_token"]
        assert server["token_endpoint_auth_methods_supported"] == ["none", "client_secret_post"]
        assert server["code_challenge_methods_supported"] == ["S256"]
    assert stub.ask("GET", "/jwks").json == {"keys": []}
    assert stub.ask("GET", "/other").status == 404
    assert stub.ask("GET", "/jwks", headers={"Host": "evil.example"}).status == 403


def test_a_legacy_session_from_its_beginning_to_its_end(stub: Stub) -> None:
    """operator 23.3"""
    session, answer = stub.initialize()
    assert answer.headers["content-type"] == "text/event-stream"
    assert answer.headers["cache-control"] == "no-cache, no-transform"
    assert answer.events[0]["result"]["protocolVersion"] == "2025-06-18"
    tools = {"jsonrpc": "2.0", "id": "a", "method": "tools/list"}
    names = [tool["name"] for tool in stub.post(tools, session).events[0]["result"]["tools"]]
    assert names == sorted(names)
    assert {"echo", "server_info", "uppercase"} <= set(names)
    unknown = {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": "nope"}}
    assert stub.post(unknown, session).events[0]["error"]["code"] == -32602
    method = {"jsonrpc": "2.0", "id": 2, "method": "resources/list"}
    assert stub.post(method, session).events[0]["error"]["code"] == -32601

    without = stub.post(tools)
    assert (without.status, without.json["error"]["code"], without.json["id"]) == (400, 0, "a")
    assert "initializ" in without.json["error"]["message"]
    assert stub.post(tools, "other").status == 404
    assert stub.ask("GET", "/mcp", headers={"Accept": "text/event-stream"}).status == 400
    assert stub.post(tools, session, Accept="application/json").status == 400
    assert stub.post(tools, session, Host="evil.example").status == 403
    assert stub.post(tools, session, Origin="http://evil.example").status == 403

    assert stub.ask("DELETE", "/mcp", headers={"Mcp-Session-Id": session}).status == 204
    assert stub.ask("DELETE", "/mcp", headers={"Mcp-Session-Id": session}).status == 404
    assert stub.post(tools, session).status == 404


def test_the_stream_of_a_session_ends_with_it(stub: Stub) -> None:
    """operator 23.3: a GET stays open for what the server may say by itself."""
    session, _ = stub.initialize()
    listener = http.client.HTTPConnection(stub.base.removeprefix("http://"), timeout=20)
    listener.request("GET", "/mcp", headers={"Accept": "text/event-stream", "Mcp-Session-Id": session})
    answer = listener.getresponse()
    assert (answer.status, answer.getheader("Content-Type")) == (200, "text/event-stream")
    assert answer.readline() == b": open\n"  # the stream is open, and alive
    assert stub.ask("DELETE", "/mcp", headers={"Mcp-Session-Id": session}).status == 204
    answer.read()
    listener.close()


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'[{"jsonrpc":"2.0","id":1,"method":"ping"}]', b'{"a":1}'])
def test_what_is_no_message_is_refused_at_once(stub: Stub, body: bytes) -> None:
    answer = stub.ask("POST", "/mcp", body, BOTH)
    assert answer.status == 400
    assert answer.json["error"]["code"] in (-32700, -32600)


def test_a_modern_request_needs_no_session_and_its_errors_have_their_status(stub: Stub) -> None:
    """MCP 2026-07-28: everything is in the request; -32601 is 404, a wrong mirror is -32020."""
    call = {"name": "echo", "arguments": {"input": "hi"}, "_meta": META}
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}
    headers = {"MCP-Protocol-Version": "2026-07-28", "Mcp-Method": "tools/call", "Mcp-Name": "echo"}
    answer = stub.post(message, **headers)
    assert answer.status == 200
    assert answer.events[0]["result"]["structuredContent"] == {"echoed": "hi"}
    assert "mcp-session-id" not in answer.headers
    for name, value in {"Mcp-Name": "other", "Mcp-Method": "tools/list", "MCP-Protocol-Version": "2025-11-25"}.items():
        wrong = stub.post(message, **{**headers, name: value})
        assert (wrong.status, wrong.json["error"]["code"]) == (400, -32020), name
    ping = {"jsonrpc": "2.0", "id": 1, "method": "ping", "params": {"_meta": META}}
    unknown = stub.post(ping, **{"MCP-Protocol-Version": "2026-07-28"})
    assert (unknown.status, unknown.json["error"]["code"]) == (404, -32601)
    future = {**META, "io.modelcontextprotocol/protocolVersion": "2099-01-01"}
    unsupported = stub.post({**ping, "params": {"_meta": future}})
    assert (unsupported.status, unsupported.json["error"]["code"]) == (400, -32022)
    assert stub.ask("GET", "/mcp", headers={"MCP-Protocol-Version": "2026-07-28"}).headers["allow"] == "POST"


@both_openings
def test_the_official_client_uses_every_tool(stub: Stub, mode: str) -> None:
    """W-81: slow, progress, error, large, binary and elicitation."""

    async def give_name(context: Any, params: Any) -> ElicitResult:
        return ElicitResult(action="accept", content={"name": "Ada"})

    async def use(client: Client) -> None:
        progress: list[tuple[float, float | None]] = []

        async def note(step: float, total: float | None, message: str | None) -> None:
            progress.append((step, total))

        async def text(tool: str, **arguments: Any) -> str:
            return (await client.call_tool(tool, arguments)).content[0].text

        assert await text("echo", input="grüße") == "grüße"
        assert await text("slow", seconds=0.1) == "Done after 100 ms."
        assert len(await text("large", bytes=500_000)) == 500_000
        counted = await client.call_tool("progress", {"steps": 3, "interval": 0.02}, progress_callback=note)
        assert counted.content[0].text == "Counted to 3."
        assert progress == [(1, 3), (2, 3), (3, 3)]
        failed = await client.call_tool("fail", {"message": "on purpose"})
        assert failed.is_error and failed.content[0].text == "on purpose"
        picture, file = (await client.call_tool("binary", {})).content
        assert base64.b64decode(picture.data).startswith(b"\x89PNG\r\n")
        assert base64.b64decode(file.resource.blob) == bytes([0, 1, 2, 3, 0xFD, 0xFE, 0xFF])
        asked = await client.call_tool("elicit", {})
        # Before 2026-07-28 a question is a request of its own, for which there is no way back; the tool says so.
        expected = "Hello, Ada!" if mode == "auto" else "This tool asks with inputRequests"
        assert asked.content[0].text.startswith(expected)

    with_client(stub.info["mcp_url"], use, mode, elicitation_callback=give_name)


def test_a_caller_that_leaves_ends_its_call(stub: Stub) -> None:
    """A slow call whose caller is gone keeps nothing from stopping (the fixture stops it within five seconds)."""
    session, _ = stub.initialize()
    slow = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "slow", "arguments": {"seconds": 600}}}
    connection = http.client.HTTPConnection(stub.base.removeprefix("http://"), timeout=20)
    connection.request("POST", "/mcp", json.dumps(slow), {**BOTH, "Mcp-Session-Id": session})
    connection.close()
    assert stub.post({"jsonrpc": "2.0", "id": 2, "method": "ping"}, session).status == 200


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (["--listen-addr", "0.0.0.0:0"], "this machine only"),
        (["--listen-addr", "nonsense"], "--listen-addr"),
        (["--server-name", ""], "--server-name"),
        (["--error-rate", "2"], "--error-rate"),
        (["--latency", "soon"], "--latency"),
        (["--auth-auto-approve"], "--auth"),
        (["--auth", "--auth-token-lifetime", "0"], "--auth-token-lifetime"),
    ],
)
def test_what_cannot_be_is_one_clear_line(launcher: Launcher, flags: list[str], words: str) -> None:
    ended = launcher.to_end("dev", "mcp-stub", *flags)
    assert ended.code == 1
    assert words in ended.complaint


def test_faults_on_purpose(start: Callable[..., Stub]) -> None:
    """W-81: --error-rate and --drop-responses; the metadata stays reachable."""
    failing = start("--error-rate", "1")
    answer = failing.post(INITIALIZE)
    assert (answer.status, answer.json["error"]["code"]) == (503, -32603)
    assert failing.ask("GET", "/jwks").status == 200
    dropping = start("--drop-responses", "1")
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        dropping.post(INITIALIZE)


# The sign-in, step by step.


def challenge_of(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


def register(stub: Stub, **changes: Any) -> dict[str, Any]:
    metadata = {"redirect_uris": [CALLBACK], "client_name": "A <test>", "token_endpoint_auth_method": "none", **changes}
    answer = stub.ask("POST", "/register", metadata, {"Content-Type": "application/json"})
    assert answer.status == 201, answer
    return answer.json


def authorize(stub: Stub, client: dict[str, Any], verifier: str, **changes: str) -> Answer:
    query = {
        "response_type": "code",
        "client_id": client["client_id"],
        "redirect_uri": CALLBACK,
        "state": "a state",
        "code_challenge": challenge_of(verifier),
        "code_challenge_method": "S256",
        "resource": stub.base + "/mcp",
        **changes,
    }
    return stub.ask("GET", "/authorize?" + urllib.parse.urlencode(query))


def parameters(answer: Answer) -> dict[str, str]:
    assert answer.status == 303
    url = answer.headers["location"]
    assert url.startswith(CALLBACK + "?")
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query))


def test_a_token_is_earned_used_refreshed_and_revoked(start: Callable[..., Stub]) -> None:
    """A-211: 401 with a challenge, register, authorize with S256, token, an authorised call."""
    stub = start("--auth", "--auth-auto-approve")
    refused = stub.post(INITIALIZE)
    assert refused.status == 401
    challenge = refused.headers["www-authenticate"]
    assert challenge.startswith(f'Bearer resource_metadata="{stub.base}/.well-known/oauth-protected-resource/mcp"')
    assert stub.post(INITIALIZE, Authorization="Bearer guess").status == 401

    client = register(stub, token_endpoint_auth_method="client_secret_post")
    verifier = secrets.token_urlsafe(48)
    answered = parameters(authorize(stub, client, verifier))
    assert (answered["state"], answered["iss"]) == ("a state", stub.base)
    exchange = {
        "grant_type": "authorization_code",
        "code": answered["code"],
        "redirect_uri": CALLBACK,
        "client_id": client["client_id"],
        "client_secret": client["client_secret"],
        "code_verifier": verifier,
        "resource": stub.base + "/mcp",
    }
    assert stub.form("/token", **{**exchange, "client_secret": "wrong"}).status == 401
    answer = stub.form("/token", **exchange)
    assert answer.status == 200 and answer.headers["cache-control"] == "no-store"
    tokens = answer.json
    assert tokens["token_type"] == "Bearer" and tokens["expires_in"] == 3600
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    session, _ = stub.initialize(**bearer)
    call = {"jsonrpc": "2.0", "id": 3, "method": "tools/call", "params": {"name": "echo", "arguments": {"input": "x"}}}
    assert stub.post(call, session, **bearer).events[0]["result"]["structuredContent"] == {"echoed": "x"}

    refresh = {
        "grant_type": "refresh_token",
        "refresh_token": tokens["refresh_token"],
        "client_id": client["client_id"],
        "client_secret": client["client_secret"],
    }
    rotated = stub.form("/token", **refresh).json
    assert rotated["refresh_token"] != tokens["refresh_token"]
    bearer = {"Authorization": f"Bearer {rotated['access_token']}"}
    assert stub.post(call, session, **bearer).status == 200
    own = {"client_id": client["client_id"], "client_secret": client["client_secret"]}
    assert stub.form("/revoke", token=rotated["access_token"], **own).status == 200
    assert stub.post(call, session, **bearer).status == 401
    # A code that is used again is stolen: what came of it is worth nothing any more.
    assert stub.form("/token", **exchange).json["error"] == "invalid_grant"
    assert stub.form("/token", **{**refresh, "refresh_token": rotated["refresh_token"]}).json["error"] == "invalid_grant"


def test_a_person_is_asked_and_may_say_no(start: Callable[..., Stub]) -> None:
    """The question can be answered once, and shows names as text."""
    stub = start("--auth")
    page = authorize(stub, register(stub), secrets.token_urlsafe(48))
    assert page.status == 200
    assert page.headers["cache-control"] == "no-store"
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    text = page.body.decode()
    assert "A &lt;test&gt;" in text and "<test>" not in text
    ticket = text.split('name="ticket" value="')[1].split('"')[0]
    # As a browser sends the page's form; a page of another site cannot.
    form = urllib.parse.urlencode({"ticket": ticket, "decision": "deny"})
    assert stub.ask("POST", "/authorize", form, {"Origin": "http://evil.example"}).status == 403
    assert page.headers["referrer-policy"] == "same-origin"
    answer = parameters(stub.ask("POST", "/authorize", form, {"Origin": stub.base}))
    assert (answer["error"], answer["state"], answer["iss"]) == ("access_denied", "a state", stub.base)
    assert stub.form("/authorize", ticket=ticket, decision="allow").status == 400
    second = authorize(stub, register(stub), secrets.token_urlsafe(48)).body.decode()
    ticket = second.split('name="ticket" value="')[1].split('"')[0]
    assert parameters(stub.form("/authorize", ticket=ticket, decision="allow"))["code"]


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "root"}, "invalid_scope"),
        ({"resource": "http://127.0.0.1:1/mcp"}, "invalid_target"),
    ],
)
def test_a_bad_question_goes_back_to_its_client(
    start: Callable[..., Stub], changes: dict[str, str], error: str
) -> None:
    stub = start("--auth", "--auth-auto-approve")
    assert parameters(authorize(stub, register(stub), "v" * 43, **changes))["error"] == error


def test_an_answer_goes_nowhere_else_than_registered(start: Callable[..., Stub]) -> None:
    stub = start("--auth", "--auth-auto-approve")
    client = register(stub)
    for uri in (CALLBACK + "/", CALLBACK + "?a=b", "http://evil.example/"):
        answer = authorize(stub, client, "v" * 43, redirect_uri=uri)
        assert answer.status == 400 and "location" not in answer.headers
    for bad in (["http://evil.example/cb"], ["javascript:alert(1)"], []):
        answer = stub.ask("POST", "/register", {"redirect_uris": bad})
        assert (answer.status, answer.json["error"]) == (400, "invalid_redirect_uri")


def test_tokens_for_the_url_behind_a_tunnel(start: Callable[..., Stub]) -> None:
    """Callers behind a tunnel know the server by another URL, and ask for a token for that (RFC 8707)."""
    url = "http://127.0.0.1:4/v1/mcp/tunnel_x"
    stub = start("--auth", "--auth-auto-approve", "--auth-resource", url)
    assert parameters(authorize(stub, register(stub), "v" * 43, resource=url))["code"]


# The sign-in as the official client does it.


@dataclass
class Storage:
    tokens: OAuthToken | None = None
    client: OAuthClientInformationFull | None = None
    saved: list[OAuthToken] = field(default_factory=list)

    async def get_tokens(self) -> OAuthToken | None:
        return self.tokens

    async def set_tokens(self, tokens: OAuthToken) -> None:
        self.tokens = tokens
        self.saved.append(tokens)

    async def get_client_info(self) -> OAuthClientInformationFull | None:
        return self.client

    async def set_client_info(self, client_info: OAuthClientInformationFull) -> None:
        self.client = client_info


def signing_in(url: str, storage: Storage, scope: str | None = None) -> OAuthClientProvider:
    """The client's own OAuth, with a browser that follows the first redirect only."""
    seen: list[str] = []

    async def browse(target: str) -> None:
        async with httpx2.AsyncClient() as browser:
            seen.append((await browser.get(target)).headers["location"])

    async def callback() -> AuthorizationCodeResult:
        query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(seen[-1]).query))
        return AuthorizationCodeResult(code=query["code"], state=query["state"], iss=query["iss"])

    metadata = OAuthClientMetadata(client_name="pytest", redirect_uris=[CALLBACK], scope=scope)
    return OAuthClientProvider(url, metadata, storage, browse, callback)


def signed_in(url: str, use: Callable[[Client], Awaitable[T]], mode: str, storage: Storage) -> T:
    async def session() -> T:
        async with httpx2.AsyncClient(auth=signing_in(url, storage), timeout=20) as transport:
            async with Client(
                streamable_http_client(url, http_client=transport), mode=mode, read_timeout_seconds=20
            ) as client:
                return await use(client)

    return asyncio.run(session())


@both_openings
def test_the_official_client_signs_in_by_itself(start: Callable[..., Stub], mode: str) -> None:
    """A-211 with the PyPI client: discovery, dynamic registration, PKCE, and the call."""
    stub = start("--auth", "--auth-auto-approve")
    storage = Storage()

    async def use(client: Client) -> None:
        assert (await client.call_tool("echo", {"input": "signed in"})).content[0].text == "signed in"

    signed_in(stub.info["mcp_url"], use, mode, storage)
    assert storage.client and storage.client.client_id.startswith("client-")
    assert len(storage.saved) == 1 and storage.saved[0].scope == "read write"


def test_the_official_client_refreshes_and_asks_for_more_when_told(start: Callable[..., Stub]) -> None:
    """A token that may only read is refreshed as such; a call of a tool is 403 insufficient_scope, and steps up."""
    stub = start("--auth", "--auth-auto-approve", "--auth-token-lifetime", "1s")
    client = register(stub)
    verifier = secrets.token_urlsafe(48)
    code = parameters(authorize(stub, client, verifier, scope="read"))["code"]
    tokens = stub.form(
        "/token",
        grant_type="authorization_code",
        code=code,
        redirect_uri=CALLBACK,
        client_id=client["client_id"],
        code_verifier=verifier,
    ).json
    assert tokens["scope"] == "read"
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    call = {"jsonrpc": "2.0", "id": 3, "method": "tools/call", "params": {"name": "server_info", "_meta": META}}
    refused = stub.post(call, **bearer)
    if refused.status == 401:  # a second is short on a busy machine
        refreshed = stub.form(
            "/token",
            grant_type="refresh_token",
            refresh_token=tokens["refresh_token"],
            client_id=client["client_id"],
        ).json
        tokens = refreshed
        refused = stub.post(call, Authorization=f"Bearer {tokens['access_token']}")
    assert refused.status == 403
    assert 'error="insufficient_scope"' in refused.headers["www-authenticate"]
    assert 'scope="read write"' in refused.headers["www-authenticate"]

    stored = Storage(tokens=OAuthToken.model_validate(tokens), client=OAuthClientInformationFull.model_validate(client))

    async def use(client: Client) -> None:
        assert (await client.call_tool("echo", {"input": "more"})).content[0].text == "more"

    signed_in(stub.info["mcp_url"], use, "auto", stored)
    assert stored.tokens and stored.tokens.scope == "read write"
