"""Event streams that break, servers that ask, and the order within a session, over Streamable HTTP."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from controlplane import ControlPlane
from harness.process import Launcher
from harness.rpc import notification, request, tools_call
from harness.waiting import PATIENCE, wait_until
from targets.raw import DONE, fill, raw_id
from targets.stream_server import Seen, Stream, StreamTarget

SESSION = {"Mcp-Session-Id": ["session-1"], "Authorization": ["Bearer caller"]}


@contextmanager
def serving(respond) -> Iterator[StreamTarget]:
    target = StreamTarget(respond)
    try:
        yield target
    finally:
        target.close()


def done(message: bytes) -> bytes:
    return fill(DONE, raw_id(message))


def event(data: bytes, id: bytes = b"") -> bytes:
    return (b"id: " + id + b"\n" if id else b"") + b"data: " + data + b"\n\n"


def test_a_stream_that_breaks_is_resumed_where_it_broke(plane: ControlPlane, launcher: Launcher) -> None:
    """dataplane row 11, SSE-05, SSE-06: GET with Last-Event-Id and the call's headers, after the server's retry."""
    calls: list[Seen] = []

    def respond(seen: Seen, stream: Stream) -> None:
        stream.begin()
        if seen.method == "POST":
            calls.append(seen)
            stream.write(b"retry: 20\n" + event(b"", b"first"))
            # Half an event: what it names was never delivered.
            stream.write(b'id: second\ndata: {"jsonrpc"')
            stream.cut()
        else:
            stream.write(event(done(calls[0].body), b"second"))
            stream.end()

    with serving(respond) as target:
        launcher.run(plane, "--mcp.server-url", target.url)
        answer = plane.answer(plane.send(tools_call("echo"), headers=SESSION))
        assert answer.envelope["resp_code"] == 200
        [resumption] = target.requests("GET")
        assert resumption.headers["last-event-id"] == "first"
        assert resumption.headers["accept"] == "text/event-stream"
        assert resumption.headers["mcp-session-id"] == "session-1"
        assert resumption.headers["authorization"] == "Bearer caller"
        assert len(target.requests("POST")) == 1
        assert target.requests("DELETE") == []


def test_a_server_that_cannot_resume_fails_the_call(plane: ControlPlane, launcher: Launcher) -> None:
    """dataplane row 11, SSE-07: 405 is the end of it."""

    def respond(seen: Seen, stream: Stream) -> None:
        if seen.method == "POST":
            stream.begin()
            stream.write(b"retry: 20\n" + event(b"", b"first"))
            stream.end()
        else:
            stream.status(405)

    with serving(respond) as target:
        launcher.run(plane, "--mcp.server-url", target.url)
        answer = plane.answer(plane.send(tools_call("echo"), headers=SESSION))
        assert answer.envelope["resp_code"] == 502
        assert answer.failure["source"] == "transport_closed"
        assert answer.failure["transport_error_kind"] == "unexpected_eof"
        assert target.requests("DELETE") == []


def test_an_early_end_without_an_event_id(plane: ControlPlane, launcher: Launcher) -> None:
    """dataplane row 11, W-28: 502 with its provenance, and no resumption."""

    def respond(seen: Seen, stream: Stream) -> None:
        stream.begin()
        stream.write(b": hello\n\n")
        stream.end()

    with serving(respond) as target:
        launcher.run(plane, "--mcp.server-url", target.url)
        answer = plane.answer(plane.send(tools_call("echo")))
        assert answer.envelope["resp_code"] == 502
        assert answer.message["error"]["code"] == -32603
        assert answer.failure["source"] == "transport_closed"
        assert target.requests("GET") == []


def test_odd_but_legal_events(plane: ControlPlane, launcher: Launcher) -> None:
    """dataplane row 11, W-27: BOM, lone CR, bare field, comment, ping event, data over several lines."""

    def respond(seen: Seen, stream: Stream) -> None:
        stream.begin()
        stream.write(b"\xef\xbb\xbf: comment\rdata\r\revent: ping\rdata: {}\r\r")
        message = done(seen.body)
        split = message.index(b",") + 1
        stream.write(b"data: " + message[:split] + b"\r\ndata: " + message[split:] + b"\r\n\r\n")
        stream.end()

    with serving(respond) as target:
        launcher.run(plane, "--mcp.server-url", target.url)
        assert plane.answer(plane.send(tools_call("echo"))).envelope["resp_code"] == 200


def test_a_server_that_waits_for_its_ping_gets_it(plane: ControlPlane, launcher: Launcher) -> None:
    """dataplane W-22: a ping on a call's stream is answered on the session, a sampling request declined."""
    replies = threading.Semaphore(0)
    bodies: list[Seen] = []

    def respond(seen: Seen, stream: Stream) -> None:
        if seen.rpc_method is None:
            bodies.append(seen)
            stream.status(202)
            replies.release()
            return
        stream.begin()
        stream.write(event(b'{"jsonrpc":"2.0","id":"p-1","method":"ping"}'))
        assert replies.acquire(timeout=PATIENCE)
        stream.write(event(b'{"jsonrpc":"2.0","id":2,"method":"sampling/createMessage","params":{}}'))
        assert replies.acquire(timeout=PATIENCE)
        stream.write(event(done(seen.body)))
        stream.end()

    with serving(respond) as target:
        launcher.run(plane, "--mcp.server-url", target.url)
        answer = plane.answer(plane.send(tools_call("echo"), headers=SESSION))
        assert answer.envelope["resp_code"] == 200
        assert bodies[0].body == b'{"jsonrpc":"2.0","id":"p-1","result":{}}'
        assert b'"id":2,"error":{"code":-32601,' in bodies[1].body
        assert all(seen.headers["mcp-session-id"] == "session-1" for seen in bodies)


def test_a_request_does_not_overtake_a_notification_of_its_session(
    plane: ControlPlane, launcher: Launcher
) -> None:
    """dataplane W-12: tools/list comes after notifications/initialized was answered; another session does not wait."""
    other_arrived = threading.Event()
    order: list[str] = []

    def respond(seen: Seen, stream: Stream) -> None:
        if seen.rpc_method == "notifications/initialized":
            # Another session's call gets through meanwhile; that it does ends the wait.
            assert other_arrived.wait(PATIENCE)
            order.append("initialized")
            stream.status(202)
            return
        order.append(seen.headers["mcp-session-id"])
        if seen.headers["mcp-session-id"] == "session-2":
            other_arrived.set()
        stream.begin()
        stream.write(event(done(seen.body)))
        stream.end()

    with serving(respond) as target:
        launcher.run(plane, "--mcp.server-url", target.url)
        commands = plane.send_all(
            [
                plane.command(notification("notifications/initialized"), headers=SESSION),
                plane.command(request("tools/list"), headers=SESSION),
                plane.command(request("tools/list"), headers={"Mcp-Session-Id": ["session-2"]}),
            ]
        )
        for command in commands:
            plane.answer(command)
        assert order == ["session-2", "initialized", "session-1"]


def test_an_error_without_an_id_is_the_answers_failure(plane: ControlPlane, launcher: Launcher) -> None:
    """dataplane ER-03, W-29: nothing else will follow, so the caller hears at once."""

    def respond(seen: Seen, stream: Stream) -> None:
        stream.begin()
        stream.write(event(b'{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"Parse error"}}'))
        wait_until(lambda: plane.accepted_for(command), "the answer, while the stream is still open")
        stream.end()

    with serving(respond) as target:
        launcher.run(plane, "--mcp.server-url", target.url)
        command = plane.command(tools_call("echo"))
        plane.send_all([command])
        answer = plane.answer(command)
        assert answer.envelope["resp_code"] == 502
        assert answer.failure["source"] == "protocol"
        assert answer.failure["transport_error_kind"] == "invalid_mcp_error"
