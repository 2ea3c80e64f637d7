"""What a Streamable HTTP server may answer, or fail to, and what its caller gets: conformance rows 9, 10, 12, 13."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from controlplane import ControlPlane, Post
from harness.http import free_port
from harness.process import Launcher
from harness.rpc import notification, request, tools_call
from targets.http_server import Answer, Call, HTTPTarget
from targets.raw import fill
from targets.stream_server import Seen, Stream, StreamTarget

JSON = {"Content-Type": "application/json"}
TEXT = {"Content-Type": "text/plain"}
HTML = {"Content-Type": "text/html"}
RESULT = b'{"jsonrpc":"2.0","id":%ID%,"result":{}}'
RPC_ERROR = b'{ "jsonrpc":"2.0", "id":%ID%, "error":{"code":-32700,"message":"no"}, "x":1.50 }'


@contextmanager
def serving(respond, kind: type = HTTPTarget) -> Iterator:
    target = kind(respond)
    try:
        yield target
    finally:
        target.close()


def check_failure(answer: Post, source: str, kind: str, code: int = 502) -> None:
    assert answer.envelope["resp_type"] == "jsonrpc_response"
    assert answer.envelope["resp_code"] == code
    assert answer.message["error"]["code"] == -32603
    assert (answer.failure["source"], answer.failure["transport_error_kind"]) == (source, kind)
    assert answer.failure["upstream_response_received"] is (source == "target_http")
    assert answer.failure.get("upstream_status") == (code if source == "target_http" else None)


@pytest.mark.parametrize("status", [400, 404, 405, 500])
def test_the_servers_own_error_is_preserved(plane: ControlPlane, launcher: Launcher, status: int) -> None:
    """dataplane row 9, ER-01, ER-02: byte for byte, with the server's status, whatever the code."""
    codes = iter([-32003, -32004, -32042])
    bodies: list[bytes] = []

    def respond(call: Call) -> Answer:
        error = b'{ "jsonrpc":"2.0", "id":%ID%, "error":{"code":%d,"message":"no","data":{"n":1.50}}, "x":[] }'
        bodies.append(fill(error.replace(b"%d", b"%d" % next(codes)), call.id))
        return Answer(bodies[-1], status, TEXT)

    with serving(respond) as target:
        launcher.run(plane, "--mcp.server-url", target.url)
        for number in range(3):
            answer = plane.answer(plane.send(tools_call("echo")))
            assert answer.envelope["resp_code"] == status
            assert answer.resp_json == bodies[number]
        assert target.other.count("DELETE") == 0


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "response_body_missing"),
        (b"service down", "malformed_json"),
        (b'{"jsonrpc":"2.0","id":"another","error":{"code":-1,"message":"no"}}', "invalid_mcp_error"),
        (RESULT, "invalid_mcp_error"),
        (b'{"jsonrpc":"2.0","id":%ID%,"error":{"code":"x","message":"no"}}', "invalid_mcp_error"),
        (RPC_ERROR + b" " * 102_400, "response_body_too_large"),
    ],
)
def test_what_is_no_matching_error_is_not_preserved(
    plane: ControlPlane, launcher: Launcher, body: bytes, kind: str
) -> None:
    """dataplane row 9, ER-03: every reason not to preserve, with the server's status."""
    with serving(lambda call: Answer(fill(body, call.id), 503, TEXT)) as target:
        launcher.run(plane, "--mcp.server-url", target.url)
        check_failure(plane.answer(plane.send(tools_call("echo"))), "target_http", kind, 503)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (Answer(b"<html>", 200, HTML), "non_protocol_response"),
        (Answer(b"<html>", 200, JSON), "malformed_json"),
        (Answer(b"", 200, JSON), "response_body_missing"),
        (Answer(b"", 202, {}), "response_body_missing"),
        (Answer(b'{"jsonrpc":"2.0","id":"other","result":{}}', 200, JSON), "invalid_protocol_response"),
        (Answer(b'{"jsonrpc":"2.0","error":{"code":-32700,"message":"no"}}', 200, JSON), "invalid_mcp_error"),
        (Answer(events=[b"{broken"]), "malformed_json"),
    ],
)
def test_a_success_that_is_no_answer(
    plane: ControlPlane, launcher: Launcher, answer: Answer, kind: str
) -> None:
    """dataplane row 10, W-29, W-31: 502 with source protocol, never the 2xx of the server."""
    with serving(lambda call: answer) as target:
        launcher.run(plane, "--mcp.server-url", target.url)
        check_failure(plane.answer(plane.send(tools_call("echo"))), "protocol", kind)
        assert target.other.count("DELETE") == 0


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_to_elsewhere_takes_nothing_along(
    plane: ControlPlane, launcher: Launcher, status: int
) -> None:
    """dataplane HT-08, W-25: not the caller's credential, not the call; the caller is told, and the log says where."""
    with serving(lambda call: Answer(fill(RESULT, call.id))) as elsewhere:
        away = {"Location": elsewhere.url}
        with serving(lambda call: Answer(b"", status, away)) as target:
            tunnel = launcher.run(plane, "--mcp.server-url", target.url)
            answer = plane.answer(plane.send(tools_call("echo"), headers={"Authorization": ["Bearer users-own"]}))
            check_failure(answer, "protocol", "non_protocol_response")
            assert elsewhere.calls == [] and elsewhere.other == []
            assert f"set its URL to where it is: {elsewhere.url}" in tunnel.stderr


def test_a_slash_that_a_framework_wants_is_no_obstacle(plane: ControlPlane, launcher: Launcher) -> None:
    """dataplane HT-08: Starlette, and FastMCP on it, redirect from /mcp to /mcp/ or back; once, then it is known."""
    target = HTTPTarget()
    post = target._server.RequestHandlerClass.do_POST
    redirected: list[bytes] = []

    def slash(self) -> None:
        if self.path == "/mcp/":
            return post(self)
        if body := self.read_body():
            redirected.append(body)
        self.reply(307, {"Location": f"http://{self.headers['Host']}/mcp/"})

    target._server.RequestHandlerClass.do_POST = slash
    try:
        launcher.run(plane, "--mcp.server-url", target.url, "--mcp.extra-headers", "X-Team: blue")
        for number in range(3):
            command = plane.send(tools_call("echo"), headers={"Authorization": ["Bearer users-own"]})
            assert plane.answer(command).envelope["resp_code"] == 200
            call = target.calls[number]
            assert call.body == command.jsonrpc and call.header("X-Team") == ["blue"]
            assert call.header("Authorization") == ["Bearer users-own"]
        assert len(redirected) == 1
    finally:
        target.close()


@contextmanager
def hanging_up(at_once: bool) -> Iterator[int]:
    """A port that closes each connection, or that speaks something that is not TLS."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                peer, _ = listener.accept()
            except OSError:
                return
            peer.recv(65_536)
            if not at_once:
                peer.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
            peer.close()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def test_transport_failures_keep_their_cause(plane: ControlPlane, launcher: Launcher) -> None:
    """dataplane row 10, 12.3, W-31: refused, no such host, not TLS, closed before the head."""
    with hanging_up(True) as closing, hanging_up(False) as plain:
        urls = {
            "main": f"http://127.0.0.1:{free_port()}/mcp",
            "dns": "http://no-such-host.invalid/mcp",
            "tls": f"https://127.0.0.1:{plain}/mcp",
            "closed": f"http://127.0.0.1:{closing}/mcp",
        }
        flags = [flag for c, u in urls.items() for flag in ("--mcp.server-url", f"channel={c},url={u}")]
        launcher.run(plane, *flags)
        expected = {
            "main": ("connect", "connection_refused"),
            "dns": ("dns", "dns"),
            "tls": ("tls", "tls"),
            "closed": ("transport_closed", "eof"),
        }
        for channel, (source, kind) in expected.items():
            check_failure(plane.answer(plane.send(tools_call("echo"), channel=channel)), source, kind)


@pytest.mark.parametrize("status", [200, 202, 204, 500])
def test_a_notification_ends_in_its_acknowledgement(
    plane: ControlPlane, launcher: Launcher, status: int
) -> None:
    """dataplane row 12, NT-01, NT-02, W-32: notify_ack with the server's status, also when it failed."""
    with serving(lambda seen, stream: stream.status(status), StreamTarget) as target:
        launcher.run(plane, "--mcp.server-url", target.url)
        answer = plane.answer(plane.send(notification("notifications/progress")))
        assert answer.envelope["resp_type"] == "notify_ack"
        assert answer.envelope["resp_code"] == status
        assert "resp_json" not in answer.members


def test_a_notification_that_does_not_arrive(plane: ControlPlane, launcher: Launcher) -> None:
    """dataplane row 12, W-32: 502, still notify_ack."""
    launcher.run(plane, "--mcp.server-url", f"http://127.0.0.1:{free_port()}/mcp")
    answer = plane.answer(plane.send(notification("notifications/progress")))
    assert (answer.envelope["resp_type"], answer.envelope["resp_code"]) == ("notify_ack", 502)


def end_session(plane: ControlPlane, **options: object) -> Post:
    headers = {"Mcp-Session-Id": ["session-1"], "X-Custom": ["kept"]}
    return plane.answer(plane.send(b"", command_type="session_termination", headers=headers, **options))


@pytest.mark.parametrize("status", [204, 404, 405, 0])
def test_a_session_ends_with_one_delete(plane: ControlPlane, launcher: Launcher, status: int) -> None:
    """dataplane row 13, NT-03: the server's status or 502, and exactly the command's headers."""

    def respond(seen: Seen, stream: Stream) -> None:
        stream.status(status) if status else stream.cut()

    with serving(respond, StreamTarget) as target:
        launcher.run(plane, "--mcp.server-url", target.url)
        answer = end_session(plane)
        assert answer.envelope["resp_type"] == "session_termination_response"
        assert answer.envelope["resp_code"] == (status or 502)
        [seen] = target.seen
        assert seen.method == "DELETE"
        assert seen.headers["mcp-session-id"] == "session-1"
        assert seen.headers["x-custom"] == "kept"
        assert "content-type" not in seen.headers


def test_stdio_has_no_sessions_to_end(plane: ControlPlane, stdio_target, launcher: Launcher) -> None:
    """dataplane row 13, NT-04: 405, and the channel keeps serving."""
    launcher.run(plane, "--mcp.command", stdio_target.command)
    assert end_session(plane).envelope["resp_code"] == 405
    assert plane.answer(plane.send(request("tools/list"))).envelope["resp_code"] == 200
