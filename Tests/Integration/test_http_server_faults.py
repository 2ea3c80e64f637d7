"""An HTTP MCP server that breaks: the caller is told what happened, once, and the next call works."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from controlplane import ControlPlane
from harness.process import Launcher
from harness.rpc import tools_call
from targets.broken_server import BrokenServer, Peer
from targets.raw import DONE, fill, raw_id

PAGE = b"<html>sign in first</html>"
IDLESS = b'{"jsonrpc":"2.0","error":{"code":-32000,"message":"no id"}}'


def good(call: bytes) -> bytes:
    return fill(DONE, raw_id(call))


def cut_body(peer: Peer, call: bytes) -> None:
    peer.send(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 999\r\n\r\n", good(call))
    peer.close()


def reset_in_stream(peer: Peer, call: bytes) -> None:
    peer.stream(ends=False)
    peer.reset()


def cut_head(peer: Peer, call: bytes) -> None:
    peer.send(b"HTTP/1.1 200 OK\r\nContent-Type: app")
    peer.close()


# What the server does; failure.source, failure.transport_error_kind and resp_code of the answer.
FAULTS = {
    "resets": (lambda peer, call: peer.reset(), "transport_closed", {"connection_reset", "connection_closed"}, 502),
    "closes": (lambda peer, call: peer.close(), "transport_closed", {"eof", "connection_closed"}, 502),
    "head-cut": (cut_head, "protocol", {"non_protocol_response"}, 502),
    "body-cut": (cut_body, "transport_closed", {"unexpected_eof"}, 502),
    "stream-reset": (reset_in_stream, "transport_closed", {"connection_reset", "unexpected_eof"}, 502),
    "stream-ends": (lambda peer, call: peer.stream(), "transport_closed", {"unexpected_eof"}, 502),
    "html": (lambda peer, call: peer.answer(PAGE, media_type="text/html"), "protocol", {"non_protocol_response"}, 502),
    "html-503": (
        lambda peer, call: peer.answer(PAGE, "503 Busy", "text/html"), "target_http", {"malformed_json"}, 503
    ),
    "202": (lambda peer, call: peer.answer(b"", "202 Accepted"), "protocol", {"response_body_missing"}, 502),
    "wrong-id": (
        lambda peer, call: peer.answer(fill(DONE, b'"other"')), "protocol", {"invalid_protocol_response"}, 502
    ),
    "idless-error": (lambda peer, call: peer.answer(IDLESS), "protocol", {"invalid_mcp_error"}, 502),
    "half-json": (lambda peer, call: peer.answer(good(call)[:-2]), "protocol", {"malformed_json"}, 502),
    "only-garbage-events": (lambda peer, call: peer.stream(b"{nope"), "protocol", {"malformed_json"}, 502),
    "no-http": (lambda peer, call: peer.send(b"220 mail.example.com ESMTP\r\n\r\n"), "protocol", {"invalid_protocol_response"}, 502),
}  # fmt: skip


@pytest.fixture
def broken() -> Iterator[BrokenServer]:
    server = BrokenServer(lambda peer, call: peer.answer(good(call)))
    yield server
    server.close()


@pytest.mark.parametrize("fault", FAULTS)
def test_the_caller_is_told_what_broke_and_the_call_is_not_repeated(
    plane: ControlPlane, broken: BrokenServer, launcher: Launcher, fault: str
) -> None:
    """dataplane 12.3 with W-28, W-29, W-31; RP-04: the MCP operation is never replayed, on a used connection either."""
    respond, source, kinds, code = FAULTS[fault]
    launcher.run(plane, "--mcp.server-url", broken.url)
    # Now there is a connection that has been used, which is where an HTTP client may be tempted.
    plane.answer(plane.send(tools_call("before")))
    healthy, broken.respond = broken.respond, respond
    answer = plane.answer(plane.send(tools_call("breaks")))
    assert len([call for call in broken.calls if b"breaks" in call]) == 1
    assert answer.failure["source"] == source
    assert answer.failure["transport_error_kind"] in kinds
    assert answer.envelope["resp_code"] == code
    broken.respond = healthy
    assert plane.answer(plane.send(tools_call("after"))).envelope["resp_code"] == 200


def test_stray_messages_in_a_stream_do_not_end_the_call(
    plane: ControlPlane, broken: BrokenServer, launcher: Launcher
) -> None:
    """dataplane W-22, W-23, SSE-02: garbage, another's answer, a request of the server; then the answer."""
    noise = [b"{nope", fill(DONE, b'"other"'), b'{"jsonrpc":"2.0","id":1,"method":"ping"}']
    broken.respond = lambda peer, call: peer.stream(*noise, good(call))
    launcher.run(plane, "--mcp.server-url", broken.url)
    assert plane.answer(plane.send(tools_call("noisy"))).envelope["resp_code"] == 200


@pytest.mark.parametrize("streams", [False, True], ids=["before-head", "in-stream"])
def test_a_server_that_hangs_is_given_up_after_the_window(
    plane: ControlPlane, broken: BrokenServer, launcher: Launcher, streams: bool
) -> None:
    """dataplane HT-06, W-11, W-24: 504 when the window ends, and the worker is free again."""
    release = threading.Event()

    def hang(peer: Peer, call: bytes) -> None:
        if streams:
            peer.stream(ends=False)
        release.wait(30)

    broken.respond = hang
    flags = ["--mcp.connection-max-ttl", "1s", "--mcp.max-concurrent-requests", "1"]
    launcher.run(plane, "--mcp.server-url", broken.url, *flags)
    answer = plane.answer(plane.send(tools_call("hangs")), timeout=10)
    assert (answer.envelope["resp_code"], answer.failure["source"]) == (504, "timeout")
    broken.respond = lambda peer, call: peer.answer(good(call))
    assert plane.answer(plane.send(tools_call("after"))).envelope["resp_code"] == 200
    release.set()


def test_an_answer_that_trickles_is_waited_for(
    plane: ControlPlane, broken: BrokenServer, launcher: Launcher
) -> None:
    """dataplane HT-06: slow is not broken."""

    def trickle(peer: Peer, call: bytes) -> None:
        body = good(call)
        pause = threading.Event()
        peer.send(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body))
        for byte in body:
            peer.send(bytes([byte]))
            pause.wait(0.005)

    broken.respond = trickle
    launcher.run(plane, "--mcp.server-url", broken.url)
    assert plane.answer(plane.send(tools_call("slow"))).envelope["resp_code"] == 200
