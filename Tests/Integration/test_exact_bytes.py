"""What passes through the tunnel is not rewritten: numbers, unknown members, order, spaces, ids."""

from __future__ import annotations

import json

import pytest
from conftest import StdioTarget
from controlplane import ControlPlane, Fault
from harness.process import Launcher
from harness.rawjson import raw_member, raw_members, without
from harness.rpc import tools_call
from harness.waiting import wait_until
from targets.http_server import Answer, HTTPTarget
from targets.raw import fill

# Order, spaces, spelling of numbers, escapes and members that no MCP type knows are all unusual here.
ODD_PARAMS = (
    b'"params" : {"name":"template","arguments":{"big":9007199254740993,"price":1.50,"huge":1E+400,'
    b'"zero":-0.0,"text":"\\u00e9 \xc3\xa9 \\/","nested":{"b":1,"a":[ 1.0 , 2 ]}},"_unknown":{"keep":true}}'
)
ODD_REQUEST = (
    b'{"method":"tools/call", "id" : 9007199254740993 ,' + ODD_PARAMS + b',"x-extra":[1.0],"jsonrpc":"2.0"}'
)
ODD_ANSWER = (
    b'{"x-extra":{"n":9007199254740993} , "result":{"content":[],"price":1.50,"huge":1E+400,"e":"\\u00e9",'
    b'"zero":-0.0},"id":%ID%,"jsonrpc":"2.0"}'
)


def test_a_request_reaches_an_http_server_byte_for_byte(
    plane: ControlPlane, http_target: HTTPTarget, launcher: Launcher
) -> None:
    """dataplane HT-02, W-08: the payload is forwarded untouched, id 9007199254740993 included."""
    launcher.run(plane, "--mcp.server-url", http_target.url)
    plane.answer(plane.send(ODD_REQUEST))
    assert [call.body for call in http_target.calls] == [ODD_REQUEST]


def test_an_answer_of_an_http_server_comes_back_byte_for_byte(
    plane: ControlPlane, http_target: HTTPTarget, launcher: Launcher
) -> None:
    """dataplane W-21: the raw message, unknown members included."""
    http_target.respond = lambda call: Answer(fill(ODD_ANSWER, call.id))
    launcher.run(plane, "--mcp.server-url", http_target.url)
    answer = plane.answer(plane.send(ODD_REQUEST))
    assert answer.resp_json == fill(ODD_ANSWER, b"9007199254740993")


def test_stdio_keeps_all_members_but_may_replace_the_id_towards_the_child(
    plane: ControlPlane, stdio_target: StdioTarget, launcher: Launcher
) -> None:
    """The child may see a private id (ST-08, W-39); everything else is as it was, the answer has the caller's id.

    HD-04: headers of the caller have no place on a pipe.
    """
    stdio_target.template(ODD_ANSWER)
    launcher.run(plane, "--mcp.command", stdio_target.command)
    answer = plane.answer(plane.send(ODD_REQUEST, headers={"X-Custom": ["kept"], "Mcp-Session-Id": ["s"]}))
    (line,) = stdio_target.received
    assert without(raw_members(line), "id") == without(raw_members(ODD_REQUEST), "id")
    assert answer.resp_json == fill(ODD_ANSWER, b"9007199254740993")


def test_a_message_with_line_breaks_is_one_line_for_a_stdio_child(
    plane: ControlPlane, stdio_target: StdioTarget, launcher: Launcher
) -> None:
    """dataplane ST-04: one JSON object a line, also when the caller's JSON is pretty-printed."""
    launcher.run(plane, "--mcp.command", stdio_target.command)
    pretty = (
        b'{\r\n  "jsonrpc": "2.0",\n  "id": 7,\n  "method": "tools/call",\n  "params": {\n "name": "x" }\n}'
    )
    plane.answer(plane.send(pretty))
    (line,) = stdio_target.received
    assert json.loads(line)["params"] == {"name": "x"}


@pytest.mark.parametrize(
    "identifier", [b"9007199254740993", b'"9007199254740993"', b'"a-string"', b"-1", b"1.5"]
)
def test_an_id_comes_back_as_it_was_spelled(
    plane: ControlPlane, target_flags: list[str], launcher: Launcher, identifier: bytes
) -> None:
    """dataplane W-08, HT-04: ids keep their value and their type."""
    launcher.run(plane, *target_flags)
    message = b'{"jsonrpc":"2.0","id":' + identifier + b',"method":"tools/call","params":{"name":"x"}}'
    answer = plane.answer(plane.send(message))
    assert raw_member(answer.resp_json, "id") == identifier.decode()


def test_a_jsonrpc_error_of_the_server_passes_as_it_is(
    plane: ControlPlane, http_target: HTTPTarget, launcher: Launcher
) -> None:
    """dataplane HT-05, ER-02: the server's error is the answer, also under HTTP 400, with unknown members."""
    error = b'{"jsonrpc":"2.0","error":{"code":-32000,"message":"no","data":{"n":1.50}},"id":%ID%,"x":1}'
    http_target.respond = lambda call: Answer(fill(error, call.id), status=400)
    launcher.run(plane, "--mcp.server-url", http_target.url)
    answer = plane.answer(plane.send(ODD_REQUEST))
    assert answer.resp_json == fill(error, b"9007199254740993")
    assert answer.envelope["resp_code"] == 400


def test_a_notification_is_delivered_and_acknowledged(
    plane: ControlPlane, target_flags: list[str], launcher: Launcher
) -> None:
    """dataplane NT-01, RP-02: notify_ack without resp_json."""
    launcher.run(plane, *target_flags)
    answer = plane.answer(plane.send(b'{"jsonrpc":"2.0","method":"notifications/roots/list_changed"}'))
    assert answer.envelope["resp_type"] == "notify_ack"
    assert "resp_json" not in answer.members


def test_a_response_of_the_caller_is_acknowledged(
    plane: ControlPlane, http_target: HTTPTarget, stdio_target: StdioTarget, launcher: Launcher
) -> None:
    """dataplane NT-05, W-33: delivered like a notification, and never dropped without a word.

    To a child only once one may have asked: the client answers a child's own requests by itself (W-22).
    """
    side = f"channel=side,command={stdio_target.command}"
    launcher.run(plane, "--mcp.server-url", http_target.url, "--mcp.command", side)
    response = b'{"jsonrpc":"2.0","id":"of-the-server", "result":{"roots":[] }}'
    answer = plane.answer(plane.send(response))
    assert answer.envelope["resp_type"] == "notify_ack" and "resp_json" not in answer.members
    assert [call.body for call in http_target.calls] == [response]
    for _ in range(2):
        answer = plane.answer(plane.send(response, channel="side"))
        assert (answer.envelope["resp_type"], answer.envelope["resp_code"] // 100) == ("notify_ack", 2)
        assert plane.answer(plane.send(tools_call("echo"), channel="side")).envelope["resp_code"] == 200


def test_progress_is_forwarded_before_the_answer(
    plane: ControlPlane, http_target: HTTPTarget, launcher: Launcher
) -> None:
    """dataplane HT-04, RP-06: jsonrpc_notify in order, then the answer, with the server's bytes."""
    steps = [
        b'{"jsonrpc":"2.0","method":"notifications/progress","params":{"progress":%d.0}}' % n
        for n in range(9)
    ]
    final = b'{"jsonrpc":"2.0","id":%ID%,"result":{}}'
    http_target.respond = lambda call: Answer(events=[*steps, fill(final, call.id)])
    launcher.run(plane, "--mcp.server-url", http_target.url)
    command = plane.send(ODD_REQUEST)
    plane.answer(command)
    posts = wait_until(lambda: plane.posts_for(command), "the posts")
    assert [post.envelope["resp_type"] for post in posts] == ["jsonrpc_notify"] * 9 + ["jsonrpc_response"]
    assert [post.resp_json for post in posts[:-1]] == steps
